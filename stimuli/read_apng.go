package stimuli

import (
	"encoding/binary"
	"fmt"
)

// setAnimated takes a chunk acTL.
func (p *pngFilm) setAnimated(at int64, b []byte) error {
	if p.animated || p.done > 0 {
		return fmt.Errorf("byte %d: acTL a second time, or behind image data", at)
	}
	if len(b) != 8 {
		return fmt.Errorf("byte %d: acTL of %d bytes, want 8", at, len(b))
	}
	n := binary.BigEndian.Uint32(b)
	if n < 1 || n > MaxVoxels {
		return fmt.Errorf("byte %d: an APNG of %d frames, want 1 to %d", at, n, MaxVoxels)
	}
	p.animated, p.head.Frames = true, int(n)
	return nil
}

// readControl takes the chunk fcTL at hand and reads the head of the next. A
// denominator of 0 is 100, and no time at all is a tenth of a second, as in
// browsers.
func (p *pngFilm) readControl() error {
	at := p.chunk.at
	b, err := p.body()
	if err != nil {
		return err
	}
	if len(b) != 26 {
		return fmt.Errorf("byte %d: fcTL of %d bytes, want 26", at, len(b))
	}
	if err := p.inOrder(binary.BigEndian.Uint32(b)); err != nil {
		return err
	}
	if p.control != nil {
		return fmt.Errorf("byte %d: fcTL behind another, without image data between", at)
	}
	if p.done == p.head.Frames {
		return fmt.Errorf("byte %d: one more frame than the %d announced", at, p.head.Frames)
	}
	u32 := func(i int) uint64 { return uint64(binary.BigEndian.Uint32(b[i:])) }
	w, h, x, y := u32(4), u32(8), u32(12), u32(16)
	if w < 1 || h < 1 || x+w > uint64(p.head.Width) || y+h > uint64(p.head.Height) {
		return fmt.Errorf("byte %d: %d x %d px at column %d, row %d, want them inside %d x %d", at, w, h, x, y, p.head.Width, p.head.Height)
	}
	c := &frameControl{x: int(x), y: int(y), w: int(w), h: int(h), dispose: b[24], blend: b[25]}
	if c.dispose > disposePrevious || c.blend > blendOver {
		return fmt.Errorf("byte %d: fcTL with dispose %d and blend %d, want 0 to 2 and 0 or 1", at, c.dispose, c.blend)
	}
	num, den := binary.BigEndian.Uint16(b[20:]), binary.BigEndian.Uint16(b[22:])
	if den == 0 {
		den = 100
	}
	if c.seconds = float64(num) / float64(den); num == 0 {
		c.seconds = 0.1
	}
	if p.done == 0 && c.dispose == disposePrevious { // there is nothing before
		c.dispose = disposeBackground
	}
	p.control = c
	if err := p.begin(); err != nil {
		return err
	}
	if p.chunk.kind == "IDAT" && (p.done > 0 || c.w != p.head.Width || c.h != p.head.Height) {
		return fmt.Errorf("byte %d: %d x %d px in IDAT, want %d x %d and the first frame", at, c.w, c.h, p.head.Width, p.head.Height)
	}
	return nil
}

// undo takes the frame before away, as it asks.
func (p *pngFilm) undo() {
	c := p.dispose
	if c == nil {
		return
	}
	w := p.head.Width
	for row := range c.h {
		line := p.shown.Pix[(c.y+row)*w+c.x:][:c.w]
		switch c.dispose {
		case disposeBackground:
			clear(line)
		case disposePrevious:
			copy(line, p.saved[row*c.w:])
		}
	}
}

// remember keeps what undo will need.
func (p *pngFilm) remember(c *frameControl) {
	if p.dispose = c; c.dispose != disposePrevious {
		return
	}
	if n := c.w * c.h; cap(p.saved) < n {
		p.saved = make([]float32, n)
	}
	w := p.head.Width
	for row := range c.h {
		copy(p.saved[row*c.w:c.w*c.h], p.shown.Pix[(c.y+row)*w+c.x:][:c.w])
	}
}
