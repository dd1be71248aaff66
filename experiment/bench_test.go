package experiment

import (
	"context"
	"testing"
)

// BenchmarkExecute runs each preset headless for its duration (at most six
// seconds) and reports the real-time factor.
func BenchmarkExecute(b *testing.B) {
	for _, p := range Presets() {
		b.Run(p.Name, func(b *testing.B) {
			e, err := Preset(p.Name)
			if err != nil {
				b.Fatal(err)
			}
			e.Duration = min(e.Duration, 6)
			rtf := 0.0
			for b.Loop() {
				r, err := Execute(context.Background(), e, nil)
				if err != nil {
					b.Fatal(err)
				}
				rtf += r.Summary.RealtimeFactor
			}
			b.ReportMetric(rtf/float64(b.N), "sim-s/s")
		})
	}
}

// BenchmarkNetwork is the simulation alone of each preset that the peers were
// measured with, without opening it and without meters: seconds for its whole
// duration, spikes recorded.
func BenchmarkNetwork(b *testing.B) {
	for _, name := range []string{"coba", "six-sequences", "ring-1200", "adex-rs-fs"} {
		b.Run(name, func(b *testing.B) {
			for seed := range b.N {
				b.StopTimer()
				e, err := Preset(name)
				if err != nil {
					b.Fatal(err)
				}
				e.Seed = uint64(seed + 1)
				r, err := e.Open()
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				spikes := 0
				for range e.Frames(e.Duration) {
					st, err := r.Step()
					if err != nil {
						b.Fatal(err)
					}
					for _, s := range st.Spikes {
						spikes += len(s)
					}
				}
				b.ReportMetric(float64(spikes), "spikes")
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
		})
	}
}
