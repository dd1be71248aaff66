package stimuli

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"

	"striate/sim"
)

// zMax is the deviation, in standard deviations, that full Michelson contrast
// brings to black or white; an endless cloud has no maximum.
const zMax = 3.5

// cloudMovie is the endless cloud: constant memory, each spatial frequency an
// oscillator of unit variance, carried along by a phase ramp; the envelope
// only weighs them when a frame is painted. So new parameters act on the next
// frame, and the noise does not depend on them.
//
// The canvas is at least twice the screen in each direction, so the part in
// view is not periodic. Frequencies on the canvas' Nyquist lines are left out:
// they have no direction to move in.
type cloudMovie struct {
	cloud    MotionCloud
	w, h, nh int // canvas and its half spectrum, nh = w/2+1
	src      *rand.PCG
	started  bool
	trueDeg  float64

	pos, vel []complex128 // oscillators [ky][kx], both quadratures
	noise    []float64    // four for each oscillator of one row
	step     []oscillator // [ky][kx], ky = 0 ... h/2
	weight   []float64    // envelope [ky][kx] so that z has unit variance
	kxEnd    int          // columns from here on weigh nothing
	empty    bool         // nothing weighs anything: the band lies outside the canvas
	dx, dy   float64      // distance carried, px modulo the canvas, y upward
	vx, vy   float64      // px/frame

	rampX, rampY []complex128
	spec         []complex128 // [ky][kxEnd]
	rows         *rowsFFT
	fftY         *axisFFT
	z            []float64 // [rows in view][w]
}

// nextPow2 is the smallest power of two that is at least n.
func nextPow2(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

func openCloud(c *MotionCloud, seed sim.Seed) *cloudMovie {
	w, h := nextPow2(2*c.Width), nextPow2(2*c.Height)
	nh := w/2 + 1
	m := &cloudMovie{
		cloud: *c, w: w, h: h, nh: nh, src: seed.Stream("motion_cloud"), trueDeg: math.NaN(),
		pos: make([]complex128, h*nh), vel: make([]complex128, h*nh), noise: make([]float64, 4*nh),
		step: make([]oscillator, (h/2+1)*nh), weight: make([]float64, h*nh),
		rampX: make([]complex128, nh), rampY: make([]complex128, h),
		spec: make([]complex128, h*nh), rows: newRowsFFT(w), fftY: newAxisFFT(h),
		z: make([]float64, c.Height*w),
	}
	for y := range h {
		normals(m.noise, m.src)
		for x := range nh {
			n := m.noise[4*x:][:4]
			m.pos[y*nh+x], m.vel[y*nh+x] = complex(n[0], n[1]), complex(n[2], n[3])
		}
	}
	m.tune()
	return m
}

// Retune takes the parameters of another cloud on the same screen.
func (m *cloudMovie) Retune(s Stimulus) error {
	c, err := sameKind(s, &m.cloud)
	if err != nil {
		return err
	}
	old := m.cloud
	m.cloud = *c
	if old.texture() != c.texture() {
		m.tune()
	}
	return nil
}

// TrueDeg is the orientation of the frame last painted.
func (m *cloudMovie) TrueDeg() float64 { return m.trueDeg }

// Paint advances the oscillators by one frame, except before the first, and
// writes L = ½ (1 + C z/3.5), or ½ (1 + C z) for rms contrast, clipped.
func (m *cloudMovie) Paint(dst *sim.Frame, _ int64) {
	if m.started {
		m.advance()
	}
	m.started = true
	m.trueDeg = m.cloud.trueDeg()
	if m.cloud.Contrast == 0 || m.empty {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
		return
	}
	m.synthesize()
	gain := 0.5 * m.cloud.Contrast / 100
	if m.cloud.Method == "michelson" {
		gain /= zMax
	}
	for r := range dst.H { // row 0 is the top, y = H-1
		z, out := m.z[(dst.H-1-r)*m.w:][:dst.W], dst.Pix[r*dst.W:][:dst.W]
		for x, v := range z {
			out[x] = float32(min(1, max(0, 0.5+gain*v)))
		}
	}
}

// advance steps every oscillator, whatever it weighs, and the carried distance.
func (m *cloudMovie) advance() {
	for y := range m.h {
		normals(m.noise, m.src)
		ky := min(y, m.h-y)
		steps := m.step[ky*m.nh:][:m.nh]
		pos, vel := m.pos[y*m.nh:][:m.nh], m.vel[y*m.nh:][:m.nh]
		noise := m.noise[:4*m.nh]
		for i := range steps {
			o, x, u := &steps[i], pos[i], vel[i]
			n := noise[4*i:][:4]
			a, b := o.e*(1+o.d), o.e*o.d
			c, d := -b, o.e*(1-o.d)
			pos[i] = complex(a*real(x)+b*real(u)+o.l11*n[0], a*imag(x)+b*imag(u)+o.l11*n[1])
			vel[i] = complex(c*real(x)+d*real(u)+o.l21*n[0]+o.l22*n[2], c*imag(x)+d*imag(u)+o.l21*n[1]+o.l22*n[3])
		}
	}
	if m.cloud.BV != 0 { // static is static
		m.dx = math.Mod(m.dx+m.vx, float64(m.w))
		m.dy = math.Mod(m.dy+m.vy, float64(m.h))
	}
}

// State is described at [Movie].
func (m *cloudMovie) State(a *sim.Archive) {
	a.Label("motion_cloud")
	a.Random(m.src)
	a.Bool(&m.started)
	sim.Value(a, &m.trueDeg)
	place := [2]float64{m.dx, m.dy}
	sim.Bounded(a, place[:], -float64(m.w+m.h), float64(m.w+m.h))
	m.dx, m.dy = place[0], place[1]
	for _, list := range [][]complex128{m.pos, m.vel} {
		sim.Fixed(a, list)
		for i, z := range list {
			if !(cmplx.Abs(z) <= 1e6) {
				a.Fail(fmt.Errorf("saved state has an oscillator at %g, want one of unit variance", z))
				list[i] = 0
			}
		}
	}
}

// synthesize writes z for the rows in view.
func (m *cloudMovie) synthesize() {
	// A texture carried by (dx, dy) has its spectrum times e^{-2πi(fx dx + fy dy)};
	// at whole kx, ky the ramp is periodic in the canvas, so the distance is
	// kept modulo its size and never grows.
	for k := range m.kxEnd {
		sin, cos := math.Sincos(-2 * math.Pi * float64(k) * m.dx / float64(m.w))
		m.rampX[k] = complex(cos, sin)
	}
	for k := range m.h {
		ky := k
		if 2*k > m.h {
			ky -= m.h
		}
		sin, cos := math.Sincos(-2 * math.Pi * float64(ky) * m.dy / float64(m.h))
		m.rampY[k] = complex(cos, sin)
	}
	n := m.kxEnd
	spec := m.spec[:m.h*n]
	for y := range m.h {
		out, pos, wt, ry := spec[y*n:][:n], m.pos[y*m.nh:][:n], m.weight[y*m.nh:][:n], m.rampY[y]
		for x := range out {
			if g := wt[x]; g == 0 {
				out[x] = 0
			} else {
				v := pos[x] * m.rampX[x] * ry
				out[x] = complex(g*real(v), g*imag(v))
			}
		}
	}
	// The column kx = 0 holds each frequency and its mirror: one of them is
	// the conjugate of the other, else their variances would be halved.
	spec[0] = 0
	for y := 1; y < m.h/2; y++ {
		v := spec[y*n]
		spec[(m.h-y)*n] = complex(real(v), -imag(v))
	}
	m.fftY.inverse(spec, n)
	rows := m.cloud.Height
	m.rows.real(m.z, spec[:rows*n], n, rows, 1)
}

// tune computes weights and oscillators from the parameters. The weights are
// scaled so that z, twice the real part of the half spectrum, has unit
// variance in expectation: Σ over all frequencies of E|C|² = 2 w² is 1.
func (m *cloudMovie) tune() {
	tx := m.cloud.texture()
	m.vx, m.vy = tx.VX, tx.VY
	for y := 0; y <= m.h/2; y++ {
		for x := range m.nh {
			f := math.Hypot(float64(x)/float64(m.w), float64(y)/float64(m.h))
			m.step[y*m.nh+x] = oscillatorAt(f, tx.BV)
		}
	}
	m.weigh(tx)
}

// orientation is the envelope of a texture over its peak, at least as wide as
// the canvas resolves: at frequency f the samples are δ/f apart in angle, and
// B_θ is no less than the δ/f√12 of that step (2.6 deg at the defaults). So a
// very narrow cloud takes the samples nearest to its line instead of those few,
// of any frequency, that happen to lie on it.
func (m *cloudMovie) orientation(tx Texture, fx, fy float64) float64 {
	sin, cos := math.Sincos(tx.Theta)
	delta := math.Max(math.Abs(sin)/float64(m.w), math.Abs(cos)/float64(m.h))
	b := math.Max(tx.BTheta, delta/(math.Sqrt(12)*math.Hypot(fx, fy)))
	return math.Exp((math.Cos(2*(math.Atan2(fy, fx)-tx.Theta)) - 1) / (4 * b * b))
}

// weigh fills weight and kxEnd. In the endless form the radius is spatial:
// ft_0 belongs to the block form.
func (m *cloudMovie) weigh(tx Texture) {
	tx.FT0 = 0
	top, power := 0.0, 0.0
	for y := range m.h {
		fy := float64(y) / float64(m.h)
		if 2*y >= m.h {
			fy--
		}
		for x := range m.nh {
			i := y*m.nh + x
			m.weight[i] = 0
			if 2*x == m.w || 2*y == m.h || x == 0 && y == 0 {
				continue
			}
			fx := float64(x) / float64(m.w)
			m.weight[i] = tx.Color(fx, fy, 0) * tx.Radial(fx, fy, 0) * m.orientation(tx, fx, fy)
			top = max(top, m.weight[i])
		}
	}
	m.kxEnd, m.empty = 1, top == 0
	if m.empty {
		return
	}
	for i, g := range m.weight {
		g /= top
		if g < negligible {
			m.weight[i] = 0
			continue
		}
		m.weight[i] = g
		x := i % m.nh
		m.kxEnd = max(m.kxEnd, x+1)
		if x == 0 {
			power += g * g
		} else {
			power += 2 * g * g // and its mirror image in the other half
		}
	}
	norm := 1 / math.Sqrt(2*power)
	for i := range m.weight {
		m.weight[i] *= norm
	}
}

var _ Retunable = (*cloudMovie)(nil)
