package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"striate/analysis"
)

// Widths of a journal's one and two columns, mm.
const (
	OneColumn = 85.0
	TwoColumn = 170.0
)

// Options are how a figure is put on paper. The zero value is two columns
// wide, without a title.
type Options struct {
	WidthMm    float64 // 40 to 400; 0: TwoColumn
	Title      bool    // write Title and Summary over the figure
	Provenance Provenance
}

// Formats that a figure can have.
var Formats = []string{"svg", "png", "pdf", "csv"}

// ContentType is the media type of a figure's or a movie's format, "" for one
// unknown.
func ContentType(format string) string {
	if t, ok := map[string]string{"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}[format]; ok {
		return t
	}
	if f, err := FormatOfMovie(format); err == nil {
		return f.Media
	}
	return ""
}

// Write writes a figure in one of Formats.
func Write(w io.Writer, format string, f *analysis.Figure, o Options) error {
	switch format {
	case "svg":
		return SVG(w, f, o)
	case "png":
		return PNG(w, f, o)
	case "pdf":
		return PDF(w, f, o)
	case "csv":
		return CSV(w, f, o.Provenance)
	}
	return fmt.Errorf("format = %q, want svg, png, pdf or csv", format)
}

// SVG writes a figure as a vector drawing with title, description and
// provenance. Text stays text; Liberation Sans falls back to Arial.
func SVG(w io.Writer, f *analysis.Figure, o Options) error {
	d, err := layout(f, o)
	if err != nil {
		return err
	}
	line, err := o.Provenance.of(f).line()
	if err != nil {
		return err
	}
	c := newSVGCanvas(d.w, d.h)
	d.draw(&pen{c: c, w: d.w, h: d.h})
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %s %s" font-family="%s" role="img">
`, num(d.w*mmPerPx), num(d.h*mmPerPx), num(d.w), num(d.h), stackOfFonts)
	element(&b, "title", f.Title)
	element(&b, "desc", f.Summary)
	element(&b, "metadata", string(line))
	b.Write(c.body.Bytes())
	b.WriteString("</svg>\n")
	_, err = w.Write(b.Bytes())
	return err
}

func element(b *bytes.Buffer, name, text string) {
	fmt.Fprintf(b, "<%s>", name)
	_ = xml.EscapeText(b, []byte(text))
	fmt.Fprintf(b, "</%s>\n", name)
}

// PNG writes a figure with two device pixels to a CSS pixel.
func PNG(w io.Writer, f *analysis.Figure, o Options) error {
	d, err := layout(f, o)
	if err != nil {
		return err
	}
	line, err := o.Provenance.of(f).line()
	if err != nil {
		return err
	}
	const dots = 2
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(d.w*point), vg.Length(d.h*point)), vgimg.UseDPI(96*dots), vgimg.UseBackgroundColor(color.Transparent))
	d.draw(&pen{c: c, w: d.w, h: d.h, dots: dots})
	var b bytes.Buffer
	if err := png.Encode(&b, c.Image()); err != nil {
		return err
	}
	return writePNG(w, b.Bytes(), line, 96*dots)
}

const mmPerPx = 25.4 / 96

// drawing is a figure laid out on w x h px.
type drawing struct {
	w, h float64
	body func(p *pen, top float64)
	top  float64 // height of the title
	f    *analysis.Figure
}

func (d *drawing) draw(p *pen) {
	p.rect(0, 0, d.w, d.h, paper)
	if d.top > 0 {
		p.text(margin, margin+11, d.f.Title, titleSize, true, ink, left)
		for i, line := range wrapped(d.f.Summary, d.w-2*margin, labelSize) {
			p.text(margin, margin+27+float64(i)*14, line, labelSize, false, ink2, left)
		}
	}
	p.c.SetLineDash([]vg.Length{}, 0)
	d.body(p, d.top)
}

// margin around everything, px.
const margin = 10.0

func layout(f *analysis.Figure, o Options) (*drawing, error) {
	if o.WidthMm == 0 {
		o.WidthMm = TwoColumn
	}
	if !(o.WidthMm >= 40 && o.WidthMm <= 400) {
		return nil, fmt.Errorf("width = %g, want 40 to 400 mm", o.WidthMm)
	}
	d := &drawing{w: math.Round(o.WidthMm / mmPerPx), f: f}
	if o.Title {
		d.top = 27 + 14*float64(len(wrapped(f.Summary, d.w-2*margin, labelSize)))
	}
	switch {
	case f.Kind == analysis.Polar:
		d.h, d.body = layoutPolar(f, d.w)
	case f.Kind == analysis.Pictures:
		d.h, d.body = layoutPictures(f, d.w)
	case f.Kind == analysis.Multiples:
		d.h, d.body = layoutMultiples(f, d.w)
	case len(f.Blocks) > 0:
		d.h, d.body = layoutBlocks(f, d.w)
	default:
		d.h, d.body = layoutCartesian(f, d.w)
	}
	d.h = math.Round(d.h + d.top)
	return d, nil
}

// wrapped breaks words into lines of at most so many px.
func wrapped(s string, room, size float64) []string {
	var lines []string
	line := ""
	for _, word := range bytes.Fields([]byte(s)) {
		longer := string(word)
		if line != "" {
			longer = line + " " + longer
		}
		if line != "" && width(longer, size, false) > room {
			lines = append(lines, line)
			longer = string(word)
		}
		line = longer
	}
	return append(lines, line)
}
