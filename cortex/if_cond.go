package cortex

import (
	"math"

	"striate/params"
	"striate/sim"
)

// IFCond is a leaky integrate-and-fire neuron with synaptic conductances,
//
//	cm dv/dt = cm (v_rest − v)/τ_m + g_e (E_e − v) + g_i (E_i − v) + I
//
// v is set to v_reset when it passes v_thresh and held there for τ_refrac
// while the conductances go on. Names and meanings are PyNN's.
//
// Integration: classical Runge-Kutta of fourth order in v with the
// conductances exact at its three points in time (scheme "rk4"). The scheme
// "rk4_joint" carries the conductances through the same Runge-Kutta step, as
// Brian2's rk4 does; at τ_syn = .25 ms and dt = .1 ms it is 1e-4 off in g each
// step. Holding g over the step instead would add 21 % of charge there. Under
// "rk4" a cell whose conductance is so large (dt g/cm > ½) that Runge-Kutta
// would lose its accuracy, and beyond 2.8 its stability, goes through that step
// by eight exponential midpoint steps.
type IFCond struct {
	VRest    float64 `json:"v_rest_mv" sym:"v_rest" label:"resting" unit:"mV" default:"-65.5" range:"-120,0" step:"0.5" doc:"resting potential" ref:"McCormick et al. 1985"`
	VReset   float64 `json:"v_reset_mv" sym:"v_reset" label:"reset" unit:"mV" default:"-56.5" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_thresh" label:"threshold" unit:"mV" default:"-52.5" range:"-120,50" step:"0.5" doc:"potential that makes a spike"`
	TauM     float64 `json:"tau_m_ms" sym:"τ_m" label:"membrane time" unit:"ms" default:"30" range:"0.1,1000" step:"0.5" doc:"membrane time constant"`
	TauRef   float64 `json:"tau_refrac_ms" sym:"τ_ref" label:"refractory period" unit:"ms" default:"1.5" range:"0,100" step:"0.1" doc:"time held at the reset potential after a spike"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"500" range:"1,100000" step:"10" doc:"membrane capacitance"`
	TauSynE  float64 `json:"tau_syn_e_ms" sym:"τ_e" label:"excitatory decay" unit:"ms" default:"0.25" range:"0.01,1000" step:"0.05" doc:"time constant of the excitatory conductance" ref:"Markram et al. 1997"`
	TauSynI  float64 `json:"tau_syn_i_ms" sym:"τ_i" label:"inhibitory decay" unit:"ms" default:"0.75" range:"0.01,1000" step:"0.05" doc:"time constant of the inhibitory conductance"`
	ERevE    float64 `json:"e_rev_e_mv" sym:"E_e" label:"excitatory reversal" unit:"mV" default:"0" range:"-120,100" step:"1" doc:"reversal potential of the excitatory conductance"`
	ERevI    float64 `json:"e_rev_i_mv" sym:"E_i" label:"inhibitory reversal" unit:"mV" default:"-70" range:"-150,0" step:"1" doc:"reversal potential of the inhibitory conductance"`
	IOffset  float64 `json:"i_offset_pa" sym:"I" label:"constant current" unit:"pA" default:"0" range:"-100000,100000" step:"10" doc:"constant current into each cell" tier:"more"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,rk4_joint" doc:"rk4: fourth order in v, conductances exact; rk4_joint: conductances by the same Runge-Kutta step, as Brian2 does" tier:"more"`
}

// stages are the coefficients of one synaptic channel over a step. At each
// point of the Runge-Kutta step g = p·g₀ + q·y₀, where y is the rising part of
// an alpha function (q = 0 for an exponential); next is the end of the step.
type stages struct{ p2, q2, p3, q3, p4, q4, p, q float64 }

// newStages takes x = dt/τ. With z = −x the exact flow is e^z (for the alpha
// function the derivative of p gives q); the joint scheme has its truncations.
func newStages(x float64, scheme string) stages {
	half, full := math.Exp(-x/2), math.Exp(-x)
	if scheme == "rk4_joint" {
		z := -x
		return stages{
			p2: 1 + z/2, q2: x / 2,
			p3: 1 + z/2 + z*z/4, q3: x * (1 + z) / 2,
			p4: 1 + z + z*z/2 + z*z*z/4, q4: x * (1 + z + 0.75*z*z),
			p: 1 + z + z*z/2 + z*z*z/6 + z*z*z*z/24, q: x * (1 + z + z*z/2 + z*z*z/6),
		}
	}
	return stages{half, x / 2 * half, half, x / 2 * half, full, x * full, full, x * full}
}

// condCells are IFCond cells of either synaptic shape.
type condCells struct {
	m      IFCond
	dt     float64
	alpha  bool
	v      []float64
	ge, gi []float64
	ye, yi []float64 // the rising part of an alpha conductance, nil otherwise
	ref    refractory
	se, si stages
}

func (m *IFCond) open(n int, dt float64, alpha bool) (*condCells, error) {
	c := &condCells{dt: dt, alpha: alpha, v: make([]float64, n), ge: make([]float64, n), gi: make([]float64, n), ref: newRefractory(n)}
	if alpha {
		c.ye, c.yi = make([]float64, n), make([]float64, n)
	}
	for i := range c.v {
		c.v[i] = m.VRest
	}
	return c, c.set(m)
}

func (c *condCells) set(m *IFCond) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	c.m = *m
	c.se, c.si = newStages(c.dt/m.TauSynE, m.Integral), newStages(c.dt/m.TauSynI, m.Integral)
	c.ref.set(m.TauRef, c.dt)
	return nil
}

func (c *condCells) Receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (c *condCells) V() []float64          { return c.v }

func (c *condCells) Variables() []Variable {
	vs := []Variable{{"v_mv", "mV", c.v}, {"g_e_ns", "nS", c.ge}, {"g_i_ns", "nS", c.gi}}
	if c.alpha {
		vs = append(vs, Variable{"y_e_ns", "nS", c.ye}, Variable{"y_i_ns", "nS", c.yi})
	}
	return vs
}

// Retune is described at [Cells].
func (c *condCells) Retune(m CellModel) error {
	switch m := m.(type) {
	case *IFCondExp:
		if !c.alpha {
			return c.set(&m.IFCond)
		}
	case *IFCondAlpha:
		if c.alpha {
			return c.set(&m.IFCond)
		}
	}
	return errOtherKind
}

// Step is described at [Cells].
func (c *condCells) Step(b Block, in *Input, fired []int32) []int32 {
	from := len(fired)
	e, i := in.Arrive[0][b.Lo:b.Hi], in.Arrive[1][b.Lo:b.Hi]
	if c.alpha {
		receive(c.ye[b.Lo:b.Hi], e, math.E)
		receive(c.yi[b.Lo:b.Hi], i, math.E)
	} else {
		receive(c.ge[b.Lo:b.Hi], e, 1)
		receive(c.gi[b.Lo:b.Hi], i, 1)
	}
	if c.alpha || c.m.Integral != "rk4" {
		fired = c.general(b, in.Inject, fired)
	} else {
		fired = c.exponential(b, in.Inject, fired)
	}
	for _, i := range c.ref.release(b) {
		c.v[i] = c.m.VReset
	}
	c.ref.done(b, fired[from:])
	return fired
}

// receive adds what arrived to a synaptic variable and takes it away.
func receive(x, arrive []float64, factor float64) {
	x = x[:len(arrive)]
	for i, w := range arrive {
		x[i] += factor * w
		arrive[i] = 0
	}
}

// State is described at [Cells].
func (c *condCells) State(a *sim.Archive) {
	a.Label("if_cond")
	for _, x := range [][]float64{c.v, c.ge, c.gi, c.ye, c.yi} {
		sim.Fixed(a, x)
	}
	c.ref.state(a)
}

// general advances cells of either shape under either scheme.
func (c *condCells) general(b Block, inject []float64, fired []int32) []int32 {
	m, se, si := &c.m, &c.se, &c.si
	leak, per := c.dt/m.TauM, c.dt/m.Cm
	for i := b.Lo; i < b.Hi; i++ {
		v, e0, i0 := c.v[i], c.ge[i], c.gi[i]
		var ye, yi float64
		if c.alpha {
			ye, yi = c.ye[i], c.yi[i]
			c.ye[i], c.yi[i] = se.p*ye, si.p*yi
		}
		if c.m.Integral == "rk4" && leak+per*(max(e0, se.p2*e0+se.q2*ye)+max(i0, si.p2*i0+si.q2*yi)) > stiff {
			v = c.stiffStep(v, e0, ye, i0, yi, inject[i]+m.IOffset)
		} else {
			v = c.rungeKutta(v, e0, ye, i0, yi, inject[i]+m.IOffset)
		}
		c.ge[i], c.gi[i] = se.p*e0+se.q*ye, si.p*i0+si.q*yi
		if v > m.VThresh && !c.ref.held(b, i) {
			fired = append(fired, int32(i))
			v = m.VReset
		}
		c.v[i] = v
	}
	return fired
}

// rungeKutta is v after a step from conductances e0 and i0, with rising parts
// ye and yi, under a constant current.
func (c *condCells) rungeKutta(v, e0, ye, i0, yi, current float64) float64 {
	m, se, si := &c.m, &c.se, &c.si
	leak, per := c.dt/m.TauM, c.dt/m.Cm
	slope := func(e, g, x float64) float64 { // h dv/dt
		return leak*(m.VRest-x) + per*(e*(m.ERevE-x)+g*(m.ERevI-x)+current)
	}
	k1 := slope(e0, i0, v)
	k2 := slope(se.p2*e0+se.q2*ye, si.p2*i0+si.q2*yi, v+k1/2)
	k3 := slope(se.p3*e0+se.q3*ye, si.p3*i0+si.q3*yi, v+k2/2)
	k4 := slope(se.p4*e0+se.q4*ye, si.p4*i0+si.q4*yi, v+k3)
	return v + (k1+2*k2+2*k3+k4)/6
}

// stiff is the largest dt·(1/τ_m + g/cm) that Runge-Kutta is trusted with.
const stiff = 0.5

// stiffStep does the same by exponential midpoint steps: in each, v relaxes
// towards the balance of its currents with the conductances of the middle.
func (c *condCells) stiffStep(v, e0, ye, i0, yi, current float64) float64 {
	const parts = 8
	m := &c.m
	h := c.dt / parts
	for k := range parts {
		s := (float64(k) + 0.5) * h
		e := math.Exp(-s/m.TauSynE) * (e0 + ye*s/m.TauSynE)
		g := math.Exp(-s/m.TauSynI) * (i0 + yi*s/m.TauSynI)
		a := m.VRest/m.TauM + (e*m.ERevE+g*m.ERevI+current)/m.Cm
		b := 1/m.TauM + (e+g)/m.Cm
		v = a/b + (v-a/b)*math.Exp(-b*h)
	}
	return v
}

// exponential is general for exponential conductances under "rk4", with the
// slope written as h dv/dt = a − b v and its constants taken out of the loop.
func (c *condCells) exponential(b Block, inject []float64, fired []int32) []int32 {
	m := &c.m
	vs := c.v[b.Lo:b.Hi]
	n := len(vs)
	ge, gi := c.ge[b.Lo:][:n], c.gi[b.Lo:][:n]
	inject = inject[b.Lo:][:n]
	leak, per := c.dt/m.TauM, c.dt/m.Cm
	rest, thresh, ee, ei := leak*m.VRest+per*m.IOffset, m.VThresh, m.ERevE, m.ERevI
	halfE, halfI, fullE, fullI := c.se.p2, c.si.p2, c.se.p, c.si.p
	for i, v := range vs {
		e, g := ge[i], gi[i]
		drive := rest + per*inject[i]
		x, y := per*e, per*g
		a1, b1 := drive+x*ee+y*ei, leak+x+y
		x, y = per*halfE*e, per*halfI*g
		a2, b2 := drive+x*ee+y*ei, leak+x+y
		x, y = per*fullE*e, per*fullI*g
		a4, b4 := drive+x*ee+y*ei, leak+x+y
		ge[i], gi[i] = quiet(fullE*e), quiet(fullI*g)
		if b1 > stiff {
			v = c.stiffStep(v, e, 0, g, 0, inject[i]+m.IOffset)
		} else {
			k1 := a1 - b1*v
			k2 := a2 - b2*(v+0.5*k1)
			k3 := a2 - b2*(v+0.5*k2)
			k4 := a4 - b4*(v+k3)
			v += (k1 + 2*(k2+k3) + k4) * (1.0 / 6)
		}
		if v > thresh && !c.ref.held(b, b.Lo+i) {
			fired = append(fired, int32(b.Lo+i))
			v = m.VReset
		}
		vs[i] = v
	}
	return fired
}

// quiet takes a conductance below 1e-20 nS as none: it moves v by less than
// the last bit, and left alone it would decay into slow denormal numbers.
func quiet(g float64) float64 {
	if g < 1e-20 {
		return 0
	}
	return g
}
