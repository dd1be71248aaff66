package analysis

import (
	"math"
	"sort"
)

// CrossCorrelogram is the histogram of t_B − t_A over all pairs of spikes of
// two trains (ms, rising), in bins of binMs around the lags k·binMs, |k| <= n.
// Bins are half open, [left, right), but for the last, which is closed. Of a
// train with itself the spikes are paired with themselves too, at lag 0.
func CrossCorrelogram(aMs, bMs []float64, binMs float64, n int) (lagsMs, counts []float64) {
	lagsMs, counts = make([]float64, 2*n+1), make([]float64, 2*n+1)
	edges := make([]float64, 2*n+2)
	for k := range edges {
		edges[k] = (float64(k-n) - .5) * binMs
	}
	for k := range lagsMs {
		lagsMs[k] = float64(k-n) * binMs
	}
	first := 0
	for _, t := range aMs {
		for first < len(bMs) && bMs[first]-t < edges[0] {
			first++
		}
		for _, u := range bMs[first:] {
			d := u - t
			if d > edges[len(edges)-1] || math.IsNaN(d) {
				break
			}
			k := sort.Search(len(edges), func(i int) bool { return edges[i] > d }) - 1
			counts[min(k, 2*n)]++
		}
	}
	return lagsMs, counts
}
