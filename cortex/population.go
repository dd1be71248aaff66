package cortex

import (
	"fmt"
	"math/rand/v2"

	"striate/sim"
)

// Population is one group of neurons of a network.
type Population struct {
	info     sim.Population
	seed     sim.Seed
	pcg      *rand.PCG // behind the stream that cells and source were opened with
	cells    Cells     // nil for a source
	source   Generator // nil for cells
	blocks   []Block
	in       Input
	hold     []float64   // the current that Inject gives out
	currents []injection // what is added to it
	queues   []arrivals  // by receptor
	parts    [][]int32   // spikes of the last step by block
	spikes   []int32     // the same, together
	past     [][]int32   // spikes of the last steps, step mod len; empty where no axon asks for it
	counted  int64       // spikes since the last check of the rate
	fired    []int32     // the same, by cell
	fast     []int32     // windows in a row in which a cell was too fast
}

// Name is the name of the population in its network.
func (p *Population) Name() string { return p.info.Name }

// N is the number of neurons.
func (p *Population) N() int { return p.info.N }

// Info describes the population to those who only read spikes.
func (p *Population) Info() sim.Population { return p.info }

// stream is a random stream of the population's own.
func (p *Population) stream(name string) *rand.Rand {
	return p.seed.Rand("population/" + p.info.Name + "/" + name)
}

// SetPreferred gives each neuron its preferred orientation, deg.
func (p *Population) SetPreferred(deg []float64) { p.info.Preferred = deg }

// Spikes are the neurons that fired in the last step, in ascending order. The
// slice is reused by the next step.
func (p *Population) Spikes() []int32 { return p.spikes }

// Inject is the current into each cell, pA, held until it is written again.
// It is nil for a source.
func (p *Population) Inject() []float64 { return p.hold }

// V is the membrane potential of each cell, mV; it may be written between
// steps. It is nil for a source.
func (p *Population) V() []float64 {
	if p.cells == nil {
		return nil
	}
	return p.cells.V()
}

// SetV sets all membrane potentials, mV.
func (p *Population) SetV(mv float64) {
	for i := range p.V() {
		p.V()[i] = mv
	}
}

// Variables are the state variables of the cells; none for a source.
func (p *Population) Variables() []Variable {
	if p.cells == nil {
		return nil
	}
	return p.cells.Variables()
}

// Receptors are what a projection can end on; none for a source.
func (p *Population) Receptors() []Receptor {
	if p.cells == nil {
		return nil
	}
	return p.cells.Receptors()
}

// Retune goes on from the present state with other parameters of the same
// cell model.
func (p *Population) Retune(m CellModel) error {
	if p.cells == nil {
		return fmt.Errorf("cortex: %s is a source and has no cells", p.info.Name)
	}
	return p.cells.Retune(m)
}

// HasVariable says whether the cells have a state variable of that name.
func (p *Population) HasVariable(name string) bool {
	for _, v := range p.Variables() {
		if v.Name == name {
			return true
		}
	}
	return false
}

// SetRates sets the rate of each neuron of a Poisson source, Hz.
func (p *Population) SetRates(hz []float64) error {
	s, ok := p.source.(interface{ setRates([]float64) error })
	if !ok {
		return fmt.Errorf("cortex: %s has no rates to set", p.info.Name)
	}
	return s.setRates(hz)
}

// stepBlock advances one block of cells.
func (p *Population) stepBlock(b Block) {
	p.parts[b.Index] = p.cells.Step(b, &p.in, p.parts[b.Index][:0])
}

// gather puts the spikes of the blocks together and counts them.
func (p *Population) gather() {
	p.spikes = p.spikes[:0]
	for _, part := range p.parts {
		p.spikes = append(p.spikes, part...)
	}
	p.counted += int64(len(p.spikes))
	for _, i := range p.spikes {
		p.fired[i]++
	}
}

// remember keeps the spikes of so many steps back from now on, for axons as
// long.
func (p *Population) remember(steps, now int64) {
	old := p.past
	if steps == 0 || int64(len(old)) > steps {
		return
	}
	p.past = make([][]int32, steps+1)
	for at := max(0, now-int64(len(old))); at < now; at++ {
		p.past[at%int64(len(p.past))] = old[at%int64(len(old))]
	}
}

// firedAt is the neurons that fired in step n, 0 or later, the last or one
// remembered.
func (p *Population) firedAt(n int64) []int32 {
	if len(p.past) == 0 {
		return p.spikes
	}
	return p.past[n%int64(len(p.past))]
}

// keep stores the spikes of step n for axons.
func (p *Population) keep(n int64) {
	if len(p.past) > 0 {
		k := n % int64(len(p.past))
		p.past[k] = append(p.past[k][:0], p.spikes...)
	}
}

func (p *Population) state(a *sim.Archive) {
	a.Label("population " + p.info.Name)
	a.Random(p.pcg)
	indices(a, &p.spikes, 0, p.N())
	past := int64(len(p.past))
	sim.Value(a, &past)
	if past != int64(len(p.past)) {
		a.Fail(fmt.Errorf("saved state has axons of up to %d steps from %s, this network of %d", max(0, past-1), p.info.Name, max(0, len(p.past)-1)))
		return
	}
	for k := range p.past {
		indices(a, &p.past[k], 0, p.N())
	}
	if p.source != nil {
		p.source.State(a)
		return
	}
	p.cells.State(a)
	sim.Fixed(a, p.hold)
	for k := range p.queues {
		q := &p.queues[k]
		slots := int64(q.slots)
		sim.Value(a, &slots)
		if slots != int64(q.slots) {
			a.Fail(fmt.Errorf("saved state has room for delays of %d steps onto %s, this network for %d", slots-2, p.info.Name, q.slots-2))
			return
		}
		sim.Fixed(a, q.w)
	}
	sim.Value(a, &p.counted)
	sim.Fixed(a, p.fired)
	sim.Fixed(a, p.fast)
}

// arrivals is a delay ring: the summed weights that each cell will receive in
// each of the coming steps.
type arrivals struct {
	n     int       // cells
	slots int       // steps ahead, the longest delay and two
	w     []float64 // [step mod slots, cell]
}

// slot is what arrives before step n.
func (a *arrivals) slot(n int64) []float64 {
	k := int(n%int64(a.slots)) * a.n
	return a.w[k : k+a.n]
}

// reserve makes room for delays of that many steps, seen from step n.
func (a *arrivals) reserve(delay int, n int64) {
	if a.slots >= delay+2 {
		return
	}
	old := *a
	a.slots = delay + 2
	a.w = make([]float64, a.slots*a.n)
	for k := range int64(old.slots) {
		copy(a.slot(n+k), old.slot(n+k))
	}
}
