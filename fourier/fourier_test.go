package fourier

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	gonum "gonum.org/v1/gonum/dsp/fourier"
)

// sizes are all lengths to 64 and others: powers, products, primes with a pass
// of their own and primes without.
func sizes() []int {
	var out []int
	for n := 1; n <= 64; n++ {
		out = append(out, n)
	}
	return append(out, 81, 90, 96, 100, 105, 120, 125, 127, 128, 131, 143, 169, 180, 187, 200, 211, 240, 243, 250, 251, 256,
		257, 300, 343, 360, 384, 400, 480, 499, 500, 509, 512, 600, 625, 640, 720, 729, 768, 961, 997, 1000, 1024, 1080, 1536, 2048)
}

func random[T Float](r *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

// definition is the inverse DFT as it is written.
func definition(x []complex128) []complex128 {
	n := len(x)
	out := make([]complex128, n)
	for j := range out {
		for k, v := range x {
			re, im := unit(j*k%n, n)
			out[j] += v * complex(re, im)
		}
	}
	return out
}

// apart is the root mean square of the differences over that of the line wanted.
func apart(got, want []complex128) float64 {
	diff, sq := 0.0, 0.0
	for i, w := range want {
		d := cmplx.Abs(got[i] - w)
		diff += d * d
		sq += real(w)*real(w) + imag(w)*imag(w)
	}
	if sq == 0 {
		return diff
	}
	return math.Sqrt(diff / sq)
}

// singleTolerance is what float32 may be off by.
const singleTolerance = 5e-7

func testPlan[T Float](t *testing.T, tolerance float64) {
	r := rand.New(rand.NewPCG(1, 2))
	worst := 0.0
	for _, n := range sizes() {
		p, reference := NewPlan[T](n), gonum.NewCmplxFFT(n)
		for _, lines := range []int{1, 3, 8, 16, 37} {
			stride := lines + n%3
			re, im := random[T](r, n*stride), random[T](r, n*stride)
			was, wasIm := append([]T(nil), re...), append([]T(nil), im...)
			p.Clone().Inverse(re, im, stride, lines)
			for j := range stride {
				in, got := make([]complex128, n), make([]complex128, n)
				for k := range n {
					in[k] = complex(float64(was[k*stride+j]), float64(wasIm[k*stride+j]))
					got[k] = complex(float64(re[k*stride+j]), float64(im[k*stride+j]))
				}
				want := in
				if j < lines { // what lies between the lines is left alone
					want = reference.Sequence(nil, in)
				}
				if n <= 64 && j < min(lines, 3) {
					if d := apart(definition(in), want); d > 1e-12 {
						t.Fatalf("n %d: gonum is %g off the definition", n, d)
					}
				}
				d := apart(got, want)
				worst = max(worst, d)
				if !(d <= tolerance) {
					t.Fatalf("n %d, %d lines, line %d: off by %g, want %g", n, lines, j, d, tolerance)
				}
			}
		}
	}
	t.Logf("largest error over rms: %.2g", worst)
}

func TestPlan(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testPlan[float64](t, 1e-12) })
	t.Run("float32", func(t *testing.T) { testPlan[float32](t, singleTolerance) })
}

func testReal[T Float](t *testing.T, tolerance float64) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range sizes() {
		p, reference := NewReal[T](n), gonum.NewCmplxFFT(n)
		for _, c := range [][2]int{{1, n/2 + 1}, {3, n/4 + 1}, {16, n/2 + 1}, {37, min(9, n/2+1)}, {64, n/3 + 1}, {5, 0}} {
			rows, nh := c[0], c[1]
			stride, dstStride := max(n, nh)+1, n+n%2
			re, im := random[T](r, rows*stride), random[T](r, rows*stride)
			// the same as columns
			cre, cim := make([]T, max(1, nh)*rows), make([]T, max(1, nh)*rows)
			for row := range rows {
				for k := range nh {
					cre[k*rows+row], cim[k*rows+row] = re[row*stride+k], im[row*stride+k]
				}
			}
			want := make([]complex128, rows*n)
			for row := range rows {
				full := make([]complex128, n)
				for k := range nh {
					v := complex(float64(re[row*stride+k]), float64(im[row*stride+k]))
					if k == 0 || 2*k == n {
						full[k] = complex(real(v), 0)
						continue
					}
					full[k], full[n-k] = v, cmplx.Conj(v)
				}
				reference.Sequence(want[row*n:][:n], full)
			}
			compare := func(name string, at func(row, x int) T) {
				got := make([]complex128, rows*n)
				for row := range rows {
					for x := range n {
						got[row*n+x] = complex(float64(at(row, x)), 0)
					}
				}
				if nh == 0 {
					for _, v := range got {
						if v != 0 {
							t.Fatalf("%s n %d: %v from nothing", name, n, v)
						}
					}
					return
				}
				if d := apart(got, want); !(d <= tolerance) {
					t.Fatalf("%s n %d, %d rows of %d: off by %g", name, n, rows, nh, d)
				}
			}
			dst := make([]T, rows*dstStride)
			p.Clone().Columns(dst, rows, cre, cim, rows, nh, rows)
			compare("columns", func(row, x int) T { return dst[x*rows+row] })
			clear(dst)
			p.Inverse(dst, dstStride, re, im, stride, nh, rows)
			compare("rows", func(row, x int) T { return dst[row*dstStride+x] })
			// in place: the real parts' memory takes the rows
			p.Inverse(re, stride, re, im, stride, nh, rows)
			compare("in place", func(row, x int) T { return re[row*stride+x] })
		}
	}
}

func TestReal(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testReal[float64](t, 1e-12) })
	t.Run("float32", func(t *testing.T) { testReal[float32](t, singleTolerance) })
}

func TestTranspose(t *testing.T) { testTranspose(t) }

func testTranspose(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range [][2]int{{0, 3}, {1, 1}, {8, 8}, {16, 24}, {7, 9}, {33, 15}, {40, 41}} {
		rows, cols := c[0], c[1]
		src := random[float32](r, rows*(cols+3))
		if rows > 0 {
			src = src[: len(src)-3 : len(src)-3]
		}
		dst := make([]float32, cols*(rows+2))
		Transpose(dst, rows+2, src, cols+3, rows, cols)
		for i, v := range dst {
			want := float32(0)
			if row := i % (rows + 2); row < rows {
				want = src[row*(cols+3)+i/(rows+2)]
			}
			if v != want {
				t.Fatalf("%d x %d: [%d] = %v, want %v", rows, cols, i, v, want)
			}
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{64, 128, 250, 256, 257, 512} {
		b.Run(fmt.Sprint(n, "x64"), func(b *testing.B) {
			p := NewPlan[float32](n)
			re, im := make([]float32, n*64), make([]float32, n*64)
			for b.Loop() {
				p.Inverse(re, im, 64, 64)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/64, "ns/line")
		})
	}
}

func BenchmarkReal(b *testing.B) {
	const n = 256
	p := NewReal[float32](n)
	re, im, dst := make([]float32, n*(n/2+1)), make([]float32, n*(n/2+1)), make([]float32, n*n)
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			p.Inverse(dst, n, re, im, n/2+1, n/2+1, n)
		}
	})
	b.Run("columns", func(b *testing.B) {
		for b.Loop() {
			p.Columns(dst, n, re, im, n, n/2+1, n)
		}
	})
}
