package export

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas is a vg.Canvas that writes the page's own operators, whose space
// is that of vg: points, y up. fpdf keeps fonts, images and the file.
// (vgpdf knows the letters of Windows-1252 only: no θ, no true minus.)
type pdfCanvas struct {
	doc    *fpdf.Fpdf
	h      float64 // of the page, pt
	color  color.NRGBA
	width  float64
	wide   map[int]bool // widths of the images so far
	told   string       // the operators of state last written, so that none is written twice
	actual string       // what the next text stands for, where it is not what it says
}

func newPDFCanvas(doc *fpdf.Fpdf, h float64) *pdfCanvas {
	doc.RawWriteStr("1 j\n") // lines join round
	return &pdfCanvas{doc: doc, h: h, wide: map[int]bool{}}
}

func (p *pdfCanvas) write(format string, a ...any) {
	p.doc.RawWriteStr(fmt.Sprintf(format, a...) + "\n")
}

func (p *pdfCanvas) SetLineWidth(w vg.Length) {
	if p.width = float64(w); p.width > 0 {
		p.write("%s w", num(p.width))
	}
}

func (p *pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	parts := make([]string, len(pattern))
	for i, d := range pattern {
		parts[i] = num(float64(d))
	}
	p.write("[%s] %s d", strings.Join(parts, " "), num(float64(offset)))
}

func (p *pdfCanvas) SetColor(c color.Color) {
	p.color = color.NRGBAModel.Convert(c).(color.NRGBA)
	part := func(v uint8) string { return strconv.FormatFloat(float64(v)/255, 'f', 3, 64) }
	rgb := part(p.color.R) + " " + part(p.color.G) + " " + part(p.color.B)
	state := fmt.Sprintf("%s rg %s RG %d", rgb, rgb, p.color.A)
	if state == p.told {
		return
	}
	p.told = state
	p.write("%s rg %s RG", rgb, rgb)
	p.doc.SetAlpha(float64(p.color.A)/255, "Normal")
}

func (p *pdfCanvas) Push() { p.write("q") }

func (p *pdfCanvas) Pop() { p.write("Q"); p.told = "" }

func (p *pdfCanvas) Rotate(rad float64) {
	s, c := math.Sincos(rad)
	p.write("%.6f %.6f %.6f %.6f 0 0 cm", c, s, -s, c)
}

func (p *pdfCanvas) Translate(pt vg.Point) {
	p.write("1 0 0 1 %s %s cm", num(float64(pt.X)), num(float64(pt.Y)))
}

func (p *pdfCanvas) Scale(x, y float64) { p.write("%.6f 0 0 %.6f 0 0 cm", x, y) }

func (p *pdfCanvas) Stroke(path vg.Path) {
	if p.width > 0 {
		p.write("%sS", operators(path))
	}
}

func (p *pdfCanvas) Fill(path vg.Path) { p.write("%sf", operators(path)) }

// operators is the path in PDF's words; arcs become curves of a quarter turn
// at most, true to .03 %.
func operators(path vg.Path) string {
	var b []byte
	put := func(op byte, xy ...float64) {
		for _, v := range xy {
			b = append(append(b, num(v)...), ' ')
		}
		b = append(b, op, '\n')
	}
	for _, c := range path {
		x, y := float64(c.Pos.X), float64(c.Pos.Y)
		switch c.Type {
		case vg.MoveComp:
			put('m', x, y)
		case vg.LineComp:
			put('l', x, y)
		case vg.ArcComp:
			r := float64(c.Radius)
			op := byte('l')
			if len(b) == 0 {
				op = 'm'
			}
			put(op, x+r*math.Cos(c.Start), y+r*math.Sin(c.Start))
			parts := max(1, int(math.Ceil(math.Abs(c.Angle)/(math.Pi/2)-1e-9)))
			turn := c.Angle / float64(parts)
			k := r * 4 / 3 * math.Tan(turn/4)
			for i := range parts {
				s0, c0 := math.Sincos(c.Start + turn*float64(i))
				s1, c1 := math.Sincos(c.Start + turn*float64(i+1))
				put('c', x+r*c0-k*s0, y+r*s0+k*c0, x+r*c1+k*s1, y+r*s1-k*c1, x+r*c1, y+r*s1)
			}
		case vg.CurveComp:
			if len(c.Control) == 2 {
				put('c', float64(c.Control[0].X), float64(c.Control[0].Y), float64(c.Control[1].X), float64(c.Control[1].Y), x, y)
			} else { // no canvas of ours draws a quadratic one
				put('l', x, y)
			}
		case vg.CloseComp:
			b = append(b, "h\n"...)
		}
	}
	return string(b)
}

func (p *pdfCanvas) FillString(f font.Face, pt vg.Point, text string) {
	style := ""
	if f.Font.Weight >= xfont.WeightSemiBold {
		style = "B"
	}
	p.doc.SetFont(pdfFamily, style, float64(f.Font.Size))
	if p.actual != "" {
		p.write("/Span <</ActualText <FEFF%04X>>> BDC", []rune(p.actual)[0])
		defer func() { p.write("EMC"); p.actual = "" }()
	}
	p.doc.Text(float64(pt.X), p.h-float64(pt.Y), text)
}

// unlike is a width, in dots, that no image has yet: fpdf puts images into the
// file by their width and leaves those of one width to chance.
func (p *pdfCanvas) unlike(dots int) int {
	for p.wide[dots] {
		dots++
	}
	p.wide[dots] = true
	return dots
}

func (p *pdfCanvas) DrawImage(rect vg.Rectangle, im image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, onPaper(im)); err != nil {
		panic(err) // an image in memory into a buffer
	}
	name := "image" + strconv.Itoa(im.Bounds().Dx())
	o := fpdf.ImageOptions{ImageType: "png"}
	p.doc.RegisterImageOptionsReader(name, o, &b)
	p.SetColor(color.Black) // a faded colour would fade the picture
	size := rect.Size()
	p.doc.ImageOptions(name, float64(rect.Min.X), p.h-float64(rect.Max.Y), float64(size.X), float64(size.Y), false, o, 0, "")
}

// onPaper is an image whose blank parts have the colour of paper beneath: a
// reader that smooths it would else draw their black along the edges.
func onPaper(im image.Image) image.Image {
	b := im.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	clear := false
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(im.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			if c.A == 0 {
				c, clear = color.NRGBA{paper.R, paper.G, paper.B, 0}, true
			}
			out.SetNRGBA(x, y, c)
		}
	}
	if !clear { // as it was: grey stays grey
		return im
	}
	return out
}
