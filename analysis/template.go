package analysis

import "math"

// Decode reads the orientation from spike counts of neurons with the given
// preferred orientations (deg): the gate and the resultant are those of the
// vector sum, the angle that of the chosen decoder.
func (o Orientation) Decode(preferredDeg, counts []float64) Reading {
	read := o.Gate.Decode(preferredDeg, counts)
	if read.Valid() && o.Decoder == "template" {
		read.DecodedDeg = Number(templateDeg(preferredDeg, counts, o.Template))
	}
	return read
}

// templateDeg is the θ at which a tuning curve of bandwidth bDeg fits the
// square roots of the counts best,
//
//	argmax Σ sqrt(n_i) exp((cos 2(θ_i − θ) − 1)/(4 B²)).
//
// The square root makes the variance of Poisson counts the same everywhere
// (Bartlett 1936), so this is least squares for a curve of known width; unlike
// the vector sum it does not heed spikes far from the peak, and unlike a fit
// with free width it does not cling to one neuron that fires most.
func templateDeg(preferredDeg, counts []float64, bDeg float64) float64 {
	k := 1 / (4 * bDeg * rad * bDeg * rad)
	value := func(deg float64) (v, slope, bend float64) {
		for i, n := range counts {
			if n <= 0 {
				continue
			}
			sin, cos := math.Sincos(2 * (preferredDeg[i] - deg) * rad)
			w := math.Sqrt(n) * math.Exp(k*(cos-1))
			v += w
			slope += w * 2 * k * sin
			bend += w * (4*k*k*sin*sin - 4*k*cos)
		}
		return v, slope, bend
	}
	best, at := -1.0, 0.0
	for deg := 0.0; deg < 180; deg++ {
		if v, _, _ := value(deg); v > best {
			best, at = v, deg
		}
	}
	for range 8 { // Newton from the nearest whole degree, where the curve is concave
		_, slope, bend := value(at)
		if !(bend < 0) {
			break
		}
		at += max(-1, min(1, -slope/bend/rad))
	}
	return Wrap(at)
}
