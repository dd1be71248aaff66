package analysis

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"striate/fourier"
)

// Welch is the one-sided power spectral density of x, sampled fs times a
// second, in the unit of x squared per Hz (Welch 1967): the mean over segments
// of so many samples that overlap by half of their squared transforms, each
// segment less its mean and under a periodic Hann window, as scipy.signal.welch
// has it. The sum over hz times their step is the variance of x. It is empty
// where x is shorter than one segment.
func Welch(x []float64, fs float64, segment int) (hz, power []float64, segments int) {
	if segment < 2 || len(x) < segment {
		return nil, nil, 0
	}
	hop := segment - segment/2
	segments = (len(x)-segment)/hop + 1
	window, norm := make([]float64, segment), 0.0
	for k := range window {
		s := math.Sin(math.Pi * float64(k) / float64(segment))
		window[k] = s * s
		norm += s * s * s * s
	}
	// The segments stand side by side and are transformed together. Of real
	// values the inverse transform has the amplitudes of the forward one.
	re, im := make([]float64, segment*segments), make([]float64, segment*segments)
	for s := range segments {
		part, mean := x[s*hop:][:segment], 0.0
		for _, v := range part {
			mean += v / float64(segment)
		}
		for k, v := range part {
			re[k*segments+s] = window[k] * (v - mean)
		}
	}
	fourier.NewPlan[float64](segment).Inverse(re, im, segments, segments)
	hz, power = make([]float64, segment/2+1), make([]float64, segment/2+1)
	for k := range power {
		sum := 0.0
		for s := range segments {
			a, b := re[k*segments+s], im[k*segments+s]
			sum += a*a + b*b
		}
		hz[k] = float64(k) * fs / float64(segment)
		power[k] = 2 * sum / (fs * norm * float64(segments))
		if k == 0 || 2*k == segment { // has no mirror image
			power[k] /= 2
		}
	}
	return hz, power, segments
}

// spread is the quantile q of the mean of so many overlapping segments over the
// true power: that of a gamma distribution with a shape of their number, less
// what their overlap by half costs, ρ² = 1/36 (Welch 1967).
func spread(segments int, q float64) float64 {
	k := float64(segments)
	shape := k / (1 + 2./36*(k-1)/k)
	return mathext.GammaIncRegInv(shape, q) / shape
}
