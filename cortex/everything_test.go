package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"striate/params"
	"striate/sim"
	"striate/stdp"
)

// everything is a network with every kind of thing in it: noisy thalamic cells,
// sources of each kind, rules, axons, long delays, currents and a plastic ring.
// scale 1 is 3000 cells and more, enough for both phases of a step to be
// shared out.
func everything(scale float64) *Network {
	n := must(NewNetwork(0.1, 11))
	cells := func(name string, role sim.Role, size int, m CellModel) *Population {
		return must(n.Populate(name, name, role, max(3, int(scale*float64(size))), m))
	}
	thalamic := cells("thalamic", sim.Thalamic, 600, ThalamoRecipient())
	e := cells("e", sim.Excitatory, 1600, condExp())
	i := cells("i", sim.Inhibitory, 600, condExp())
	alpha := cells("alpha", sim.Excitatory, 400, must(newModel("if_cond_alpha")))
	noisy := must(n.Source("noisy", "noisy", max(3, int(scale*500)), &Poisson{RateHz: 30}))
	times := make([][]float64, 10)
	rng := rand.New(rand.NewPCG(3, 4))
	for k := range times {
		for range 40 {
			times[k] = append(times[k], 250*rng.Float64())
		}
	}
	array := must(n.Source("array", "array", len(times), &SpikeArray{TimesMs: times}))

	connect := func(pre, post *Population, s ConnectSpec) {
		s.Pre, s.Post = pre, post
		must(n.Connect(s))
	}
	in := func(k int) Connector { return FixedInDegree{K: k, Multapses: true, Self: true} }
	triplet := must(newRule("triplet"))
	connect(noisy, e, ConnectSpec{Connector: in(30), Weight: Uniform{40, 120}, Delay: Uniform{0.1, 3}})
	connect(noisy, i, ConnectSpec{Connector: in(30), Weight: Constant{60}, WMax: 90, Delay: Constant{2}, Axonal: 1, Rule: stdp.Causal()})
	connect(thalamic, e, ConnectSpec{Connector: in(20), Weight: LogNormal{40, 0.5, 1, 300}, Delay: Normal{1.5, 0.2, 1, 2}, Axonal: 0.5, Rule: stdp.Causal()})
	connect(e, e, ConnectSpec{Connector: in(60), Weight: Constant{10}, Delay: Constant{50}, Axonal: 0.3, Rule: triplet})
	connect(e, i, ConnectSpec{Connector: in(60), Weight: Constant{12}, Delay: Constant{1.5}})
	connect(i, e, ConnectSpec{Connector: in(30), Receptor: Inhibitory, Weight: Constant{40}, WMax: 80, Delay: Uniform{0.5, 2}, Rule: stdp.SymmetricPlus()})
	connect(e, alpha, ConnectSpec{Connector: FixedProbability{P: 0.05, Self: true}, Weight: Constant{30}, Delay: Constant{7.3}, Axonal: 1})
	connect(array, alpha, ConnectSpec{Connector: AllToAll{Self: true}, Weight: Constant{20}, Delay: Constant{50}})

	ring := NewRing()
	ring.N, ring.NInh = max(4, int(60*scale)), max(4, int(60*scale))
	layer := must(ring.Build(n, "2"))
	feed := NewRingInput()
	input := must(feed.Connect(n, ring, layer, "2"))
	if err := input.SetRates(feed.Rates(make([]float64, ring.N), 40)); err != nil {
		panic(err)
	}

	drive := func(p *Population, c Current, cells []int32) {
		if err := p.Drive(c, cells); err != nil {
			panic(err)
		}
	}
	drive(e, &SinusoidCurrent{Amplitude: 200, Frequency: 40, Stop: 1e9}, []int32{0, 2})
	drive(e, &StepCurrent{Amplitude: 150, Start: 20, Stop: 90}, nil)
	drive(alpha, &FormulaCurrent{PA: "300*heaviside(t - 10)*exp(-t/100)"}, nil)
	drive(thalamic, &RampCurrent{From: 200, To: 600, Start: 5, Stop: 60}, nil)
	alpha.Inject()[1] = 77
	return n
}

// events changes what may be changed in a run, before step k.
func events(n *Network, k int64) {
	switch k {
	case 100:
		rates := make([]float64, n.Population("noisy").N())
		for i := range rates {
			rates[i] = float64(i % 90)
		}
		if err := n.Population("noisy").SetRates(rates); err != nil {
			panic(err)
		}
	case 300:
		n.SetLearning(false)
	case 420:
		n.Projection("i->e").SetLearning(false)
	case 500:
		n.Projection("e->e").SetLearning(true) // the network's own switch is off
	case 700:
		n.SetLearning(true)
	case 900:
		n.SetLearning(true) // that of i->e is off
	case 1100:
		n.Projection("i->e").SetLearning(true)
		n.Population("e").Inject()[0] = 400
	}
}

// advance runs a network to a step, with its events, in pieces of the given
// number of steps (0: as long as nothing happens) and adds to its spikes.
func advance(n *Network, to, piece int64, all [][]sim.Spike) [][]sim.Spike {
	for len(all) < len(n.populations) {
		all = append(all, nil)
	}
	stops := []int64{100, 300, 420, 500, 700, 900, 1100}
	for n.Steps() < to {
		events(n, n.Steps())
		until := to
		for _, s := range stops {
			if s > n.Steps() {
				until = min(until, s)
			}
		}
		if piece > 0 {
			until = min(until, n.Steps()+piece)
		}
		for k, s := range must(n.Run(until, nil)) {
			all[k] = append(all[k], s...)
		}
	}
	return all
}

// differs says where two networks of one kind, or the spikes they made, are
// not the same to the bit; nothing if they are.
func differs(a, b *Network, spikesA, spikesB [][]sim.Spike) string {
	for k, p := range a.populations {
		q := b.populations[k]
		if !slices.Equal(spikesA[k], spikesB[k]) {
			return fmt.Sprintf("%s made %d spikes and %d, or others", p.Name(), len(spikesA[k]), len(spikesB[k]))
		}
		for v, x := range p.Variables() {
			if !sameBits(x.X, q.Variables()[v].X) {
				return p.Name() + " differs in " + x.Name
			}
		}
	}
	for k, p := range a.projections {
		q := b.projections[k]
		x, y := p.List(nil), q.List(nil)
		for z := range x {
			if x[z] != y[z] {
				return fmt.Sprintf("%s: synapse %d is %+v and %+v", p.Name(), z, x[z], y[z])
			}
		}
	}
	return ""
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

func newModel(kind string) (CellModel, error) { return params.New[CellModel](kind) }
func newRule(kind string) (stdp.Rule, error)  { return params.New[stdp.Rule](kind) }
