package analysis

import "math"

// Intervals are the times between consecutive spikes of a train (ms, rising);
// nil of fewer than two spikes.
func Intervals(trainMs []float64) []float64 {
	if len(trainMs) < 2 {
		return nil
	}
	d := make([]float64, len(trainMs)-1)
	for i := range d {
		d[i] = trainMs[i+1] - trainMs[i]
	}
	return d
}

// CV is the coefficient of variation of intervals, their standard deviation
// over their mean: 0 for a clock, 1 for a Poisson process. The variance is
// divided by n − ddof: 0 for that of these intervals, 1 to estimate that of
// the process. NaN of ddof intervals or fewer, or of none.
func CV(isi []float64, ddof int) float64 {
	n := float64(len(isi))
	mean, sum := 0.0, 0.0
	for _, d := range isi {
		mean += d / n
	}
	for _, d := range isi {
		sum += (d - mean) * (d - mean)
	}
	if !(len(isi) > ddof) {
		return math.NaN()
	}
	return math.Sqrt(sum/(n-float64(ddof))) / mean // 0/0 is NaN
}

// CV2 is the mean of 2|d′ − d|/(d′ + d) over neighbouring intervals (Holt,
// Softky, Koch & Douglas 1996): 1 for a Poisson process, and hardly moved by
// slow changes of its rate. NaN of fewer than two intervals.
func CV2(isi []float64) float64 {
	return overNeighbours(isi, func(u float64) float64 { return 2 * math.Abs(u) })
}

// LV is the local variation, the mean of 3 ((d′ − d)/(d′ + d))² over
// neighbouring intervals (Shinomoto, Shima & Tanji 2003): 1 for a Poisson
// process. NaN of fewer than two intervals.
func LV(isi []float64) float64 {
	return overNeighbours(isi, func(u float64) float64 { return 3 * u * u })
}

// overNeighbours is the mean of f((d′ − d)/(d′ + d)).
func overNeighbours(isi []float64, f func(float64) float64) float64 {
	sum := 0.0
	for i := 1; i < len(isi); i++ {
		sum += f((isi[i] - isi[i-1]) / (isi[i] + isi[i-1]))
	}
	return sum / float64(max(0, len(isi)-1))
}
