package analysis

import (
	"fmt"
	"math"
)

// PlasticityFigure is an STDP window: the relative change of weight dw (% of
// w_max) over Δt = t_post − t_pre (ms, rising), as a line broken at zero, and
// over it the pairings of a run, of which either slice may be nil.
func PlasticityFigure(rule string, dtMs, dw, pairDtMs, pairDw []float64) *Figure {
	f := &Figure{Name: "stdp", Title: "Plasticity", Kind: Cartesian}
	var x, y Series
	lo, hi, top := 0.0, 0.0, 0.0
	for i, t := range dtMs {
		if i > 0 && dtMs[i-1] < 0 && t >= 0 {
			x, y = append(x, 0), append(y, math.NaN())
		}
		x, y = append(x, t), append(y, dw[i])
		lo, hi, top = min(lo, t), max(hi, t), max(top, math.Abs(dw[i]))
	}
	for _, v := range pairDw {
		top = max(top, math.Abs(v))
	}
	f.X = insideAxis("Δt = post − pre (ms)", lo, hi, 5)
	up := risingAxis("Δw (% of max)", top)
	f.Y = Axis{Label: up.Label, Min: -up.Max, Max: up.Max, Ticks: []float64{-up.Max, 0, up.Max}}
	f.Layers = []Layer{{Mark: Rule, Role: Faint, X: Series{0}}, {Mark: Rule, Role: Faint, Y: Series{0}}}
	if len(pairDtMs) > 0 {
		f.Layers = append(f.Layers, Layer{Mark: Points, Role: Signed, X: append(Series(nil), pairDtMs...), Y: append(Series(nil), pairDw...)})
	}
	f.Layers = append(f.Layers, Layer{Mark: Line, Role: Ink, X: x, Y: y, Label: rule})
	area := 0.0
	for i := 1; i < len(dtMs); i++ {
		if (dtMs[i-1] < 0) == (dtMs[i] < 0) {
			area += (dw[i] + dw[i-1]) / 2 * (dtMs[i] - dtMs[i-1])
		}
	}
	f.Summary = fmt.Sprintf("%s: largest change %.3g %% of max, area %.3g %%·ms, %d pairings", rule, top, area, len(pairDtMs))
	f.Table = Table{Columns: []Column{{Name: "dt_ms", Values: append(Series(nil), dtMs...)}, {Name: "dw_pct", Values: append(Series(nil), dw...)}}}
	return f
}
