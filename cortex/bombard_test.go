package cortex

import (
	"math"
	"testing"

	"striate/sim"
)

// Each cell gets a Poisson train of its own: the mean and the variance of what
// arrives, in each cell and in the sum over cells, are those of independent
// trains of the rate, and the rate follows its formula.
func TestBombard(t *testing.T) {
	const n, steps = 1000, 4000
	net := must(NewNetwork(0.1, 3))
	p := must(net.Populate("p", "", sim.Excitatory, n, &IFCurrDelta{VRest: -70, VReset: -70, VThresh: 50, TauM: 1e3, TauRef: 1, Cm: 100, NoiseTau: 5}))
	if err := p.Bombard(Excitatory, "500*heaviside(t - 100)", 2); err != nil {
		t.Fatal(err)
	}
	in := &p.in
	var sum, square, each float64
	count := make([]float64, n)
	for k := range steps {
		for r := range p.queues {
			in.Arrive[r] = p.queues[r].slot(int64(k))
			clear(in.Arrive[r])
		}
		p.bombarded[0].aim(float64(k)*0.1, 0.1)
		for _, b := range p.blocks {
			p.bombarded[0].strike(b, in)
		}
		total := 0.0
		for i, w := range in.Arrive[0] {
			if w != 0 && w != 2 {
				t.Fatalf("%g arrives", w)
			}
			total += w / 2
			count[i] += w / 2
		}
		if k < 1000 && total > 0 {
			t.Fatalf("%g spikes before the rate rises", total)
		}
		if k >= 1000 {
			sum += total
			square += total * total
		}
	}
	const chance, active = 0.05, steps - 1000
	mean := sum / active
	if sd := math.Sqrt(n * chance * (1 - chance) / active); !(math.Abs(mean-n*chance) < 5*sd) {
		t.Errorf("%g spikes a step, want %g ± %.2g", mean, n*chance, sd)
	}
	want := n * chance * (1 - chance)
	if v := square/active - mean*mean; !(math.Abs(v/want-1) < 0.15) {
		t.Errorf("variance %g, want %g of independent cells", v, want)
	}
	for _, c := range count {
		each += (c - active*chance) * (c - active*chance) / n
	}
	if want := active * chance * (1 - chance); !(math.Abs(each/want-1) < 0.25) {
		t.Errorf("variance of a cell's count %g, want %g", each, want)
	}
	for _, bad := range []error{p.Bombard("nmda", "5", 1), p.Bombard(Excitatory, "5 +", 1), p.Bombard(Excitatory, "5", math.NaN())} {
		if bad == nil {
			t.Error("a bad bombardment is taken")
		}
	}
}
