package cortex

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// wire makes one projection between sources and cells that prefer orientations
// all round, and lists it.
func wire(t *testing.T, pre, post int, s ConnectSpec) (*Projection, []Synapse) {
	t.Helper()
	n := must(NewNetwork(0.1, 7))
	s.Pre, s.Post = must(n.Source("a", "", pre, &Poisson{})), must(n.Populate("b", "", sim.Excitatory, post, condExp()))
	s.Pre.SetPreferred(Preferred(pre))
	s.Post.SetPreferred(Preferred(post))
	p, err := n.Connect(s)
	if err != nil {
		t.Fatalf("%#v: %v", s.Connector, err)
	}
	return p, p.List(nil)
}

// degrees counts the synapses of each source and target, and those between a
// pair that has one already.
func degrees(list []Synapse, pre, post int) (out, in []int, twice, self int) {
	out, in = make([]int, pre), make([]int, post)
	seen := map[[2]int32]bool{}
	for _, s := range list {
		out[s.Pre]++
		in[s.Post]++
		if seen[[2]int32{s.Pre, s.Post}] {
			twice++
		}
		if s.Pre == s.Post {
			self++
		}
		seen[[2]int32{s.Pre, s.Post}] = true
	}
	return out, in, twice, self
}

// Every target has the same in-degree; sources are drawn evenly, more than
// once for a target only if asked, and itself only if allowed.
func TestFixedInDegree(t *testing.T) {
	const pre, post = 60, 400
	for _, c := range []FixedInDegree{
		{K: 20}, {K: 20, Self: true}, {K: 20, Multapses: true}, {K: 20, Multapses: true, Self: true},
		{K: 59}, {K: 60, Self: true}, {K: 200, Multapses: true}, {K: 0},
	} {
		_, list := wire(t, pre, post, ConnectSpec{Connector: c})
		out, in, twice, self := degrees(list, pre, post)
		for j, k := range in {
			if k != c.K {
				t.Fatalf("%+v: target %d has %d synapses", c, j, k)
			}
		}
		if !c.Multapses && twice > 0 || c.Multapses && c.K > 5 && twice < 10 {
			t.Errorf("%+v: %d pairs connected again", c, twice)
		}
		if !c.Self && self > 0 || c.Self && c.K > 5 && self == 0 {
			t.Errorf("%+v: %d synapses between neurons of the same index", c, self)
		}
		mean := float64(c.K*post) / pre
		for i, k := range out {
			if math.Abs(float64(k)-mean) > 6*math.Sqrt(mean)+1 {
				t.Errorf("%+v: source %d has %d synapses, want about %g", c, i, k, mean)
			}
		}
	}
}

// Chance 0 connects none and chance 1 all; between, the number of synapses is
// binomial over many draws, and every pair has the same chance.
func TestFixedProbability(t *testing.T) {
	const pre, post = 40, 50
	for _, c := range []struct {
		how  FixedProbability
		want int
	}{
		{FixedProbability{P: 0, Self: true}, 0}, {FixedProbability{P: 5e-324, Self: true}, 0}, {FixedProbability{P: 1e-12, Self: true}, 0},
		{FixedProbability{P: 1, Self: true}, 2000}, {FixedProbability{P: 1}, 1960}, {FixedProbability{P: 1 - 1e-16, Self: true}, 2000},
	} {
		_, list := wire(t, pre, post, ConnectSpec{Connector: c.how})
		if _, _, twice, self := degrees(list, pre, post); len(list) != c.want || twice > 0 || !c.how.Self && self > 0 {
			t.Errorf("%+v: %d synapses, %d twice, %d self; want %d", c.how, len(list), twice, self, c.want)
		}
	}
	for _, p := range []float64{0.001, 0.1, 0.5, 0.97} {
		const draws = 400
		hits := make([]float64, pre*post)
		n := must(NewNetwork(0.1, 7))
		a, b := must(n.Source("a", "", pre, &Poisson{})), must(n.Populate("b", "", sim.Excitatory, post, condExp()))
		sum, squares := 0.0, 0.0
		for k := range draws {
			count := 0.0
			err := FixedProbability{P: p, Self: true}.connect(a, b, n.seed.Rand(string(rune('a'+k))), func(i, j int) bool {
				hits[i*post+j]++
				count++
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			sum, squares = sum+count, squares+count*count
		}
		m, v := pre*post*p, pre*post*p*(1-p)
		if mean := sum / draws; math.Abs(mean-m) > 5*math.Sqrt(v/draws) {
			t.Errorf("p %g: %g synapses on average, want %g", p, mean, m)
		}
		if sd := squares/draws - sum/draws*sum/draws; math.Abs(sd/v-1) > 5*math.Sqrt(2.0/draws) {
			t.Errorf("p %g: the number of synapses has the variance %g, want %g", p, sd, v)
		}
		chi := 0.0 // has pre·post degrees of freedom
		for _, h := range hits {
			chi += (h - draws*p) * (h - draws*p) / (draws * p * (1 - p))
		}
		if dof := float64(pre * post); math.Abs(chi-dof) > 5*math.Sqrt(2*dof+dof/(draws*p*(1-p))) {
			t.Errorf("p %g: χ² of the pairs %g, want %g", p, chi, dof)
		}
	}
}

// A probability that is a formula connects as the closed form says.
func TestFormulaConnector(t *testing.T) {
	const n = 120
	deg := Preferred(n)
	for text, p := range map[string]func(i, j int) float64{
		"exp(-2*d)": func(i, j int) float64 {
			return math.Exp(-4 * math.Abs(math.Sin(math.Pi*float64(i-j)/n)))
		},
		"exp(-delta/20)": func(i, j int) float64 {
			d := math.Abs(deg[i] - deg[j])
			return math.Exp(-min(d, 180-d) / 20)
		},
		"3*exp(-d) - 1": func(i, j int) float64 {
			return min(max(3*math.Exp(-2*math.Abs(math.Sin(math.Pi*float64(i-j)/n)))-1, 0), 1)
		},
		"j == mod(i + 1, 120)": func(i, j int) float64 {
			if j == (i+1)%n {
				return 1
			}
			return 0
		},
		"2":  func(i, j int) float64 { return 1 },
		"-1": func(i, j int) float64 { return 0 },
	} {
		for _, self := range []bool{false, true} {
			mean, v := 0.0, 0.0
			for i := range n {
				for j := range n {
					if q := p(i, j); self || i != j {
						mean, v = mean+q, v+q*(1-q)
					}
				}
			}
			_, list := wire(t, n, n, ConnectSpec{Connector: &Distance{P: text, Self: self}})
			if math.Abs(float64(len(list))-mean) > 4*math.Sqrt(v)+1e-6 {
				t.Errorf("%s: %d synapses, want %g ± %g", text, len(list), mean, math.Sqrt(v))
			}
			for _, s := range list {
				if p(int(s.Pre), int(s.Post)) == 0 || !self && s.Pre == s.Post {
					t.Fatalf("%s: %+v", text, s)
				}
			}
		}
	}
}

func TestVonMisesConnector(t *testing.T) {
	const pre, post = 90, 150
	c := &VonMisesRing{Peak: 0.8, B: 12, Self: true}
	mean, v := 0.0, 0.0
	for i := range pre {
		for j := range post {
			x := (180*float64(i)/pre - 180*float64(j)/post) * math.Pi / 180
			b := 12 * math.Pi / 180
			q := 0.8 * math.Exp((math.Cos(2*x)-1)/(4*b*b))
			mean, v = mean+q, v+q*(1-q)
		}
	}
	if _, list := wire(t, pre, post, ConnectSpec{Connector: c}); math.Abs(float64(len(list))-mean) > 4*math.Sqrt(v) {
		t.Errorf("%d synapses, want %g ± %g", len(list), mean, math.Sqrt(v))
	}
}

// Weights and delays of a list go with their pairs, however the rows are
// sorted, whether the list is given by value or by address.
func TestPairsWithWeightsAndDelays(t *testing.T) {
	list := Pairs{Pre: []int{2, 0, 2, 2, 1}, Post: []int{1, 3, 0, 1, 2}, W: []float64{1, 2, 3, 4, 5}, DelayMs: []float64{9, 1, 2.04, 0.3, 0}}
	want := []Synapse{{0, 3, 1, 2}, {1, 2, 0.1, 5}, {2, 1, 0.3, 4}, {2, 0, 2, 3}, {2, 1, 9, 1}}
	for _, c := range []Connector{list, &list} {
		_, got := wire(t, 4, 4, ConnectSpec{Connector: c, Weight: Fixed(77), Delay: Fixed(7)})
		if !slices.EqualFunc(got, want, func(a, b Synapse) bool {
			return a.Pre == b.Pre && a.Post == b.Post && a.Weight == b.Weight && math.Abs(a.DelayMs-b.DelayMs) < 1e-9
		}) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// What is drawn depends on the seed and the name of the projection, not on
// what else is there.
func TestConnectByName(t *testing.T) {
	draw := func(name string, before bool) []Synapse {
		n, a, b := twoPopulations(50, 60)
		spec := ConnectSpec{Name: name, Pre: a, Post: b, Connector: FixedProbability{P: 0.2}, Weight: Uniform{1, 2}, Delay: Uniform{1, 9}}
		if before {
			other := spec
			other.Name = "before"
			must(n.Connect(other))
		}
		return must(n.Connect(spec)).List(nil)
	}
	if !slices.Equal(draw("x", false), draw("x", true)) {
		t.Error("a projection made before changes what is drawn")
	}
	if slices.Equal(draw("x", false), draw("y", false)) {
		t.Error("another name draws the same")
	}
}

func TestConnectorsRefused(t *testing.T) {
	n, a, b := twoPopulations(4, 5)
	big := must(n.Source("big", "", 200_000, &Poisson{}))
	many := must(n.Populate("many", "", sim.Excitatory, 100_000, condExp()))
	for _, c := range []struct {
		how       Connector
		pre, post *Population
		want      string
	}{
		{OneToOne{}, a, b, "one to one from 4 to 5 neurons"},
		{FixedProbability{P: math.NaN()}, a, b, "p = NaN, want 0 to 1"},
		{FixedProbability{P: -0.1}, a, b, "p = -0.1"},
		{FixedInDegree{K: 4}, a, b, "k = 4, want 0 to 3"},
		{FixedInDegree{K: 5, Self: true}, a, b, "k = 5, want 0 to 4"},
		{FixedInDegree{K: -1}, a, b, "k = -1"},
		{&Distance{P: "exp(-x)"}, a, b, `p = "exp(-x)"`},
		{&Distance{P: ""}, a, b, `p = ""`},
		{&Distance{P: "delta"}, a, b, `formula "delta": cortex: connection probability NaN`},
		{&Distance{P: "log(0*d - 1)"}, a, b, "NaN"},
		{&VonMisesRing{Peak: 1, B: 10}, a, b, "has no preferred orientations"},
		{&VonMisesRing{Peak: 1.1, B: 10}, a, b, "peak = 1.1"},
		{&VonMisesRing{Peak: 1, B: 0}, a, b, "b_deg = 0"},
		{Probability{P: func(i, j int) float64 { return 1.5 }}, a, b, "connection probability 1.5 from 0 to 0"},
		{Pairs{Pre: []int{1, 2}, Post: []int{1}}, a, b, "1 targets in the list of pairs, want 2"},
		{Pairs{Pre: []int{4}, Post: []int{1}}, a, b, "pair 0 connects 4 to 1"},
		{Pairs{Pre: []int{1}, Post: []int{-1}}, a, b, "pair 0 connects 1 to -1"},
		{Pairs{Pre: []int{1}, Post: []int{1}, W: []float64{-1}}, a, b, "weight -1"},
		{Pairs{Pre: []int{1}, Post: []int{1}, W: []float64{1, 2}}, a, b, "2 weights"},
		{Pairs{Pre: []int{1}, Post: []int{1}, DelayMs: []float64{math.NaN()}}, a, b, "delay of NaN ms"},
		{Pairs{Pre: []int{1}, Post: []int{1}, DelayMs: []float64{}}, a, b, "0 delays"},
		{AllToAll{}, big, many, "about 2e+10 synapses, want at most"},
		{FixedProbability{P: 0.5}, big, many, "about 1e+10 synapses"},
		{FixedInDegree{K: 100_000}, big, many, "about 1e+10 synapses"},
		{&Distance{P: "0"}, big, many, "about 2e+10 pairs"},
	} {
		_, err := n.Connect(ConnectSpec{Pre: c.pre, Post: c.post, Connector: c.how})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%#v: %v, want it to say %q", c.how, err, c.want)
		}
	}
	if len(n.Projections()) != 0 {
		t.Error("something refused was kept")
	}
}

// Delays that need more room than is reasonable are refused before it is taken.
func TestLargeDelaysRefused(t *testing.T) {
	n := must(NewNetwork(0.001, 1))
	a := must(n.Populate("a", "", sim.Excitatory, 5000, condExp()))
	_, err := n.Connect(ConnectSpec{Pre: a, Post: a, Connector: OneToOne{}, Delay: Fixed(200)})
	if err == nil || !strings.Contains(err.Error(), "delays of up to 200000 steps onto 5000 neurons") {
		t.Error(err)
	}
	n = must(NewNetwork(0.1, 1))
	b := must(n.Populate("b", "", sim.Excitatory, 2000, condExp()))
	_, err = n.Connect(ConnectSpec{Pre: b, Post: b, Connector: OneToOne{}, Delay: Uniform{0.1, 200}, Axonal: 0.5, Rule: stdp.Causal()})
	if err == nil || !strings.Contains(err.Error(), "different axonal delays onto 2000 neurons that learn, want at most 262") {
		t.Error(err)
	}
}
