package stimuli

import (
	"math"
	"slices"
)

// Whitening is the filter of Olshausen and Field 1997 (Vision Res. 37) as SLIP
// uses it: f^Alpha exp(-(f/F0)^Steepness), divided by its mean.
type Whitening struct{ Alpha, F0, Steepness float64 }

// LowPass is exp(-(f/F0)^Steepness).
func (w *Whitening) LowPass(fr, fc float64) float64 {
	return math.Exp(-math.Pow(radiusAt(fr, fc)/w.F0, w.Steepness))
}

// Filter is the whitening filter on a centred grid [r][c].
func (w *Whitening) Filter(fr, fc []float64) []float64 {
	k := make([]float64, 0, len(fr)*len(fc))
	mean := 0.0
	for _, r := range fr {
		for _, c := range fc {
			v := math.Pow(radiusAt(r, c), w.Alpha) * w.LowPass(r, c)
			k, mean = append(k, v), mean+v
		}
	}
	mean /= float64(len(k))
	for i := range k {
		k[i] /= mean
	}
	return k
}

// FilterImage multiplies the spectrum of an image [r][c] of h x w with a
// centred real filter.
func FilterImage(image, filter []float64, h, w int) []float64 {
	f := EventsInSpaceTime(&Volume{NX: h, NY: w, NT: 1, Data: image})
	for i := range f.Data {
		f.Data[i] *= complex(filter[i], 0)
	}
	return Real(SpatialKernel(f.Data, h, w, 0))
}

// NormalizeMax takes the median away and divides by the largest modulus.
func NormalizeMax(image []float64) []float64 { return normalized(image, false) }

// NormalizeStd takes the median away and divides by the standard deviation.
func NormalizeStd(image []float64) []float64 { return normalized(image, true) }

func normalized(image []float64, std bool) []float64 {
	s := slices.Clone(image)
	slices.Sort(s)
	median := (s[(len(s)-1)/2] + s[len(s)/2]) / 2
	out := make([]float64, len(image))
	for i, v := range image {
		out[i] = v - median
	}
	if g := scale(out, std); g > 0 {
		for i := range out {
			out[i] /= g
		}
	}
	return out
}

// scale is the standard deviation or the largest modulus of x.
func scale(x []float64, std bool) float64 {
	top, mean, sq := 0.0, 0.0, 0.0
	for _, v := range x {
		top, mean = max(top, math.Abs(v)), mean+v
	}
	if !std {
		return top
	}
	mean /= float64(len(x))
	for _, v := range x {
		sq += (v - mean) * (v - mean)
	}
	return math.Sqrt(sq / float64(len(x)))
}

// SpaceMask is SLIP's circular mask on h x w pixels: with x, y from -1 to 1,
// ends included, ((cos(πR)+1)/2)^(1/exponent) for R < 1, else 0.
func SpaceMask(h, w int, exponent float64) []float64 {
	m := make([]float64, 0, h*w)
	for _, y := range spread(h) {
		for _, x := range spread(w) {
			v := 0.0
			if d := math.Hypot(x, y); d < 1 {
				v = math.Pow((math.Cos(math.Pi*d)+1)/2, 1/exponent)
			}
			m = append(m, v)
		}
	}
	return m
}

// spread is n places from -1 to 1, both ends included.
func spread(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = -1 + 2*float64(i)/float64(n-1)
	}
	return x
}
