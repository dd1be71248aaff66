package cortex

import (
	"math"
	"math/rand/v2"
	"testing"

	"striate/params"
)

// condExpCells are n cells with all parameters drawn.
func condExpCells(t testing.TB, n int, dt float64, rng *rand.Rand) *condCells {
	m := must(params.New[CellModel]("if_cond_exp")).(*IFCondExp)
	m.TauM, m.Cm = 5+30*rng.Float64(), 100+400*rng.Float64()
	m.TauSynE, m.TauSynI = 0.2+5*rng.Float64(), 0.2+10*rng.Float64()
	m.VRest, m.VThresh, m.VReset = -70+5*rng.Float64(), -55+5*rng.Float64(), -62+5*rng.Float64()
	m.ERevE, m.ERevI = 10*rng.NormFloat64(), -75+5*rng.Float64()
	m.IOffset, m.TauRef = 100*rng.NormFloat64(), 3*rng.Float64()
	c, err := m.open(n, dt, false)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scatter puts the cells into random states, a few of them extreme, and makes
// random input.
func (c *condCells) scatter(in *Input, rng *rand.Rand, extremes []float64) {
	odd := func(x float64) float64 {
		if len(extremes) > 0 && rng.IntN(50) == 0 {
			return extremes[rng.IntN(len(extremes))]
		}
		return x
	}
	for i := range c.v {
		c.v[i] = odd(-75 + 25*rng.Float64())
		c.ge[i], c.gi[i] = odd(30*rng.ExpFloat64()), odd(60*rng.ExpFloat64())
		in.Inject[i] = odd(200 * rng.NormFloat64())
		for _, x := range in.Arrive {
			if rng.IntN(4) == 0 {
				x[i] = odd(20 * rng.Float64())
			}
		}
	}
}

func newInput(n int) *Input {
	return &Input{Arrive: [][]float64{make([]float64, n), make([]float64, n)}, Inject: make([]float64, n)}
}

// The kernel is the general form of the step up to rounding.
func TestCondKernelIsRungeKutta(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		n := 100
		a := condExpCells(t, n, 0.1, rng)
		b, err := a.m.open(n, 0.1, false)
		if err != nil {
			t.Fatal(err)
		}
		in, in2 := newInput(n), newInput(n)
		a.scatter(in, rng, []float64{0, 1e5, 1e-21})
		copy(b.v, a.v)
		copy(b.ge, a.ge)
		copy(b.gi, a.gi)
		copy(in2.Inject, in.Inject)
		for r := range in.Arrive {
			copy(in2.Arrive[r], in.Arrive[r])
		}
		all := Blocks(n)[0]
		one, two := a.exponential(all, in, nil), b.general(all, in2, nil)
		if len(one) != len(two) {
			t.Fatalf("%d cells fired, %d of the general form", len(one), len(two))
		}
		for i := range a.v {
			if !(math.Abs(a.v[i]-b.v[i]) <= 1e-12*(1+math.Abs(b.v[i]))) {
				t.Errorf("v = %v, general form %v (g %g, %g)", a.v[i], b.v[i], b.ge[i], b.gi[i])
			}
			for _, g := range [][2]float64{{a.ge[i], b.ge[i]}, {a.gi[i], b.gi[i]}} {
				if !(math.Abs(g[0]-g[1]) <= max(1e-15*g[1], quietBelow)) {
					t.Errorf("g = %v, general form %v", g[0], g[1])
				}
			}
			for r := range in.Arrive {
				if in.Arrive[r][i] != 0 {
					t.Errorf("%s input %d: %v left", a.Receptors()[r], i, in.Arrive[r][i])
				}
			}
		}
	}
}

// After long silence conductances are zero, not denormal, and v is at rest.
func TestCondKernelQuietens(t *testing.T) {
	m := must(params.New[CellModel]("if_cond_exp")).(*IFCondExp)
	c := must(m.open(37, 0.1, false))
	in := newInput(37)
	c.scatter(in, rand.New(rand.NewPCG(2, 2)), nil)
	clear(in.Inject)
	for range 20000 {
		c.Step(Blocks(37)[0], in, nil)
	}
	for i := range c.v {
		if c.ge[i] != 0 || c.gi[i] != 0 || !(math.Abs(c.v[i]-m.VRest) < 1e-11) {
			t.Errorf("cell %d: v = %v, g = %g, %g, want %g, 0, 0", i, c.v[i], c.ge[i], c.gi[i], m.VRest)
		}
	}
}

func BenchmarkCondKernel(b *testing.B) {
	const n = 4000
	rng := rand.New(rand.NewPCG(3, 3))
	c := condExpCells(b, n, 0.1, rng)
	in := newInput(n)
	blocks := Blocks(n)
	fired := make([]int32, 0, n)
	bench := func(step func(Block)) func(*testing.B) {
		return func(b *testing.B) {
			for k := range b.N {
				if k%100 == 0 {
					b.StopTimer()
					c.scatter(in, rng, nil)
					clear(in.Inject)
					b.StartTimer()
				}
				for _, block := range blocks {
					step(block)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/cell")
		}
	}
	b.Run("step", bench(func(b Block) { fired = c.exponential(b, in, fired[:0]) }))
	b.Run("scalar", bench(func(b Block) { fired = c.scalar(b, b.Lo, b.Hi, in, fired[:0]) }))
	b.Run("general", bench(func(b Block) { fired = c.general(b, in, fired[:0]) }))
}
