package cortex

import (
	"fmt"
	"slices"
)

// Probe records something of a network every few steps, from the state at the
// start of the run on. Its samples wait until they are taken.
type Probe struct {
	every int64 // steps between samples
	read  func(row int) float64
	rows  [][]float64 // [what is watched][sample]
}

// Probe records a state variable of the given cells every so many steps.
func (n *Network) Probe(p *Population, variable string, cells []int32, every int64) (*Probe, error) {
	var x []float64
	names := []string{}
	for _, v := range p.Variables() {
		names = append(names, v.Name)
		if v.Name == variable {
			x = v.X
		}
	}
	if x == nil {
		return nil, fmt.Errorf("cortex: %s has no variable %q, it has %v", p.Name(), variable, names)
	}
	for _, i := range cells {
		if i < 0 || int(i) >= p.N() {
			return nil, badIndex(p, i)
		}
	}
	cells = slices.Clone(cells)
	return n.probe(len(cells), every, func(k int) float64 { return x[cells[k]] })
}

// ProbeWeights records the weights of the given synapses of a projection, as
// [Projection.List] counts them, every so many steps. Plastic weights are
// brought to date for it, which changes nothing but takes time.
func (n *Network) ProbeWeights(p *Projection, synapses []int, every int64) (*Probe, error) {
	type place struct {
		s *strand
		z int32
	}
	var places, all []place
	p.inOrder(func(_ int32, s *strand, z int32) { all = append(all, place{s, z}) })
	for _, k := range synapses {
		if k < 0 || k >= p.Synapses() {
			return nil, fmt.Errorf("cortex: synapse %d of %s, want 0 to %d", k, p.Name(), p.Synapses()-1)
		}
		places = append(places, all[k])
	}
	return n.probe(len(places), every, func(k int) float64 {
		if k == 0 {
			p.settle()
		}
		return places[k].s.syn.W[places[k].z]
	})
}

func (n *Network) probe(rows int, every int64, read func(int) float64) (*Probe, error) {
	if every < 1 {
		return nil, fmt.Errorf("cortex: a probe every %d steps, want 1 or more", every)
	}
	p := &Probe{every: every, read: read, rows: make([][]float64, rows)}
	n.probes = append(n.probes, p)
	if n.step%every == 0 {
		p.sample()
	}
	return p, nil
}

// Every is the number of steps between two samples.
func (p *Probe) Every() int64 { return p.every }

// look takes a sample when it is time.
func (p *Probe) look(n *Network) {
	if n.step%p.every == 0 {
		p.sample()
	}
}

func (p *Probe) sample() {
	for k, row := range p.rows {
		p.rows[k] = append(row, p.read(k))
	}
}

// Rows are the samples taken since [Probe.Forget], [what is watched][sample].
func (p *Probe) Rows() [][]float64 { return p.rows }

// Forget drops the samples, keeping the room.
func (p *Probe) Forget() {
	for k := range p.rows {
		p.rows[k] = p.rows[k][:0]
	}
}

// Unprobe ends all probes.
func (n *Network) Unprobe() { n.probes = nil }
