package handlers

import (
	"encoding/json"
	"math"

	"striate/analysis"
)

// screenFigure is a figure as a page draws it: layers and axes without the
// table, values to five digits, and of statistics the numbers as well.
type screenFigure struct {
	analysis.Figure
	Table   *analysis.Table             `json:"table,omitempty"` // none: in place of the figure's own
	Numbers *analysis.StatisticsSummary `json:"numbers,omitempty"`
}

// screenPoints is about how many points of a trace a screen can show; none of
// its peaks is lost.
const screenPoints = 700

// onScreen writes a figure of a session as JSON.
func (from source) onScreen(f *analysis.Figure) ([]byte, error) {
	out := screenFigure{Figure: *f}
	out.Layers = make([]analysis.Layer, len(f.Layers))
	for i, l := range f.Layers {
		if f.Name == "traces" && l.Mark == analysis.Line {
			l.X, l.Y = analysis.Thinned(l.X, l.Y, screenPoints)
		}
		for _, s := range []*analysis.Series{&l.X, &l.Y, &l.Err, &l.Low, &l.High} {
			*s = fiveDigits(*s)
		}
		if l.Image != nil { // in no more than 256 colours
			m := *l.Image
			m.Data = steps(m.Data, (m.Max-m.Min)/1000)
			l.Image = &m
		}
		out.Layers[i] = l
	}
	if f.Name == "statistics" {
		n, err := from.Statistics()
		if err != nil {
			return nil, err
		}
		out.Numbers = &n
	}
	return json.Marshal(out)
}

// steps rounds to whole steps.
func steps(s analysis.Series, step float64) analysis.Series {
	out := make(analysis.Series, len(s))
	for i, v := range s {
		out[i] = math.Round(v/step) * step
	}
	return fiveDigits(out)
}

// fiveDigits rounds what no screen can tell apart.
func fiveDigits(s analysis.Series) analysis.Series {
	if s == nil {
		return nil
	}
	out := make(analysis.Series, len(s))
	for i, v := range s {
		p := math.Pow(10, 4-math.Floor(math.Log10(math.Abs(v))))
		if out[i] = math.Round(v*p) / p; v == 0 || math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			out[i] = v
		}
	}
	return out
}
