package export

import (
	"math"
	"sort"

	"gonum.org/v1/plot/vg"

	"striate/analysis"
)

// layoutCartesian is one plot: no spine at the left, grid lines, the name of
// the y axis over its upper end, lines labelled at their end.
func layoutCartesian(f *analysis.Figure, w float64) (float64, func(*pen, float64)) {
	heat := heatOf(f)
	b := box{ax: f.X, ay: f.Y}
	b.x = margin + beside(f.Y)
	b.y = margin + 18
	b.w = w - b.x - margin - 6
	keyed := hasKey(f)
	if !keyed {
		b.w = w - b.x - margin - max(6, endRoom(f))
	}
	b.h = math.Round(min(.46*b.w, 190))
	if heat != nil {
		b.w = min(b.w, 420)
		b.h = b.w
	}
	return b.y + b.h + belowAxis + margin, func(p *pen, top float64) {
		b := b
		b.y += top
		p.text(margin, b.y-9, f.Y.Label, labelSize, false, ink2, left)
		if heat != nil {
			p.heat(b, heat)
		} else {
			p.grid(b)
		}
		p.yLabels(b)
		p.xAxis(b, b.y+b.h)
		for _, l := range f.Layers {
			p.layer(b, l)
		}
		if keyed {
			p.key(b, f)
		} else {
			p.ends(b, f)
		}
	}
}

func heatOf(f *analysis.Figure) *analysis.Layer {
	for i, l := range f.Layers {
		if l.Mark == analysis.Heat && l.Image != nil {
			return &f.Layers[i]
		}
	}
	return nil
}

// layer draws one layer that is not a heat map.
func (p *pen) layer(b box, l analysis.Layer) {
	t := toneOf(l.Role)
	x, y := b.pxs(l.X), b.pys(l.Y)
	switch l.Mark {
	case analysis.Line:
		var dash []float64
		if l.Dash {
			dash = []float64{3, 3}
		}
		p.polyline(x, y, t.mark, 1.5, dash...)
	case analysis.Band:
		p.band(x, b.pys(l.Low), b.pys(l.High), faded(t.mark, .1))
	case analysis.Bars:
		wide := l.Width / (b.ax.Max - b.ax.Min) * b.w
		for i := range x {
			c := colourAt(l, i)
			p.rect(x[i]-wide/2+.5, y[i], wide-1, b.py(0)-y[i], c)
		}
	case analysis.Points:
		p.points(x, y, b, l)
	case analysis.Spikes:
		tall := 2.0
		if l.Width > 0 { // no taller than a row
			tall = min(tall, max(.8, b.h*l.Width/(b.ay.Max-b.ay.Min)))
		}
		p.spikes(x, y, tall, t.mark)
	case analysis.Stems:
		p.stems(x, b.pys(l.Low), b.pys(l.High), t.mark)
	case analysis.Rule:
		p.rule(b, l)
	case analysis.Text:
		for i := range x {
			p.text(x[i], y[i], l.Label, labelSize, false, t.text, left)
		}
	}
}

// colourAt is the colour of point i: by its orientation, by its sign, or by
// the role of its layer.
func colourAt(l analysis.Layer, i int) (c colorNRGBA) {
	switch l.Role {
	case analysis.Angular:
		return wheel(l.X[i])
	case analysis.Signed:
		if l.Y[i] < 0 {
			return toneOf(analysis.Inhibitory).mark
		}
		return toneOf(analysis.Excitatory).mark
	}
	return toneOf(l.Role).mark
}

func (p *pen) points(x, y []float64, b box, l analysis.Layer) {
	for i := range l.Err {
		if e := l.Err[i]; e > 0 {
			p.line(x[i], b.py(l.Y[i]-e), x[i], b.py(l.Y[i]+e), edge, 1)
		}
	}
	r, opacity := 2.2, 1.0
	if b.small {
		r = 1.5
	}
	if l.Role == analysis.Signed {
		r, opacity = 1.3, .5
	}
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			p.fill(p.circle(x[i], y[i], r), faded(colourAt(l, i), opacity))
		}
	}
}

func (p *pen) band(x, low, high []float64, c colorNRGBA) {
	n := len(x)
	px, py := make([]float64, 2*n), make([]float64, 2*n)
	for i := range n {
		px[i], py[i] = x[i], high[i]
		px[2*n-1-i], py[2*n-1-i] = x[i], low[i]
	}
	if n > 1 {
		p.polygon(px, py, c)
	}
}

// spikes are marks 1 px wide, all in one path.
func (p *pen) spikes(x, y []float64, tall float64, c colorNRGBA) {
	var path vg.Path
	for i := range x {
		path.Move(p.at(x[i], y[i]-tall/2))
		path.Line(p.at(x[i], y[i]+tall/2))
	}
	if len(path) > 0 {
		p.stroke(path, c, 1)
	}
}

// stems are upright strokes, all in one path.
func (p *pen) stems(x, low, high []float64, c colorNRGBA) {
	var path vg.Path
	for i := range x {
		path.Move(p.at(x[i], low[i]))
		path.Line(p.at(x[i], high[i]))
	}
	if len(path) > 0 {
		p.stroke(path, c, 1)
	}
}

func (p *pen) rule(b box, l analysis.Layer) {
	c, dash := edge, []float64(nil)
	if l.Role == analysis.Ink {
		c = ink2
	}
	if l.Dash {
		dash = []float64{2, 3}
	}
	for _, v := range l.X {
		x := b.px(v)
		p.line(x, b.y, x, b.y+b.h, c, 1, dash...)
		if l.Label == "" {
			continue
		}
		half := width(l.Label, tickSize, false) / 2
		p.text(min(max(x, b.x+half), b.x+b.w-half), b.y-5, l.Label, tickSize, false, ink2, centre)
	}
	for _, v := range l.Y {
		p.line(b.x, b.py(v), b.x+b.w, b.py(v), c, 1, dash...)
		if l.Label != "" {
			p.text(b.x+b.w, b.py(v)-4, l.Label, tickSize, false, ink2, right)
		}
	}
}

// ends writes the labels of lines at their end, pushed 12 px apart.
func (p *pen) ends(b box, f *analysis.Figure) {
	type end struct {
		y, want float64
		l       analysis.Layer
	}
	var all []end
	for _, l := range f.Layers {
		if l.Mark != analysis.Line || l.Label == "" {
			continue
		}
		for i := len(l.Y) - 1; i >= 0; i-- {
			if !math.IsNaN(l.Y[i]) {
				all = append(all, end{want: b.py(l.Y[i]), l: l})
				break
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].want < all[j].want })
	for i := range all { // down from the top, then up from the foot
		all[i].y = all[i].want
		if i > 0 {
			all[i].y = max(all[i].y, all[i-1].y+12)
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		limit := b.y + b.h
		if i < len(all)-1 {
			limit = all[i+1].y - 12
		}
		all[i].y = min(all[i].y, limit)
		p.text(b.x+b.w+6, all[i].y+3.5, all[i].l.Label, tickSize, true, toneOf(all[i].l.Role).text, left)
	}
}

func endRoom(f *analysis.Figure) float64 {
	most := 0.0
	for _, l := range f.Layers {
		if l.Mark == analysis.Line && l.Label != "" {
			most = max(most, width(l.Label, tickSize, true)+8)
		}
	}
	return most
}

// hasKey tells whether a figure's points and fit are named inside the plot.
func hasKey(f *analysis.Figure) bool {
	for _, l := range f.Layers {
		if l.Mark == analysis.Points || l.Mark == analysis.Band {
			return true
		}
	}
	return false
}

// key names points and lines inside the plot, on the side with more air.
func (p *pen) key(b box, f *analysis.Figure) {
	type entry struct {
		l analysis.Layer
		w float64
	}
	var entries []entry
	wide := 0.0
	side := [2]float64{} // highest datum in the left and right third
	for _, l := range f.Layers {
		if l.Mark != analysis.Points && l.Mark != analysis.Line {
			continue
		}
		for i, v := range l.Y {
			u := (l.X[i] - b.ax.Min) / (b.ax.Max - b.ax.Min)
			if len(l.Err) > i {
				v += l.Err[i]
			}
			if u < .42 {
				side[0] = max(side[0], v)
			} else if u > .58 {
				side[1] = max(side[1], v)
			}
		}
		if l.Label != "" {
			w := width(l.Label, tickSize, false) + 14
			entries = append(entries, entry{l, w})
			wide = max(wide, w)
		}
	}
	x := b.x + b.w - wide
	if side[1] > side[0] {
		x = b.x + 8
	}
	for i, e := range entries {
		y := b.y + 9 + 13*float64(i)
		if e.l.Mark == analysis.Points {
			p.fill(p.circle(x+5, y-3.5, 2.2), ink2)
		} else {
			p.line(x, y-3.5, x+10, y-3.5, toneOf(e.l.Role).mark, 1.5)
		}
		p.text(x+14, y, e.l.Label, tickSize, false, ink2, left)
	}
}
