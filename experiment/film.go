package experiment

import (
	"errors"

	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// Clip is a film that is about to be made: how many frames it has, and Each,
// which calls each with them; a frame is reused.
type Clip struct {
	Frames int
	Each   func(each func(k int, f *sim.Frame) error) error
}

// ErrNoFrame says that of a video there is nothing to film yet.
var ErrNoFrame = errors.New("no video frame was shown yet")

// Film calls each with the frames of a loop of s seconds of the stimulus alone:
// textures come in their periodic form, with the same parameters as the live
// one but waves of their own, so that they loop without a seam.
func (e *Experiment) Film(seconds float64, each func(k int, f *sim.Frame) error) error {
	return e.filmed(e.Frames(seconds), each)
}

func (e *Experiment) filmed(frames int, each func(k int, f *sim.Frame) error) error {
	if err := e.sees(); err != nil {
		return err
	}
	return stimuli.Render(e.Stimulus.Value, frames, StimulusSeed(e.Seed), each)
}

// Film calls each with the frames of s seconds of the stimulus: of a texture
// the periodic form, of a video what was shown last.
func (s *Session) Film(seconds float64, each func(k int, f *sim.Frame) error) error {
	e := s.Experiment()
	if e == nil {
		return ErrClosed
	}
	c, err := s.Clip(e.Frames(seconds))
	if err != nil {
		return err
	}
	return c.Each(each)
}

// Clip is a film of so many frames of the stimulus as it is now: of a texture
// the periodic form, of a video what was shown last, which may be fewer. Its
// frames are made as they are asked for; the session goes on meanwhile.
func (s *Session) Clip(frames int) (*Clip, error) {
	var shown []*sim.Frame
	var e *Experiment
	if err := s.do(func() { e, shown = s.exp.Clone(), s.monitor.film.last(frames) }); err != nil {
		return nil, err
	}
	if !stimuli.HasVideo(e.Stimulus.Value) {
		if err := stimuli.CheckFilm(e.Stimulus.Value, frames); err != nil {
			return nil, inSection("stimulus", err)
		}
		return &Clip{frames, func(each func(int, *sim.Frame) error) error { return e.filmed(frames, each) }}, nil
	}
	if len(shown) == 0 {
		return nil, ErrNoFrame
	}
	return &Clip{len(shown), func(each func(int, *sim.Frame) error) error {
		for k, f := range shown {
			if err := each(k, f); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

// Shown calls each with the frames that a run of the experiment shows in its
// first seconds, protocol and all: the same ones, as the seed is the same.
func (e *Experiment) Shown(seconds float64, each func(k int, f *sim.Frame) error) error {
	if err := e.sees(); err != nil {
		return err
	}
	r := &Run{exp: e.Clone(), clock: sim.Clock{Dt: Dt}}
	if err := r.openEye(settleS); err != nil {
		return err
	}
	for k := range e.Frames(seconds) {
		r.clock.Step = r.clock.FrameStart(int64(k), e.FPS())
		if err := r.see(r.exp.Protocol.Value.ThetaAt(r.TimeMs())); err != nil {
			return err
		}
		if err := each(k, r.lum); err != nil {
			return err
		}
	}
	return nil
}

// sees refuses a film of an experiment that shows nothing.
func (e *Experiment) sees() error {
	if e.Input.Value.Sees() {
		return nil
	}
	return &params.Error{Path: "input.kind", Found: e.Input.Kind, Want: "an input that sees the stimulus (thalamic): of Poisson spikes there is no film"}
}
