package analysis

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/sim"
)

func TestEvenlySpaced(t *testing.T) {
	var ring []float64
	for i := range 60 {
		ring = append(ring, 3*float64(i))
	}
	if got := EvenlySpaced(ring, 12); !slices.Equal(got, []int{0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55}) {
		t.Errorf("of sixty: %v", got)
	}
	if got := EvenlySpaced([]float64{179, 91, 44, 44, 140}, 4); !slices.Equal(got, []int{0, 2, 1, 4}) { // 179 is next to 0
		t.Errorf("of five: %v", got)
	}
	if got := EvenlySpaced([]float64{10, 10}, 12); !slices.Equal(got, []int{0, 1}) { // none twice
		t.Errorf("of two: %v", got)
	}
}

// Gratings have the orientation that they are drawn at; where light excites, the
// map is warm, and its upper half is that of the picture.
func TestFieldsFigure(t *testing.T) {
	fs := Fields{AtS: 12.4, Unit: "nS", Left: -1, Right: 1, Foot: -.5, Top: .5}
	scaled := func(f *sim.Frame, by float32) *sim.Frame {
		g := sim.NewFrame(f.W, f.H)
		for i, v := range f.Pix {
			g.Pix[i] = by * (v - .5)
		}
		return g
	}
	for k, deg := range []float64{0, 60, 135} {
		rf := scaled(grating(40, 20, deg+5, .1, 0, 1), float32(k+1))
		even := scaled(rf, 1)
		for i := range even.Pix {
			even.Pix[i] = 3 * rf.Pix[i] // the same but for its size
		}
		if k == 2 { // at right angles: nothing of it is there from the start
			even = scaled(grating(40, 20, deg+95, .1, 0, 1), 1)
		}
		fs.Of = append(fs.Of, Field{ThetaDeg: deg, Neuron: 10 * k, RF: rf, Even: even})
	}
	f := fs.Figure()
	if f.Kind != Multiples || f.Across != 4 || len(f.Panels) != 3 || f.Panels[1].Label != "60°" || *f.Panels[1].Theta != 60 || f.Panels[0].X.Min != -1 || f.Panels[0].Y.Max != .5 {
		t.Fatalf("%+v", f.Panels)
	}
	top := 0.0
	for _, v := range fs.Of[2].RF.Pix {
		top = max(top, math.Abs(float64(v)))
	}
	for k, l := range f.Layers {
		im := l.Image
		if l.Block != k || im.Map != Diverging || im.Min != -top || im.Max != top || im.Label != "ON − OFF (nS)" {
			t.Fatalf("layer %d: %+v", k, im)
		}
		for y := range 20 {
			for x := range 40 {
				if im.Data[y*40+x] != float64(fs.Of[k].RF.Pix[(19-y)*40+x]) {
					t.Fatal("upside down")
				}
			}
		}
	}
	if !strings.Contains(f.Summary, "3 receptive fields, ON minus OFF, at 12.4 s: bars within 5.0° rms") {
		t.Error(f.Summary)
	}
	columns := map[string]Series{}
	for _, c := range f.Table.Columns {
		columns[c.Name] = c.Values
	}
	if v := columns["rf_10_ns"]; len(v) != 800 || v[0] != float64(fs.Of[1].RF.Pix[0]) || columns["x_deg"][0] != -.975 || columns["y_deg"][0] != .475 {
		t.Errorf("table: %d values, first at %g, %g deg", len(v), columns["x_deg"][0], columns["y_deg"][0])
	}
	if l := columns["learnt_pct"]; math.Abs(l[0]) > 1e-6 || math.Abs(l[1]) > 1e-6 || l[2] < 80 {
		t.Errorf("learnt %v %%", l)
	}
	for k, want := range []float64{5, 65, 140} {
		if math.Abs(Apart(columns["rf_deg"][k], want)) > 1.5 || !(columns["coherence"][k] > .9) {
			t.Errorf("field %d: bars at %g, coherence %g", k, columns["rf_deg"][k], columns["coherence"][k])
		}
	}
	empty := Fields{Unit: "nS", Of: []Field{{RF: sim.NewFrame(8, 8), Even: sim.NewFrame(8, 8)}}}.Figure()
	if !strings.HasSuffix(empty.Summary, "all empty") || empty.Layers[0].Image.Max != 1 {
		t.Errorf("empty: %s", empty.Summary)
	}
}
