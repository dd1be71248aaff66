package export

import (
	"fmt"

	"striate/params"
	"striate/sim"
)

// MovieWriter takes the frames of a movie one by one, so that a long movie
// never has to fit in memory. All frames have one size. Close ends the file
// but does not close what it is written to; a file not closed is not whole.
type MovieWriter interface {
	Add(*sim.Frame) error
	Close() error
}

// Movie is what a writer is told beforehand.
type Movie struct {
	Width, Height int
	Frames        int // needed by the formats that say their size first
	FPS           float64
	Scale         int       // of pictures: pixels along a side of each pixel; 0: 1
	Depth         int       // of PNG: bits of a pixel, 8 or 16; 0: 8
	Layout        string    // of arrays: XYT or TYX; "" or Auto: the format's own
	PxPerDeg      float64   // pixels per degree of visual angle; 0: not known
	ThetaDeg      []float64 // orientation of the bars, one for all frames or one each; none: not known
	Warnings      []string  // of the stimulus: what of it this screen cannot show
	Provenance    Provenance

	// TrueDeg is the orientation of the bars in the frame last given, NaN where
	// there is none; nil where it is not known. Where it changes, NPZ and JSON
	// hold that of every frame.
	TrueDeg func() float64
}

// Layouts of an array.
const (
	Auto = "auto"
	XYT  = "xyt" // [x, y, t] with y rising upwards, as MotionClouds
	TYX  = "tyx" // [t, y, x] with row 0 at the top, as pictures
)

func refuse(path string, found any, want string, a ...any) error {
	return &params.Error{Path: path, Found: fmt.Sprint(found), Want: fmt.Sprintf(want, a...)}
}

func (m *Movie) check(counted bool) error {
	if m.Scale == 0 {
		m.Scale = 1
	}
	if m.Depth == 0 {
		m.Depth = 8
	}
	const most = 65535
	switch {
	case m.Scale < 1 || m.Scale > most:
		return refuse("scale", m.Scale, "1 to %d", most)
	case m.Width < 1 || m.Height < 1 || m.Width > most/m.Scale || m.Height > most/m.Scale:
		return refuse("size", fmt.Sprintf("%d x %d, scale %d", m.Width, m.Height, m.Scale), "1 to %d pixels a side", most)
	case counted && m.Frames < 1:
		return refuse("frames", m.Frames, "1 or more")
	case m.Depth != 8 && m.Depth != 16:
		return refuse("depth", m.Depth, "8 or 16 bits")
	case !(m.FPS > 0 && m.FPS <= 1e6):
		return refuse("fps", m.FPS, "more than 0, at most 1e6")
	}
	return nil
}

// in says that the array is laid out in one of some ways, the first by itself.
func (m *Movie) in(layouts ...string) error {
	if m.Layout == "" || m.Layout == Auto {
		m.Layout = layouts[0]
	}
	for _, l := range layouts {
		if m.Layout == l {
			return nil
		}
	}
	return refuse("layout", m.Layout, "%s", orList(layouts))
}

func (m *Movie) fits(f *sim.Frame) error {
	if f.W != m.Width || f.H != m.Height || len(f.Pix) != f.W*f.H {
		return refuse("frame", fmt.Sprintf("%d x %d", f.W, f.H), "%d x %d", m.Width, m.Height)
	}
	return nil
}

// counter counts frames against the number announced.
type counter struct{ n, announced int }

func (c *counter) more() error {
	if c.n++; c.n > c.announced {
		return refuse("frames", fmt.Sprintf("%d or more", c.n), "the %d announced", c.announced)
	}
	return nil
}

func (c *counter) all() error {
	if c.n != c.announced {
		return refuse("frames", c.n, "the %d announced", c.announced)
	}
	return nil
}

// grey is luminance 0 to 1 as 0 to top, linear and clipped.
func grey(v float32, top float64) uint16 {
	if !(v > 0) { // not NaN
		return 0
	}
	return uint16(min(float64(v), 1)*top + .5)
}

// grey8 writes luminance 0 to 1 as 0 to 255, linear and clipped, each pixel
// scale x scale times.
func grey8(dst []byte, f *sim.Frame, scale int) { greyBytes(dst, f, scale, 0, 255) }

// greyBytes writes luminance 0 to 1 as from to from + span, linear and
// clipped, each pixel scale x scale times.
func greyBytes(dst []byte, f *sim.Frame, scale int, from byte, span float64) {
	w := f.W * scale
	for y := range f.H {
		row := dst[y*scale*w : (y*scale+1)*w]
		for x, v := range f.Pix[y*f.W : (y+1)*f.W] {
			g := from + byte(grey(v, span))
			for k := range scale {
				row[x*scale+k] = g
			}
		}
		for k := 1; k < scale; k++ {
			copy(dst[(y*scale+k)*w:(y*scale+k+1)*w], row)
		}
	}
}

// grey16 writes luminance 0 to 1 as 0 to 65535, big endian.
func grey16(dst []byte, f *sim.Frame, scale int) {
	w := 2 * f.W * scale
	for y := range f.H {
		row := dst[y*scale*w : (y*scale+1)*w]
		for x, v := range f.Pix[y*f.W : (y+1)*f.W] {
			g := grey(v, 65535)
			for k := range scale {
				row[2*(x*scale+k)], row[2*(x*scale+k)+1] = byte(g>>8), byte(g)
			}
		}
		for k := 1; k < scale; k++ {
			copy(dst[(y*scale+k)*w:(y*scale+k+1)*w], row)
		}
	}
}
