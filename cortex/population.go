package cortex

import (
	"fmt"
	"math/rand/v2"

	"striate/sim"
)

// Population is one group of neurons of a network.
type Population struct {
	info      sim.Population
	seed      sim.Seed
	pcg       *rand.PCG // behind the stream that cells and source were opened with
	cells     Cells     // nil for a source
	model     CellModel // of the cells, as it is now
	source    Generator // nil for cells
	blocks    []Block
	in        Input
	hold      []float64   // the current that Inject gives out
	currents  []injection // what is added to it
	bombarded []*bombardment
	queues    []arrivals // by receptor
	parts     [][]int32  // spikes of the last step by block
	spikes    []int32    // the same, together
	past      trail
	counted   int64   // spikes since the last check of the rate
	fired     []int32 // the same, by cell
	fast      []int32 // windows in a row in which a cell was too fast
	hidden    bool    // see Hide
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

// Hide leaves the spikes of the population out of what [Network.Run] gathers.
func (p *Population) Hide() { p.hidden = true }

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
	if err := p.cells.Retune(m); err != nil {
		return err
	}
	p.model = m
	return nil
}

// Model is the parameters of the cells, nil for a source.
func (p *Population) Model() CellModel { return p.model }

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
	for _, x := range p.bombarded {
		x.strike(b, &p.in)
	}
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

// firedAt is the neurons that fired in step n, the last or one that its axons
// still need.
func (p *Population) firedAt(n int64) []int32 {
	if len(p.past.span) == 0 {
		return p.spikes
	}
	return p.past.at(n)
}

func (p *Population) state(a *sim.Archive, now int64) {
	a.Label("population " + p.info.Name)
	a.Random(p.pcg)
	indices(a, &p.spikes, 0, p.N())
	p.past.state(a, p, now)
	if p.source != nil {
		p.source.State(a)
		return
	}
	p.cells.State(a)
	for _, b := range p.bombarded {
		b.state(a)
	}
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
