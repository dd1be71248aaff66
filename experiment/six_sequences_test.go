package experiment

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"
)

// Each of the six sequences is decoded within 6°, for five seeds.
func TestSixSequencesDecoded(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		for k, q := range execute(t, changed(t, "six-sequences", seed, nil)).Summary.Sequences {
			if want := []float64{40, 160, 100}[k%3]; float64(q.TrueDeg) != want {
				t.Errorf("sequence %d shows %g°, want %g°", k+1, float64(q.TrueDeg), want)
			}
			if !(off(float64(q.DecodedDeg), float64(q.TrueDeg)) <= 6) {
				t.Errorf("seed %d, sequence %d: decoded %.1f°, want %g° within 6° (%s)", seed, k+1, float64(q.DecodedDeg), float64(q.TrueDeg), q.Reason)
			}
		}
	}
}

// ring gathers per sequence, over seeds, with learning on or off.
type ringFigures struct{ b, peak, spikes [6]figure }

type figure struct{ n, sum, squares float64 }

func (f *figure) add(x float64) {
	if !math.IsNaN(x) {
		f.n, f.sum, f.squares = f.n+1, f.sum+x, f.squares+x*x
	}
}
func (f figure) mean() float64 { return f.sum / f.n }
func (f figure) sd() float64 {
	return math.Sqrt(max(0, f.squares/f.n-f.mean()*f.mean()) * f.n / (f.n - 1))
}

func ringOver(t *testing.T, seeds int, learning bool) (r ringFigures) {
	for seed := range uint64(seeds) {
		e := changed(t, "six-sequences", seed+1, map[string]any{"ring.plasticity.learning": learning})
		for k, q := range execute(t, e).Summary.Sequences {
			r.b[k].add(float64(q.BThetaDeg))
			r.peak[k].add(float64(q.FMax))
			r.spikes[k].add(float64(q.Spikes))
		}
	}
	return r
}

// What learning does to the ring, beside the same ring without it, and beside
// the figures of SCIENCE §5 (Brian2 and plain C): in sequences 4 to 6 the
// tuning is narrower, peaks are 2.5 to 3 times higher, spikes 2.5 times as
// many. STRIATE_SEEDS=40 prints the table for so many seeds.
func TestLearningInTheRing(t *testing.T) {
	seeds := 12
	if n, err := strconv.Atoi(os.Getenv("STRIATE_SEEDS")); err == nil {
		seeds = n
	}
	on, without := ringOver(t, seeds, true), ringOver(t, seeds, false)
	show := func(name string, f [6]figure) {
		line := fmt.Sprintf("%-14s", name)
		for _, x := range f {
			line += fmt.Sprintf(" %6.1f ± %4.1f", x.mean(), x.sd())
		}
		t.Log(line)
	}
	show("B_θ on", on.b)
	show("B_θ off", without.b)
	show("peak on", on.peak)
	show("peak off", without.peak)
	show("E spikes on", on.spikes)
	show("E spikes off", without.spikes)
	late := func(f [6]figure) float64 { return (f[3].mean() + f[4].mean() + f[5].mean()) / 3 }
	if r := late(on.spikes) / late(without.spikes); !(r > 2 && r < 3.2) {
		t.Errorf("spikes in sequences 4-6, on/off: %.2f, want about 2.5", r)
	}
	if r := late(on.peak) / late(without.peak); !(r > 1.7 && r < 3.5) {
		t.Errorf("peaks in sequences 4-6, on/off: %.2f, want about 2.7", r)
	}
	if a, b := late(on.b), late(without.b); !(a < b-1) {
		t.Errorf("B_θ in sequences 4-6: %.1f° on, %.1f° off, want narrower by 2°", a, b)
	}
}
