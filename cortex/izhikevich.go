package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("izhikevich", func() CellModel { return new(Izhikevich) })
}

// Izhikevich is the simple model of Izhikevich 2003, in ms and mV,
//
//	dv/dt = .04 v² + 5 v + 140 − u + I
//	du/dt = a (b v − u)
//
// It fires when v reaches v_peak; then v is set to c and u jumps by d. The I
// of the paper is the current divided by cm: with the default 100 pF an I of
// 10 is 1 nA, and with 1 pF currents in pA are the numbers of the paper. The
// defaults are a regular spiking cell.
//
// Integration. The published script is part of what many mean by this model,
// and its spikes differ from those of the equations in number, so there are:
//
//	rk4         the default: Runge-Kutta in steps of at most .25 ms, and resets
//	            at the time within the step at which v reaches v_peak. It follows
//	            the equations; resets at the end of the step would lose spikes of
//	            some cells even at dt = .01 ms
//	ordered     the order of the published script with steps of dt: look for
//	            v ≥ v_peak, reset, then v by Euler, then u by Euler with the new v
//	script2003  the script itself, which has dt = 1 ms: as ordered, but v in
//	            two half steps
//	euler       v and u by Euler from the old state, then the test, as Brian2
//	            does
//
// With "ordered" and "script2003" a spike is seen one step later, as v above
// v_peak, and reset in the next one. Below −200 mV, where no cell comes, the
// parabola goes on as its tangent, so that strong inhibition cannot turn round.
type Izhikevich struct {
	_ struct{} `eq:"dv/dt = .04 v² + 5 v + 140 − u + I/C_m;  du/dt = a (b v − u);  at v_peak: v → c, u → u + d" ref:"Izhikevich 2003"`

	Drive
	A        float64 `json:"a_per_ms" sym:"a" label:"recovery rate" unit:"1/ms" default:"0.02" range:"0,10" step:"0.01" doc:"rate of the recovery variable" ref:"Izhikevich 2003"`
	B        float64 `json:"b_per_ms" sym:"b" label:"recovery sensitivity" unit:"1/ms" default:"0.2" range:"-10,10" step:"0.01" doc:"how much the recovery follows v"`
	C        float64 `json:"v_reset_mv" sym:"c" label:"reset" unit:"mV" default:"-65" range:"-120,0" step:"0.5" doc:"potential after a spike"`
	D        float64 `json:"d_mv_per_ms" sym:"d" label:"recovery jump" unit:"mV/ms" default:"8" range:"-100,1000" step:"0.5" doc:"jump of the recovery variable at a spike"`
	Peak     float64 `json:"v_peak_mv" sym:"v_peak" label:"peak" unit:"mV" default:"30" range:"-40,100" step:"1" doc:"potential at which a spike is cut" tier:"more"`
	Cm       float64 `json:"cm_pf" sym:"C_m" label:"capacitance" unit:"pF" default:"100" range:"0.01,100000" step:"10" doc:"current that makes an I of 1, pA, so that currents and conductances have units"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,ordered,script2003,euler" doc:"rk4: the equations, resets between steps; ordered: update order of the published script; script2003: that script, at dt 1 ms; euler: forward Euler" tier:"more"`
}

// Open is described at [CellModel].
func (m *Izhikevich) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *Izhikevich) scheme() string     { return m.Integral }
func (m *Izhikevich) membrane() membrane { return &izhikevich{*m} }

type izhikevich struct{ m Izhikevich }

func (c *izhikevich) variables() []decl { return []decl{{"v_mv", "mV"}, {"u_mv_per_ms", "mV/ms"}} }

// rest is the lower fixed point, or the reset where there is none.
func (c *izhikevich) rest() []float64 {
	v, p := c.m.C, 5-c.m.B
	if d := p*p - 4*0.04*140; d >= 0 {
		v = (-p - math.Sqrt(d)) / (2 * 0.04)
	}
	return []float64{v, c.m.B * v}
}

func (c *izhikevich) traits() traits {
	published := c.m.Integral == "ordered" || c.m.Integral == "script2003"
	return traits{cm: c.m.Cm, rate: max(2, c.m.A), above: math.Nextafter(c.m.Peak, math.Inf(-1)), first: published, within: true}
}

// parabola is .04 v² + 5 v + 140, and below −200 mV its tangent there.
func parabola(v float64) float64 {
	if v < -200 {
		return 740 - 11*(v+200)
	}
	return 0.04*v*v + 5*v + 140
}

// slopes takes v no further than the peak, which only trial points pass in a
// step that ends in a spike.
func (c *izhikevich) slopes(x, dx [][]float64, current []float64) {
	n := len(current)
	v, u, dv, du := x[0][:n], x[1][:n], dx[0][:n], dx[1][:n]
	a, b, peak, perC := c.m.A, c.m.B, c.m.Peak, 1/c.m.Cm
	for i := range v {
		y := min(v[i], peak)
		dv[i] = parabola(y) - u[i] + current[i]*perC
		du[i] = a * (b*y - u[i])
	}
}

func (c *izhikevich) update(x, next [][]float64, current, g []float64, h float64) {
	n := len(current)
	v, u, vNext, uNext := x[0][:n], x[1][:n], next[0][:n], next[1][:n]
	parts := 1
	if c.m.Integral == "script2003" {
		parts = 2
	}
	part := h / float64(parts)
	for i := range v {
		y := v[i]
		for range parts {
			y += part * (parabola(y) - u[i] + (current[i]-g[i]*y)/c.m.Cm)
		}
		vNext[i] = y
		uNext[i] = u[i] + h*c.m.A*(c.m.B*y-u[i])
	}
}

func (c *izhikevich) spike(x [][]float64, i int) {
	x[0][i] = c.m.C
	x[1][i] += c.m.D
}
