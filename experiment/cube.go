package experiment

import (
	"fmt"
	"math"

	"striate/params"
)

// Bounds of a side of a cube, samples.
const (
	MinCube = 8
	MaxCube = 64
)

// Cube is a block for a view in three dimensions: the amplitude of spatio-temporal
// frequencies, or luminance over space and time.
type Cube struct {
	NX, NY, NT int
	Data       []byte     // x fastest, then y upward, then t; 255 is Max
	Max        float64    // 1: the largest amplitude, or white
	Levels     []float64  // of surfaces of equal amplitude, as shares of Max
	FxMaxCpd   float64    // half width of a spectrum along fx and fy, c/deg; sample i of n is at (i - n/2) 2/n of it
	FtMaxHz    float64    // along ft
	Speed      [2]float64 // mean speed, deg/s, to the right and upward; 0 where there is none to tell
	Seconds    float64    // that NT frames last
	WidthDeg   float64    // of the picture
	Source     string     // "envelope", "periodogram of ...", "movie"
}

// CubeLevels are the shares of the maximum at which MotionClouds draws surfaces.
var CubeLevels = []float64{.95, .9, .75, .5, .25, .125}

// Cube is a block of n samples a side of what is shown: of "envelope", the
// Fourier envelope, or where the stimulus has none the periodogram of the middle
// of the last n pictures; of "movie", the last n pictures, averaged down. There
// may be fewer pixels or pictures than n, and of a spectrum only the part is
// given that holds all of note.
func (s *Session) Cube(of string, n int) (*Cube, error) {
	if n < MinCube || n > MaxCube {
		return nil, &params.Error{Path: "n", Found: fmt.Sprint(n), Want: fmt.Sprintf("%d to %d", MinCube, MaxCube)}
	}
	if of != "envelope" && of != "movie" {
		return nil, &params.Error{Path: "of", Found: fmt.Sprintf("%q", of), Want: "one of envelope, movie"}
	}
	var draw func() *Cube
	if err := s.do(func() { draw = s.monitor.cube(of, n) }); err != nil {
		return nil, err
	}
	if draw == nil {
		return nil, ErrNoFigure{"cube", "an experiment with a stimulus that has begun"}
	}
	return draw(), nil
}

// cube copies what a cube is made of; what it returns makes it.
func (m *Monitor) cube(of string, n int) func() *Cube {
	r := m.run
	if r.step.Luminance == nil {
		return nil
	}
	g := *r.shown.Value.Geometry()
	c := &Cube{Max: 1, Levels: CubeLevels, WidthDeg: float64(g.Width) / g.PixelsPerDegree(), FxMaxCpd: g.PixelsPerDegree() / 2, FtMaxHz: g.FPS / 2}
	if vx, vy := driftOf(r.shown.Value); !math.IsNaN(vx + vy) {
		c.Speed = [2]float64{vx, vy}
	}
	if of == "envelope" {
		spectrum := m.spectrum(n, n)
		return func() *Cube {
			s := spectrum()
			c.FxMaxCpd, c.FtMaxHz, c.Source = s.FxMaxCpd, s.FtMaxHz, s.Source
			c.NX, c.NY, c.NT, c.Seconds = s.NX, s.NY, s.NT, float64(s.NT)/g.FPS
			c.Data = make([]byte, len(s.Data))
			if top := s.Max(); top > 0 {
				for i, v := range s.Data {
					x, y, t := i/(s.NY*s.NT), i/s.NT%s.NY, i%s.NT
					c.Data[(t*s.NY+y)*s.NX+x] = byte(v/top*255 + .5)
				}
			}
			return c
		}
	}
	p := &m.look.whole
	w, h := p.w, p.h
	pix, frames := p.last(w, h, n)
	return func() *Cube {
		c.Source = "movie"
		c.NX, c.NY, c.NT, c.Seconds = min(n, w), min(n, h), frames, float64(frames)/g.FPS
		if w > h { // keep the shape of the picture
			c.NY = max(1, min(h, c.NX*h/w))
		} else if h > w {
			c.NX = max(1, min(w, c.NY*w/h))
		}
		c.Data = make([]byte, 0, c.NX*c.NY*c.NT)
		for t := range frames {
			small := shrink(pix[t*w*h:][:w*h], w, h, c.NX, c.NY)
			for y := range c.NY {
				for _, v := range small[(c.NY-1-y)*c.NX:][:c.NX] {
					c.Data = append(c.Data, byte(max(0, min(255, v*255+.5))))
				}
			}
		}
		return c
	}
}

// shrink averages a picture of w x h px down to nx x ny, each of which covers
// whole pixels and parts of pixels.
func shrink(pix []float32, w, h, nx, ny int) []float32 {
	cols := overlaps(w, nx)
	rows := overlaps(h, ny)
	out := make([]float32, nx*ny)
	for _, r := range rows {
		for _, c := range cols {
			out[r.to*nx+c.to] += r.share * c.share * pix[r.from*w+c.from]
		}
	}
	return out
}

// overlap is how much of sample to is made of sample from.
type overlap struct {
	from, to int
	share    float32
}

func overlaps(from, to int) []overlap {
	var out []overlap
	for k := range to {
		a, b := k*from, (k+1)*from // in parts of 1/to of a sample
		for i := a / to; i*to < b; i++ {
			out = append(out, overlap{i, k, float32(min(b, (i+1)*to)-max(a, i*to)) / float32(from)})
		}
	}
	return out
}
