package experiment

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/analysis"
)

// Cells are picked while the run goes on, of several populations at once: it is
// the same run, with the same spikes, and what was kept of a cell that stays is
// kept.
func TestPickingCellsInFlight(t *testing.T) {
	run := func(pick bool) (hash string, m *Monitor, r *Run) {
		r, err := changed(t, "first-light", 9, nil).Open()
		if err != nil {
			t.Fatal(err)
		}
		m = NewMonitor(r, 0)
		for k := range 60 {
			if pick && (k == 20 || k == 40) {
				to := map[int]string{20: "E:12", 40: "E:12, I:3 thalamic:100 E:12"}[k]
				if ok, err := r.Apply(with(t, r, map[string]any{"probe.cells": to, "probe.variables": map[int]string{20: "", 40: "v_mv, g_e_ns"}[k]})); !ok || err != nil {
					t.Fatalf("%s: in flight %t, %v", to, ok, err)
				}
			}
			st, err := r.Step()
			if err != nil {
				t.Fatal(err)
			}
			m.Add(st)
		}
		return r.hash.Sum(), m, r
	}
	plain, _, _ := run(false)
	hash, m, r := run(true)
	if hash != plain {
		t.Errorf("spike hash %s when cells are picked, %s when not", hash, plain)
	}
	var got []string
	for _, tr := range m.traces.Traces() {
		got = append(got, tr.Population+" "+tr.Variable)
		if tr.Population == "E" && tr.Variable == "v_mv" && tr.StartMs > 420 {
			t.Errorf("the trace of E 12 begins at %g ms: what was kept before I 3 was picked is lost", tr.StartMs)
		}
	}
	slices.Sort(got)
	if want := []string{"E g_e_ns", "E v_mv", "I g_e_ns", "I v_mv", "thalamic g_e_ns", "thalamic v_mv"}; !slices.Equal(got, want) && !slices.Equal(got, slices.DeleteFunc(want, func(s string) bool { return s == "thalamic g_e_ns" })) {
		t.Errorf("traces %v", got)
	}
	f, err := m.Figure("traces")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, l := range f.Layers {
		if l.Mark == analysis.Rule && l.Dash {
			lines++
			if y := f.Blocks[l.Block].Y; len(l.Y) != 1 || !(l.Y[0] > y.Min && l.Y[0] < y.Max) || !strings.Contains(f.Blocks[l.Block].Note, "mV") {
				t.Errorf("a threshold at %v on %+v", l.Y, y)
			}
		}
	}
	if lines < 2 {
		t.Errorf("%d thresholds drawn, want those of E and I", lines)
	}
	if v := r.threshold("E", "v_mv"); v > -40 || v < -60 || !math.IsNaN(r.threshold("E", "g_e_ns")) || !math.IsNaN(r.threshold("none", "v_mv")) {
		t.Errorf("threshold of E %g mV", v)
	}
	for _, c := range []struct{ path, value, want string }{
		{"probe.cells", "X:3", `probe.cells = "X", want one of `},
		{"probe.cells", "E:60", `probe.cells = "E:60", want 0 to 59`},
		{"probe.cells", "E:", `probe.cells = "E:", want 0 to 59`},
		{"probe.variables", "w", `probe.variables = "w", want of v_mv`},
	} {
		_, err := r.Apply(with(t, r, map[string]any{c.path: c.value}))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s = %s: %v, want %s...", c.path, c.value, err, c.want)
		}
	}
}

// with is the experiment of a run with other values.
func with(t *testing.T, r *Run, values map[string]any) *Experiment {
	t.Helper()
	e := r.Experiment()
	if err := e.Set(values); err != nil {
		t.Fatal(err)
	}
	return e
}
