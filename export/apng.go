package export

import (
	"bytes"
	"encoding/binary"
	"io"

	"striate/sim"
)

// apngMovie is an animated PNG: the chunks of ordinary PNGs, with those of the
// frames after the first under another name.
type apngMovie struct {
	ending
	counter
	w   io.Writer
	m   Movie
	png *pngCoder
	seq uint32
	buf bytes.Buffer
	one []byte // all compressed data of a frame, behind a sequence number

	delayNum, delayDen int64
}

// NewAPNG begins an animated PNG that loops, in linear grey of 8 or 16 bits
// (PNG 3rd edition, W3C 2025). A frame lasts exactly 1/fps where that is a
// fraction of whole numbers up to 65535, as it is for any rate of at most two
// decimals below 655 Hz. Browsers show frames of less than 11 ms slower.
func NewAPNG(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	a := &apngMovie{w: w, m: m, png: newPNGCoder(m), counter: counter{announced: m.Frames}}
	a.delayDen, a.delayNum = Ratio(m.FPS, 65535)
	return a, nil
}

// Add writes one frame.
func (a *apngMovie) Add(f *sim.Frame) error {
	encoded, err := a.png.encode(f)
	if err != nil {
		return err
	}
	if err := a.more(); err != nil {
		return err
	}
	a.buf.Reset()
	if a.n == 1 {
		if err := a.head(encoded); err != nil {
			return err
		}
	}
	a.control()
	a.one = append(a.one[:0], 0, 0, 0, 0)
	for rest := encoded[pngHeader:]; len(rest) >= 12; {
		size := binary.BigEndian.Uint32(rest)
		if string(rest[4:8]) == "IDAT" {
			a.one = append(a.one, rest[8:8+size]...)
		}
		rest = rest[12+size:]
	}
	if a.n == 1 {
		chunk(&a.buf, "IDAT", a.one[4:])
	} else {
		binary.BigEndian.PutUint32(a.one, a.next())
		chunk(&a.buf, "fdAT", a.one)
	}
	_, err = a.w.Write(a.buf.Bytes())
	return err
}

// head writes what comes before the frames.
func (a *apngMovie) head(encoded []byte) error {
	about := a.m.about("apng")
	line, err := about.line()
	if err != nil {
		return err
	}
	a.buf.Write(encoded[:pngHeader])
	var all [8]byte // played for ever
	binary.BigEndian.PutUint32(all[:], uint32(a.m.Frames))
	chunk(&a.buf, "acTL", all[:])
	text(&a.buf, "striate", line)
	return nil
}

// control says where and how long the next frame is shown.
func (a *apngMovie) control() {
	var c [26]byte
	binary.BigEndian.PutUint32(c[0:], a.next())
	binary.BigEndian.PutUint32(c[4:], uint32(a.m.Width*a.m.Scale))
	binary.BigEndian.PutUint32(c[8:], uint32(a.m.Height*a.m.Scale))
	binary.BigEndian.PutUint16(c[20:], uint16(a.delayNum))
	binary.BigEndian.PutUint16(c[22:], uint16(a.delayDen))
	chunk(&a.buf, "fcTL", c[:])
}

func (a *apngMovie) next() uint32 { a.seq++; return a.seq - 1 }

// Close writes the warning, if there is one, and the end.
func (a *apngMovie) Close() error {
	if err := a.all(); err != nil {
		return err
	}
	a.buf.Reset()
	if a.last.Warning != "" {
		text(&a.buf, "Warning", []byte(a.last.Warning)) // a keyword of the standard
	}
	chunk(&a.buf, "IEND", nil)
	_, err := a.w.Write(a.buf.Bytes())
	return err
}
