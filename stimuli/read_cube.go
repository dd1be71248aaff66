package stimuli

import (
	"bufio"
	"fmt"
	"io"

	"striate/sim"
)

// An order is how the three axes of an array are meant and how they lie in
// the file.
type order struct {
	upward bool // rows are counted upward, as in MotionClouds
	across bool // t is the fastest axis: x, y, t; else it is the slowest: t, y, x
}

// orderOf is the order of an array given as axes tyx or xyt that lies in a
// file with its last axis fastest, or its first (columns, as in Fortran).
func orderOf(axes string, columns bool) order {
	xyt := axes == "xyt"
	return order{upward: xyt, across: xyt != columns}
}

// sizes are width, height and frames of the shape of an array, in the order of
// its indices.
func sizes(axes string, shape [3]uint64) (w, h, n uint64) {
	if axes == "xyt" {
		return shape[0], shape[1], shape[2]
	}
	return shape[2], shape[1], shape[0]
}

// A cube is a film that is an array of three axes in one piece. Where time is
// its slowest axis, frame after frame is read; where it is the fastest, a
// frame is one value here and there, so the file is read as many times as
// there are blocks of maxBlock values.
type cube struct {
	in     *input
	head   FilmHead
	typ    number
	order  order
	open   func() (io.Reader, error) // the values from the first one on
	cost   int64                     // of one reading from end to end, px
	values *bufio.Reader
	frame  *sim.Frame
	block  []float32 // frames first, first+1, ... where they lie across
	first  int
	next   int
	raw    []byte
	line   []float32
}

// newCube checks what a header claims at a byte.
func newCube(in *input, at int64, w, h, n uint64, typ number, o order, open func() (io.Reader, error)) (*cube, error) {
	if err := in.checkFrame(at, w, h); err != nil {
		return nil, err
	}
	if n < 1 || n > MaxVoxels {
		return nil, fmt.Errorf("byte %d: %d frames, want 1 to %d", at, n, MaxVoxels)
	}
	return &cube{
		in: in, head: FilmHead{Width: int(w), Height: int(h), Frames: int(n)}, typ: typ, order: o, open: open,
		cost: int64(w * h * n), // at most MaxVoxels squared
	}, nil
}

// Head is described at [Film].
func (c *cube) Head() FilmHead { return c.head }

// Next is described at [Film].
func (c *cube) Next() (*sim.Frame, float64, error) {
	if c.next == c.head.Frames {
		return nil, 0, io.EOF
	}
	if c.next == 0 {
		if err := c.start(); err != nil {
			return nil, 0, err
		}
	}
	var err error
	if c.order.across {
		err = c.pick()
	} else {
		err = c.follow()
	}
	c.next++
	return c.frame, 0, err
}

// start makes what the frames need.
func (c *cube) start() error {
	w, h, n := c.head.Width, c.head.Height, c.head.Frames
	if !c.order.across {
		c.raw = make([]byte, w*c.typ.size)
		c.frame = sim.NewFrame(w, h)
		return c.again()
	}
	most := max(1, min(n, maxBlock/(w*h), 1<<20))
	if passes := int64((n + most - 1) / most); c.cost > c.in.work/passes {
		return fmt.Errorf("%d x %d frames of %d values that lie across the file, to be read %d times: save it as [t, y, x] (axes tyx)", w, h, n, passes)
	}
	c.block, c.line = make([]float32, w*h*most), make([]float32, most)
	c.raw = make([]byte, most*c.typ.size)
	c.frame = &sim.Frame{W: w, H: h}
	return nil
}

// again begins a reading from the first value.
func (c *cube) again() error {
	if err := c.in.spend(c.cost); err != nil {
		return err
	}
	r, err := c.open()
	if err != nil {
		return err
	}
	if c.values == nil {
		c.values = bufio.NewReaderSize(r, 1<<16)
	} else {
		c.values.Reset(r)
	}
	return nil
}

// row is where row y of the file is in a frame.
func (c *cube) row(y int) int {
	if c.order.upward {
		return c.head.Height - 1 - y
	}
	return y
}

// follow reads the frame that comes next in the file.
func (c *cube) follow() error {
	w := c.head.Width
	for y := range c.head.Height {
		row := c.row(y)
		if _, err := io.ReadFull(c.values, c.raw); err != nil {
			return c.torn(err, 0, row, c.next)
		}
		if bad := c.typ.luminance(c.frame.Pix[row*w:(row+1)*w], c.raw); bad >= 0 {
			return c.refuse(bad, bad, row, c.next)
		}
	}
	if c.next == c.head.Frames-1 { // a ZIP holds its sum against the last byte
		if _, err := io.CopyN(io.Discard, c.values, 1<<16); err != nil && err != io.EOF {
			return err
		}
	}
	return nil
}

// pick takes the next frame from the block, or reads the next block.
func (c *cube) pick() error {
	w, h, n := c.head.Width, c.head.Height, c.head.Frames
	most := len(c.block) / (w * h)
	if c.next == 0 || c.next == c.first+most {
		c.first = c.next
		frames := min(most, n-c.first)
		if err := c.again(); err != nil {
			return err
		}
		for x := range w {
			for y := range h {
				if err := c.column(x, c.row(y), frames); err != nil {
					return err
				}
			}
		}
	}
	at := (c.next - c.first) * w * h
	c.frame.Pix = c.block[at : at+w*h]
	return nil
}

// column reads the values of one pixel, and passes over those of frames that
// are not in the block.
func (c *cube) column(x, row, frames int) error {
	w, h := c.head.Width, c.head.Height
	if err := c.pass(c.first); err != nil {
		return c.torn(err, x, row, 0)
	}
	raw, line := c.raw[:frames*c.typ.size], c.line[:frames]
	if _, err := io.ReadFull(c.values, raw); err != nil {
		return c.torn(err, x, row, c.first)
	}
	if bad := c.typ.luminance(line, raw); bad >= 0 {
		return c.refuse(bad, x, row, c.first+bad)
	}
	for k, v := range line {
		c.block[(k*h+row)*w+x] = v
	}
	if err := c.pass(c.head.Frames - c.first - frames); err != nil {
		return c.torn(err, x, row, c.first+frames)
	}
	return nil
}

// pass passes over n values.
func (c *cube) pass(n int) error {
	_, err := c.values.Discard(n * c.typ.size)
	return err
}

func (c *cube) torn(err error, x, row, k int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("frame %d, row %d, column %d: the values end here, want %d frames of %d x %d: it is torn", k, row, x, c.head.Frames, c.head.Width, c.head.Height)
	}
	return err
}

// refuse says which value is no luminance: number i of those last read.
func (c *cube) refuse(i, x, row, k int) error {
	return fmt.Errorf("frame %d, row %d, column %d: a value of %s, want 0 to 1", k, row, x, c.typ.text(c.raw, i))
}
