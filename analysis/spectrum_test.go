package analysis

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// waves is a block of frames of a sum of drifting cosines; frequencies in c/px
// and c/frame, y upward.
func waves(w, h, n int, list ...[4]float64) []float32 {
	pix := make([]float32, 0, w*h*n)
	for t := range n {
		for row := range h {
			for x := range w {
				v := .5
				for _, k := range list {
					v += k[3] * math.Cos(2*math.Pi*(k[0]*float64(x)+k[1]*float64(h-1-row)+k[2]*float64(t)))
				}
				pix = append(pix, float32(v))
			}
		}
	}
	return pix
}

// A drifting wave stands at its frequency and at the opposite one, of the
// amplitude that the windows leave.
func TestPeriodogramOfWaves(t *testing.T) {
	for _, c := range []struct {
		w, h, n    int
		fx, fy, ft float64
	}{{32, 32, 32, .25, 0, -.125}, {32, 16, 24, .125, .25, .25}, {20, 30, 15, .1, -.2, .2}, {17, 13, 1, 2. / 17, 3. / 13, 0}, {64, 64, 60, .0625, .125, .1}} {
		a := Periodogram(waves(c.w, c.h, c.n, [4]float64{c.fx, c.fy, c.ft, .25}), c.w, c.h, c.n)
		at := func(fx, fy, ft float64) float64 {
			x, y, k := int(math.Round(fx*float64(c.w)))+c.w/2, int(math.Round(fy*float64(c.h)))+c.h/2, int(math.Round(ft*float64(c.n)))+c.n/2
			return a[(x*c.h+y)*c.n+k]
		}
		want := .25 / 2 * float64(c.w*c.h*c.n) / 4 // half of the amplitude, and Hann windows of mean 1/2
		if c.n > 1 {
			want /= 2
		}
		for _, sign := range []float64{1, -1} {
			if got := at(sign*c.fx, sign*c.fy, sign*c.ft); !(math.Abs(got-want) < .02*want) {
				t.Errorf("%+v: amplitude %g, want %g", c, got, want)
			}
		}
		if top := largest(a); !(top < 1.02*want) {
			t.Errorf("%+v: %g somewhere, the wave has %g", c, top, want)
		}
		if got := at(c.fx, -c.fy, -c.ft); c.ft != 0 && !(got < .01*want) {
			t.Errorf("%+v: %g at the mirror image", c, got)
		}
	}
	if top := largest(Periodogram(waves(16, 16, 8), 16, 16, 8)); top > 1e-6 {
		t.Errorf("an even grey has %g", top)
	}
}

// Parseval: the squared amplitudes add up to those of the weighted pixels.
func TestPeriodogramKeepsTheEnergy(t *testing.T) {
	const w, h, n = 12, 10, 7
	r := rand.New(rand.NewPCG(1, 1))
	pix, mean := make([]float32, w*h*n), 0.0
	weight, all := func(i int) float64 { return hann(w)[i%w] * hann(h)[i/w%h] * hann(n)[i/(w*h)] }, 0.0
	for i := range pix {
		pix[i] = r.Float32()
		mean, all = mean+weight(i)*float64(pix[i]), all+weight(i)
	}
	mean /= all
	want := 0.0
	for i, v := range pix {
		d := (float64(v) - mean) * weight(i)
		want += d * d * float64(len(pix))
	}
	got := 0.0
	for _, v := range Periodogram(pix, w, h, n) {
		got += v * v
	}
	if !(math.Abs(got-want) < 1e-9*want) {
		t.Errorf("%g, want %g", got, want)
	}
}

// The figure of a wave that drifts: its faces have their peaks where it is, and
// the line of its speed passes through them.
func TestSpectrumFigure(t *testing.T) {
	const w, n = 32, 32
	fx, fy := .125, -.0625
	vx, vy := 2., 1. // px/frame
	ft := -(fx*vx + fy*vy)
	ppd, fps := 20., 60.
	s := &Spectrum{NX: w, NY: w, NT: n, Data: Periodogram(waves(w, w, n, [4]float64{fx, fy, ft, .2}), w, w, n),
		FxMaxCpd: .5 * ppd, FtMaxHz: .5 * fps, VX: vx * fps / ppd, VY: vy * fps / ppd, Source: "periodogram"}
	f := s.Figure()
	if len(f.Panels) != 3 || f.Across != 3 || f.Table.Rows() != w*w+2*w*n {
		t.Fatalf("%d panels, table of %d rows", len(f.Panels), f.Table.Rows())
	}
	where := [3]float64{fx * ppd, fy * ppd, ft * fps}
	lines, contours := 0, 0
	for _, l := range f.Layers {
		a := [3][2]int{{0, 1}, {0, 2}, {1, 2}}[l.Block]
		px, py := where[a[0]], where[a[1]]
		switch {
		case l.Mark == Heat:
			if l.Image.Min != 0 || l.Image.Max != 1 || largest(l.Image.Data) != 1 {
				t.Errorf("face %d: %g to %g", l.Block, l.Image.Min, l.Image.Max)
			}
			p := f.Panels[l.Block]
			i := int((px - p.X.Min) / (p.X.Max - p.X.Min) * float64(l.Image.W))
			j := int((py - p.Y.Min) / (p.Y.Max - p.Y.Min) * float64(l.Image.H))
			if v := l.Image.Data[j*l.Image.W+i]; v < .999 {
				t.Errorf("face %d: %g at the wave, want 1", l.Block, v)
			}
		case l.Dash:
			lines++
			// Distance of the wave from the line, in samples.
			x, y := l.X[1], l.Y[1]
			dx, dy := 2*s.half(a[0])/w, 2*s.half(a[1])/n
			if off := math.Abs(px/dx*y/dy-py/dy*x/dx) / math.Hypot(x/dx, y/dy); off > .5 {
				t.Errorf("face %d: the line of the speed passes the wave by %g samples", l.Block, off)
			}
		case l.Mark == Line:
			contours++
			near := math.Inf(1)
			for i := range l.X {
				if !math.IsNaN(l.X[i]) {
					near = min(near, math.Hypot(l.X[i]-px, (l.Y[i]-py)*s.half(a[0])/s.half(a[1])))
				}
			}
			if near > 3*2*s.FxMaxCpd/w {
				t.Errorf("face %d: the contour is %g c/deg from the wave", l.Block, near)
			}
		}
	}
	if lines != 2 || contours != 6 {
		t.Errorf("%d lines of the speed, %d contours", lines, contours)
	}
	if !strings.Contains(f.Summary, "largest at 2.8 c/deg and 11.2 Hz, bars about 63°, mean speed 6.71 deg/s") {
		t.Error(f.Summary)
	}
	blank := &Spectrum{NX: 4, NY: 4, NT: 1, Data: make([]float64, 16), FxMaxCpd: 1, FtMaxHz: 1, VX: math.NaN(), VY: math.NaN(), Source: "periodogram"}
	if f := blank.Figure(); len(f.Layers) != 3 || !strings.Contains(f.Summary, "even grey") {
		t.Errorf("%d layers, %s", len(f.Layers), f.Summary)
	}
}

// Trimming leaves out what is negligible and moves nothing.
func TestTrimmedSpectrum(t *testing.T) {
	for _, n := range [][3]int{{64, 64, 60}, {30, 50, 15}, {16, 16, 1}, {64, 48, 256}} {
		s := &Spectrum{NX: n[0], NY: n[1], NT: n[2], Data: make([]float64, n[0]*n[1]*n[2]), FxMaxCpd: 10, FtMaxHz: 30}
		full := *s
		put := func(fx, fy, ft, v float64) {
			at := func(axis int, f float64) int {
				return int(math.Round(f/(2*full.half(axis))*float64(full.samples(axis)))) + full.samples(axis)/2
			}
			full.Data[(at(0, fx)*full.NY+at(1, fy))*full.NT+min(full.NT-1, at(2, ft))] = v
		}
		put(1.1, -.7, 2, 5)
		put(-1.1, .7, -2, 5)
		put(8, 8, 29, .05) // negligible
		before := full.words(1, 0)
		s.Data = full.Data
		s.Trim()
		if after := s.words(1, 0); after != before || s.Max() != 5 || len(s.Data) != s.NX*s.NY*s.NT {
			t.Errorf("%v: %s, before %s", n, after, before)
		}
		if s.NX < leastSide || s.FxMaxCpd < 1.1 || s.NX*full.NY != s.NY*full.NX || s.NX > full.NX/2 && full.NX >= 2*leastSide || s.NT > full.NT/2 && full.NT >= 2*leastSide {
			t.Errorf("%v: %d x %d x %d is left, %g c/deg, %g Hz", n, s.NX, s.NY, s.NT, s.FxMaxCpd, s.FtMaxHz)
		}
		if math.Abs(full.FxMaxCpd/float64(full.NX)-s.FxMaxCpd/float64(s.NX)) > 1e-12 {
			t.Errorf("%v: the step between samples changed", n)
		}
	}
}

// A contour of a cone is a circle.
func TestContourOfACone(t *testing.T) {
	const n = 41
	data := make([]float64, n*n)
	for i := range data {
		data[i] = 20 - math.Hypot(float64(i%n-20), float64(i/n-20))
	}
	x, y := contour(data, n, n, 8)
	if len(x) < 100 {
		t.Fatalf("%d points", len(x))
	}
	length := 0.0
	for i := range x {
		if math.IsNaN(x[i]) {
			continue
		}
		if r := math.Hypot(x[i]-20, y[i]-20); math.Abs(r-12) > .05 {
			t.Errorf("a point at radius %g, want 12", r)
		}
		if i > 0 && !math.IsNaN(x[i-1]) {
			length += math.Hypot(x[i]-x[i-1], y[i]-y[i-1])
		}
	}
	if math.Abs(length-24*math.Pi) > .5 {
		t.Errorf("length %g, want %g", length, 24*math.Pi)
	}
	if x, _ := contour(data, n, n, 30); len(x) != 0 {
		t.Errorf("%d points above the top", len(x))
	}
}
