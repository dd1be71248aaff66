package cortex

import (
	"fmt"
	"math"
	"slices"

	"striate/stdp"
)

// ConnectSpec says how one population projects to another.
type ConnectSpec struct {
	Name      string // also the name of its random stream; empty: "pre->post"
	Pre, Post *Population
	Receptor  Receptor // of the target; empty: excitatory
	Connector Connector
	Weight    float64   // at the start, nS (pA for cells with synaptic currents)
	WMax      float64   // upper bound under plasticity; 0: twice Weight. With a rule no weight starts above it
	Delay     Delay     // nil: one step
	Rule      stdp.Rule // nil: the weights stay as they are
}

// Projection is the synapses from one population to another, sorted by source,
// then delay, then target.
type Projection struct {
	name      string
	net       *Network
	pre, post *Population
	receptor  Receptor
	queue     *arrivals
	syn       stdp.Synapses
	offset    []int32 // delay·targets + target: where in the delay ring a spike goes
	rule      stdp.Rule
	learner   stdp.Learner // nil where the weights stay as they are
	learning  bool
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
		s.Receptor = Excitatory
	}
	if s.Delay == nil {
		s.Delay = ConstantDelay(0)
	}
	if s.WMax == 0 {
		s.WMax = 2 * s.Weight
	}
	r := slices.Index(s.Post.cells.Receptors(), s.Receptor)
	switch {
	case n.Projection(s.Name) != nil:
		return nil, fmt.Errorf("cortex: a second projection named %q", s.Name)
	case r < 0:
		return nil, fmt.Errorf("cortex: %s has no receptor %q, it has %v", s.Post.Name(), s.Receptor, s.Post.cells.Receptors())
	case !(s.Weight >= 0 && s.Weight < 1e9):
		return nil, fmt.Errorf("cortex: %s: weight %g, want 0 or more", s.Name, s.Weight)
	case !(s.WMax >= 0 && s.WMax < 1e9):
		return nil, fmt.Errorf("cortex: %s: w_max %g, want 0 or more", s.Name, s.WMax)
	}
	if err := s.Delay.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	if s.Rule != nil {
		s.Weight = min(s.Weight, s.WMax)
	}
	p := &Projection{name: s.Name, net: n, pre: s.Pre, post: s.Post, receptor: s.Receptor, queue: &s.Post.queues[r], learning: true}
	if err := p.lay(s); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	if err := p.SetRule(s.Rule); err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	n.projections = append(n.projections, p)
	return p, nil
}

// lay draws the synapses and sorts them.
func (p *Projection) lay(s ConnectSpec) error {
	type synapse struct{ pre, delay, post int32 }
	rng := p.net.seed.Rand("projection/" + p.name)
	var all []synapse
	longest := int32(1)
	err := s.Connector.connect(p.pre.N(), p.post.N(), rng, func(i, j int) {
		d := max(1, int32(math.Round(s.Delay.draw(rng)/p.net.dt)))
		longest = max(longest, d)
		all = append(all, synapse{int32(i), d, int32(j)})
	})
	if err != nil {
		return err
	}
	if len(all) > math.MaxInt32 || int64(longest+2)*int64(p.post.N()) > 1<<30 {
		return fmt.Errorf("cortex: %d synapses with delays of up to %d steps are too many", len(all), longest)
	}
	slices.SortFunc(all, func(a, b synapse) int {
		if a.pre != b.pre {
			return int(a.pre - b.pre)
		}
		if a.delay != b.delay {
			return int(a.delay - b.delay)
		}
		return int(a.post - b.post)
	})
	m := len(all)
	p.syn = stdp.Synapses{Row: make([]int32, p.pre.N()+1), Post: make([]int32, m), Delay: make([]int32, m), W: make([]float64, m), WMax: s.WMax, Targets: p.post.N()}
	p.offset = make([]int32, m)
	for z, y := range all {
		p.syn.Row[y.pre+1]++
		p.syn.Post[z], p.syn.Delay[z], p.syn.W[z] = y.post, y.delay, s.Weight
		p.offset[z] = y.delay*int32(p.post.N()) + y.post
	}
	for i := range p.pre.N() {
		p.syn.Row[i+1] += p.syn.Row[i]
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
func (p *Projection) WMax() float64 { return p.syn.WMax }

// SetWMax changes the upper bound from now on; weights above it are cut to it,
// the others stay.
func (p *Projection) SetWMax(wMax float64) error {
	if !(wMax >= 0 && wMax < 1e9) {
		return fmt.Errorf("%s: w_max %g, want 0 or more", p.name, wMax)
	}
	p.settle()
	p.syn.WMax = wMax
	for z, w := range p.syn.W {
		p.syn.W[z] = min(w, wMax)
	}
	return nil
}

// SetRule changes the plasticity rule from now on; nil freezes the weights for
// good. Under a rule of the same kind traces go on, another starts without.
func (p *Projection) SetRule(r stdp.Rule) error {
	if r == nil {
		p.settle()
		p.rule, p.learner = nil, nil
		return nil
	}
	if p.learner != nil && p.learner.Retune(r, p.net.step) == nil {
		p.rule = r
		return nil
	}
	p.settle()
	l, err := r.Open(&p.syn, p.net.dt)
	if err != nil {
		return err
	}
	p.rule, p.learner = r, l
	l.Settle(p.net.step)
	p.applyLearning()
	return nil
}

// SetLearning switches the plasticity of this projection on or off. Off, the
// weights stay and the traces go on.
func (p *Projection) SetLearning(on bool) {
	p.learning = on
	p.applyLearning()
}

func (p *Projection) applyLearning() {
	if p.learner != nil {
		p.learner.Learn(p.learning && p.net.learning, p.net.step)
	}
}

// settle brings all weights to date.
func (p *Projection) settle() {
	if p.learner != nil {
		p.learner.Settle(p.net.step)
	}
}

// send brings the synapses of the sources that fired in step n to date and
// puts what they send into the delay ring.
func (p *Projection) send(n int64) {
	q := p.queue
	base := int32((n+1)%int64(q.slots)) * int32(q.n)
	ring := q.w
	for _, i := range p.pre.spikes {
		if p.learner != nil {
			p.learner.Pre(n, i)
		}
		lo, hi := p.syn.Row[i], p.syn.Row[i+1]
		w := p.syn.W[lo:hi]
		for z, o := range p.offset[lo:hi] {
			k := base + o
			if k >= int32(len(ring)) {
				k -= int32(len(ring))
			}
			ring[k] += w[z]
		}
	}
}

// watch tells the learner which targets fired in step n.
func (p *Projection) watch(n int64) {
	if p.learner == nil {
		return
	}
	for _, j := range p.post.spikes {
		p.learner.Post(n, j)
	}
}
