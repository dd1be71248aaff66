package stimuli

import (
	"fmt"
	"math"
	"reflect"

	"striate/params"
	"striate/sim"
)

// Stimulus is the parameters of one kind of movie.
type Stimulus interface {
	// Geometry is the screen the movie is made for.
	Geometry() *Screen
	// Open starts the movie: same parameters and seed, same frames.
	Open(seed sim.Seed) (Movie, error)
}

// Movie is a stimulus at work.
type Movie interface {
	// Paint writes frame k, linear luminance 0 to 1 about a mean of 0.5, into
	// dst, which has the size of the screen. Frames are painted in order from 0.
	Paint(dst *sim.Frame, k int64)
	// TrueDeg is the orientation of the bars in the frame last painted, in
	// degrees, NaN where there is none.
	TrueDeg() float64
	// State saves all that the next frames depend on beside the parameters, or
	// reads it back into a movie opened with the same parameters and seed.
	State(a *sim.Archive)
}

// Retunable is a movie that takes new parameters between two frames, without
// a restart and without a jump. Parameters marked live:"rebuild" must be the
// same as those it was opened with.
type Retunable interface {
	Retune(s Stimulus) error
}

// Pusher is a movie whose frames come from outside.
type Pusher interface {
	// Push queues one frame of any size, luminance 0 to 1.
	Push(f *sim.Frame) error
}

// Renderer is a stimulus that also exists as a whole: a block of frames made
// at once, and its Fourier envelope.
type Renderer interface {
	// Render calls each with frames 0 to frames-1; the frame is reused.
	Render(frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error
	// Envelope is the amplitude of every spatio-temporal frequency, centred.
	Envelope(frames int) (*Volume, error)
}

// MaxVoxels bounds pixels x frames of a block held in memory: 512 x 512 x 128.
const MaxVoxels = 1 << 25

// checkVoxels refuses blocks that are empty or larger than MaxVoxels.
func checkVoxels(w, h, frames int) error {
	if frames < 1 {
		return &params.Error{Path: "frames", Found: fmt.Sprint(frames), Want: "at least 1"}
	}
	if w < 1 || h < 1 || frames > MaxVoxels/w/h {
		return &params.Error{
			Path:  "width_px x height_px x frames",
			Found: fmt.Sprintf("%d x %d x %d", w, h, frames),
			Want:  fmt.Sprintf("at most MaxVoxels = %d", MaxVoxels),
		}
	}
	return nil
}

// Render calls each with frames 0 to frames-1 of any stimulus: in its batch
// form where it has one, else painted one by one. The frame is reused.
func Render(s Stimulus, frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error {
	return RenderOriented(s, frames, seed, func(k int, f *sim.Frame, _ float64) error { return each(k, f) })
}

// CheckFilm refuses a film of so many frames as Render would, before it is made.
func CheckFilm(s Stimulus, frames int) error {
	if c, ok := s.(interface{ checkFilm(int) error }); ok {
		return c.checkFilm(frames)
	}
	return Validate(s)
}

// RenderOriented is Render with the orientation of the bars in each frame,
// deg, NaN where there is none.
func RenderOriented(s Stimulus, frames int, seed sim.Seed, each func(k int, f *sim.Frame, deg float64) error) error {
	if r, ok := s.(Renderer); ok {
		deg := Orientation(s)
		return r.Render(frames, seed, func(k int, f *sim.Frame) error { return each(k, f, deg) })
	}
	return paintOriented(s, frames, seed, each)
}

// paintAll renders by painting the movie from its start, one frame in memory,
// so that it may be as long as one likes.
func paintAll(s Stimulus, frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error {
	return paintOriented(s, frames, seed, func(k int, f *sim.Frame, _ float64) error { return each(k, f) })
}

func paintOriented(s Stimulus, frames int, seed sim.Seed, each func(k int, f *sim.Frame, deg float64) error) error {
	if err := Validate(s); err != nil {
		return err
	}
	g := s.Geometry()
	if err := checkVoxels(g.Width, g.Height, min(frames, 1)); err != nil {
		return err
	}
	m, err := s.Open(seed)
	if err != nil {
		return err
	}
	f := sim.NewFrame(g.Width, g.Height)
	for k := range frames {
		m.Paint(f, int64(k))
		if err := each(k, f, m.TrueDeg()); err != nil {
			return err
		}
	}
	return nil
}

// Validate checks every range, that no frequency aliases (a spatial one above
// half a cycle per pixel, or a temporal one above half the frame rate), and what
// a kind has to check of its own.
func Validate(s Stimulus) error {
	if err := params.Validate(s); err != nil {
		return err
	}
	g := s.Geometry()
	if ppd := g.PixelsPerDegree(); !(ppd >= 0.1 && ppd <= 1000) {
		return &params.Error{
			Path: "px_per_deg_from", Found: fmt.Sprintf("%s: %s px/deg of a monitor of %d px, %g cm, seen from %g cm", g.DegreesBy, params.FormatNumber(ppd), g.MonitorPx, g.MonitorCm, g.DistanceCm),
			Want: "0.1 to 1000 px/deg",
		}
	}
	if t, ok := s.(interface{ temporalFreq() float64 }); ok && !(math.Abs(t.temporalFreq()) <= g.FPS/2) {
		return &params.Error{
			Path: "tf_hz", Found: params.FormatNumber(t.temporalFreq()),
			Want: fmt.Sprintf("at most %g Hz, half the frame rate", g.FPS/2),
		}
	}
	if f, ok := s.(interface{ spatialFreq() float64 }); ok && !(g.CyclesPerPx(f.spatialFreq()) <= 0.5) {
		return &params.Error{
			Path: "sf_cpd", Found: params.FormatNumber(f.spatialFreq()),
			Want: fmt.Sprintf("at most %g c/deg, half a cycle per pixel at %g px/deg", g.PixelsPerDegree()/2, g.PixelsPerDegree()),
		}
	}
	if c, ok := s.(interface{ check() error }); ok {
		return c.check() // of parameters against each other
	}
	return nil
}

// untunedDeg is the bandwidth above which an orientation envelope
// exp(cos 2Δ / 4B²) never falls to half of its height, B = 1/sqrt(2 ln 2) rad:
// a stimulus broader than this has no orientation.
var untunedDeg = 180 / math.Pi / math.Sqrt(2*math.Ln2)

// sameKind casts s to the kind of a movie that is asked to retune, with the
// screen it was opened for.
func sameKind[T Stimulus](s Stimulus, opened T) (T, error) {
	t, ok := s.(T)
	if !ok {
		return t, &params.Error{Path: "stimulus", Found: fmt.Sprintf("%v", reflect.TypeOf(s)), Want: fmt.Sprintf("%T, the kind that is running", opened)}
	}
	if err := Validate(t); err != nil {
		return t, err
	}
	if *t.Geometry() != *opened.Geometry() {
		return t, &params.Error{Path: "width_px", Found: t.Geometry().String(), Want: opened.Geometry().String() + ", the screen that is open"}
	}
	return t, nil
}
