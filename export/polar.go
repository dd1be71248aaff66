package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"

	"striate/analysis"
)

// layoutPolar draws orientations over half a turn on a whole circle, each
// lobe twice: the wheel as a ring, rings of rate, petals, the true
// orientation dashed and the decoded one solid, labelled at opposite ends.
func layoutPolar(f *analysis.Figure, w float64) (float64, func(*pen, float64)) {
	radius := min(154, w/2-68) // room for "decoded" at either side
	height := 2*radius + 2*(ringWidth+45)
	return height, func(p *pen, top float64) {
		d := dial{p: p, f: f, x: w / 2, y: top + height/2, r: radius}
		d.face()
		for _, l := range f.Layers {
			switch l.Mark {
			case analysis.Bars:
				d.petals(l)
			case analysis.Ring:
				d.ring(l)
			case analysis.Needle:
				d.needle(l)
			}
		}
		d.rate()
	}
}

// dial is a polar plot around (x, y).
type dial struct {
	p    *pen
	f    *analysis.Figure
	x, y float64
	r    float64 // inner edge of the wheel
}

const ringWidth = 5.0

// face is all that does not depend on the layers.
func (d dial) face() {
	for _, t := range d.f.Y.Ticks {
		if r := d.r * t / d.f.Y.Max; r > 0 && t < d.f.Y.Max {
			d.p.stroke(d.p.circle(d.x, d.y, r), rules, 1)
		}
	}
	for a := 0.0; a < 180; a += 45 {
		dx, dy := d.along(a, d.r)
		d.p.line(d.x-dx, d.y-dy, d.x+dx, d.y+dy, rules, 1)
	}
	for a := 0.0; a < 360; a += 3 {
		d.p.fill(d.p.wedge(d.x, d.y, d.r, d.r+ringWidth, a, a+3.3), wheel(a+1.5))
	}
	for a := 0.0; a < 360; a += 45 {
		if d.hidden(a) {
			continue
		}
		d.outside(a, 5, note{strconv.Itoa(int(a)%180) + "°", tickSize, false, ink3})
	}
}

func (d dial) along(deg, r float64) (dx, dy float64) {
	s, c := math.Sincos(deg * math.Pi / 180)
	return r * c, -r * s
}

// quiet is the direction for the label of a ring: away from the petals, in
// the lower right.
func (d dial) quiet() float64 {
	const first, second = -22.5, -67.5
	for _, l := range d.f.Layers {
		if l.Mark == analysis.Needle && len(l.X) > 0 && math.Abs(analysis.Apart(l.X[0], first)) < 25 {
			return second
		}
	}
	return first
}

// hidden: no tick label within 18 deg of a needle's label.
func (d dial) hidden(a float64) bool {
	for _, l := range d.f.Layers {
		if l.Mark != analysis.Needle || len(l.X) == 0 {
			continue
		}
		end := d.end(l)
		if apart := math.Abs(math.Remainder(a-end, 360)); apart < 18 {
			return true
		}
	}
	return false
}

// note is one line of a label.
type note struct {
	s    string
	size float64
	bold bool
	c    colorNRGBA
}

// end is the direction in which a needle is labelled: the true one at its
// upper end, the decoded one at its lower, or, where 0 deg lies between the
// two, at whichever is away from the true one's label.
func (d dial) end(needle analysis.Layer) float64 {
	deg := analysis.Wrap(needle.X[0])
	if needle.Dash {
		return deg
	}
	for _, l := range d.f.Layers {
		if l.Mark == analysis.Needle && l.Dash && len(l.X) > 0 && math.Abs(deg-analysis.Wrap(l.X[0])) > 90 {
			return deg
		}
	}
	return deg + 180
}

// outside writes lines beyond the wheel in direction deg: their box is as far
// from the wheel as gap, whatever the direction.
func (d dial) outside(deg, gap float64, lines ...note) {
	ux, uy := d.along(deg, 1)
	place := func() (x, y, wide, tall float64) {
		for _, l := range lines {
			wide = max(wide, width(l.s, l.size, l.bold))
		}
		tall = 13*float64(len(lines)) - 4
		reach := d.r + ringWidth + gap + wide/2*math.Abs(ux) + tall/2*math.Abs(uy)
		return d.x + reach*ux, d.y + reach*uy, wide, tall
	}
	x, y, wide, tall := place()
	if first, rest, ok := strings.Cut(lines[0].s, " "); ok && math.Abs(x-d.x)+wide/2 > d.x-2 { // a word a line
		one, two := lines[0], lines[0]
		one.s, two.s = first, rest
		lines = append([]note{one, two}, lines[1:]...)
		x, y, _, tall = place()
	}
	for i, l := range lines {
		d.p.text(x, y-tall/2+8.5+13*float64(i), l.s, l.size, l.bold, l.c, centre)
	}
}

// rate writes the value of the second last ring, over whatever is there.
func (d dial) rate() {
	ticks, texts := d.f.Y.Ticks, tickText(d.f.Y)
	if len(ticks) < 3 {
		return
	}
	k := len(ticks) - 2
	s := texts[k] + " " + unitOf(d.f.Y.Label)
	dx, dy := d.along(d.quiet(), d.r*ticks[k]/d.f.Y.Max)
	w := width(s, tickSize, false)
	d.p.rect(d.x+dx-w/2-2, d.y+dy-6, w+4, 12, faded(paper, .85))
	d.p.text(d.x+dx, d.y+dy+3.5, s, tickSize, false, ink3, centre)
}

// unitOf is what stands in the brackets of "Name (unit)".
func unitOf(label string) string {
	_, unit, _ := strings.Cut(label, "(")
	return strings.TrimSuffix(unit, ")")
}

func (d dial) petals(l analysis.Layer) {
	for i, r := range l.Y {
		r = d.r * min(r/d.f.Y.Max, 1)
		if !(r > .3) {
			continue
		}
		half := l.Width/2 - .35
		for _, turn := range [2]float64{0, 180} {
			a := l.X[i] + turn
			d.p.fill(d.p.wedge(d.x, d.y, 0, r, a-half, a+half), colourAt(l, i))
		}
	}
}

func (d dial) ring(l analysis.Layer) {
	for _, v := range l.Y {
		d.p.stroke(d.p.circle(d.x, d.y, d.r*v), ink, 1.2, 3, 3)
		dx, dy := d.along(112.5, d.r*v+9)
		w := width(l.Label, tickSize, false)
		d.p.rect(d.x+dx-w/2-2, d.y+dy-6, w+4, 12, faded(paper, .85))
		d.p.text(d.x+dx, d.y+dy+3.5, l.Label, tickSize, false, ink2, centre)
	}
}

// needle is a diameter: dashed to a round handle on the wheel for the true
// orientation, solid with dots at r of the radius for the decoded one.
func (d dial) needle(l analysis.Layer) {
	if len(l.X) == 0 || len(l.Y) == 0 {
		return
	}
	deg := analysis.Wrap(l.X[0])
	if l.Dash {
		dx, dy := d.along(deg, d.r+ringWidth/2)
		d.p.line(d.x-dx, d.y-dy, d.x+dx, d.y+dy, ink, 1.5, 4, 3)
		d.handle(dx, dy, wheel(deg))
		d.outside(deg, 9, note{l.Label, nameSize, true, ink})
		return
	}
	dx, dy := d.along(deg, d.r*l.Y[0])
	d.p.line(d.x-dx, d.y-dy, d.x+dx, d.y+dy, ink, 2.6)
	for _, sign := range [2]float64{1, -1} {
		d.p.fill(d.p.circle(d.x+sign*dx, d.y+sign*dy, 5), paper)
		d.p.fill(d.p.circle(d.x+sign*dx, d.y+sign*dy, 4), ink)
	}
	d.outside(d.end(l), 6, note{l.Label, nameSize, true, ink}, note{fmt.Sprintf("r %.2f", l.Y[0]), tickSize, false, ink2})
}

func (d dial) handle(dx, dy float64, c colorNRGBA) {
	circle := func(r float64) vg.Path { return d.p.circle(d.x+dx, d.y+dy, r) }
	d.p.fill(circle(7), ink)
	d.p.fill(circle(5.4), c)
}
