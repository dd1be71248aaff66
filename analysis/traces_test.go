package analysis

import (
	"encoding/json"
	"math"
	"testing"

	"striate/sim"
)

// ramp gives every probe samples that are their own step number, so that a
// sample in the wrong place shows.
func ramp(st *sim.Step) {
	for k := range st.Probes {
		p := &st.Probes[k]
		p.Start = (st.Start + p.Every - 1) / p.Every * p.Every
		for c := range p.Cells {
			p.X[c] = p.X[c][:0]
			for s := p.Start; s < st.Stop; s += p.Every {
				p.X[c] = append(p.X[c], float32(s)+1000*float32(c))
			}
		}
	}
}

func TestTraces(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60), ring("I", sim.Inhibitory, 60)}
	m := Traces{WindowMs: 50, Rows: 3}.For(pops)
	st := &sim.Step{Dt: .1, Populations: pops, Spikes: make([][]sim.Spike, 2), Probes: []sim.ProbeSamples{
		{Population: "E", Variable: "v_mv", Unit: "mV", Cells: []int32{3, 9}, Every: 1, X: make([][]float32, 2)},
		{Population: "E", Variable: "g_e_ns", Unit: "nS", Cells: []int32{3}, Every: 4, X: make([][]float32, 1)},
		{Population: "I", Variable: "v", Unit: "mV", Cells: []int32{3}, Every: 1, X: make([][]float32, 1)},
	}}
	step := func() {
		st.Start, st.Stop = st.Stop, st.Stop+167
		st.Spikes[0] = append(st.Spikes[0][:0], sim.Spike{Step: st.Start + 5, Index: 3}, sim.Spike{Step: st.Start + 6, Index: 8})
		ramp(st)
		m.Add(st)
	}
	for range 20 {
		step()
	}
	got := m.Traces()
	order := []string{"E 3 v", "E 3 g_e", "E 9 v", "I 3 v"}
	for i, x := range got {
		if name := x.Population + " " + string('0'+rune(x.Cell)) + " " + x.symbol(); name != order[i] {
			t.Errorf("trace %d is %s, want %s", i, name, order[i])
		}
		every := math.Round(x.EveryMs * 10)
		if len(x.X) != int(500/every) || math.Abs(x.StartMs+float64(len(x.X))*x.EveryMs-334) > x.EveryMs+1e-9 {
			t.Errorf("%s: %d samples from %g ms", order[i], len(x.X), x.StartMs)
		}
		for k, v := range x.X {
			offset := 0.0
			if x.Cell == 9 {
				offset = 1000
			}
			if want := x.StartMs*10 + float64(k)*every + offset; math.Abs(v-want) > 1e-6 {
				t.Fatalf("%s, sample %d is %g, want %g", order[i], k, v, want)
			}
		}
	}
	if s := got[0].SpikesMs; len(s) != 3 || math.Abs(s[2]-(334-16.7+.5)) > 1e-9 || len(got[2].SpikesMs)+len(got[3].SpikesMs) != 0 {
		t.Errorf("spikes %v, %v, %v", s, got[2].SpikesMs, got[3].SpikesMs)
	}
	f := m.Figure()
	if b, err := json.Marshal(f); err != nil || !json.Valid(b) || len(f.Blocks) != 3 || f.Blocks[1].Note != "g_e (nS)" {
		t.Errorf("%v, %+v", err, f.Blocks)
	}
	var names []string
	for _, c := range f.Table.Columns {
		names = append(names, c.Name)
	}
	want := []string{"t_ms", "E_3_v_mv", "t_ms_3", "E_3_g_e_ns", "t_ms_5", "E_9_v_mv", "I_3_v_mv"}
	if a, b := join(names), join(want); a != b {
		t.Errorf("columns %s, want %s", a, b)
	}
	for _, l := range f.Layers { // strokes over the highest sample, within the axis
		for i := range l.Low {
			if y := f.Blocks[l.Block].Y; !(l.Low[i] < l.High[i] && l.High[i] <= y.Max && l.Low[i] > got[0].X[len(got[0].X)-1]) {
				t.Errorf("stroke from %g to %g on %+v", l.Low[i], l.High[i], y)
			}
		}
	}
	if n := testing.AllocsPerRun(100, step); n > .1 {
		t.Errorf("Add allocates %g times", n)
	}
	st.Stop += 100 // samples are missing: the trace begins anew, none is drawn at the wrong time
	step()
	if x := m.Traces()[0]; len(x.X) != 167 || math.Abs(x.X[0]-x.StartMs*10) > 1e-6 {
		t.Errorf("after a gap %d samples from %g ms", len(x.X), x.StartMs)
	}
	st.Probes = st.Probes[:1] // another choice of cells
	step()
	if n := len(m.Traces()); n != 2 {
		t.Errorf("%d traces, want 2", n)
	}
	st.Start, st.Stop = 0, 0 // a reset
	step()
	if x := m.Traces()[0]; len(x.X) != 167 || x.StartMs != 0 || len(x.SpikesMs) != 1 {
		t.Errorf("after a reset %d samples from %g ms, %d spikes", len(x.X), x.StartMs, len(x.SpikesMs))
	}
}

func join(s []string) string { b, _ := json.Marshal(s); return string(b) }

// Thinning keeps each peak and the order of time.
func TestThinned(t *testing.T) {
	x, y := make(Series, 10007), make(Series, 10007)
	for i := range x {
		x[i], y[i] = float64(i), math.Sin(float64(i)/40)
	}
	y[4321], y[4322] = 9, -9
	tx, ty := Thinned(x, y, 1000)
	lo, hi := extent(ty)
	if len(tx) > 1010 || lo != -9 || hi != 9 {
		t.Errorf("%d points from %g to %g", len(tx), lo, hi)
	}
	for i := 1; i < len(tx); i++ {
		if tx[i] <= tx[i-1] {
			t.Fatal("time goes back at", tx[i])
		}
	}
}
