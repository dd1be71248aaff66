package export

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"

	"striate/sim"
)

// pngCoder makes PNGs of frames, one after the other in the same memory.
type pngCoder struct {
	m    Movie
	im   image.Image
	code png.Encoder
	held *png.EncoderBuffer
	buf  bytes.Buffer
}

func newPNGCoder(m Movie) *pngCoder {
	c := &pngCoder{m: m}
	size := image.Rect(0, 0, m.Width*m.Scale, m.Height*m.Scale)
	c.im = image.NewGray(size)
	if m.Depth == 16 {
		c.im = image.NewGray16(size)
	}
	c.code.BufferPool = c
	return c
}

// Get and Put are the pool of image/png.
func (c *pngCoder) Get() *png.EncoderBuffer  { return c.held }
func (c *pngCoder) Put(b *png.EncoderBuffer) { c.held = b }

// encode is a frame as a PNG, good until the next call.
func (c *pngCoder) encode(f *sim.Frame) ([]byte, error) {
	if err := c.m.fits(f); err != nil {
		return nil, err
	}
	switch im := c.im.(type) {
	case *image.Gray:
		grey8(im.Pix, f, c.m.Scale)
	case *image.Gray16:
		grey16(im.Pix, f, c.m.Scale)
	}
	c.buf.Reset()
	err := c.code.Encode(&c.buf, c.im)
	return c.buf.Bytes(), err
}

// pngStill is the first frame alone.
type pngStill struct {
	w    io.Writer
	m    Movie
	done bool
}

// NewPNG begins a PNG of the first frame in linear grey, with what it is in an
// iTXt chunk; other frames are not written.
func NewPNG(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	m.Frames = 1
	return &pngStill{w: w, m: m}, nil
}

// Add writes the first frame, and of any more says that they are not wanted.
func (p *pngStill) Add(f *sim.Frame) error {
	if p.done {
		return errEnough
	}
	p.done = true
	encoded, err := newPNGCoder(p.m).encode(f)
	if err != nil {
		return err
	}
	about := p.m.about("png")
	line, err := about.line()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Write(encoded[:pngHeader])
	text(&b, "striate", line)
	b.Write(encoded[pngHeader:])
	if _, err := p.w.Write(b.Bytes()); err != nil {
		return err
	}
	return errEnough
}

// Close tells whether there was a frame.
func (p *pngStill) Close() error { return some(p.done) }

func some(frames bool) error {
	if !frames {
		return refuse("frames", 0, "1 or more")
	}
	return nil
}

// pngNumbered is PNGs in files of their own.
type pngNumbered struct {
	ending
	file func(name string, fill func(io.Writer) error) error
	m    Movie
	png  *pngCoder
	n    int
	done func() error
}

// NewPNGZip begins a ZIP of frame000000.png, frame000001.png, ... in linear
// grey, with params.json and README.txt at its end.
func NewPNGZip(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	z := zip.NewWriter(w)
	p := &pngNumbered{m: m, png: newPNGCoder(m), done: z.Close}
	p.last = m.about("zip")
	p.file = func(name string, fill func(io.Writer) error) error {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // PNG is packed already
		if err != nil {
			return err
		}
		return fill(entry)
	}
	return p, nil
}

// Add writes one frame.
func (p *pngNumbered) Add(f *sim.Frame) error {
	encoded, err := p.png.encode(f)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("frame%06d.png", p.n)
	p.n++
	return p.file(name, func(w io.Writer) error { _, err := w.Write(encoded); return err })
}

// Close writes what the frames are.
func (p *pngNumbered) Close() error {
	if err := some(p.n > 0); err != nil {
		return err
	}
	p.last.Frames = p.n
	p.last.Shape = []int{p.n, p.m.Height * p.m.Scale, p.m.Width * p.m.Scale}
	read := fmt.Sprintf("frame000000.png to frame%06d.png: %d x %d px, %d-bit grey, %s, at %g Hz; params.json has parameters, seed and axes.\n",
		p.n-1, p.m.Width*p.m.Scale, p.m.Height*p.m.Scale, p.m.Depth, p.last.Units["values"], p.m.FPS)
	if p.last.Warning != "" {
		read += p.last.Warning + "\n"
	}
	if err := p.file("params.json", p.last.Write); err != nil {
		return err
	}
	if err := p.file("README.txt", func(w io.Writer) error { _, err := io.WriteString(w, read); return err }); err != nil {
		return err
	}
	if p.done == nil {
		return nil
	}
	return p.done()
}
