package experiment

import "testing"

// BenchmarkWatchedPairs is a frame of the default experiment with the pairings
// noted and without: what the plasticity panel costs while it is in sight.
func BenchmarkWatchedPairs(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int
		on   bool
	}{{"60/off", 60, false}, {"60/on", 60, true}, {"500/off", 500, false}, {"500/on", 500, true}} {
		b.Run(c.name, func(b *testing.B) {
			e, err := Preset("first-light")
			if err != nil {
				b.Fatal(err)
			}
			if err := e.Set(map[string]any{"ring.n": c.n, "ring.n_inh": c.n}); err != nil {
				b.Fatal(err)
			}
			r, err := e.Open()
			if err != nil {
				b.Fatal(err)
			}
			for range 30 {
				if _, err := r.Step(); err != nil {
					b.Fatal(err)
				}
			}
			r.watchPairs(c.on)
			for b.Loop() {
				if _, err := r.Step(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
