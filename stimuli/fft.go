package stimuli

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/dsp/fourier"
)

// An axisFFT is the unnormalised inverse DFT along the first axis of an
// [n][m] block, x_j = Σ_k X_k e^{+2πi jk/n}.
//
// Powers of two run a Stockham recursion of radix 4 (and one of radix 2) whose
// inner loop walks the m contiguous columns with one twiddle factor: no bit
// reversal, no strided access. Other n go column by column through gonum.
// Measured against gonum in BenchmarkAxisFFT. Not safe for concurrent use.
type axisFFT struct {
	n       int
	twiddle []complex128 // e^{2πi k/n}
	scratch []complex128
	any     *fourier.CmplxFFT // n not a power of two
}

func newAxisFFT(n int) *axisFFT {
	f := &axisFFT{n: n}
	if bits.OnesCount(uint(n)) != 1 {
		f.any = fourier.NewCmplxFFT(n)
		return f
	}
	f.twiddle = make([]complex128, n)
	for k := range f.twiddle {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		f.twiddle[k] = complex(cos, sin)
	}
	return f
}

// inverse transforms x[n][m] in place.
func (f *axisFFT) inverse(x []complex128, m int) {
	if len(f.scratch) < len(x) {
		f.scratch = make([]complex128, len(x))
	}
	if f.any != nil {
		f.columns(x, m)
		return
	}
	src, dst := x, f.scratch[:len(x)]
	s := m // columns that share a twiddle
	for n := f.n; n > 1; {
		if n%4 == 0 {
			f.radix4(dst, src, n, s)
			n, s = n/4, s*4
		} else {
			f.radix2(dst, src, n, s)
			n, s = n/2, s*2
		}
		src, dst = dst, src
	}
	if len(x) > 0 && &src[0] != &x[0] {
		copy(x, src)
	}
}

// columns is the fallback through gonum, one column at a time.
func (f *axisFFT) columns(x []complex128, m int) {
	col := f.scratch[:f.n]
	for c := range m {
		for k := range col {
			col[k] = x[k*m+c]
		}
		f.any.Sequence(col, col)
		for k := range col {
			x[k*m+c] = col[k]
		}
	}
}

// radix2 is one pass over n points, s columns each.
func (f *axisFFT) radix2(y, x []complex128, n, s int) {
	h := n / 2
	for p := range h {
		w := f.twiddle[p*(f.n/n)]
		a, b := x[p*s:][:s], x[(p+h)*s:][:s]
		y0, y1 := y[2*p*s:][:s], y[(2*p+1)*s:][:s]
		for q := range a {
			u, v := a[q], b[q]
			y0[q] = u + v
			y1[q] = (u - v) * w
		}
	}
}

// radix4 is one pass over n points, s columns each.
func (f *axisFFT) radix4(y, x []complex128, n, s int) {
	h, step := n/4, f.n/n
	for p := range h {
		w1, w2, w3 := f.twiddle[p*step], f.twiddle[2*p*step], f.twiddle[3*p*step]
		a, b, c, d := x[p*s:][:s], x[(p+h)*s:][:s], x[(p+2*h)*s:][:s], x[(p+3*h)*s:][:s]
		y0, y1, y2, y3 := y[4*p*s:][:s], y[(4*p+1)*s:][:s], y[(4*p+2)*s:][:s], y[(4*p+3)*s:][:s]
		for q := range a {
			apc, amc := a[q]+c[q], a[q]-c[q]
			bpd, bmd := b[q]+d[q], b[q]-d[q]
			jbmd := complex(-imag(bmd), real(bmd))
			y0[q] = apc + bpd
			y1[q] = (amc + jbmd) * w1
			y2[q] = (apc - bpd) * w2
			y3[q] = (amc - jbmd) * w3
		}
	}
}
