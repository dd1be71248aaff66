package export

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgCanvas is a vg.Canvas that writes plain SVG: CSS pixels, y down, two
// decimals, presentation attributes, a stack of fonts to fall back on, sharp
// or smooth images. (vgsvg turns the page upside down and names one font.)
type svgCanvas struct {
	w, h   float64 // px
	body   bytes.Buffer
	state  svgState
	stack  []svgState
	smooth bool
}

type svgState struct {
	m     [6]float64 // canvas points to page points: x' = m0 x + m2 y + m4, y' = m1 x + m3 y + m5
	color color.NRGBA
	width float64
	dash  []vg.Length
}

func newSVGCanvas(w, h float64) *svgCanvas {
	return &svgCanvas{w: w, h: h, state: svgState{m: [6]float64{1, 0, 0, 1, 0, 0}}}
}

func (s *svgCanvas) SetLineWidth(w vg.Length) { s.state.width = float64(w) / point }

func (s *svgCanvas) SetLineDash(pattern []vg.Length, _ vg.Length) { s.state.dash = pattern }

func (s *svgCanvas) SetColor(c color.Color) {
	s.state.color = color.NRGBAModel.Convert(c).(color.NRGBA)
}

func (s *svgCanvas) times(m [6]float64) {
	a := s.state.m
	s.state.m = [6]float64{
		a[0]*m[0] + a[2]*m[1], a[1]*m[0] + a[3]*m[1],
		a[0]*m[2] + a[2]*m[3], a[1]*m[2] + a[3]*m[3],
		a[0]*m[4] + a[2]*m[5] + a[4], a[1]*m[4] + a[3]*m[5] + a[5],
	}
}

func (s *svgCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	s.times([6]float64{cos, sin, -sin, cos, 0, 0})
}

func (s *svgCanvas) Translate(pt vg.Point) {
	s.times([6]float64{1, 0, 0, 1, float64(pt.X), float64(pt.Y)})
}

func (s *svgCanvas) Scale(x, y float64) { s.times([6]float64{x, 0, 0, y, 0, 0}) }

func (s *svgCanvas) Push() { s.stack = append(s.stack, s.state) }

func (s *svgCanvas) Pop() {
	s.state = s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
}

// page is a point of the canvas on the page, px.
func (s *svgCanvas) page(pt vg.Point) (x, y float64) {
	m, px, py := s.state.m, float64(pt.X), float64(pt.Y)
	return (m[0]*px + m[2]*py + m[4]) / point, s.h - (m[1]*px+m[3]*py+m[5])/point
}

func (s *svgCanvas) Stroke(path vg.Path) {
	if s.state.width <= 0 {
		return
	}
	fmt.Fprintf(&s.body, `<path d="%s" fill="none" stroke="%s"%s stroke-width="%s"`, s.data(path), code(s.state.color), opacity("stroke", s.state.color), num(s.state.width))
	if len(s.state.dash) > 0 {
		s.body.WriteString(` stroke-dasharray="`)
		for i, d := range s.state.dash {
			if i > 0 {
				s.body.WriteByte(' ')
			}
			s.body.WriteString(num(float64(d) / point))
		}
		s.body.WriteByte('"')
	} else {
		s.body.WriteString(` stroke-linejoin="round"`)
	}
	s.body.WriteString("/>\n")
}

func (s *svgCanvas) Fill(path vg.Path) {
	fmt.Fprintf(&s.body, "<path d=\"%s\" fill=\"%s\"%s/>\n", s.data(path), code(s.state.color), opacity("fill", s.state.color))
}

// data is the path in SVG's words. Arcs assume a canvas scaled evenly.
func (s *svgCanvas) data(path vg.Path) string {
	var b []byte
	var lx, ly string
	put := func(command string, x, y float64) {
		nx, ny := num(x), num(y)
		switch {
		case command == "L" && nx == lx && ny == ly && len(b) > 0: // nothing new at two decimals
			return
		case command == "L" && nx == lx:
			b = append(append(b, 'V'), ny...)
		case command == "L" && ny == ly:
			b = append(append(b, 'H'), nx...)
		default:
			b = append(append(append(append(b, command...), nx...), ' '), ny...)
		}
		lx, ly = nx, ny
	}
	for _, c := range path {
		x, y := s.page(c.Pos)
		switch c.Type {
		case vg.MoveComp:
			put("M", x, y)
		case vg.LineComp:
			put("L", x, y)
		case vg.ArcComp:
			scale := math.Hypot(s.state.m[0], s.state.m[1])
			r, turn := float64(c.Radius)*scale/point, math.Atan2(s.state.m[1], s.state.m[0])
			at := func(a float64) (float64, float64) {
				return x + r*math.Cos(c.Start+turn+a), y - r*math.Sin(c.Start+turn+a)
			}
			x0, y0 := at(0)
			if len(b) == 0 {
				put("M", x0, y0)
			} else {
				put("L", x0, y0)
			}
			parts := int(math.Ceil(math.Abs(c.Angle) / 3)) // each below half a turn
			for k := 1; k <= parts; k++ {
				sweep := "0" // anticlockwise on a page whose y goes down
				if c.Angle < 0 {
					sweep = "1"
				}
				ex, ey := at(c.Angle * float64(k) / float64(parts))
				put("A"+num(r)+" "+num(r)+" 0 0 "+sweep+" ", ex, ey)
			}
		case vg.CurveComp:
			command := "Q"
			if len(c.Control) == 2 {
				command = "C"
			}
			for _, q := range c.Control {
				qx, qy := s.page(q)
				command += num(qx) + " " + num(qy) + " "
			}
			put(command, x, y)
		case vg.CloseComp:
			b = append(b, 'Z')
		}
	}
	return string(b)
}

// stackOfFonts begins with the one the layout was measured in.
const stackOfFonts = `Liberation Sans, Arial, Helvetica, sans-serif`

func (s *svgCanvas) FillString(f font.Face, pt vg.Point, text string) {
	x, y := s.page(pt)
	fmt.Fprintf(&s.body, `<text x="%s" y="%s" font-size="%s" fill="%s"%s`, num(x), num(y), num(float64(f.Font.Size)/point), code(s.state.color), opacity("fill", s.state.color))
	if f.Font.Weight >= xfont.WeightSemiBold {
		s.body.WriteString(` font-weight="600"`)
	}
	if a := -math.Atan2(s.state.m[1], s.state.m[0]) * 180 / math.Pi; a != 0 {
		fmt.Fprintf(&s.body, ` transform="rotate(%s %s %s)"`, num(a), num(x), num(y))
	}
	s.body.WriteByte('>')
	_ = xml.EscapeText(&s.body, []byte(text)) // a bytes.Buffer does not fail
	s.body.WriteString("</text>\n")
}

func (s *svgCanvas) DrawImage(rect vg.Rectangle, im image.Image) {
	x, y := s.page(vg.Point{X: rect.Min.X, Y: rect.Max.Y})
	size := rect.Size()
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		panic(err) // an image in memory into a buffer
	}
	rendering := `style="image-rendering:pixelated"`
	if s.smooth {
		rendering = `style="image-rendering:auto"`
	}
	fmt.Fprintf(&s.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" %s href="data:image/png;base64,%s"/>`+"\n",
		num(x), num(y), num(float64(size.X)/point), num(float64(size.Y)/point), rendering, base64.StdEncoding.EncodeToString(b.Bytes()))
}

// num writes a length with at most two decimals.
func num(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 { // not -0
		v = 0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func code(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func opacity(what string, c color.NRGBA) string {
	if c.A == 255 {
		return ""
	}
	return fmt.Sprintf(` %s-opacity="%s"`, what, num(float64(c.A)/255))
}
