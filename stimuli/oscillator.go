package stimuli

import "math"

// An oscillator is one spatial frequency of an endless cloud: a critically
// damped harmonic oscillator driven by white noise, whose position has unit
// variance and autocovariance
//
//	r(t) = (1 + |t|/ν) exp(-|t|/ν)
//
// (Vacher, Meso, Perrinet, Peyré 2018, Neural Comput. 30). With u = ν dx/dt the
// pair (x, u) has unit covariance, and with d = 1/ν one frame is exactly
//
//	(x, u) <- A (x, u) + L (n1, n2),  A = e^-d [[1+d, d], [-d, 1-d]],  L Lᵀ = I - A Aᵀ.
//
// Eliminating u gives the AR(2) poles, a double root at e^-d, with the noise
// that makes the sampled covariance exact at every lag, not to first order.
type oscillator struct {
	e, d          float64 // e^-d and d: rows of A are e(1+d), e d and -e d, e(1-d)
	l11, l21, l22 float64 // Cholesky factor of the noise
}

// newOscillator is the step of one frame at d = 1/ν; 0 stands still, inf is
// white noise.
func newOscillator(d float64) oscillator {
	if d <= 0 {
		return oscillator{e: 1}
	}
	if d > 40 { // e^-40 (1+40) < 1e-15
		return oscillator{l11: 1, l22: 1}
	}
	// I - A Aᵀ without cancellation: with s = e^2d - 1 - 2d - 2d²,
	// q11 = e^-2d s, q12 = e^-2d 2d², q22 = e^-2d (s + 4d).
	e, e2, s := math.Exp(-d), math.Exp(-2*d), expTail(2*d)
	o := oscillator{e: e, d: d}
	o.l11 = math.Sqrt(e2 * s)
	o.l21 = e2 * 2 * d * d / o.l11
	o.l22 = math.Sqrt(max(0, e2*(s+4*d)-o.l21*o.l21))
	return o
}

// expTail is e^z - 1 - z - z²/2 for z >= 0.
func expTail(z float64) float64 {
	if z > 1 {
		return math.Expm1(z) - z - z*z/2
	}
	term, sum := z*z*z/6, 0.0
	for k := 4.0; term > sum*1e-17; k++ {
		sum += term
		term *= z / k
	}
	return sum
}

// coherence is ν B_V f in frames·cycles/pixel: the temporal spectrum of the
// oscillator, 1/(1+(2πνf)²)², then has the variance of MotionClouds' Gaussian
// exp(-½ ft²/(B_V f)²) squared: 1/(2π ν)² = (B_V f)²/2.
const coherence = 0.225

// oscillatorAt is the oscillator of a texture at radius f.
func oscillatorAt(f, bv float64) oscillator {
	return newOscillator(bv * f / coherence)
}
