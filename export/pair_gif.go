package export

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"striate/analysis"
	"striate/sim"
)

// Room of a pair, px: the figure on the right is so wide and high, and the
// film on the left is enlarged by a whole number to fit as high.
const (
	pairFigure = 360.0
	pairFilm   = 320
	pairGap    = 12
)

// PairGIF is a film and beside it the figure of each of its frames, as one
// looping GIF in a fixed palette: 160 greys for the film, and for the figure
// tints of ink and of the orientation wheel.
type PairGIF struct {
	gifStream
	m          Movie
	left, top  int // of the film
	right      int // of the figure
	figureTop  int
	wide, tall int // the figure's size
	nearest    map[color.RGBA]byte
	shown      []byte // the frame before
}

// NewPairGIF begins a pair for films of the size and rate of m, whose Scale is
// not used. The rate that results is that of GIFRate: exact for 100/n Hz.
func NewPairGIF(w io.Writer, m Movie) (*PairGIF, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	m.Scale = max(1, min(pairFilm/m.Width, pairFilm/m.Height))
	height, _ := layoutPolar(&analysis.Figure{}, pairFigure)
	g := &PairGIF{m: m, wide: pairFigure, tall: int(math.Round(height)), nearest: map[color.RGBA]byte{}}
	tall := max(g.tall, m.Height*m.Scale+2*pairGap)
	g.left, g.top = pairGap, (tall-m.Height*m.Scale)/2
	g.right, g.figureTop = pairGap+m.Width*m.Scale, (tall-g.tall)/2
	if g.right+g.wide > 65535 || tall > 65535 {
		return nil, fmt.Errorf("size = %d x %d, want at most 65535 pixels a side with the figure", g.right+g.wide, tall)
	}
	comment, err := m.Provenance.line()
	if err != nil {
		return nil, err
	}
	if err := g.begin(w, g.right+g.wide, tall, m.FPS, comment, &pairPalette, pairClear); err != nil {
		return nil, err
	}
	background := g.index(color.RGBA{paper.R, paper.G, paper.B, 255})
	for i := range g.pix {
		g.pix[i] = background
	}
	return g, nil
}

// WritePairGIF writes a whole pair: each calls add with every frame of the
// film and its figure, in order.
func WritePairGIF(w io.Writer, m Movie, each func(add func(k int, f *sim.Frame, seen *analysis.Figure) error) error) error {
	g, err := NewPairGIF(w, m)
	if err != nil {
		return err
	}
	if err := each(func(_ int, f *sim.Frame, seen *analysis.Figure) error { return g.Add(f, seen) }); err != nil {
		return err
	}
	return g.Close()
}

// Add writes one frame of the film and its figure, which is polar.
func (g *PairGIF) Add(f *sim.Frame, seen *analysis.Figure) error {
	if err := g.m.fits(f); err != nil {
		return err
	}
	if seen.Kind != analysis.Polar {
		return fmt.Errorf("figure = %s, want polar", seen.Kind)
	}
	for y := range f.H * g.m.Scale {
		row := g.pix[(g.top+y)*g.width+g.left:][:f.W*g.m.Scale]
		line := f.Pix[y/g.m.Scale*f.W:]
		for x := range row {
			row[x] = pairGrey(line[x/g.m.Scale])
		}
	}
	d, err := layout(seen, Options{WidthMm: pairFigure * mmPerPx})
	if err != nil {
		return err
	}
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(d.w*point), vg.Length(d.h*point)), vgimg.UseDPI(96), vgimg.UseBackgroundColor(paper))
	d.draw(&pen{c: c, w: d.w, h: d.h, dots: 1})
	g.paste(c.Image())
	return g.changes()
}

// changes writes the frame with what is as before left transparent, which
// packs to half the size.
func (g *PairGIF) changes() error {
	if g.shown == nil {
		g.shown = bytes.Clone(g.pix)
		return g.frame()
	}
	for i, k := range g.pix {
		if k == g.shown[i] {
			g.pix[i] = pairClear
		}
		g.shown[i] = k
	}
	err := g.frame()
	copy(g.pix, g.shown)
	return err
}

// paste copies the figure into its place.
func (g *PairGIF) paste(im image.Image) {
	b := im.Bounds()
	rgba := im.(*image.RGBA)
	for y := range min(g.tall, b.Dy()) {
		row := g.pix[(g.figureTop+y)*g.width+g.right:][:g.wide]
		for x := range min(g.wide, b.Dx()) {
			row[x] = g.index(rgba.RGBAAt(b.Min.X+x, b.Min.Y+y))
		}
	}
}

// index is the place of the nearest colour in the palette.
func (g *PairGIF) index(c color.RGBA) byte {
	if k, known := g.nearest[c]; known {
		return k
	}
	best, at := math.MaxInt, 0
	for k, p := range pairPalette[:pairClear] {
		r, gr, b := int(p.R)-int(c.R), int(p.G)-int(c.G), int(p.B)-int(c.B)
		if d := r*r + gr*gr + b*b; d < best {
			best, at = d, k
		}
	}
	g.nearest[c] = byte(at)
	return byte(at)
}

// Places in the palette: first the greys from black to white, then the tints
// of ink and of the wheel, and last the transparent one.
const (
	pairGreys = 160
	pairTints = 15
	pairHues  = 40
	pairClear = pairGreys + pairTints + 2*pairHues
)

// pairGrey is the place of a luminance, linear and clipped.
func pairGrey(l float32) byte {
	if !(l > 0) {
		return 0
	}
	return byte(min(l, 1)*(pairGreys-1) + .5)
}

// pairPalette is the greys, the tints from paper to ink, and the hues of the
// wheel, each whole and mixed with as much paper.
var pairPalette = func() (p [256]color.NRGBA) {
	for k := range pairGreys {
		v := uint8(math.Round(255 * float64(k) / (pairGreys - 1)))
		p[k] = color.NRGBA{v, v, v, 255}
	}
	mix := func(a, b color.NRGBA, t float64) color.NRGBA {
		m := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
		return color.NRGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
	}
	for k := range pairTints {
		p[pairGreys+k] = mix(paper, ink, float64(k)/(pairTints-1))
	}
	for k := range pairHues {
		c := wheel(180 * float64(k) / pairHues)
		at := pairGreys + pairTints + 2*k
		p[at], p[at+1] = c, mix(c, paper, .5)
	}
	return p
}()
