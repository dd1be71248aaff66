package cortex

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// adexCells are n AdEx cells with all parameters drawn.
func adexCells(t testing.TB, n int, rng *rand.Rand) *odeCells {
	m := RegularSpiking()
	m.GL, m.Cm, m.EL = 2+20*rng.Float64(), 100+300*rng.Float64(), -70+10*rng.Float64()
	m.VThresh, m.DeltaT = -50+5*rng.Float64(), []float64{0, 0.1, 0.5, 2, 5}[rng.IntN(5)]
	m.TauRef, m.SpikeAt = 5*rng.Float64(), 10*rng.Float64()
	m.A, m.B, m.TauW = []float64{0, 4, -0.5}[rng.IntN(3)], 60*rng.Float64(), 20+500*rng.Float64()
	m.IOffset = 50 * rng.NormFloat64()
	if rng.IntN(2) == 0 {
		m.NoiseSD = 20
	}
	c, err := m.Open(n, []float64{0.01, 0.1, 0.2}[rng.IntN(3)], testRand())
	if err != nil {
		t.Fatal(err)
	}
	return c.(*odeCells)
}

// scatter puts the cells into random states, a few of them extreme, and makes
// random input.
func (c *odeCells) scatter(in *Input, rng *rand.Rand, extremes []float64) {
	odd := func(x float64) float64 {
		if len(extremes) > 0 && rng.IntN(60) == 0 {
			return extremes[rng.IntN(len(extremes))]
		}
		return x
	}
	syn := c.syn.(*two)
	for i := range c.x[0] {
		c.x[0][i], c.x[1][i] = odd(-70+25*rng.Float64()), odd(60*rng.NormFloat64())
		syn.e.g[i], syn.i.g[i] = odd(10*rng.ExpFloat64()), odd(30*rng.ExpFloat64())
		in.Inject[i] = odd(100 * rng.NormFloat64())
		for _, x := range in.Arrive {
			if rng.IntN(4) == 0 {
				x[i] = odd(10 * rng.Float64())
			}
		}
	}
}

// copyTo gives other cells the same state, and other input the same input.
func (c *odeCells) copyTo(d *odeCells, in, to *Input) {
	for k := range c.x {
		copy(d.x[k], c.x[k])
	}
	a, b := c.syn.(*two), d.syn.(*two)
	copy(b.e.g, a.e.g)
	copy(b.i.g, a.i.g)
	copy(d.noise, c.noise)
	copy(to.Inject, in.Inject)
	for r := range in.Arrive {
		copy(to.Arrive[r], in.Arrive[r])
	}
}

// The kernel is the general Runge-Kutta step to 1e-12 of the potential, with
// the same spikes, for held cells and stiff ones too.
func TestAdexKernelIsRungeKutta(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	worst, spikes := 0.0, 0
	for range 150 {
		n := 1 + rng.IntN(150)
		a := adexCells(t, n, rng)
		b := must(a.model.Open(n, a.dt, testRand())).(*odeCells)
		if a.quick == nil {
			t.Fatal("no kernel")
		}
		b.quick = nil
		in, in2 := newInput(n), newInput(n)
		for range 5 {
			a.scatter(in, rng, []float64{0, 1e-21, -100, 2000})
			a.copyTo(b, in, in2)
			var one, two []int32
			for _, block := range Blocks(n) {
				one, two = a.Step(block, in, one), b.Step(block, in2, two)
			}
			if !slices.Equal(one, two) {
				t.Fatalf("cells %v fired, %v in the general form", one, two)
			}
			spikes += len(one)
			for k, x := range a.x {
				for i := range x {
					off := math.Abs(x[i]-b.x[k][i]) / (1 + math.Abs(b.x[k][i]))
					if worst = max(worst, off); !(off <= 1e-12) {
						t.Fatalf("%s = %v, general form %v (cell %d of %d)", a.mem.variables()[k].name, x[i], b.x[k][i], i, n)
					}
				}
			}
		}
	}
	t.Logf("largest difference %.2g of the value, %d spikes", worst, spikes)
	if spikes < 100 {
		t.Errorf("%d spikes: too few for a test", spikes)
	}
}

// Other cells have no kernel.
func TestAdexKernelIsForItsOwn(t *testing.T) {
	for _, values := range []map[string]any{
		{"synapses.kind": "cond_alpha"}, {"synapses.kind": "curr_exp"}, {"scheme": "euler"}, {"tau_w_ms": 0.1},
	} {
		if c := must(model(t, "adex", values).Open(3, 0.1, testRand())).(*odeCells); c.quick != nil {
			t.Errorf("%v: has a kernel", values)
		}
	}
}

func TestPow2(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 6))
	worst := 0.0
	for range 100000 {
		x := 100 * (2*rng.Float64() - 1)
		worst = max(worst, math.Abs(pow2(x)/math.Exp2(x)-1))
	}
	t.Logf("at most %.2g off", worst)
	if !(worst < 1.5e-14) {
		t.Errorf("pow2 is %g off, want 1.5e-14 at most", worst)
	}
	for x, want := range map[float64]float64{-1e300: math.Exp2(-1000), math.Inf(-1): math.Exp2(-1000)} {
		if got := pow2(x); !(math.Abs(got/want-1) < 1e-13) {
			t.Errorf("pow2(%g) = %g, want %g", x, got, want)
		}
	}
}

func BenchmarkAdexKernel(b *testing.B) {
	const n = 512
	rng := rand.New(rand.NewPCG(3, 7))
	c := must(RegularSpiking().Open(n, 0.1, testRand())).(*odeCells)
	in := newInput(n)
	c.scatter(in, rng, nil)
	for i := range in.Inject {
		in.Inject[i] = 250
	}
	block := Blocks(n)[0]
	per := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/cell")
	}
	var fired []int32
	b.Run("step", func(b *testing.B) {
		for range b.N {
			fired = c.Step(block, in, fired[:0])
		}
		per(b)
	})
	w := c.work[0]
	runs := func(f func(lo int)) {
		for lo := 0; lo < n; lo += runLength {
			w.cut(runLength)
			for k := range w.x {
				w.x[k] = c.x[k][lo : lo+runLength]
			}
			f(lo)
		}
	}
	b.Run("kernel", func(b *testing.B) {
		for range b.N {
			runs(func(lo int) { c.quick.step(w, c.syn.(*two), lo, c.move[lo:lo+runLength]) })
		}
		per(b)
	})
	b.Run("scalar", func(b *testing.B) {
		k, s := c.quick, c.syn.(*two)
		for range b.N {
			runs(func(lo int) {
				for j := range runLength {
					w.next[0][j], w.next[1][j] = k.cell(w.x[0][j], w.x[1][j], s.e.g[lo+j], s.i.g[lo+j], w.base[j], c.move[lo+j])
				}
			})
		}
		per(b)
	})
	b.Run("general", func(b *testing.B) {
		for range b.N {
			runs(func(lo int) { c.rk4(w, w.x, lo, 0, 0.1, c.move[lo:lo+runLength]) })
		}
		per(b)
	})
}
