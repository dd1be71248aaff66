package cortex

import (
	"math/rand/v2"
	"testing"

	"striate/params"
	"striate/sim"
)

// coba is the network of Vogels & Abbott 2005 as benchmark 1 of Brette et al.
// 2007 has it: 3200 + 800 cells, every pair connected at p = .02, no input,
// started from random conductances.
func coba(seed sim.Seed) *Network {
	m := must(params.New[CellModel]("if_cond_exp")).(*IFCondExp)
	m.VRest, m.VReset, m.VThresh, m.TauM, m.Cm, m.TauRef = -60, -60, -50, 20, 200, 5
	m.TauSynE, m.TauSynI, m.ERevE, m.ERevI = 5, 10, 0, -80
	n := must(NewNetwork(0.1, seed))
	e := must(n.Populate("e", "", sim.Excitatory, 3200, m))
	i := must(n.Populate("i", "", sim.Inhibitory, 800, m))
	for _, post := range []*Population{e, i} {
		p := FixedProbability{P: 0.02, Self: true}
		must(n.Connect(ConnectSpec{Pre: e, Post: post, Connector: p, Weight: Fixed(6)}))
		must(n.Connect(ConnectSpec{Pre: i, Post: post, Receptor: Inhibitory, Connector: p, Weight: Fixed(67)}))
	}
	rng := rand.New(rand.NewPCG(uint64(seed), 1))
	for _, pop := range []*Population{e, i} {
		x := pop.cells.Variables()
		for k := range pop.N() {
			x[0].X[k] = -65 + 5*rng.NormFloat64()
			x[1].X[k] = 10 * (4 + 1.5*rng.NormFloat64())
			x[2].X[k] = 10 * (20 + 12*rng.NormFloat64())
		}
	}
	return n
}

// BenchmarkCoba is one biological second.
func BenchmarkCoba(b *testing.B) {
	for range b.N {
		b.StopTimer()
		n := coba(1)
		out := must(n.Run(0, nil))
		b.StartTimer()
		out = must(n.Run(10000, out))
		b.ReportMetric(float64(len(out[0]))/3200, "Hz-exc")
		b.ReportMetric(float64(len(out[1]))/800, "Hz-inh")
		b.ReportMetric(float64(n.Synapses()), "synapses")
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
}

// BenchmarkAdexNetwork is 1.5 s of 4000 + 1000 AdEx cells without synapses
// between them, in a steady current: what their integration takes.
func BenchmarkAdexNetwork(b *testing.B) {
	for range b.N {
		b.StopTimer()
		n := must(NewNetwork(0.1, 1))
		rs, fs := RegularSpiking(), FastSpiking()
		rs.IOffset, fs.IOffset = 250, 200
		must(n.Populate("rs", "", sim.Excitatory, 4000, rs))
		must(n.Populate("fs", "", sim.Inhibitory, 1000, fs))
		b.StartTimer()
		out := must(n.Run(15000, nil))
		b.ReportMetric(float64(len(out[0]))/4000/1.5, "Hz-rs")
		b.ReportMetric(float64(len(out[1]))/1000/1.5, "Hz-fs")
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms")
}
