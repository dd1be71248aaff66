package analysis

import (
	"math"
	"strings"
)

// Learning is what one run, or the mean over runs, of a population gave in
// each sequence.
type Learning struct {
	Label     string // "E", "plasticity off"
	Key       string // in the names of columns, "e", "off"
	Role      Role
	Sequences []Sequence
}

// Learning is the sequences that have begun, under the label of their
// population.
func (s *Sequences) Learning() Learning {
	return Learning{Label: s.label, Key: s.name, Role: s.role, Sequences: s.Read()}
}

// LearningFigure is three panels over the number of the sequence: the fitted
// width B_θ, the fitted height f_max and the spikes of each row, of which a
// run and the same with plasticity off make the honest pair. Rows of one role
// after the first are dashed.
func LearningFigure(rows ...Learning) *Figure {
	f := &Figure{Name: "learning", Title: "Learning", Kind: Multiples, Across: 3, Summary: "no sequence yet",
		X: Axis{Label: "Sequence (number)", Max: 1}, Y: Axis{Label: "B_θ (deg), f_max (spikes), spikes (1)", Max: 1}}
	n := 0
	for _, r := range rows {
		n = max(n, len(r.Sequences))
	}
	x := Axis{Label: "Sequence (number)", Min: .5, Max: float64(n) + .5}
	number, truth := Column{Name: "sequence"}, Column{Name: "true_deg"}
	for k := range n {
		if n <= 10 || k%5 == 4 {
			x.Ticks = append(x.Ticks, float64(k+1))
		}
		number.Values = append(number.Values, float64(k+1))
		deg := math.NaN()
		if len(rows[0].Sequences) > k {
			deg = float64(rows[0].Sequences[k].TrueDeg)
		}
		truth.Values = append(truth.Values, deg)
	}
	f.Table.Columns = []Column{number, truth}
	for b, m := range learningMeasures {
		panel, top := Panel{Label: m.label, X: x}, 0.0
		for i, r := range rows {
			line := Layer{Mark: Line, Role: r.Role, Block: b, Dash: before(rows[:i], r.Role)}
			for k, q := range r.Sequences {
				line.X, line.Y = append(line.X, float64(k+1)), append(line.Y, m.of(q))
			}
			top = max(top, largest(line.Y))
			dots := Layer{Mark: Points, Role: r.Role, Block: b, X: line.X, Y: line.Y}
			if len(rows) > 1 && b == 0 {
				line.Label = r.Label
			}
			f.Layers = append(f.Layers, line, dots)
			column := Column{Name: r.Key + "_" + m.key, Values: append(Series(nil), line.Y...)}
			for len(column.Values) < n {
				column.Values = append(column.Values, math.NaN())
			}
			f.Table.Columns = append(f.Table.Columns, column)
		}
		panel.Y = risingAxis(m.axis, top)
		if n > 0 {
			f.Panels = append(f.Panels, panel)
		}
	}
	var words []string
	for _, r := range rows {
		if len(r.Sequences) > 0 {
			words = append(words, sequencesSummary(r.Label, r.Sequences))
		}
	}
	if n == 0 {
		f.Layers = nil
	} else {
		f.Summary = strings.Join(words, "; ")
	}
	return f
}

// learningMeasures are the three numbers that learning changes.
var learningMeasures = []struct {
	label, key, axis string
	of               func(Sequence) float64
}{
	{"Width B_θ", "b_theta_deg", "B_θ (deg)", func(q Sequence) float64 { return float64(q.BThetaDeg) }},
	{"Height f_max", "f_max", "f_max (spikes)", func(q Sequence) float64 { return float64(q.FMax) }},
	{"Spikes", "spikes", "Spikes (count)", func(q Sequence) float64 { return float64(q.Spikes) }},
}

func before(rows []Learning, role Role) bool {
	for _, r := range rows {
		if r.Role == role {
			return true
		}
	}
	return false
}
