package stimuli

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"io"
	"os"
)

// readGIF adds the frames of a GIF as they are shown, each with its own delay;
// a delay of 0 or 1/100 s is read as 1/10 s, as browsers do.
func (c *clip) readGIF(v *Video) error {
	r, err := os.Open(v.File)
	if err != nil {
		return err
	}
	defer r.Close()
	w, h, frames, area, err := surveyGIF(bufio.NewReader(r))
	if err != nil {
		return err
	}
	if err := c.checkSource(v, w, h, frames); err != nil {
		return err
	}
	if area > 4*MaxVoxels {
		return fmt.Errorf("%d pixels in all frames, want at most %d", area, 4*MaxVoxels)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	g, err := gif.DecodeAll(bufio.NewReader(r))
	if err != nil {
		return err
	}
	shown := image.NewRGBA(image.Rect(0, 0, w, h))
	c.start = []float64{0}
	for i, part := range g.Image {
		var before *image.RGBA
		if g.Disposal[i] == gif.DisposalPrevious {
			before = image.NewRGBA(shown.Rect)
			copy(before.Pix, shown.Pix)
		}
		draw.Draw(shown, part.Rect, part, part.Rect.Min, draw.Over)
		c.add(v, grey(shown))
		switch g.Disposal[i] {
		case gif.DisposalBackground:
			draw.Draw(shown, part.Rect, image.Transparent, image.Point{}, draw.Src)
		case gif.DisposalPrevious:
			shown = before
		}
		delay := g.Delay[i]
		if delay < 2 {
			delay = 10
		}
		c.start = append(c.start, c.start[i]+float64(delay)/100)
	}
	return nil
}

var errTornGIF = errors.New("torn GIF")

// surveyGIF walks the blocks of a GIF without unpacking them: the size of the
// screen, the number of images and the pixels of all of them. A few kilobytes
// of GIF can unpack to gigabytes, so this comes first.
func surveyGIF(r *bufio.Reader) (w, h, frames, area int, err error) {
	head := make([]byte, 13)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:3]) != "GIF" {
		return 0, 0, 0, 0, errors.New("not a GIF")
	}
	w, h = int(head[6])|int(head[7])<<8, int(head[8])|int(head[9])<<8
	skip := func(n int) bool { m, err := r.Discard(n); return err == nil && m == n }
	palette := func(flags byte) bool {
		return flags&0x80 == 0 || skip(3<<(flags&7+1))
	}
	subBlocks := func() bool {
		for {
			n, err := r.ReadByte()
			if err != nil || !skip(int(n)) {
				return false
			}
			if n == 0 {
				return true
			}
		}
	}
	if !palette(head[10]) {
		return 0, 0, 0, 0, errTornGIF
	}
	for {
		kind, err := r.ReadByte()
		if err != nil {
			return 0, 0, 0, 0, errTornGIF
		}
		switch kind {
		case 0x3b: // trailer
			return w, h, frames, area, nil
		case 0x21: // extension
			if !skip(1) || !subBlocks() {
				return 0, 0, 0, 0, errTornGIF
			}
		case 0x2c: // image
			d := make([]byte, 9)
			if _, err := io.ReadFull(r, d); err != nil || !palette(d[8]) || !skip(1) || !subBlocks() {
				return 0, 0, 0, 0, errTornGIF
			}
			frames++
			area += (int(d[4]) | int(d[5])<<8) * (int(d[6]) | int(d[7])<<8)
		default:
			return 0, 0, 0, 0, errTornGIF
		}
	}
}
