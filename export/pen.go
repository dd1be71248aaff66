package export

import (
	"image"
	"image/color"
	"math"
	"sync"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// pen draws on a vg canvas in CSS pixels, x to the right and y down from the
// top left corner. Angles are anticlockwise, as everywhere.
type pen struct {
	c    vg.Canvas
	w, h float64
	dots float64 // device pixels to a CSS pixel; 0 for a vector canvas
}

const point = .75 // CSS pixel in points

// Type, px. LOOK's least is 11 on a screen; 10 px is 7.5 pt on paper.
const (
	tickSize  = 10.0
	labelSize = 10.5
	nameSize  = 11.0
	titleSize = 13.0
)

// fonts are read when the first figure is drawn: a start without one is quicker.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

func face(size float64, bold bool) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return fonts().Lookup(f, vg.Length(size*point))
}

func (p *pen) at(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(x * point), Y: vg.Length((p.h - y) * point)}
}

func (p *pen) stroke(path vg.Path, c color.NRGBA, width float64, dash ...float64) {
	p.c.SetColor(c)
	p.c.SetLineWidth(vg.Length(width * point))
	pattern := make([]vg.Length, len(dash))
	for i, d := range dash {
		pattern[i] = vg.Length(d * point)
	}
	p.c.SetLineDash(pattern, 0)
	p.c.Stroke(path)
}

func (p *pen) fill(path vg.Path, c color.NRGBA) {
	p.c.SetColor(c)
	p.c.Fill(path)
}

// line from (x0, y0) to (x1, y1).
func (p *pen) line(x0, y0, x1, y1 float64, c color.NRGBA, width float64, dash ...float64) {
	p.stroke(vg.Path{{Type: vg.MoveComp, Pos: p.at(x0, y0)}, {Type: vg.LineComp, Pos: p.at(x1, y1)}}, c, width, dash...)
}

// polyline goes through the points and is broken where one is NaN.
func (p *pen) polyline(x, y []float64, c color.NRGBA, width float64, dash ...float64) {
	var path vg.Path
	pen := false
	for i := range x {
		if math.IsNaN(x[i]) || math.IsNaN(y[i]) {
			pen = false
			continue
		}
		if pen {
			path.Line(p.at(x[i], y[i]))
		} else {
			path.Move(p.at(x[i], y[i]))
		}
		pen = true
	}
	if len(path) > 1 {
		p.stroke(path, c, width, dash...)
	}
}

// polygon is closed and filled.
func (p *pen) polygon(x, y []float64, c color.NRGBA) {
	var path vg.Path
	for i := range x {
		if i == 0 {
			path.Move(p.at(x[i], y[i]))
		} else {
			path.Line(p.at(x[i], y[i]))
		}
	}
	path.Close()
	p.fill(path, c)
}

func (p *pen) rect(x, y, w, h float64, c color.NRGBA) {
	p.polygon([]float64{x, x + w, x + w, x}, []float64{y, y, y + h, y + h}, c)
}

func (p *pen) circle(x, y, r float64) vg.Path {
	var path vg.Path
	path.Move(p.at(x+r, y))
	path.Arc(p.at(x, y), vg.Length(r*point), 0, 2*math.Pi)
	path.Close()
	return path
}

// wedge is the sector of a ring between radii r0 and r1, deg0 to deg1.
func (p *pen) wedge(x, y, r0, r1, deg0, deg1 float64) vg.Path {
	a, b := deg0*math.Pi/180, deg1*math.Pi/180
	var path vg.Path
	path.Move(p.at(x+r0*math.Cos(a), y-r0*math.Sin(a)))
	path.Line(p.at(x+r1*math.Cos(a), y-r1*math.Sin(a)))
	path.Arc(p.at(x, y), vg.Length(r1*point), a, b-a)
	path.Line(p.at(x+r0*math.Cos(b), y-r0*math.Sin(b)))
	if r0 > 0 {
		path.Arc(p.at(x, y), vg.Length(r0*point), b, a-b)
	}
	path.Close()
	return path
}

// align places text by its left end, middle or right end.
type align float64

const (
	left   align = 0
	centre align = .5
	right  align = 1
)

// text writes s with its baseline at y.
func (p *pen) text(x, y float64, s string, size float64, bold bool, c color.NRGBA, a align) {
	if s == "" {
		return
	}
	p.c.SetColor(c)
	x -= float64(a) * width(s, size, bold)
	if _, ok := p.c.(*svgCanvas); ok { // whoever shows it has more fonts
		p.c.FillString(face(size, bold), p.at(x, y), s)
		return
	}
	for _, part := range signs(s, size) {
		if on, ok := p.c.(*pdfCanvas); ok {
			on.actual = part.actual
		}
		p.c.FillString(face(part.size, bold), p.at(x, y+part.drop), part.s)
		x += width(part.s, part.size, bold)
	}
}

func width(s string, size float64, bold bool) float64 {
	sum := 0.0
	for _, part := range signs(s, size) {
		f := face(part.size, bold)
		sum += float64(f.Width(part.s)) / point
	}
	return sum
}

// image paints im over the rectangle, cells with sharp edges unless smooth.
func (p *pen) image(x, y, w, h float64, im image.Image, smooth bool) {
	if p.dots > 0 {
		across := int(math.Round(w * p.dots))
		if on, ok := p.c.(*pdfCanvas); ok {
			across = on.unlike(across)
		}
		im = enlarge(im, across, int(math.Round(h*p.dots)), smooth)
	} else if s, ok := p.c.(*svgCanvas); ok {
		s.smooth = smooth
	}
	p.c.DrawImage(vg.Rectangle{Min: p.at(x, y+h), Max: p.at(x+w, y)}, im)
}

// strip lays the wheel, 0 to 180 deg, along x (or up along y where tall).
func (p *pen) strip(x, y, w, h float64, tall bool) {
	const n = 60
	for k := range n {
		c := wheel((float64(k) + .5) * 180 / n)
		more := 0.4 // covers the seam
		if k == n-1 {
			more = 0
		}
		if tall {
			d := h / n
			p.rect(x, y+h-float64(k+1)*d-more, w, d+more, c)
		} else {
			d := w / n
			p.rect(x+float64(k)*d, y, d+more, h, c)
		}
	}
}
