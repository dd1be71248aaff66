package stdp

import (
	"math"

	"striate/params"
	"striate/sim"
)

// voltage is the voltage-based rule at work. What a target does in a step in
// which it strengthens is kept in a history and applied late, in the order of
// the steps, as post spikes are in pairs. What depression reads stays in a
// ring for as long as the longest delay.
type voltage struct {
	rule     Clopath
	s        *Synapses
	dt       float64
	learning bool
	maxDelay int64

	x                  decay   // of x̄
	toMinus, toPlus    float64 // share of the way that a low-pass goes in a step
	toMean             float64
	spikeSteps, behind int64

	// By source: the last pre spike, τ_x x̄ just after and just before it, and
	// the step before which all arrivals are applied.
	last       []int64
	k, kBefore []float64
	settled    []int64
	open       int64

	// By target: the step in which its spike is over, and the low-passes; mean
	// is that of (u − v_rest)².
	spikeOver   []int64
	minus, plus []float64
	mean        []float64
	watched     int64 // step of the last potentials, or never

	// Rings over the steps, [step mod length][target]: ū₋ and ū₊ until they are
	// read, and h [ū₋ − θ₋]₊ until it has reached all synapses.
	oldMinus, oldPlus []float64
	depress           []float64
	depressed         int64 // length of the last ring

	strong history // steps with [u − θ₊]₊ [ū₊ − θ₋]₊ > 0; trace: that product
}

func openVoltage(c *Clopath, s *Synapses, dt float64) *voltage {
	n, m := s.Sources(), s.Targets
	l := &voltage{s: s, dt: dt, learning: true, maxDelay: s.maxDelay(), watched: never,
		last: make([]int64, n), k: make([]float64, n), kBefore: make([]float64, n), settled: make([]int64, n),
		spikeOver: make([]int64, m), minus: make([]float64, m), plus: make([]float64, m), mean: make([]float64, m),
		strong: newHistory(m, 256)}
	for i := range l.last {
		l.last[i] = never
	}
	for j := range l.mean {
		l.spikeOver[j], l.mean[j] = never, c.URef2Mv2
	}
	l.depressed = l.maxDelay + 1
	l.depress = make([]float64, l.depressed*int64(m))
	l.set(c)
	return l
}

// set takes parameters. The rings of ū₋ and ū₊ get another length with another
// delay; what is no longer there is taken as the oldest that is.
func (l *voltage) set(c *Clopath) {
	l.rule = *c
	l.x = newDecay(l.dt, c.TauXMs)
	share := func(tau float64) float64 { return -math.Expm1(-l.dt / tau) }
	l.toMinus, l.toPlus, l.toMean = share(c.TauMinusMs), share(c.TauPlusMs), share(c.TauMeanMs)
	l.spikeSteps = int64(math.Round(c.SpikeMs / l.dt))
	behind, was := int64(math.Round(c.FilterDelayMs/l.dt)), l.behind
	if l.oldMinus != nil && behind == was {
		return
	}
	m := int64(len(l.minus))
	oldMinus, oldPlus := make([]float64, (behind+1)*m), make([]float64, (behind+1)*m)
	if l.oldMinus != nil && l.watched != never {
		for back := range behind + 1 {
			to, from := ring(l.watched-back, behind+1)*m, ring(l.watched-min(back, was), was+1)*m
			copy(oldMinus[to:to+m], l.oldMinus[from:from+m])
			copy(oldPlus[to:to+m], l.oldPlus[from:from+m])
		}
	}
	l.oldMinus, l.oldPlus, l.behind = oldMinus, oldPlus, behind
}

// ring is the place of step n in a ring of that length; n may be negative.
func ring(n, length int64) int64 { return ((n % length) + length) % length }

// Retune is described at [Learner]. The low-passes keep their values; what is
// under way to the synapses goes on as the old thresholds saw it.
func (l *voltage) Retune(r Rule, n int64) error {
	c, ok := r.(*Clopath)
	if !ok {
		return errKind
	}
	if err := params.Validate(c); err != nil {
		return err
	}
	l.Settle(n)
	l.set(c)
	return nil
}

func (l *voltage) Learn(on bool, n int64) {
	if on == l.learning {
		return
	}
	l.Settle(n) // off to on: what arrived in between is passed over
	l.learning = on
}

func (l *voltage) Settle(n int64) {
	if l.learning {
		for i := range l.settled {
			l.settleRow(i, n)
		}
	}
	for i := range l.settled {
		l.settled[i] = n
	}
	l.open = n
}

// settleRow applies to the synapses of source i all potentiation that arrived
// before step n.
func (l *voltage) settleRow(i int, n int64) {
	s, done := l.s, l.settled[i]
	lo, hi := s.limits()
	for z := s.Row[i]; z < s.Row[i+1]; z++ {
		if j, d := s.Post[z], int64(s.Delay[z]); l.strong.lastStep[j] >= done-d {
			s.W[z] = l.arrivals(s.W[z], i, j, d, n, lo, hi)
		}
	}
}

// SettleFrom is described at [Learner].
func (l *voltage) SettleFrom(n int64, i int32) {
	if n <= l.settled[i] {
		return
	}
	if l.learning {
		l.settleRow(int(i), n)
	}
	l.settled[i] = n
}

func (l *voltage) Pre(n int64, i int32) {
	if l.learning {
		l.preRow(int(i), n)
	}
	l.settled[i] = n
	k := l.k[i] * l.x.at(n-l.last[i])
	l.kBefore[i], l.k[i], l.last[i] = k, k+1, n
}

// preRow applies to the synapses of source i all that arrived before step n and
// then the depression of that step.
func (l *voltage) preRow(i int, n int64) {
	s, done := l.s, l.settled[i]
	lo, hi := s.limits()
	m, a, newest := int64(len(l.minus)), l.rule.ALTD*s.WMax, ring(n-1, l.depressed)
	for z := s.Row[i]; z < s.Row[i+1]; z++ {
		j, d, w := s.Post[z], int64(s.Delay[z]), s.W[z]
		if l.strong.lastStep[j] >= done-d {
			w = l.arrivals(w, i, j, d, n, lo, hi)
		}
		at := newest - d // the last that has arrived is what the target did at n−1−d
		if at < 0 {
			at += l.depressed
		}
		s.W[z] = bounded(w-a*l.depress[at*m+int64(j)], lo, hi)
	}
}

// arrivals applies to weight w of a synapse from source i to target j with
// delay d the potentiation that arrived from settled[i] until before step n.
func (l *voltage) arrivals(w float64, i int, j int32, d, n int64, lo, hi float64) float64 {
	h := &l.strong
	a := l.rule.ALTP * l.s.WMax * l.dt / l.rule.TauXMs
	c, end := h.between(j, l.settled[i]-d, n-d)
	for ; c <= end; c++ {
		step, g := h.at(j, c)
		k := l.kBefore[i] // of a step that coincides with the last pre spike
		if step+d != l.last[i] {
			k = l.k[i] * l.x.at(step+d-l.last[i])
		}
		w = bounded(w+a*k*g, lo, hi)
	}
	return w
}

func (l *voltage) Post(n int64, j int32) { l.spikeOver[j] = n + l.spikeSteps }

// Watch is described at [Watcher].
func (l *voltage) Watch(n int64, v []float64) {
	c, m := &l.rule, int64(len(l.minus))
	if l.watched == never {
		l.begin(v)
	}
	l.watched = n
	now, then := ring(n, l.behind+1)*m, ring(n-l.behind, l.behind+1)*m
	depress := l.depress[ring(n, l.depressed)*m:][:m]
	for j, u := range v {
		if n < l.spikeOver[j] {
			u = c.VSpikeMv
		}
		l.minus[j] += l.toMinus * (u - l.minus[j])
		l.plus[j] += l.toPlus * (u - l.plus[j])
		l.oldMinus[now+int64(j)], l.oldPlus[now+int64(j)] = l.minus[j], l.plus[j]
		low := max(l.oldMinus[then+int64(j)]-c.ThetaMinusMv, 0)
		l.mean[j] += l.toMean * ((u-c.VRestMv)*(u-c.VRestMv) - l.mean[j])
		if c.Homeostasis {
			low *= l.mean[j] / c.URef2Mv2
		}
		depress[j] = low
		if u > c.ThetaPlusMv {
			if high := l.oldPlus[then+int64(j)] - c.ThetaMinusMv; high > 0 {
				l.strengthen(n, int32(j), (u-c.ThetaPlusMv)*high)
			}
		}
	}
}

// begin starts the low-passes at the first potentials.
func (l *voltage) begin(v []float64) {
	copy(l.minus, v)
	copy(l.plus, v)
	for at := 0; at < len(l.oldMinus); at += len(v) {
		copy(l.oldMinus[at:], v)
		copy(l.oldPlus[at:], v)
	}
}

// strengthen notes that target j potentiates in step n.
func (l *voltage) strengthen(n int64, j int32, g float64) {
	for l.strong.full(j, l.open, l.maxDelay) {
		if l.open < n {
			l.Settle(n)
		} else {
			l.strong.grow()
		}
	}
	l.strong.push(j, n, g)
}

// State is described at [Learner].
func (l *voltage) State(a *sim.Archive, n int64) {
	a.Label("clopath")
	a.Bool(&l.learning)
	sim.Fixed(a, l.last)
	sim.Fixed(a, l.k)
	sim.Fixed(a, l.kBefore)
	sim.Fixed(a, l.settled)
	sim.Value(a, &l.open)
	sim.Fixed(a, l.spikeOver)
	sim.Fixed(a, l.minus)
	sim.Fixed(a, l.plus)
	sim.Fixed(a, l.mean)
	sim.Value(a, &l.watched)
	sim.Fixed(a, l.oldMinus)
	sim.Fixed(a, l.oldPlus)
	sim.Fixed(a, l.depress)
	l.strong.state(a)
	l.strong.check(a, l.settled, l.open, l.maxDelay, n)
}
