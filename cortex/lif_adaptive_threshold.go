package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("lif_adaptive_threshold", func() CellModel { return new(LIFAdaptiveThreshold) })
}

// LIFAdaptiveThreshold is a leaky integrate-and-fire neuron whose threshold
// jumps at each spike and comes back,
//
//	dv/dt = (v_rest − v)/τ_m + I/cm + σ ξ(t)/√τ_m
//	dθ/dt = (θ_0 − θ)/τ_θ
//
// It fires when v passes θ; then v is set to v_reset and θ jumps by Δθ. For
// τ_refrac it does not fire again, though v moves on. ξ is white noise: without
// a threshold v would spread with standard deviation σ/√2.
//
// Integration: "rk4", "euler", or "exponential_euler", which is exact as long
// as the only input is current. The noise is added after the step (Euler and
// Maruyama).
type LIFAdaptiveThreshold struct {
	_ struct{} `eq:"dv/dt = (v_rest − v)/τ_m + I/C_m + σ ξ(t)/√τ_m;  dθ/dt = (θ_0 − θ)/τ_θ\na spike where v passes θ: v → v_reset, θ → θ + Δθ, none for τ_ref"`

	Drive
	VRest    float64 `json:"v_rest_mv" sym:"v_rest" label:"resting" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"resting potential"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	Theta0   float64 `json:"v_thresh_mv" sym:"θ_0" label:"threshold" unit:"mV" default:"-50" range:"-120,50" step:"0.5" doc:"threshold long after a spike"`
	Jump     float64 `json:"delta_thresh_mv" sym:"Δθ" label:"threshold jump" unit:"mV" default:"5" range:"0,1000" step:"0.5" doc:"jump of the threshold at a spike"`
	TauTheta float64 `json:"tau_thresh_ms" sym:"τ_θ" label:"threshold time" unit:"ms" default:"10" range:"0.1,100000" step:"0.5" doc:"time constant of the threshold's return"`
	TauM     float64 `json:"tau_m_ms" sym:"τ_m" label:"membrane time" unit:"ms" default:"10" range:"0.1,1000" step:"0.5" doc:"membrane time constant"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"200" range:"1,100000" step:"10" doc:"membrane capacitance"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"5" range:"0,100" step:"0.1" doc:"time without another spike"`
	Sigma    float64 `json:"sigma_mv" sym:"σ" label:"white noise" unit:"mV" default:"0" range:"0,100" step:"0.5" doc:"white noise on the potential, which spreads by σ/√2"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,euler,exponential_euler" doc:"rk4: fourth order; euler: forward Euler; exponential_euler: exact for currents" tier:"more"`
}

// Open is described at [CellModel].
func (m *LIFAdaptiveThreshold) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *LIFAdaptiveThreshold) scheme() string     { return m.Integral }
func (m *LIFAdaptiveThreshold) membrane() membrane { return &adaptiveThreshold{*m} }

type adaptiveThreshold struct{ m LIFAdaptiveThreshold }

func (c *adaptiveThreshold) variables() []decl {
	return []decl{{"v_mv", "mV"}, {"threshold_mv", "mV"}}
}

func (c *adaptiveThreshold) rest() []float64 { return []float64{c.m.VRest, c.m.Theta0} }

func (c *adaptiveThreshold) traits() traits {
	m := &c.m
	return traits{cm: m.Cm, rate: max(1/m.TauM, 1/m.TauTheta), over: 1, tauRef: m.TauRef, freely: true, whiteMV: m.Sigma / math.Sqrt(m.TauM)}
}

func (c *adaptiveThreshold) slopes(x, dx [][]float64, current []float64) {
	n := len(current)
	v, th, dv, dth := x[0][:n], x[1][:n], dx[0][:n], dx[1][:n]
	rest, base, perM, perT, perC := c.m.VRest, c.m.Theta0, 1/c.m.TauM, 1/c.m.TauTheta, 1/c.m.Cm
	for i := range v {
		dv[i] = (rest-v[i])*perM + current[i]*perC
		dth[i] = (base - th[i]) * perT
	}
}

func (c *adaptiveThreshold) linear(_, a, b [][]float64, current, g []float64) {
	m := &c.m
	for i := range current {
		a[0][i], b[0][i] = m.VRest/m.TauM+current[i]/m.Cm, 1/m.TauM+g[i]/m.Cm
		a[1][i], b[1][i] = m.Theta0/m.TauTheta, 1/m.TauTheta
	}
}

func (c *adaptiveThreshold) spike(x [][]float64, i int) {
	x[0][i] = c.m.VReset
	x[1][i] += c.m.Jump
}
