package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("hodgkin_huxley", func() CellModel { return new(HodgkinHuxley) })
}

// HodgkinHuxley is a cell with the sodium and potassium currents of Traub &
// Miles 1991 as Brian2's tutorial has them,
//
//	cm dv/dt = g_L (E_L − v) − g_Na m³ h (v − E_Na) − g_K n⁴ (v − E_K) + I
//
// where m, n and h follow dx/dt = α_x(v − v_T) (1 − x) − β_x(v − v_T) x.
// Capacitance and conductances are given per area. It fires where v passes
// v_spike upwards; nothing is reset.
//
// Integration: "rk4" in equal parts of a step, each at most .025 ms or what the
// conductances ask for (.0192 ms with the defaults, six parts of a step of
// .1 ms); its spikes are within a µs or so. Or "exponential_euler", where each
// variable relaxes with the others held, as in the tutorial: six times as fast,
// but at dt = .1 ms its spikes are a tenth further apart. The rates α and β are
// those of the range from 90 mV below v_T to 170 above it; beyond, they stay as
// at its ends.
type HodgkinHuxley struct {
	_ struct{} `eq:"c_m dv/dt = g_L (E_L − v) − g_Na m³ h (v − E_Na) − g_K n⁴ (v − E_K) + I/A\ndx/dt = α_x(v − v_T) (1 − x) − β_x(v − v_T) x for x = m, n, h;  a spike where v passes v_spike" ref:"Traub & Miles 1991"`

	Drive
	Area     float64 `json:"area_um2" sym:"A" label:"area" unit:"µm²" default:"20000" range:"1,1e7" step:"1000" doc:"membrane area"`
	Cm       float64 `json:"cm_uf_per_cm2" sym:"c_m" label:"capacitance" unit:"µF/cm²" default:"1" range:"0.01,100" step:"0.1" doc:"capacitance per area"`
	GL       float64 `json:"g_l_ms_per_cm2" sym:"g_L" label:"leak" unit:"mS/cm²" default:"0.05" range:"0.0001,100" step:"0.01" doc:"leak conductance per area"`
	GNa      float64 `json:"g_na_ms_per_cm2" sym:"g_Na" label:"sodium" unit:"mS/cm²" default:"100" range:"0,1000" step:"1" doc:"sodium conductance per area" ref:"Traub & Miles 1991"`
	GK       float64 `json:"g_k_ms_per_cm2" sym:"g_K" label:"potassium" unit:"mS/cm²" default:"30" range:"0,1000" step:"1" doc:"potassium conductance per area" ref:"Traub & Miles 1991"`
	EL       float64 `json:"v_rest_mv" sym:"E_L" label:"leak reversal" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"reversal potential of the leak"`
	ENa      float64 `json:"e_na_mv" sym:"E_Na" label:"sodium reversal" unit:"mV" default:"50" range:"-20,150" step:"1" doc:"reversal potential of sodium"`
	EK       float64 `json:"e_k_mv" sym:"E_K" label:"potassium reversal" unit:"mV" default:"-90" range:"-150,0" step:"1" doc:"reversal potential of potassium"`
	VT       float64 `json:"v_t_mv" sym:"v_T" label:"kinetics" unit:"mV" default:"-63" range:"-100,0" step:"0.5" doc:"shift of all rates, that sets the threshold"`
	VSpike   float64 `json:"v_thresh_mv" sym:"v_spike" label:"spike found at" unit:"mV" default:"-40" range:"-100,50" step:"1" doc:"potential whose upward crossing is a spike"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,exponential_euler" doc:"rk4: fourth order; exponential_euler: each variable relaxes with the others held" tier:"more"`
}

// Open is described at [CellModel].
func (m *HodgkinHuxley) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *HodgkinHuxley) scheme() string { return m.Integral }

func (m *HodgkinHuxley) membrane() membrane {
	return newThreeGates(m.Area, m.Cm, m.GL, m.GNa, m.GK, m.EL, m.ENa, m.EK, m.VSpike, m.VT, false)
}

// threeGates is a membrane with the conductances of Hodgkin and Huxley.
type threeGates struct {
	cm, gl, gna, gk float64 // pF, nS
	el, ena, ek     float64
	spikeAt, shift  float64
	squid           bool // rates of the squid axon, not those of Traub & Miles
}

func newThreeGates(area, cm, gl, gna, gk, el, ena, ek, spikeAt, shift float64, squid bool) *threeGates {
	a := 0.01 * area // µF/cm² to pF, mS/cm² to nS, µA/cm² to pA
	return &threeGates{a * cm, a * gl, a * gna, a * gk, el, ena, ek, spikeAt, shift, squid}
}

func (c *threeGates) variables() []decl {
	return []decl{{"v_mv", "mV"}, {"m", ""}, {"n", ""}, {"h", ""}}
}

func (c *threeGates) traits() traits {
	return traits{cm: c.cm, rate: max(20, (c.gl+c.gna+c.gk)/c.cm/5), above: c.spikeAt, rising: true}
}

func (c *threeGates) spike([][]float64, int) {}

// rest is where the current of the membrane with settled gates is none.
func (c *threeGates) rest() []float64 {
	var r gateRates
	settled := func(v float64) (m, n, h float64) {
		c.rates([]float64{v}, &r)
		return r.am[0] / (r.am[0] + r.bm[0]), r.an[0] / (r.an[0] + r.bn[0]), r.ah[0] / (r.ah[0] + r.bh[0])
	}
	v := lowestRoot(-150, 50, func(v float64) float64 {
		m, n, h := settled(v)
		return c.gl*(c.el-v) - c.gna*m*m*m*h*(v-c.ena) - c.gk*n*n*n*n*(v-c.ek)
	})
	m, n, h := settled(v)
	return []float64{v, m, n, h}
}

// gateRates are the opening and closing rates of a run of cells, per ms.
type gateRates struct{ am, bm, an, bn, ah, bh [runLength]float64 }

func (c *threeGates) rates(v []float64, r *gateRates) {
	if c.squid {
		squidRates(v, r)
	} else {
		traubMilesRates(v, c.shift, r)
	}
}

// perRise is z/(exp(z/k) − 1)/k for the exponential e of u = z/k: 1 at u = 0,
// where it is taken by its series.
func perRise(u, e float64) float64 {
	if math.Abs(u) < 1e-4 {
		return 1 - u/2 + u*u/12
	}
	return u / (e - 1)
}

func traubMilesRates(v []float64, shift float64, r *gateRates) {
	n := len(v)
	am, bm, an, bn, ah, bh := r.am[:n], r.bm[:n], r.an[:n], r.bn[:n], r.ah[:n], r.bh[:n]
	var room [runLength]float64
	x := room[:n]
	for i := range v {
		y := min(max(v[i]-shift, -90), 170)
		x[i] = y
		am[i], bm[i], an[i] = (13-y)*(1.0/4), (y-40)*(1.0/5), (15-y)*(1.0/5)
		bn[i], ah[i] = (10-y)*(1.0/40), (17-y)*(1.0/18)
	}
	exps(am, am)
	exps(bm, bm)
	exps(an, an)
	exps(bn, bn)
	exps(ah, ah)
	for i, y := range x {
		bh[i] = 4 / (1 + 1/bm[i]) // exp((40 − x)/5) is the inverse of that of bm
		am[i] = 0.32 * 4 * perRise((13-y)*(1.0/4), am[i])
		bm[i] = 0.28 * 5 * perRise((y-40)*(1.0/5), bm[i])
		an[i] = 0.032 * 5 * perRise((15-y)*(1.0/5), an[i])
		bn[i] *= 0.5
		ah[i] *= 0.128
	}
}

func (c *threeGates) slopes(x, dx [][]float64, current []float64) {
	k := len(current)
	var r gateRates
	v, m, n, h := x[0][:k], x[1][:k], x[2][:k], x[3][:k]
	dv, dm, dn, dh := dx[0][:k], dx[1][:k], dx[2][:k], dx[3][:k]
	c.rates(v, &r)
	perC := 1 / c.cm
	for i := range v {
		n2 := n[i] * n[i]
		dv[i] = (c.gl*(c.el-v[i]) - c.gna*m[i]*m[i]*m[i]*h[i]*(v[i]-c.ena) - c.gk*n2*n2*(v[i]-c.ek) + current[i]) * perC
		dm[i] = r.am[i]*(1-m[i]) - r.bm[i]*m[i]
		dn[i] = r.an[i]*(1-n[i]) - r.bn[i]*n[i]
		dh[i] = r.ah[i]*(1-h[i]) - r.bh[i]*h[i]
	}
}

func (c *threeGates) linear(x, a, b [][]float64, current, g []float64) {
	k := len(current)
	var r gateRates
	v, m, n, h := x[0][:k], x[1][:k], x[2][:k], x[3][:k]
	c.rates(v, &r)
	for i := range v {
		na, n2 := c.gna*m[i]*m[i]*m[i]*h[i], n[i]*n[i]
		kd := c.gk * n2 * n2
		a[0][i] = (c.gl*c.el + na*c.ena + kd*c.ek + current[i]) / c.cm
		b[0][i] = (c.gl + na + kd + g[i]) / c.cm
		a[1][i], b[1][i] = r.am[i], r.am[i]+r.bm[i]
		a[2][i], b[2][i] = r.an[i], r.an[i]+r.bn[i]
		a[3][i], b[3][i] = r.ah[i], r.ah[i]+r.bh[i]
	}
}
