package export

import (
	"sync"

	"striate/analysis"
	"striate/sim"
)

// MovieFlash is what the flash meter found in a movie, and how large it took
// the movie to be shown.
type MovieFlash struct {
	analysis.FlashReport
	CSSWidth  float64 `json:"css_width_px"`
	CSSHeight float64 `json:"css_height_px"`
}

// leastCSS is how long the longer side of a movie is taken to be at least, CSS
// px: as the page shows it. A small movie is enlarged to be looked at.
const leastCSS = 256

// flashes are measured on every frame that is written, beside the writing: the
// meter takes longer than some formats do.
type flashes struct {
	meter *analysis.FlashMeter
	said  MovieFlash
	free  chan *sim.Frame
	shown chan shownFrame
	done  chan struct{}
	once  sync.Once
}

type shownFrame struct {
	t float64
	f *sim.Frame
}

// newFlashes is a meter for a movie, to be stopped. Players take the values of
// pictures for sRGB, those of arrays are luminance.
func newFlashes(m *Movie, pictures bool) *flashes {
	w, h := float64(m.Width*m.Scale), float64(m.Height*m.Scale)
	k := max(1, leastCSS/max(w, h))
	const ahead = 4
	f := &flashes{
		meter: analysis.NewFlashMeter(m.Width, m.Height, k*w, k*h),
		said:  MovieFlash{CSSWidth: k * w, CSSHeight: k * h},
		free:  make(chan *sim.Frame, ahead), shown: make(chan shownFrame, ahead), done: make(chan struct{}),
	}
	f.meter.Encoded = pictures
	for range ahead {
		f.free <- sim.NewFrame(m.Width, m.Height)
	}
	go func() {
		defer close(f.done)
		for s := range f.shown {
			f.meter.See(s.t, s.f)
			f.free <- s.f
		}
	}()
	return f
}

// see takes a frame, which may be used again.
func (f *flashes) see(t float64, frame *sim.Frame) {
	c := <-f.free
	copy(c.Pix, frame.Pix)
	f.shown <- shownFrame{t, c}
}

// stop waits until all frames were seen.
func (f *flashes) stop() {
	f.once.Do(func() { close(f.shown) })
	<-f.done
}

// report is what was found, once it was stopped.
func (f *flashes) report() (*MovieFlash, string) {
	f.said.FlashReport = f.meter.Report()
	return &f.said, f.said.Warning()
}
