package cortex

import (
	"slices"

	"striate/sim"
	"striate/stdp"
)

// strand is those synapses of a projection whose spikes take the same time
// along the axon, sorted by source, then dendritic delay, then target.
type strand struct {
	axonal  int64         // steps from the spike to the synapse
	syn     stdp.Synapses // Post and Delay only where a rule has asked for them
	offset  []int32       // dendritic delay·targets + target: where in the delay ring a spike goes
	learner stdp.Learner  // nil where the weights stay as they are
	watcher watcher       // the learner, if it watches the potential of its targets
	ticker  ticker        // the learner, if it acts at times of its own
}

// watcher and ticker are what a learner may be besides; see [stdp.Learner].
type (
	watcher interface{ Watch(n int64, v []float64) }
	ticker  interface{ Tick(n int64) }
)

// drawn is one synapse as it was drawn.
type drawn struct {
	pre, axonal, delay, post int32
	w                        float64
}

// strands sorts synapses into strands.
func strands(all []drawn, pre, post int) []*strand {
	var out []*strand
	byAxonal := map[int32]*strand{}
	var axonal []int32
	count := map[int32][]int32{}
	for _, y := range all {
		if count[y.axonal] == nil {
			axonal = append(axonal, y.axonal)
			count[y.axonal] = make([]int32, pre+1)
		}
		count[y.axonal][y.pre+1]++
	}
	slices.Sort(axonal)
	if len(axonal) == 0 {
		return []*strand{{syn: stdp.Synapses{Row: make([]int32, pre+1), Targets: post}}}
	}
	rows := make(map[int32][]drawn, len(axonal))
	for _, a := range axonal {
		row := count[a]
		for i := range pre {
			row[i+1] += row[i]
		}
		m := row[pre]
		s := &strand{axonal: int64(a), offset: make([]int32, m), syn: stdp.Synapses{Row: row, W: make([]float64, m), Targets: post}}
		byAxonal[a], rows[a] = s, make([]drawn, m)
		out = append(out, s)
	}
	next := make(map[int32][]int32, len(axonal))
	for _, a := range axonal {
		next[a] = slices.Clone(count[a])
	}
	for _, y := range all {
		at := &next[y.axonal][y.pre]
		rows[y.axonal][*at] = y
		*at++
	}
	for _, a := range axonal {
		s := byAxonal[a]
		for i := range pre {
			lo, hi := s.syn.Row[i], s.syn.Row[i+1]
			row := rows[a][lo:hi]
			slices.SortStableFunc(row, func(x, y drawn) int {
				if x.delay != y.delay {
					return int(x.delay - y.delay)
				}
				return int(x.post - y.post)
			})
			for k, y := range row {
				s.syn.W[int(lo)+k] = y.w
				s.offset[int(lo)+k] = y.delay*int32(post) + y.post
			}
		}
	}
	return out
}

// at is the target of synapse z, and its dendritic delay in steps.
func (s *strand) at(z int32) (post, delay int32) {
	n := int32(s.syn.Targets)
	return s.offset[z] % n, s.offset[z] / n
}

// forLearning writes out targets and delays, as rules want them.
func (s *strand) forLearning() {
	if s.syn.Post != nil {
		return
	}
	s.syn.Post, s.syn.Delay = make([]int32, len(s.offset)), make([]int32, len(s.offset))
	for z := range s.offset {
		s.syn.Post[z], s.syn.Delay[z] = s.at(int32(z))
	}
}

// open starts a rule on the strand.
func (s *strand) open(r stdp.Rule, dt float64) (stdp.Learner, error) {
	s.forLearning()
	return r.Open(&s.syn, dt)
}

func (s *strand) teach(l stdp.Learner) {
	s.learner = l
	s.watcher, _ = l.(watcher)
	s.ticker, _ = l.(ticker)
}

// send brings the synapses of the sources whose spikes reach them in step n to
// date and puts what they send into the delay ring.
func (s *strand) send(n int64, sources []int32, q *arrivals) {
	base := int32((n+1)%int64(q.slots)) * int32(q.n)
	ring := q.w
	for _, i := range sources {
		if s.learner != nil {
			s.learner.Pre(n, i)
		}
		lo, hi := s.syn.Row[i], s.syn.Row[i+1]
		w := s.syn.W[lo:hi]
		for z, o := range s.offset[lo:hi] {
			k := base + o
			if k >= int32(len(ring)) {
				k -= int32(len(ring))
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
	for _, j := range fired {
		s.learner.Post(n, j)
	}
	if s.watcher != nil {
		s.watcher.Watch(n, v)
	}
	if s.ticker != nil {
		s.ticker.Tick(n)
	}
}

func (s *strand) state(a *sim.Archive) {
	sim.Value(a, &s.axonal)
	sim.Fixed(a, s.syn.W)
	has := s.learner != nil
	a.Bool(&has)
	if has && s.learner != nil {
		s.learner.(interface{ State(*sim.Archive) }).State(a)
	}
}
