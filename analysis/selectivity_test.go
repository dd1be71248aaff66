package analysis

import (
	"math"
	"strings"
	"testing"

	"striate/sim"
)

// One neuron alone has r = 1, two at right angles r = 0. Learning is switched
// off between, which the line shows in grey; the gate is the read-out's.
func TestSelectivityWithAndWithoutLearning(t *testing.T) {
	pop := sim.Population{Name: "E", Label: "E ring", Role: sim.Excitatory, N: 2, Preferred: []float64{0, 90}}
	m := Selectivity{WindowMs: 100, EveryMs: 100, Seconds: 10}.For(0, pop)
	m.Retune(Orientation{WindowMs: 200, Gate: Gate{RMin: .25}})
	for k := range int64(20) { // of 100 ms
		st := &sim.Step{Dt: .1, Start: 1000 * k, Stop: 1000 * (k + 1), TrueDeg: math.NaN(), Spikes: [][]sim.Spike{{{Step: 1000*k + 1, Index: 0}}}}
		if k >= 10 {
			m.Learn(false)
			st.Spikes[0] = append(st.Spikes[0], sim.Spike{Step: 1000*k + 2, Index: 1})
		}
		m.Add(st)
	}
	f := m.Figure()
	gate, off, on := f.Layers[0], f.Layers[1], f.Layers[2]
	if gate.Mark != Rule || gate.Y[0] != .25 || off.Role != Faint || on.Role != Ink || off.Label != "off" || on.Label != "on" {
		t.Fatalf("layers %+v", f.Layers)
	}
	// Of a window of two tenths the first point is at .2 s; off begins at 1.1 s.
	if len(on.X) != 19 || on.X[0] != .2 || f.Table.Rows() != 19 {
		t.Fatalf("%d points from %g s", len(on.X), on.X[0])
	}
	for i, x := range on.X {
		wantOn, wantOff := math.NaN(), math.NaN()
		switch {
		case x < 1.05:
			wantOn = 1
		case x < 1.15: // where they meet; three spikes, two of one neuron
			wantOn, wantOff = 1./3, 1./3
		default:
			wantOff = 0
		}
		if d := math.Abs(on.Y[i] - wantOn); d > 1e-12 || math.IsNaN(on.Y[i]) != math.IsNaN(wantOn) {
			t.Errorf("at %g s on %g, want %g", x, on.Y[i], wantOn)
		}
		if d := math.Abs(off.Y[i] - wantOff); d > 1e-12 || math.IsNaN(off.Y[i]) != math.IsNaN(wantOff) {
			t.Errorf("at %g s off %g, want %g", x, off.Y[i], wantOff)
		}
	}
	if !strings.Contains(f.Summary, "1.00 with learning on, 0.03 off") || !strings.HasPrefix(f.Summary, "resultant r 0.00 at 2.0 s") {
		t.Error(f.Summary)
	}
}
