package cortex

import (
	"math"
	"os"
	"strconv"
	"testing"

	"striate/sim"
)

// sequences runs six sequences for each of that many seeds and returns, per
// sequence, the mean number of spikes of E and the mean resultant length of
// their doubled angles.
func sequences(seeds int, learning bool) (spikes, resultant [6]float64) {
	for seed := range seeds {
		r := newRingNet(sim.Seed(seed+1), 60, func(r *Ring) { r.Plasticity.Learning = learning })
		var out [][]sim.Spike
		for k := range 6 {
			out = r.sequence(k, out)
			c, s := 0.0, 0.0
			for _, x := range out[0] {
				a := 2 * math.Pi * float64(x.Index) / 60
				c, s = c+math.Cos(a), s+math.Sin(a)
			}
			n := float64(len(out[0]))
			spikes[k] += n / float64(seeds)
			resultant[k] += math.Hypot(c, s) / n / float64(seeds)
		}
	}
	return spikes, resultant
}

// With plasticity the excitatory layer fires more than without, above all when
// orientations come back (sequences 4-6); without it, it stays where it began.
// The bands are those of other implementations of the same network (Brian2,
// plain C: 69, 73, 81, 122, 129, 140 with and about 52 without plasticity),
// wide enough for eight seeds. STRIATE_SEEDS=20 prints a larger sample.
func TestSixSequences(t *testing.T) {
	seeds := 8
	if s, err := strconv.Atoi(os.Getenv("STRIATE_SEEDS")); err == nil && s > 0 {
		seeds = s
	}
	on, onR := sequences(seeds, true)
	off, offR := sequences(seeds, false)
	t.Logf("%d seeds, E spikes per sequence: on %.1f, off %.1f; resultant length: on %.3f, off %.3f", seeds, on, off, onR, offR)
	for k := range 6 {
		if !(off[k] > 40 && off[k] < 65) {
			t.Errorf("plasticity off, sequence %d: %.1f spikes, want 40 to 65", k+1, off[k])
		}
		lo, hi := 55.0, 110.0
		if k > 2 {
			lo, hi = 95, 185
		}
		if !(on[k] > lo && on[k] < hi) {
			t.Errorf("plasticity on, sequence %d: %.1f spikes, want %g to %g", k+1, on[k], lo, hi)
		}
		if !(onR[k] > 0.4 && offR[k] > 0.6) {
			t.Errorf("sequence %d: resultant length %.2f on, %.2f off, want a tuned layer (above .4 and .6)", k+1, onR[k], offR[k])
		}
	}
}
