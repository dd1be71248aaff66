package export

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image/color"
	"io"
	"math"

	"striate/sim"
)

// GIFRate is the delay between frames, in the format's unit of 1/100 s, that
// comes nearest to a frame rate, and the rate that results. Players ignore
// delays below 2, so 50 frames a second is the most; 60 becomes 50, 24
// becomes 25, and 100/n is exact.
func GIFRate(fps float64) (delay int, hz float64) {
	best := math.Inf(1)
	for _, d := range []float64{math.Floor(100 / fps), math.Ceil(100 / fps)} {
		d = min(max(d, 2), 65535)
		if miss := math.Abs(math.Log(100 / d / fps)); miss < best {
			best, delay = miss, int(d)
		}
	}
	return delay, 100 / float64(delay)
}

// gifStream streams a GIF that loops for ever. (image/gif wants all frames at
// once.)
type gifStream struct {
	w             io.Writer
	width, height int
	delay         int // 1/100 s
	clear         int // the transparent place of the palette, -1 for none
	pix           []byte
	buf, packed   bytes.Buffer
	lzw           *lzw.Writer
	n             int
}

// gifWriter is a movie as a GIF with a palette of 256 greys.
type gifWriter struct {
	gifStream
	ending
	m Movie
}

// NewGIF begins a looping GIF of linear greys. Time in a GIF is in 1/100 s, so
// it is shown at the rate of GIFRate: a movie of 60 Hz at 50, six fifths as
// long. Every frame is there once and lasts as long as the others: skipped or
// repeated frames and uneven delays would be another motion. The comment block
// carries what the movie is as JSON, a second one at the end the warning.
func NewGIF(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	var greys [256]color.NRGBA
	for i := range greys {
		greys[i] = color.NRGBA{byte(i), byte(i), byte(i), 255}
	}
	about := m.about("gif")
	comment, err := about.line()
	if err != nil {
		return nil, err
	}
	g := &gifWriter{m: m}
	return g, g.begin(w, m.Width*m.Scale, m.Height*m.Scale, m.FPS, comment, &greys, -1)
}

// begin writes what comes before the frames.
func (g *gifStream) begin(w io.Writer, width, height int, fps float64, comment []byte, palette *[256]color.NRGBA, clear int) error {
	g.w, g.width, g.height, g.pix = w, width, height, make([]byte, width*height)
	g.delay, _ = GIFRate(fps)
	g.clear = clear
	b := &g.buf
	b.WriteString("GIF89a")
	g.u16(width)
	g.u16(height)
	b.Write([]byte{0xf7, 0, 0}) // global table of 256 colours, 8 bits
	for _, c := range palette {
		b.Write([]byte{c.R, c.G, c.B})
	}
	b.WriteString("\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00") // loop for ever
	g.comment(comment)
	_, err := b.WriteTo(w)
	return err
}

func (g *gifStream) comment(text []byte) {
	g.buf.WriteString("\x21\xfe")
	subBlocks(&g.buf, text)
}

func (g *gifStream) u16(v int) {
	var b [2]byte
	binary.LittleEndian.PutUint16(b[:], uint16(v))
	g.buf.Write(b[:])
}

// Add writes one frame.
func (g *gifWriter) Add(f *sim.Frame) error {
	if err := g.m.fits(f); err != nil {
		return err
	}
	grey8(g.pix, f, g.m.Scale)
	return g.frame()
}

// frame writes pix, one place in the palette for each pixel.
func (g *gifStream) frame() error {
	b := &g.buf
	b.Reset()
	b.WriteString("\x21\xf9\x04")
	const keep = 1 << 2 // the frame until the next
	if g.clear < 0 {
		b.WriteByte(keep)
	} else {
		b.WriteByte(keep | 1)
	}
	g.u16(g.delay)
	b.Write([]byte{byte(max(0, g.clear)), 0})
	b.WriteString("\x2c\x00\x00\x00\x00")
	g.u16(g.width)
	g.u16(g.height)
	b.WriteString("\x00\x08")
	g.packed.Reset()
	if g.lzw == nil {
		g.lzw = lzw.NewWriter(&g.packed, lzw.LSB, 8).(*lzw.Writer)
	} else {
		g.lzw.Reset(&g.packed, lzw.LSB, 8)
	}
	if _, err := g.lzw.Write(g.pix); err != nil {
		return err
	}
	if err := g.lzw.Close(); err != nil {
		return err
	}
	subBlocks(b, g.packed.Bytes())
	g.n++
	_, err := b.WriteTo(g.w)
	return err
}

// Close writes the warning, if there is one, and the trailer.
func (g *gifWriter) Close() error {
	if g.last.Warning != "" && g.n > 0 {
		g.buf.Reset()
		g.comment([]byte(g.last.Warning))
		if _, err := g.buf.WriteTo(g.w); err != nil {
			return err
		}
	}
	return g.gifStream.Close()
}

// Close writes the trailer.
func (g *gifStream) Close() error {
	if err := some(g.n > 0); err != nil {
		return err
	}
	_, err := g.w.Write([]byte{0x3b})
	return err
}

// subBlocks cuts data into pieces of at most 255 bytes, ended by an empty one.
func subBlocks(b *bytes.Buffer, data []byte) {
	for len(data) > 0 {
		n := min(len(data), 255)
		b.WriteByte(byte(n))
		b.Write(data[:n])
		data = data[n:]
	}
	b.WriteByte(0)
}
