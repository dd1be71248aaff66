package cortex

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// withoutAVX2 runs f as a machine without vector kernels would.
func withoutAVX2(f func()) {
	defer func(was bool) { hasAVX2 = was }(hasAVX2)
	hasAVX2 = false
	f()
}

// eachForm runs f with each vector form that this machine has.
func eachForm(t *testing.T, f func(t *testing.T)) {
	if !hasAVX2 {
		t.Skip("no AVX2 here")
	}
	defer func(was bool) { hasAVX512 = was }(hasAVX512)
	if hasAVX512 {
		t.Run("AVX512", f)
	}
	hasAVX512 = false
	t.Run("AVX2", f)
}

// identical compares two slices bit by bit; any NaN is like any other.
func identical(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Fatalf("%s of cell %d of %d: vector %v, scalar %v", what, i, len(want), got[i], want[i])
		}
	}
}

// The vector forms of the conductance cells give the bits of the scalar one,
// for any number of cells and the strangest states.
func TestCondVectorIsScalar(t *testing.T) { eachForm(t, testCondVector) }

func testCondVector(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	inf := math.Inf(1)
	extremes := []float64{0, math.Copysign(0, -1), inf, -inf, math.NaN(), 1e5, -1e5, 1e-20, 1e-21, 1.5e-20, -2.1e-20, -1e-21, 1e-310, -1e-310, -3, 990, 995, 1e300}
	fired := 0
	for k := range 1500 {
		n := 1 + rng.IntN(100)
		if k%20 == 0 {
			n += 1000
		}
		a := condExpCells(t, n, []float64{0.01, 0.1, 1}[rng.IntN(3)], rng)
		b := must(a.m.open(n, a.dt, false))
		in, in2 := newInput(n), newInput(n)
		for range 4 {
			a.scatter(in, rng, extremes)
			copy(b.v, a.v)
			copy(b.ge, a.ge)
			copy(b.gi, a.gi)
			copy(in2.Inject, in.Inject)
			for r := range in.Arrive {
				copy(in2.Arrive[r], in.Arrive[r])
			}
			var one, two []int32
			for _, block := range Blocks(n) {
				one = a.Step(block, in, one)
				withoutAVX2(func() { two = b.Step(block, in2, two) })
			}
			if !slices.Equal(one, two) {
				t.Fatalf("fired: vector %v, scalar %v", one, two)
			}
			fired += len(one)
			identical(t, "v", a.v, b.v)
			identical(t, "g_e", a.ge, b.ge)
			identical(t, "g_i", a.gi, b.gi)
			for r := range in.Arrive {
				identical(t, "input", in.Arrive[r], in2.Arrive[r])
			}
		}
	}
	if fired < 1000 {
		t.Errorf("%d spikes: too few for a test", fired)
	}
}

// The vector forms of the AdEx cells give the bits of the scalar one, for any
// number of cells and the strangest states.
func TestAdexVectorIsScalar(t *testing.T) { eachForm(t, testAdexVector) }

func testAdexVector(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	inf := math.Inf(1)
	extremes := []float64{0, math.Copysign(0, -1), inf, -inf, math.NaN(), 1e5, -1e5, 1e-20, 1e-310, -1e-310, -3, 2000, 1e300}
	fired := 0
	for k := range 600 {
		n := 1 + rng.IntN(150)
		if k%20 == 0 {
			n += 1000
		}
		a := adexCells(t, n, rng)
		b := must(a.model.Open(n, a.dt, testRand())).(*odeCells)
		in, in2 := newInput(n), newInput(n)
		for range 4 {
			a.scatter(in, rng, extremes)
			a.copyTo(b, in, in2)
			var one, two []int32
			for _, block := range Blocks(n) {
				one = a.Step(block, in, one)
				withoutAVX2(func() { two = b.Step(block, in2, two) })
			}
			if !slices.Equal(one, two) {
				t.Fatalf("fired: vector %v, scalar %v", one, two)
			}
			fired += len(one)
			identical(t, "v", a.x[0], b.x[0])
			identical(t, "w", a.x[1], b.x[1])
		}
	}
	if fired < 1000 {
		t.Errorf("%d spikes: too few for a test", fired)
	}
}

// The small loops give the same bits with and without vectors, and touch
// nothing beyond their slices.
func TestSmallVectorIsScalar(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2 here")
	}
	rng := rand.New(rand.NewPCG(6, 6))
	draw := func() float64 {
		switch rng.IntN(10) {
		case 0:
			return math.Float64frombits(rng.Uint64())
		case 1:
			return 3e-20 * rng.NormFloat64()
		}
		return rng.NormFloat64()
	}
	for range 20000 {
		n := rng.IntN(65)
		var data, one, two [4][80]float64
		for k := range data {
			for i := range data[k] {
				data[k][i] = draw()
			}
		}
		one, two = data, data
		f, g := draw(), rng.Float64()
		var mask, mask2 uint64
		all := func(x *[4][80]float64, mask *uint64) {
			receive(x[0][:n], x[1][:n], f)
			total(x[2][:n], x[3][:n], f, x[0][:n])
			decay(x[0][:n], g)
			*mask = above(x[2][:n], f)
		}
		all(&one, &mask)
		withoutAVX2(func() { all(&two, &mask2) })
		for k := range one {
			identical(t, "small loops", one[k][:], two[k][:])
		}
		if mask != mask2 {
			t.Fatalf("above: %b, scalar %b", mask, mask2)
		}
	}
}
