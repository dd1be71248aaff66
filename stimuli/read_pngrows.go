package stimuli

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"striate/sim"
)

// pngFormat is how the pixels of a PNG are written.
type pngFormat struct {
	depth, colour byte
	interlaced    bool
	samples       int // of one pixel
	palette       int // colours in it
	table         [256]pixel
	key           [3]uint16 // the colour that is transparent
	keyed         bool

	line, above []byte // a row of bytes and the one before, each after a 0 for its filter
}

// A pixel is luminance, not yet weighted, and how much of it covers.
type pixel struct{ luminance, cover float32 }

const (
	colourGrey, colourRGB, colourPalette, colourGreyAlpha, colourRGBA = 0, 2, 3, 4, 6
)

// set takes depth, colour type, compression, filter and interlacing.
func (f *pngFormat) set(at int64, b []byte) error {
	f.depth, f.colour = b[0], b[1]
	depths := map[byte]string{colourGrey: "\x01\x02\x04\x08\x10", colourRGB: "\x08\x10", colourPalette: "\x01\x02\x04\x08", colourGreyAlpha: "\x08\x10", colourRGBA: "\x08\x10"}
	fits := false
	for _, d := range []byte(depths[f.colour]) {
		fits = fits || d == f.depth
	}
	if !fits {
		return fmt.Errorf("byte %d: colour type %d of %d bits, which PNG does not know", at, f.colour, f.depth)
	}
	if b[2] != 0 || b[3] != 0 || b[4] > 1 {
		return fmt.Errorf("byte %d: compression %d, filter %d, interlacing %d, want 0, 0 and 0 or 1", at, b[2], b[3], b[4])
	}
	f.interlaced = b[4] == 1
	f.samples = map[byte]int{colourGrey: 1, colourRGB: 3, colourPalette: 1, colourGreyAlpha: 2, colourRGBA: 4}[f.colour]
	return nil
}

// setColours takes PLTE or tRNS.
func (f *pngFormat) setColours(at int64, kind string, b []byte) error {
	refuse := func(want string) error {
		return fmt.Errorf("byte %d: %s of %d bytes, want %s", at, kind, len(b), want)
	}
	switch {
	case kind == "PLTE":
		if len(b) == 0 || len(b)%3 != 0 || len(b) > 3<<min(f.depth, 8) && f.colour == colourPalette || len(b) > 768 {
			return refuse("3 for each of 1 to 256 colours, and no more than the depth can name")
		}
		if f.colour != colourPalette {
			return nil // a suggestion
		}
		f.palette = len(b) / 3
		for i := range f.palette {
			f.table[i] = pixel{luminance16(uint32(b[3*i])*257, uint32(b[3*i+1])*257, uint32(b[3*i+2])*257), 1}
		}
	case f.colour == colourPalette:
		if len(b) > f.palette {
			return refuse("at most one for each colour of the palette before it")
		}
		for i, a := range b {
			f.table[i].cover = float32(a) / 255
		}
	case f.colour == colourGrey && len(b) == 2, f.colour == colourRGB && len(b) == 6:
		for i := range len(b) / 2 {
			f.key[i] = binary.BigEndian.Uint16(b[2*i:])
		}
		f.keyed = true
	default:
		return refuse("2 for grey, 6 for RGB, and none with alpha")
	}
	return nil
}

func (f *pngFormat) rowBytes(w int) int { return (w*f.samples*int(f.depth) + 7) / 8 }

// adam7 is the seven passes of an interlaced PNG.
var adam7 = [7]struct{ x, y, dx, dy int }{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}

// passes calls each with the first column and row, the steps, and the columns
// and rows of every pass over w x h pixels.
func (f *pngFormat) passes(w, h int, each func(x, y, dx, dy, cols, rows int) error) error {
	if !f.interlaced {
		return each(0, 0, 1, 1, w, h)
	}
	for _, p := range adam7 {
		cols, rows := (w-p.x+p.dx-1)/p.dx, (h-p.y+p.dy-1)/p.dy
		if cols > 0 && rows > 0 {
			if err := each(p.x, p.y, p.dx, p.dy, cols, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// bytes is the size of w x h pixels, unpacked.
func (f *pngFormat) bytes(w, h int) int {
	total := 0
	f.passes(w, h, func(_, _, _, _, cols, rows int) error {
		total += rows * (1 + f.rowBytes(cols))
		return nil
	})
	return total
}

// read unpacks the pixels of one image into its place in the frame.
func (f *pngFormat) read(src io.Reader, c *frameControl, dst *sim.Frame) error {
	if f.colour == colourPalette && f.palette == 0 {
		return errors.New("a palette is missing before them")
	}
	n := 1 + f.rowBytes(c.w)
	if cap(f.line) < n {
		f.line, f.above = make([]byte, n), make([]byte, n)
	}
	err := f.passes(c.w, c.h, func(x0, y0, dx, dy, cols, rows int) error {
		n := 1 + f.rowBytes(cols)
		line, above := f.line[:n], f.above[:n]
		clear(above)
		for row := range rows {
			if _, err := io.ReadFull(src, line); err != nil {
				return fmt.Errorf("row %d: %w", y0+row*dy, unpackError(err))
			}
			if err := unfilter(line, above, max(1, f.samples*int(f.depth)/8)); err != nil {
				return fmt.Errorf("row %d: %w", y0+row*dy, err)
			}
			if err := f.lay(dst.Pix[(c.y+y0+row*dy)*dst.W+c.x+x0:], line[1:], cols, dx, c.blend == blendOver); err != nil {
				return fmt.Errorf("row %d: %w", y0+row*dy, err)
			}
			line, above = above, line
		}
		return nil
	})
	if err != nil {
		return err
	}
	var more [1]byte // and the check sum
	if n, err := io.ReadFull(src, more[:]); n > 0 {
		return fmt.Errorf("more of them than %d x %d px", c.w, c.h)
	} else if err != io.EOF {
		return unpackError(err)
	}
	return nil
}

// lay puts a row of pixels into every dx-th place of dst.
func (f *pngFormat) lay(dst []float32, line []byte, cols, dx int, over bool) error {
	if f.depth == 8 && f.colour == colourGrey && !f.keyed { // most films
		for i, v := range line {
			dst[i*dx] = float32(v) / 255
		}
		return nil
	}
	for i := range cols {
		p, err := f.pixel(line, i)
		if err != nil {
			return err
		}
		l := p.luminance * p.cover
		if over {
			l += dst[i*dx] * (1 - p.cover)
		}
		dst[i*dx] = min(l, 1)
	}
	return nil
}

// pixel is pixel i of a row.
func (f *pngFormat) pixel(line []byte, i int) (pixel, error) {
	if f.colour == colourPalette {
		if v := int(f.sample(line, i)); v < f.palette {
			return f.table[v], nil
		} else {
			return pixel{}, fmt.Errorf("colour %d of a palette of %d", v, f.palette)
		}
	}
	s := [4]uint32{}
	for k := range f.samples {
		s[k] = f.sample(line, i*f.samples+k)
	}
	cover := float32(1)
	if f.keyed && s[0] == uint32(f.key[0]) && (f.colour == colourGrey || s[1] == uint32(f.key[1]) && s[2] == uint32(f.key[2])) {
		cover = 0
	}
	full := uint32(1)<<f.depth - 1
	to16 := 65535 / full // exact for 1, 2, 4, 8 and 16 bits
	switch f.colour {
	case colourGreyAlpha:
		cover = float32(s[1]) / float32(full)
	case colourRGBA:
		cover = float32(s[3]) / float32(full)
	}
	if f.colour == colourRGB || f.colour == colourRGBA {
		return pixel{luminance16(s[0]*to16, s[1]*to16, s[2]*to16), cover}, nil
	}
	return pixel{float32(s[0]*to16) / 65535, cover}, nil
}

// sample is number i of a row.
func (f *pngFormat) sample(line []byte, i int) uint32 {
	switch f.depth {
	case 8:
		return uint32(line[i])
	case 16:
		return uint32(binary.BigEndian.Uint16(line[2*i:]))
	}
	d := int(f.depth)
	return uint32(line[i*d/8]>>(8-d-i*d%8)) & (1<<d - 1)
}

// unfilter undoes the filter of a row, bpp bytes to a pixel.
func unfilter(line, above []byte, bpp int) error {
	kind := line[0]
	line, above = line[1:], above[1:]
	switch kind {
	case 0:
	case 1:
		for i := bpp; i < len(line); i++ {
			line[i] += line[i-bpp]
		}
	case 2:
		for i := range line {
			line[i] += above[i]
		}
	case 3:
		for i := range line {
			left := 0
			if i >= bpp {
				left = int(line[i-bpp])
			}
			line[i] += byte((left + int(above[i])) / 2)
		}
	case 4:
		for i := range line {
			var a, c int
			if i >= bpp {
				a, c = int(line[i-bpp]), int(above[i-bpp])
			}
			line[i] += paeth(a, int(above[i]), c)
		}
	default:
		return fmt.Errorf("filter %d, want 0 to 4", kind)
	}
	return nil
}

// paeth is whichever of left, above and above left is nearest to left + above
// - above left.
func paeth(a, b, c int) byte {
	pa, pb, pc := abs(b-c), abs(a-c), abs(a+b-2*c)
	switch {
	case pa <= pb && pa <= pc:
		return byte(a)
	case pb <= pc:
		return byte(b)
	}
	return byte(c)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
