package stimuli

import (
	"compress/lzw"
	"encoding/binary"
	"fmt"
	"io"

	"striate/sim"
)

// gifFilm reads a GIF, 87a or 89a, frame after frame as they are shown, each
// with its own delay; one of 0 or 1/100 s is a tenth of a second, as in
// browsers. Where nothing was drawn there is black.
type gifFilm struct {
	in      *input
	c       *cursor
	head    FilmHead
	global  gifPalette
	unpack  *lzw.Reader
	shown   *sim.Frame
	row     []byte
	done    int
	control gifControl // of the image that comes next
	last    gifImage   // the image before, and what is to be undone of it
	saved   []float32
}

// gifPalette is luminance for each colour of n.
type gifPalette struct {
	n         int
	luminance [256]float32
}

// gifControl is what a graphic control extension says of the next image.
type gifControl struct {
	dispose     byte
	transparent int // the colour that is not drawn, -1 for none
	seconds     float64
}

// gifImage is where an image goes.
type gifImage struct {
	x, y, w, h int
	interlaced bool
	dispose    byte
}

const gifBackground, gifPrevious = 2, 3 // ways to dispose of an image

// openGIF reads what comes before the first image.
func openGIF(in *input) (Film, error) {
	g := &gifFilm{in: in, c: newCursor(in.whole())}
	b := make([]byte, 13)
	if err := g.c.fill(b, "the GIF header"); err != nil {
		return nil, err
	}
	if v := string(b[:6]); v != "GIF87a" && v != "GIF89a" {
		return nil, fmt.Errorf("byte 0: it begins with %s, want GIF87a or GIF89a", shortened(v))
	}
	w, h := binary.LittleEndian.Uint16(b[6:]), binary.LittleEndian.Uint16(b[8:])
	if err := in.checkFrame(6, uint64(w), uint64(h)); err != nil {
		return nil, err
	}
	g.head = FilmHead{Width: int(w), Height: int(h)}
	g.row = make([]byte, w)
	g.forget()
	return g, g.colours(&g.global, b[10])
}

// Head is described at [Film].
func (g *gifFilm) Head() FilmHead { return g.head }

// forget sets the control of an image that has none.
func (g *gifFilm) forget() { g.control = gifControl{transparent: -1, seconds: gifSeconds(0)} }

func gifSeconds(delay uint16) float64 {
	if delay < 2 {
		delay = 10
	}
	return float64(delay) / 100
}

// colours reads a table, if flags announce one.
func (g *gifFilm) colours(p *gifPalette, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	p.n = 1 << (flags&7 + 1)
	var b [768]byte
	if err := g.c.fill(b[:3*p.n], "a table of colours"); err != nil {
		return err
	}
	for i := range p.n {
		p.luminance[i] = luminance16(uint32(b[3*i])*257, uint32(b[3*i+1])*257, uint32(b[3*i+2])*257)
	}
	return nil
}

// Next is described at [Film].
func (g *gifFilm) Next() (*sim.Frame, float64, error) {
	for {
		at := g.c.at
		var kind [1]byte
		err := g.c.fill(kind[:], "the GIF, without its trailer")
		switch {
		case err != nil:
		case kind[0] == 0x3b:
			return nil, 0, io.EOF
		case kind[0] == 0x21:
			err = g.extension()
		case kind[0] == 0x2c:
			seconds := g.control.seconds
			if err = g.image(at); err == nil {
				g.done++
				g.forget()
				return g.shown, seconds, nil
			}
		default:
			err = fmt.Errorf("byte %d: a GIF block that begins with %#02x, want 0x21, 0x2c or 0x3b", at, kind[0])
		}
		if err != nil {
			return nil, 0, fmt.Errorf("frame %d: %w", g.done, err)
		}
	}
}

// extension reads a graphic control extension and passes over all others.
func (g *gifFilm) extension() error {
	var label [1]byte
	if err := g.c.fill(label[:], "a GIF extension"); err != nil {
		return err
	}
	if label[0] != 0xf9 {
		return g.passBlocks()
	}
	at := g.c.at
	var b [6]byte
	if err := g.c.fill(b[:], "a GIF extension"); err != nil {
		return err
	}
	if b[0] != 4 || b[5] != 0 {
		return fmt.Errorf("byte %d: a graphic control extension of %d bytes, want 4", at, b[0])
	}
	g.control = gifControl{dispose: b[1] >> 2 & 7, transparent: -1, seconds: gifSeconds(binary.LittleEndian.Uint16(b[2:]))}
	if b[1]&1 != 0 {
		g.control.transparent = int(b[4])
	}
	return nil
}

// passBlocks passes over sub-blocks and the empty one behind them.
func (g *gifFilm) passBlocks() error {
	for {
		var n [1]byte
		if err := g.c.fill(n[:], "the blocks of a GIF"); err != nil || n[0] == 0 {
			return err
		}
		if err := g.c.skip(int64(n[0]), "the blocks of a GIF"); err != nil {
			return err
		}
	}
}

// image undoes the image before and draws the next.
func (g *gifFilm) image(at int64) error {
	var b [9]byte
	if err := g.c.fill(b[:], "the head of an image"); err != nil {
		return err
	}
	u16 := func(i int) int { return int(binary.LittleEndian.Uint16(b[i:])) }
	i := gifImage{x: u16(0), y: u16(2), w: u16(4), h: u16(6), interlaced: b[8]&0x40 != 0, dispose: g.control.dispose}
	if i.w < 1 || i.h < 1 || i.x+i.w > g.head.Width || i.y+i.h > g.head.Height {
		return fmt.Errorf("byte %d: an image of %d x %d px at column %d, row %d, want it inside %d x %d", at, i.w, i.h, i.x, i.y, g.head.Width, g.head.Height)
	}
	p := g.global
	if err := g.colours(&p, b[8]); err != nil {
		return err
	}
	if p.n == 0 {
		return fmt.Errorf("byte %d: an image without a table of colours", at)
	}
	if err := g.in.spend(int64(g.head.Width)*int64(g.head.Height) + int64(i.w)*int64(i.h)); err != nil {
		return err
	}
	if g.shown == nil {
		g.shown = sim.NewFrame(g.head.Width, g.head.Height)
	}
	g.undo()
	g.remember(i)
	return g.draw(i, &p)
}

// undo disposes of the image before.
func (g *gifFilm) undo() {
	i := g.last
	if g.done == 0 || i.dispose != gifBackground && i.dispose != gifPrevious {
		return
	}
	for row := range i.h {
		line := g.shown.Pix[(i.y+row)*g.shown.W+i.x:][:i.w]
		if i.dispose == gifBackground {
			clear(line)
		} else {
			copy(line, g.saved[row*i.w:])
		}
	}
}

// remember keeps what undo will need.
func (g *gifFilm) remember(i gifImage) {
	if g.last = i; i.dispose != gifPrevious {
		return
	}
	if n := i.w * i.h; cap(g.saved) < n {
		g.saved = make([]float32, n)
	}
	for row := range i.h {
		copy(g.saved[row*i.w:i.w*i.h], g.shown.Pix[(i.y+row)*g.shown.W+i.x:][:i.w])
	}
}

// draw unpacks an image.
func (g *gifFilm) draw(i gifImage, p *gifPalette) error {
	at := g.c.at
	var bits [1]byte
	if err := g.c.fill(bits[:], "an image"); err != nil {
		return err
	}
	if bits[0] < 2 || bits[0] > 8 {
		return fmt.Errorf("byte %d: codes of %d bits, want 2 to 8", at, bits[0])
	}
	blocks := &subBlocks{c: g.c}
	if g.unpack == nil {
		g.unpack = lzw.NewReader(blocks, lzw.LSB, int(bits[0])).(*lzw.Reader)
	} else {
		g.unpack.Reset(blocks, lzw.LSB, int(bits[0]))
	}
	steps := [][2]int{{0, 1}} // first row and distance
	if i.interlaced {
		steps = [][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
	}
	for _, step := range steps {
		for y := step[0]; y < i.h; y += step[1] {
			if err := g.drawRow(i, y, p); err != nil {
				return fmt.Errorf("byte %d: row %d: %w", g.c.at, y, err)
			}
		}
	}
	if n, _ := io.ReadFull(g.unpack, bits[:]); n > 0 { // an end code that is missing is forgiven
		return fmt.Errorf("byte %d: more in the image than %d x %d px", g.c.at, i.w, i.h)
	}
	if blocks.ended {
		return nil
	}
	if err := g.c.skip(int64(blocks.left), "an image"); err != nil {
		return err
	}
	return g.passBlocks()
}

// drawRow unpacks one row.
func (g *gifFilm) drawRow(i gifImage, y int, p *gifPalette) error {
	row := g.row[:i.w]
	if _, err := io.ReadFull(g.unpack, row); err != nil {
		return unpackError(err)
	}
	dst := g.shown.Pix[(i.y+y)*g.shown.W+i.x:][:i.w]
	for x, v := range row {
		if int(v) == g.control.transparent {
			continue
		}
		if int(v) >= p.n {
			return fmt.Errorf("colour %d of a table of %d", v, p.n)
		}
		dst[x] = p.luminance[v]
	}
	return nil
}

// subBlocks is the bytes in sub-blocks, each after a byte that says how many,
// and the last one empty.
type subBlocks struct {
	c     *cursor
	left  int
	ended bool
}

// ReadByte is that of io.ByteReader.
func (s *subBlocks) ReadByte() (byte, error) {
	for s.left == 0 {
		if s.ended {
			return 0, io.EOF
		}
		n, err := s.c.ReadByte()
		if err != nil {
			return 0, err
		}
		s.left, s.ended = int(n), n == 0
	}
	s.left--
	return s.c.ReadByte()
}

// Read is that of io.Reader, byte by byte: package lzw asks for no more.
func (s *subBlocks) Read(p []byte) (int, error) {
	for n := range p {
		b, err := s.ReadByte()
		if err != nil {
			return n, err
		}
		p[n] = b
	}
	return len(p), nil
}
