package stimuli

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

func randomBlock(n int) []complex128 {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	return x
}

// Every column agrees with gonum, and a few sizes with the definition.
func TestAxisFFT(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 8, 15, 16, 32, 64, 100, 128, 256, 512, 1024} {
		for _, m := range []int{1, 3, 32} {
			x := randomBlock(n * m)
			got := append([]complex128(nil), x...)
			newAxisFFT(n).inverse(got, m)
			g := fourier.NewCmplxFFT(n)
			for c := range m {
				col := make([]complex128, n)
				for k := range col {
					col[k] = x[k*m+c]
				}
				want := g.Sequence(nil, col)
				for j := range want {
					direct := want[j]
					if n <= 16 {
						direct = 0
						for k := range col {
							direct += col[k] * cmplx.Rect(1, 2*math.Pi*float64(j*k%n)/float64(n))
						}
					}
					if cmplx.Abs(got[j*m+c]-want[j]) > 1e-12*float64(n) || cmplx.Abs(got[j*m+c]-direct) > 1e-12*float64(n) {
						t.Fatalf("n %d, m %d: x[%d] = %v, gonum %v, definition %v", n, m, j, got[j*m+c], want[j], direct)
					}
				}
			}
		}
	}
}

// Own kernel against gonum, 64 columns: the reason that it is here.
func BenchmarkAxisFFT(b *testing.B) {
	for _, n := range []int{64, 128, 256} {
		x := randomBlock(n * 64)
		b.Run(fmt.Sprintf("own/%d", n), func(b *testing.B) {
			f := newAxisFFT(n)
			for b.Loop() {
				f.inverse(x, 64)
				for i := range x {
					x[i] *= 1e-3
				}
			}
		})
		b.Run(fmt.Sprintf("gonum/%d", n), func(b *testing.B) {
			f := &axisFFT{n: n, any: fourier.NewCmplxFFT(n)}
			for b.Loop() {
				f.inverse(x, 64)
				for i := range x {
					x[i] *= 1e-3
				}
			}
		})
	}
}
