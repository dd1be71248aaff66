package analysis

import (
	"math"
	"math/cmplx"

	"striate/fourier"
)

// Periodogram is the amplitude of every spatio-temporal frequency of n frames
// of w x h pixels, [x, y, t] in C order, y upward, centred as in a Spectrum. pix
// holds the frames in order, each row-major with row 0 at the top. Each axis of
// more than one sample is weighted by a Hann window, so that what does not fit
// the block leaks little; the mean that the windows see is taken off before.
func Periodogram(pix []float32, w, h, n int) []float64 {
	hx, hy, ht := hann(w), hann(h), hann(n)
	each := func(f func(i, at int, weight float64)) {
		for i := range pix {
			x, row, t := i%w, i/w%h, i/(w*h)
			f(i, (x*h+h-1-row)*n+t, hx[x]*hy[row]*ht[t])
		}
	}
	mean, all := 0.0, 0.0
	each(func(i, _ int, weight float64) { mean, all = mean+weight*float64(pix[i]), all+weight })
	mean /= all
	re, im := make([]float64, len(pix)), make([]float64, len(pix))
	each(func(i, at int, weight float64) { re[at] = weight * (float64(pix[i]) - mean) })
	// Of real values the inverse transform has the amplitudes of the forward one.
	along := func(length, stride, lines, blocks int) {
		p := fourier.NewPlan[float64](length)
		for b := range blocks {
			from, size := b*length*stride, length*stride
			p.Inverse(re[from:from+size], im[from:from+size], stride, lines)
		}
	}
	along(w, h*n, h*n, 1)
	along(h, n, n, w)
	along(n, 1, 1, w*h)
	out := make([]float64, len(pix))
	for x := range w {
		for y := range h {
			from := ((x+w-w/2)%w*h + (y+h-h/2)%h) * n
			for t := range n {
				k := from + (t+n-n/2)%n
				out[(x*h+y)*n+t] = cmplx.Abs(complex(re[k], im[k]))
			}
		}
	}
	return out
}

// hann is a window of n samples that falls to zero just outside of them.
func hann(n int) []float64 {
	out := make([]float64, n)
	for k := range out {
		s := math.Sin(math.Pi * (float64(k) + .5) / float64(n))
		if out[k] = s * s; n == 1 {
			out[k] = 1
		}
	}
	return out
}
