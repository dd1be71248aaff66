package cortex

import (
	"cmp"
	"slices"

	"striate/stdp"
)

// Watch notes from now on what spikes do to some synapses, evenly spread over
// the sources, and keeps so many of the newest pairings. It changes no spike
// and no weight, and nothing where the rule heeds more than pairs of spikes.
func (p *Projection) Watch(synapses, keep int) {
	p.Unwatch()
	if p.rule == nil || synapses < 1 {
		return
	}
	p.watched, p.kept = synapses, keep
	var all []int32 // sources that have synapses here, strand by strand
	for _, s := range p.strands {
		for i := range int32(p.pre.N()) {
			if s.syn.Row[i] < s.syn.Row[i+1] {
				all = append(all, i)
			}
		}
	}
	n := min(synapses, len(all))
	picked := map[int]int{} // place in all: its number
	for k := range n {
		picked[k*len(all)/n] = k
	}
	at := 0
	for _, s := range p.strands {
		var z []int32
		for i := range int32(p.pre.N()) {
			lo, hi := s.syn.Row[i], s.syn.Row[i+1]
			if lo == hi {
				continue
			}
			if k, yes := picked[at]; yes {
				z = append(z, lo+int32((2*k+1)*int(hi-lo)/(2*n))) // another target of each
			}
			at++
		}
		if len(z) == 0 {
			continue
		}
		if w := stdp.NewWitness(s.learner, p.rule, &s.syn, p.net.dt, p.learning && p.net.learning, z, keep); w != nil {
			s.learner, s.witness = w, w
			if s.ticker != nil {
				s.ticker = w
			}
		}
	}
}

// Unwatch ends [Projection.Watch] and drops what it noted.
func (p *Projection) Unwatch() {
	p.watched = 0
	for _, s := range p.strands {
		if s.witness != nil {
			s.teach(s.witness.Inner())
		}
	}
}

// Pairings appends the newest pairings that [Projection.Watch] noted since step
// from, oldest first.
func (p *Projection) Pairings(from int64, dst []stdp.Pairing) []stdp.Pairing {
	first := len(dst)
	for _, s := range p.strands {
		if s.witness != nil {
			dst = s.witness.Pairings(p.net.step, dst)
		}
	}
	own := slices.DeleteFunc(dst[first:], func(q stdp.Pairing) bool { return q.Step < from })
	slices.SortStableFunc(own, func(a, b stdp.Pairing) int { return cmp.Compare(a.Step, b.Step) })
	own = own[max(0, len(own)-p.kept):]
	return append(dst[:first], own...)
}
