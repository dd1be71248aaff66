package cortex

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"runtime"
	"slices"
	"testing"

	"striate/params"
	"striate/sim"
	"striate/stdp"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func condExp() *IFCondExp { return must(params.New[CellModel]("if_cond_exp")).(*IFCondExp) }

// A spike at step 10 over a synapse of 1.2 ms is first seen at step 23, as a
// jump of g by the weight.
func TestOneSpikeOneSynapse(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	in := must(n.Source("in", "in", 1, &SpikeArray{TimesMs: [][]float64{{1}}}))
	out := must(n.Populate("out", "out", sim.Excitatory, 1, condExp()))
	must(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(7), Delay: Fixed(1.2), Receptor: Inhibitory}))
	g := out.Variables()[2]
	for k := range 60 {
		// Before step k the state shows what arrived until step k−1, decayed.
		want := 0.0
		if k > 23 {
			want = 7 * math.Exp(-float64(k-23)*0.1/0.75)
		}
		if !(math.Abs(g.X[0]-want) < 1e-12) {
			t.Fatalf("%s before step %d: %g, want %g", g.Name, k, g.X[0], want)
		}
		if err := n.Step(); err != nil {
			t.Fatal(err)
		}
		if (k == 10) != (len(in.Spikes()) == 1) {
			t.Fatalf("step %d: source spikes %v", k, in.Spikes())
		}
	}
}

// ringNet is the six-sequences network; on or off is its plasticity.
type ringNet struct {
	net   *Network
	ring  *Ring
	layer *Layer
	input *Population
	spec  *RingInput
	rates []float64
}

func newRingNet(seed sim.Seed, n int, change func(*Ring)) *ringNet {
	r := &ringNet{net: must(NewNetwork(0.1, seed)), ring: NewRing(), spec: NewRingInput()}
	r.ring.N, r.ring.NInh = n, n
	if change != nil {
		change(r.ring)
	}
	r.layer = must(r.ring.Build(r.net, ""))
	r.input = must(r.spec.Connect(r.net, r.ring, r.layer, ""))
	r.rates = make([]float64, r.ring.N)
	return r
}

// sequence runs sequence k of 1 s.
func (r *ringNet) sequence(k int, out [][]sim.Spike) [][]sim.Spike {
	if err := r.input.SetRates(r.spec.Rates(r.rates, SequenceDeg(float64(k)*1000))); err != nil {
		panic(err)
	}
	return must(r.net.Run(int64(k+1)*10000, out))
}

func hashSpikes(all ...[][]sim.Spike) uint64 {
	h := fnv.New64a()
	for _, out := range all {
		for _, s := range out {
			for _, x := range s {
				fmt.Fprintf(h, "%d %d ", x.Step, x.Index)
			}
			fmt.Fprint(h, "|")
		}
	}
	return h.Sum64()
}

// Same seed, same spikes: on one core and two, with weights read in between,
// with learning rules retuned to what they are, and with a population more.
func TestDeterminism(t *testing.T) {
	run := func(seed sim.Seed, before func(*ringNet), between func(*ringNet)) uint64 {
		r := newRingNet(seed, 30, nil)
		if before != nil {
			before(r)
		}
		var all [][][]sim.Spike
		for k := range 2 {
			for part := range 10 {
				if part == 0 {
					r.input.SetRates(r.spec.Rates(r.rates, SequenceDeg(float64(k)*1000)))
				}
				out := must(r.net.Run(int64(k)*10000+int64(part+1)*1000, nil))
				all = append(all, out[:3])
				if between != nil {
					between(r)
				}
			}
		}
		return hashSpikes(all...)
	}
	want := run(1, nil, nil)
	for name, got := range map[string]func() uint64{
		"again": func() uint64 { return run(1, nil, nil) },
		"one core": func() uint64 {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			return run(1, nil, nil)
		},
		"reading weights": func() uint64 {
			return run(1, nil, func(r *ringNet) {
				for _, p := range r.net.Projections() {
					p.Weights(nil)
				}
			})
		},
		"retuning to the same": func() uint64 {
			return run(1, nil, func(r *ringNet) {
				if err := r.ring.Retune(r.layer); err != nil {
					t.Error(err)
				}
			})
		},
		"another population": func() uint64 {
			return run(1, func(r *ringNet) {
				in := must(r.net.Source("more", "more", 5, &Poisson{RateHz: 50}))
				x := must(r.net.Populate("x", "x", sim.Excitatory, 5, condExp()))
				must(r.net.Connect(ConnectSpec{Pre: in, Post: x, Connector: AllToAll{Self: true}, Weight: Fixed(50), Rule: stdp.Causal()}))
				must(r.net.Connect(ConnectSpec{Pre: r.layer.E, Post: x, Connector: AllToAll{Self: true}, Weight: Fixed(5), Delay: Fixed(50)}))
			}, nil)
		},
	} {
		if h := got(); h != want {
			t.Errorf("%s: spikes differ", name)
		}
	}
	if run(2, nil, nil) == want {
		t.Error("another seed gives the same spikes")
	}
}

// Off, no weight moves; on again, they do.
func TestLearningSwitch(t *testing.T) {
	r := newRingNet(1, 30, nil)
	weights := func() (w []float64) {
		for _, p := range r.net.Projections() {
			for _, s := range p.List(nil) {
				w = append(w, s.Weight)
			}
		}
		return w
	}
	r.sequence(0, nil)
	r.net.SetLearning(false)
	w := weights()
	r.sequence(1, nil)
	if !slices.Equal(w, weights()) {
		t.Error("weights changed while learning was off")
	}
	r.net.SetLearning(true)
	r.layer.EI.SetLearning(false)
	ei := r.layer.EI.Stats(10)
	r.sequence(2, nil)
	if slices.Equal(w, weights()) {
		t.Error("weights did not change after learning was on again")
	}
	if now := r.layer.EI.Stats(10); now.Mean != ei.Mean {
		t.Error("the projection with its own switch off learned")
	}
}

func TestNoAllocationPerStep(t *testing.T) {
	r := newRingNet(1, 30, nil)
	out := r.sequence(0, nil)
	out = r.sequence(1, out)
	to := r.net.Steps()
	if n := testing.AllocsPerRun(5, func() {
		to += 2000
		out = must(r.net.Run(to, out))
	}); n > 1 {
		t.Errorf("%g allocations in 2000 steps, want none", n)
	}
}

func TestFailures(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	must(n.Populate("calm", "calm", sim.Excitatory, 3, condExp()))
	p := must(n.Populate("wild", "wild", sim.Excitatory, 3, condExp()))
	n.SetRunaway(300)
	for i := range p.Inject() {
		p.Inject()[i] = 50000
	}
	_, err := n.Run(10000, nil)
	var f *Failure
	if !errors.As(err, &f) || f.Population != "wild" || f.TimeMs != 100 || !(f.RateHz > 300) {
		t.Errorf("runaway: %v", err)
	}
	n.SetRunaway(0)
	if _, err := n.Run(3000, nil); err != nil {
		t.Errorf("not watched: %v", err)
	}
	n.Population("calm").V()[1] = math.NaN()
	if _, err = n.Run(10000, nil); !errors.As(err, &f) || f.Population != "calm" || f.Neuron != 1 || f.TimeMs != 301 {
		t.Errorf("NaN: %v", err)
	}
}

func TestRefused(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	in := must(n.Source("in", "in", 3, &Poisson{RateHz: 10}))
	out := must(n.Populate("out", "out", sim.Excitatory, 4, condExp()))
	for name, err := range map[string]error{
		"dt":          second(NewNetwork(math.NaN(), 1)),
		"name":        second(n.Source("in", "in", 3, &Poisson{})),
		"rate":        second(n.Source("in2", "in", 3, &Poisson{RateHz: math.Inf(1)})),
		"rates":       in.SetRates([]float64{1, math.NaN(), 1}),
		"few rates":   in.SetRates([]float64{1}),
		"no rates":    out.SetRates([]float64{1, 1, 1, 1}),
		"one to one":  second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: OneToOne{}, Weight: Fixed(1)})),
		"to a source": second(n.Connect(ConnectSpec{Pre: out, Post: in, Connector: AllToAll{}, Weight: Fixed(1)})),
		"receptor":    second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: AllToAll{}, Receptor: "nmda"})),
		"weight":      second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: AllToAll{}, Weight: Fixed(-1)})),
		"delay":       second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: AllToAll{}, Delay: Fixed(201)})),
		"far delay":   second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: AllToAll{}, Delay: Normal{3, 5, 100, 200}})),
		"probability": second(n.Connect(ConnectSpec{Pre: in, Post: out, Connector: FixedProbability{P: 1.5}})),
		"cell":        second(n.Populate("bad", "bad", sim.Excitatory, 1, &IFCondExp{})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if len(n.Populations()) != 2 || len(n.Projections()) != 0 {
		t.Error("something refused was kept")
	}
}

func second[T any](_ T, err error) error { return err }
