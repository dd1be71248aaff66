package cortex

import (
	"errors"
	"math"
	"reflect"

	"striate/params"
	"striate/sim"
)

// SynapseModel is the parameters of what spikes do to a cell: a plain struct,
// registered under its kind with params.Register[SynapseModel]. A weight is
// the peak of the conductance, nS, or of the current, pA; for "delta" it is
// the jump of the potential, mV.
type SynapseModel interface {
	// open makes the synapses of n cells, silent.
	open(n int, dt float64) (synapses, error)
}

// synapses are the synaptic input of the cells of a population at work.
type synapses interface {
	// set takes parameters of the same kind, and the times within a step, in
	// ms after its start, at which drive will ask for the state.
	set(m SynapseModel, dt float64, times []float64) error
	receptors() []Receptor
	variables() []Variable
	// receive takes what arrived at a block.
	receive(b Block, in *Input)
	// drive adds to a (pA) and g (nS), for the cells from lo on, so that the
	// current into a cell at that time of the step is a − g v.
	drive(time, lo int, v, a, g []float64)
	// advance goes to the end of the step.
	advance(b Block)
	state(a *sim.Archive)
}

// jumper is synapses that move the potential by themselves: out = v + move ×
// what arrived, for the cells from lo on.
type jumper interface {
	jump(lo int, v, move, out []float64)
}

// channel is one linear synapse of each cell: g' = (y − g)/τ with y' = −y/τ_y,
// where arriving spikes add to y; or, without y, g' = −g/τ and they add to g.
// All of it is solved exactly.
type channel struct {
	g, y []float64
	gain float64 // what a weight of 1 adds
	at   []flow  // by time of the step
	end  flow
}

// flow is g and y some time later: g ← p g + q y, y ← r y.
type flow struct{ p, q, r float64 }

// rising says whether a channel has y.
func newChannel(n int, rising bool) channel {
	c := channel{g: make([]float64, n)}
	if rising {
		c.y = make([]float64, n)
	}
	return c
}

// set takes the time constants of rise and decay, ms, equal for an alpha
// function. The gain makes the peak of g the weight.
func (c *channel) set(rise, decay, dt float64, times []float64) {
	c.gain = 1
	if c.y != nil {
		c.gain = 1 / newFlow(peakTime(rise, decay), rise, decay).q
	}
	c.at = c.at[:0]
	for _, t := range times {
		c.at = append(c.at, newFlow(t, rise, decay))
	}
	c.end = newFlow(dt, rise, decay)
}

// newFlow is the flow over t ms. q is (1/τ_r) ∫ exp(−s/τ_r) exp(−(t−s)/τ_d) ds,
// which is good to the last digits also for τ_r = τ_d.
func newFlow(t, rise, decay float64) flow {
	_, q := synapticFlow(t, rise, decay, rise)
	return flow{math.Exp(-t / decay), q, math.Exp(-t / rise)}
}

// peakTime is when exp(−t/τ_d) − exp(−t/τ_r) is largest: ln(τ_d/τ_r) divided by
// 1/τ_r − 1/τ_d.
func peakTime(rise, decay float64) float64 {
	x := decay/rise - 1
	if x == 0 {
		return rise
	}
	return decay * math.Log1p(x) / x
}

func (c *channel) receive(b Block, arrive []float64) {
	to := c.g
	if c.y != nil {
		to = c.y
	}
	receive(to[b.Lo:b.Hi], arrive[b.Lo:b.Hi], c.gain)
}

func (c *channel) advance(b Block) {
	g := c.g[b.Lo:b.Hi]
	f := c.end
	if c.y == nil {
		decay(g, f.p)
		return
	}
	y := c.y[b.Lo:][:len(g)]
	for i, x := range g {
		g[i] = faint(f.p*x + f.q*y[i])
		y[i] = faint(f.r * y[i])
	}
}

// conduct adds the channel as a conductance with that reversal potential.
func (c *channel) conduct(time, lo int, reversal float64, a, g []float64) {
	f, x := c.at[time], c.g[lo:][:len(g)]
	a = a[:len(g)]
	if c.y == nil {
		for i := range g {
			s := f.p * x[i]
			g[i] += s
			a[i] += s * reversal
		}
		return
	}
	y := c.y[lo:][:len(g)]
	for i := range g {
		s := f.p*x[i] + f.q*y[i]
		g[i] += s
		a[i] += s * reversal
	}
}

// inject adds the channel as a current of that sign.
func (c *channel) inject(time, lo int, sign float64, a []float64) {
	f, x := c.at[time], c.g[lo:][:len(a)]
	p, q := sign*f.p, sign*f.q
	if c.y == nil {
		for i := range a {
			a[i] += p * x[i]
		}
		return
	}
	y := c.y[lo:][:len(a)]
	for i := range a {
		a[i] += p*x[i] + q*y[i]
	}
}

func (c *channel) state(a *sim.Archive) {
	sim.Fixed(a, c.g)
	if c.y != nil {
		sim.Fixed(a, c.y)
	}
}

// variables are named after the channel: "g_e_ns", and "y_e_ns" if it rises.
func (c *channel) variables(name, letter, unit, suffix string) []Variable {
	vs := []Variable{{letter + "_" + name + suffix, unit, c.g}}
	if c.y != nil {
		vs = append(vs, Variable{"y_" + name + suffix, unit, c.y})
	}
	return vs
}

// two are an excitatory and an inhibitory channel: conductances, or currents,
// of which the inhibitory one is taken away.
type two struct {
	model        SynapseModel
	e, i         channel
	conductances bool
	revE, revI   float64
}

// shape is what the four kinds of two channels have to tell.
type shape interface {
	SynapseModel
	taus() (e, i float64)
	reversals() (e, i float64)
}

func openTwo(m shape, n int, rising, conductances bool) *two {
	return &two{model: m, e: newChannel(n, rising), i: newChannel(n, rising), conductances: conductances}
}

func (s *two) set(m SynapseModel, dt float64, times []float64) error {
	if !sameType(m, s.model) {
		return errOtherKind
	}
	shape := m.(shape)
	e, i := shape.taus()
	s.e.set(e, e, dt, times)
	s.i.set(i, i, dt, times)
	s.model = m
	s.revE, s.revI = shape.reversals()
	return nil
}

func (s *two) receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }

func (s *two) variables() []Variable {
	letter, unit, suffix := "i", "pA", "_pa"
	if s.conductances {
		letter, unit, suffix = "g", "nS", "_ns"
	}
	return append(s.e.variables("e", letter, unit, suffix), s.i.variables("i", letter, unit, suffix)...)
}

func (s *two) receive(b Block, in *Input) {
	s.e.receive(b, in.Arrive[0])
	s.i.receive(b, in.Arrive[1])
}

func (s *two) drive(time, lo int, _, a, g []float64) {
	if s.conductances {
		s.e.conduct(time, lo, s.revE, a, g)
		s.i.conduct(time, lo, s.revI, a, g)
	} else {
		s.e.inject(time, lo, 1, a)
		s.i.inject(time, lo, -1, a)
	}
}

func (s *two) advance(b Block) {
	s.e.advance(b)
	s.i.advance(b)
}

func (s *two) state(a *sim.Archive) {
	a.Label("two synapses")
	s.e.state(a)
	s.i.state(a)
}

// sameType says whether two models are of one kind.
func sameType(a, b any) bool { return reflect.TypeOf(a) == reflect.TypeOf(b) }

// underPath names the part whose parameter an error is about.
func underPath(prefix string, err error) error {
	if e := new(params.Error); errors.As(err, &e) {
		return &params.Error{Path: prefix + e.Path, Found: e.Found, Want: e.Want}
	}
	return err
}
