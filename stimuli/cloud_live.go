package stimuli

import (
	"math"

	"striate/noise"
	"striate/sim"
)

// zMax is the deviation, in standard deviations, that full Michelson contrast
// brings to black or white; an endless cloud has no maximum.
const zMax = 3.5

// cloudMovie is the endless cloud: constant memory, each spatial frequency an
// oscillator of unit variance (dynamics), carried along by a phase ramp; the
// envelope weighs them when a frame is painted. So new parameters act on the
// next frame.
//
// Only oscillators that weigh something are at work, in tiles of sixteen. One
// that comes into view begins with a fresh draw from its stationary law, as it
// might have been all along; it comes from a weight of next to nothing.
// Frequencies on the canvas' Nyquist lines are left out: they have no direction
// to move in.
//
// All noise is drawn by counter (package noise), from the number of the step
// and of the row, so frames are the same on any number of cores.
type cloudMovie struct {
	cloud   MotionCloud
	w, h    int // canvas
	cols    int // columns kx of it, 0 ... w/2-1 and what fills the last tile
	key     uint64
	steps   uint64 // of time since the beginning
	started bool
	trueDeg float64

	dynamics *dynamics
	state    []float32 // [ky][tile]
	coef     []float32 // [|ky|][tile]
	weight   []float32 // [ky][kx], largest 1
	rows     []span    // [ky], tiles at work
	tuned    []span    // [|ky|], tiles whose coefficients hold
	inUse    int       // columns from here on weigh nothing
	norm     float64   // of the weights, so that z has unit variance
	bv       float64   // that the coefficients are for
	weigher  weigher
	logF     []float32 // [|ky|][kx], logarithm of the radius
	top      float64   // largest of the logarithms of the weights
	perPair  []float64 // partial results of tune, of rows y and h-y
	empty    bool      // nothing weighs anything: the band lies outside the canvas
	dx, dy   float64   // distance carried, px modulo the canvas, y upward
	vx, vy   float64   // px/frame

	rampX    [2][]float32 // [re, im][kx]
	rampY    [2][]float32
	spec     [2][]float32 // [re, im][ky][kx]
	crew     cloudCrew
	picture  *sim.Frame // being painted
	gain     float32
	advances bool // this frame steps first
}

// span is tiles from to to-1 of a row.
type span struct{ from, to int }

// union is the tiles from the first to the last of both.
func (s span) union(t span) span {
	if s.from == s.to {
		return t
	}
	if t.from == t.to {
		return s
	}
	return span{min(s.from, t.from), max(s.to, t.to)}
}

// canvasSize is the canvas of a screen of n pixels: twice the screen, or, above
// 128 px, half as much again, and no less than 128 px more, rounded up to a
// length that transforms fast. The texture is periodic in the canvas, so points
// at opposite edges of the screen are as near to each other as the canvas
// exceeds the screen: 128 px or more are over six waves at the default 0.05
// c/px, and 7.5 standard deviations of the autocovariance of its envelope.
func canvasSize(n int) int {
	for size := max(n+min(n, 128), n+(n+1)/2); ; size++ {
		if size%4 == 0 && fastLength(size) {
			return size
		}
	}
}

// fastLength says whether n has no prime factors but 2, 3 and 5.
func fastLength(n int) bool {
	for _, p := range []int{2, 3, 5} {
		for n%p == 0 {
			n /= p
		}
	}
	return n == 1
}

func openCloud(c *MotionCloud, seed sim.Seed) *cloudMovie {
	w, h := canvasSize(c.Width), canvasSize(c.Height)
	tiles := (w/2 + lanes - 1) / lanes
	cols := tiles * lanes
	m := &cloudMovie{
		cloud: *c, w: w, h: h, cols: cols, key: uint64(seed.Sub("motion_cloud")), trueDeg: math.NaN(),
		state: make([]float32, h*tiles*stateTile), coef: make([]float32, (h/2+1)*tiles*coefTile),
		weight: make([]float32, h*cols), rows: make([]span, h), tuned: make([]span, h/2+1), perPair: make([]float64, h/2+1),
		logF: make([]float32, (h/2+1)*cols),
	}
	for i := range 2 {
		m.rampX[i], m.rampY[i], m.spec[i] = make([]float32, cols), make([]float32, h), make([]float32, h*cols)
	}
	m.crew.init(m)
	m.tune()
	return m
}

// Retune takes the parameters of another cloud on the same screen.
func (m *cloudMovie) Retune(s Stimulus) error {
	c, err := sameKind(s, &m.cloud)
	if err != nil {
		return err
	}
	if (c.Duration == "block") != (m.cloud.Duration == "block") {
		return c.otherForm(&m.cloud)
	}
	old := m.cloud
	m.cloud = *c
	was, tx := old.texture(), c.texture()
	m.vx, m.vy = tx.VX, tx.VY
	was.VX, was.VY, was.FT0 = tx.VX, tx.VY, tx.FT0 // what weights do not depend on
	if was != tx || old.Dynamics != c.Dynamics {
		m.tune()
	}
	return nil
}

// TrueDeg is the orientation of the frame last painted.
func (m *cloudMovie) TrueDeg() float64 { return m.trueDeg }

// Paint advances the oscillators by one frame, except before the first, and
// writes L = ½ (1 + C z/3.5), or ½ (1 + C z) for rms contrast, clipped.
func (m *cloudMovie) Paint(dst *sim.Frame, _ int64) {
	m.advances = m.started
	m.started = true
	if m.advances {
		m.steps++
		if m.cloud.BV != 0 { // static is static
			m.dx = math.Mod(m.dx+m.vx, float64(m.w))
			m.dy = math.Mod(m.dy+m.vy, float64(m.h))
		}
	}
	m.trueDeg = m.cloud.trueDeg()
	m.picture = nil
	if m.cloud.Contrast == 0 || m.empty {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
	} else {
		m.picture = dst
		m.gain = float32(0.5 * m.cloud.Contrast / 100)
		if m.cloud.Method == "michelson" {
			m.gain /= zMax
		}
		m.ramps()
	}
	m.crew.do(m.h/2+1, (*cloudMovie).row)
	if m.picture != nil {
		m.crew.do((m.inUse+columnsAtOnce-1)/columnsAtOnce, (*cloudMovie).columns)
		m.crew.do((dst.H+rowsAtOnce-1)/rowsAtOnce, (*cloudMovie).lines)
	}
	m.picture = nil
}

// ramps are the phases of the distance carried. A texture carried by (dx, dy)
// has its spectrum times e^{-2πi(fx dx + fy dy)}; at whole kx, ky the ramp is
// periodic in the canvas, so the distance is kept modulo its size and never
// grows.
func (m *cloudMovie) ramps() {
	fill := func(ramp *[2][]float32, n, size int, d float64) {
		for k := range n {
			f := k
			if 2*k > size {
				f -= size
			}
			sin, cos := math.Sincos(-2 * math.Pi * float64(f) * d / float64(size))
			ramp[0][k], ramp[1][k] = float32(cos), float32(sin)
		}
	}
	fill(&m.rampX, m.inUse, m.w, m.dx)
	fill(&m.rampY, m.h, m.h, m.dy)
}

// The counter of a line of noise: the step, the row, and whether oscillators
// begin or go on. Rows are fewer than 2^11.
func (m *cloudMovie) counter(y int, fresh uint64) uint64 { return m.steps<<12 | uint64(y)<<1 | fresh }

// tilesAtOnce is how many tiles are taken at a time, so that noise, states and
// coefficients stay in the innermost cache.
const tilesAtOnce = 4

// row advances the oscillators of rows y and h-y and writes their spectrum.
func (m *cloudMovie) row(y int, k *cloudCore) {
	mirror := m.h - y
	tiles := m.cols / lanes
	for i, r := range [2]int{y, mirror} {
		if i == 1 && (r == m.h || r == y) {
			continue
		}
		s := m.rows[r]
		ramp := rowRamp{re: m.rampY[0][r], im: m.rampY[1][r]}
		for i, c := range m.dynamics.c {
			ramp.c[i] = float32(c * m.norm)
		}
		re, im := m.spec[0][r*m.cols:][:m.cols], m.spec[1][r*m.cols:][:m.cols]
		for t := s.from; t < s.to; t += tilesAtOnce {
			n := min(tilesAtOnce, s.to-t)
			state := m.state[(r*tiles+t)*stateTile:]
			if m.advances && m.bv != 0 {
				e := k.noise[:n*stateTile]
				noise.NormalsFrom(e, m.key, m.counter(r, 0), t*stateTile)
				advance(state, m.coef[(y*tiles+t)*coefTile:], e, n)
			}
			if m.picture != nil {
				x := t * lanes
				emit(re[x:], im[x:], state, m.weight[r*m.cols+x:], m.rampX[0][x:], m.rampX[1][x:], n, &ramp)
			}
		}
		if m.picture != nil {
			for _, part := range [][]float32{re, im} {
				clear(part[:s.from*lanes])
				clear(part[s.to*lanes:])
			}
		}
	}
	if m.picture != nil && mirror < m.h && mirror != y {
		// The column kx = 0 holds each frequency and its mirror: one of them is the
		// conjugate of the other, else their variances would be halved.
		m.spec[0][mirror*m.cols], m.spec[1][mirror*m.cols] = m.spec[0][y*m.cols], -m.spec[1][y*m.cols]
	}
}

// columns inverts some columns along y.
func (m *cloudMovie) columns(i int, k *cloudCore) {
	x := i * columnsAtOnce
	k.alongY.Inverse(m.spec[0][x:], m.spec[1][x:], m.cols, min(columnsAtOnce, m.inUse-x))
}

// lines makes some rows of the picture; row 0 is the top, y = H-1.
func (m *cloudMovie) lines(i int, k *cloudCore) {
	y := i * rowsAtOnce
	dst := m.picture
	n := min(rowsAtOnce, dst.H-y)
	at := y * m.cols
	k.alongX.Inverse(k.z, m.w, m.spec[0][at:], m.spec[1][at:], m.cols, min(m.inUse, m.w/2+1), n)
	for r := range n {
		luminance(dst.Pix[(dst.H-1-y-r)*dst.W:][:dst.W], k.z[r*m.w:][:dst.W], m.gain)
	}
}

// State is described at [Movie].
func (m *cloudMovie) State(a *sim.Archive) {
	a.Label("motion_cloud")
	sim.Value(a, &m.key)
	sim.Value(a, &m.steps)
	a.Bool(&m.started)
	sim.Value(a, &m.trueDeg)
	place := [2]float64{m.dx, m.dy}
	sim.Bounded(a, place[:], -float64(m.w+m.h), float64(m.w+m.h))
	m.dx, m.dy = place[0], place[1]
	// Which tiles are at work follows from the parameters.
	var all []float32
	m.eachRow(func(state []float32) { all = append(all, state...) })
	sim.Bounded(a, all, -1e3, 1e3)
	m.eachRow(func(state []float32) { all = all[copy(state, all):] })
}

// eachRow calls do with the states at work of each row that has any.
func (m *cloudMovie) eachRow(do func(state []float32)) {
	tiles := m.cols / lanes
	for y, s := range m.rows {
		if s.from < s.to {
			do(m.state[(y*tiles+s.from)*stateTile : (y*tiles+s.to)*stateTile])
		}
	}
}

var _ Retunable = (*cloudMovie)(nil)
