package cortex

import (
	"slices"
	"strings"
	"testing"
)

// A probe reads the state at every multiple of its steps from when it was made
// on, and a probe of weights the weights brought to date; neither changes the
// run in any bit.
func TestProbes(t *testing.T) {
	const end = 1000
	n, plain := everything(0.05), everything(0.05)
	advance(n, 13, 0, nil)
	advance(plain, 13, 0, nil)
	e, plastic := n.Population("e"), n.Projection("thalamic->e")
	if len(plastic.strands) < 2 {
		t.Fatal("the projection should have several strands")
	}
	cells := []int32{5, 0, 7}
	other := everything(0.05)
	start := other.Projection("thalamic->e").List(nil)
	advance(other, end, 0, nil)
	moving := -1 // the last synapse that learns
	for z, s := range other.Projection("thalamic->e").List(nil) {
		if s.Weight != start[z].Weight {
			moving = z
		}
	}
	v := must(n.Probe(e, "v_mv", cells, 7))
	g := must(n.Probe(e, "g_e_ns", []int32{1}, 1))
	w := must(n.ProbeWeights(plastic, []int{moving, 0, 3}, 50))
	if v.Every() != 7 {
		t.Errorf("every %d", v.Every())
	}
	cells[0] = 1 // the list is the caller's again
	var wantV, wantG, wantW []float64
	look := func() {
		if plain.Steps()%7 == 0 {
			wantV = append(wantV, plain.Population("e").V()[5])
		}
		wantG = append(wantG, plain.Population("e").Variables()[1].X[1])
	}
	look()
	spikes, want := advance(n, end, 0, nil), advance(plain, 13, 0, nil)
	for plain.Steps() < end {
		want = advance(plain, plain.Steps()+1, 0, want)
		look()
	}
	if d := differs(n, plain, spikes, want); d != "" {
		t.Errorf("with probes: %s", d)
	}
	if !slices.Equal(v.Rows()[0], wantV) || len(v.Rows()[2]) != len(wantV) {
		t.Errorf("%d samples of v, want %d, or others", len(v.Rows()[0]), len(wantV))
	}
	if !slices.Equal(g.Rows()[0], wantG) {
		t.Error("samples of g differ")
	}
	again := everything(0.05)
	advance(again, 13, 0, nil)
	for k := int64(50); k <= end; k += 50 {
		advance(again, k, 0, nil)
		wantW = append(wantW, again.Projection("thalamic->e").List(nil)[moving].Weight)
	}
	if !slices.Equal(w.Rows()[0], wantW) || wantW[0] == wantW[len(wantW)-1] {
		t.Errorf("weights %v, want %v, moving", w.Rows()[0], wantW)
	}
	v.Forget()
	if rows := v.Rows(); len(rows) != 3 || len(rows[0]) != 0 {
		t.Errorf("after Forget %d rows of %d", len(rows), len(rows[0]))
	}
	advance(n, end+7, 0, nil)
	if len(v.Rows()[0]) != 1 {
		t.Errorf("%d samples in 7 steps, want 1", len(v.Rows()[0]))
	}
}

// The first sample of a probe on a new network is the state at time 0.
func TestProbeFromTheStart(t *testing.T) {
	n, a, _ := twoPopulations(2, 2)
	a.V()[1] = -60
	p := must(n.Probe(a, "v_mv", []int32{1}, 20))
	must(n.Run(100, nil))
	if r := p.Rows()[0]; len(r) != 6 || r[0] != -60 || r[5] != a.V()[1] {
		t.Errorf("%v, want six samples from -60 to %g", r, a.V()[1])
	}
}

func TestProbesRefused(t *testing.T) {
	n, a, b := twoPopulations(3, 3)
	p := must(n.Connect(ConnectSpec{Pre: a, Post: b, Connector: AllToAll{}, Weight: Fixed(1)}))
	in := must(n.Source("in", "", 3, &Poisson{}))
	for want, err := range map[string]error{
		`a has no variable "u", it has [v_mv`: second(n.Probe(a, "u", []int32{0}, 1)),
		`in has no variable "v_mv"`:           second(n.Probe(in, "v_mv", []int32{0}, 1)),
		"neuron 3 of a, want 0 to 2":          second(n.Probe(a, "v_mv", []int32{0, 3}, 1)),
		"a probe every 0 steps":               second(n.Probe(a, "v_mv", []int32{0}, 0)),
		"synapse 6 of a->b, want 0 to 5":      second(n.ProbeWeights(p, []int{6}, 1)),
		"synapse -1 of a->b":                  second(n.ProbeWeights(p, []int{-1}, 1)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
	if len(n.probes) != 0 {
		t.Error("something refused was kept")
	}
}
