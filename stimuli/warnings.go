package stimuli

import (
	"fmt"
	"math"
	"slices"

	"striate/params"
)

// Warner is a stimulus that may not be what its parameters say on the screen
// that it has.
type Warner interface {
	// Warnings are lines for a person, none where all is well.
	Warnings() []string
}

// Warnings are those of a stimulus and of all it is made of, each once.
func Warnings(s Stimulus) []string {
	var out []string
	for _, p := range Leaves(s) {
		lines := coarse(p)
		if w, ok := p.(Warner); ok {
			lines = w.Warnings()
		}
		for _, line := range lines {
			if !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	return out
}

// tooMuchOutside is the share of energy beyond the Fourier cube from which a
// cloud is not the one asked for.
const tooMuchOutside = .1

// Warnings tells of a cloud whose envelope leaves the Fourier cube.
func (c *MotionCloud) Warnings() []string {
	out := c.EnergyOutside()
	if !(out > tooMuchOutside) {
		return nil
	}
	return []string{fmt.Sprintf("%.0f %% of the cloud's energy is beyond what pixels and frames can show: lower sf_cpd, b_sf_oct, speed_dps or b_v", 100*out)}
}

// fewSamples is how many pixels or frames a cycle has at least where it looks
// like itself.
const fewSamples = 4

// coarse tells of waves that have few pixels or frames a cycle.
func coarse(s Stimulus) []string {
	var out []string
	g := s.Geometry()
	if f, ok := s.(interface{ spatialFreq() float64 }); ok {
		if px := 1 / g.CyclesPerPx(f.spatialFreq()); px < fewSamples {
			out = append(out, fmt.Sprintf("sf_cpd = %s leaves %.3g pixels a cycle, want %d or more: fewer show beats", params.FormatNumber(f.spatialFreq()), px, fewSamples))
		}
	}
	if f, ok := s.(interface{ temporalFreq() float64 }); ok {
		if n := g.FPS / math.Abs(f.temporalFreq()); n < fewSamples {
			out = append(out, fmt.Sprintf("tf_hz = %s leaves %.3g frames a cycle, want %d or more: of fewer the direction is hard to see", params.FormatNumber(f.temporalFreq()), n, fewSamples))
		}
	}
	return out
}
