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
