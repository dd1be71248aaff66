package cortex

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestExpAtTheEnds(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ x, want float64 }{
		{0, 1}, {math.Copysign(0, -1), 1}, {inf, inf}, {-inf, 0},
		{710, inf}, {math.MaxFloat64, inf}, {-746, 0}, {-math.MaxFloat64, 0},
		{5e-324, 1}, {-5e-324, 1}, {1e-17, 1},
		{709.782712893384, 1.7976931348622732e308}, {709.7827128933841, inf},
		{-745.1332191019411, 5e-324}, {-745.1332191019412, 0},
	} {
		got := []float64{c.x, c.x, c.x, c.x, c.x}
		exps(got, got)
		for i, y := range got {
			if math.Float64bits(y) != math.Float64bits(c.want) {
				t.Errorf("exp(%g) = %g at index %d, want %g", c.x, y, i, c.want)
			}
		}
	}
	for _, bits := range []uint64{0x7ff8000000000001, 0xfff8000000000000, 0x7ff0000000000001, 0xfff7ffffffffffff, 0x7ff80000000fffff} {
		x := math.Float64frombits(bits)
		got := []float64{x, x, x, x, x}
		exps(got, got)
		for i, y := range got {
			if !math.IsNaN(y) {
				t.Errorf("exp(NaN %x) = %g at index %d, want NaN", bits, y, i)
			}
		}
	}
}

// expBig is e^x to 200 bits by the Taylor series of x/2^k, squared k times.
func expBig(x float64) *big.Float {
	const prec, halvings = 240, 20
	r := new(big.Float).SetPrec(prec).SetFloat64(x)
	r.SetMantExp(r, -halvings)
	sum, term := big.NewFloat(1).SetPrec(prec), big.NewFloat(1).SetPrec(prec)
	for k := 1.0; k < 25; k++ {
		term.Mul(term, r)
		term.Quo(term, big.NewFloat(k))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// ulps is the distance of y from want in units of the last place of want, of
// the smallest number where want is below the normal ones.
func ulps(y float64, want *big.Float) float64 {
	d := new(big.Float).SetPrec(240).SetFloat64(y)
	d.Sub(d, want)
	_, exp := math.Frexp(must2(want.Float64()))
	ulp := math.Ldexp(1, max(exp-53, -1074))
	f, _ := d.Quo(d, big.NewFloat(ulp)).Float64()
	return math.Abs(f)
}

func must2(x float64, _ big.Accuracy) float64 { return x }

// expUlps bounds the error, in units of the last place of the result.
const expUlps = 0.7

func TestExpAccuracy(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		lo, hi float64
		limit  float64
	}{{-708, 709.7, expUlps}, {-1, 1, expUlps}, {-0.35, 0.35, expUlps}, {-745.2, -708.4, 1}, {-1e-9, 1e-9, expUlps}} {
		n := 10000
		if testing.Short() {
			n = 1000
		}
		worst, at := 0.0, 0.0
		for range n {
			x := c.lo + (c.hi-c.lo)*rng.Float64()
			if d := ulps(exp1(x), expBig(x)); d > worst {
				worst, at = d, x
			}
		}
		t.Logf("%g to %g: at most %.3f ulp off, at %v", c.lo, c.hi, worst, at)
		if !(worst <= c.limit) {
			t.Errorf("exp(%v) is %.3f ulp off, want %g at most", at, worst, c.limit)
		}
	}
}

// The vector form gives the bits of the scalar one, whatever the bits of the
// argument, and leaves what is beyond the slice alone.
func TestExpVectorIsScalar(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	draw := []func() float64{
		func() float64 { return math.Float64frombits(rng.Uint64()) },
		func() float64 { return rng.NormFloat64() },
		func() float64 { return 800 * (2*rng.Float64() - 1) },
		func() float64 { return -745 + 40*rng.Float64() },
		func() float64 { return math.Ldexp(rng.Float64()-0.5, -rng.IntN(1074)) },
	}
	x, y := make([]float64, 64), make([]float64, 64)
	for k := range 20000 {
		n := rng.IntN(len(x))
		for i := range x {
			x[i], y[i] = draw[k%len(draw)](), -1
		}
		exps(y[:n], x[:n])
		for i := range x {
			want := -1.0
			if i < n {
				want = exp1(x[i])
			}
			if math.Float64bits(y[i]) != math.Float64bits(want) {
				t.Fatalf("exp(%v) = %x at %d of %d, scalar %x", x[i], math.Float64bits(y[i]), i, n, math.Float64bits(want))
			}
		}
	}
}

func FuzzExp(f *testing.F) {
	for _, x := range []float64{0, 1, -1, 709.78, 710, -708.4, -745.2, math.Inf(1), math.Inf(-1), math.NaN()} {
		f.Add(math.Float64bits(x))
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		x := math.Float64frombits(bits)
		y := []float64{x, 0, x, 1}
		exps(y, y)
		want := math.Float64bits(exp1(x))
		if math.Float64bits(y[0]) != want || math.Float64bits(y[2]) != want {
			t.Fatalf("exp(%v) = %v and %v, scalar %v", x, y[0], y[2], exp1(x))
		}
	})
}

func BenchmarkExps(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 6))
	x, y := make([]float64, 64), make([]float64, 64)
	for i := range x {
		x[i] = 10 * rng.NormFloat64()
	}
	per := func(b *testing.B) { b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(x)), "ns/exp") }
	b.Run("exps", func(b *testing.B) {
		for range b.N {
			exps(y, x)
		}
		per(b)
	})
	b.Run("scalar", func(b *testing.B) {
		for range b.N {
			for i, x := range x {
				y[i] = exp1(x)
			}
		}
		per(b)
	})
	b.Run("math", func(b *testing.B) {
		for range b.N {
			for i, x := range x {
				y[i] = math.Exp(x)
			}
		}
		per(b)
	})
}
