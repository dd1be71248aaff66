package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("adex", func() CellModel { return new(AdEx) })
}

// AdEx is the adaptive exponential integrate-and-fire neuron (Brette &
// Gerstner 2005),
//
//	cm dv/dt = g_L (E_L − v) + g_L Δ_T exp((v − v_T)/Δ_T) − w + I
//	τ_w dw/dt = a (v − E_L) − w
//
// It fires when v passes v_T + k Δ_T, with k = spike_at; then v is set to
// v_reset and held there for τ_refrac, while w jumps by b and moves on. With
// Δ_T = 0 there is no exponential and it is a leaky cell that fires at v_T. The
// defaults are a regular spiking cell; [FastSpiking] is a fast spiking one.
//
// Integration: "rk4", the classical Runge-Kutta step of v and w together, the
// synapses exact at its three points in time; or "euler", forward Euler. In
// both a spike takes effect at the end of its step, as in most simulators, so
// that each interval is up to dt off: at dt = .1 ms "rk4" is within 1e-4 mV of
// the accurate solution up to the first spike, and the seventh spike of the
// default cell at 400 pA comes .3 ms off. With "rk4_precise" spikes and ends of
// refractoriness lie between steps, and v is within .003 mV of the accurate
// solution after any number of spikes; only the stamps, and what is sent, keep
// to steps. It costs some 10 µs a spike. In the slopes v is limited to
// v_T + k Δ_T, which only the trial points of a step that ends in a spike can
// pass, so that the exponential stays below e^k.
type AdEx struct {
	_ struct{} `eq:"C_m dv/dt = g_L (E_L − v) + g_L Δ_T exp((v − v_T)/Δ_T) − w + I\nτ_w dw/dt = a (v − E_L) − w;  spike at v_T + k Δ_T: v → v_reset for τ_ref, w → w + b" ref:"Brette & Gerstner 2005"`

	Drive
	GL       float64 `json:"g_l_ns" sym:"g_L" label:"leak" unit:"nS" default:"10" range:"0.01,100000" step:"0.5" doc:"leak conductance" ref:"Brette & Gerstner 2005"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"200" range:"1,100000" step:"10" doc:"membrane capacitance"`
	EL       float64 `json:"v_rest_mv" sym:"E_L" label:"resting" unit:"mV" default:"-70" range:"-120,0" step:"0.5" doc:"reversal potential of the leak"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_T" label:"threshold" unit:"mV" default:"-50" range:"-120,50" step:"0.5" doc:"potential from which the exponential current takes over"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset" unit:"mV" default:"-70" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	DeltaT   float64 `json:"delta_t_mv" sym:"Δ_T" label:"sharpness" unit:"mV" default:"2" range:"0,50" step:"0.1" doc:"sharpness of the spike's onset, 0 for a leaky cell"`
	SpikeAt  float64 `json:"spike_at" sym:"k" label:"spike found at" default:"5" range:"0,40" step:"0.5" doc:"a spike is found at v_T + k Δ_T" tier:"more"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"5" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	A        float64 `json:"a_ns" sym:"a" label:"adaptation to v" unit:"nS" default:"0" range:"-1000,1000" step:"0.5" doc:"adaptation current per mV above rest"`
	B        float64 `json:"b_pa" sym:"b" label:"adaptation per spike" unit:"pA" default:"40" range:"-10000,10000" step:"5" doc:"jump of the adaptation current at a spike"`
	TauW     float64 `json:"tau_w_ms" sym:"τ_w" label:"adaptation time" unit:"ms" default:"500" range:"0.1,1e9" step:"5" doc:"time constant of the adaptation current"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,rk4_precise,euler" doc:"rk4: fourth order; rk4_precise: and spikes take effect between steps; euler: forward Euler" tier:"more"`
}

// RegularSpiking is a pyramidal cell of Zerlaut et al. 2018.
func RegularSpiking() *AdEx {
	m := new(AdEx)
	if err := params.SetDefaults(m); err != nil {
		panic(err) // a mistake in the tags above
	}
	return m
}

// FastSpiking is an interneuron of the same networks: a sharper onset and no
// adaptation.
func FastSpiking() *AdEx {
	m := RegularSpiking()
	m.DeltaT, m.B, m.TauW = 0.5, 0, 1e9
	return m
}

// Open is described at [CellModel].
func (m *AdEx) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *AdEx) scheme() string { return m.Integral }

func (m *AdEx) membrane() membrane {
	c := &adex{m: *m, peak: m.VThresh + m.SpikeAt*m.DeltaT, delta: m.DeltaT, upstroke: m.GL * m.DeltaT}
	if m.DeltaT == 0 {
		c.delta = 1
	}
	return c
}

type adex struct {
	m                     AdEx
	peak, delta, upstroke float64
}

func (c *adex) variables() []decl { return []decl{{"v_mv", "mV"}, {"w_pa", "pA"}} }

func (c *adex) traits() traits {
	m := &c.m
	return traits{cm: m.Cm, rate: max(m.GL/m.Cm, 1/m.TauW, math.Sqrt(math.Abs(m.A)/m.Cm/m.TauW)), above: c.peak, tauRef: m.TauRef}
}

// rest is where v = E_L + Δ_T g_L/(g_L + a) exp((v − v_T)/Δ_T), or E_L where
// that has no solution.
func (c *adex) rest() []float64 {
	m := &c.m
	v := exponentialRest(m.EL, m.VThresh, m.DeltaT, m.GL/(m.GL+m.A))
	return []float64{v, m.A * (v - m.EL)}
}

// exponentialRest solves v = rest + k Δ exp((v − threshold)/Δ).
func exponentialRest(rest, threshold, delta, k float64) float64 {
	v := rest
	for range 1000 {
		if delta == 0 || !(v <= threshold) || !(k > 0) {
			break
		}
		next := rest + k*delta*math.Exp((v-threshold)/delta)
		if next == v {
			return v
		}
		v = next
	}
	if delta != 0 && v <= threshold && k > 0 {
		return v
	}
	return rest
}

func (c *adex) slopes(x, dx [][]float64, current []float64) {
	n := len(current)
	v, w, dv, dw := x[0][:n], x[1][:n], dx[0][:n], dx[1][:n]
	m := &c.m
	peak, thresh, leak, el, perDelta := c.peak, m.VThresh, m.GL, m.EL, 1/c.delta
	perC, perTau, a, upstroke := 1/m.Cm, 1/m.TauW, m.A, c.upstroke
	for i := range v {
		dv[i] = (min(v[i], peak) - thresh) * perDelta
	}
	exps(dv, dv)
	for i := range v {
		u := el - min(v[i], peak)
		dv[i] = (leak*u + upstroke*dv[i] - w[i] + current[i]) * perC
		dw[i] = (-a*u - w[i]) * perTau
	}
}

func (c *adex) spike(x [][]float64, i int) {
	x[0][i] = c.m.VReset
	x[1][i] += c.m.B
}
