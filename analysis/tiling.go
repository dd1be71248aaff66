package analysis

import "math"

// TilingCoefficient is the spike-time tiling coefficient of two trains (ms,
// rising) recorded over [0, T] (Cutts & Eglen 2014):
//
//	½ ((P_A − T_B)/(1 − P_A T_B) + (P_B − T_A)/(1 − P_B T_A)),
//
// where T_X is the share of the recording within ±Δt of a spike of X, and P_X
// the share of the spikes of X within ±Δt of one of the other. It is 1 for
// equal trains, near 0 for independent ones of any rate. A term with P T = 1
// counts as 1. NaN where a train is empty.
func TilingCoefficient(aMs, bMs []float64, durationMs, windowMs float64) float64 {
	if len(aMs) == 0 || len(bMs) == 0 {
		return math.NaN()
	}
	term := func(p, t float64) float64 {
		if p*t == 1 {
			return 1
		}
		return (p - t) / (1 - p*t)
	}
	ta, tb := tiled(aMs, durationMs, windowMs), tiled(bMs, durationMs, windowMs)
	pa, pb := within(aMs, bMs, windowMs), within(bMs, aMs, windowMs)
	return (term(pa, tb) + term(pb, ta)) / 2
}

// tiled is the share of [0, T] within ±w of a spike.
func tiled(train []float64, duration, w float64) float64 {
	sum, end := 0.0, 0.0 // all up to end is accounted for
	for _, t := range train {
		lo, hi := max(t-w, end), min(t+w, duration)
		if hi > lo {
			sum += hi - lo
			end = hi
		}
	}
	return sum / duration
}

// within is the share of the spikes of a that have one of b at most w away.
func within(a, b []float64, w float64) float64 {
	near, j := 0, 0
	for _, t := range a {
		for j < len(b) && b[j] < t-w {
			j++
		}
		if j < len(b) && math.Abs(b[j]-t) <= w {
			near++
		}
	}
	return float64(near) / float64(len(a))
}
