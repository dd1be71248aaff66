package analysis

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// remembered has one spike of neuron i of E every 100·(i+1) ms for a minute, and
// of neuron k of the input every second.
func remembered() Recording {
	pops := []sim.Population{
		{Name: "thalamic", Label: "Thalamic", Role: sim.Thalamic, N: 300},
		{Name: "E", Label: "E ring", Role: sim.Excitatory, N: 6, Preferred: []float64{150, 120, 90, 60, 30, 0}},
	}
	r := Recording{Dt: .1, First: 0, Stop: 600000, Populations: pops, Spikes: make([][]sim.Spike, 2)}
	for step := int64(0); step < r.Stop; step += 1000 {
		for i := range int64(6) {
			if step%(1000*(i+1)) == 0 {
				r.Spikes[1] = append(r.Spikes[1], sim.Spike{Step: step, Index: int32(i)})
			}
		}
		if step%10000 == 0 {
			for i := range int32(300) {
				r.Spikes[0] = append(r.Spikes[0], sim.Spike{Step: step, Index: i})
			}
		}
	}
	for k, deg := range []float64{60, 120} {
		at := 560000 + 10000*int64(k)
		r.Changes.Add(&sim.Step{Dt: .1, Start: at, Stop: at + 10000, TrueDeg: deg})
	}
	return r
}

func TestRasterViews(t *testing.T) {
	usual := DefaultRasterView
	draw := func(change func(v *RasterView)) *Figure {
		t.Helper()
		v := usual
		change(&v)
		f, err := v.Figure(remembered())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	places := func(f *Figure, block int) map[float64]int { // spikes by place
		out := map[float64]int{}
		for _, y := range f.Layers[block].Y {
			out[y]++
		}
		return out
	}

	f := draw(func(v *RasterView) {})
	if f.X.Min != 54 || f.X.Max != 60 || len(f.Blocks) != 2 || f.Blocks[0].Note != "300, 1 of 3 shown" || f.Blocks[1].Note != "6 neurons" {
		t.Errorf("usual: %+v, %+v", f.X, f.Blocks)
	}
	if l := f.Layers[2]; l.Mark != Rule || l.Block != -1 || l.X[0] != 57 || l.Label != "θ 60° → 120°" {
		t.Errorf("the jump: %+v", l)
	}
	if got := places(f, 1); got[150] != 60 || got[0] != 10 || len(got) != 6 || f.Blocks[1].Y.Period != 180 || f.Layers[1].Width != 30 {
		t.Errorf("by preferred orientation: %v, rows of %g", got, f.Layers[1].Width)
	}
	if got := places(f, 0); len(got) != 100 || got[.5] != 6 || got[1.5] != 0 || got[297.5] != 6 || f.Layers[0].Width != 3 {
		t.Errorf("one of three: %d rows", len(got))
	}
	if f.Blocks[0].Value != "1.0" || f.Blocks[1].Unit != "Hz mean" {
		t.Errorf("rates %q, %q", f.Blocks[0].Value, f.Blocks[1].Value)
	}
	if got := places(draw(func(v *RasterView) { v.Sort = "index" }), 1); got[.5] != 60 || got[5.5] != 10 {
		t.Errorf("by index: %v", got)
	}
	f = draw(func(v *RasterView) { v.Sort = "rate" })
	if got := places(f, 1); got[5.5] != 60 || got[.5] != 10 || f.Blocks[1].Y.Label != "Rank by rate (1)" || !strings.HasSuffix(f.Summary, "; rows by rate") {
		t.Errorf("by rate: %v %s", got, f.Summary)
	}
	f = draw(func(v *RasterView) { v.Populations, v.Neurons = "e", "E:0-1,5" })
	if got := places(f, 0); len(f.Blocks) != 1 || len(got) != 3 || got[.5] != 10 || got[2.5] != 60 || f.Blocks[0].Note != "3 of 6 shown" { // 0°, 120°, 150°
		t.Errorf("some: %v %+v", got, f.Blocks)
	}
	f = draw(func(v *RasterView) { v.FromS, v.UntilS, v.Neurons = 10, 20, "0" })
	if f.X.Min != 10 || f.X.Max != 20 || places(f, 1)[.5] != 100 || f.Table.Rows() != 110 {
		t.Errorf("from 10 to 20 s: %+v, %d rows", f.X, f.Table.Rows())
	}
	// What is no more remembered is said.
	r := remembered()
	r.First = 100000
	v := usual
	v.FromS, v.UntilS = 2, 20
	if f, err := v.Figure(r); err != nil || f.X.Min != 10 || f.Blocks[1].Note != "6 neurons, from 10.0 s" {
		t.Errorf("from 2 s: %v", err)
	}
	for _, c := range []struct {
		v    RasterView
		want string
	}{
		{RasterView{Populations: "E,x"}, `populations = "x", want of thalamic, E`},
		{RasterView{Neurons: "E:6"}, `neurons = "6", want 0 to 5 of E, such as 0-19,40`},
		{RasterView{Neurons: "E:3-1"}, `neurons = "3-1", want 0 to 5 of E, such as 0-19,40`},
		{RasterView{Neurons: "all"}, `neurons = "all", want 0 to 299 of thalamic, such as 0-19,40`},
		{RasterView{Neurons: "y:1"}, `neurons = "y", want of thalamic, E`},
		{RasterView{UntilS: 61, FromS: -1}, "until_s = 61, want after 0 s, the oldest that is remembered, to 60 s, which is now"},
		{RasterView{FromS: 30, UntilS: 20}, "from_s = 30, want before until_s, 20 s"},
	} {
		if c.v.UntilS == 0 {
			c.v.UntilS, c.v.FromS = math.Inf(1), -1
		}
		if _, err := c.v.Figure(remembered()); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v, want %s", c.v, err, c.want)
		}
	}
	declared := new(RasterView)
	if err := params.SetDefaults(declared); err != nil || *declared != usual {
		t.Errorf("declared %+v, %v", declared, err)
	}
}

// Rates look back too, to whole bins, and only at populations.
func TestRatesLookBack(t *testing.T) {
	pops := []sim.Population{{Name: "E", Label: "E ring", N: 1}, {Name: "I", Label: "I ring", N: 1}}
	m := Rates{BinMs: 50, Seconds: 6}.Holding(60, pops)
	for k := range int64(200) { // one spike in each frame of 100 ms, two from 10 s on
		st := &sim.Step{Dt: .1, Start: 1000 * k, Stop: 1000 * (k + 1), Spikes: [][]sim.Spike{{{Step: 1000 * k}}, nil}}
		if k >= 100 {
			st.Spikes[0] = append(st.Spikes[0], sim.Spike{Step: 1000*k + 1})
		}
		m.Add(st)
	}
	if f := m.Figure(); f.X.Min != 14 || f.X.Max != 20 || f.Table.Rows() != 120 {
		t.Errorf("now: %+v, %d bins", f.X, f.Table.Rows())
	}
	v := DefaultRasterView
	v.UntilS, v.Populations = 12, "E"
	f, err := m.View(v)
	if err != nil {
		t.Fatal(err)
	}
	hz := f.Layers[0].Y
	if f.X.Min != 6 || f.X.Max != 12 || len(f.Layers) != 1 || len(hz) != 120 || mean(hz[:80]) != 10 || mean(hz[80:]) != 20 || slices.Max(hz) != 40 {
		t.Errorf("until 12 s: %+v, %d bins", f.X, len(hz))
	}
	v.Sort = "rate"
	if _, err := m.View(v); err == nil || !strings.HasPrefix(err.Error(), "sort = rate, want none") {
		t.Errorf("sorted rates: %v", err)
	}
}
