package cortex

import (
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("hodgkin_huxley_squid", func() CellModel { return new(HodgkinHuxleySquid) })
}

// HodgkinHuxleySquid is the giant axon of Hodgkin & Huxley 1952 in today's
// signs: the equations of [HodgkinHuxley] with the rates of the paper at
// 6.3 °C and a rest near −65 mV. Currents in pA are over the whole area:
// 1 µA/cm² is area/100 pA, so that with the default area 1 nA is 10 µA/cm².
//
// Integration: "rk4" in equal parts of a step, each at most .016 ms with the
// defaults, or "exponential_euler". The rates are those of −120 to 110 mV;
// beyond, they stay as at its ends.
type HodgkinHuxleySquid struct {
	_ struct{} `eq:"c_m dv/dt = g_L (E_L − v) − g_Na m³ h (v − E_Na) − g_K n⁴ (v − E_K) + I/A\ndx/dt = α_x(v) (1 − x) − β_x(v) x for x = m, n, h;  a spike where v passes v_spike" ref:"Hodgkin & Huxley 1952"`

	Drive
	Area     float64 `json:"area_um2" sym:"A" label:"area" unit:"µm²" default:"10000" range:"1,1e7" step:"1000" doc:"membrane area"`
	Cm       float64 `json:"cm_uf_per_cm2" sym:"c_m" label:"capacitance" unit:"µF/cm²" default:"1" range:"0.01,100" step:"0.1" doc:"capacitance per area"`
	GL       float64 `json:"g_l_ms_per_cm2" sym:"g_L" label:"leak" unit:"mS/cm²" default:"0.3" range:"0.0001,100" step:"0.01" doc:"leak conductance per area" ref:"Hodgkin & Huxley 1952"`
	GNa      float64 `json:"g_na_ms_per_cm2" sym:"g_Na" label:"sodium" unit:"mS/cm²" default:"120" range:"0,1000" step:"1" doc:"sodium conductance per area" ref:"Hodgkin & Huxley 1952"`
	GK       float64 `json:"g_k_ms_per_cm2" sym:"g_K" label:"potassium" unit:"mS/cm²" default:"36" range:"0,1000" step:"1" doc:"potassium conductance per area" ref:"Hodgkin & Huxley 1952"`
	EL       float64 `json:"v_rest_mv" sym:"E_L" label:"leak reversal" unit:"mV" default:"-54.4" range:"-120,0" step:"0.5" doc:"reversal potential of the leak"`
	ENa      float64 `json:"e_na_mv" sym:"E_Na" label:"sodium reversal" unit:"mV" default:"50" range:"-20,150" step:"1" doc:"reversal potential of sodium"`
	EK       float64 `json:"e_k_mv" sym:"E_K" label:"potassium reversal" unit:"mV" default:"-77" range:"-150,0" step:"1" doc:"reversal potential of potassium"`
	VSpike   float64 `json:"v_thresh_mv" sym:"v_spike" label:"spike found at" unit:"mV" default:"0" range:"-100,50" step:"1" doc:"potential whose upward crossing is a spike"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,exponential_euler" doc:"rk4: fourth order; exponential_euler: each variable relaxes with the others held" tier:"more"`
}

// Open is described at [CellModel].
func (m *HodgkinHuxleySquid) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *HodgkinHuxleySquid) scheme() string { return m.Integral }

func (m *HodgkinHuxleySquid) membrane() membrane {
	return newThreeGates(m.Area, m.Cm, m.GL, m.GNa, m.GK, m.EL, m.ENa, m.EK, m.VSpike, 0, true)
}

func squidRates(v []float64, r *gateRates) {
	n := len(v)
	am, bm, an, bn, ah, bh := r.am[:n], r.bm[:n], r.an[:n], r.bn[:n], r.ah[:n], r.bh[:n]
	var room [runLength]float64
	x := room[:n]
	for i := range v {
		y := min(max(v[i], -120), 110)
		x[i] = y
		am[i], bm[i], an[i] = (-40-y)*(1.0/10), (-65-y)*(1.0/18), (-55-y)*(1.0/10)
		bn[i], ah[i], bh[i] = (-65-y)*(1.0/80), (-65-y)*(1.0/20), (-36-y)*(1.0/10)
	}
	exps(am, am)
	exps(bm, bm)
	exps(an, an)
	exps(bn, bn)
	exps(ah, ah)
	exps(bh, bh)
	for i, y := range x {
		an[i] = 0.1 * perRise((-55-y)*(1.0/10), an[i])
		bn[i] *= 0.125
		am[i] = perRise((-40-y)*(1.0/10), am[i])
		bm[i] *= 4
		ah[i] *= 0.07
		bh[i] = 1 / (1 + bh[i])
	}
}
