package analysis

import "math"

// MaxTuned is the bandwidth above which a tuning curve never falls to half
// its height: 1/sqrt(2 ln 2) rad = 48.66 deg.
var MaxTuned = 1 / math.Sqrt(2*math.Ln2) / rad

// VonMises is the tuning curve exp((cos 2(θ−θ0) − 1)/(4 B²)), of peak 1, all
// angles in deg; B = +Inf is flat.
func VonMises(thetaDeg, peakDeg, bDeg float64) float64 {
	b := bDeg * rad
	return math.Exp((math.Cos(2*(thetaDeg-peakDeg)*rad) - 1) / (4 * b * b))
}

// VonMisesRing is the narrower form without the factor 4, exp((cos 2(θ−θ0) −
// 1)/B²), of the static ring (Ring.py of InternshipM2): its B is twice that
// of VonMises.
func VonMisesRing(thetaDeg, peakDeg, bDeg float64) float64 {
	return VonMises(thetaDeg, peakDeg, bDeg/2)
}

// RingWeights fills w [post i, pre j], row-major n x n, with VonMisesRing
// over n orientations, each column summing to one.
func RingWeights(w []float64, n int, bDeg float64) {
	for j := range n {
		sum := 0.0
		for i := range n {
			v := VonMisesRing(180*float64(i)/float64(n), 180*float64(j)/float64(n), bDeg)
			w[i*n+j] = v
			sum += v
		}
		for i := range n {
			w[i*n+j] /= sum
		}
	}
}

// HWHH is the half width at half height of VonMises, ½ arccos(1 − 4 B² ln 2),
// in deg; NaN above MaxTuned, where the curve never falls that low.
func HWHH(bDeg float64) float64 {
	b := bDeg * rad
	return math.Acos(1-4*b*b*math.Ln2) / (2 * rad) // Acos below −1 is NaN
}

// SampledHWHH is the half width at half height of samples of one peak over
// 180 deg, evenly spaced: from the largest sample down each flank to
// floor + (max − floor)/2, linear between samples, mean of both flanks, deg.
// NaN where a flank never falls that low.
func SampledHWHH(y []float64, floor float64) float64 {
	n, best := len(y), 0
	for i, v := range y {
		if v > y[best] {
			best = i
		}
	}
	if n == 0 {
		return math.NaN()
	}
	half := floor + (y[best]-floor)/2
	flank := func(dir int) float64 {
		prev := y[best]
		for k := 1; k < n; k++ {
			v := y[((best+dir*k)%n+n)%n]
			if v <= half {
				return float64(k-1) + (prev-half)/(prev-v)
			}
			prev = v
		}
		return math.NaN()
	}
	return (flank(1) + flank(-1)) / 2 * 180 / float64(n)
}
