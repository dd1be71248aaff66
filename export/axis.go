package export

import (
	"math"
	"strconv"
	"strings"

	"striate/analysis"
)

// box is the plotting area of one pair of axes, px.
type box struct {
	x, y, w, h float64
	ax, ay     analysis.Axis
	small      bool // one of many: small points
}

func (b box) px(v float64) float64 { return b.x + along(b.ax, v)*b.w }
func (b box) py(v float64) float64 { return b.y + b.h - along(b.ay, v)*b.h }

// along is the place of v on an axis, 0 at its foot and 1 at its end. What is
// not above zero has none on a logarithmic axis.
func along(a analysis.Axis, v float64) float64 {
	if !a.Log {
		return (v - a.Min) / (a.Max - a.Min)
	}
	if !(v > 0) {
		return math.NaN()
	}
	return math.Log(v/a.Min) / math.Log(a.Max/a.Min)
}

func (b box) pxs(s []float64) []float64 { return each(s, b.px) }
func (b box) pys(s []float64) []float64 { return each(s, b.py) }

func each(s []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(s))
	for i, v := range s {
		out[i] = f(v)
	}
	return out
}

// tickText writes tick values with the decimals that their steps need, a
// degree sign where they are orientations and a true minus.
func tickText(a analysis.Axis) []string {
	decimals := 0
	for _, v := range a.Ticks {
		for decimals < 6 && math.Abs(v*math.Pow10(decimals)-math.Round(v*math.Pow10(decimals))) > 1e-6 {
			decimals++
		}
	}
	out := make([]string, len(a.Ticks))
	for i, v := range a.Ticks {
		if v == 0 {
			v = 0 // not -0
		}
		out[i] = strings.Replace(strconv.FormatFloat(v, 'f', decimals, 64), "-", "−", 1)
		if a.Log { // decades apart: each with its own decimals
			out[i] = decadeText(v)
		}
		if a.Period > 0 {
			out[i] += "°"
		}
	}
	return out
}

// decadeText is a value on a logarithmic axis, in full where that is short and
// else as 1e−5.
func decadeText(v float64) string {
	if v >= .999e-3 && v < 9.99e4 {
		return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
	}
	s := strconv.FormatFloat(v, 'e', -1, 64)
	m, e, _ := strings.Cut(s, "e")
	n, _ := strconv.Atoi(e)
	return m + "e" + strings.Replace(strconv.Itoa(n), "-", "−", 1)
}

// room is the width of the widest tick label.
func room(a analysis.Axis) float64 {
	most := 0.0
	for _, s := range tickText(a) {
		most = max(most, width(s, tickSize, false))
	}
	return most
}

const (
	tickLength = 4.0
	stripWidth = 4.0
	belowAxis  = 36.0 // axis line, ticks, tick labels, name
)

// xAxis draws the line, ticks, labels and, at its end, the name; an axis of
// orientation carries the wheel.
func (p *pen) xAxis(b box, y float64) {
	p.line(b.x, y, b.x+b.w, y, edge, 1)
	if b.ax.Period > 0 {
		p.strip(b.x, y+2, b.w, stripWidth, false)
	}
	last := math.Inf(-1)
	for i, s := range tickText(b.ax) {
		x := b.px(b.ax.Ticks[i])
		if b.ax.Period == 0 {
			p.line(x, y, x, y+tickLength, edge, 1)
		}
		half := width(s, tickSize, false) / 2
		if x-half < last+4 {
			continue
		}
		last = x + half
		p.text(x, y+17, s, tickSize, false, ink3, centre)
	}
	p.text(b.x+b.w, y+31, b.ax.Label, labelSize, false, ink2, right)
}

// yLabels writes the tick values outside the left edge; strip adds the wheel.
func (p *pen) yLabels(b box) {
	x := b.x - 6
	if b.ay.Period > 0 {
		p.strip(b.x-4-stripWidth, b.y, stripWidth, b.h, true)
		x -= stripWidth + 3
	}
	last := math.Inf(1)
	texts := tickText(b.ay)
	for i, s := range texts {
		y := b.py(b.ay.Ticks[i])
		at := y + 3.5
		if b.ay.Period > 0 { // labels stay within the block
			at = min(max(at, b.y+7), b.y+b.h)
		}
		if at > last-10 {
			continue
		}
		last = at
		p.text(x, at, s, tickSize, false, ink3, right)
	}
}

// beside is the space that yLabels needs.
func beside(a analysis.Axis) float64 {
	if a.Period > 0 {
		return room(a) + 6 + stripWidth + 3
	}
	return room(a) + 6
}

func (p *pen) grid(b box) {
	for _, t := range b.ay.Ticks {
		y := b.py(t)
		p.line(b.x, y, b.x+b.w, y, rules, 1)
	}
}
