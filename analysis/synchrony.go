package analysis

import "math"

// Synchrony is χ², the variance over time of the mean count of a population
// over the mean of the variances of its cells (Golomb & Rinzel 1994): 1 where
// all fire together, about 1/n where n cells fire independently. Counts are
// [cell][bin], of one length; variances are over n. NaN where no cell varies.
func Synchrony(counts [][]float64) float64 {
	if len(counts) == 0 {
		return math.NaN()
	}
	n := float64(len(counts))
	mean, own := make([]float64, len(counts[0])), 0.0
	for _, c := range counts {
		_, sd := moments(c)
		own += sd * sd / n
		for k, v := range c {
			mean[k] += v / n
		}
	}
	_, sd := moments(mean)
	return sd * sd / own
}

// Kappa is the coherence of two trains given as counts in bins of a width τ
// (Wang & Buzsáki 1996): with X and Y, 1 where a bin holds a spike and else 0,
//
//	κ(τ) = Σ X Y / sqrt(Σ X · Σ Y),
//
// 1 for equal trains; for independent ones about the square root of the
// product of the shares of bins with a spike. NaN where either is silent.
func Kappa(a, b []float64) float64 {
	x, y, both := 0.0, 0.0, 0.0
	for i := range a {
		if a[i] > 0 {
			x++
		}
		if b[i] > 0 {
			y++
		}
		if a[i] > 0 && b[i] > 0 {
			both++
		}
	}
	return both / math.Sqrt(x*y)
}
