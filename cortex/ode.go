package cortex

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"

	"striate/params"
	"striate/sim"
)

// Drive is what reaches a cell besides the currents of its own membrane. The
// noise is an Ornstein-Uhlenbeck current, drawn from its exact law at the start
// of each step and, like the injected current, held during it.
type Drive struct {
	_ struct{} `eq:"current = synapses + I + η;  dη = −η/τ_η dt + σ √(2/τ_η) dW" ref:"Uhlenbeck & Ornstein 1930"`

	Synapses params.OneOf[SynapseModel] `json:"synapses" label:"synapses" default:"cond_exp" doc:"what a spike does to the cell that it reaches" live:"rebuild" tier:"more"`
	IOffset  float64                    `json:"i_offset_pa" sym:"I" label:"constant current" unit:"pA" default:"0" range:"-100000,100000" step:"10" doc:"constant current into each cell"`
	NoiseSD  float64                    `json:"noise_sd_pa" sym:"σ" label:"noise current" unit:"pA" default:"0" range:"0,100000" step:"5" doc:"standard deviation of the noise current"`
	NoiseTau float64                    `json:"noise_tau_ms" sym:"τ_η" label:"noise correlation" unit:"ms" default:"5" range:"0.01,1000" step:"0.5" doc:"correlation time of the noise current" tier:"more" when:"noise_sd_pa!=0"`
}

func (d *Drive) drive() *Drive { return d }

// odeModel is a cell model whose cells are an [odeCells]: it has a Drive and
// says what its membrane is.
type odeModel interface {
	CellModel
	drive() *Drive
	membrane() membrane
	scheme() string
}

// membrane is the equations of a cell model. It is asked about short runs of
// cells, so that all it reads and writes stays in the nearest cache.
type membrane interface {
	// variables are name and unit of each state variable, the potential first.
	variables() []decl
	// rest is a cell at rest, where a population starts.
	rest() []float64
	// slopes writes dx, per ms, of the state x; both are [variable][cell].
	// current is all the current into each cell, pA.
	slopes(x, dx [][]float64, current []float64)
	// spike is what a spike does to cell i.
	spike(x [][]float64, i int)
	traits() traits
}

type decl struct{ name, unit string }

// traits is what the engine has to know of a membrane.
type traits struct {
	cm      float64 // capacitance, pF: a current I moves v by I/cm
	rate    float64 // its fastest rate, per ms: rk4 takes steps of at most half its inverse
	above   float64 // cells fire where v is above this,
	over    int     // or, if that is not 0, above the state variable of this index
	rising  bool    // only where v was not above it before the step
	first   bool    // looked at before the step is done, not after it
	within  bool    // under rk4 a spike takes effect where v passes, as under rk4_precise, not at the end of the step
	tauRef  float64 // ms in which no cell fires again,
	freely  bool    // while its potential moves on; it is held otherwise
	whiteMV float64 // white noise on v, mV per square root of a ms
}

// linearMembrane has slopes a − b x, where a and b of a variable depend on the
// others only: for exponential Euler. The synaptic current is current − g v.
type linearMembrane interface {
	membrane
	linear(x, a, b [][]float64, current, g []float64)
}

// updater is a membrane with a scheme of its own: x after h ms goes to next.
type updater interface {
	membrane
	update(x, next [][]float64, current, g []float64, h float64)
}

// runLength is the number of cells that are integrated together.
const runLength = 64

// odeCells integrates any membrane with any synapses. Synapses are exact at
// the times at which the scheme asks for them.
//
//	rk4                classical Runge-Kutta of fourth order. Where the
//	                   membrane is faster than the step, the step is cut into
//	                   equal parts.
//	rk4_precise        the same, but a spike takes effect at the time within
//	                   the step at which v passes the threshold, and the
//	                   refractory period ends as long after
//	euler              forward Euler, synapses as at the start of the step
//	exponential_euler  each variable relaxes as if the others, and the
//	                   synapses, stood still since the start of the step
//
// A cell whose synaptic conductance is so large (h g/cm > ½) that rk4 or euler
// would lose its accuracy goes through that step by eight or more split steps: half a
// relaxation of v under the synapses alone, a Runge-Kutta step of the membrane
// alone, and the other half.
type odeCells struct {
	model odeModel
	how   string // scheme
	n     int
	dt    float64
	mem   membrane
	is    traits
	parts int // of a step
	syn   synapses
	jumps jumper      // syn, if it moves v by itself
	quick *adexKernel // in place of rk4, where there is one

	x      [][]float64 // state, by variable
	move   []float64   // 0 for a cell whose potential is held, 1 for others
	due    []float64   // if spikes take effect within steps: ms for which it is held from the start of the step
	noise  []float64   // pA
	offset float64     // pA
	keep   float64     // of the noise, and what is drawn
	sd     float64
	draw   noises
	ref    refractory
	work   []*odeWork // by block
}

// odeWork is the room of a block for its integration.
type odeWork struct {
	x, next, stage, slope, sum [][]float64 // [variable][cell of the run]
	rows                       [][]float64 // what next to sum are cut from
	base, current, a, g        []float64
	start                      []float64 // potential after the jumps
	single                     *odeWork  // for one cell
	from                       [][]float64
	free                       []float64 // 0 while that cell is held
	clock                      clock
}

// clock is a stretch of a step: the times that are asked for are its start,
// middle and end, 0, 1 and 2, if it runs.
type clock struct {
	runs          bool
	start, length float64 // ms after the start of the step, ms
}

func newOdeWork(variables, length int) *odeWork {
	w := &odeWork{x: make([][]float64, variables), base: make([]float64, length), current: make([]float64, length),
		a: make([]float64, length), g: make([]float64, length), start: make([]float64, length)}
	room := make([]float64, 4*variables*length)
	for k := range 4 * variables {
		w.rows = append(w.rows, room[k*length:][:length:length])
	}
	cut := append([][]float64(nil), w.rows...)
	w.next, w.stage, w.slope, w.sum = cut[:variables], cut[variables:][:variables], cut[2*variables:][:variables], cut[3*variables:]
	return w
}

// cut makes all rows n cells long.
func (w *odeWork) cut(n int) {
	v := len(w.x)
	if len(w.next[0]) == n {
		return
	}
	for k := range v {
		w.next[k], w.stage[k], w.slope[k], w.sum[k] = w.rows[k][:n], w.rows[v+k][:n], w.rows[2*v+k][:n], w.rows[3*v+k][:n]
	}
}

func openODE(m odeModel, n int, dt float64, rng *rand.Rand) (Cells, error) {
	if err := params.Validate(m); err != nil {
		return nil, err
	}
	d := m.drive()
	c := &odeCells{n: n, dt: dt, draw: newNoises(n, rng), ref: newRefractory(n), move: make([]float64, n), due: make([]float64, n), noise: make([]float64, n)}
	var err error
	if c.syn, err = d.Synapses.Value.open(n, dt); err != nil {
		return nil, underPath("synapses.", err)
	}
	c.jumps, _ = c.syn.(jumper)
	if err := c.set(m); err != nil {
		return nil, err
	}
	for _, value := range c.mem.rest() {
		c.x = append(c.x, filled(n, value))
	}
	for i := range c.move {
		c.move[i] = 1
	}
	c.draw.begin(c.noise, d.NoiseSD)
	for range Blocks(n) {
		w := newOdeWork(len(c.x), runLength)
		w.single = newOdeWork(len(c.x), 1)
		w.single.free = make([]float64, 1)
		for range c.x {
			w.single.from = append(w.single.from, make([]float64, 1))
		}
		c.work = append(c.work, w)
	}
	return c, nil
}

func filled(n int, value float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = value
	}
	return x
}

func (c *odeCells) set(m odeModel) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	d, mem := m.drive(), m.membrane()
	is, parts := mem.traits(), 1
	how, precise := strings.CutSuffix(m.scheme(), "_precise")
	is.within = how == "rk4" && (is.within || precise)
	if fast := c.dt * is.rate; how == "rk4" {
		if !(fast <= mostParts/2) {
			return tooFast("rk4", c.dt, is.rate)
		}
		parts = max(1, int(math.Ceil(2*fast*(1-1e-9))))
	} else if how == "euler" && !(fast <= 2) {
		return tooFast("euler", c.dt, is.rate)
	}
	if err := c.syn.set(d.Synapses.Value, c.dt, stepTimes(c.dt, parts)); err != nil {
		return underPath("synapses.", err)
	}
	c.model, c.how, c.mem, c.is, c.parts, c.offset = m, how, mem, is, parts, d.IOffset
	c.quick = newAdexKernel(c)
	c.ref.set(is.tauRef, c.dt)
	if is.within {
		c.ref.set(0, c.dt) // due takes its place
	} else {
		c.letGo()
	}
	if d.NoiseSD == 0 {
		clear(c.noise)
	}
	c.keep, c.sd = ornsteinUhlenbeck(d.NoiseSD, d.NoiseTau, c.dt)
	return nil
}

// letGo frees the cells that are held for a time that is no number of steps.
func (c *odeCells) letGo() {
	for i, t := range c.due {
		if t > 0 {
			c.due[i], c.move[i] = 0, 1
		}
	}
}

// mostParts is the largest number of parts of a step.
const mostParts = 2000

func tooFast(scheme string, dt, rate float64) error {
	return &params.Error{Path: "scheme", Found: fmt.Sprintf("%s at steps of %g ms for a membrane that moves within %.2g ms", scheme, dt, 1/rate), Want: "a slower membrane or a smaller dt"}
}

// splitSteps is the number of split steps of a cell with a large conductance:
// at least eight, and no longer than the parts of other steps.
func splitSteps(parts int) int { return parts * ((7 + parts) / parts) }

// stepTimes are the times within a step at which the synapses are asked for:
// start, middle and end of each part, the end of one being the start of the
// next; then the middles of the split steps.
func stepTimes(dt float64, parts int) []float64 {
	var out []float64
	for k := range 2*parts + 1 {
		out = append(out, dt*float64(k)/float64(2*parts))
	}
	for k := range splitSteps(parts) {
		out = append(out, dt*(float64(k)+0.5)/float64(splitSteps(parts)))
	}
	return out
}

func (c *odeCells) Receptors() []Receptor { return c.syn.receptors() }
func (c *odeCells) V() []float64          { return c.x[0] }

func (c *odeCells) Variables() []Variable {
	var out []Variable
	for k, d := range c.mem.variables() {
		out = append(out, Variable{d.name, d.unit, c.x[k]})
	}
	out = append(out, c.syn.variables()...)
	return append(out, Variable{"noise_pa", "pA", c.noise})
}

// Retune is described at [Cells].
func (c *odeCells) Retune(m CellModel) error {
	o, ok := m.(odeModel)
	if !ok || !sameType(m, c.model) {
		return errOtherKind
	}
	return c.set(o)
}

// State is described at [Cells].
func (c *odeCells) State(a *sim.Archive) {
	a.Label("ode cells")
	for k, d := range c.mem.variables() {
		a.Label(d.name)
		sim.Fixed(a, c.x[k])
	}
	c.syn.state(a)
	sim.Fixed(a, c.noise)
	c.draw.state(a)
	c.ref.state(a)
	sim.Fixed(a, c.due)
	if a.Loading() {
		for i := range c.move {
			c.move[i] = 1
		}
	}
}

// Step is described at [Cells].
func (c *odeCells) Step(b Block, in *Input, fired []int32) []int32 {
	from := len(fired)
	w := c.work[b.Index]
	held := c.ref.part[b.Index].queue
	for _, i := range held {
		c.move[i] = 1
	}
	if held = c.ref.release(b); !c.is.freely {
		for _, i := range held {
			c.move[i] = 0
		}
	}
	if c.sd > 0 {
		c.draw[b.Index].step(c.noise[b.Lo:b.Hi], c.keep, c.sd)
	}
	c.syn.receive(b, in)
	for lo := b.Lo; lo < b.Hi; lo += runLength {
		hi := min(b.Hi, lo+runLength)
		w.cut(hi - lo)
		for k := range w.x {
			w.x[k] = c.x[k][lo:hi]
		}
		fired = c.run(w, b, lo, in.Inject[lo:hi], fired)
	}
	c.syn.advance(b)
	c.ref.done(b, fired[from:])
	return fired
}

// run advances the run of cells that w shows, from cell lo on.
func (c *odeCells) run(w *odeWork, b Block, lo int, inject []float64, fired []int32) []int32 {
	n := len(inject)
	base, noise, move := w.base[:n], c.noise[lo:][:n], c.move[lo:][:n]
	total(base, inject, c.offset, noise)
	if c.is.first {
		fired = c.fire(w, b, lo, w.x[0], fired)
	}
	if c.is.within {
		for i, t := range c.due[lo:][:n] {
			if t > 0 {
				move[i] = 0
			}
		}
	}
	was := w.x[0] // the potentials before jumps
	if c.jumps != nil {
		v := w.start[:n]
		c.jumps.jump(lo, was, move, v)
		w.x[0] = v
	}
	c.advance(w, lo, move)
	if c.is.whiteMV > 0 {
		v, sd, draw := w.next[0], c.is.whiteMV*math.Sqrt(c.dt), c.draw[b.Index]
		for i := range v {
			v[i] += sd * draw.NormFloat64() * move[i]
		}
	}
	if c.is.within {
		fired = c.land(w, b, lo, move, fired)
	}
	if w.x[0] = was; !c.is.first && !c.is.within {
		return c.commit(w, b, lo, fired)
	}
	for k, next := range w.next {
		copy(w.x[k], next)
	}
	return fired
}

// commit takes over the state after the step and lets cells fire.
func (c *odeCells) commit(w *odeWork, b Block, lo int, fired []int32) []int32 {
	for k := len(w.x) - 1; k > 0; k-- {
		copy(w.x[k], w.next[k])
	}
	if !c.is.rising {
		copy(w.x[0], w.next[0])
		return c.fire(w, b, lo, w.x[0], fired)
	}
	for i, v := range w.next[0] {
		if v > c.is.above && !(w.x[0][i] > c.is.above) && !c.ref.held(b, lo+i) {
			fired = append(fired, int32(lo+i))
			w.x[0][i] = v
			c.mem.spike(w.x, i)
			continue
		}
		w.x[0][i] = v
	}
	return fired
}

// fire lets the cells fire that are above threshold and may.
func (c *odeCells) fire(w *odeWork, b Block, lo int, v []float64, fired []int32) []int32 {
	if k := c.is.over; k > 0 {
		level := w.x[k][:len(v)]
		for i := range v {
			if v[i] > level[i] && !c.ref.held(b, lo+i) {
				fired = append(fired, int32(lo+i))
				c.mem.spike(w.x, i)
			}
		}
		return fired
	}
	for mask := above(v, c.is.above); mask != 0; mask &= mask - 1 {
		if i := bits.TrailingZeros64(mask); !c.ref.held(b, lo+i) {
			fired = append(fired, int32(lo+i))
			c.mem.spike(w.x, i)
		}
	}
	return fired
}
