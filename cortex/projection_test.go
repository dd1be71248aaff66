package cortex

import (
	"math"
	"testing"

	"striate/sim"
)

func twoPopulations(pre, post int) (*Network, *Population, *Population) {
	n := must(NewNetwork(0.1, 7))
	return n, must(n.Populate("a", "a", sim.Excitatory, pre, condExp())), must(n.Populate("b", "b", sim.Excitatory, post, condExp()))
}

func TestConnectors(t *testing.T) {
	deg := Preferred(200)
	ring := NewRing()
	dist := ring.Distance(200)
	mean := func(p func(i, j int) float64, self bool) float64 {
		sum := 0.0
		for i := range 200 {
			for j := range 200 {
				if self || i != j {
					sum += p(i, j)
				}
			}
		}
		return sum
	}
	near := func(i, j int) float64 { return math.Exp(-2 * dist(i, j)) }
	tuned := VonMises(deg, deg, 10)
	for name, c := range map[string]struct {
		how       Connector
		pre, post int
		want, sd  float64
		self      bool
	}{
		"one to one":   {OneToOne{}, 200, 200, 200, 0, true},
		"all":          {AllToAll{Self: true}, 30, 20, 600, 0, true},
		"all but self": {AllToAll{}, 30, 20, 580, 0, false},
		"fixed":        {FixedProbability{P: 0.3, Self: true}, 200, 200, 12000, 100, true},
		"distance":     {Probability{P: near}, 200, 200, mean(near, false), 100, false},
		"von Mises":    {Probability{P: tuned, Self: true}, 200, 200, mean(tuned, true), 100, true},
		"pairs":        {Pairs{Pre: []int{2, 2, 0}, Post: []int{1, 1, 3}}, 5, 5, 3, 0, true},
	} {
		n, a, b := twoPopulations(c.pre, c.post)
		p := must(n.Connect(ConnectSpec{Pre: a, Post: b, Connector: c.how, Weight: Fixed(2)}))
		if d := math.Abs(float64(p.Synapses()) - c.want); d > 4*c.sd {
			t.Errorf("%s: %d synapses, want %g", name, p.Synapses(), c.want)
		}
		for _, s := range p.List(nil) {
			if s.DelayMs != 0.1 || s.Weight != 2 || s.Pre == s.Post && !c.self {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

// Even wiring gives every neuron as many synapses out as in, and at every
// distance within half a synapse (a side) of what the probability adds up to.
func TestEvenWiring(t *testing.T) {
	r := NewRing()
	r.Positions = "equal"
	for _, n := range []int{60, 61} {
		d := r.Distance(n)
		p := func(i, j int) float64 { return math.Exp(-2 * d(i, j)) }
		pairs := even(n, p)
		out, in, upTo := make([]int, n), make([]int, n), make([]int, n)
		for k, i := range pairs.Pre {
			j := pairs.Post[k]
			out[i]++
			in[j]++
			if i == 0 && j > 0 && j <= n/2 {
				upTo[j]++
			}
		}
		due, have := 0.0, 0
		for j := 1; j < n/2; j++ {
			due += p(0, j)
			have += upTo[j]
			if math.Abs(due-float64(have)) > 0.5+1e-12 {
				t.Errorf("n %d: %d synapses up to offset %d, the probabilities add up to %g", n, have, j, due)
			}
		}
		for i := range n {
			if out[i] != out[0] || in[i] != out[0] || out[0] == 0 {
				t.Fatalf("n %d: neuron %d has %d synapses out and %d in, neuron 0 %d", n, i, out[i], in[i], out[0])
			}
		}
	}
}

// On the closed circle the first and the last neuron share a place; with equal
// steps the distance is 2 sin of the difference in orientation.
func TestDistance(t *testing.T) {
	r := NewRing()
	d := r.Distance(60)
	for i := range 60 {
		a, b := 2*math.Pi*float64(i)/59, 2*math.Pi*float64(7)/59
		want := math.Hypot(math.Cos(a)-math.Cos(b), math.Sin(a)-math.Sin(b))
		if !(math.Abs(d(i, 7)-want) < 1e-12) {
			t.Errorf("closed: d(%d, 7) = %g, want %g", i, d(i, 7), want)
		}
	}
	if !(d(0, 59) < 1e-12) {
		t.Errorf("closed: d(0, 59) = %g, want 0", d(0, 59))
	}
	r.Positions = "equal"
	if d, want := r.Distance(60)(0, 59), 2*math.Sin(3*math.Pi/180); !(math.Abs(d-want) < 1e-12) {
		t.Errorf("equal: d(0, 59) = %g, want %g", d, want)
	}
}

func TestDelays(t *testing.T) {
	n, a, b := twoPopulations(100, 100)
	p := must(n.Connect(ConnectSpec{Pre: a, Post: b, Connector: AllToAll{}, Weight: Fixed(1), Delay: NewRing().Delays()}))
	sum, lo, hi := 0.0, math.Inf(1), 0.0
	for _, s := range p.List(nil) {
		sum += s.DelayMs
		lo, hi = min(lo, s.DelayMs), max(hi, s.DelayMs)
	}
	// Mean of normal(3, 5) within [.1, 5]: 3 + 5 (φ(α)−φ(β))/(Φ(β)−Φ(α)).
	phi := func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }
	cdf := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	al, be := (0.1-3)/5, (5.0-3)/5
	want := 3 + 5*(phi(al)-phi(be))/(cdf(be)-cdf(al))
	if mean := sum / float64(p.Synapses()); !(math.Abs(mean-want) < 0.06) || lo < 0.1-1e-9 || hi > 5+1e-9 {
		t.Errorf("delays from %g to %g, mean %g; want .1 to 5, mean %g", lo, hi, mean, want)
	}
}

// A delay of 200 ms arrives 200 ms later, also when the room for it was made
// while other spikes were under way.
func TestLongDelayMadeLate(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	in := must(n.Source("in", "in", 1, &SpikeArray{TimesMs: [][]float64{{1, 4}}}))
	out := must(n.Populate("out", "out", sim.Excitatory, 1, condExp()))
	must(n.Connect(ConnectSpec{Name: "short", Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(1), Delay: Fixed(2)}))
	g := out.Variables()[1].X
	seen := map[int64]float64{}
	last := 0.0
	for n.Steps() < 2100 {
		if n.Steps() == 20 { // the spike of 1 ms is under way
			must(n.Connect(ConnectSpec{Name: "long", Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(3), Delay: Fixed(200)}))
		}
		k := n.Steps()
		if err := n.Step(); err != nil {
			t.Fatal(err)
		}
		if w := g[0]/math.Exp(-0.4) - last; w > 1e-9 {
			seen[k] = w
		}
		last = g[0]
	}
	if len(seen) != 3 || math.Abs(seen[31]-1) > 1e-9 || math.Abs(seen[61]-1) > 1e-9 || math.Abs(seen[2041]-3) > 1e-9 {
		t.Errorf("jumps %v, want 1 at 31 and 61, 3 at 2041", seen)
	}
}

func TestWeightsOut(t *testing.T) {
	n, a, b := twoPopulations(3, 2)
	p := must(n.Connect(ConnectSpec{Pre: a, Post: b, Connector: Pairs{Pre: []int{2, 2, 0}, Post: []int{1, 1, 0}}, Weight: Fixed(2), WMax: 4}))
	w := p.Weights(nil)
	for k, want := range []float64{2, math.NaN(), math.NaN(), math.NaN(), math.NaN(), 4} {
		if w[k] != want && !(math.IsNaN(w[k]) && math.IsNaN(want)) {
			t.Errorf("[post, pre] = %v", w)
		}
	}
	if err := p.SetWeights([]float64{1, 3, 4}); err != nil {
		t.Fatal(err)
	}
	s := p.Stats(4)
	if s.Min != 1 || s.Max != 4 || math.Abs(s.Mean-8.0/3) > 1e-12 || s.Histogram[0] != 0 || s.Histogram[1] != 1 || s.Histogram[2] != 0 || s.Histogram[3] != 2 {
		t.Errorf("%+v", s)
	}
}
