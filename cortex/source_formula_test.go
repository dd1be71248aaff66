package cortex

import (
	"math"
	"testing"
)

// Every neuron fires with the probability rate·dt of its step, one as often as
// another, at most once, in ascending order; pairs of neurons, and a neuron
// from one step to the next, are independent.
func TestPoissonFormula(t *testing.T) {
	const n, steps = 40, 200_000
	for _, c := range []struct {
		rate string
		hz   func(ms float64) float64
	}{
		{"300", func(float64) float64 { return 300 }},
		{"4000 * heaviside(t - 10000)", func(ms float64) float64 {
			if ms < 10000 {
				return 0
			}
			return 4000
		}},
		{"20000", func(float64) float64 { return 10000 }}, // every step
		{"-5", func(float64) float64 { return 0 }},
	} {
		g := must((&PoissonFormula{Rate: c.rate}).Open(n, 0.1, testRand()))
		var count [n]float64
		var both, again, want, square float64
		before := map[int32]bool{}
		var fired []int32
		for k := range int64(steps) {
			fired = g.Step(k, fired[:0])
			p := min(1, c.hz(float64(k)*0.1)*0.1/1000)
			want += p
			square += p * p
			now := map[int32]bool{}
			for j, i := range fired {
				if i < 0 || i >= n || j > 0 && fired[j-1] >= i {
					t.Fatalf("%s Hz, step %d: %v", c.rate, k, fired)
				}
				now[i] = true
				count[i]++
				if before[i] && i == 7 {
					again++
				}
			}
			if now[3] && now[4] {
				both++
			}
			before = now
		}
		for i, x := range count {
			if sd := math.Sqrt(want + 1e-9); !(math.Abs(x-want) <= 5*sd) {
				t.Errorf("%s Hz: neuron %d fires %g times, want %g ± %.0f", c.rate, i, x, want, sd)
			}
		}
		if sd := math.Sqrt(square + 1); !(math.Abs(both-square) <= 5*sd && math.Abs(again-square) <= 5*sd+1) {
			t.Errorf("%s Hz: two neurons together %g times, one twice running %g, want %g ± %.0f", c.rate, both, again, square, sd)
		}
	}
}
