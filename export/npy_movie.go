package export

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"

	"striate/sim"
)

// newNPYMovie begins a NumPy array in either layout.
func newNPYMovie(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	if err := m.in(XYT, TYX); err != nil {
		return nil, err
	}
	if m.Layout == XYT {
		return NewNPY(w, m)
	}
	n := &npyRows{w: bufio.NewWriterSize(w, 1<<16), m: m, counter: counter{announced: m.Frames}, buf: make([]byte, 4*m.Width*m.Height)}
	_, err := n.w.Write(npyHeader("<f4", false, []int{m.Frames, m.Height, m.Width}))
	return n, err
}

// npyRows streams [t, y, x] float32 in C order, row 0 at the top.
type npyRows struct {
	counter
	w   *bufio.Writer
	m   Movie
	buf []byte
}

// Add writes one frame.
func (n *npyRows) Add(f *sim.Frame) error {
	if err := n.m.fits(f); err != nil {
		return err
	}
	if err := n.more(); err != nil {
		return err
	}
	floatsTYX(n.buf, f)
	_, err := n.w.Write(n.buf)
	return err
}

// Close tells whether as many frames came as were announced.
func (n *npyRows) Close() error {
	if err := n.all(); err != nil {
		return err
	}
	return n.w.Flush()
}

// floatsTYX writes a frame as little-endian float32, row by row from the top.
func floatsTYX(dst []byte, f *sim.Frame) {
	for i, v := range f.Pix {
		binary.LittleEndian.PutUint32(dst[4*i:], math.Float32bits(v))
	}
}

// floatsXYT writes a frame as the values of [x, y] in Fortran order: row by
// row from the bottom.
func floatsXYT(dst []byte, f *sim.Frame) {
	for y := range f.H {
		row := dst[4*f.W*(f.H-1-y):]
		for x, v := range f.Pix[y*f.W : (y+1)*f.W] {
			binary.LittleEndian.PutUint32(row[4*x:], math.Float32bits(v))
		}
	}
}

// floatsX writes a frame as the values of [x, y] in C order: column by column
// from the left, each from the bottom. It goes in squares, which stay in the
// cache.
func floatsX(dst []byte, f *sim.Frame) {
	const side = 32
	for y0 := 0; y0 < f.H; y0 += side {
		for x0 := 0; x0 < f.W; x0 += side {
			for y := y0; y < min(y0+side, f.H); y++ {
				for x := x0; x < min(x0+side, f.W); x++ {
					binary.LittleEndian.PutUint32(dst[4*(x*f.H+f.H-1-y):], math.Float32bits(f.Pix[y*f.W+x]))
				}
			}
		}
	}
}
