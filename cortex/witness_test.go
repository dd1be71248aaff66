package cortex

import (
	"math"
	"slices"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// A ring that is watched makes the spikes and the weights of one that is not,
// to the bit: on one part and on several, over changes of the rule and of
// learning.
func TestWatchingAltersNothing(t *testing.T) {
	for _, n := range []int{24, 320} { // one part, two
		run := func(watch bool) (*ringNet, uint64) {
			r := newRingNet(7, n, func(r *Ring) { r.EEDecay, r.IIDecay = 4, 4 })
			look := func(on bool) {
				for _, p := range r.net.Projections() {
					if !watch {
						continue
					}
					if p.Unwatch(); on {
						p.Watch(16, 200)
					}
				}
			}
			var all [][]sim.Spike
			step := func(ms float64) {
				out := must(r.net.Run(r.net.Steps()+int64(10*ms), nil))
				for _, o := range out {
					all = append(all, slices.Clone(o))
				}
			}
			if err := r.input.SetRates(r.spec.Rates(r.rates, 40)); err != nil {
				t.Fatal(err)
			}
			step(40)
			look(true)
			step(140)
			noted := 0
			for _, p := range r.net.Projections() {
				noted += len(p.Pairings(0, nil))
			}
			if (noted > 20) != watch {
				t.Errorf("%d neurons: %d pairings", n, noted)
			}
			r.ring.Plasticity.A *= 2
			if err := r.ring.Retune(r.layer); err != nil {
				t.Fatal(err)
			}
			for _, p := range r.net.Projections() {
				if got := len(p.Pairings(0, nil)); got > 0 {
					t.Errorf("%s: %d pairings of another rule", p.Name(), got)
				}
			}
			step(60)
			r.net.SetLearning(false)
			step(40)
			for _, p := range r.net.Projections() {
				if got := len(p.Pairings(0, nil)); got > 0 {
					t.Errorf("%s: %d pairings while learning is off", p.Name(), got)
				}
			}
			r.net.SetLearning(true)
			step(40)
			look(false)
			step(30)
			return r, hashSpikes(all)
		}
		plain, a := run(false)
		watched, b := run(true)
		if a != b {
			t.Errorf("%d neurons: other spikes when watched", n)
		}
		for k, p := range plain.net.Projections() {
			q := watched.net.Projections()[k]
			if !slices.Equal(p.List(nil), q.List(nil)) {
				t.Errorf("%d neurons, %s: other weights when watched", n, p.Name())
			}
			if q.Pairings(0, nil) != nil {
				t.Errorf("%s: pairings after the watch has ended", p.Name())
			}
		}
	}
}

// Two neurons that fire when told: Δt counts the delay on the dendrite, and
// the change of each pair is that of the window.
func TestPairingsOfTwoNeurons(t *testing.T) {
	for _, axonal := range []float64{0, 1} {
		n := must(NewNetwork(0.1, 1))
		in := must(n.Source("in", "in", 1, &SpikeArray{TimesMs: [][]float64{{5, 40}}}))
		force := must(n.Source("force", "force", 1, &SpikeArray{TimesMs: [][]float64{{10}}}))
		out := must(n.Populate("out", "out", sim.Excitatory, 1, condExp()))
		rule := stdp.Causal()
		p := must(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(0.01), WMax: 0.02, Delay: Fixed(2), Axonal: axonal, Rule: rule}))
		must(n.Connect(ConnectSpec{Pre: force, Post: out, Connector: OneToOne{}, Weight: Fixed(3000), Delay: Fixed(0.1)}))
		p.Watch(64, 64)
		spikes := must(n.Run(500, nil))
		fired := spikes[2]
		if len(fired) != 1 {
			t.Fatalf("%d spikes of the target, want 1", len(fired))
		}
		post := float64(fired[0].Step) * 0.1
		up, down := post+2-5, post+2-40 // as the synapse sees them: the post spike comes 2 ms late
		if axonal == 1 {
			up, down = post-7, post-42 // the pre spikes come 2 ms late
		}
		got := p.Pairings(0, nil)
		if len(got) != 2 {
			t.Fatalf("axonal share %g: %d pairings, want 2: %+v", axonal, len(got), got)
		}
		for k, dt := range []float64{up, down} {
			if q := got[k]; !(math.Abs(q.DtMs-dt) < 1e-9) || !(math.Abs(q.Change()-rule.Window(dt)) < 1e-12) {
				t.Errorf("axonal share %g: Δt %g ms, change %g; want %g ms, %g", axonal, q.DtMs, q.Change(), dt, rule.Window(dt))
			}
		}
		if last := got[1].After; last != p.List(nil)[0].Weight {
			t.Errorf("the weight is %g, the last pairing left %g", p.List(nil)[0].Weight, last)
		}
	}
}

// Another kind of rule is watched as the one before was; one that heeds more
// than pairs is not.
func TestWatchAcrossRules(t *testing.T) {
	r := newRingNet(3, 24, nil)
	ee := r.net.Projection("input->E")
	ee.Watch(24, 100)
	r.sequence(0, nil)
	if len(ee.Pairings(0, nil)) < 20 || len(ee.Pairings(0, nil)) > 100 {
		t.Fatalf("%d pairings, want 20 to 100", len(ee.Pairings(0, nil)))
	}
	late := ee.Pairings(9000, nil)
	for _, q := range late {
		if q.Step < 9000 {
			t.Fatal("a pairing of before")
		}
	}
	if err := ee.SetRule(&stdp.Inhibitory{Eta: .01, TauMs: 20, TargetRateHz: 3}); err != nil {
		t.Fatal(err)
	}
	r.sequence(1, nil)
	if len(ee.Pairings(0, nil)) == 0 {
		t.Error("no pairings under another kind of rule")
	}
	tri := &stdp.Triplet{Fit: stdp.VisualCortex, Pairing: stdp.All, Dependence: stdp.Additive, TauPlusMs: 16.8, TauMinusMs: 33.7, TauXMs: 101, TauYMs: 125}
	if err := ee.SetRule(tri); err != nil {
		t.Fatal(err)
	}
	r.sequence(2, nil)
	if got := ee.Pairings(0, nil); len(got) != 0 {
		t.Errorf("%d pairings of a rule that heeds triplets", len(got))
	}
}
