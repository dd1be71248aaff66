package stimuli

import (
	"math"
	"math/rand/v2"
	"testing"
)

// forms runs f in each form that this machine has.
func forms(t *testing.T, f func(t *testing.T)) {
	two, five := hasAVX2, hasAVX512
	defer func() { hasAVX2, hasAVX512 = two, five }()
	for _, form := range []struct {
		name      string
		two, five bool
	}{{"Go", false, false}, {"AVX2", true, false}, {"AVX512", true, true}} {
		if form.two && !two || form.five && !five {
			continue
		}
		hasAVX2, hasAVX512 = form.two, form.five
		t.Run(form.name, f)
	}
}

func randomFloats(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// Each form draws the envelope to 3e-7 of its value where it counts, and next
// to nothing far from its centre; what lies around stays as it was.
func TestShade(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	forms(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 7, 64} {
			const stride, first = 40, 1000
			var s shades
			for c := range sixteen {
				centre := first + float64(n)*r.Float64() + 300*float64(c/12)
				s.row[c], s.rest[c] = float32(math.Floor(centre)), float32(centre-math.Floor(centre))
				s.rate[c], s.amp[c] = float32(0.05*r.Float64()*float64(c)), float32(r.ExpFloat64())
			}
			re, im, draws := randomFloats(r, (n+1)*stride), randomFloats(r, (n+1)*stride), randomFloats(r, 2*sixteen*n)
			was := append([]float32(nil), re...)
			shade(re, im, stride, draws, n, first, &s)
			for i := range re {
				k, c := i/stride, i%stride
				if c >= sixteen || k >= n {
					if re[i] != was[i] {
						t.Fatalf("n %d: wrote beyond at row %d column %d", n, k, c)
					}
					continue
				}
				x := (float64(first+k) - float64(s.row[c]) - float64(s.rest[c])) * float64(s.rate[c])
				e := float64(s.amp[c]) * math.Exp2(-x*x)
				for j, got := range []float32{re[i], im[i]} {
					want := e * float64(draws[2*sixteen*k+sixteen*j+c])
					if d := math.Abs(float64(got) - want); !(d <= 3e-7*(1+x*x)*math.Abs(want)+1e-17) {
						t.Fatalf("n %d row %d column %d: %g, want %g", n, k, c, got, want)
					}
				}
			}
		}
	})
}

// All forms have the same bits.
func TestLargestAndLuminance(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	forms(t, func(t *testing.T) {
		for _, n := range []int{1, 15, 64, 100, 1000} {
			z := randomFloats(r, n)
			for _, at := range []int{0, n / 2, n - 1} {
				z[at] = -float32(10 + at)
				if got := largest(z); got != float32(10+at) {
					t.Fatalf("%d numbers: largest is %g, want %d", n, got, 10+at)
				}
			}
			for _, gain := range []float32{0, 0.1, 0.4} {
				out := make([]float32, n)
				luminance(out, z, gain)
				for i, v := range z {
					if want := min(1, max(0, float32(gain*v)+0.5)); out[i] != want {
						t.Fatalf("gain %g: %g gives %g, want %g", gain, v, out[i], want)
					}
				}
			}
		}
	})
}

// The block in each form is that in float64.
func TestBlockInEachForm(t *testing.T) { forms(t, TestBlockInSinglePrecision) }
