package stimuli

import (
	"fmt"
	"math"

	"striate/fourier"
	"striate/params"
	"striate/sim"
)

// pyramidMovie keeps the sum of the levels without orientation, so that a turn
// of it acts on the coefficients that are there.
type pyramidMovie struct {
	g       LogGaborPyramid
	seed    uint64
	dx, dy  float64 // distance carried, px modulo the screen, y upward
	last    int64   // frame last painted
	trueDeg float64

	texture []complex128 // Σ of the levels, [row][column] in DFT order, without orientation
	half    []complex128 // oriented, of height 1, [row][kx], kx < nh = w/2+1
	nh      int
	rampX   []complex128
	re, im  []float32
	z       []float32
	painted bool // z is the texture at (dx, dy)
	cols    *fourier.Plan[float32]
	rows    *fourier.Real[float32]
}

// cyclesAt is the frequency of index k of n in DFT order, c/px; NaN on the
// Nyquist line, which has no direction.
func cyclesAt(k, n int) float64 {
	switch {
	case 2*k == n:
		return math.NaN()
	case 2*k > n:
		k -= n
	}
	return float64(k) / float64(n)
}

// synthesise draws the coefficients and sums the levels.
func (m *pyramidMovie) synthesise() {
	g := &m.g
	w, h := g.Width, g.Height
	clear(m.texture)
	lnF := make([]float64, w*h) // -Inf at f = 0, NaN where there is nothing
	edge := make([]float64, w*h)
	for r := range h {
		for c := range w {
			f := math.Hypot(cyclesAt(r, h), cyclesAt(c, w))
			lnF[r*w+c], edge[r*w+c] = math.Log(f), retinaEdge(f, 0.07)
		}
	}
	down, across := fourier.NewPlan[float64](h), fourier.NewPlan[float64](w)
	re, im := make([]float64, w*h), make([]float64, w*h)
	reT, imT := make([]float64, w*h), make([]float64, w*h)
	band := make([]float64, w*h)
	for l, sf := range g.bands() {
		clear(reT)
		clear(imT)
		// A stream for each level: more density adds to the patches that are there.
		draw := sim.Seed(m.seed).Rand(fmt.Sprintf("level %d", g.First+l))
		for range max(1, int(g.Density*float64(w*h)*sf*sf+0.5)) {
			at := draw.IntN(w * h)
			reT[at] += draw.NormFloat64()
			imT[at] += draw.NormFloat64()
		}
		across.Inverse(reT, imT, h, h) // [column][row]
		for c := range w {
			for r := range h {
				re[r*w+c], im[r*w+c] = reT[c*h+r], imT[c*h+r]
			}
		}
		down.Inverse(re, im, w, w)

		sum, b := 0.0, g.BSF*math.Ln2
		for i, l := range lnF {
			d := (l - math.Log(sf)) / b
			band[i] = 0
			if d > -9 && d < 9 { // not at f = 0
				band[i] = edge[i] * math.Exp(-0.5*d*d-l)
			}
			sum += band[i]
		}
		if !(sum > 0) {
			continue // no frequency of the grid is in this band
		}
		gain := math.Pow(sf, 1-g.Alpha) / sum
		for i, a := range band {
			m.texture[i] += complex(gain*a*re[i], gain*a*im[i])
		}
	}
}

// orient gives the texture its orientation and its contrast.
func (m *pyramidMovie) orient() error {
	g := &m.g
	w, h := g.Width, g.Height
	o := LogGaborFilter{Theta: g.Theta * math.Pi / 180, BTheta: g.BTheta * math.Pi / 180}
	sin, cos := math.Sincos(o.Theta)
	k := 1 / (o.BTheta * o.BTheta)
	// The lobe of Orientation, of height 1; the frequency of row r goes down.
	lobe := func(r, c int) complex128 {
		fr, fc := cyclesAt(r, h), cyclesAt(c, w)
		if a := k * ((fr*cos+fc*sin)/radiusAt(fr, fc) - 1); a > -40 {
			return complex(math.Exp(a), 0) * m.texture[r*w+c]
		}
		return 0
	}
	for r := range h {
		for c := range m.nh { // the real part: half of each frequency and of its mirror image
			a, b := lobe(r, c), lobe((h-r)%h, (w-c)%w)
			m.half[r*m.nh+c] = complex(real(a)+real(b), imag(a)-imag(b))
		}
	}
	top := 0.0
	m.transform(0, 0)
	for _, v := range m.z {
		top = max(top, math.Abs(float64(v)))
	}
	if !(top > 0) {
		return &params.Error{Path: "b_sf_oct", Found: params.FormatNumber(g.BSF), Want: "levels that hold at least one frequency of this screen"}
	}
	for i := range m.half {
		m.half[i] /= complex(top, 0)
	}
	m.painted = false
	return nil
}

// transform writes the texture, moved by dx, dy px, into z.
func (m *pyramidMovie) transform(dx, dy float64) {
	w, h := m.g.Width, m.g.Height
	turn := func(k, n int, d float64) complex128 {
		f := cyclesAt(k, n)
		if !(math.Abs(f) <= 0.5) {
			return 0
		}
		sin, cos := math.Sincos(-2 * math.Pi * f * d)
		return complex(cos, sin)
	}
	for c := range m.rampX {
		m.rampX[c] = turn(c, w, dx)
	}
	for r := range h {
		down := turn(r, h, -dy)
		re, im, half := m.re[r*m.nh:][:m.nh], m.im[r*m.nh:][:m.nh], m.half[r*m.nh:][:m.nh]
		for c, v := range half {
			v *= down * m.rampX[c]
			re[c], im[c] = float32(real(v)), float32(imag(v))
		}
	}
	m.cols.Inverse(m.re, m.im, m.nh, m.nh)
	m.rows.Inverse(m.z, w, m.re, m.im, m.nh, m.nh, h)
}

// Retune takes the parameters of another pyramid on the same screen.
func (m *pyramidMovie) Retune(s Stimulus) error {
	g, err := sameKind(s, &m.g)
	if err != nil {
		return err
	}
	was, is := m.g, *g
	m.g = *g
	was.Contrast, was.Speed = is.Contrast, is.Speed
	if was == is {
		return nil
	}
	if was.Theta, was.BTheta = is.Theta, is.BTheta; was != is {
		m.synthesise()
	}
	return m.orient()
}

// TrueDeg is the orientation of the frame last painted.
func (m *pyramidMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *pyramidMovie) State(a *sim.Archive) {
	a.Label("log_gabor_pyramid")
	was := m.seed
	sim.Value(a, &m.seed)
	sim.Value(a, &m.dx)
	sim.Value(a, &m.dy)
	sim.Value(a, &m.last)
	sim.Value(a, &m.trueDeg)
	atMostOne(a, m.dx/float64(m.g.Width))
	atMostOne(a, m.dy/float64(m.g.Height))
	if a.Err() != nil || !a.Loading() {
		return
	}
	m.painted = false
	if m.seed != was {
		m.synthesise()
		if err := m.orient(); err != nil {
			a.Fail(err)
		}
	}
}

// Paint writes frame k.
func (m *pyramidMovie) Paint(dst *sim.Frame, k int64) {
	g := &m.g
	if d := g.PxPerFrame(g.Speed) * float64(k-m.last); d != 0 {
		sin, cos := math.Sincos((g.Theta - 90) * math.Pi / 180)
		m.dx = math.Mod(m.dx+d*cos, float64(g.Width))
		m.dy = math.Mod(m.dy+d*sin, float64(g.Height))
		m.painted = false
	}
	m.last, m.trueDeg = k, math.NaN()
	if g.Contrast == 0 {
		dst.Fill(0.5)
		return
	}
	if g.BTheta < untunedDeg {
		m.trueDeg = math.Mod(g.Theta, 180)
	}
	if !m.painted {
		m.transform(m.dx, m.dy)
		m.painted = true
	}
	gain := float32(0.5 * g.Contrast / 100)
	for i, v := range m.z {
		dst.Pix[i] = min(1, max(0, 0.5+gain*v))
	}
}

var _ Retunable = (*pyramidMovie)(nil)
