package experiment

import (
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// Film calls each with the frames of a loop of s seconds of the stimulus alone:
// textures come in their periodic form, with the same parameters as the live
// one but waves of their own, so that they loop without a seam.
func (e *Experiment) Film(seconds float64, each func(k int, f *sim.Frame) error) error {
	if err := e.sees(); err != nil {
		return err
	}
	return stimuli.Render(e.Stimulus.Value, e.Frames(seconds), filmSeed(e), each)
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
