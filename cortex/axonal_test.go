package cortex

import (
	"maps"
	"math"
	"math/rand/v2"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// clockwork is one synapse under the pair rule, advanced step by step with two
// decaying traces: the plainest way to have it.
type clockwork struct {
	rule    *stdp.Pair
	dt      float64
	w, wMax float64
	kp, km  float64 // traces of the spikes that reached it in steps before
}

// step does one step and returns the weight that the pre spike, if there is
// one, carries.
func (c *clockwork) step(pre, post bool) (carried float64) {
	c.kp *= math.Exp(-c.dt / c.rule.TauPlusMs)
	c.km *= math.Exp(-c.dt / c.rule.TauMinusMs)
	if pre {
		c.w = min(max(c.w-c.rule.AMinus*c.km*c.w, 0), c.wMax)
	}
	carried = c.w
	if post {
		c.w = min(max(c.w+c.rule.APlus*c.kp*(c.wMax-c.w), 0), c.wMax)
	}
	if pre {
		c.kp++
	}
	if post {
		c.km++
	}
	return carried
}

// With any share of the delay on the axon, a spike reaches the synapse at
// t + axonal and the target at t + delay, carrying the weight of the time
// between, and a spike of the target reaches the synapse at t + dendritic:
// conductances and weights are those of a clockwork.
func TestAxonalDelay(t *testing.T) {
	const sources, targets, steps, wMax = 4, 5, 4000, 8.0
	for _, share := range []float64{0, 0.25, 0.5, 1} {
		rng := rand.New(rand.NewPCG(5, 6))
		trains := make([][]float64, sources)
		for i := range trains {
			for range 25 {
				trains[i] = append(trains[i], float64(rng.IntN(steps))/10)
			}
		}
		rule := stdp.Causal()
		n := must(NewNetwork(0.1, 3))
		in := must(n.Source("in", "", sources, &SpikeArray{TimesMs: trains}))
		noise := must(n.Source("noise", "", 20, &Poisson{RateHz: 40}))
		out := must(n.Populate("out", "", sim.Excitatory, targets, condExp()))
		must(n.Connect(ConnectSpec{Pre: noise, Post: out, Connector: AllToAll{Self: true}, Weight: Fixed(150), Delay: Fixed(1)}))
		p := must(n.Connect(ConnectSpec{Pre: in, Post: out, Receptor: Inhibitory, Connector: AllToAll{Self: true},
			Weight: Uniform{1, 6}, WMax: wMax, Delay: Uniform{0.1, 12}, Axonal: share, Rule: rule}))

		type synapse struct {
			clockwork
			pre, post, axonal, dendritic int
		}
		var all []*synapse
		p.each(func(i int32, s *strand, z int32) {
			post, dendritic := s.at(z)
			d := int(s.axonal) + int(dendritic)
			if want := math.Round(share * float64(d)); float64(s.axonal) != want {
				t.Errorf("share %g: %d of %d steps on the axon, want %g", share, s.axonal, d, want)
			}
			all = append(all, &synapse{clockwork{rule: rule, dt: 0.1, w: s.syn.W[z], wMax: wMax}, int(i), int(post), int(s.axonal), int(dendritic)})
		})
		if len(all) != sources*targets {
			t.Fatalf("%d synapses", len(all))
		}
		fired := func(p *Population, i int) bool {
			for _, k := range p.Spikes() {
				if int(k) == i {
					return true
				}
			}
			return false
		}
		pre, post := make([][sources]bool, steps), make([][targets]bool, steps)
		arrive := make([][targets]float64, steps+200)
		g, want := out.Variables()[2].X, [targets]float64{}
		spikes := 0
		for k := range steps {
			for j := range want {
				if !(math.Abs(g[j]-want[j]) <= 1e-10*want[j]+1e-18) {
					t.Fatalf("share %g, before step %d: g of target %d = %.15g, want %.15g", share, k, j, g[j], want[j])
				}
				want[j] = (want[j] + arrive[k][j]) * math.Exp(-0.1/0.75)
			}
			if err := n.Step(); err != nil {
				t.Fatal(err)
			}
			for i := range sources {
				pre[k][i] = fired(in, i)
			}
			for j := range targets {
				if post[k][j] = fired(out, j); post[k][j] {
					spikes++
				}
			}
			for _, s := range all {
				reached := k >= s.axonal && pre[k-s.axonal][s.pre]
				if w := s.step(reached, k >= s.dendritic && post[k-s.dendritic][s.post]); reached {
					arrive[k+s.dendritic+1][s.post] += w
				}
			}
		}
		z, moved := 0, 0
		for _, s := range p.List(nil) {
			if w := all[z].w; !(math.Abs(s.Weight-w) <= 1e-9*w) {
				t.Errorf("share %g: weight %d->%d (%d + %d steps) = %.15g, want %.15g", share, s.Pre, s.Post, all[z].axonal, all[z].dendritic, s.Weight, w)
			}
			if math.Abs(s.Weight-6) > 1e-3 {
				moved++
			}
			z++
		}
		if spikes < 30 || moved < 10 {
			t.Errorf("share %g: %d spikes, %d weights moved: too few for a test", share, spikes, moved)
		}
	}
}

// An axon made while spikes are under way on others carries those that its
// source fires from then on, and takes none from the others; so does one that
// was saved then.
func TestAxonMadeLate(t *testing.T) {
	build := func() *Network {
		n := must(NewNetwork(0.1, 1))
		in := must(n.Source("in", "", 1, &SpikeArray{TimesMs: [][]float64{{1.5, 2.5}}}))
		out := must(n.Populate("out", "", sim.Excitatory, 1, condExp()))
		must(n.Connect(ConnectSpec{Name: "short", Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(1), Delay: Fixed(3), Axonal: 1}))
		return n
	}
	late := func(n *Network) {
		must(n.Connect(ConnectSpec{Name: "long", Pre: n.Population("in"), Post: n.Population("out"), Connector: OneToOne{}, Weight: Fixed(5), Delay: Fixed(6), Axonal: 1}))
	}
	jumps := func(n *Network) map[int64]float64 {
		seen, last, g := map[int64]float64{}, 0.0, n.Population("out").Variables()[1].X
		for n.Steps() < 120 {
			if n.Steps() == 20 {
				late(n)
			}
			k := n.Steps()
			if err := n.Step(); err != nil {
				t.Fatal(err)
			}
			if w := g[0]/math.Exp(-0.4) - last; w > 1e-9 {
				seen[k] = math.Round(w*1e6) / 1e6
			}
			last = g[0]
		}
		return seen
	}
	want := map[int64]float64{15 + 31: 1, 25 + 31: 1, 25 + 61: 5}
	n := build()
	if got := jumps(n); !maps.Equal(got, want) {
		t.Errorf("jumps %v, want %v", got, want)
	}
	n = build()
	must(n.Run(20, nil))
	late(n)
	must(n.Run(21, nil))
	data, err := sim.Save(n.State)
	if err != nil {
		t.Fatal(err)
	}
	n = build()
	late(n)
	if err := sim.Load(data, n.State); err != nil {
		t.Fatal(err)
	}
	if got := jumps(n); !maps.Equal(got, want) {
		t.Errorf("from what was saved: jumps %v, want %v", got, want)
	}
}
