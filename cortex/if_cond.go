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
// conductances exact at its three points in time (scheme "rk4"). The others
// are for comparison with Brian2, and give its numbers. "rk4_joint" carries the
// conductances through the same Runge-Kutta step; at τ_syn = .25 ms and
// dt = .1 ms it is 1e-4 off in g each step. "exponential_euler" lets v relax
// with g held over the step, which adds 21 % of charge there, and "euler" is
// forward Euler for all. Under "rk4" a cell whose conductance is so large
// (dt g/cm > ½) that Runge-Kutta would lose its accuracy, and beyond 2.8 its
// stability, goes through that step by eight exponential midpoint steps. So
// does one under "rk4_joint" and "euler" beyond 2, from where on those need not
// come to rest.
type IFCond struct {
	_ struct{} `eq:"C_m dv/dt = C_m (v_rest − v)/τ_m + g_e (E_e − v) + g_i (E_i − v) + I;  spike at v_thresh: v → v_reset for τ_ref\na spike of weight w: exp g → g + w, then dg/dt = −g/τ;  alpha g = w (t/τ) exp(1 − t/τ);  τ = τ_e or τ_i" ref:"as in PyNN, Davison et al. 2009"`

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
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,rk4_joint,exponential_euler,euler" doc:"rk4: fourth order in v, conductances exact; rk4_joint, exponential_euler, euler: as Brian2 has them" tier:"more"`
}

// stages are the coefficients of one synaptic channel over a step. At each
// point of the Runge-Kutta step g = p·g₀ + q·y₀, where y is the rising part of
// an alpha function (q = 0 for an exponential); next is the end of the step.
type stages struct{ p2, q2, p3, q3, p4, q4, p, q float64 }

// newStages takes x = dt/τ. With z = −x the exact flow is e^z (for the alpha
// function the derivative of p gives q); the joint scheme has its truncations,
// and exponential Euler holds y.
func newStages(x float64, scheme string) stages {
	half, full := math.Exp(-x/2), math.Exp(-x)
	switch z := -x; scheme {
	case "euler":
		return stages{p: 1 + z, q: x}
	case "exponential_euler":
		return stages{p: full, q: -math.Expm1(z)}
	case "rk4_joint":
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
	kernel condKernel
	wide   *[18][4]float64 // kernel as its vector form reads it
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
	for _, tau := range []float64{m.TauM, m.TauSynE, m.TauSynI} {
		if rate := 1 / tau; m.Integral == "euler" && c.dt*rate > 2 || m.Integral == "rk4_joint" && c.dt*rate > 2.7 {
			return tooFast(m.Integral, c.dt, rate)
		}
	}
	c.m = *m
	c.se, c.si = newStages(c.dt/m.TauSynE, m.Integral), newStages(c.dt/m.TauSynI, m.Integral)
	c.kernel = newCondKernel(m, c.dt, &c.se, &c.si)
	c.wide = c.kernel.wide()
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
	if !c.alpha && c.m.Integral == "rk4" {
		fired = c.exponential(b, in, fired)
	} else {
		fired = c.general(b, in, fired)
	}
	for _, i := range c.ref.release(b) {
		c.v[i] = c.m.VReset
	}
	c.ref.done(b, fired[from:])
	return fired
}

// State is described at [Cells].
func (c *condCells) State(a *sim.Archive) {
	a.Label("if_cond")
	for _, x := range [][]float64{c.v, c.ge, c.gi, c.ye, c.yi} {
		sim.Fixed(a, x)
	}
	c.ref.state(a)
}

// general advances cells of either shape under any scheme.
func (c *condCells) general(b Block, in *Input, fired []int32) []int32 {
	m, se, si, inject := &c.m, &c.se, &c.si, in.Inject
	e, i := in.Arrive[0][b.Lo:b.Hi], in.Arrive[1][b.Lo:b.Hi]
	if c.alpha {
		receive(c.ye[b.Lo:b.Hi], e, math.E)
		receive(c.yi[b.Lo:b.Hi], i, math.E)
	} else {
		receive(c.ge[b.Lo:b.Hi], e, 1)
		receive(c.gi[b.Lo:b.Hi], i, 1)
	}
	leak, per := c.dt/m.TauM, c.dt/m.Cm
	limit := stiff
	if m.Integral != "rk4" {
		limit = unstable
	}
	for i := b.Lo; i < b.Hi; i++ {
		v, e0, i0 := c.v[i], c.ge[i], c.gi[i]
		var ye, yi float64
		if c.alpha {
			ye, yi = c.ye[i], c.yi[i]
			c.ye[i], c.yi[i] = se.p*ye, si.p*yi
		}
		switch current := inject[i] + m.IOffset; {
		case m.Integral == "exponential_euler":
			b := leak + per*(e0+i0)
			a := (leak*m.VRest + per*(e0*m.ERevE+i0*m.ERevI+current)) / b
			v = a + (v-a)*exp1(-b)
		case leak+per*(max(e0, se.p2*e0+se.q2*ye)+max(i0, si.p2*i0+si.q2*yi)) > limit:
			v = c.stiffStep(v, e0, ye, i0, yi, current)
		case m.Integral == "euler":
			v += leak*(m.VRest-v) + per*(e0*(m.ERevE-v)+i0*(m.ERevI-v)+current)
		default:
			v = c.rungeKutta(v, e0, ye, i0, yi, current)
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

// unstable is where euler and rk4_joint are left: beyond 2 and 2.8 they do not
// come to rest.
const unstable = 2

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
