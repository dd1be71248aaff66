package cortex

import "math"

// adexKernel is the "rk4" step of AdEx cells with exponential conductances, its
// constants taken out of the loop. With c = dt/(2 cm) and γ = dt/(2 τ_w) slopes
// are counted per half step:
//
//	k  = c (I + g_e (E_e − v) + g_i (E_i − v) − g_L (y − E_L) + g_L Δ_T exp((y − v_T)/Δ_T) − w)
//	kw = γ (a (y − E_L) − w)        where y = min(v, peak)
//
// It is odeCells.rk4 to some 1e-14: the exponential is a power of two with an
// error of 14e-15. The vector form does the same operations in the same order
// as the scalar one and gives the same bits. Products are fused with sums, which
// the scalar form says with math.FMA; a machine that cannot do it has no kernel.
type adexKernel struct {
	c, rest            float64 // mV per pA; leak at 0 mV
	fullE, midE, endE  float64 // c × what is left of g_e at the start, the middle and the end
	fullI, midI, endI  float64
	revE, revI         float64 // reversal potentials
	leak, peak         float64
	sharp, height      float64 // the exponential current is 2^(sharp y + height)
	alpha, beta, gamma float64 // kw = alpha y + beta − gamma w
	table              *[adexConstants][4]float64
}

// adexConstants is the number of constants of the vector form.
const adexConstants = 31

// newAdexKernel is the kernel of these cells, nil where they are others.
func newAdexKernel(c *odeCells) *adexKernel {
	mem, adex := c.mem.(*adex)
	syn, both := c.syn.(*two)
	if !hasFMA || !adex || !both || c.how != "rk4" || c.parts != 1 || !syn.conductances || syn.e.y != nil {
		return nil
	}
	m := &mem.m
	half := c.dt / 2
	k := &adexKernel{c: half / m.Cm, revE: syn.revE, revI: syn.revI, peak: mem.peak, sharp: math.Log2E / mem.delta, gamma: half / m.TauW}
	k.leak, k.rest = k.c*m.GL, k.c*m.GL*m.EL
	k.fullE, k.midE, k.endE = k.c*syn.e.at[0].p, k.c*syn.e.at[1].p, k.c*syn.e.at[2].p
	k.fullI, k.midI, k.endI = k.c*syn.i.at[0].p, k.c*syn.i.at[1].p, k.c*syn.i.at[2].p
	k.height = math.FMA(-m.VThresh, k.sharp, math.Log2(k.c*mem.upstroke))
	k.alpha = m.A * k.gamma
	k.beta = -k.alpha * m.EL
	k.widen()
	return k
}

// step advances the run of cells that w shows, from cell lo on, from w.x to
// w.next, and gives the largest conductance at the start.
func (k *adexKernel) step(w *odeWork, syn *two, lo int, move []float64) float64 {
	done, most := k.vector(w, syn, lo, move)
	v, u := w.x[0], w.x[1]
	nextV, nextW := w.next[0], w.next[1]
	for j := done; j < len(move); j++ {
		e, i := syn.e.g[lo+j], syn.i.g[lo+j]
		if g := e + i; g > most { // not for NaN
			most = g
		}
		nextV[j], nextW[j] = k.cell(v[j], u[j], e, i, w.base[j], move[j])
	}
	return most
}

// cell advances one cell.
func (k *adexKernel) cell(v, w, e, i, base, move float64) (nextV, nextW float64) {
	drive := math.FMA(base, k.c, k.rest)
	sum, sumW := k.slope(v, w, e*k.fullE, i*k.fullI, drive, move)

	e2, i2 := e*k.midE, i*k.midI
	k2, k2W := k.slope(v+sum, w+sumW, e2, i2, drive, move)
	sum, sumW = math.FMA(k2, 2, sum), math.FMA(k2W, 2, sumW)

	k3, k3W := k.slope(v+k2, w+k2W, e2, i2, drive, move)
	sum, sumW = math.FMA(k3, 2, sum), math.FMA(k3W, 2, sumW)

	k4, k4W := k.slope(math.FMA(k3, 2, v), math.FMA(k3W, 2, w), e*k.endE, i*k.endI, drive, move)
	return math.FMA(sum+k4, 1.0/3, v), math.FMA(sumW+k4W, 1.0/3, w)
}

func (k *adexKernel) slope(v, w, e, i, drive, move float64) (kV, kW float64) {
	y := v
	if y > k.peak {
		y = k.peak
	}
	kW = math.FMA(-w, k.gamma, math.FMA(y, k.alpha, k.beta))
	current := math.FMA(-w, k.c, drive)
	current = math.FMA(k.revI-v, i, math.FMA(k.revE-v, e, current))
	current = math.FMA(-y, k.leak, current)
	return (current + pow2(math.FMA(y, k.sharp, k.height))) * move, kW
}

// The constants of pow2: what rounds to an integer, the smallest argument, and
// the polynomial whose largest relative distance from 2^r, |r| ≤ ½, is smallest.
const (
	pow2Magic = 0x1.8p52
	pow2Min   = -1000
	pow2C0    = 0x1.0000000000039p+0
	pow2C1    = 0x1.62e42fefa3752p-1
	pow2C2    = 0x1.ebfbdff81570dp-3
	pow2C3    = 0x1.c6b08d70d1ffdp-5
	pow2C4    = 0x1.3b2ab72a10992p-7
	pow2C5    = 0x1.5d87fd9012c59p-10
	pow2C6    = 0x1.43088fca98126p-13
	pow2C7    = 0x1.ffce245eb9b05p-17
	pow2C8    = 0x1.63edf10903984p-20
	pow2C9    = 0x1.b3f42370f5289p-24
)

// pow2 is 2^x to 14e-15 for x up to 1023; for x below −1000 it is 2^−1000.
func pow2(x float64) float64 {
	if x < pow2Min {
		x = pow2Min
	}
	t := x + pow2Magic
	r := x - (t - pow2Magic)
	r2 := r * r
	a := math.FMA(math.FMA(pow2C8, r2, pow2C6), r2, pow2C4)
	a = math.FMA(math.FMA(a, r2, pow2C2), r2, pow2C0)
	b := math.FMA(math.FMA(pow2C9, r2, pow2C7), r2, pow2C5)
	b = math.FMA(math.FMA(b, r2, pow2C3), r2, pow2C1)
	return math.Float64frombits(math.Float64bits(math.FMA(b, r, a)) + math.Float64bits(t)<<52)
}
