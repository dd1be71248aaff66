package analysis

import "math"

// Counts are the spikes of a train (ms) in consecutive windows: count k is of
// those in [k·w, (k+1)·w) for k < round(T/w), of a recording of T ms. A time
// that is off an edge by rounding alone, 1e-9 windows, is on it.
func Counts(trainMs []float64, durationMs, windowMs float64) []float64 {
	counts := make([]float64, max(0, int(math.Round(durationMs/windowMs))))
	for _, t := range trainMs {
		if k := math.Floor(t/windowMs + 1e-9); k >= 0 && k < float64(len(counts)) {
			counts[int(k)]++
		}
	}
	return counts
}

// Fano is the variance (over n − 1) of counts over their mean: 1 for a Poisson
// process. NaN without spikes, or of fewer than two counts.
func Fano(counts []float64) float64 {
	mean, sd := moments(counts)
	n := float64(len(counts))
	return sd * sd * n / (n - 1) / mean
}

// Pearson is the correlation of two rows of counts of one length, −1 to 1; NaN
// where either is constant.
func Pearson(a, b []float64) float64 {
	var sa, sb, saa, sbb, sab float64
	for i := range a {
		sa, sb = sa+a[i], sb+b[i]
		saa, sbb, sab = saa+a[i]*a[i], sbb+b[i]*b[i], sab+a[i]*b[i]
	}
	return correlation(float64(len(a)), sa, sb, saa, sbb, sab)
}

// correlation is that of n pairs from their sums, which of whole numbers are
// exact: a constant row has a variance of 0, not nearly so.
func correlation(n, sa, sb, saa, sbb, sab float64) float64 {
	va, vb := n*saa-sa*sa, n*sbb-sb*sb
	if !(va > 0 && vb > 0) {
		return math.NaN()
	}
	return (n*sab - sa*sb) / (math.Sqrt(va) * math.Sqrt(vb))
}

// CorrelationMatrix is the Pearson correlation of each row of counts with each
// other, row-major, n x n.
func CorrelationMatrix(counts [][]float64) []float64 {
	n := len(counts)
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = Pearson(counts[i], counts[j])
		}
	}
	return m
}

// MeanPairwise is the mean of a symmetric n x n matrix above its diagonal over
// the pairs for which there is a number; NaN where there is none.
func MeanPairwise(matrix []float64, n int) float64 {
	sum, pairs := 0.0, 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if v := matrix[i*n+j]; !math.IsNaN(v) {
				sum += v
				pairs++
			}
		}
	}
	return sum / pairs
}
