package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"

	"striate/sim"
)

// Network is populations and the projections between them, at one time.
type Network struct {
	dt          float64 // ms
	seed        sim.Seed
	step        int64
	populations []*Population
	projections []*Projection
	probes      []*Probe
	learning    bool

	crew   crew
	moves  []move        // phase one of a step: sources, and cells block by block
	first  []*Projection // between the phases: what is not cut of the projections onto rings where others are
	ends   []end         // phase two: the projections onto each part of each delay ring
	cells  int           // of all populations, by the work that they are
	fanout float64       // synapses of a source, on average over sources

	limitHz    float64 // runaway; 0: not watched
	checkEvery int64   // steps between checks of rates
	lookEvery  int64   // steps between checks of potentials
}

// move is one task of the first phase of a step.
type move struct {
	p *Population
	b Block // of a population of cells
}

// end is one task of the second phase: the projections onto one part of the
// targets that share a delay ring.
type end struct {
	onto []*Projection
	part int
}

// NewNetwork is an empty network with steps of dt ms. It stops at a potential
// that is no number, but watches rates only after [Network.SetRunaway].
func NewNetwork(dt float64, seed sim.Seed) (*Network, error) {
	if !(dt >= 0.001 && dt <= 10) {
		return nil, fmt.Errorf("dt_ms = %g, want 0.001 to 10 ms", dt)
	}
	n := &Network{dt: dt, seed: seed, learning: true, checkEvery: max(1, int64(math.Round(100/dt))), lookEvery: max(1, int64(math.Round(1/dt)))}
	n.crew.init(n.move, n.deliver)
	return n, nil
}

// Dt is the length of a step, ms.
func (n *Network) Dt() float64 { return n.dt }

// Steps is the number of steps done.
func (n *Network) Steps() int64 { return n.step }

// SetRunaway makes a run stop when the mean rate of any population of cells
// over 100 ms is above limitHz, or that of a single cell is so for half a
// second; 0 switches it off.
func (n *Network) SetRunaway(limitHz float64) { n.limitHz = limitHz }

// SetLearning switches all plasticity on or off; see [Projection.SetLearning].
// A projection learns when both switches are on.
func (n *Network) SetLearning(on bool) {
	n.learning = on
	for _, p := range n.projections {
		p.applyLearning()
	}
}

// Learning is the state of the network's learning switch.
func (n *Network) Learning() bool { return n.learning }

// Populate adds a population of cells, at rest.
func (n *Network) Populate(name, label string, role sim.Role, size int, m CellModel) (*Population, error) {
	p, err := n.add(name, label, role, size)
	if err != nil {
		return nil, err
	}
	if p.cells, err = m.Open(size, n.dt, rand.New(p.pcg)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.model = m
	p.blocks, p.hold = Blocks(size), make([]float64, size)
	p.in.Inject = p.hold
	for _, b := range p.blocks {
		p.parts = append(p.parts, make([]int32, 0, b.Hi-b.Lo))
	}
	p.fired, p.fast = make([]int32, size), make([]int32, size)
	p.queues = make([]arrivals, len(p.cells.Receptors()))
	p.in.Arrive = make([][]float64, len(p.queues))
	for r := range p.queues {
		p.queues[r].n = size
		p.queues[r].reserve(1, n.step)
	}
	n.populations = append(n.populations, p)
	n.arrange()
	return p, nil
}

// Source adds a population without membranes.
func (n *Network) Source(name, label string, size int, m SourceModel) (*Population, error) {
	p, err := n.add(name, label, sim.Source, size)
	if err != nil {
		return nil, err
	}
	if p.source, err = m.Open(size, n.dt, rand.New(p.pcg)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	n.populations = append(n.populations, p)
	n.arrange()
	return p, nil
}

func (n *Network) add(name, label string, role sim.Role, size int) (*Population, error) {
	switch {
	case size < 1 || size > 1e7:
		return nil, fmt.Errorf("%s: %d neurons, want 1 to 1e7", name, size)
	case name == "" || n.Population(name) != nil:
		return nil, fmt.Errorf("cortex: population %q, want a name of its own", name)
	}
	return &Population{info: sim.Population{Name: name, Label: label, Role: role, N: size}, seed: n.seed, pcg: n.seed.Stream("population/" + name), spikes: make([]int32, 0, size)}, nil
}

// Populations describes all populations, in the order they were added.
func (n *Network) Populations() []sim.Population {
	out := make([]sim.Population, len(n.populations))
	for k, p := range n.populations {
		out[k] = p.info
	}
	return out
}

// Population is the population of that name, or nil.
func (n *Network) Population(name string) *Population {
	for _, p := range n.populations {
		if p.info.Name == name {
			return p
		}
	}
	return nil
}

// Projections are all projections, in the order they were made.
func (n *Network) Projections() []*Projection { return n.projections }

// Projection is the projection of that name, or nil.
func (n *Network) Projection(name string) *Projection {
	for _, p := range n.projections {
		if p.name == name {
			return p
		}
	}
	return nil
}

// Synapses is the number of synapses of all projections.
func (n *Network) Synapses() int {
	m := 0
	for _, p := range n.projections {
		m += p.Synapses()
	}
	return m
}

// arrange lists the tasks of a step anew.
func (n *Network) arrange() {
	n.moves, n.first, n.ends, n.cells = n.moves[:0], nil, nil, 0
	for _, p := range n.populations {
		if p.source != nil {
			n.moves = append(n.moves, move{p: p})
			continue
		}
		if c, ok := p.cells.(*condCells); ok && !c.alpha {
			n.cells += p.N() / condLight
		} else {
			n.cells += p.N()
		}
		for _, b := range p.blocks {
			n.moves = append(n.moves, move{p, b})
		}
		for r := range p.queues {
			var onto []*Projection
			for _, c := range n.projections {
				if c.queue == &p.queues[r] {
					onto = append(onto, c)
				}
			}
			n.share(onto, partsOf(p.N()))
		}
	}
	for _, c := range n.projections {
		work := float64(c.Synapses())
		if c.rule != nil {
			work *= plasticWork
		}
		c.fanout = work / float64(c.pre.N())
	}
}

// share makes tasks of the projections onto one delay ring: one of all of them,
// or, where some are cut into parts, one of each part; the others are then done
// first.
func (n *Network) share(onto []*Projection, parts int) {
	var whole, cut []*Projection
	for _, p := range onto {
		if len(p.parts) == parts && parts > 1 {
			cut = append(cut, p)
		} else {
			whole = append(whole, p)
		}
	}
	if cut == nil && whole != nil {
		n.ends = append(n.ends, end{whole, 0})
		return
	}
	n.first = append(n.first, whole...)
	for part := range parts {
		if cut != nil {
			n.ends = append(n.ends, end{cut, part})
		}
	}
}

// move is task k of the first phase: a source fires, or a block of cells is
// stepped.
func (n *Network) move(k int) {
	if m := n.moves[k]; m.p.source != nil {
		m.p.spikes = m.p.source.Step(n.step, m.p.spikes[:0])
	} else {
		m.p.stepBlock(m.b)
	}
}

// deliver is task k of the second phase: all projections onto one part of a
// delay ring.
func (n *Network) deliver(k int) {
	for _, p := range n.ends[k].onto {
		p.step(n.step, n.ends[k].part)
	}
}

// Step advances the network by one step: deliver, integrate, threshold and
// reset, learn. An error is a *Failure.
func (n *Network) Step() error {
	t := n.step
	for _, p := range n.populations {
		if p.source != nil {
			continue
		}
		for r := range p.queues {
			p.in.Arrive[r] = p.queues[r].slot(t)
		}
		p.inject(float64(t) * n.dt)
		for _, b := range p.bombarded {
			b.aim(float64(t)*n.dt, n.dt)
		}
	}
	n.crew.do(moving, len(n.moves), n.cells >= worthMoving)
	for _, p := range n.populations {
		if p.source == nil {
			p.gather()
		}
		p.past.add(t, p.spikes)
	}
	for _, p := range n.first {
		p.step(t, 0)
	}
	carry := 0.0
	for _, c := range n.projections {
		carry += float64(len(c.pre.spikes)) * c.fanout
	}
	n.crew.do(delivering, len(n.ends), carry >= worthDelivering)
	n.step++
	for _, p := range n.probes {
		p.look(n)
	}
	if n.step%n.lookEvery == 0 {
		if err := n.look(); err != nil {
			return err
		}
	}
	if n.step%n.checkEvery == 0 {
		return n.check()
	}
	return nil
}

// From these on a phase of a step is shared out among cores; below, handing
// it out would cost more than it saves.
const (
	worthMoving     = 2500  // cells
	condLight       = 4     // IFCondExp cells that take as long as one of another model
	worthDelivering = 30000 // synapses that carry a spike in this step
	plasticWork     = 70    // static synapses that are worth as much as one that learns
)

// Run advances the network until to steps are done in all and gathers the
// spikes by population, in time order, but those of hidden ones. out is reused: its slices are cut to
// nothing first. After an error it holds the spikes up to there. It uses as
// many cores as pay; what it gives does not depend on their number.
func (n *Network) Run(to int64, out [][]sim.Spike) ([][]sim.Spike, error) {
	for len(out) < len(n.populations) {
		out = append(out, nil)
	}
	out = out[:len(n.populations)]
	for k := range out {
		out[k] = out[k][:0]
	}
	running.Add(1)
	defer running.Add(-1)
	if n.cells >= worthMoving || n.Synapses() >= worthHelp || n.crew.always {
		n.crew.muster()
		defer n.crew.dismiss()
	}
	for n.step < to {
		t := n.step
		err := n.Step()
		for k, p := range n.populations {
			if p.hidden {
				continue
			}
			for _, i := range p.spikes {
				out[k] = append(out[k], sim.Spike{Step: t, Index: i})
			}
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// worthHelp is the number of synapses from which on a second core is asked.
const worthHelp = 200_000

// State saves the network, or reads it back into one that was built in the
// same way with the same parameters: then it goes on to the bit as the saved
// one would have.
func (n *Network) State(a *sim.Archive) {
	a.Label("network")
	synapses := int64(n.Synapses())
	sim.Value(a, &synapses)
	if synapses != int64(n.Synapses()) {
		a.Fail(fmt.Errorf("saved state has %d synapses, this network %d", synapses, n.Synapses()))
	}
	sim.Value(a, &n.step)
	if n.step < 0 || n.step > mostSteps {
		a.Fail(fmt.Errorf("saved state has done %d steps, want 0 to %d", n.step, int64(mostSteps)))
		n.step = 0
	}
	a.Bool(&n.learning)
	for _, p := range n.populations {
		p.state(a, n.step)
	}
	for _, p := range n.projections {
		p.state(a)
	}
}

// mostSteps is more than any network does: 28,000 years.
const mostSteps = 1 << 53

// patience is the number of windows after which one fast cell is a runaway.
const patience = 5

// look looks for potentials that are no numbers.
func (n *Network) look() error {
	for _, p := range n.populations {
		if allFinite(p.V()) {
			continue
		}
		for i, v := range p.V() {
			if !(v >= -math.MaxFloat64 && v <= math.MaxFloat64) {
				return &Failure{Population: p.info.Name, Neuron: i, TimeMs: float64(n.step) * n.dt, V: v}
			}
		}
	}
	return nil
}

// allFinite says whether all of them are finite numbers.
func allFinite(x []float64) bool {
	var a, b, c, d float64 // zero as long as they are: 0·∞ is NaN
	for ; len(x) >= 4; x = x[4:] {
		a += 0 * x[0]
		b += 0 * x[1]
		c += 0 * x[2]
		d += 0 * x[3]
	}
	for _, y := range x {
		a += 0 * y
	}
	return a+b+c+d == 0
}

// check looks for runaway rates.
func (n *Network) check() error {
	ms := float64(n.step) * n.dt
	window := float64(n.checkEvery) * n.dt / 1000
	for _, p := range n.populations {
		rate := float64(p.counted) / float64(p.info.N) / window
		p.counted = 0
		if n.limitHz > 0 && rate > n.limitHz {
			fastest := 0
			for i, k := range p.fired {
				if k > p.fired[fastest] {
					fastest = i
				}
			}
			return &Failure{Population: p.info.Name, Neuron: fastest, Whole: true, TimeMs: ms, RateHz: rate, NeuronHz: float64(p.fired[fastest]) / window, LimitHz: n.limitHz}
		}
		for i, k := range p.fired {
			p.fired[i] = 0
			hz := float64(k) / window
			if !(n.limitHz > 0 && hz > n.limitHz) {
				p.fast[i] = 0
				continue
			}
			if p.fast[i]++; p.fast[i] >= patience {
				return &Failure{Population: p.info.Name, Neuron: i, TimeMs: ms, RateHz: hz, NeuronHz: hz, LimitHz: n.limitHz}
			}
		}
	}
	return nil
}
