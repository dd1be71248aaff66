package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Response is how a network answers a parameter: measures of many runs over
// the values that the parameter took.
type Response struct {
	Name   string // of the figure, "delays"
	Title  string
	Label  string    // of the parameter with its unit, "Synaptic delay (ms)"
	Key    string    // its column, "delay_ms"
	Values []float64 // that it took, rising
	Log    bool      // drawn on a logarithmic axis, where all are above zero
	Curves []Curve
}

// Curve is one measure against the parameter. Curves of one axis share a
// panel.
type Curve struct {
	Label string    // "plasticity on"
	Axis  string    // with its unit, "Firing rate (Hz)"
	Key   string    // its column, "rate_on_hz"
	Role  Role      // its colour
	Dash  bool      // for a control
	Y     []float64 // by value of the parameter, NaN where there is none
	SEM   []float64 // standard error of each, nil where there is none
}

// MeanSEM is the mean of repeated measures and its standard error, the
// standard deviation (over n − 1) divided by √n; NaNs among them do not count.
// The error of one measure is NaN.
func MeanSEM(values []float64) (mean, sem float64) {
	kept := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	n := float64(len(kept))
	mean, sd := moments(kept)
	return mean, sd / math.Sqrt(n-1)
}

// Figure is a panel for each axis, one above the other or side by side: lines
// through the means, bars of ± one standard error.
func (r Response) Figure() *Figure {
	f := &Figure{Name: r.Name, Title: r.Title, Kind: Multiples, Across: 2, X: r.axis(), Y: Axis{Label: "Response", Max: 1}}
	f.Table.Columns = []Column{{Name: r.Key, Values: append(Series(nil), r.Values...)}}
	var axes []string
	tops := map[string]float64{}
	var words []string
	for _, c := range r.Curves {
		at := slices.Index(axes, c.Axis)
		if at < 0 {
			at = len(axes)
			axes = append(axes, c.Axis)
			f.Panels = append(f.Panels, Panel{X: f.X})
		}
		x, y, sem := append(Series(nil), r.Values...), append(Series(nil), c.Y...), append(Series(nil), c.SEM...)
		for i, v := range y {
			if len(sem) > i && sem[i] > 0 {
				v += sem[i]
			}
			if v > tops[c.Axis] { // not NaN
				tops[c.Axis] = v
			}
		}
		f.Layers = append(f.Layers,
			Layer{Mark: Line, Role: c.Role, Block: at, X: x, Y: y, Dash: c.Dash, Label: c.Label},
			Layer{Mark: Points, Role: c.Role, Block: at, X: x, Y: y, Err: sem})
		f.Table.Columns = append(f.Table.Columns, Column{Name: c.Key, Values: y})
		if c.SEM != nil {
			f.Table.Columns = append(f.Table.Columns, Column{Name: c.Key + "_sem", Values: sem})
		}
		words = append(words, r.words(c))
	}
	for i, a := range axes {
		f.Panels[i].Y = responseAxis(a, f.Layers, i, tops[a])
	}
	if f.Across = min(2, len(axes)); f.Across == 0 {
		f.Across = 1
	}
	f.Summary = "no values yet"
	if len(words) > 0 && len(r.Values) > 0 {
		name, unit := nameAndUnit(r.Label)
		f.Summary = fmt.Sprintf("over %s of %.3g to %.3g %s: %s", lowered(name), r.Values[0], r.Values[len(r.Values)-1], unit, strings.Join(words, "; "))
	}
	return f
}

// axis is that of the parameter, with a little air at the ends.
func (r Response) axis() Axis {
	if len(r.Values) == 0 {
		return Axis{Label: r.Label, Max: 1, Ticks: []float64{0, 1}}
	}
	lo, hi := slices.Min(r.Values), slices.Max(r.Values)
	if r.Log && lo > 0 {
		air := math.Pow(hi/lo, .03)
		return logAxis(r.Label, lo/air, hi*air)
	}
	air := .03 * (hi - lo)
	return insideAxis(r.Label, min(lo, max(0, lo-air)), hi+air, 5)
}

// responseAxis starts at zero unless something on it is below.
func responseAxis(label string, layers []Layer, panel int, top float64) Axis {
	low := 0.0
	for _, l := range layers {
		if l.Block != panel {
			continue
		}
		for i, v := range l.Y {
			if len(l.Err) > i && l.Err[i] > 0 {
				v -= l.Err[i]
			}
			if v < low {
				low = v
			}
		}
	}
	if low == 0 {
		return risingAxis(label, top)
	}
	air := .05 * (top - low)
	return insideAxis(label, low-air, top+air, 4)
}

// words are the first and last value of a curve, with its unit.
func (r Response) words(c Curve) string {
	first, last := -1, -1
	for i, v := range c.Y {
		if !math.IsNaN(v) && i < len(r.Values) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	name, unit := nameAndUnit(c.Axis)
	name = lowered(name)
	if c.Label != "" {
		name += ", " + c.Label + ","
	}
	if first < 0 {
		return name + " none"
	}
	return strings.TrimSuffix(fmt.Sprintf("%s %.3g to %.3g %s", name, c.Y[first], c.Y[last], unit), " 1")
}

// nameAndUnit are the two halves of the label of an axis, "Name (unit)".
func nameAndUnit(label string) (name, unit string) {
	name, unit, _ = strings.Cut(strings.TrimSuffix(label, ")"), " (")
	return name, unit
}

// lowered is a name within a sentence.
func lowered(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(r)) + name[n:]
}
