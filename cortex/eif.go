package cortex

import (
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("eif", func() CellModel { return new(EIF) })
}

// EIF is the exponential integrate-and-fire neuron (Fourcaud-Trocmé et al.
// 2003),
//
//	cm dv/dt = g_L (E_L − v) + g_L Δ_T exp((v − v_T)/Δ_T) + I
//
// It fires when v passes v_T + k Δ_T, with k = spike_at; then v is set to
// v_reset and held there for τ_refrac. The defaults are those of the paper,
// for a cell of 200 pF.
//
// Integration: "rk4", "rk4_precise" or "euler", as for [AdEx], of which this is
// the form without adaptation.
type EIF struct {
	_ struct{} `eq:"C_m dv/dt = g_L (E_L − v) + g_L Δ_T exp((v − v_T)/Δ_T) + I;  spike at v_T + k Δ_T: v → v_reset for τ_ref" ref:"Fourcaud-Trocmé et al. 2003"`

	Drive
	GL       float64 `json:"g_l_ns" sym:"g_L" label:"leak" unit:"nS" default:"20" range:"0.01,100000" step:"0.5" doc:"leak conductance" ref:"Fourcaud-Trocmé et al. 2003"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"200" range:"1,100000" step:"10" doc:"membrane capacitance"`
	EL       float64 `json:"v_rest_mv" sym:"E_L" label:"resting" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"reversal potential of the leak"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_T" label:"threshold" unit:"mV" default:"-59.9" range:"-120,50" step:"0.5" doc:"potential from which the exponential current takes over"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset" unit:"mV" default:"-68" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	DeltaT   float64 `json:"delta_t_mv" sym:"Δ_T" label:"sharpness" unit:"mV" default:"3.48" range:"0,50" step:"0.1" doc:"sharpness of the spike's onset, 0 for a leaky cell"`
	SpikeAt  float64 `json:"spike_at" sym:"k" label:"spike found at" default:"5" range:"0,40" step:"0.5" doc:"a spike is found at v_T + k Δ_T" tier:"more"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"1.7" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,rk4_precise,euler" doc:"rk4: fourth order; rk4_precise: and spikes take effect between steps; euler: forward Euler" tier:"more"`
}

// Open is described at [CellModel].
func (m *EIF) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *EIF) scheme() string { return m.Integral }

func (m *EIF) membrane() membrane {
	c := &eif{m: *m, peak: m.VThresh + m.SpikeAt*m.DeltaT, delta: m.DeltaT, upstroke: m.GL * m.DeltaT}
	if m.DeltaT == 0 {
		c.delta = 1
	}
	return c
}

type eif struct {
	m                     EIF
	peak, delta, upstroke float64
}

func (c *eif) variables() []decl { return []decl{{"v_mv", "mV"}} }

func (c *eif) traits() traits {
	return traits{cm: c.m.Cm, rate: c.m.GL / c.m.Cm, above: c.peak, tauRef: c.m.TauRef}
}

func (c *eif) rest() []float64 {
	return []float64{exponentialRest(c.m.EL, c.m.VThresh, c.m.DeltaT, 1)}
}

func (c *eif) slopes(x, dx [][]float64, current []float64) {
	n := len(current)
	v, dv := x[0][:n], dx[0][:n]
	peak, thresh, leak, el, perDelta := c.peak, c.m.VThresh, c.m.GL, c.m.EL, 1/c.delta
	perC, upstroke := 1/c.m.Cm, c.upstroke
	for i := range v {
		dv[i] = (min(v[i], peak) - thresh) * perDelta
	}
	exps(dv, dv)
	for i := range v {
		dv[i] = (leak*(el-min(v[i], peak)) + upstroke*dv[i] + current[i]) * perC
	}
}

func (c *eif) spike(x [][]float64, i int) { x[0][i] = c.m.VReset }
