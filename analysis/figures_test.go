package analysis

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"striate/sim"
)

func TestWeightsFigure(t *testing.T) {
	pre, post := ring("I", sim.Inhibitory, 300), ring("E", sim.Excitatory, 60)
	w := Weights{Label: "I → E", Pre: pre, Post: post, W: make([]float64, 300*60), Max: 200, Unit: "nS"}
	for i := range w.W {
		w.W[i] = math.NaN()
	}
	w.W[10*300+6], w.W[10*300+7] = 100, 50
	f := w.Figure()
	im := f.Layers[0].Image
	if im.W != 100 || im.H != 60 || im.Min != -200 || im.Max != 0 || im.Map != Diverging {
		t.Fatalf("image %d x %d, %g to %g", im.W, im.H, im.Min, im.Max)
	}
	if got := im.Data[10*100+2]; got != -75 { // inhibition is cool
		t.Errorf("pooled cell %g, want -75", got)
	}
	if c := f.Table.Columns; c[0].Len() != 1 || c[2].Values[0] != 75 || c[2].Name != "weight_ns" {
		t.Errorf("table %+v", f.Table)
	}
	if !strings.Contains(f.Summary, "2 synapses, mean 75 nS") {
		t.Error(f.Summary)
	}
	// Neuron 10 of 60 is at 30°, cells 6 and 7 of 300 at 3.6 and 4.2°: 26° apart,
	// in the bin about 24°.
	p := w.Profile()
	for k, v := range p.Mean {
		if want := 75.; k == 5 && v != want || k != 5 && !math.IsNaN(v) {
			t.Errorf("onto %g° %g", p.At[k], v)
		}
	}
	for k, v := range p.Share {
		if want := map[int]float64{5: 50, 10: 50}[k]; v != want {
			t.Errorf("%g nS have %g %%", p.Size[k], v)
		}
	}
	for k, v := range p.By {
		if p.Apart[k] == 24 && v != 75 || p.Apart[k] != 24 && !math.IsNaN(v) {
			t.Errorf("%g° apart %g", p.Apart[k], v)
		}
	}
	w.W[10*300+6] = 200
	w.First = &p
	f = w.Figure()
	if len(f.Panels) != 4 || f.Across != 4 || len(f.Layers) != 7 {
		t.Fatalf("%d panels, %d layers", len(f.Panels), len(f.Layers))
	}
	if was, is := f.Layers[1], f.Layers[2]; was.Role != Faint || was.Y[5] != 75 || is.Role != Ink || is.Y[5] != 125 {
		t.Errorf("received %v, %v", was.Y[5], is.Y[5])
	}
	w.Max = 300 // another ceiling: what was before is on another scale
	if f = w.Figure(); len(f.Layers) != 4 {
		t.Errorf("%d layers", len(f.Layers))
	}
	w.Pre.Preferred = nil
	if f = w.Figure(); len(f.Panels) != 3 || f.Across != 3 {
		t.Errorf("without orientations %d panels", len(f.Panels))
	}
}

func TestPictureFigures(t *testing.T) {
	f := grating(16, 8, 60, .1, 0, .5)
	for _, fig := range []*Figure{StimulusFigure(f, 60), StimulusFigure(nil, math.NaN()), LGNFigure(f, f, 0), LGNFigure(nil, nil, 0),
		PlasticityFigure("causal", []float64{-20, -1, 0, 20}, []float64{-1, -3, 4, 1}, nil, nil)} {
		if _, err := json.Marshal(fig); err != nil || fig.Summary == "" || fig.Name == "" {
			t.Errorf("%s: %v %q", fig.Name, err, fig.Summary)
		}
		if len(fig.Layers) > 0 && fig.Layers[0].Image != nil && fig.Table.Rows() != 16*8 {
			t.Errorf("%s: table of %d rows", fig.Name, fig.Table.Rows())
		}
	}
	f.Fill(0)
	if im := StimulusFigure(grating(16, 8, 60, .1, 0, .5), 60).Layers[0].Image; im.Data[0] == 0 {
		t.Error("aliasing")
	}
}

func TestAxes(t *testing.T) {
	for _, c := range []struct{ top, want float64 }{{33, 40}, {9, 10}, {0, 1}, {412, 600}, {math.Inf(1), 1}, {1e-4, 1.5e-4}} {
		if a := risingAxis("x", c.top); a.Max < c.top && !math.IsInf(c.top, 0) || len(a.Ticks) < 3 || len(a.Ticks) > 5 {
			t.Errorf("top %g: %+v", c.top, a)
		}
	}
	a := timeAxis(6.4, 12.4)
	if len(a.Ticks) != 6 || a.Ticks[0] != 7 || a.Min != 6.4 {
		t.Errorf("%+v", a)
	}
	for _, c := range []struct{ a, b, want float64 }{{175, 5, -10}, {5, 175, 10}, {90, 0, -90}, {60, 60, 0}, {-10, 170, 0}} {
		if got := Apart(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Apart(%g, %g) = %g, want %g", c.a, c.b, got, c.want)
		}
	}
}
