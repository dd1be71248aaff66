package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[CellModel]("if_curr_delta", func() CellModel { return new(IFCurrDelta) })
}

// IFCurrDelta is a leaky integrate-and-fire neuron whose potential jumps by the
// weight, mV, at each spike that arrives (NEST's iaf_psc_delta),
//
//	cm dv/dt = cm (v_rest − v)/τ_m + I + η
//
// with noise as in [IFCurrExp]. A positive weight on the inhibitory receptor
// inhibits; what arrives while the cell is refractory is lost.
//
// Integration is exact: the equation is linear. Between jumps v is monotonic,
// so that no crossing of the threshold is missed.
type IFCurrDelta struct {
	_ struct{} `eq:"C_m dv/dt = C_m (v_rest − v)/τ_m + I + η;  a spike that arrives: v → v + w\nspike at v_thresh: v → v_reset for τ_ref;  η: Ornstein-Uhlenbeck, sd σ, time τ_η" ref:"Rotter & Diesmann 1999"`

	VRest    float64 `json:"v_rest_mv" sym:"v_rest" label:"resting potential" unit:"mV" default:"-70" range:"-120,0" step:"0.5" doc:"resting potential"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset potential" unit:"mV" default:"-70" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_thresh" label:"threshold" unit:"mV" default:"-55" range:"-120,50" step:"0.5" doc:"potential that makes a spike"`
	TauM     float64 `json:"tau_m_ms" sym:"τ_m" label:"membrane time constant" unit:"ms" default:"10" range:"0.1,1000" step:"0.5" doc:"membrane time constant"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"2" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"250" range:"1,100000" step:"10" doc:"membrane capacitance"`
	IOffset  float64 `json:"i_offset_pa" sym:"I" label:"constant current" unit:"pA" default:"0" range:"-100000,100000" step:"10" doc:"constant current into each cell"`
	NoiseSD  float64 `json:"noise_sd_pa" sym:"σ" label:"noise" unit:"pA" default:"0" range:"0,100000" step:"5" doc:"standard deviation of the noise current"`
	NoiseTau float64 `json:"noise_tau_ms" sym:"τ_η" label:"noise correlation" unit:"ms" default:"5" range:"0.01,1000" step:"0.5" doc:"correlation time of the noise current" tier:"more" when:"noise_sd_pa!=0"`
}

type deltaCells struct {
	m       IFCurrDelta
	dt      float64
	draw    noises
	v       []float64
	noise   []float64
	ref     refractory
	pv, pc  float64 // v to v, and constant current to v
	keep    float64 // of the noise, and what is drawn
	noiseSD float64
}

// Open is described at [CellModel]. The noise starts in its stationary law.
func (m *IFCurrDelta) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	c := &deltaCells{dt: dt, draw: newNoises(n, rng), v: filled(n, m.VRest), noise: make([]float64, n), ref: newRefractory(n)}
	if err := c.set(m); err != nil {
		return nil, err
	}
	c.draw.begin(c.noise, m.NoiseSD)
	return c, nil
}

func (c *deltaCells) set(m *IFCurrDelta) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	if c.m = *m; m.NoiseSD == 0 {
		clear(c.noise)
	}
	c.ref.set(m.TauRef, c.dt)
	c.pv = math.Exp(-c.dt / m.TauM)
	c.pc = -math.Expm1(-c.dt/m.TauM) * m.TauM / m.Cm
	c.keep, c.noiseSD = ornsteinUhlenbeck(m.NoiseSD, m.NoiseTau, c.dt)
	return nil
}

func (c *deltaCells) Receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (c *deltaCells) V() []float64          { return c.v }

func (c *deltaCells) Variables() []Variable {
	return []Variable{{"v_mv", "mV", c.v}, {"noise_pa", "pA", c.noise}}
}

// Retune is described at [Cells].
func (c *deltaCells) Retune(m CellModel) error {
	if m, ok := m.(*IFCurrDelta); ok {
		return c.set(m)
	}
	return errOtherKind
}

// Step is described at [Cells].
func (c *deltaCells) Step(b Block, in *Input, fired []int32) []int32 {
	from := len(fired)
	m := &c.m
	vs := c.v[b.Lo:b.Hi]
	n := len(vs)
	noise := c.noise[b.Lo:][:n]
	arriveE, arriveI, inject := in.Arrive[0][b.Lo:][:n], in.Arrive[1][b.Lo:][:n], in.Inject[b.Lo:][:n]
	if m.NoiseSD > 0 {
		c.draw[b.Index].step(noise, c.keep, c.noiseSD)
	}
	for i, v := range vs {
		v += arriveE[i] - arriveI[i]
		arriveE[i], arriveI[i] = 0, 0
		end := m.VRest + (v-m.VRest)*c.pv + (inject[i]+m.IOffset+noise[i])*c.pc
		if max(v, end) > m.VThresh && !c.ref.held(b, b.Lo+i) {
			fired = append(fired, int32(b.Lo+i))
			end = m.VReset
		}
		vs[i] = end
	}
	for _, i := range c.ref.release(b) {
		c.v[i] = m.VReset
	}
	c.ref.done(b, fired[from:])
	return fired
}

// State is described at [Cells].
func (c *deltaCells) State(a *sim.Archive) {
	a.Label("if_curr_delta")
	sim.Fixed(a, c.v)
	sim.Fixed(a, c.noise)
	c.draw.state(a)
	c.ref.state(a)
}
