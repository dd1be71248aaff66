package stimuli

import (
	"math"
	"sync"
)

// dynamics is how each spatial frequency of an endless cloud moves in time: a
// linear filter of white noise, x = c·s with ds = F s dt + b dW, in a basis in
// which the stationary covariance of s is the identity, so F + Fᵀ = -b bᵀ. Time
// is in units in which the temporal frequency of x has unit variance, -cᵀF²c = 1
// (rad), so that a mode at rest and one of any speed bandwidth have the same
// stationary law, and another B_V only makes time run at another pace.
//
// One step of length d is exactly
//
//	s <- e^Fd s + L n,   L Lᵀ = I - e^Fd e^Fᵀd,
//
// n standard normals: the sampled covariance cᵀ e^Fdk c holds at every lag k.
type dynamics struct {
	f     [stateSize][stateSize]float64
	b, c  [stateSize]float64
	once  sync.Once
	table []float32 // [nodes][coefs], see coefficients
}

// prepare makes the table, once: it takes some milliseconds.
func (m *dynamics) prepare() { m.once.Do(func() { m.table = m.tabulate() }) }

// stateSize is the number of real states of a quadrature.
const stateSize = 4

// MotionClouds' speed envelope exp(-½ ft²/(B_V f)²) is an amplitude: its power
// has the variance (B_V f)²/2 in temporal frequency, (√2 π B_V f)² in
// rad/frame, and the autocovariance of a mode is exp(-½ d²) with d = √2 π B_V f
// a frame. pace is d / (B_V f).
const pace = math.Sqrt2 * math.Pi

// gaussian is the all-pole filter of order 4, two resonances -p ± iw, whose
// autocovariance is nearest to exp(-½ t²) in the largest difference, 0.0033;
// that of Vacher et al.'s differs by 0.27. Its spectrum decays as ft^-8.
var gaussian = newDynamics(resonance(1.132167320516, 0.595391686782), resonance(0.995592828221, 1.900761395703))

// ar2 is the critically damped oscillator of Vacher, Meso, Perrinet, Peyré 2018
// (Neural Comput. 30), whose autocovariance is (1 + |t|) e^-|t|, sampled an
// AR(2) process with a double root. Its temporal spectrum, 1/(1+ω²)², has the
// variance of the Gaussian, not its shape.
var ar2 = newDynamics(resonance(1, 0))

// section is 1 / (s² + a s + b).
type section struct{ a, b float64 }

func resonance(p, w float64) section { return section{2 * p, p*p + w*w} }

// newDynamics is the cascade of one or two sections in the orthonormal basis of
// Kautz (1954, IRE Trans. Circuit Theory 1): of each section the two functions
// √(2a) s and √(2ab) over s² + as + b, the second behind the all-pass of the
// first. x is the pure cascade, which has no zeros.
func newDynamics(sections ...section) *dynamics {
	m := &dynamics{}
	for i, q := range sections {
		k := 2 * i
		m.b[k] = math.Sqrt(2 * q.a)
		m.f[k][k], m.f[k][k+1], m.f[k+1][k] = -q.a, -math.Sqrt(q.b), math.Sqrt(q.b)
		for j := range k {
			m.f[k][j] = -m.b[k] * m.b[j]
		}
	}
	// h(t) = c·e^Ft b begins with as many vanishing derivatives as it can: c is
	// at right angles to b, F b, ... but the last of them.
	var basis [][stateSize]float64
	v := m.b
	for range 2 * len(sections) {
		u := v
		for range 2 { // twice is enough
			for _, e := range basis {
				s := dot(u, e)
				for i := range u {
					u[i] -= s * e[i]
				}
			}
		}
		n := math.Sqrt(dot(u, u))
		for i := range u {
			u[i] /= n
		}
		basis = append(basis, u)
		v = apply(m.f, v)
	}
	m.c = basis[len(basis)-1]
	// Unit variance of the frequency, to the last digit.
	scale := 1 / math.Sqrt(-dot(m.c, apply(m.f, apply(m.f, m.c))))
	for i := range m.f {
		m.b[i] *= math.Sqrt(scale)
		for j := range m.f {
			m.f[i][j] *= scale
		}
	}
	return m
}

func dot(a, b [stateSize]float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func apply(m [stateSize][stateSize]float64, v [stateSize]float64) (out [stateSize]float64) {
	for i := range m {
		out[i] = dot(m[i], v)
	}
	return out
}

func product(a, b [stateSize][stateSize]float64) (out [stateSize][stateSize]float64) {
	for i := range a {
		for k := range a {
			for j := range a {
				out[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return out
}

// step is one step of length d: D = e^Fd - I, and L, lower triangular.
type step struct {
	d    float64
	D, L [stateSize][stateSize]float64
}

// short is the step of a d that is small, by power series: D of e^Fd, and the
// noise ∫ e^Fs b bᵀ e^Fᵀs ds by Gauss and Legendre with eight nodes, as a
// product V Vᵀ from which the triangle follows without squaring.
func (m *dynamics) short(d float64) step {
	out := step{d: d}
	term := m.f
	for k := 1; k <= 14; k++ {
		for i := range term {
			for j := range term {
				if k == 1 {
					term[i][j] *= d
				}
				out.D[i][j] += term[i][j]
			}
		}
		term = product(term, m.f)
		for i := range term {
			for j := range term {
				term[i][j] *= d / float64(k+1)
			}
		}
	}
	var rows [][stateSize]float64
	for i, x := range legendreX {
		for _, s := range []float64{(1 - x) / 2 * d, (1 + x) / 2 * d} {
			v, sum := m.b, m.b
			for k := 1.0; k <= 14; k++ {
				v = apply(m.f, v)
				for j := range v {
					v[j] *= s / k
					sum[j] += v[j]
				}
			}
			w := math.Sqrt(legendreW[i] / 2 * d)
			for j := range sum {
				sum[j] *= w
			}
			rows = append(rows, sum)
		}
	}
	out.L = triangle(rows)
	return out
}

// Nodes and weights of Gauss and Legendre with eight nodes, the positive ones.
var (
	legendreX = [...]float64{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363}
	legendreW = [...]float64{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763}
)

// twice is the step of 2d, from that of d.
func (s step) twice() step {
	out := step{d: 2 * s.d, D: product(s.D, s.D)}
	var rows [][stateSize]float64
	for i := range s.D {
		for j := range s.D {
			out.D[i][j] += 2 * s.D[i][j]
		}
	}
	for k := range s.L { // columns of L, and of e^Fd L
		var col [stateSize]float64
		for i := range col {
			col[i] = s.L[i][k]
		}
		rows = append(rows, col)
		moved := apply(s.D, col)
		for i := range moved {
			moved[i] += col[i]
		}
		rows = append(rows, moved)
	}
	out.L = triangle(rows)
	return out
}

// triangle is the lower triangular L, diagonal not negative, with L Lᵀ the sum
// of v vᵀ over the rows v, by Householder's reflections.
func triangle(rows [][stateSize]float64) (l [stateSize][stateSize]float64) {
	for k := range stateSize {
		norm := 0.0
		for _, r := range rows[k:] {
			norm = math.Hypot(norm, r[k])
		}
		if norm == 0 {
			continue
		}
		head := rows[k][k]
		u0 := head + math.Copysign(norm, head)
		beta := 1 / (norm * (norm + math.Abs(head)))
		for j := k + 1; j < stateSize; j++ {
			s := u0 * rows[k][j]
			for _, r := range rows[k+1:] {
				s += r[k] * r[j]
			}
			s *= beta
			rows[k][j] -= s * u0
			for i := k + 1; i < len(rows); i++ {
				rows[i][j] -= s * rows[i][k]
			}
		}
		// The reflection left -sign(head) norm on the diagonal.
		l[k][k] = norm
		for j := k + 1; j < stateSize; j++ {
			l[j][k] = -math.Copysign(1, head) * rows[k][j]
		}
	}
	return l
}

// The table: nodes at multiples of 2^-12 up to 2^-6, then 256 in each octave up
// to 2^5, where e^-2^5 is nothing beside the rest: from there on the noise is
// white. What lies between is interpolated, of D/d and of column j of L over
// d^(j+½), which are smooth down to d = 0; the covariance errs by
// less than 1e-5 of what a step changes.
const (
	tableShort = 64
	tableLow   = 1.0 / 64
	tableHigh  = 32
	octaves    = 11
	perOctave  = 256
	lowBits    = (127 - 6) << 23 // of float32(tableLow)
	coefs      = 22              // D without the four that are always zero, and L
)

// places of the coefficients: row and column of D, then of L.
var places = [coefs][2]int{
	{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {2, 3}, {3, 0}, {3, 1}, {3, 2}, {3, 3},
	{0, 0}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {3, 0}, {3, 1}, {3, 2}, {3, 3},
}

// ofNoise is where those of L begin.
const ofNoise = 12

func (m *dynamics) tabulate() []float32 {
	nodes := make([]step, tableShort+octaves*perOctave+1)
	for k := 1; k < tableShort; k++ {
		nodes[k] = m.short(float64(k) / tableShort * tableLow)
	}
	for k := range perOctave {
		nodes[tableShort+k] = m.short(tableLow * (1 + float64(k)/perOctave))
	}
	for k := tableShort + perOctave; k < len(nodes); k++ {
		nodes[k] = nodes[k-perOctave].twice()
	}
	out := make([]float32, len(nodes)*coefs)
	scaled := func(k, j int) float64 {
		row, col, n := places[j][0], places[j][1], &nodes[k]
		if j < ofNoise {
			return n.D[row][col] / n.d
		}
		return n.L[row][col] / math.Pow(n.d, float64(col)+0.5)
	}
	for k := range nodes {
		for j := range coefs {
			switch {
			case k > 0:
				out[k*coefs+j] = float32(scaled(k, j))
			case j < ofNoise:
				out[j] = float32(m.f[places[j][0]][places[j][1]])
			default:
				out[j] = float32(2*scaled(1, j) - scaled(2, j))
			}
		}
	}
	return out
}

// coefficients writes those of a step of length d, coefficient j to
// out[j*lanes].
func (m *dynamics) coefficients(out []float32, d float64) {
	if !(d < tableHigh) {
		d = tableHigh * (1 - 1.0/(1<<20))
	}
	x := float32(d)
	i, part := 0, float32(0)
	if d < tableLow {
		u := x * (tableShort / tableLow)
		i = int(u)
		part = u - float32(i)
	} else {
		const shift = 23 - 8
		b := math.Float32bits(x) - lowBits
		i = tableShort + int(b>>shift)
		part = float32(b&(1<<shift-1)) / (1 << shift)
	}
	root := float32(math.Sqrt(d))
	scale := [...]float32{root, x * root, x * x * root, x * x * x * root}
	a, b := m.table[i*coefs:][:coefs], m.table[(i+1)*coefs:][:coefs]
	out = out[:(coefs-1)*lanes+1]
	for j := range a {
		v := a[j] + part*(b[j]-a[j])
		if j < ofNoise {
			v *= x
		} else {
			v *= scale[places[j][1]&3]
		}
		out[j*lanes] = v
	}
}

// autocovariance is that of x at a lag in units of the dynamics' time.
func (m *dynamics) autocovariance(lag float64) float64 {
	n := 1 + int(math.Ceil(math.Abs(lag)/tableLow))
	s, v := m.short(math.Abs(lag)/float64(n)), m.c
	for range n {
		d := apply(s.D, v)
		for i := range v {
			v[i] += d[i]
		}
	}
	return dot(m.c, v)
}
