package export

import (
	"fmt"
	"io"

	"striate/sim"
)

// y4mMovie is frames of bytes, nearly bare.
type y4mMovie struct {
	w   io.Writer
	m   Movie
	buf []byte // FRAME, luma, chroma
	n   int
}

const y4mFrame = "FRAME\n"

// NewY4M begins an uncompressed YUV4MPEG2 movie. It is C420jpeg, which every
// reader takes (Cmono few): luma is luminance x 255, full range and linear,
// said by XCOLORRANGE=FULL; both chroma planes are 128. The rate is an exact
// ratio. There is no room for more: readers stop at some eighty bytes.
func NewY4M(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	y := &y4mMovie{w: w, m: m, buf: yuvFrame(y4mFrame, m)}
	num, den := Ratio(m.FPS, 1<<31-1)
	_, err := fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F%d:%d Ip A1:1 C420jpeg XCOLORRANGE=FULL\n", m.Width*m.Scale, m.Height*m.Scale, num, den)
	return y, err
}

// yuvFrame has room for a frame of 4:2:0 behind a head, with grey chroma.
func yuvFrame(head string, m Movie) []byte {
	w, h := m.Width*m.Scale, m.Height*m.Scale
	chroma := 2 * ((w + 1) / 2) * ((h + 1) / 2)
	buf := append(make([]byte, 0, len(head)+w*h+chroma), head...)
	buf = buf[:cap(buf)]
	for i := len(head) + w*h; i < len(buf); i++ {
		buf[i] = 128
	}
	return buf
}

// Add writes one frame.
func (y *y4mMovie) Add(f *sim.Frame) error {
	if err := y.m.fits(f); err != nil {
		return err
	}
	y.n++
	grey8(y.buf[len(y4mFrame):], f, y.m.Scale)
	_, err := y.w.Write(y.buf)
	return err
}

// Close tells whether there was a frame; the file just ends.
func (y *y4mMovie) Close() error { return some(y.n > 0) }
