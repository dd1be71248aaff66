package stimuli

import (
	"math"
	"math/cmplx"

	"striate/fourier"
)

// LogGaborFilter is a log-Gabor of Fischer, Šroubek, Perrinet, Redondo,
// Cristóbal 2007 (Int. J. Comput. Vis. 75) in the units of its grid. Its axes
// are those of a matrix: the first index r goes down the rows, the second c
// along the columns, and Theta = 0 modulates down the rows, so its bars are
// horizontal: Theta is the orientation of the bars.
type LogGaborFilter struct {
	Row, Col      float64 // centre, px
	SF0, BSF      float64 // c/px; standard deviation of ln f
	Theta, BTheta float64 // rad
}

// zeroFrequency stands for f = 0, where the band is nothing anyway.
const zeroFrequency = 1e-6

// radiusAt is the spatial frequency at (fr, fc).
func radiusAt(fr, fc float64) float64 {
	if f := math.Hypot(fr, fc); f > 0 {
		return f
	}
	return zeroFrequency
}

// Band is 1/f · exp(-½ ln²(f/SF0) / BSF²).
func (g *LogGaborFilter) Band(fr, fc float64) float64 {
	f := radiusAt(fr, fc)
	l := math.Log(f / g.SF0)
	return math.Exp(-0.5*l*l/(g.BSF*g.BSF)) / f
}

// Orientation is exp(cos(arg f - Theta) / BTheta²): one lobe, so real and
// imaginary part in space are the even and the odd phase. Its peak leaves the
// range of float64 at 0.0375 rad, its square at 0.053 rad; below 0.0577 rad it
// is divided by its peak, which the normalisation of the envelope makes good.
func (g *LogGaborFilter) Orientation(fr, fc float64) float64 {
	k := min(math.MaxFloat64, 1/(g.BTheta*g.BTheta))
	c := math.Cos(math.Atan2(fc, fr) - g.Theta)
	if k > 300 {
		c--
	}
	return math.Exp(k * c)
}

// RetinaFilter is the pre-processing of SLIP, which fades the corners of the
// spectrum out before f = ½ and takes the mean away (n is the number of rows):
// (1 - exp((f-½)/(½·0.07))) (1 - exp(-½ f² / (0.5/n)²)), 0 from f = ½ on.
func RetinaFilter(fr, fc float64, n int) float64 {
	f := radiusAt(fr, fc)
	s := 0.5 / float64(n)
	return retinaEdge(f, 0.07) * (1 - math.Exp(-0.5*f*f/(s*s)))
}

// retinaEdge is (1 - exp((f-½)/(½ df))) below f = ½, else 0.
func retinaEdge(f, df float64) float64 {
	if !(f < 0.5) {
		return 0
	}
	return 1 - math.Exp((f-0.5)/(df/2))
}

// Envelope is the centred complex spectrum Band · Orientation, carried to
// (Row, Col), with a mean square of 2; [r][c], frequencies fr x fc, nil where
// it holds no frequency. retina multiplies it with RetinaFilter.
func (g *LogGaborFilter) Envelope(fr, fc []float64, retina bool) []complex128 {
	e := make([]complex128, len(fr)*len(fc))
	power := 0.0
	for i, r := range fr {
		for j, c := range fc {
			a := g.Band(r, c) * g.Orientation(r, c)
			if retina {
				a *= RetinaFilter(r, c, len(fr))
			}
			e[i*len(fc)+j] = complex(a, 0) * cmplx.Rect(1, -2*math.Pi*(g.Row*r+g.Col*c))
			power += a * a
		}
	}
	if !(power > 0) {
		return nil
	}
	norm := complex(math.Sqrt(2*float64(len(e))/power), 0)
	for i := range e {
		e[i] *= norm
	}
	return e
}

// SpatialKernel is F⁻¹ of a centred spectrum of h x w at e^{i phase}: its real
// part is the log-Gabor at that phase, its modulus the envelope in space.
func SpatialKernel(envelope []complex128, h, w int, phase float64) []complex128 {
	n := h * w
	re, im := make([]float64, n), make([]float64, n)
	rot := cmplx.Rect(1/float64(n), phase)
	for r := range h {
		for c := range w { // zero frequency from (h/2, w/2) to (0, 0)
			v := rot * envelope[(r+h/2)%h*w+(c+w/2)%w]
			re[r*w+c], im[r*w+c] = real(v), imag(v)
		}
	}
	fourier.NewPlan[float64](h).Inverse(re, im, w, w)
	rows := fourier.NewPlan[float64](w)
	x := make([]complex128, n)
	for i := 0; i < n; i += w {
		rows.Inverse(re[i:], im[i:], 1, 1)
		for j := i; j < i+w; j++ {
			x[j] = complex(re[j], im[j])
		}
	}
	return x
}

// Real is the real part of every element.
func Real(x []complex128) []float64 {
	re := make([]float64, len(x))
	for i, v := range x {
		re[i] = real(v)
	}
	return re
}
