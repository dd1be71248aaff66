package experiment

import (
	"context"
	"slices"

	"striate/analysis"
	"striate/sim"
	"striate/stimuli"
)

// Sketch is what a small picture of an experiment is drawn from: the frames
// that it shows, one for each orientation where the protocol turns them, and
// the spikes of its first moments where it shows none, or ends.
type Sketch struct {
	Frames []*sim.Frame
	Raster *analysis.Figure // nil for a live view of a stimulus
}

// mostFrames is how many orientations a sketch shows.
const mostFrames = 3

// Sketch looks at the stimulus as it is after half a second, and runs the
// network for as long as its size allows. Same experiment, same sketch.
func (e *Experiment) Sketch(ctx context.Context) (*Sketch, error) {
	s := new(Sketch)
	sees := e.Input.Value.Sees()
	if sees {
		var err error
		if s.Frames, err = e.sketchFrames(); err != nil {
			return nil, err
		}
	}
	if sees && e.end() == 0 {
		return s, nil
	}
	short := e.Clone()
	r, err := short.Open()
	if err != nil {
		return nil, err
	}
	neurons := 0
	for _, p := range r.step.Populations {
		neurons += p.N
	}
	seconds := .2
	if sees {
		seconds = .5
	} else if neurons <= 400 {
		seconds = 3
	} else if neurons <= 1000 {
		seconds = .6
	}
	seconds = min(seconds, e.Duration)
	set := analysis.DefaultRaster
	set.Seconds = max(seconds, .5)
	m := set.For(r.step.Populations)
	for range e.Frames(seconds) {
		st, err := r.Step()
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.Add(st)
	}
	s.Raster = m.Figure()
	return s, nil
}

// sketchFrames are the frames that the protocol's first orientations show.
func (e *Experiment) sketchFrames() ([]*sim.Frame, error) {
	var turns []float64
	for _, start := range e.Protocol.Value.Sequences(e.Duration) {
		if theta, ok := e.Protocol.Value.ThetaAt(1000 * start); ok && len(turns) < mostFrames && !slices.Contains(turns, theta) {
			turns = append(turns, theta)
		}
	}
	if len(turns) == 0 {
		turns = []float64{stimuli.Orientation(e.Stimulus.Value)}
	}
	var frames []*sim.Frame
	for k, theta := range turns {
		s := e.Clone().Stimulus.Value
		if len(turns) > 1 {
			stimuli.Turn(s, theta)
		}
		movie, err := s.Open(StimulusSeed(e.Seed + uint64(k)))
		if err != nil {
			return nil, inSection("stimulus", err)
		}
		g := s.Geometry()
		f := sim.NewFrame(g.Width, g.Height)
		for i := range max(1, int(settleS*g.FPS)) {
			movie.Paint(f, int64(i))
		}
		if stimuli.IsNatural(s) {
			f = telling(movie, f, e.Frames(min(e.Duration, 10)))
		}
		frames = append(frames, f)
	}
	return frames, nil
}

// telling is the one of a film's first frames with most contrast: where a
// camera moves, half of them show a wall. f is the last one painted.
func telling(movie stimuli.Movie, f *sim.Frame, frames int) *sim.Frame {
	best, most := f.Clone(), -1.0
	for k := range frames {
		movie.Paint(f, int64(k))
		if k%15 != 0 {
			continue
		}
		var sum, squares float64
		for _, v := range f.Pix {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		n := float64(len(f.Pix))
		if v := squares/n - sum*sum/n/n; v > most {
			best, most = f.Clone(), v
		}
	}
	return best
}
