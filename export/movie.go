package export

import (
	"fmt"

	"striate/sim"
)

// MovieWriter takes the frames of a movie one by one, so that a long movie
// never has to fit in memory. All frames have one size. Close ends the file
// but does not close what it is written to; a file not closed is not whole.
type MovieWriter interface {
	Add(*sim.Frame) error
	Close() error
}

// Movie is what a writer is told beforehand.
type Movie struct {
	Width, Height int
	Frames        int // needed by npy and npz, which say their size first
	FPS           float64
	Scale         int // gif, png, zip: pixels along a side of each pixel; 0: 1
	ThetaDeg      []float64
	Provenance    Provenance
}

func (m *Movie) check(counted bool) error {
	if m.Scale == 0 {
		m.Scale = 1
	}
	switch {
	case m.Width < 1 || m.Height < 1 || m.Width*m.Scale > 65535 || m.Height*m.Scale > 65535:
		return fmt.Errorf("size = %d x %d, scale %d, want 1 to 65535 pixels a side", m.Width, m.Height, m.Scale)
	case counted && m.Frames < 1:
		return fmt.Errorf("frames = %d, want 1 or more", m.Frames)
	case !(m.FPS > 0 && m.FPS <= 1e6):
		return fmt.Errorf("fps = %g, want more than 0", m.FPS)
	}
	return nil
}

func (m *Movie) fits(f *sim.Frame) error {
	if f.W != m.Width || f.H != m.Height {
		return fmt.Errorf("frame = %d x %d, want %d x %d", f.W, f.H, m.Width, m.Height)
	}
	return nil
}

// grey8 writes luminance 0 to 1 as 0 to 255, linear and clipped, each pixel
// scale x scale times.
func grey8(dst []byte, f *sim.Frame, scale int) {
	w := f.W * scale
	for y := range f.H {
		row := dst[y*scale*w : (y*scale+1)*w]
		for x, v := range f.Pix[y*f.W : (y+1)*f.W] {
			g := byte(0)
			if v > 0 { // not NaN
				g = byte(min(float64(v), 1)*255 + .5)
			}
			for k := range scale {
				row[x*scale+k] = g
			}
		}
		for k := 1; k < scale; k++ {
			copy(dst[(y*scale+k)*w:(y*scale+k+1)*w], row)
		}
	}
}
