package cortex

import (
	"math"
	"slices"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// definition is the weight of a synapse from the spike trains (steps) of its
// two neurons, by summing over all strictly earlier partners; post spikes
// count at their arrival, d steps later.
func definition(p *stdp.Pair, w, wMax float64, pre, post []int64, d, until int64, dt float64) float64 {
	type event struct{ at, kind int64 }
	var events []event
	for _, s := range pre {
		events = append(events, event{s, 0})
	}
	for _, s := range post {
		if s+d < until {
			events = append(events, event{s + d, 1})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return int(2*(a.at-b.at) + a.kind - b.kind) })
	for k, e := range events {
		sum := 0.0
		tau := p.TauMinusMs
		if e.kind == 1 {
			tau = p.TauPlusMs
		}
		for _, o := range events[:k] {
			if o.kind != e.kind && o.at < e.at {
				sum += math.Exp(-float64(e.at-o.at) * dt / tau)
			}
		}
		if e.kind == 1 {
			w += p.APlus * sum * (wMax - w)
		} else {
			w -= p.AMinus * sum * w
			w *= 1 - p.PreDecay
		}
		w = min(max(w, 0), wMax)
	}
	return w
}

// All weights of a working ring, six projections and three windows, are those
// that the definition gives for the spikes the ring made.
func TestRingLearnsByDefinition(t *testing.T) {
	r := newRingNet(5, 24, func(r *Ring) { r.Plasticity.SymDecay = 0.025; r.EEW0, r.EEWMax = 150, 300 })
	trains := map[string][][]int64{}
	for _, p := range r.net.Populations() {
		trains[p.Name] = make([][]int64, p.N)
	}
	before := map[string][]Synapse{}
	for _, p := range r.net.Projections() {
		before[p.Name()] = p.List(nil)
	}
	for k := range 3 {
		for j, out := range r.sequence(k, nil) {
			train := trains[r.net.Populations()[j].Name]
			for _, s := range out {
				train[s.Index] = append(train[s.Index], s.Step)
			}
		}
	}
	moved := 0
	for _, p := range r.net.Projections() {
		rule := p.Rule().(*stdp.Pair)
		for z, s := range p.List(nil) {
			w0 := before[p.Name()][z]
			if s.Pre != w0.Pre || s.Post != w0.Post || s.DelayMs != w0.DelayMs {
				t.Fatal("the list of synapses changed its order")
			}
			d := int64(math.Round(s.DelayMs / r.net.Dt()))
			want := definition(rule, w0.Weight, p.WMax(), trains[p.Pre().Name()][s.Pre], trains[p.Post().Name()][s.Post], d, r.net.Steps(), r.net.Dt())
			if !(math.Abs(s.Weight-want) <= 1e-9*want) {
				t.Fatalf("%s %d->%d: w = %.15g, want %.15g", p.Name(), s.Pre, s.Post, s.Weight, want)
			}
			if s.Weight != w0.Weight {
				moved++
			}
		}
	}
	if moved < r.net.Synapses()/2 {
		t.Errorf("only %d of %d weights moved", moved, r.net.Synapses())
	}
}

func TestLiveChanges(t *testing.T) {
	r := newRingNet(1, 24, nil)
	r.sequence(0, nil)
	ee := r.layer.EE
	list := ee.List(nil)
	r.ring.EEWMax = 110
	r.ring.Plasticity.A = 0
	r.ring.Cell.Value.(*IFCondExp).VThresh = -50
	if err := r.ring.Retune(r.layer); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		for z, s := range ee.List(nil) {
			if s.Weight != min(list[z].Weight, 110) {
				t.Fatalf("%s: weight %g, want %g cut to 110", when, s.Weight, list[z].Weight)
			}
		}
	}
	check("after the change")
	out := r.sequence(1, nil)
	check("one second on, with A = 0")
	if n := len(out[0]); n == 0 || n > 40 {
		t.Errorf("%d spikes with a threshold raised by 2.5 mV, want fewer but some", n)
	}
	if err := ee.SetRule(nil); err != nil || ee.Rule() != nil {
		t.Error("the rule stayed")
	}
	if err := ee.SetRule(stdp.Causal()); err != nil {
		t.Error(err)
	}
	r.sequence(2, nil)
	if s := ee.Stats(10); s.Synapses != ee.Synapses() || s.SD == 0 || s.Max > 110 {
		t.Errorf("%+v", s)
	}
	r.ring.EEWMax = 0
	if err := r.ring.Retune(r.layer); err != nil || ee.Stats(4).Max != 0 {
		t.Errorf("%v, largest weight %g under a bound of 0", err, ee.Stats(4).Max)
	}
	if none := newRingNet(1, 24, func(r *Ring) { r.EEWMax = 0 }); none.layer.EE.Stats(4).Max != 0 {
		t.Error("a ring built with a bound of 0 has weights")
	}
	if err := ee.SetWMax(math.NaN()); err == nil {
		t.Error("w_max NaN was taken")
	}
}

// The weight a spike carries is the one at its sending: what the synapse
// learns while the spike is under way, and when weights are read, is nothing
// to it.
func TestWeightAtSending(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	in := must(n.Source("in", "in", 1, &SpikeArray{TimesMs: [][]float64{{5, 10}}}))
	out := must(n.Populate("out", "out", sim.Excitatory, 1, condExp()))
	p := must(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(10), WMax: 20, Delay: Fixed(2), Rule: stdp.SymmetricPlus()}))
	g := out.Variables()[1].X
	for n.Steps() < 122 {
		if s := n.Steps(); s > 90 && s < 100 {
			out.V()[0] = -40 // makes it fire at 9.1 ms, seen by the synapse at 11.1
		}
		if err := n.Step(); err != nil {
			t.Fatal(err)
		}
	}
	carried := g[0] / math.Exp(-0.1/0.25)
	if math.Abs(carried-10) > 1e-3 {
		t.Errorf("the spike carried %g nS, want 10", carried)
	}
	if w := p.List(nil)[0].Weight; !(w > 10.1) {
		t.Errorf("w = %g, want more than 10: the post spike arrived at 11.1 ms", w)
	}
}
