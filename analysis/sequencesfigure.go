package analysis

import (
	"fmt"
	"math"
)

// SequencesFigure is a panel for each sequence that has begun: spikes of each
// neuron over its preferred orientation. Populations of input (thalamic or
// sources) are lines, the mean of the neurons within 3 deg; those of the cortex are points with the fitted tuning
// curve, and their width and height in words. All are read over the same
// stretches; where several have one role the last is in its colour and those
// before it are faint.
func SequencesFigure(read ...*Sequences) *Figure {
	f := &Figure{Name: "sequences", Title: "Spikes by sequence", Kind: Multiples, Across: 3, Summary: "no sequence yet",
		X: orientationAxis("Preferred orientation (deg)"), Y: Axis{Label: "Spikes (1)", Max: 1}}
	if len(read) == 0 {
		return f
	}
	roles, labels := rolesOf(read), labelsOf(read)
	x, y := f.X, f.Y
	x.Ticks = []float64{0, 90, 180}
	names := Column{Name: "population"}
	var rows [6]Column // what follows
	for k, name := range []string{"sequence", "true_deg", "neuron", "preferred_deg", "spikes", "fit"} {
		rows[k].Name = name
	}
	top := 0.0
	for i, s := range read {
		list := s.Read()
		for k, q := range list {
			if i == 0 {
				f.Panels = append(f.Panels, Panel{Label: sequenceLabel(k, q), X: x})
				if !math.IsNaN(float64(q.TrueDeg)) {
					f.Layers = append(f.Layers, Layer{Mark: Rule, Role: Faint, Dash: true, Block: k, X: Series{float64(q.TrueDeg)}})
				}
			}
			if k >= len(f.Panels) {
				break
			}
			counts := append(Series(nil), s.counts[k]...)
			top = max(top, largest(counts))
			curve := s.draw(f, k, roles[i], labels[i], q, counts)
			top = max(top, largest(curve))
			for n := range counts {
				at := math.NaN()
				if curve != nil {
					at = float64(q.FMax) * VonMises(s.preferred[n], 180*float64(q.J)/float64(len(counts)), float64(q.BThetaDeg))
				}
				names.Words = append(names.Words, s.name)
				for c, v := range [...]float64{float64(k + 1), float64(q.TrueDeg), float64(n), s.preferred[n], counts[n], at} {
					rows[c].Values = append(rows[c].Values, v)
				}
			}
		}
		if !input(s.role) && len(list) > 0 {
			f.Summary = sequencesSummary(s.label, list)
		}
	}
	y = risingAxis("Spikes (1)", top)
	for k := range f.Panels {
		f.Panels[k].Y = y
	}
	f.Table = Table{Columns: append([]Column{names}, rows[:]...)}
	return f
}

// draw puts one population into panel k and returns its fitted curve, nil
// where there is none.
func (s *Sequences) draw(f *Figure, k int, role Role, label string, q Sequence, counts Series) Series {
	if input(s.role) {
		x, y := meanOver(s.preferred, counts, 3)
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: role, Block: k, X: x, Y: y, Label: label})
		return nil
	}
	x := append(Series(nil), s.preferred...)
	points := Layer{Mark: Points, Role: role, Block: k, X: x, Y: counts, Label: label + ", no fit"}
	if math.IsNaN(float64(q.BThetaDeg)) || math.IsNaN(float64(q.FMax)) {
		f.Layers = append(f.Layers, points)
		return nil
	}
	points.Label = fmt.Sprintf("%s: B_θ %.1f°, f_max %.1f", label, float64(q.BThetaDeg), float64(q.FMax))
	if float64(q.BThetaDeg) < 90/float64(len(counts)) { // half a step: the next neurons have a tenth
		points.Label += ", one neuron"
	}
	fit := Layer{Mark: Line, Role: Ink, Block: k}
	if role == Faint {
		fit.Role, fit.Dash = Faint, true
	}
	peak := 180 * float64(q.J) / float64(len(counts))
	for deg := 0.0; deg <= 180; deg += 1.5 {
		fit.X, fit.Y = append(fit.X, deg), append(fit.Y, float64(q.FMax)*VonMises(deg, peak, float64(q.BThetaDeg)))
	}
	f.Layers = append(f.Layers, points, fit)
	return fit.Y
}

// sequenceLabel is "2: θ 160°".
func sequenceLabel(k int, q Sequence) string {
	if math.IsNaN(float64(q.TrueDeg)) {
		return fmt.Sprintf("%d", k+1)
	}
	return fmt.Sprintf("%d: θ %s°", k+1, Angle(float64(q.TrueDeg)))
}

func sequencesSummary(label string, list []Sequence) string {
	first, last := list[0], list[len(list)-1]
	return fmt.Sprintf("%s, %d sequences: B_θ %s, f_max %s, spikes %d to %d", label, len(list),
		fromTo(first.BThetaDeg, last.BThetaDeg, "°"), fromTo(first.FMax, last.FMax, ""), first.Spikes, last.Spikes)
}

// fromTo is "9.1 to 10.8°", with "none" for what there is not.
func fromTo(a, b Number, unit string) string {
	word := func(n Number) string {
		if math.IsNaN(float64(n)) {
			return "none"
		}
		return fmt.Sprintf("%.1f", float64(n))
	}
	return word(a) + " to " + word(b) + unit
}

// input says whether a population has no tuning curve of its own to fit.
func input(r Role) bool { return r == Thalamic || r == Source }

// labelsOf are the first words of the labels of populations, or the whole
// where two have one word.
func labelsOf(read []*Sequences) []string {
	labels := make([]string, len(read))
	for i, s := range read {
		labels[i] = short(s.label)
		for j, other := range read {
			if i != j && short(other.label) == labels[i] {
				labels[i] = s.label
				break
			}
		}
	}
	return labels
}

// rolesOf are the roles to draw populations in: its own for the last of each,
// faint for those before it.
func rolesOf(read []*Sequences) []Role {
	roles := make([]Role, len(read))
	for i, s := range read {
		roles[i] = s.role
		for _, later := range read[i+1:] {
			if later.role == s.role {
				roles[i] = Faint
			}
		}
	}
	return roles
}
