package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Window is an STDP window as its rule has it: the change that one pair
// brings, as a fraction of the room there is for it, against Δt = t_post −
// t_pre in ms as the synapse sees them.
type Window struct {
	Label   string // "E → E"
	At      func(dtMs float64) float64
	Pairs   []Paired // of a run, oldest first
	Handles []Handle // where its parameters can be taken hold of
}

// Paired is a spike of a run and the nearest one of the other side before it,
// with the change that it made as a fraction of the room there was.
type Paired struct{ DtMs, Change float64 }

// Handle is a parameter of a window: an amplitude, at Δt = 0 on the side of
// its half, or a time constant, on the curve where it has fallen to 1/e.
type Handle struct {
	Name  string    `json:"name"` // "A₊"
	Part  string    `json:"part"` // a_plus, a_minus, tau_plus, tau_minus
	Value float64   `json:"value"`
	Min   float64   `json:"min"`
	Max   float64   `json:"max"`
	Step  float64   `json:"step"`
	Unit  string    `json:"unit"`
	Sets  []Setting `json:"sets"`
}

// Setting is what a parameter becomes when a handle is given the value v:
// gain·v^power.
type Setting struct {
	Path  string  `json:"path"`
	Gain  float64 `json:"gain"`
	Power float64 `json:"power"`
}

// WindowsFigure draws STDP windows from the rules themselves, one in each
// panel, all on the same axes: Δw in % over Δt, broken at zero, and over it
// the pairings of a run, warm where they strengthened and cool where they
// weakened. The axis of Δt reaches to where every window has fallen below 2 %
// of its peak; that of Δw leaves out the farthest twentieth of the pairings.
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
	f.Table.Columns = []Column{{Name: "dt_ms", Values: slices.Clone(t)}}
	var words []string
	pairs := 0
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
				before, after := 100*w.At(-just), 100*w.At(just)
				x, y = append(x, 0, 0, 0), append(y, before, math.NaN(), after)
				for _, v := range []float64{before, after} {
					if !math.IsNaN(v) {
						top = max(top, math.Abs(v))
					}
				}
			default:
				x, y = append(x, dt), append(y, v)
			}
		}
		f.Panels = append(f.Panels, Panel{Label: w.Label, Handles: w.Handles})
		f.Layers = append(f.Layers, Layer{Mark: Rule, Role: Faint, Block: i, X: Series{0}}, Layer{Mark: Rule, Role: Faint, Block: i, Y: Series{0}})
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: Ink, Block: i, X: x, Y: y})
		f.Table.Columns = append(f.Table.Columns, Column{Name: fmt.Sprintf("dw_%d_%s_pct", i+1, slug(w.Label)), Values: table})
		area := fmt.Sprintf("%s: area %s %%·ms where Δt < 0, %s where Δt > 0", w.Label, signedWord(areaOf(x, y, -1)), signedWord(areaOf(x, y, 1)))
		if n := len(w.Pairs); n > 0 {
			area += fmt.Sprintf(", %d pairings", n)
			pairs += n
		}
		words = append(words, area)
	}
	top = farthest(windows, reach, top)
	up := risingAxis("Δw (% of room)", top)
	for i := range f.Panels {
		f.Panels[i].X = insideAxis("Δt = post − pre (ms)", -reach, reach, 4)
		f.Panels[i].Y = Axis{Label: up.Label, Min: -up.Max, Max: up.Max, Ticks: []float64{-up.Max, 0, up.Max}}
	}
	if pairs > 0 {
		f.pairings(windows)
	}
	if len(words) > 0 {
		f.Summary = strings.Join(words, "; ")
	}
	return f
}

// farthest is how far the axis of Δw must reach to have all but a twentieth of
// the pairings within reach ms in it: at least top, at most three times that.
func farthest(windows []Window, reach, top float64) float64 {
	var far []float64
	for _, w := range windows {
		for _, p := range w.Pairs {
			if math.Abs(p.DtMs) <= reach {
				far = append(far, 100*math.Abs(p.Change))
			}
		}
	}
	if len(far) == 0 {
		return top
	}
	slices.Sort(far)
	return min(3*top, max(top, far[len(far)*19/20]))
}

// pairings draws those within the axes under the curves and lists all of them
// in the table, in whose column "pairing" they have a 1.
func (f *Figure) pairings(windows []Window) {
	var dots []Layer
	rows := &f.Table
	kind := make(Series, rows.Rows())
	for i, w := range windows {
		p := f.Panels[i]
		dot := Layer{Mark: Points, Role: Signed, Block: i, X: Series{}, Y: Series{}}
		for _, q := range w.Pairs {
			pct := 100 * q.Change
			if math.Abs(q.DtMs) <= p.X.Max && math.Abs(pct) <= p.Y.Max {
				dot.X, dot.Y = append(dot.X, q.DtMs), append(dot.Y, pct)
			}
			for c := range rows.Columns {
				v := math.NaN()
				switch c {
				case 0:
					v = q.DtMs
				case i + 1:
					v = pct
				}
				rows.Columns[c].Values = append(rows.Columns[c].Values, v)
			}
			kind = append(kind, 1)
		}
		if len(dot.X) > 0 {
			dots = append(dots, dot)
		}
	}
	rows.Columns = append(rows.Columns, Column{Name: "pairing", Values: kind})
	f.Layers = append(dots, f.Layers...)
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
