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
	if im.W != 100 || im.H != 60 || im.Min != -200 || im.Max != 200 {
		t.Fatalf("image %d x %d, %g to %g", im.W, im.H, im.Min, im.Max)
	}
	if got := im.Data[10*100+2]; got != -75 { // inhibition is cool
		t.Errorf("pooled cell %g, want -75", got)
	}
	if f.Table.Rows() != 1 || f.Table.Columns[2].Values[0] != 75 || f.Table.Columns[2].Name != "weight_ns" {
		t.Errorf("table %+v", f.Table)
	}
	if !strings.Contains(f.Summary, "2 synapses, mean 75 nS") {
		t.Error(f.Summary)
	}
	h := w.Histogram(4)
	if y := h.Layers[0].Y; y[1] != 1 || y[2] != 1 || y[0] != 0 {
		t.Errorf("histogram %v", y)
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
