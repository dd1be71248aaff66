package analysis

import (
	"fmt"
	"math"
	"strings"
)

// Window is an STDP window as its rule has it: the change that one pair
// brings, as a fraction of the room there is for it, against Δt = t_post −
// t_pre in ms as the synapse sees them.
type Window struct {
	Label string // "E → E"
	At    func(dtMs float64) float64
}

// WindowsFigure draws STDP windows from the rules themselves, one in each
// panel, all on the same axes: Δw in % over Δt, broken at zero, the area under
// either half shaded, warm where it strengthens and cool where it weakens.
// The axis reaches to where every window has fallen below 2 % of its peak.
func WindowsFigure(windows ...Window) *Figure {
	f := &Figure{Name: "stdp", Title: "Plasticity", Kind: Multiples, Across: min(4, max(1, len(windows))), Summary: "no plasticity",
		X: Axis{Label: "Δt = post − pre (ms)", Max: 1}, Y: Axis{Label: "Δw (% of room)", Max: 1}}
	reach := 10.0
	for _, w := range windows {
		reach = max(reach, reachOf(w.At))
	}
	top := 0.0
	var t Series
	for k := -windowHalf; k <= windowHalf; k++ {
		t = append(t, reach*float64(k)/windowHalf)
	}
	f.Table.Columns = []Column{{Name: "dt_ms", Values: t}}
	var words []string
	for i, w := range windows {
		var x, y Series
		table := make(Series, len(t))
		for k, dt := range t {
			v := 100 * w.At(dt)
			table[k] = v
			if !math.IsNaN(v) {
				top = max(top, math.Abs(v))
			}
			switch {
			case dt < 0:
				x, y = append(x, dt), append(y, v)
			case dt == 0: // the limits from either side
				just := reach * 1e-9
				x, y = append(x, 0, 0, 0), append(y, 100*w.At(-just), math.NaN(), 100*w.At(just))
			default:
				x, y = append(x, dt), append(y, v)
			}
		}
		f.Panels = append(f.Panels, Panel{Label: w.Label})
		f.Layers = append(f.Layers, Layer{Mark: Rule, Role: Faint, Block: i, X: Series{0}}, Layer{Mark: Rule, Role: Faint, Block: i, Y: Series{0}})
		f.shade(i, x, y)
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: Ink, Block: i, X: x, Y: y})
		f.Table.Columns = append(f.Table.Columns, Column{Name: fmt.Sprintf("dw_%d_%s_pct", i+1, slug(w.Label)), Values: table})
		words = append(words, fmt.Sprintf("%s: area %s %%·ms where Δt < 0, %s where Δt > 0", w.Label, signedWord(areaOf(x, y, -1)), signedWord(areaOf(x, y, 1))))
	}
	up := risingAxis("Δw (% of room)", top)
	for i := range f.Panels {
		f.Panels[i].X = insideAxis("Δt = post − pre (ms)", -reach, reach, 4)
		f.Panels[i].Y = Axis{Label: up.Label, Min: -up.Max, Max: up.Max, Ticks: []float64{-up.Max, 0, up.Max}}
	}
	if len(words) > 0 {
		f.Summary = strings.Join(words, "; ")
	}
	return f
}

// areaOf is the area (trapezoids) under the half of a curve on one side.
func areaOf(x, y Series, side float64) float64 {
	sum := 0.0
	for i := 1; i < len(x); i++ {
		if a := (y[i] + y[i-1]) / 2 * (x[i] - x[i-1]); (x[i]+x[i-1])*side > 0 {
			sum += a
		}
	}
	return sum
}

// windowHalf is the number of points drawn on either side of zero.
const windowHalf = 100

// shade adds a band between zero and the curve for each stretch of one sign.
func (f *Figure) shade(panel int, x, y Series) {
	for from := 0; from < len(y); {
		to := from + 1
		for to < len(y) && !math.IsNaN(y[from]) && !math.IsNaN(y[to]) && (y[to] < 0) == (y[from] < 0) {
			to++
		}
		if !math.IsNaN(y[from]) && to-from > 1 {
			l := Layer{Mark: Band, Role: Excitatory, Block: panel, X: append(Series(nil), x[from:to]...), Low: make(Series, to-from), High: append(Series(nil), y[from:to]...)}
			if y[from] < 0 {
				l.Role, l.Low, l.High = Inhibitory, l.High, l.Low
			}
			f.Layers = append(f.Layers, l)
		}
		from = to
	}
}

// reachOf is a round time beyond which a window stays below 2 % of its peak.
func reachOf(at func(float64) float64) float64 {
	peak := 0.0
	const far = 2000.0
	size := func(t float64) float64 { return max(math.Abs(at(t)), math.Abs(at(-t))) }
	for t := .25; t < far; t *= 1.02 {
		peak = max(peak, size(t))
	}
	reach := 0.0
	for t := .25; t < far; t *= 1.02 {
		if size(t) >= .02*peak && peak > 0 {
			reach = t
		}
	}
	step := niceStep(max(reach, 1) / 10)
	return math.Ceil(reach/step) * step
}

// slug is a label as part of a key: "E → I" gives "e_i".
func slug(label string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(label), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), "_")
}

func signedWord(v float64) string {
	return strings.Replace(fmt.Sprintf("%+.3g", v), "-", "−", 1)
}
