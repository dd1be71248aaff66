package stdp

import "striate/sim"

// traced are the coefficients of a rule of four traces,
//
//	pre spike:   w ← w − f₋(w) (o₁ (A₂⁻ + A₃⁻ r₂) + base)
//	post spike:  w ← w + f₊(w) r₁ (A₂⁺ + A₃⁺ o₂)
type traced struct {
	tauPlus, tauMinus, tauX, tauY    float64 // of r₁, o₁, r₂, o₂
	a2Plus, a3Plus, a2Minus, a3Minus float64
	base                             float64
	nearest                          bool
	dependence                       string
	mu, wRef                         float64
}

// triplets is the triplet rule at work, and any other of its form. Post spikes
// are applied late, as in pairs, and like there each update is computed from
// spike times alone.
type triplets struct {
	c        traced
	read     func(Rule) (traced, error) // coefficients of a rule of the same kind
	s        *Synapses
	dt       float64
	learning bool
	maxDelay int64

	plus, minus, x, y decay

	// By source: the last pre spike, r₁ just after and just before it, r₂ just
	// after it, and the step before which all arrivals are applied.
	last         []int64
	r1, r1Before []float64
	r2           []float64
	settled      []int64
	open         int64
	post         history   // trace: o₁ after the spike; slow: o₂ before it
	o2           []float64 // by target, just after its last spike

	// f₊ and f₋, and the bounds of the weights that they were made for.
	up, down   room
	wMin, wMax float64
	lo, hi     float64
}

func openTriplets(r Rule, s *Synapses, dt float64, read func(Rule) (traced, error)) (Learner, error) {
	c, err := read(r)
	if err != nil {
		return nil, err
	}
	n := s.Sources()
	l := &triplets{read: read, s: s, dt: dt, learning: true, maxDelay: s.maxDelay(),
		last: make([]int64, n), r1: make([]float64, n), r1Before: make([]float64, n),
		r2: make([]float64, n), settled: make([]int64, n), post: newHistory(s.Targets, 64), o2: make([]float64, s.Targets)}
	l.post.slow = make([]float64, len(l.post.trace))
	for i := range l.last {
		l.last[i] = never
	}
	l.set(c)
	return l, nil
}

func (l *triplets) set(c traced) {
	l.c = c
	l.plus, l.minus = newDecay(l.dt, c.tauPlus), newDecay(l.dt, c.tauMinus)
	l.x, l.y = newDecay(l.dt, c.tauX), newDecay(l.dt, c.tauY)
	l.makeRooms()
}

// Retune is described at [Learner]. The traces keep their values; from the
// last spike of each neuron on they decay with the new time constants.
func (l *triplets) Retune(r Rule, n int64) error {
	c, err := l.read(r)
	if err != nil {
		return err
	}
	l.Settle(n)
	l.set(c)
	return nil
}

func (l *triplets) Learn(on bool, n int64) {
	if on == l.learning {
		return
	}
	l.Settle(n) // off to on: what arrived in between is passed over
	l.learning = on
}

// bound takes the bounds of the weights where they have changed.
func (l *triplets) bound() {
	if l.wMin != l.s.WMin || l.wMax != l.s.WMax {
		l.makeRooms()
	}
}

func (l *triplets) makeRooms() {
	l.wMin, l.wMax = l.s.WMin, l.s.WMax
	l.up, l.down = rooms(l.c.dependence, l.c.mu, l.c.wRef, l.wMin, l.wMax)
	l.lo, l.hi = l.s.limits()
}

func (l *triplets) Settle(n int64) {
	if l.learning {
		l.bound()
		for i := range l.settled {
			l.settleRow(i, n)
		}
	}
	for i := range l.settled {
		l.settled[i] = n
	}
	l.open = n
}

// settleRow applies to the synapses of source i all post spikes that arrived
// before step n.
func (l *triplets) settleRow(i int, n int64) {
	s, done := l.s, l.settled[i]
	for z := s.Row[i]; z < s.Row[i+1]; z++ {
		if j, d := s.Post[z], int64(s.Delay[z]); l.post.lastStep[j] >= done-d {
			s.W[z], _ = l.arrivals(s.W[z], i, j, d, n)
		}
	}
}

// SettleFrom is described at [Learner].
func (l *triplets) SettleFrom(n int64, i int32) {
	if n <= l.settled[i] {
		return
	}
	if l.learning {
		l.bound()
		l.settleRow(int(i), n)
	}
	l.settled[i] = n
}

func (l *triplets) Pre(n int64, i int32) {
	r2 := l.r2[i] * l.x.at(n-l.last[i])
	if l.learning {
		l.bound()
		l.preRow(int(i), n, l.c.a2Minus+l.c.a3Minus*r2)
	}
	l.settled[i] = n
	r1 := l.r1[i] * l.plus.at(n-l.last[i])
	l.r1Before[i], l.r1[i], l.r2[i] = r1, r1+1, r2+1
	if l.c.nearest {
		l.r1[i], l.r2[i] = 1, 1
	}
	l.last[i] = n
}

func (l *triplets) Post(n int64, j int32) {
	h := &l.post
	for h.full(j, l.open, l.maxDelay) {
		if l.open < n {
			l.Settle(n)
		} else {
			h.grow()
		}
	}
	k := n - h.lastStep[j]
	o1, o2 := 1+h.lastTrace[j]*l.minus.at(k), l.o2[j]*l.y.at(k)
	l.o2[j] = o2 + 1
	if l.c.nearest {
		o1, l.o2[j] = 1, 1
	}
	h.slow[int64(j)*h.size+h.count[j]&(h.size-1)] = o2
	h.push(j, n, o1)
}

// preRow applies to the synapses of source i all that arrived before step n and
// then the pre spike of that step, whose amplitude is a.
func (l *triplets) preRow(i int, n int64, a float64) {
	s, done, h := l.s, l.settled[i], &l.post
	for z := s.Row[i]; z < s.Row[i+1]; z++ {
		j, d, w := s.Post[z], int64(s.Delay[z]), s.W[z]
		step, o1 := h.lastStep[j], h.lastTrace[j]
		if step >= done-d {
			var c int64
			w, c = l.arrivals(w, i, j, d, n)
			step, o1 = h.at(j, c)
		}
		o1 *= l.minus.at(n - d - step)
		s.W[z] = bounded(w-(o1*a+l.c.base)*l.down.at(w), l.lo, l.hi)
	}
}

// arrivals applies to weight w of a synapse from source i to target j with
// delay d the post spikes that arrived from settled[i] until before step n.
// It returns the weight and the count of the last spike that arrived.
func (l *triplets) arrivals(w float64, i int, j int32, d, n int64) (float64, int64) {
	h := &l.post
	first, end := h.between(j, l.settled[i]-d, n-d)
	for c := first; c <= end; c++ {
		step, _ := h.at(j, c)
		r1 := l.r1Before[i] // of a post spike that coincides with the last pre spike
		if step+d != l.last[i] {
			r1 = l.r1[i] * l.plus.at(step+d-l.last[i])
		}
		o2 := h.slow[int64(j)*h.size+c&(h.size-1)]
		w = bounded(w+r1*(l.c.a2Plus+l.c.a3Plus*o2)*l.up.at(w), l.lo, l.hi)
	}
	return w, end
}

// State is described at [Learner].
func (l *triplets) State(a *sim.Archive, n int64) {
	a.Label("triplets")
	a.Bool(&l.learning)
	sim.Fixed(a, l.last)
	sim.Fixed(a, l.r1)
	sim.Fixed(a, l.r1Before)
	sim.Fixed(a, l.r2)
	sim.Fixed(a, l.settled)
	sim.Value(a, &l.open)
	l.post.state(a)
	sim.Fixed(a, l.o2)
	l.post.check(a, l.settled, l.open, l.maxDelay, n)
}
