package retina

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// logGabor is the spectrum of a log-Gabor filter (Fischer, Sroubek, Perrinet,
// Redondo, Cristobal 2007):
//
//	E(f, φ) = (1/f) exp(-ln²(f/SF) / 2 BSF²) · exp(cos(φ - θ) / BTheta²),
//
// f in cycles a pixel, φ = atan2(f along columns, f along rows), rows going
// down. It has one lobe, so the real part of its inverse transform is the even
// filter and the imaginary part the odd one. Bars of the orientation θ,
// anticlockwise from horizontal, modulate along (rows, columns) =
// (cos θ, sin θ): θ is the orientation of the preferred bars.
type logGabor struct {
	SF     float64 // c/px
	BSF    float64 // standard deviation of ln f
	BTheta float64 // rad
	Theta  float64 // rad
}

// band is (1/f) exp(-ln²(f/SF) / 2 BSF²).
func (g *logGabor) band(f float64) float64 {
	l := math.Log(f / g.SF)
	return math.Exp(-l*l/(2*g.BSF*g.BSF)) / f
}

// lobe is exp((cos(φ - θ) - 1) / BTheta²) for the frequency (fr, fc) of modulus
// f: the orientation factor with its largest value brought to 1.
func (g *logGabor) lobe(fr, fc, f float64) float64 {
	s, c := math.Sincos(g.Theta)
	return math.Exp(((fr*c+fc*s)/f - 1) / (g.BTheta * g.BTheta))
}

// kernel is a complex filter about its centre: at(dr, dc) for offsets of up
// to reach pixels down and to the right.
type kernel struct {
	reach  int
	re, im []float32 // [2 reach + 1, 2 reach + 1]
}

func (k *kernel) at(dr, dc int) (re, im float32) {
	if dr < -k.reach || dr > k.reach || dc < -k.reach || dc > k.reach {
		return 0, 0
	}
	i := (dr+k.reach)*(2*k.reach+1) + dc + k.reach
	return k.re[i], k.im[i]
}

// Spectra are followed down to this part of their largest value, and kernels
// as well.
const (
	spectrumFloor = 1e-5
	kernelFloor   = 1e-3
)

// canvas makes kernels of one spatial frequency and several orientations on a
// square of n pixels; what does not depend on θ is computed once.
type canvas struct {
	n    int
	freq []float64 // frequency of each bin, c/px
	band []float64 // [n, n], 0 where negligible
	fft  *fourier.CmplxFFT
	half []complex128 // [columns kept, n], transformed along the rows of the spectrum
	row  []complex128
}

// newCanvas takes a side of at least n pixels.
func newCanvas(n int, g logGabor) *canvas {
	n = smooth(n)
	c := &canvas{n: n, freq: make([]float64, n), band: make([]float64, n*n), fft: fourier.NewCmplxFFT(n), row: make([]complex128, n)}
	for i := range c.freq {
		c.freq[i] = float64((i+n/2)%n-n/2) / float64(n)
	}
	var most float64
	for i := range c.band {
		if f := math.Hypot(c.freq[i/n], c.freq[i%n]); f > 0 {
			c.band[i] = g.band(f)
			most = max(most, c.band[i])
		}
	}
	for i, b := range c.band {
		if b < spectrumFloor*most {
			c.band[i] = 0
		}
	}
	return c
}

// kernel is the inverse Fourier transform of the spectrum of g, for offsets
// up to reach < n/2.
func (c *canvas) kernel(g logGabor, reach int) *kernel {
	n, side := c.n, 2*reach+1
	if len(c.half) != side*n {
		c.half = make([]complex128, side*n)
	}
	clear(c.half)
	for r := range n {
		empty := true
		for q := range n {
			c.row[q] = 0
			if b := c.band[r*n+q]; b > 0 {
				fr, fc := c.freq[r], c.freq[q]
				c.row[q] = complex(b*g.lobe(fr, fc, math.Hypot(fr, fc)), 0)
				empty = false
			}
		}
		if empty {
			continue
		}
		c.fft.Sequence(c.row, c.row)
		for d := range side {
			c.half[d*n+r] = c.row[(d-reach+n)%n]
		}
	}
	k := &kernel{reach: reach, re: make([]float32, side*side), im: make([]float32, side*side)}
	for d := range side {
		column := c.fft.Sequence(c.row, c.half[d*n:(d+1)*n])
		for e := range side {
			v := column[(e-reach+n)%n]
			k.re[e*side+d], k.im[e*side+d] = float32(real(v)), float32(imag(v))
		}
	}
	return k
}

// extent is the largest offset, in rows or columns, at which a kernel still
// has kernelFloor of its largest value.
func (k *kernel) extent() int {
	var most float32
	for i := range k.re {
		most = max(most, k.re[i]*k.re[i]+k.im[i]*k.im[i])
	}
	r, side := 0, 2*k.reach+1
	for i := range k.re {
		if k.re[i]*k.re[i]+k.im[i]*k.im[i] >= kernelFloor*kernelFloor*most {
			r = max(r, abs(i/side-k.reach), abs(i%side-k.reach))
		}
	}
	return r
}

func abs(i int) int { return max(i, -i) }

// smooth is the smallest even number of at least n whose prime factors are 2,
// 3 and 5, which the Fourier transform is fast for.
func smooth(n int) int {
	for n += n % 2; ; n += 2 {
		m := n
		for _, p := range []int{2, 3, 5} {
			for m%p == 0 {
				m /= p
			}
		}
		if m == 1 {
			return n
		}
	}
}
