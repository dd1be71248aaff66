package analysis

import "math"

const rad = math.Pi / 180

// Resultant is the vector sum of orientations, z = Σ w exp(2iθ), θ in deg,
// weighted by w (spike counts, rates), and what follows from it. One w for
// each θ.
type Resultant struct {
	Re, Im float64 // z
	Sum    float64 // Σ w
}

// VectorSum adds up w exp(2iθ).
func VectorSum(thetaDeg, w []float64) Resultant {
	var z Resultant
	for i, t := range thetaDeg {
		s, c := math.Sincos(2 * t * rad)
		z.Re += w[i] * c
		z.Im += w[i] * s
		z.Sum += w[i]
	}
	return z
}

// Deg is half the angle of z, 0 <= Deg < 180; NaN where z is zero.
func (z Resultant) Deg() float64 {
	if z.Re == 0 && z.Im == 0 {
		return math.NaN()
	}
	return Wrap(math.Atan2(z.Im, z.Re) / (2 * rad))
}

// Length is the resultant length |z|/Σw, 0 (even) to 1 (one orientation); it
// is also 1−CV, one minus the circular variance. NaN without weight.
func (z Resultant) Length() float64 {
	if !(z.Sum > 0) {
		return math.NaN()
	}
	return math.Hypot(z.Re, z.Im) / z.Sum
}

// Wrap brings an orientation to 0 <= θ < 180.
func Wrap(deg float64) float64 {
	deg = math.Mod(deg, 180)
	if deg < 0 {
		deg += 180
	}
	if deg >= 180 {
		deg = 0
	}
	return deg
}

// Apart is the signed difference a − b of two orientations, −90 <= Apart < 90.
func Apart(a, b float64) float64 {
	d := Wrap(a - b)
	if d >= 90 {
		d -= 180
	}
	return d
}

// OSI is the orientation selectivity index (R_max − R_orth)/(R_max + R_orth)
// of rates at evenly spaced orientations, at the largest sample and the one a
// quarter turn further; NaN when there is no such sample or no rate.
func OSI(rates []float64) float64 {
	n := len(rates)
	if n == 0 || n%2 != 0 {
		return math.NaN()
	}
	best := 0
	for i, v := range rates {
		if v > rates[best] {
			best = i
		}
	}
	hi, lo := rates[best], rates[(best+n/2)%n]
	return (hi - lo) / (hi + lo) // 0/0 is NaN
}
