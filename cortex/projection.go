package cortex

import (
	"fmt"
	"math"
	"slices"

	"striate/sim"
	"striate/stdp"
)

// ConnectSpec says how one population projects to another.
type ConnectSpec struct {
	Name      string // also the name of its random stream; empty: "pre->post"
	Pre, Post *Population
	Receptor  Receptor // of the target; empty: excitatory
	Connector Connector
	Weight    Distribution // at the start, nS (pA for cells with synaptic currents, mV for delta synapses); nil: 0
	WMax      float64      // upper bound under plasticity; 0: twice the typical weight. With a rule no weight starts above it
	Delay     Distribution // ms; nil: one step
	Axonal    float64      // share of each delay, 0 to 1, that lies before the synapse; a rule sees the rest on the dendrite
	Rule      stdp.Rule    // nil: the weights stay as they are
}

// Projection is the synapses from one population to another.
type Projection struct {
	name      string
	net       *Network
	pre, post *Population
	receptor  Receptor
	queue     *arrivals
	strands   []*strand   // by axonal delay, rising, and part of the targets
	parts     [][]*strand // the same by part
	wMax      float64
	fanout    float64   // synapses of a source, on average; those that learn count for many
	rule      stdp.Rule // nil where the weights stay as they are
	learning  bool
	born      int64 // step from which on spikes of pre are its own
	watched   int   // synapses that a witness is asked to see, 0 for none
	kept      int   // pairings that it keeps
}

// Connect makes a projection.
func (n *Network) Connect(s ConnectSpec) (*Projection, error) {
	if s.Pre == nil || s.Post == nil || s.Post.cells == nil || s.Connector == nil {
		return nil, fmt.Errorf("cortex: projection %q needs Pre, Post (of cells) and Connector", s.Name)
	}
	if s.Name == "" {
		s.Name = s.Pre.Name() + "->" + s.Post.Name()
	}
	if s.Receptor == "" {
		s.Receptor = s.Post.cells.Receptors()[0]
	}
	if s.Delay == nil {
		s.Delay = Fixed(0)
	}
	if s.Weight == nil {
		s.Weight = Fixed(0)
	}
	if s.WMax == 0 {
		s.WMax = 2 * s.Weight.typical()
	}
	r := slices.Index(s.Post.cells.Receptors(), s.Receptor)
	switch {
	case n.Projection(s.Name) != nil:
		return nil, fmt.Errorf("cortex: a second projection named %q", s.Name)
	case r < 0:
		return nil, fmt.Errorf("cortex: %s has no receptor %q, it has %v", s.Post.Name(), s.Receptor, s.Post.cells.Receptors())
	case !(s.WMax >= 0 && s.WMax <= 2*MaxWeight):
		return nil, fmt.Errorf("cortex: %s: w_max %g, want 0 or more", s.Name, s.WMax)
	case !(s.Axonal >= 0 && s.Axonal <= 1):
		return nil, fmt.Errorf("cortex: %s: axonal share %g of the delay, want 0 to 1", s.Name, s.Axonal)
	}
	if err := s.Weight.within(MaxWeight); err != nil {
		return nil, fmt.Errorf("cortex: %s: weight: %w", s.Name, err)
	}
	if err := s.Delay.within(MaxDelayMs); err != nil {
		return nil, fmt.Errorf("cortex: %s: delay, ms: %w", s.Name, err)
	}
	p := &Projection{name: s.Name, net: n, pre: s.Pre, post: s.Post, receptor: s.Receptor, queue: &s.Post.queues[r], wMax: s.WMax, learning: true, born: n.step}
	if err := p.lay(s); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	if err := p.SetRule(s.Rule); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	n.projections = append(n.projections, p)
	n.arrange()
	return p, nil
}

// What one projection may have: places in the delay ring of its targets, and,
// where it learns, targets in all strands together, as each strand's learner
// keeps what its targets did.
const (
	maxRing     = 1 << 27
	maxLearning = 1 << 19
)

// lay draws the synapses and sorts them into strands.
func (p *Projection) lay(s ConnectSpec) error {
	rng := p.net.seed.Rand("projection/" + p.name)
	list := pairsOf(s.Connector)
	var d draft
	longest := int32(1)
	err := s.Connector.connect(p.pre, p.post, rng, func(i, j int) bool {
		w, ms := 0.0, 0.0
		if list.W != nil {
			w = list.W[d.n]
		} else {
			w = s.Weight.draw(rng)
		}
		if list.DelayMs != nil {
			ms = list.DelayMs[d.n]
		} else {
			ms = s.Delay.draw(rng)
		}
		if s.Rule != nil {
			w = min(w, s.WMax)
		}
		delay := max(1, int32(math.Round(ms/p.net.dt)))
		longest = max(longest, delay)
		d.add(drawn{int32(i), int32(j), delay, w})
		return d.n < maxSynapses
	})
	if err != nil {
		return err
	}
	if d.n >= maxSynapses {
		return atMost(maxSynapses-1, "synapses", float64(d.n))
	}
	if int64(longest+2)*int64(p.post.N()) > maxRing {
		return fmt.Errorf("cortex: delays of up to %d steps onto %d neurons, want at most %d steps", longest, p.post.N(), maxRing/p.post.N()-2)
	}
	parts := 1
	if s.Rule != nil {
		parts = partsOf(p.post.N())
	}
	p.strands = d.strands(p.pre.N(), p.post.N(), parts, func(delay int32) int32 { return int32(math.Round(s.Axonal * float64(delay))) })
	p.parts = make([][]*strand, parts)
	for _, t := range p.strands {
		p.parts[t.part] = append(p.parts[t.part], t)
	}
	if n := (len(p.strands) + len(p.parts) - 1) / len(p.parts); s.Rule != nil && n > 1 && n*p.post.N() > maxLearning {
		return fmt.Errorf("cortex: %d different axonal delays onto %d neurons that learn, want at most %d: a constant delay has one", n, p.post.N(), max(1, maxLearning/p.post.N()))
	}
	for _, t := range p.strands {
		t.syn.WMax = s.WMax
		p.pre.past.lengthen(t.axonal, p.net.step)
	}
	p.queue.reserve(int(longest), p.net.step)
	return nil
}

// Name is the name of the projection in its network.
func (p *Projection) Name() string { return p.name }

// Pre is the population that projects.
func (p *Projection) Pre() *Population { return p.pre }

// Post is the population projected to.
func (p *Projection) Post() *Population { return p.post }

// Receptor is what the synapses end on.
func (p *Projection) Receptor() Receptor { return p.receptor }

// Rule is the plasticity rule, nil where the weights stay as they are.
func (p *Projection) Rule() stdp.Rule { return p.rule }

// WMax is the upper bound of the weights under plasticity.
func (p *Projection) WMax() float64 { return p.wMax }

// SetWMax changes the upper bound from now on; weights above it are cut to it,
// the others stay.
func (p *Projection) SetWMax(wMax float64) error {
	if !(wMax >= 0 && wMax <= 2*MaxWeight) {
		return fmt.Errorf("%s: w_max %g, want 0 or more", p.name, wMax)
	}
	p.settle()
	p.wMax = wMax
	for _, s := range p.strands {
		s.syn.WMax = wMax
		for z, w := range s.syn.W {
			s.syn.W[z] = min(w, wMax)
		}
		s.compare()
	}
	return nil
}

// SetRule changes the plasticity rule from now on; nil freezes the weights for
// good. Under a rule of the same kind traces go on, another starts without.
func (p *Projection) SetRule(r stdp.Rule) error {
	p.settle()
	if r == nil {
		p.rule = nil
		for _, s := range p.strands {
			s.teach(nil)
		}
		return nil
	}
	anew := false
	for _, s := range p.strands {
		if s.learner != nil && s.learner.Retune(r, p.net.step) == nil {
			continue
		}
		anew = true
		l, err := s.open(r, p.net.dt)
		if err != nil {
			return err
		}
		s.teach(l)
		l.Settle(p.net.step)
	}
	p.rule = r
	p.applyLearning()
	if anew && p.watched > 0 {
		p.Watch(p.watched, p.kept)
	}
	return nil
}

// SetLearning switches the plasticity of this projection on or off. Off, the
// weights stay and the traces go on.
func (p *Projection) SetLearning(on bool) {
	p.learning = on
	p.applyLearning()
}

func (p *Projection) applyLearning() {
	for _, s := range p.strands {
		if s.learner != nil {
			s.learner.Learn(p.learning && p.net.learning, p.net.step)
		}
	}
}

// settle brings all weights to date.
func (p *Projection) settle() {
	for _, s := range p.strands {
		if s.learner != nil {
			s.learner.Settle(p.net.step)
		}
	}
}

// step sends the spikes that reach the synapses onto one part of the targets in
// step n, and lets them learn.
func (p *Projection) step(n int64, part int) {
	for _, s := range p.parts[part] {
		if sources := p.reach(n, s); len(sources) > 0 {
			s.send(n, sources, p.queue)
		}
	}
	for _, s := range p.parts[part] {
		s.learn(n, p.post.spikes, p.post.V())
	}
}

// reach is the sources whose spikes may reach synapses of a strand in step n.
func (p *Projection) reach(n int64, s *strand) []int32 {
	at := n - s.axonal
	if at < p.born {
		return nil
	}
	fired := p.pre.firedAt(at)
	if len(fired) == 0 || s.sources == [2]int32{0, int32(p.pre.N())} {
		return fired
	}
	lo, _ := slices.BinarySearch(fired, s.sources[0])
	hi, _ := slices.BinarySearch(fired, s.sources[1])
	return fired[lo:hi]
}

func (p *Projection) state(a *sim.Archive) {
	a.Label("projection " + p.name)
	a.Bool(&p.learning)
	sim.Value(a, &p.born)
	sim.Value(a, &p.wMax)
	if !(p.born >= 0 && p.born <= p.net.step && p.wMax >= 0 && p.wMax <= 2*MaxWeight) {
		a.Fail(fmt.Errorf("saved state has %s from step %d on with weights up to %g, want 0 to %d, and 0 to %g", p.name, p.born, p.wMax, p.net.step, 2*MaxWeight))
		return
	}
	for _, s := range p.strands {
		s.syn.WMax = p.wMax
		s.state(a, p.net.step)
	}
}
