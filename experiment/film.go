package experiment

import (
	"striate/sim"
	"striate/stimuli"
)

// Film calls each with the frames of s seconds of the stimulus alone. Textures
// come in their periodic form, which loops without a seam.
func (e *Experiment) Film(seconds float64, each func(k int, f *sim.Frame) error) error {
	return stimuli.Render(e.Stimulus.Value, e.Frames(seconds), filmSeed(e), each)
}
