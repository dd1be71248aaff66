package stdp

import (
	"math"
	"slices"
)

// Protocol is a pairing protocol: pairs of spikes at a steady rate, and all of
// that in several blocks so far apart (ten seconds) that each starts afresh.
type Protocol struct {
	Pairs  int     // in a block
	RateHz float64 // of the pairs in a block
	Blocks int     // their changes are taken to add up
	RestMv float64 // resting potential of the target, for rules that watch it
}

// Change is what the protocol does to a weight under a rule, as a fraction of
// w_max, for Δt = t_post − t_pre in ms. The weight starts half way between its
// bounds, 0 and w_max, in each block, and the learner of the rule is run in
// steps of about 0.1 ms that Δt is a multiple of. It is NaN for a rule that does
// not open.
func (p Protocol) Change(r Rule, dtMs float64) float64 {
	return p.change(r, dtMs, &Synapses{W: []float64{0.5}, WMax: 1})
}

// change is the same for the weight and the bounds of s.
func (p Protocol) change(r Rule, dtMs float64, s *Synapses) float64 {
	dt := 0.1
	if gap := math.Abs(dtMs); gap > 0.01 {
		dt = gap / math.Ceil(gap/0.1)
	}
	var pre, post []int64
	shift := int64(math.Round(dtMs / dt))
	for k := range p.Pairs {
		at := 1 + int64(math.Round(float64(k)*1000/p.RateHz/dt)) // in the first step the target is at rest
		pre, post = append(pre, at+max(0, -shift)), append(post, at+max(0, shift))
	}
	w0 := s.W[0]
	w, err := pairing(r, s, dt, p.RestMv, pre, post)
	if err != nil {
		return math.NaN()
	}
	return float64(p.Blocks) * (w[len(w)-1] - w0)
}

// pairing runs one synapse with the weight and the bounds of s, without delay,
// through two spike trains (steps of dt ms, ascending) and returns its weight
// after each step with a spike, and at the end.
func pairing(r Rule, s *Synapses, dt, restMv float64, pre, post []int64) ([]float64, error) {
	s.Row, s.Post, s.Delay, s.Targets = []int32{0, 1}, []int32{0}, []int32{0}, 1
	l, err := r.Open(s, dt)
	if err != nil {
		return nil, err
	}
	watcher, watches := l.(Watcher)
	ticker, ticks := l.(Ticker)
	cell := newPairedCell(dt, restMv)
	end := int64(math.Ceil(30/dt)) + max(slices.Max(pre), slices.Max(post))
	var out []float64
	for n := int64(0); n < end; n++ {
		if !watches && !ticks { // nothing happens until the next spike
			n = end
			if len(pre) > 0 {
				n = min(n, pre[0])
			}
			if len(post) > 0 {
				n = min(n, post[0])
			}
			if n == end {
				break
			}
		}
		fired := false
		if len(pre) > 0 && pre[0] == n {
			l.Pre(n, 0)
			pre, fired = pre[1:], true
		}
		spike := len(post) > 0 && post[0] == n
		if spike {
			l.Post(n, 0)
			post, fired = post[1:], true
		}
		if watches {
			watcher.Watch(n, cell.step(spike))
		}
		if ticks {
			ticker.Tick(n)
		}
		if fired {
			l.Settle(n + 1)
			out = append(out, s.W[0])
		}
	}
	l.Settle(end)
	return append(out, s.W[0]), nil
}

// pairedCell is the adaptive exponential cell of Clopath et al. 2010 with the
// values of the authors' program (ModelDB 144566): a spike of 2 ms, reset to
// 21 mV above rest, and a depolarising current behind it. Its spikes are
// forced, so the exponential upswing is left out; below threshold it gives
// less than 0.01 mV.
type pairedCell struct {
	dt, rest      float64
	v             [1]float64 // mV
	adapt, behind float64    // pA
	held, hold    int        // steps of the spike that are left, and of a whole one
}

func newPairedCell(dt, restMv float64) *pairedCell {
	return &pairedCell{dt: dt, rest: restMv, v: [1]float64{restMv}, hold: int(math.Round(2 / dt))}
}

// step is the potential at the end of a step, with or without a spike in it.
func (c *pairedCell) step(spike bool) []float64 {
	const (
		cm, leak, a, b         = 281, 30, 4, 0.0805 // pF, nS, nS, pA
		tauAdapt, tauBehind    = 144, 40            // ms
		peak, reset, afterward = 33, 21, 400        // mV, mV above rest, pA
	)
	switch {
	case spike:
		c.v[0], c.held = peak, c.hold
		c.adapt += b
		c.behind = afterward
	case c.held > 1:
		c.held--
		c.behind -= c.behind * c.dt / tauBehind
	case c.held == 1:
		c.v[0], c.held = c.rest+reset, 0
		c.behind -= c.behind * c.dt / tauBehind
	default: // the midpoint rule
		slope := func(v, adapt, behind float64) (dv, da, db float64) {
			return (-leak*(v-c.rest) - adapt + behind) / cm, (a*(v-c.rest) - adapt) / tauAdapt, -behind / tauBehind
		}
		dv, da, db := slope(c.v[0], c.adapt, c.behind)
		h := c.dt / 2
		dv, da, db = slope(c.v[0]+h*dv, c.adapt+h*da, c.behind+h*db)
		c.v[0] += c.dt * dv
		c.adapt += c.dt * da
		c.behind += c.dt * db
	}
	return c.v[:]
}
