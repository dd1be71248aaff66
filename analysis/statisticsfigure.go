package analysis

import (
	"fmt"
	"math"
	"strings"
)

// Figure is a row of panels for each population: how many cells fire at which
// rate, and how irregular their intervals are, with the means marked.
func (m *StatisticsMeter) Figure() *Figure {
	f := &Figure{Name: "statistics", Title: "Spike statistics", Kind: Multiples, Across: 2,
		X: Axis{Label: "Rate (Hz), CV of intervals (1)", Max: 1}, Y: Axis{Label: "Cells (1)", Max: 1}}
	var table [4]Column
	for k, name := range []string{"population", "measure", "from", "to"} {
		table[k].Name = name
	}
	cells := Column{Name: "cells"}
	words := []string{}
	read, most := make([]PopulationStatistics, len(m.pops)), 1.5
	for i := range m.pops {
		read[i] = m.read(i)
		most = max(most, largest(read[i].cvs)) // one axis for all
	}
	for i := range m.pops {
		pop, p := &m.pops[i], &read[i]
		show := func(label, measure, axis string, values []float64, mean, least, quantum float64) {
			h := histogram(values, least, quantum)
			at := len(f.Panels)
			panel := Panel{Label: label, Role: pop.role, X: Axis{Label: axis, Min: 0, Max: h.top}, Y: countAxis("Cells (1)", largest(h.count))}
			panel.X.Ticks = insideAxis("", 0, h.top, 4).Ticks
			f.Layers = append(f.Layers, Layer{Mark: Bars, Role: pop.role, Block: at, X: h.centre, Y: h.count, Width: h.width})
			if !math.IsNaN(mean) {
				f.Layers = append(f.Layers, Layer{Mark: Rule, Role: Ink, Block: at, X: Series{mean}, Label: fmt.Sprintf("mean %.3g", mean)})
			}
			f.Panels = append(f.Panels, panel)
			for k, c := range h.count {
				table[0].Words, table[1].Words = append(table[0].Words, pop.name), append(table[1].Words, measure)
				table[2].Values = append(table[2].Values, h.centre[k]-h.width/2)
				table[3].Values = append(table[3].Values, h.centre[k]+h.width/2)
				cells.Values = append(cells.Values, c)
			}
		}
		show(pop.label, "rate_hz", "Rate (Hz)", p.rates, float64(p.RateHz), 0, 1/m.Seconds())
		label := fmt.Sprintf("%s, %d of %d cells", short(pop.label), p.Cells, len(p.rates))
		show(label, "cv_isi", "CV of intervals (1)", p.cvs, float64(p.CV), most, 0)
		words = append(words, pop.words(p))
	}
	f.Table = Table{Columns: append(table[:], cells)}
	f.Summary = "no statistics yet"
	if s := m.Seconds(); s > 0 {
		f.Summary = fmt.Sprintf("%.3g s, bins of %g ms: %s", s, m.set.BinMs, strings.Join(words, "; "))
	}
	return f
}

// words are the numbers of a population that there are.
func (f *firing) words(p *PopulationStatistics) string {
	s := fmt.Sprintf("%s %.3g Hz", f.label, float64(p.RateHz))
	for _, x := range []struct {
		name string
		v    Number
	}{{"CV", p.CV}, {"pair correlation", p.Correlation}, {"synchrony χ²", p.Synchrony}} {
		if !math.IsNaN(float64(x.v)) {
			s += fmt.Sprintf(", %s %.3g", x.name, float64(x.v))
		}
	}
	return s
}

// bars are a histogram from zero.
type bars struct {
	centre, count Series
	width, top    float64
}

// histogram counts values in about twenty bins from zero, up to the largest or
// to least. The bins are whole multiples of quantum, the step that the values
// come in, 0 where they have none; none holds more steps than another.
func histogram(values []float64, least, quantum float64) bars {
	top := max(least, largest(values))
	if !(top > 0) {
		top = 1
	}
	width := niceStep(top / 25)
	if quantum > 0 && !math.IsInf(quantum, 0) {
		width = max(1, math.Round(width/quantum)) * quantum
	}
	n := int(math.Floor(top/width+1e-9)) + 1
	h := bars{centre: make(Series, n), count: make(Series, n), width: width, top: float64(n) * width}
	for k := range h.centre {
		h.centre[k] = (float64(k) + .5) * width
	}
	for _, v := range values {
		if k := math.Floor(v/width + 1e-9); k >= 0 && k < float64(n) {
			h.count[int(k)]++
		}
	}
	return h
}
