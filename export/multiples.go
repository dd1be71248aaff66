package export

import (
	"math"
	"slices"

	"striate/analysis"
)

// layoutMultiples is small plots in rows, each under its label and the names
// of its layers. Axes that a column or the whole figure shares are written
// once.
func layoutMultiples(f *analysis.Figure, w float64) (float64, func(*pen, float64)) {
	if len(f.Panels) == 0 {
		return 60, func(p *pen, top float64) {
			p.text(margin, top+margin+20, f.Summary, labelSize, false, ink2, left)
		}
	}
	g := newGrid(f, w)
	return g.height, func(p *pen, top float64) {
		if g.legend != nil {
			p.scale(margin, top+margin-1, w-2*margin-6, g.legend, right)
		}
		for i := range f.Panels {
			g.draw(p, i, top)
		}
	}
}

// grid is where the panels are.
type grid struct {
	f      *analysis.Figure
	across int
	maps   bool            // all panels are maps over the same two axes: close together, equal in size
	legend *analysis.Image // of the colours, where all maps share them
	gutter float64         // between panels
	cell   float64         // width of a panel with its tick labels, px
	tall   float64         // height of a plot
	ticks  []float64
	keys   [][]keyLine
	rowY   []float64 // upper end of each row
	head   []float64 // space over the plots of each row
	height float64
}

// keyLine is a line of words under the label of a panel; l is nil where it
// goes on from the line before.
type keyLine struct {
	text string
	l    *analysis.Layer
	role analysis.Role
}

const (
	gutter   = 16.0 // between panels
	keySize  = 12.0 // height of a line of the key
	sampleIn = 14.0 // room for a sample of a layer's mark
)

func newGrid(f *analysis.Figure, w float64) *grid {
	g := &grid{f: f, across: max(1, f.Across), gutter: gutter, keys: make([][]keyLine, len(f.Panels)), maps: areMaps(f), legend: legendOf(f)}
	if w < 450 && !g.maps {
		g.across = min(g.across, 2)
	}
	g.across = min(g.across, len(f.Panels))
	g.ticks = make([]float64, g.across)
	if g.maps {
		g.gutter = 8
		g.ticks[0] = beside(f.Panels[0].Y)
	}
	g.cell = (w - 2*margin - 6 - g.gutter*float64(g.across-1)) / float64(g.across)
	if g.maps { // the first is wider by its labels
		g.cell = (w - 2*margin - 6 - g.ticks[0] - g.gutter*float64(g.across-1)) / float64(g.across)
	}
	for i := range f.Panels {
		if !g.maps {
			g.ticks[i%g.across] = max(g.ticks[i%g.across], beside(f.Panels[i].Y))
		}
	}
	g.tall = math.Round(min(max(.45*g.cell, 80), 130))
	if g.across == 1 {
		g.tall = math.Round(min(.4*g.cell, 190))
	}
	switch {
	case g.maps: // one scale for both axes
		x, y := f.Panels[0].X, f.Panels[0].Y
		g.tall = math.Round(min(max(g.cell*(y.Max-y.Min)/(x.Max-x.Min), .4*g.cell), 2*g.cell))
	case heatOf(f) != nil: // as wide as it is tall
		g.tall = math.Round(g.cell - slices.Max(g.ticks))
	}
	rows := (len(f.Panels) + g.across - 1) / g.across
	g.height = margin
	if g.legend != nil {
		g.height += 16
	}
	for r := range rows {
		most, foot, named := 0, 8.0, 0.0
		for i := r * g.across; i < min(len(f.Panels), (r+1)*g.across); i++ {
			g.keys[i] = g.keyOf(i)
			lines := len(g.keys[i])
			if f.Panels[i].Label != "" {
				lines++
			}
			most = max(most, lines)
			if g.xTicks(i) {
				foot = 24
			}
			if g.xName(i) {
				foot = belowAxis
			}
			if g.yName(i) && !g.maps {
				named = 16
			}
		}
		g.rowY = append(g.rowY, g.height)
		g.head = append(g.head, keySize*float64(most)+named+8)
		g.height += g.head[r] + g.tall + foot + 6
	}
	g.height += margin - 6
	return g
}

// areMaps says whether every panel is a map and all have the same axes.
func areMaps(f *analysis.Figure) bool {
	for i, p := range f.Panels {
		mapped := false
		for _, l := range f.Layers {
			mapped = mapped || l.Block == i && l.Mark == analysis.Heat
		}
		if !mapped || !alike(p.X, f.Panels[0].X) || !alike(p.Y, f.Panels[0].Y) {
			return false
		}
	}
	return true
}

// legendOf is one of the maps where all have the same colours, nil where they
// differ or there is none.
func legendOf(f *analysis.Figure) *analysis.Image {
	var one *analysis.Image
	for _, l := range f.Layers {
		if im := l.Image; l.Mark == analysis.Heat && im != nil {
			if one != nil && (im.Map != one.Map || im.Min != one.Min || im.Max != one.Max || im.Label != one.Label) {
				return nil
			}
			one = im
		}
	}
	return one
}

// at is the left edge of the plot in column c, and its width.
func (g *grid) at(c int) (x, wide float64) {
	if g.maps {
		return margin + g.ticks[0] + float64(c)*(g.cell+g.gutter), g.cell
	}
	return margin + float64(c)*(g.cell+g.gutter) + g.ticks[c], g.cell - g.ticks[c]
}

// keyOf are the names of the layers of a panel, broken into lines.
func (g *grid) keyOf(i int) []keyLine {
	var lines []keyLine
	for k := range g.f.Layers {
		l := &g.f.Layers[k]
		if l.Block != i || l.Label == "" || l.Mark == analysis.Text {
			continue
		}
		for n, text := range wrapped(l.Label, g.cell-sampleIn, tickSize) {
			line := keyLine{text: text, role: l.Role}
			if n == 0 {
				line.l = l
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func alike(a, b analysis.Axis) bool {
	return a.Label == b.Label && a.Min == b.Min && a.Max == b.Max && a.Log == b.Log && a.Period == b.Period
}

// xTicks says whether panel i has its x axis labelled: not where the one
// below has the same.
func (g *grid) xTicks(i int) bool {
	below := i + g.across
	return below >= len(g.f.Panels) || !alike(g.f.Panels[i].X, g.f.Panels[below].X)
}

// xName says whether panel i names its x axis: the last one alone where all
// have the same.
func (g *grid) xName(i int) bool {
	for _, p := range g.f.Panels {
		if !alike(p.X, g.f.Panels[0].X) {
			return g.xTicks(i)
		}
	}
	return i == len(g.f.Panels)-1
}

// yTicks says whether panel i has its y axis labelled: not where the one at
// its left has the same.
func (g *grid) yTicks(i int) bool {
	return i%g.across == 0 || !alike(g.f.Panels[i].Y, g.f.Panels[i-1].Y)
}

// yName says whether panel i names its y axis: the first one alone where all
// have the same.
func (g *grid) yName(i int) bool {
	for _, p := range g.f.Panels {
		if p.Y.Label != g.f.Panels[0].Y.Label {
			return g.yTicks(i)
		}
	}
	return i == 0
}

func (g *grid) draw(p *pen, i int, top float64) {
	panel, r, c := g.f.Panels[i], i/g.across, i%g.across
	from, wide := g.at(c)
	x, y := from-g.ticks[c], top+g.rowY[r]
	b := box{x: from, y: y + g.head[r], w: wide, h: g.tall, ax: panel.X, ay: panel.Y, small: g.across > 1}
	at := y + 10
	if g.maps {
		x = from
	}
	if panel.Label != "" {
		name := x
		if panel.Theta != nil {
			p.bar(x+5, at-4, *panel.Theta)
			name += 14
		}
		p.text(name, at, panel.Label, nameSize, true, toneOf(panel.Role).text, left)
		at += keySize
	}
	for _, k := range g.keys[i] {
		p.sample(x, at-3.5, k.l)
		p.text(x+sampleIn, at, k.text, tickSize, false, toneOf(k.role).text, left)
		at += keySize
	}
	switch {
	case g.yName(i) && g.maps: // beside the legend
		p.text(margin, top+margin+7, panel.Y.Label, labelSize, false, ink2, left)
	case g.yName(i):
		p.text(from-g.ticks[c], b.y-9, panel.Y.Label, labelSize, false, ink2, left)
	}
	if heat := g.heat(i); heat != nil {
		if heat.Map == analysis.Diverging {
			p.rect(b.x, b.y, b.w, b.h, shade(heat.Map, .5))
		}
		p.image(b.x, b.y, b.w, b.h, paint(heat, true), false)
	} else {
		p.grid(b)
	}
	if g.yTicks(i) {
		p.yLabels(b)
	}
	foot := b
	if !g.xName(i) {
		foot.ax.Label = ""
	}
	if g.xTicks(i) {
		p.xAxis(foot, b.y+b.h)
	} else {
		p.line(b.x, b.y+b.h, b.x+b.w, b.y+b.h, edge, 1)
	}
	for _, l := range g.f.Layers {
		if l.Block == i {
			if l.Mark != analysis.Text {
				l.Label = "" // the key has it
			}
			p.layer(b, l)
		}
	}
}

// heat is the matrix that panel i shows, nil where it shows none.
func (g *grid) heat(i int) *analysis.Image {
	for _, l := range g.f.Layers {
		if l.Block == i && l.Mark == analysis.Heat {
			return l.Image
		}
	}
	return nil
}

// bar is an orientation in its colour, about (x, y).
func (p *pen) bar(x, y, deg float64) {
	s, c := math.Sincos(deg * math.Pi / 180)
	p.line(x-5*c, y+5*s, x+5*c, y-5*s, wheel(deg), 2.4)
}

// sample is what the mark of a layer looks like, before its name.
func (p *pen) sample(x, y float64, l *analysis.Layer) {
	if l == nil {
		return
	}
	switch c := toneOf(l.Role).mark; {
	case l.Mark == analysis.Points:
		p.fill(p.circle(x+5, y, 2.2), c)
	case l.Mark == analysis.Rule:
		p.line(x+5, y-5, x+5, y+5, c, 1)
	case l.Dash:
		p.line(x, y, x+10, y, c, 1.5, 3, 3)
	default:
		p.line(x, y, x+10, y, c, 1.5)
	}
}
