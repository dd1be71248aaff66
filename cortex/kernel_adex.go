package cortex

import "math"

// adexKernel is the "rk4" step of AdEx cells with exponential conductances, its
// constants taken out of the loop. Potentials are counted from v_T, and with
// c = dt/(2 cm) slopes are in mV per half step:
//
//	k  = c (I + g_e (E_e − v) + g_i (E_i − v) − g_L (y − E_L) + g_L Δ_T exp(y/Δ_T)) − W
//	kW = α (y − E_L) − γ W          y = min(v, peak), W = c w, γ = dt/(2 τ_w), α = c a γ
//
// It is odeCells.rk4 to some 1e-14: the exponential is a power of two with an
// error of 14e-15. The vector form does the same operations in the same order
// as the scalar one and gives the same bits. Products are fused with sums, which
// the scalar form says with math.FMA; a machine that cannot do it has no kernel.
type adexKernel struct {
	c, rest             float64 // mV per pA; leak at v_T
	fullE, midE, endE   float64 // c × what is left of g_e at the start, the middle and the end
	fullI, midI, endI   float64
	revE, revI          float64 // reversal potentials
	leak, top           float64
	sharp, height       float64 // the exponential current is 2^(sharp y + height)
	alpha, beta, gamma  float64
	thresh, third, back float64 // v_T; 1/3, and 1/3 in units of w
	table               *[adexConstants][4]float64
}

// adexConstants is the number of constants of the vector form.
const adexConstants = 32

// newAdexKernel is the kernel of these cells, nil where they are others.
func newAdexKernel(c *odeCells) *adexKernel {
	mem, adex := c.mem.(*adex)
	syn, both := c.syn.(*two)
	if !hasFMA || !adex || !both || c.how != "rk4" || c.parts != 1 || !syn.conductances || syn.e.y != nil {
		return nil
	}
	m := &mem.m
	half := c.dt / 2
	k := &adexKernel{c: half / m.Cm, revE: syn.revE - m.VThresh, revI: syn.revI - m.VThresh,
		top: mem.peak - m.VThresh, sharp: math.Log2E / mem.delta, thresh: m.VThresh, third: 1.0 / 3,
		gamma: half / m.TauW}
	k.rest = k.c * m.GL * (m.EL - m.VThresh)
	k.fullE, k.midE, k.endE = k.c*syn.e.at[0].p, k.c*syn.e.at[1].p, k.c*syn.e.at[2].p
	k.fullI, k.midI, k.endI = k.c*syn.i.at[0].p, k.c*syn.i.at[1].p, k.c*syn.i.at[2].p
	k.leak, k.height, k.back = k.c*m.GL, math.Log2(k.c*mem.upstroke), 1/(3*k.c)
	k.alpha = k.c * m.A * k.gamma
	k.beta = k.alpha * (m.VThresh - m.EL)
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
	s, sW := k.slope(v-k.thresh, w*k.c, e*k.fullE, i*k.fullI, drive, move)

	e2, i2 := e*k.midE, i*k.midI
	k2, k2W := k.slope((v-k.thresh)+s, math.FMA(w, k.c, sW), e2, i2, drive, move)
	s, sW = s+(k2+k2), sW+(k2W+k2W)

	k3, k3W := k.slope((v-k.thresh)+k2, math.FMA(w, k.c, k2W), e2, i2, drive, move)
	k3, k3W = k3+k3, k3W+k3W
	s, sW = s+k3, sW+k3W

	k4, k4W := k.slope((v-k.thresh)+k3, math.FMA(w, k.c, k3W), e*k.endE, i*k.endI, drive, move)
	return math.FMA(s+k4, k.third, v), math.FMA(sW+k4W, k.back, w)
}

func (k *adexKernel) slope(u, w, e, i, drive, move float64) (k1, kW float64) {
	y := u
	if y > k.top {
		y = k.top
	}
	kW = math.FMA(-w, k.gamma, math.FMA(y, k.alpha, k.beta))
	current := math.FMA(k.revI-u, i, math.FMA(k.revE-u, e, drive))
	current = math.FMA(-y, k.leak, current) - w
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
