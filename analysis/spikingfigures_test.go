package analysis

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"striate/sim"
)

// whole checks what every figure of small multiples must be: valid JSON,
// layers in panels that there are, axes that hold the data, columns of one
// length.
func whole(t *testing.T, f *Figure) {
	t.Helper()
	if b, err := json.Marshal(f); err != nil || !json.Valid(b) || f.Name == "" || f.Title == "" || f.Summary == "" || f.Kind != Multiples {
		t.Fatalf("%s: %v", f.Name, err)
	}
	for _, l := range f.Layers {
		if l.Block < 0 || l.Block >= len(f.Panels) {
			t.Fatalf("%s: a layer in panel %d of %d", f.Name, l.Block, len(f.Panels))
		}
		p := f.Panels[l.Block]
		for i := range l.Y {
			if i < len(l.X) && !math.IsNaN(l.Y[i]) && (l.X[i] < p.X.Min-1e-9 || l.X[i] > p.X.Max+1e-9 || l.Y[i] < p.Y.Min-1e-9 || l.Y[i] > p.Y.Max*(1+1e-9)) {
				t.Errorf("%s: (%g, %g) outside %+v, %+v", f.Name, l.X[i], l.Y[i], p.X, p.Y)
				break
			}
		}
	}
	for _, c := range f.Table.Columns {
		if c.Len() != f.Table.Rows() || c.Name == "" {
			t.Errorf("%s: column %q of %d in a table of %d rows", f.Name, c.Name, c.Len(), f.Table.Rows())
		}
	}
}

func TestSequencesAndLearningFigures(t *testing.T) {
	in := sim.Population{Name: "input", Label: "Input", Role: sim.Source, N: 300}
	for i := range in.N { // many cells of twelve orientations, out of order
		in.Preferred = append(in.Preferred, float64(15*(i*7%12)))
	}
	pops := []sim.Population{in, ring("E1", sim.Excitatory, 60), ring("E2", sim.Excitatory, 60)}
	var read []*Sequences
	var meters []interface{ Add(*sim.Step) }
	for i, p := range pops {
		s := DefaultOrientation.NewSequences(i, p, []float64{0, 1, 2, 3})
		read, meters = append(read, s), append(meters, s)
	}
	whole(t, SequencesFigure())
	whole(t, SequencesFigure(read...)) // before the first step
	whole(t, LearningFigure(read[1].Learning()))
	fire(pops, 2.5, 40, func(p, i int) float64 {
		if p == 2 {
			return 0 // a silent layer
		}
		return 1 + 40*VonMises(pops[p].Preferred[i], 40, 12)
	}, meters...)
	f := SequencesFigure(read...)
	whole(t, f)
	if len(f.Panels) != 3 || f.Panels[1].Label != "2: θ 40°" || !strings.HasPrefix(f.Summary, "E2 ring, 3 sequences: B_θ none to none°") {
		t.Errorf("%d panels, %q, %q", len(f.Panels), f.Panels[1].Label, f.Summary)
	}
	roles := map[Role]int{}
	for _, l := range f.Layers {
		roles[l.Role]++
		if l.Role == Source {
			for i := 1; i < len(l.X); i++ {
				if l.X[i] <= l.X[i-1] {
					t.Fatal("the line of the input goes back")
				}
			}
		}
		if l.Mark == Points && l.Role == Faint && !strings.HasPrefix(l.Label, "E1: B_θ 1") {
			t.Errorf("label %q", l.Label)
		}
	}
	if roles[Source] != 3 || roles[Excitatory] != 3 || roles[Faint] != 9 { // of E1: rule, points and fit
		t.Error("roles", roles)
	}
	if f.Table.Rows() != 3*(300+60+60) {
		t.Errorf("table of %d rows", f.Table.Rows())
	}
	for _, c := range []struct {
		a, b string
		want []string
	}{{"E ring", "I ring", []string{"E", "I"}}, {"E ring", "E ring 2", []string{"E ring", "E ring 2"}}} {
		if got := labelsOf([]*Sequences{{label: c.a}, {label: c.b}}); join(got) != join(c.want) {
			t.Errorf("labels %q, want %q", got, c.want)
		}
	}
	on, off := read[1].Learning(), read[1].Learning()
	off.Label, off.Key, off.Sequences = "plasticity off", "off", off.Sequences[:2]
	g := LearningFigure(on, off)
	whole(t, g)
	if len(g.Panels) != 3 || len(g.Layers) != 12 || !g.Layers[2].Dash || g.Layers[0].Dash {
		t.Errorf("%d panels, %d layers", len(g.Panels), len(g.Layers))
	}
	for i, q := range on.Sequences {
		if g.Layers[4].Y[i] != float64(q.FMax) || g.Layers[8].Y[i] != float64(q.Spikes) {
			t.Error("learning differs from the sequences")
		}
	}
}

func TestResponseFigure(t *testing.T) {
	mean, sem := MeanSEM([]float64{1, 2, math.NaN(), 3, 6})
	if mean != 3 || math.Abs(sem-math.Sqrt(14./3/4)) > 1e-12 {
		t.Errorf("mean %g ± %g", mean, sem)
	}
	if _, sem := MeanSEM([]float64{5}); !math.IsNaN(sem) {
		t.Error("one measure has an error of", sem)
	}
	r := Response{Name: "delays", Title: "Delays", Label: "Synaptic delay (ms)", Key: "delay_ms", Values: []float64{.1, 1, 12}, Curves: []Curve{
		{Label: "on", Axis: "Firing rate (Hz)", Key: "rate_hz", Role: Excitatory, Y: []float64{70, math.NaN(), 20}, SEM: []float64{5, math.NaN(), 3}},
		{Label: "off", Axis: "Firing rate (Hz)", Key: "off_hz", Role: Excitatory, Dash: true, Y: []float64{20, 21, 22}},
		{Axis: "Correlation (1)", Key: "r", Role: Ink, Y: []float64{.2, -.1, 0}, SEM: []float64{.1, .1, .1}},
	}}
	for _, log := range []bool{false, true} {
		r.Log = log
		f := r.Figure()
		whole(t, f)
		if len(f.Panels) != 2 || f.X.Log != log || f.Panels[0].Y.Max < 75 || f.Panels[1].Y.Min > -.2 || len(f.Table.Columns) != 6 {
			t.Errorf("%+v", f.Panels)
		}
		if want := "over synaptic delay of 0.1 to 12 ms: firing rate, on, 70 to 20 Hz; firing rate, off, 20 to 22 Hz; correlation 0.2 to 0"; f.Summary != want {
			t.Errorf("summary %q, want %q", f.Summary, want)
		}
	}
	whole(t, Response{Name: "delays", Title: "Delays", Label: "x (1)", Key: "x"}.Figure())
	for _, c := range []struct {
		lo, hi float64
		ticks  int
	}{{.1, 12, 3}, {1, 10, 4}, {3, 4, 0}, {-1, 5, 4}, {1e-3, 1e3, 7}} {
		if a := logAxis("x", c.lo, c.hi); len(a.Ticks) != c.ticks || !(a.Min > 0 && a.Max > a.Min) {
			t.Errorf("%g to %g: %+v", c.lo, c.hi, a)
		}
	}
}

func TestWindowsFigure(t *testing.T) {
	causal := func(dt float64) float64 {
		switch {
		case dt > 0:
			return .04 * math.Exp(-dt/30)
		case dt < 0:
			return -.025 * math.Exp(dt/20)
		}
		return 0
	}
	f := WindowsFigure(Window{Label: "E → E", At: causal}, Window{Label: "flat", At: func(float64) float64 { return 0 }})
	whole(t, f)
	if f.Panels[0].X.Max < 30*math.Log(50) || f.Panels[0].X.Max > 150 || f.Panels[1].Y.Max != f.Panels[0].Y.Max {
		t.Errorf("axes %+v", f.Panels)
	}
	var line Layer
	for _, l := range f.Layers {
		if l.Block == 0 && l.Mark == Line {
			line = l
		}
	}
	if a := areaOf(line.X, line.Y, 1); math.Abs(a-120*(1-math.Exp(-f.Panels[0].X.Max/30))) > .05 { // 100 A τ
		t.Errorf("area %g", a)
	}
	if a := areaOf(line.X, line.Y, -1); math.Abs(a+50) > .2 {
		t.Errorf("area %g", a)
	}
	if k := windowHalf; line.X[k] != 0 || math.Abs(line.Y[k]+2.5) > 1e-6 || !math.IsNaN(line.Y[k+1]) || math.Abs(line.Y[k+2]-4) > 1e-6 {
		t.Error("the curve does not reach the limits at zero")
	}
	if f.Table.Columns[1].Name != "dw_1_e_e_pct" || f.Table.Columns[1].Values[windowHalf] != 0 {
		t.Errorf("table %+v", f.Table.Columns[1].Name)
	}
	whole(t, WindowsFigure())
}

// Dots lie where the pairings were; those off the axes are in the table alone.
func TestWindowsFigureWithPairings(t *testing.T) {
	at := func(dt float64) float64 { return .04 * math.Exp(-math.Abs(dt)/20) }
	var pairs []Paired
	for k := range 40 {
		dt := float64(k - 20)
		pairs = append(pairs, Paired{dt, at(dt)})
	}
	pairs = append(pairs, Paired{3, 9}, Paired{1e4, .01})
	handles := []Handle{{Name: "A₊", Part: "a_plus", Value: .04, Max: 1, Sets: []Setting{{"x.a", 1, 1}}}}
	f := WindowsFigure(Window{Label: "plain", At: at}, Window{Label: "seen", At: at, Pairs: pairs, Handles: handles})
	whole(t, f)
	var dots []Layer
	for _, l := range f.Layers {
		if l.Mark == Points {
			dots = append(dots, l)
		}
	}
	if len(dots) != 1 || dots[0].Block != 1 || dots[0].Role != Signed || len(dots[0].X) != 40 || dots[0].X[5] != -15 || math.Abs(dots[0].Y[5]-100*at(15)) > 1e-12 {
		t.Fatalf("dots %+v", dots)
	}
	last := f.Table.Columns[len(f.Table.Columns)-1]
	if n := 2*windowHalf + 1; last.Name != "pairing" || last.Values[n-1] != 0 || last.Values[n] != 1 || f.Table.Rows() != n+42 || f.Table.Columns[2].Values[n+40] != 900 || !math.IsNaN(f.Table.Columns[1].Values[n+40]) {
		t.Error("the table lacks the pairings")
	}
	if !strings.Contains(f.Summary, "seen: area") || !strings.Contains(f.Summary, ", 42 pairings") || f.Panels[1].Handles[0].Part != "a_plus" || f.Panels[0].Handles != nil {
		t.Errorf("summary %q, panels %+v", f.Summary, f.Panels)
	}
	far := slices.Clone(pairs[:40])
	for k := range far {
		far[k].Change = 2 * at(0)
	}
	if g := WindowsFigure(Window{Label: "far", At: at, Pairs: far}); g.Panels[0].Y.Max < 8 || g.Panels[0].Y.Max > 12 {
		t.Errorf("axis to %g %%, want the dots at 8 %% on it", g.Panels[0].Y.Max)
	}
}
