package analysis

import "math"

// PopulationRate is the rate of a set of trains (ms) in bins over [0, T]: their
// spikes in each bin over the number of trains and the bin, Hz.
func PopulationRate(trainsMs [][]float64, durationMs, binMs float64) []float64 {
	rate := Counts(nil, durationMs, binMs)
	perHz := float64(len(trainsMs)) * binMs / 1000
	for _, train := range trainsMs {
		for k, c := range Counts(train, durationMs, binMs) {
			rate[k] += c
		}
	}
	for k := range rate {
		rate[k] /= perHz
	}
	return rate
}

// Border is what smoothing takes to lie beyond the ends of a signal.
type Border int

// The borders: zeros; zeros with the loss divided out, so that a constant
// stays constant; or the signal mirrored (d c b a | a b c d | d c b a).
const (
	Zeros Border = iota
	Normalised
	Reflect
)

// Gaussian smooths x with a Gaussian of standard deviation sigma, in bins,
// sampled at whole bins, cut at radius int(4 sigma + ½) and of sum one.
func Gaussian(x []float64, sigma float64, border Border) []float64 {
	r := int(4*sigma + .5)
	kernel, sum := make([]float64, 2*r+1), 0.0
	for k := range kernel {
		u := float64(k-r) / sigma
		kernel[k] = math.Exp(-u * u / 2)
		sum += kernel[k]
	}
	for k := range kernel {
		kernel[k] /= sum
	}
	y := make([]float64, len(x))
	for i := range y {
		weight := 0.0
		for k, g := range kernel {
			j := i + k - r
			if border == Reflect {
				j = mirrored(j, len(x))
			} else if j < 0 || j >= len(x) {
				continue
			}
			y[i] += g * x[j]
			weight += g
		}
		if border == Normalised {
			y[i] /= weight
		}
	}
	return y
}

// mirrored folds an index into 0 to n−1 over ends that count twice.
func mirrored(j, n int) int {
	j = ((j % (2 * n)) + 2*n) % (2 * n)
	return min(j, 2*n-1-j)
}

// Boxcar is the moving mean of x over n bins, full windows only: len(x)−n+1
// values, none where x is shorter.
func Boxcar(x []float64, n int) []float64 {
	y := make([]float64, max(0, len(x)-n+1))
	for i := range y {
		for _, v := range x[i : i+n] {
			y[i] += v / float64(n)
		}
	}
	return y
}

// KernelRate is the rate of a set of trains (ms) at the centres of bins over
// [0, T], Hz: the sum of a Gaussian density of standard deviation sigmaMs
// around each spike over the number of trains, neither cut nor corrected at
// the borders.
func KernelRate(trainsMs [][]float64, durationMs, binMs, sigmaMs float64) []float64 {
	y := make([]float64, int(math.Round(durationMs/binMs)))
	peak := 1000 / (sigmaMs * math.Sqrt(2*math.Pi) * float64(len(trainsMs)))
	for _, train := range trainsMs {
		for _, t := range train {
			for k := range y {
				u := ((float64(k)+.5)*binMs - t) / sigmaMs
				y[k] += peak * math.Exp(-u*u/2)
			}
		}
	}
	return y
}
