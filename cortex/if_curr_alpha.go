package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[CellModel]("if_curr_alpha", func() CellModel { return new(IFCurrAlpha) })
}

// IFCurrAlpha is a leaky integrate-and-fire neuron with synaptic currents of
// alpha shape (PyNN's IF_curr_alpha, NEST's iaf_psc_alpha),
//
//	cm dv/dt = cm (v_rest − v)/τ_m + i_e − i_i + I + η
//
// A spike of weight w, pA, adds a current w (t/τ) exp(1 − t/τ), whose peak is
// the weight. Noise and the sign of the inhibitory receptor are as in
// [IFCurrExp].
//
// Integration is exact (Rotter & Diesmann 1999): the equation is linear.
type IFCurrAlpha struct {
	_ struct{} `eq:"C_m dv/dt = C_m (v_rest − v)/τ_m + i_e − i_i + I + η;  spike at v_thresh: v → v_reset for τ_ref\ni = w (t/τ) exp(1 − t/τ), τ = τ_e or τ_i;  η: Ornstein-Uhlenbeck, sd σ, time τ_η" ref:"Rotter & Diesmann 1999"`

	VRest    float64 `json:"v_rest_mv" sym:"v_rest" label:"resting potential" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"resting potential"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset potential" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_thresh" label:"threshold" unit:"mV" default:"-50" range:"-120,50" step:"0.5" doc:"potential that makes a spike"`
	TauM     float64 `json:"tau_m_ms" sym:"τ_m" label:"membrane time constant" unit:"ms" default:"20" range:"0.1,1000" step:"0.5" doc:"membrane time constant"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"0.1" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"1000" range:"1,100000" step:"10" doc:"membrane capacitance"`
	TauSynE  float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory peak" unit:"ms" default:"0.5" range:"0.01,1000" step:"0.05" doc:"time from a spike to the peak of the excitatory current"`
	TauSynI  float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory peak" unit:"ms" default:"0.5" range:"0.01,1000" step:"0.05" doc:"time from a spike to the peak of the inhibitory current"`
	IOffset  float64 `json:"i_offset_pa" sym:"I" label:"constant current" unit:"pA" default:"0" range:"-100000,100000" step:"10" doc:"constant current into each cell"`
	NoiseSD  float64 `json:"noise_sd_pa" sym:"σ" label:"noise" unit:"pA" default:"0" range:"0,100000" step:"5" doc:"standard deviation of the noise current"`
	NoiseTau float64 `json:"noise_tau_ms" sym:"τ_η" label:"noise correlation" unit:"ms" default:"5" range:"0.01,1000" step:"0.5" doc:"correlation time of the noise current" tier:"more" when:"noise_sd_pa!=0"`
}

type alphaCells struct {
	m       IFCurrAlpha
	dt      float64
	draw    noises
	v       []float64
	e, i    channel
	noise   []float64
	ref     refractory
	pv, pc  float64    // v to v, and constant current to v
	ve, vi  [2]float64 // current, and its rising part, to v
	keep    float64    // of the noise, and what is drawn
	noiseSD float64
}

// Open is described at [CellModel]. The noise starts in its stationary law.
func (m *IFCurrAlpha) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	c := &alphaCells{dt: dt, draw: newNoises(n, rng), v: filled(n, m.VRest), e: newChannel(n, true), i: newChannel(n, true), noise: make([]float64, n), ref: newRefractory(n)}
	if err := c.set(m); err != nil {
		return nil, err
	}
	c.draw.begin(c.noise, m.NoiseSD)
	return c, nil
}

func (c *alphaCells) set(m *IFCurrAlpha) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	if c.m = *m; m.NoiseSD == 0 {
		clear(c.noise)
	}
	c.ref.set(m.TauRef, c.dt)
	c.e.set(m.TauSynE, m.TauSynE, c.dt, nil)
	c.i.set(m.TauSynI, m.TauSynI, c.dt, nil)
	c.pv = math.Exp(-c.dt / m.TauM)
	c.pc = -math.Expm1(-c.dt/m.TauM) * m.TauM / m.Cm
	c.ve, c.vi = alphaFlow(c.dt, m.TauSynE, m.TauM, m.Cm), alphaFlow(c.dt, m.TauSynI, m.TauM, m.Cm)
	c.keep, c.noiseSD = ornsteinUhlenbeck(m.NoiseSD, m.NoiseTau, c.dt)
	return nil
}

// alphaFlow is what one pA of a current i, and one of its rising part y, add to
// v in h ms. With r = 1/τ_s − 1/τ_m, i contributes exp(−h/τ_m)/cm ∫ exp(−r s) ds
// over 0..h, and y the same with s/τ_s under the integral.
func alphaFlow(h, tauS, tauM, cm float64) [2]float64 {
	_, level := synapticFlow(h, tauS, tauM, cm)
	return [2]float64{level, math.Exp(-h/tauM) / cm * h * h / tauS * secondIntegral(h*(1/tauS-1/tauM))}
}

// secondIntegral is ∫ s exp(−z s) ds over 0..1: (1 − exp(−z) (1 + z))/z², by its
// series Σ (−z)^k/(k! (k + 2)) where that would cancel.
func secondIntegral(z float64) float64 {
	if math.Abs(z) > 0.5 {
		return (1 - math.Exp(-z)*(1+z)) / (z * z)
	}
	sum, term := 0.0, 1.0
	for k := 0.0; k < 16; k++ {
		sum += term / (k + 2)
		term *= -z / (k + 1)
	}
	return sum
}

func (c *alphaCells) Receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (c *alphaCells) V() []float64          { return c.v }

func (c *alphaCells) Variables() []Variable {
	vs := append([]Variable{{"v_mv", "mV", c.v}}, c.e.variables("e", "i", "pA", "_pa")...)
	return append(append(vs, c.i.variables("i", "i", "pA", "_pa")...), Variable{"noise_pa", "pA", c.noise})
}

// Retune is described at [Cells].
func (c *alphaCells) Retune(m CellModel) error {
	if m, ok := m.(*IFCurrAlpha); ok {
		return c.set(m)
	}
	return errOtherKind
}

// Step is described at [Cells].
func (c *alphaCells) Step(b Block, in *Input, fired []int32) []int32 {
	from := len(fired)
	m := &c.m
	c.e.receive(b, in.Arrive[0])
	c.i.receive(b, in.Arrive[1])
	vs := c.v[b.Lo:b.Hi]
	n := len(vs)
	noise, inject := c.noise[b.Lo:][:n], in.Inject[b.Lo:][:n]
	ie, ye, ii, yi := c.e.g[b.Lo:][:n], c.e.y[b.Lo:][:n], c.i.g[b.Lo:][:n], c.i.y[b.Lo:][:n]
	if m.NoiseSD > 0 {
		c.draw[b.Index].step(noise, c.keep, c.noiseSD)
	}
	for i, v := range vs {
		v = m.VRest + (v-m.VRest)*c.pv + (inject[i]+m.IOffset+noise[i])*c.pc +
			ie[i]*c.ve[0] + ye[i]*c.ve[1] - ii[i]*c.vi[0] - yi[i]*c.vi[1]
		if v > m.VThresh && !c.ref.held(b, b.Lo+i) {
			fired = append(fired, int32(b.Lo+i))
			v = m.VReset
		}
		vs[i] = v
	}
	c.e.advance(b)
	c.i.advance(b)
	for _, i := range c.ref.release(b) {
		c.v[i] = m.VReset
	}
	c.ref.done(b, fired[from:])
	return fired
}

// State is described at [Cells].
func (c *alphaCells) State(a *sim.Archive) {
	a.Label("if_curr_alpha")
	sim.Fixed(a, c.v)
	c.e.state(a)
	c.i.state(a)
	sim.Fixed(a, c.noise)
	c.draw.state(a)
	c.ref.state(a)
}
