package stimuli

import (
	"math"

	"striate/fourier"
)

// shades are the Gaussian envelopes along time of sixteen columns of a
// spectrum: at row t it is amp · 2^-((t - row - rest) · rate)². The centre row +
// rest is cut in two so that float32 loses nothing of t - row.
type shades struct {
	row, rest, rate, amp [16]float32
}

// sixteen is the number of columns of a spectrum that are drawn together.
const sixteen = 16

// halfLog2e turns exp(-x²/2) into 2^-(x · halfLog2e)².
var halfLog2e = math.Sqrt(0.5 * math.Log2E)

// deepestLog2 bounds the exponent, far below all that counts: no product of such
// a value leaves the normal numbers of float32.
const deepestLog2 = -60

// shadeGo writes rows first to first+n-1 of sixteen columns, noise times
// envelope: noise holds sixteen real and sixteen imaginary parts a row.
func shadeGo[T fourier.Float](re, im []T, stride int, noise []float32, n, first int, s *shades) {
	for t := range n {
		a, b := re[t*stride:][:sixteen], im[t*stride:][:sixteen]
		draw := noise[2*sixteen*t:][:2*sixteen]
		for c := range sixteen {
			x := (float64(first+t) - float64(s.row[c]) - float64(s.rest[c])) * float64(s.rate[c])
			e := float64(s.amp[c]) * math.Exp2(max(deepestLog2, -x*x))
			a[c], b[c] = T(e*float64(draw[c])), T(e*float64(draw[sixteen+c]))
		}
	}
}

// shade is shadeGo, by vector code where it can.
func shade[T fourier.Float](re, im []T, stride int, noise []float32, n, first int, s *shades) {
	if n > 0 && !shadeVector(re, im, stride, noise, n, first, s) {
		shadeGo(re, im, stride, noise, n, first, s)
	}
}

// largest is the largest |x|.
func largest[T fourier.Float](x []T) T {
	top, done := largestVector(x)
	for _, v := range x[done:] {
		top = max(top, v, -v)
	}
	return top
}

// luminance writes ½ + gain z, clipped at black and white.
func luminance[T fourier.Float](dst []float32, z []T, gain T) {
	dst = dst[:len(z)]
	for i := luminanceVector(dst, z, gain); i < len(z); i++ {
		dst[i] = float32(min(1, max(0, 0.5+T(gain*z[i])))) // rounded twice, as in vector code
	}
}
