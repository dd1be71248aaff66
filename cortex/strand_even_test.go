package cortex

import (
	"slices"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// Synapses of one weight bring what synapses of several do, also after the
// weights have been written.
func TestEvenStrandSendsItsWeight(t *testing.T) {
	build := func() (*Network, *Projection) {
		n := coba(3)
		return n, n.Projections()[0]
	}
	run := func(n *Network) []sim.Spike {
		out := must(n.Run(n.Steps()+300, nil))
		return slices.Concat(out...)
	}
	a, p := build()
	b, q := build()
	change := func(f func(p *Projection)) { f(p); f(q) }
	want := func(even bool) {
		t.Helper()
		for _, s := range p.strands {
			if s.even != even {
				t.Fatalf("a strand is even: %t, want %t", s.even, even)
			}
		}
		for _, c := range b.Projections() {
			for _, s := range c.strands {
				s.even = false
			}
		}
		if x, y := run(a), run(b); len(x) == 0 || !slices.Equal(x, y) {
			t.Fatalf("%d spikes, %d when each weight is read", len(x), len(y))
		}
	}
	want(true)
	change(func(p *Projection) {
		w := make([]float64, p.Synapses())
		for k := range w {
			w[k] = 6 + float64(k%5)
		}
		if err := p.SetWeights(w); err != nil {
			t.Fatal(err)
		}
	})
	want(false)
	change(func(p *Projection) {
		if err := p.SetWMax(5); err != nil {
			t.Fatal(err)
		}
	})
	want(true)
	change(func(p *Projection) {
		if err := p.SetRule(stdp.Causal()); err != nil {
			t.Fatal(err)
		}
	})
	want(false)
	change(func(p *Projection) {
		if err := p.SetRule(nil); err != nil {
			t.Fatal(err)
		}
	})
	want(false)
}
