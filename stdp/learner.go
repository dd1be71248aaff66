package stdp

import (
	"errors"
	"math"

	"striate/params"
	"striate/sim"
)

// errKind is what Retune answers to a rule of another kind.
var errKind = errors.New("stdp: a learner cannot change to a rule of another kind")

// pairs is the pair rule at work. Post spikes are applied late: when the
// source of a synapse fires, or when all are settled. Each update is computed
// from spike times alone, never from when it is computed.
type pairs struct {
	rule     Pair
	s        *Synapses
	dt       float64
	learning bool
	maxDelay int64

	plus, minus decay
	b           bounds

	// By source: the last two pre spikes, K₊ just after and just before the
	// last, and the step before which all arrivals are applied.
	last, prev []int64
	k, kBefore []float64
	settled    []int64
	open       int64 // the smallest of settled, at least

	post history
}

// Open starts the pair rule; see [Rule].
func (p *Pair) Open(s *Synapses, dt float64) (Learner, error) {
	if err := params.Validate(p); err != nil {
		return nil, err
	}
	n := s.Sources()
	l := &pairs{s: s, dt: dt, learning: true, maxDelay: s.maxDelay(),
		last: make([]int64, n), prev: make([]int64, n), k: make([]float64, n), kBefore: make([]float64, n),
		settled: make([]int64, n), post: newHistory(s.Targets, 64)}
	for i := range l.last {
		l.last[i], l.prev[i] = never, never
	}
	l.set(p)
	return l, nil
}

func (l *pairs) set(p *Pair) {
	l.rule = *p
	l.plus, l.minus = newDecay(l.dt, p.TauPlusMs), newDecay(l.dt, p.TauMinusMs)
	l.b = l.makeBounds()
}

// Retune is described at [Learner]. The traces keep their values; from the
// last spike of each neuron on they decay with the new time constants.
func (l *pairs) Retune(r Rule, n int64) error {
	p, ok := r.(*Pair)
	if !ok {
		return errKind
	}
	if err := params.Validate(p); err != nil {
		return err
	}
	l.Settle(n)
	l.set(p)
	return nil
}

func (l *pairs) Learn(on bool, n int64) {
	if on == l.learning {
		return
	}
	l.Settle(n) // off to on: what arrived in between is passed over
	l.learning = on
}

func (l *pairs) Settle(n int64) {
	if l.learning {
		b := l.bounds()
		for i := range l.settled {
			l.settleRow(i, n, b)
		}
	}
	for i := range l.settled {
		l.settled[i] = n
	}
	l.open = n
}

// SettleFrom is described at [Learner].
func (l *pairs) SettleFrom(n int64, i int32) {
	if n <= l.settled[i] {
		return
	}
	if l.learning {
		l.settleRow(int(i), n, l.bounds())
	}
	l.settled[i] = n
}

func (l *pairs) Pre(n int64, i int32) {
	if l.learning {
		b := l.bounds()
		l.preRow(int(i), n, b)
	}
	l.settled[i] = n
	k := l.k[i] * l.plus.at(n-l.last[i])
	l.kBefore[i], l.k[i] = k, k+1
	if l.rule.Pairing != All {
		l.k[i] = 1
	}
	l.prev[i], l.last[i] = l.last[i], n
}

func (l *pairs) Post(n int64, j int32) {
	for l.post.full(j, l.open, l.maxDelay) {
		if l.open < n {
			l.Settle(n)
		} else {
			l.post.grow()
		}
	}
	k := 1.0
	if l.rule.Pairing == All {
		k += l.post.lastTrace[j] * l.minus.at(n-l.post.lastStep[j])
	}
	l.post.push(j, n, k)
}

// bounds are the two updates with the bounds of the weights put in:
// w + a·K·f(w), then between lo and hi.
type bounds struct {
	postA          float64
	post           room
	postLo, postHi float64
	preA           float64
	pre            room
	preLo, preHi   float64
	keep           float64
	restricted     bool
	special        bool    // restricted, or a power of the weight
	wMin, wMax     float64 // that all of this was made for
}

// bounds is made anew where the bounds of the weights have changed.
func (l *pairs) bounds() *bounds {
	if b := &l.b; b.wMin == l.s.WMin && b.wMax == l.s.WMax {
		return b
	}
	l.b = l.makeBounds()
	return &l.b
}

func (l *pairs) makeBounds() bounds {
	p, s := &l.rule, l.s
	b := bounds{postA: p.APlus, preA: -p.AMinus, keep: 1 - p.PreDecay, restricted: p.Pairing == Restricted, wMin: s.WMin, wMax: s.WMax}
	b.post, b.pre = rooms(p.Dependence, p.Mu, p.WRef, s.WMin, s.WMax)
	b.special = b.restricted || b.post.power || b.pre.power
	lo, hi := s.limits()
	b.postLo, b.preLo, b.postHi, b.preHi = lo, lo, hi, hi
	if p.Clip == ClipNEST {
		b.postLo, b.preHi = math.Inf(-1), math.Inf(1)
	}
	return b
}

// settleRow applies to the synapses of source i all post spikes that arrived
// before step n.
func (l *pairs) settleRow(i int, n int64, b *bounds) {
	s, done := l.s, l.settled[i]
	for z := s.Row[i]; z < s.Row[i+1]; z++ {
		d := int64(s.Delay[z])
		if j := s.Post[z]; l.post.lastStep[j] >= done-d {
			s.W[z], _ = l.arrivals(s.W[z], i, j, d, n, b)
		}
	}
}

// plainRow is preRow for the rules that most have, with what is in the nearest
// reach: most synapses saw no post spike, or one, since the pre spike before.
func (l *pairs) plainRow(i int, n int64, b *bounds) {
	s, done, h := l.s, l.settled[i], &l.post
	lo, hi := s.Row[i], s.Row[i+1]
	post, delay, w := s.Post[lo:hi], s.Delay[lo:hi], s.W[lo:hi]
	ki, partner := l.k[i], l.last[i]
	c := *b
	for z, j := range post {
		d := int64(delay[z])
		x, step, trace := w[z], h.lastStep[j], h.lastTrace[j]
		if step >= done-d {
			if step < n-d && h.before[j] < done-d && step+d != partner {
				k := ki * l.plus.at(step+d-partner)
				x = bounded(x+c.postA*k*(c.post.b+c.post.c*x), c.postLo, c.postHi)
			} else {
				var count int64
				x, count = l.arrivals(x, i, j, d, n, b)
				step, trace = h.at(j, count)
			}
		}
		k := trace * l.minus.at(n-d-step)
		w[z] = bounded((x+c.preA*k*(c.pre.b+c.pre.c*x))*c.keep, c.preLo, c.preHi)
	}
}

// preRow does the same as settleRow and then applies the pre spike of step n.
func (l *pairs) preRow(i int, n int64, b *bounds) {
	if !b.special {
		l.plainRow(i, n, b)
		return
	}
	s, done, h := l.s, l.settled[i], &l.post
	lo, hi := s.Row[i], s.Row[i+1]
	post, delay, w := s.Post[lo:hi], s.Delay[lo:hi], s.W[lo:hi]
	for z, j := range post {
		d := int64(delay[z])
		x, step, trace := w[z], h.lastStep[j], h.lastTrace[j]
		if step >= done-d {
			var c int64
			x, c = l.arrivals(x, i, j, d, n, b)
			step, trace = h.at(j, c)
		}
		k := trace * l.minus.at(n-d-step)
		if b.restricted && l.last[i] > step+d {
			k = 0
		}
		w[z] = bounded((x+b.preA*k*b.pre.at(x))*b.keep, b.preLo, b.preHi)
	}
}

// arrivals applies to weight w of a synapse from source i to target j with
// delay d the post spikes that arrived from settled[i] until before step n.
// It returns the weight and the count of the last spike that arrived.
func (l *pairs) arrivals(w float64, i int, j int32, d, n int64, b *bounds) (float64, int64) {
	h, from := &l.post, l.settled[i]-d
	steps := h.step[int64(j)*h.size:][:h.size]
	c := h.count[j] - 1
	step := spikeAt(steps, c)
	for step >= n-d {
		c--
		step = spikeAt(steps, c)
	}
	end := c
	for step >= from {
		c--
		step = spikeAt(steps, c)
	}
	for c++; c <= end; c++ {
		before := step
		step = spikeAt(steps, c)
		k, partner := l.k[i], l.last[i]
		if step+d == partner { // coincident: only the pre spikes before it count
			k, partner = l.kBefore[i], l.prev[i]
		} else {
			k *= l.plus.at(step + d - partner)
		}
		f := b.post.b + b.post.c*w
		if b.special {
			f = b.post.at(w)
			if b.restricted && before+d > partner {
				k = 0
			}
		}
		w = bounded(w+b.postA*k*f, b.postLo, b.postHi)
	}
	return w, end
}

// spikeAt is spike c of a target, counted from its first, of which these are
// the newest; before the first, never.
func spikeAt(steps []int64, c int64) int64 {
	if c < 0 {
		return never
	}
	return steps[c&int64(len(steps)-1)]
}

// bounded keeps x between lo and hi. The builtins min and max, which heed the sign
// of zero, take a third of a run here.
func bounded(x, lo, hi float64) float64 {
	if x < lo {
		return lo
	}
	if x > hi {
		return hi
	}
	return x
}

// PreTrace is K₊ of source i at step n, a spike at n included.
func (l *pairs) PreTrace(i int32, n int64) float64 { return l.k[i] * l.plus.at(n-l.last[i]) }

// PostTrace is K₋ of target j at step n, a spike at n included.
func (l *pairs) PostTrace(j int32, n int64) float64 {
	return l.post.lastTrace[j] * l.minus.at(n-l.post.lastStep[j])
}

// State is described at [Learner].
func (l *pairs) State(a *sim.Archive, n int64) {
	a.Label("pair")
	a.Bool(&l.learning)
	sim.Fixed(a, l.last)
	sim.Fixed(a, l.prev)
	sim.Fixed(a, l.k)
	sim.Fixed(a, l.kBefore)
	sim.Fixed(a, l.settled)
	sim.Value(a, &l.open)
	l.post.state(a)
	l.post.check(a, l.settled, l.open, l.maxDelay, n)
}
