package cortex

import (
	"math"
	"testing"
)

func TestSmallLoops(t *testing.T) {
	x, arrive := []float64{1, 2, 3, 4, 5, -6}, []float64{1, 0, 2, 0, -3, 1}
	receive(x, arrive, 2)
	decay(x, 0.5)
	for i, want := range []float64{1.5, 1, 3.5, 2, -0.5, -2} {
		if x[i] != want || arrive[i] != 0 {
			t.Errorf("%d: x = %g with %g left, want %g and 0", i, x[i], arrive[i], want)
		}
	}
	small := []float64{1.9e-20, -1.9e-20, 2e-20, -2e-20, 5e-324, math.NaN(), 0}
	decay(small, 0.5)
	for i, want := range []float64{0, 0, 1e-20, -1e-20, 0, math.NaN(), 0} {
		if small[i] != want && !math.IsNaN(want) || math.IsNaN(want) != math.IsNaN(small[i]) {
			t.Errorf("%d: decays to %g, want %g", i, small[i], want)
		}
	}
	total(x, []float64{1, 2, 3, 4, 5, 6}, 10, []float64{1, 1, 1, 2, 2, 2})
	for i, want := range []float64{12, 13, 14, 16, 17, 18} {
		if x[i] != want {
			t.Errorf("%d: total %g, want %g", i, x[i], want)
		}
	}
	level := filled(64, math.NaN())
	for n := range len(level) + 1 {
		for i := range n {
			level[i] = -50
			if want := uint64(1) << i; above(level[:n], -50) != 0 {
				t.Fatalf("of %d at the level some are above it", n)
			} else if level[i] = -49.99; above(level[:n], -50) != want {
				t.Fatalf("of %d, %d above: %b", n, i, above(level[:n], -50))
			}
			level[i] = math.NaN()
		}
	}
}
