package cortex

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// eachCell runs a test on every cell model with every kind of synapse, and with
// every scheme that it offers, side by side if it may.
func eachCell(t *testing.T, parallel bool, test func(t *testing.T, fresh func() CellModel)) {
	for _, kind := range params.Kinds[CellModel]() {
		synapses, schemes := []string{""}, []string{""}
		for _, p := range params.Describe(must(params.New[CellModel](kind))) {
			switch p.Path {
			case "synapses.kind":
				synapses = params.Kinds[SynapseModel]()
			case "scheme":
				schemes = p.Choices
			}
		}
		for _, synapse := range synapses {
			for k, scheme := range schemes {
				if k > 0 && synapse != "" && synapse != "cond_exp" {
					continue
				}
				fresh := func() CellModel {
					values := map[string]any{}
					if synapse != "" {
						values["synapses.kind"] = synapse
					}
					if scheme != "" {
						values["scheme"] = scheme
					}
					return model(t, kind, values)
				}
				t.Run(strings.Join([]string{kind, synapse, scheme}, "/"), func(t *testing.T) {
					if parallel {
						t.Parallel()
					}
					test(t, fresh)
				})
			}
		}
	}
}

// noisy switches on all noise that a model has.
func noisy(t *testing.T, m CellModel) CellModel {
	for path, x := range map[string]float64{"noise_sd_pa": 100, "sigma_mv": 2, "sigma": 0.1} {
		if _, err := params.Get(m, path); err == nil {
			if err := params.Set(m, path, x); err != nil {
				t.Fatal(err)
			}
		}
	}
	return m
}

// busy is input that makes cells fire: the same for all cells at step k if
// alike, or of their own.
func busy(in *Input, k int, alike bool) {
	for i := range in.Inject {
		own := i
		if alike {
			own = 0
		}
		in.Inject[i] = 1000 + 100*math.Sin(float64(k)/50+float64(own))
		for r := range in.Arrive {
			in.Arrive[r][i] = 0
			if (k+7*own)%(20+13*r) == 0 {
				in.Arrive[r][i] = 2 / float64(1+r)
			}
		}
	}
}

// equal says whether all variables are the same bits.
func equal(a, b Cells) bool {
	for k, v := range a.Variables() {
		for i, x := range v.X {
			if math.Float64bits(x) != math.Float64bits(b.Variables()[k].X[i]) {
				return false
			}
		}
	}
	return true
}

// Cells that are saved in the middle of a run and read back into others go on
// bit for bit; and it does not matter in which order blocks are stepped.
func TestCellsSaveAndOrder(t *testing.T) {
	eachCell(t, true, func(t *testing.T, fresh func() CellModel) {
		const n, half = BlockSize + 10, 150
		open := func() Cells { return must(noisy(t, fresh()).Open(n, 0.1, testRand())) }
		a, b, back := open(), open(), open()
		in := quietInput(a)
		order := Blocks(n)
		slices.Reverse(order)
		fired := 0
		step := func(c Cells, k int, blocks []Block) []int32 {
			busy(in, k, false)
			var out []int32
			for _, b := range blocks {
				out = c.Step(b, in, out)
			}
			for r := range in.Arrive {
				if slices.Max(in.Arrive[r]) != 0 {
					t.Fatalf("step %d leaves what arrived at receptor %d", k, r)
				}
			}
			slices.Sort(out)
			return out
		}
		for k := range 2 * half {
			if k == half {
				saved := must(sim.Save(a.State))
				b = must(noisy(t, fresh()).Open(n, 0.1, testRand()))
				if err := sim.Load(saved, b.State); err != nil {
					t.Fatal(err)
				}
				if err := sim.Load(saved[:len(saved)-9], b.State); err == nil {
					t.Error("a torn state is read without an error")
				}
				if err := sim.Load(saved, b.State); err != nil {
					t.Fatal(err)
				}
			}
			spikes := step(a, k, Blocks(n))
			fired += len(spikes)
			if k >= half && !slices.Equal(spikes, step(b, k, Blocks(n))) {
				t.Fatalf("step %d: other spikes after saving", k)
			}
			if !slices.Equal(spikes, step(back, k, order)) {
				t.Fatalf("step %d: other spikes in another order of blocks", k)
			}
		}
		if !equal(a, b) || !equal(a, back) {
			t.Error("another state after saving, or in another order of blocks")
		}
		if fired == 0 {
			t.Error("no spikes")
		}
	})
}

// Every cell of a population of three blocks does what one alone does.
func TestCellsAreAlike(t *testing.T) {
	eachCell(t, true, func(t *testing.T, fresh func() CellModel) {
		const n = 2*BlockSize + 276
		many, one := must(fresh().Open(n, 0.1, testRand())), must(fresh().Open(1, 0.1, testRand()))
		inMany, inOne := quietInput(many), quietInput(one)
		spikes := 0
		for k := range 300 {
			busy(inMany, k, true)
			busy(inOne, k, true)
			a, b := stepAll(many, inMany, nil), stepAll(one, inOne, nil)
			if len(a) != n*len(b) {
				t.Fatalf("step %d: %d of %d cells fire, alone %d", k, len(a), n, len(b))
			}
			spikes += len(b)
		}
		for k, v := range many.Variables() {
			for i, x := range v.X {
				if want := one.Variables()[k].X[0]; x != want {
					t.Fatalf("%s of cell %d is %g, alone %g", v.Name, i, x, want)
				}
			}
		}
		if spikes == 0 {
			t.Error("no spikes")
		}
	})
}

// A second of input far outside of anything: no state leaves the numbers.
func TestCellsBrutal(t *testing.T) {
	eachCell(t, true, func(t *testing.T, fresh func() CellModel) {
		cells := must(fresh().Open(8, 0.1, testRand()))
		in := quietInput(cells)
		last := len(in.Arrive) - 1
		var fired []int32
		for k := range 10000 {
			copy(in.Inject, []float64{1e5, -1e5, 0, 0, 0, 0, 1e5, -1e5})
			in.Arrive[0][2], in.Arrive[1][3] = 1e6, 1e6
			in.Arrive[k/50%(last+1)][4] = 1e6
			in.Arrive[last][5] = 1e6
			in.Arrive[k%2][6], in.Arrive[(k+1)%2][7] = 1e6, 1e6
			fired = stepAll(cells, in, fired[:0])
		}
		for _, v := range cells.Variables() {
			for i, x := range v.X {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Errorf("%s of cell %d is %g", v.Name, i, x)
				}
			}
		}
	})
}

// No step allocates, also with spikes, noise and large conductances.
func TestCellsAllocateNothing(t *testing.T) {
	eachCell(t, false, func(t *testing.T, fresh func() CellModel) {
		cells := must(noisy(t, fresh()).Open(70, 0.1, testRand()))
		in := quietInput(cells)
		fired := make([]int32, 0, 70)
		k := 0
		if a := testing.AllocsPerRun(200, func() {
			busy(in, k, false)
			in.Arrive[0][3] = 1000
			fired = stepAll(cells, in, fired[:0])
			k++
		}); a != 0 {
			t.Errorf("%g allocations a step", a)
		}
	})
}

// Every kind of synapse refuses parameters of another kind, and cells go on
// with other parameters of the same kind.
func TestSynapseFamily(t *testing.T) {
	for _, kind := range params.Kinds[SynapseModel]() {
		t.Run(kind, func(t *testing.T) {
			m := model(t, "adex", map[string]any{"synapses.kind": kind})
			cells := must(m.Open(3, 0.1, testRand()))
			in := quietInput(cells)
			in.Arrive[0][1] = 1
			stepAll(cells, in, nil)
			stepAll(cells, in, nil)
			v := slices.Clone(cells.V())
			if !(v[1] > v[0]) || v[0] != v[2] {
				t.Errorf("a spike into cell 1 leaves potentials %v", v)
			}
			for _, p := range params.Describe(m) {
				if strings.HasPrefix(p.Path, "synapses.") && p.Type == params.Number {
					other := model(t, "adex", map[string]any{"synapses.kind": kind})
					if err := params.Set(other, p.Path, p.Default.(float64)*1.25+0.1); err != nil {
						t.Fatal(err)
					}
					if err := cells.Retune(other); err != nil {
						t.Errorf("%s: %v", p.Path, err)
					}
				}
			}
			if !slices.Equal(v, cells.V()) {
				t.Error("retuning moves the potential")
			}
			for _, other := range params.Kinds[SynapseModel]() {
				err := cells.Retune(model(t, "adex", map[string]any{"synapses.kind": other}))
				if (err == nil) != (other == kind) {
					t.Errorf("retuning to %s: %v", other, err)
				}
			}
		})
	}
}
