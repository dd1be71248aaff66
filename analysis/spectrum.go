package analysis

import (
	"fmt"
	"math"
)

// Spectrum is the amplitude of spatio-temporal frequencies in a block that is
// centred at zero: along an axis of n samples, sample i is the frequency
// (i - n/2)·2·max/n, as in MotionClouds (n/2 rounded down).
type Spectrum struct {
	NX, NY, NT int
	Data       []float64 // [x, y, t], C order, y upward
	FxMaxCpd   float64   // half width along fx and fy, c/deg
	FtMaxHz    float64   // along ft
	VX, VY     float64   // mean speed, deg/s, y upward; NaN where there is none
	Source     string    // "envelope", or what it was estimated from
}

// Max is the largest amplitude, 0 of an empty spectrum.
func (s *Spectrum) Max() float64 { return largest(s.Data) }

// leastSide is the fewest samples that Trim leaves along an axis, and
// negligible the share of the largest amplitude that it may leave out.
const (
	leastSide  = 12
	negligible = .02
)

// Trim keeps the middle of the spectrum, in which all of note is: a half, a
// quarter or an eighth of it along both axes of space, and the same along time.
func (s *Spectrum) Trim() {
	cut := negligible * s.Max()
	space, time := 0., 0. // farthest from zero, as a share of the half width
	for i, v := range s.Data {
		if v > cut {
			fx, fy := s.frequency(0, float64(i/(s.NY*s.NT))), s.frequency(1, float64(i/s.NT%s.NY))
			space = max(space, max(math.Abs(fx), math.Abs(fy))/s.FxMaxCpd)
			time = max(time, math.Abs(s.frequency(2, float64(i%s.NT)))/s.FtMaxHz)
		}
	}
	by := func(share float64, n int) int {
		k := 1
		for k < 8 && share*float64(2*k) < 1 && n/(2*k) >= leastSide {
			k *= 2
		}
		return k
	}
	ks, kt := by(space, min(s.NX, s.NY)), by(time, s.NT)
	for s.NX%ks != 0 || s.NY%ks != 0 { // both keep the same half width
		ks /= 2
	}
	nx, ny, nt := s.NX/ks, s.NY/ks, s.NT/kt
	data := make([]float64, 0, nx*ny*nt)
	for x := range nx {
		for y := range ny {
			from := ((x+s.NX/2-nx/2)*s.NY+y+s.NY/2-ny/2)*s.NT + s.NT/2 - nt/2
			data = append(data, s.Data[from:from+nt]...)
		}
	}
	// The step between samples stays.
	s.FxMaxCpd *= float64(nx) / float64(s.NX)
	s.FtMaxHz *= float64(nt) / float64(s.NT)
	s.NX, s.NY, s.NT, s.Data = nx, ny, nt, data
}

// face is one face of the cube: the largest amplitude along the axis that is
// left out, over the largest of all. Row-major, the second axis upward.
func (s *Spectrum) face(a, b int) (data Series, w, h int) {
	n := [3]int{s.NX, s.NY, s.NT}
	w, h = n[a], n[b]
	data = make(Series, w*h)
	top := s.Max()
	if !(top > 0) {
		return data, w, h
	}
	var k [3]int
	for i, v := range s.Data {
		k[0], k[1], k[2] = i/(s.NY*s.NT), i/s.NT%s.NY, i%s.NT
		at := &data[k[b]*w+k[a]]
		*at = max(*at, v/top)
	}
	return data, w, h
}

// SpectrumLevels are the shares of the maximum at which contours are drawn.
var SpectrumLevels = []float64{.5, .125}

// Figure is three faces of the cube of frequencies, fx-fy, fx-ft and fy-ft, each
// the maximum of the amplitude along the third axis (as MotionClouds shows it),
// over the largest of all, with contours at SpectrumLevels. On the faces with
// time the plane of the mean speed, ft = -(fx Vx + fy Vy), is drawn where it
// passes over the axis of the spectrum in the plane of fx and fy: a spectrum in
// motion lies along that line. The table holds the three faces.
func (s *Spectrum) Figure() *Figure {
	f := &Figure{Name: "spectrum", Title: "Spectrum", Kind: Multiples, Across: 3}
	names := [3]string{"fx (c/deg)", "fy (c/deg)", "ft (Hz)"}
	keys := [3]string{"fx_cpd", "fy_cpd", "ft_hz"}
	var table [4]Column
	for i, name := range []string{"face", "x", "y", "amplitude"} {
		table[i].Name = name
	}
	cos, sin := s.axis()
	for p, axes := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
		data, w, h := s.face(axes[0], axes[1])
		xs, ys := s.frequencies(axes[0]), s.frequencies(axes[1])
		f.Panels = append(f.Panels, Panel{X: frequencyAxis(names[axes[0]], xs, s.half(axes[0])), Y: frequencyAxis(names[axes[1]], ys, s.half(axes[1]))})
		f.Layers = append(f.Layers, Layer{Mark: Heat, Role: Ink, Block: p, Image: &Image{W: w, H: h, Data: data, Map: Sequential, Min: 0, Max: 1, Label: "Amplitude / max (1)"}})
		for _, level := range SpectrumLevels {
			x, y := contour(data, w, h, level)
			for i := range x {
				x[i], y[i] = s.frequency(axes[0], x[i]), s.frequency(axes[1], y[i])
			}
			if len(x) > 0 {
				f.Layers = append(f.Layers, Layer{Mark: Line, Role: Faint, Block: p, X: x, Y: y})
			}
		}
		if speed := math.Hypot(s.VX, s.VY); axes[1] == 2 && speed >= 0 {
			along := [2]float64{cos, sin}[axes[0]]
			x, y := ray(along, -(s.VX*cos + s.VY*sin), f.Panels[p])
			f.Layers = append(f.Layers, Layer{Mark: Line, Role: Faint, Block: p, X: x, Y: y, Dash: true, Label: fmt.Sprintf("V = %.3g deg/s", speed)})
		}
		for i, v := range data {
			table[0].Words = append(table[0].Words, keys[axes[0]]+"-"+keys[axes[1]])
			table[1].Values = append(table[1].Values, xs[i%w])
			table[2].Values = append(table[2].Values, ys[i/w])
			table[3].Values = append(table[3].Values, v)
		}
	}
	f.X, f.Y = f.Panels[0].X, f.Panels[0].Y
	f.Table = Table{Columns: table[:]}
	f.Summary = s.words(cos, sin)
	return f
}

// words are the numbers of the spectrum: where its peak is.
func (s *Spectrum) words(cos, sin float64) string {
	if !(s.Max() > 0) {
		return s.Source + ": nothing but an even grey"
	}
	best, at := 0.0, 0
	for i, v := range s.Data {
		if v > best {
			best, at = v, i
		}
	}
	fx, fy, ft := s.frequency(0, float64(at/(s.NY*s.NT))), s.frequency(1, float64(at/s.NT%s.NY)), s.frequency(2, float64(at%s.NT))
	bars := math.Mod(math.Round(math.Atan2(sin, cos)*180/math.Pi)+90+360, 180)
	text := fmt.Sprintf("%s: largest at %.3g c/deg and %.3g Hz, bars about %.0f°", s.Source, math.Hypot(fx, fy), math.Abs(ft), bars)
	if speed := math.Hypot(s.VX, s.VY); speed >= 0 {
		text += fmt.Sprintf(", mean speed %.3g deg/s", speed)
	}
	return text
}

// axis is the direction in the plane of fx and fy along which the energy lies,
// that of the speed where it lies all around.
func (s *Spectrum) axis() (cos, sin float64) {
	var xx, xy, yy float64
	for i, v := range s.Data {
		fx, fy := s.frequency(0, float64(i/(s.NY*s.NT))), s.frequency(1, float64(i/s.NT%s.NY))
		xx, xy, yy = xx+v*v*fx*fx, xy+v*v*fx*fy, yy+v*v*fy*fy
	}
	if long := math.Hypot(xx-yy, 2*xy); !(long > .1*(xx+yy)) {
		if speed := math.Hypot(s.VX, s.VY); speed > 0 {
			return s.VX / speed, s.VY / speed
		}
	}
	sin, cos = math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	return cos, sin
}

func (s *Spectrum) samples(axis int) int { return [3]int{s.NX, s.NY, s.NT}[axis] }

func (s *Spectrum) half(axis int) float64 {
	if axis == 2 {
		return s.FtMaxHz
	}
	return s.FxMaxCpd
}

// frequency is that of sample i, which may lie between samples.
func (s *Spectrum) frequency(axis int, i float64) float64 {
	n := s.samples(axis)
	return (i - float64(n/2)) * 2 * s.half(axis) / float64(n)
}

func (s *Spectrum) frequencies(axis int) []float64 {
	out := make([]float64, s.samples(axis))
	for i := range out {
		out[i] = s.frequency(axis, float64(i))
	}
	return out
}

// frequencyAxis has a sample in the middle of each cell of the heat map.
func frequencyAxis(label string, f []float64, half float64) Axis {
	step := 2 * half / float64(len(f))
	a := insideAxis(label, f[0]-step/2, f[len(f)-1]+step/2, 4)
	return a
}

// ray is the line through the origin along (x, y), to the edges of the panel.
func ray(x, y float64, p Panel) (xs, ys Series) {
	long := math.Inf(1)
	if x != 0 {
		long = min(long, min(-p.X.Min, p.X.Max)/math.Abs(x))
	}
	if y != 0 {
		long = min(long, min(-p.Y.Min, p.Y.Max)/math.Abs(y))
	}
	if math.IsInf(long, 1) {
		long = 0
	}
	return Series{-long * x, long * x}, Series{-long * y, long * y}
}
