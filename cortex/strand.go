package cortex

import (
	"fmt"
	"math"
	"slices"

	"striate/sim"
	"striate/stdp"
)

// strand is those synapses of a projection whose spikes take the same time
// along the axon and that end on one part of the targets, sorted by source,
// then dendritic delay, then target.
type strand struct {
	axonal   int64 // steps from the spike to the synapse
	part     int
	from, to int32         // its targets; a rule counts them from 0
	targets  uint32        // of all parts
	sources  [2]int32      // the first source that has synapses here, and the one after the last
	syn      stdp.Synapses // Post and Delay only where a rule has asked for them
	offset   []uint32      // dendritic delay·targets + target: where in the delay ring a spike goes, rising in each row
	learner  stdp.Learner  // nil where the weights stay as they are
	even     bool          // it has no learner and all its weights are the same
	watcher  watcher       // the learner, if it watches the potential of its targets
	ticker   ticker        // the learner, if it acts at times of its own
	witness  *stdp.Witness // the learner, while it is watched
}

// watcher and ticker are what a learner may be besides; see [stdp.Learner].
type (
	watcher interface{ Watch(n int64, v []float64) }
	ticker  interface{ Tick(n int64) }
)

// at is the target of synapse z, and its dendritic delay in steps.
func (s *strand) at(z int32) (post, delay int32) {
	return int32(s.offset[z] % s.targets), int32(s.offset[z] / s.targets)
}

// forLearning writes out targets and delays, as rules want them.
func (s *strand) forLearning() {
	if s.syn.Post != nil {
		return
	}
	s.syn.Post, s.syn.Delay = make([]int32, len(s.offset)), make([]int32, len(s.offset))
	for z := range s.offset {
		post, delay := s.at(int32(z))
		s.syn.Post[z], s.syn.Delay[z] = post-s.from, delay
	}
}

// open starts a rule on the strand.
func (s *strand) open(r stdp.Rule, dt float64) (stdp.Learner, error) {
	s.forLearning()
	return r.Open(&s.syn, dt)
}

func (s *strand) teach(l stdp.Learner) {
	s.learner, s.witness = l, nil
	s.watcher, _ = l.(watcher)
	s.ticker, _ = l.(ticker)
	s.compare()
}

// compare finds out whether all weights are one. It is called after each change
// but those of learners.
func (s *strand) compare() {
	s.even = s.learner == nil && len(s.syn.W) > 0
	for _, w := range s.syn.W {
		if math.Float64bits(w) != math.Float64bits(s.syn.W[0]) {
			s.even = false
			return
		}
	}
}

// send brings the synapses of the sources whose spikes reach them in step n to
// date and puts what they send into the delay ring.
func (s *strand) send(n int64, sources []int32, q *arrivals) {
	base := uint32((n+1)%int64(q.slots)) * uint32(q.n)
	ring := q.w
	for _, i := range sources {
		if s.learner != nil {
			s.learner.Pre(n, i)
		}
		lo, hi := s.syn.Row[i], s.syn.Row[i+1]
		if s.even { // the weights, of a large network the most of its memory, are not fetched
			w := s.syn.W[0]
			for _, o := range s.offset[lo:hi] {
				k := base + o
				if k >= uint32(len(ring)) {
					k -= uint32(len(ring))
				}
				ring[k] += w
			}
			continue
		}
		w := s.syn.W[lo:hi]
		for z, o := range s.offset[lo:hi] {
			k := base + o
			if k >= uint32(len(ring)) {
				k -= uint32(len(ring))
			}
			ring[k] += w[z]
		}
	}
}

// learn tells the learner which targets fired in step n, and where their
// potentials are.
func (s *strand) learn(n int64, fired []int32, v []float64) {
	if s.learner == nil {
		return
	}
	first, _ := slices.BinarySearch(fired, s.from)
	for _, j := range fired[first:] {
		if j >= s.to {
			break
		}
		s.learner.Post(n, j-s.from)
	}
	if s.watcher != nil {
		s.watcher.Watch(n, v[s.from:s.to])
	}
	if s.ticker != nil {
		s.ticker.Tick(n)
	}
}

// mostWeight is beyond any weight that a rule or a bound leaves.
const mostWeight = 10 * MaxWeight

// state is that between two steps, n being the next one.
func (s *strand) state(a *sim.Archive, n int64) {
	axonal, learns := s.axonal, s.learner != nil
	sim.Value(a, &axonal)
	sim.Bounded(a, s.syn.W, -mostWeight, mostWeight)
	s.compare()
	a.Bool(&learns)
	if axonal != s.axonal || learns != (s.learner != nil) {
		a.Fail(fmt.Errorf("saved state has axons of %d steps (learning: %t), this network of %d (%t)", axonal, learns, s.axonal, s.learner != nil))
		return
	}
	if s.learner != nil {
		s.learner.State(a, n)
	}
}
