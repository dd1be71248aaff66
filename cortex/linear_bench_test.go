package cortex

import (
	"fmt"
	"runtime"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// driven is 1000 cells, each with k synapses from 1000 Poisson neurons of 20 Hz,
// of no weight, so that what fires does not depend on k.
func driven(k int, rule stdp.Rule) *Network {
	n := must(NewNetwork(0.1, 1))
	in := must(n.Source("in", "", 1000, &Poisson{RateHz: 20}))
	out := must(n.Populate("out", "", sim.Excitatory, 1000, condExp()))
	spec := ConnectSpec{Pre: in, Post: out, Connector: FixedInDegree{K: k, Multapses: true, Self: true}, Delay: Uniform{0.1, 5}, Rule: rule}
	if rule != nil {
		spec.WMax = 1e-12
		for i := range out.Inject() {
			out.Inject()[i] = 600 // the targets fire too, at some 20 Hz
		}
	}
	must(n.Connect(spec))
	return n
}

// The cost of a simulated second by the number of synapses, static and
// plastic, beside that of the neurons alone (0x), and the bytes of each.
func BenchmarkBySynapses(b *testing.B) {
	for name, rule := range map[string]stdp.Rule{"static": nil, "plastic": stdp.Causal()} {
		for _, times := range []int{0, 1, 2, 4, 8} {
			b.Run(fmt.Sprintf("%s/%dx", name, times), func(b *testing.B) {
				k := 100 * times
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				n := driven(k, rule)
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ResetTimer()
				for i := range b.N {
					must(n.Run(int64(i+1)*10000, nil))
				}
				if k > 0 {
					b.ReportMetric(float64(n.Synapses()), "synapses")
					b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n.Synapses()), "bytes/synapse")
				}
			})
		}
	}
}

// The cost of simulated time: the same network for 1, 2, 4 and 8 s.
func BenchmarkBySeconds(b *testing.B) {
	for _, s := range []int64{1, 2, 4, 8} {
		b.Run(fmt.Sprintf("%ds", s), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				n := driven(200, stdp.Causal())
				b.StartTimer()
				must(n.Run(s*10000, nil))
			}
		})
	}
}
