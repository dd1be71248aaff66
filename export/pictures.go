package export

import (
	"image"
	"image/color"
	"math"
	"strconv"

	"striate/analysis"
)

type colorNRGBA = color.NRGBA

// layoutPictures puts images side by side, at most four to a row, each with
// its label, over one scale of colours.
func layoutPictures(f *analysis.Figure, w float64) (float64, func(*pen, float64)) {
	var shown []analysis.Layer
	for _, l := range f.Layers {
		if l.Image != nil && l.Image.W > 0 && l.Image.H > 0 {
			shown = append(shown, l)
		}
	}
	if len(shown) == 0 {
		return 60, func(p *pen, top float64) {
			p.text(margin, top+margin+20, f.Summary, labelSize, false, ink2, left)
		}
	}
	across := min(len(shown), 4)
	const gap = 8.0
	cell := (w - 2*margin - gap*float64(across-1)) / float64(across)
	cell = min(cell, 320)
	tall, label := 0.0, 0.0
	for _, l := range shown {
		tall = max(tall, cell*float64(l.Image.H)/float64(l.Image.W))
		if l.Label != "" {
			label = 16
		}
	}
	rows := (len(shown) + across - 1) / across
	height := margin + float64(rows)*(tall+label+gap) + 26 + margin
	return height, func(p *pen, top float64) {
		for i, l := range shown {
			x := margin + float64(i%across)*(cell+gap)
			y := top + margin + float64(i/across)*(tall+label+gap)
			p.text(x, y+11, l.Label, nameSize, true, ink, left)
			p.image(x, y+label, cell, cell*float64(l.Image.H)/float64(l.Image.W), paint(l.Image, false), l.Image.Map == analysis.Grey)
		}
		p.scale(margin, top+height-margin-20, min(200, w-2*margin), shown[0].Image, left)
	}
}

// paint turns numbers into colours. flip puts row 0 at the foot.
func paint(im *analysis.Image, flip bool) image.Image {
	out := image.NewNRGBA(image.Rect(0, 0, im.W, im.H))
	for y := range im.H {
		row := y
		if flip {
			row = im.H - 1 - y
		}
		for x := range im.W {
			if v := im.Data[row*im.W+x]; !math.IsNaN(v) {
				out.SetNRGBA(x, y, shade(im.Map, place(im, v)))
			}
		}
	}
	return out
}

// place is where v lies in the colour map of an image, 0 to 1. The middle of a
// diverging one is zero, whatever the range.
func place(im *analysis.Image, v float64) float64 {
	if im.Map == analysis.Diverging {
		return .5 + v/(2*math.Max(math.Abs(im.Min), math.Abs(im.Max)))
	}
	return (v - im.Min) / (im.Max - im.Min)
}

// heat is a matrix over the whole of a box, with its scale over the corner.
func (p *pen) heat(b box, l *analysis.Layer) {
	p.rect(b.x, b.y, b.w, b.h, shade(analysis.Diverging, .5))
	p.image(b.x, b.y, b.w, b.h, paint(l.Image, true), false)
	p.scale(b.x+b.w-150, b.y-17, 150, l.Image, right)
}

// scale is the strip of a colour map between its least and largest value,
// with what it shows.
func (p *pen) scale(x, y, w float64, im *analysis.Image, a align) {
	lo, hi := short(im.Min), short(im.Max)
	bar := image.NewNRGBA(image.Rect(0, 0, 64, 1))
	for i := range 64 {
		bar.SetNRGBA(i, 0, shade(im.Map, place(im, im.Min+(float64(i)+.5)/64*(im.Max-im.Min))))
	}
	text := width(im.Label, tickSize, false)
	ends := width(lo, tickSize, false) + width(hi, tickSize, false) + 8
	long := max(30, min(70, w-text-ends-10))
	total := text + 10 + ends + long
	if a == right {
		x += w - total
	}
	p.text(x, y+8, im.Label, tickSize, false, ink2, left)
	x += text + 10
	p.text(x, y+8, lo, tickSize, false, ink3, left)
	x += width(lo, tickSize, false) + 4
	p.image(x, y+1, long, 7, bar, true)
	if zero := x - im.Min/(im.Max-im.Min)*long; im.Map == analysis.Diverging {
		p.line(zero, y, zero, y+9, ink2, 1)
	}
	p.text(x+long+4, y+8, hi, tickSize, false, ink3, left)
}

// short writes a number with three digits and a true minus.
func short(v float64) string {
	s := strconv.FormatFloat(v, 'g', 3, 64)
	if len(s) > 0 && s[0] == '-' {
		return "−" + s[1:]
	}
	return s
}
