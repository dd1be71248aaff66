package stimuli

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"striate/sim"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngFilm reads a PNG, which is a film of one frame, or an APNG
// (https://www.w3.org/TR/png-3/). All depths, colour types and interlacing are
// read; luminance is that of luminance16, and gamma and profiles are not applied.
// Where the picture is transparent there is black.
type pngFilm struct {
	in     *input
	size   int64 // bytes of the file
	c      *cursor
	head   FilmHead
	chunk  chunk
	format pngFormat
	unzip  io.ReadCloser
	shown  *sim.Frame

	animated bool
	control  *frameControl // of the image data that come next
	seq      uint32        // number of the next fcTL or fdAT
	done     int           // frames shown
	dispose  *frameControl // what is to be undone before the next frame
	saved    []float32     // under it, where it is to be brought back
}

// A chunk is a piece of a PNG, of which left bytes and the check sum are unread.
type chunk struct {
	at   int64
	kind string
	left uint32
	sum  uint32
}

// frameControl is a chunk fcTL: where a frame goes, for how long, and how it
// is laid over what was there and taken away again.
type frameControl struct {
	x, y, w, h     int
	seconds        float64
	dispose, blend byte
}

const (
	disposeNone, disposeBackground, disposePrevious = 0, 1, 2
	blendOver                                       = 1
)

// openPNG reads a PNG of size bytes as far as the first image data.
func openPNG(in *input, r io.Reader, size int64) (*pngFilm, error) {
	p := &pngFilm{in: in, size: size, c: newCursor(r)}
	magic := make([]byte, len(pngMagic))
	if err := p.c.fill(magic, "the signature of PNG"); err != nil {
		return nil, err
	}
	if string(magic) != pngMagic {
		return nil, fmt.Errorf("byte 0: it begins with %s, want %q of PNG", shortened(string(magic)), pngMagic)
	}
	if err := p.begin(); err != nil {
		return nil, err
	}
	if p.chunk.kind != "IHDR" || p.chunk.left != 13 {
		return nil, fmt.Errorf("byte %d: %q of %d bytes, want IHDR of 13", p.chunk.at, p.chunk.kind, p.chunk.left)
	}
	b, err := p.body()
	if err != nil {
		return nil, err
	}
	at, w, h := p.chunk.at, binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if err := in.checkFrame(at, uint64(w), uint64(h)); err != nil {
		return nil, err
	}
	p.head = FilmHead{Width: int(w), Height: int(h), Frames: 1}
	if err := p.format.set(at, b[8:]); err != nil {
		return nil, err
	}
	for {
		if err := p.begin(); err != nil {
			return nil, err
		}
		switch p.chunk.kind {
		case "IDAT", "fcTL", "fdAT", "IEND":
			return p, nil
		}
		if err := p.other(); err != nil {
			return nil, err
		}
	}
}

// Head is described at [Film].
func (p *pngFilm) Head() FilmHead { return p.head }

// Next is described at [Film].
func (p *pngFilm) Next() (*sim.Frame, float64, error) {
	for {
		at := p.chunk.at
		var seconds float64
		var shown bool
		var err error
		switch kind := p.chunk.kind; {
		case kind == "IEND":
			return nil, 0, p.end()
		case kind == "fcTL" && p.animated:
			err = p.readControl()
		case kind == "IDAT" && p.animated && p.control == nil: // for those who show no films
			err = p.passImage()
		case kind == "IDAT" && !p.animated && p.done == 0:
			p.control = &frameControl{w: p.head.Width, h: p.head.Height}
			shown, err = true, p.draw("IDAT")
		case kind == "IDAT" && p.animated && p.done == 0, kind == "fdAT" && p.control != nil:
			seconds = p.control.seconds
			shown, err = true, p.draw(kind)
		case kind == "IDAT" || kind == "fdAT":
			err = fmt.Errorf("byte %d: image data %s without their fcTL before them", at, kind)
		default:
			err = p.other()
			if err == nil {
				err = p.begin()
			}
		}
		if err != nil {
			if p.animated {
				err = fmt.Errorf("frame %d: %w", p.done, err)
			}
			return nil, 0, err
		}
		if shown {
			p.done++
			return p.shown, seconds, nil
		}
	}
}

// end reads the last chunk.
func (p *pngFilm) end() error {
	if p.chunk.left != 0 {
		return fmt.Errorf("byte %d: IEND of %d bytes, want 0", p.chunk.at, p.chunk.left)
	}
	if p.done != p.head.Frames {
		return fmt.Errorf("byte %d: the end after %d frames, want %d", p.chunk.at, p.done, p.head.Frames)
	}
	if _, err := p.body(); err != nil {
		return err
	}
	return io.EOF
}

// begin reads the head of the next chunk.
func (p *pngFilm) begin() error {
	var b [8]byte
	at := p.c.at
	if err := p.c.fill(b[:], "a PNG chunk"); err != nil {
		return err
	}
	p.chunk = chunk{at: at, kind: string(b[4:]), left: binary.BigEndian.Uint32(b[:]), sum: crc32.ChecksumIEEE(b[4:])}
	for _, l := range b[4:] {
		if l |= 0x20; l < 'a' || l > 'z' {
			return fmt.Errorf("byte %d: a PNG chunk called %q, want four letters", at, b[4:])
		}
	}
	if p.chunk.left > math.MaxInt32 {
		return fmt.Errorf("byte %d: %s of %d bytes, want at most 2^31 - 1", at, p.chunk.kind, p.chunk.left)
	}
	return nil
}

// some reads of the chunk at hand.
func (p *pngFilm) some(b []byte) (int, error) {
	n, err := p.c.Read(b[:min(len(b), int(p.chunk.left))])
	p.chunk.left -= uint32(n)
	p.chunk.sum = crc32.Update(p.chunk.sum, crc32.IEEETable, b[:n])
	if err == io.EOF {
		return n, tornAt(p.c.at, p.chunk.kind)
	}
	return n, err
}

// check compares the check sum behind a chunk that is read.
func (p *pngFilm) check() error {
	var b [4]byte
	if err := p.c.fill(b[:], p.chunk.kind); err != nil {
		return err
	}
	if found := binary.BigEndian.Uint32(b[:]); found != p.chunk.sum {
		return fmt.Errorf("byte %d: %s with check sum %08x, want %08x", p.chunk.at, p.chunk.kind, found, p.chunk.sum)
	}
	return nil
}

// body reads a whole small chunk.
func (p *pngFilm) body() ([]byte, error) {
	if p.chunk.left > maxText {
		return nil, fmt.Errorf("byte %d: %s of %d bytes, want at most %d", p.chunk.at, p.chunk.kind, p.chunk.left, maxText)
	}
	b := make([]byte, p.chunk.left)
	for n := 0; n < len(b); {
		m, err := p.some(b[n:])
		if err != nil {
			return nil, err
		}
		n += m
	}
	return b, p.check()
}

// pass passes over what is left of a chunk.
func (p *pngFilm) pass() error {
	var b [4096]byte
	for p.chunk.left > 0 {
		if _, err := p.some(b[:]); err != nil {
			return err
		}
	}
	return p.check()
}

// passImage passes over the image data that are no frame.
func (p *pngFilm) passImage() error {
	for p.chunk.kind == "IDAT" {
		if err := p.pass(); err != nil {
			return err
		}
		if err := p.begin(); err != nil {
			return err
		}
	}
	return nil
}

// other reads a chunk that is no image data and no part of their order.
func (p *pngFilm) other() error {
	at, kind := p.chunk.at, p.chunk.kind
	switch kind {
	case "PLTE", "tRNS", "acTL":
		b, err := p.body()
		if err != nil {
			return err
		}
		if kind == "acTL" {
			return p.setAnimated(at, b)
		}
		return p.format.setColours(at, kind, b)
	case "fcTL":
		return fmt.Errorf("byte %d: fcTL without acTL before it", at)
	}
	if kind[0]&0x20 == 0 { // a capital: one cannot do without it
		return fmt.Errorf("byte %d: a chunk %q in this place, or one that PNG does not know", at, kind)
	}
	return p.pass()
}

// imageData reads the bytes of neighbouring chunks of image data as one.
type imageData struct {
	p    *pngFilm
	kind string
	ends bool
}

func (d *imageData) Read(b []byte) (int, error) {
	p := d.p
	for !d.ends && p.chunk.left == 0 {
		if err := p.check(); err != nil {
			return 0, err
		}
		if err := p.begin(); err != nil {
			return 0, err
		}
		if p.chunk.kind != d.kind {
			d.ends = true
		} else if err := p.number(); err != nil {
			return 0, err
		}
	}
	if d.ends || len(b) == 0 {
		return 0, io.EOF
	}
	return p.some(b)
}

// number reads the sequence number that an fdAT begins with.
func (p *pngFilm) number() error {
	if p.chunk.kind != "fdAT" {
		return nil
	}
	var b [4]byte
	for n := 0; n < 4; {
		if p.chunk.left == 0 {
			return fmt.Errorf("byte %d: fdAT of %d bytes, want 4 or more", p.chunk.at, n)
		}
		m, err := p.some(b[n:])
		if err != nil {
			return err
		}
		n += m
	}
	return p.inOrder(binary.BigEndian.Uint32(b[:]))
}

// inOrder checks the number of an fcTL or fdAT.
func (p *pngFilm) inOrder(found uint32) error {
	if found != p.seq {
		return fmt.Errorf("byte %d: %s with sequence number %d, want %d", p.chunk.at, p.chunk.kind, found, p.seq)
	}
	p.seq++
	return nil
}

// draw lays the image data that come next into the picture shown, and reads
// on to the chunk behind them.
func (p *pngFilm) draw(kind string) error {
	at, c := p.chunk.at, p.control
	p.control = nil
	if err := p.number(); err != nil {
		return err
	}
	if !packable(uint64(p.format.bytes(c.w, c.h)), uint64(p.size)) {
		return fmt.Errorf("byte %d: %d x %d px, more than can be in this file: it is torn", at, c.w, c.h)
	}
	if err := p.in.spend(int64(p.head.Width)*int64(p.head.Height) + int64(c.w)*int64(c.h)); err != nil {
		return err
	}
	if p.shown == nil {
		p.shown = sim.NewFrame(p.head.Width, p.head.Height)
	}
	p.undo()
	p.remember(c)
	data := &imageData{p: p, kind: kind}
	var err error
	if p.unzip, err = unzlib(p.unzip, data); err != nil {
		p.unzip = nil
		return fmt.Errorf("byte %d: %s: %w", p.c.at, kind, unpackError(err))
	}
	if err := p.format.read(p.unzip, c, p.shown); err != nil {
		return fmt.Errorf("byte %d: %s: %w", p.c.at, kind, err)
	}
	var rest [512]byte // behind the zlib data, which some writers pad
	for {
		if _, err := data.Read(rest[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
