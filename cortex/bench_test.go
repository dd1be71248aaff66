package cortex

import "testing"

// The ring with six plastic projections over 6 s of biological time; the
// recurrent weights of the large one are scaled by 60/N, so that its cells get
// the same input.
func benchmarkRing(b *testing.B, n int) {
	for range b.N {
		b.StopTimer()
		scale := 60 / float64(n)
		r := newRingNet(1, n, func(r *Ring) {
			for _, w := range []*float64{&r.EEW0, &r.EEWMax, &r.IIW0, &r.IIWMax, &r.EIW0, &r.EIWMax, &r.IEW0, &r.IEWMax} {
				*w *= scale
			}
		})
		out := must(r.net.Run(0, nil))
		b.StartTimer()
		spikes := 0
		for k := range 6 {
			out = r.sequence(k, out)
			for _, s := range out {
				spikes += len(s)
			}
		}
		b.ReportMetric(float64(spikes), "spikes")
		b.ReportMetric(float64(r.net.Synapses()), "synapses")
	}
	b.ReportMetric(6*float64(b.N)/b.Elapsed().Seconds(), "x-real-time")
}

func BenchmarkRing60(b *testing.B)  { benchmarkRing(b, 60) }
func BenchmarkRing600(b *testing.B) { benchmarkRing(b, 600) }

// One biological second of the live chain's thalamo-recipient cells.
func BenchmarkThalamoRecipient(b *testing.B) {
	for range b.N {
		n := must(NewNetwork(0.1, 1))
		must(n.Populate("thalamic", "", "", 768, ThalamoRecipient()))
		must(n.Run(10000, nil))
	}
}
