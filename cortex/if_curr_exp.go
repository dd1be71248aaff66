package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[CellModel]("if_curr_exp", func() CellModel { return new(IFCurrExp) })
}

// IFCurrExp is a leaky integrate-and-fire neuron with synaptic currents,
//
//	cm dv/dt = cm (v_rest − v)/τ_m + i_e − i_i + I + η
//
// where i_e and i_i jump by the weight, in pA, and decay exponentially, and η
// is Ornstein-Uhlenbeck noise (PyNN's IF_curr_exp with noise). A positive
// weight on the inhibitory receptor inhibits.
//
// Integration is exact (Rotter & Diesmann 1999): the equation is linear. η is
// drawn from its exact law at the start of each step and, like the injected
// current, held during it.
type IFCurrExp struct {
	_ struct{} `eq:"C_m dv/dt = C_m (v_rest − v)/τ_m + i_e − i_i + I + η;  spike at v_thresh: v → v_reset for τ_ref\ni → i + w, then di/dt = −i/τ, τ = τ_e or τ_i;  η: Ornstein-Uhlenbeck, sd σ, time τ_η" ref:"Rotter & Diesmann 1999"`

	VRest    float64 `json:"v_rest_mv" sym:"v_rest" label:"resting potential" unit:"mV" default:"-73.6" range:"-120,0" step:"0.5" doc:"resting potential"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset potential" unit:"mV" default:"-56.5" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_thresh" label:"threshold" unit:"mV" default:"-52.5" range:"-120,50" step:"0.5" doc:"potential that makes a spike"`
	TauM     float64 `json:"tau_m_ms" sym:"τ_m" label:"membrane time constant" unit:"ms" default:"30" range:"0.1,1000" step:"0.5" doc:"membrane time constant"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"1.5" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"500" range:"1,100000" step:"10" doc:"membrane capacitance"`
	TauSynE  float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory decay" unit:"ms" default:"0.25" range:"0.01,1000" step:"0.05" doc:"time constant of the excitatory current"`
	TauSynI  float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory decay" unit:"ms" default:"0.75" range:"0.01,1000" step:"0.05" doc:"time constant of the inhibitory current"`
	IOffset  float64 `json:"i_offset_pa" sym:"I" label:"constant current" unit:"pA" default:"0" range:"-100000,100000" step:"10" doc:"constant current into each cell"`
	NoiseSD  float64 `json:"noise_sd_pa" sym:"σ" label:"noise" unit:"pA" default:"0" range:"0,100000" step:"5" doc:"standard deviation of the noise current"`
	NoiseTau float64 `json:"noise_tau_ms" sym:"τ_η" label:"noise correlation" unit:"ms" default:"5" range:"0.01,1000" step:"0.5" doc:"correlation time of the noise current" tier:"more" when:"noise_sd_pa!=0"`
}

type currCells struct {
	m                  IFCurrExp
	dt                 float64
	draw               noises
	v, ie, ii, noise   []float64
	ref                refractory
	pv, pc             float64 // v to v, and constant current to v
	pe, ve, pi, vi     float64 // current to itself, current to v
	noiseKeep, noiseSD float64
}

// Open is described at [CellModel]. The noise starts in its stationary law.
func (m *IFCurrExp) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	c := &currCells{dt: dt, draw: newNoises(n, rng), v: make([]float64, n), ie: make([]float64, n), ii: make([]float64, n), noise: make([]float64, n), ref: newRefractory(n)}
	if err := c.set(m); err != nil {
		return nil, err
	}
	for i := range c.v {
		c.v[i] = m.VRest
	}
	c.draw.begin(c.noise, m.NoiseSD)
	return c, nil
}

func (c *currCells) set(m *IFCurrExp) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	if c.m = *m; m.NoiseSD == 0 {
		clear(c.noise)
	}
	c.ref.set(m.TauRef, c.dt)
	c.pv = math.Exp(-c.dt / m.TauM)
	c.pc = -math.Expm1(-c.dt/m.TauM) * m.TauM / m.Cm
	c.pe, c.ve = synapticFlow(c.dt, m.TauSynE, m.TauM, m.Cm)
	c.pi, c.vi = synapticFlow(c.dt, m.TauSynI, m.TauM, m.Cm)
	c.noiseKeep, c.noiseSD = ornsteinUhlenbeck(m.NoiseSD, m.NoiseTau, c.dt)
	return nil
}

// synapticFlow is what is left of a current after h ms, and what one pA of it
// adds to v meanwhile: (1/cm) ∫ exp(−s/τ_s) exp(−(h−s)/τ_m) ds over 0..h,
// which is exp(−h/τ_m) (1 − exp(−h r))/(cm r) with r = 1/τ_s − 1/τ_m.
func synapticFlow(h, tauS, tauM, cm float64) (keep, toV float64) {
	r := 1/tauS - 1/tauM
	area := h
	if r != 0 {
		area = -math.Expm1(-h*r) / r
	}
	return math.Exp(-h / tauS), math.Exp(-h/tauM) * area / cm
}

func (c *currCells) Receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (c *currCells) V() []float64          { return c.v }

func (c *currCells) Variables() []Variable {
	return []Variable{{"v_mv", "mV", c.v}, {"i_e_pa", "pA", c.ie}, {"i_i_pa", "pA", c.ii}, {"noise_pa", "pA", c.noise}}
}

// Retune is described at [Cells].
func (c *currCells) Retune(m CellModel) error {
	if m, ok := m.(*IFCurrExp); ok {
		return c.set(m)
	}
	return errOtherKind
}

// Step is described at [Cells].
func (c *currCells) Step(b Block, in *Input, fired []int32) []int32 {
	from := len(fired)
	m := &c.m
	vs := c.v[b.Lo:b.Hi]
	n := len(vs)
	ie, ii, noise := c.ie[b.Lo:][:n], c.ii[b.Lo:][:n], c.noise[b.Lo:][:n]
	arriveE, arriveI, inject := in.Arrive[0][b.Lo:][:n], in.Arrive[1][b.Lo:][:n], in.Inject[b.Lo:][:n]
	if c.m.NoiseSD > 0 {
		c.draw[b.Index].step(noise, c.noiseKeep, c.noiseSD)
	}
	for i, v := range vs {
		e, g := ie[i]+arriveE[i], ii[i]+arriveI[i]
		arriveE[i], arriveI[i] = 0, 0
		v = m.VRest + (v-m.VRest)*c.pv + (inject[i]+m.IOffset+noise[i])*c.pc + e*c.ve - g*c.vi
		ie[i], ii[i] = faint(e*c.pe), faint(g*c.pi)
		if v > m.VThresh && !c.ref.held(b, b.Lo+i) {
			fired = append(fired, int32(b.Lo+i))
			v = m.VReset
		}
		vs[i] = v
	}
	for _, i := range c.ref.release(b) {
		c.v[i] = m.VReset
	}
	c.ref.done(b, fired[from:])
	return fired
}

// State is described at [Cells].
func (c *currCells) State(a *sim.Archive) {
	a.Label("if_curr_exp")
	for _, x := range [][]float64{c.v, c.ie, c.ii, c.noise} {
		sim.Fixed(a, x)
	}
	c.draw.state(a)
	c.ref.state(a)
}

// ThalamoRecipient is the cell that stands between the retina and the ring in
// the live chain: .2 nA of constant current and noise of .05 nA, on top of
// which a unit of drive is worth .3 nA.
func ThalamoRecipient() *IFCurrExp {
	return &IFCurrExp{VRest: -73.6, VReset: -56.5, VThresh: -52.5, TauM: 30, TauRef: 1.5, Cm: 500,
		TauSynE: 0.25, TauSynI: 0.75, IOffset: 200, NoiseSD: 50, NoiseTau: 5}
}
