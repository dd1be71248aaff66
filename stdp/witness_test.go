package stdp

import (
	"math"
	"slices"
	"testing"
)

// Two neurons, hand-made spikes: what is noted is what the rule says of each,
// the weight going on from one to the next.
func TestWitnessOfTwoNeurons(t *testing.T) {
	const dt, delay = 0.1, 20 // 2 ms on the dendrite
	rule := Causal()
	s := &Synapses{Row: []int32{0, 1}, Post: []int32{0}, Delay: []int32{delay}, W: []float64{0.5}, WMax: 1, Targets: 1}
	l, err := rule.Open(s, dt)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWitness(l, rule, s, dt, true, []int32{0}, 16)
	w.Pre(1000, 0)  // 100 ms
	w.Post(1080, 0) // 108 ms, at the synapse 110 ms: Δt +10 ms
	w.Post(1380, 0) // at the synapse 140 ms, with the next pre spike: it pairs with that of 100 ms
	w.Pre(1400, 0)  // 140 ms: Δt −30 ms
	w.Post(1480, 0) // at the synapse 150 ms: Δt +10 ms, two pre spikes before it
	w.Pre(2000, 0)  // 200 ms: Δt −50 ms, three post spikes before it
	exp := math.Exp
	up := func(k, x float64) float64 { return x + .0375*k*(1-x) }
	down := func(k, x float64) float64 { return x - .025*k*x }
	type want struct{ dt, after, before, room, change float64 }
	var wants []want
	x := 0.5
	add := func(dt float64, next, room, change float64) {
		wants = append(wants, want{dt, next, x, room, change})
		x = next
	}
	add(10, up(exp(-10/37.5), x), 1-x, .0375*exp(-10/37.5))
	add(-30, down(exp(-30/30.), x), x, -.025*exp(-30/30.))
	add(40, up(exp(-40/37.5), x), 1-x, .0375*exp(-40/37.5))
	k := exp(-10/37.5) + exp(-50/37.5)
	add(10, up(k, x), 1-x, .0375*k)
	k = exp(-50/30.) + exp(-60/30.) + exp(-90/30.)
	add(-50, down(k, x), x, -.025*k)
	got := w.Pairings(2001, nil)
	if len(got) != len(wants) {
		t.Fatalf("%d pairings, want %d: %+v", len(got), len(wants), got)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-14 }
	for i, p := range got {
		q := wants[i]
		if !near(p.DtMs, q.dt) || !near(p.After, q.after) || !near(p.Before, q.before) || !near(p.Room, q.room) || !(math.Abs(p.Change()-q.change) < 1e-13) {
			t.Errorf("pairing %d: %+v (change %.15g), want %+v", i, p, p.Change(), q)
		}
	}
	if p := got[0]; !(math.Abs(p.Change()-rule.Window(10)) < 1e-15) {
		t.Errorf("an isolated pair changed %g of the room, the window says %g", p.Change(), rule.Window(10))
	}
}

// Whatever the rule, a witness leaves the weights as they were to the bit. What
// it notes of a rule of pairs goes on from weight to weight and ends at the
// weight that is, and beside the pair itself it is never less than the window.
func TestWitnessAltersNothing(t *testing.T) {
	const sources, targets, steps = 6, 5, 4000
	for name, r := range family(t) {
		t.Run(name, func(t *testing.T) {
			p := newPlay(11, sources, targets, steps)
			plain := wire(3, sources, targets, 40)
			watched := plain.copied()
			a, b := open(t, r, plain), open(t, r, watched)
			var z []int32
			for i := range int32(sources) {
				z = append(z, watched.Row[i]+i%3, watched.Row[i])
			}
			w := NewWitness(b, r, watched, 0.1, true, z, 1<<16)
			if _, paired := PairedOf(r); (w != nil) != paired {
				t.Fatal("a witness of a rule that heeds no pairs, or none of one that does")
			}
			if w == nil {
				return
			}
			first := slices.Clone(watched.W)
			for n := range steps {
				p.step(a, n)
				if n%700 == 699 {
					w.Settle(int64(n))
				}
				p.step(w, n)
			}
			a.Settle(steps)
			w.Settle(steps)
			for k := range plain.W {
				if math.Float64bits(plain.W[k]) != math.Float64bits(watched.W[k]) {
					t.Fatalf("synapse %d: %g with a witness, %g without", k, watched.W[k], plain.W[k])
				}
			}
			if w.noted < 40 || len(w.seen) != sources {
				t.Fatalf("%d pairings of %d synapses", w.noted, len(w.seen))
			}
			pair, ok := r.(*Pair)
			if !ok || pair.PreDecay > 0 {
				return
			}
			// Each synapse alone: its pairings lead from its first weight to its last.
			for i := range sources {
				s := plain.copied()
				copy(s.W, first)
				l := open(t, r, s)
				at := z[2*i]
				w := NewWitness(l, r, s, 0.1, true, []int32{at}, 1<<16)
				for n := range steps {
					p.step(w, n)
				}
				x := first[at]
				for k, q := range w.Pairings(steps, nil) {
					if !(math.Abs(q.Before-x) <= 10*leastRoom*s.WMax) { // what had no room is left out
						t.Fatalf("synapse %d, pairing %d begins at %g, the one before ended at %g", at, k, q.Before, x)
					}
					x = q.After
					if k > 0 && q.Step < w.ring[k-1].Step {
						t.Fatal("pairings out of order")
					}
					if (q.DtMs > 0) != (q.DtMs >= 0) || math.Abs(q.DtMs) < 0.05 {
						t.Fatalf("Δt = %g ms", q.DtMs)
					}
				}
				w.Settle(steps)
				if !(math.Abs(x-s.W[at]) <= 10*leastRoom*s.WMax) {
					t.Fatalf("synapse %d: the last pairing left %g, the weight is %g", at, x, s.W[at])
				}
			}
		})
	}
}

func TestWitnessForgetsWhatIsPast(t *testing.T) {
	rule := Causal()
	s := &Synapses{Row: []int32{0, 0, 1}, Post: []int32{0}, Delay: []int32{1}, W: []float64{0.5}, WMax: 1, Targets: 1}
	l, err := rule.Open(s, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWitness(l, rule, s, 0.1, true, []int32{0}, 2)
	count := func(n int64) int { return len(w.Pairings(n, nil)) }
	for n := int64(0); n < 1000; n += 100 {
		w.Pre(n, 1)
		w.Post(n+50, 0)
	}
	if count(1000) != 2 {
		t.Errorf("%d kept, want 2", count(1000))
	}
	same := *rule
	if err := w.Retune(&same, 1000); err != nil || count(1000) != 2 {
		t.Errorf("the same rule again: %d kept, %v", count(1000), err)
	}
	other := *rule
	other.APlus = .05
	if err := w.Retune(&other, 1000); err != nil || count(1000) != 0 {
		t.Errorf("another rule: %d kept, %v", count(1000), err)
	}
	w.Pre(1100, 1)
	w.Learn(false, 1101)
	w.Pre(1200, 1)
	w.Post(1300, 0)
	w.Pre(1400, 1)
	if count(1500) != 0 {
		t.Errorf("%d noted while learning is off", count(1500))
	}
	w.Learn(true, 1500)
	w.Post(1600, 0)
	if p := w.Pairings(1700, nil); len(p) != 1 || math.Abs(p[0].DtMs-20.1) > 1e-9 {
		t.Errorf("%+v, want one pairing 20.1 ms after the pre spike while learning was off", p)
	}
}
