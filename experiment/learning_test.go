package experiment

import (
	"os"
	"strconv"
	"testing"
)

// What learning does in the live chain, beside the same chain without it: read
// from the last five of fifteen seconds at one orientation. STRIATE_SEEDS=20
// prints the table for so many seeds.
func TestLearningInTheLiveChain(t *testing.T) {
	seeds := 3
	if n, err := strconv.Atoi(os.Getenv("STRIATE_SEEDS")); err == nil {
		seeds = n
	}
	type row struct{ b, peak, spikes, err figure }
	read := func(learning bool) (r row) {
		for seed := range uint64(seeds) {
			e := changed(t, "first-light", seed+1, map[string]any{"duration_s": 15, "protocol.sequence_s": 1, "ring.plasticity.learning": learning})
			var b, peak, spikes figure
			for _, q := range execute(t, e).Summary.Sequences[10:] {
				b.add(float64(q.BThetaDeg))
				peak.add(float64(q.FMax))
				spikes.add(float64(q.Spikes))
				r.err.add(off(float64(q.DecodedDeg), 60))
			}
			r.b.add(b.mean())
			r.peak.add(peak.mean())
			r.spikes.add(spikes.mean())
		}
		return r
	}
	on, without := read(true), read(false)
	for _, x := range []struct {
		name string
		row
	}{{"on", on}, {"off", without}} {
		t.Logf("learning %-3s  B_θ %.1f ± %.1f°  peak %.1f ± %.1f Hz  spikes %.0f ± %.0f a second  |error| %.1f°  (%d seeds)",
			x.name, x.b.mean(), x.b.sd(), x.peak.mean(), x.peak.sd(), x.spikes.mean(), x.spikes.sd(), x.err.mean(), seeds)
	}
	if r := on.peak.mean() / without.peak.mean(); !(r > 1.05) {
		t.Errorf("peak with learning over peak without: %.2f, want higher", r)
	}
}
