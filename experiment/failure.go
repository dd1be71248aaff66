package experiment

import (
	"errors"
	"fmt"
	"strings"

	"striate/cortex"
	"striate/params"
)

// inWords says why a run stopped: "E ring at 412 Hz".
func (r *Run) inWords(err error) string {
	var f *cortex.Failure
	if !errors.As(err, &f) {
		return err.Error()
	}
	name := f.Population
	for _, p := range r.net.Populations() {
		if p.Name == name {
			name = p.Label
		}
	}
	if f.Whole {
		return fmt.Sprintf("%s at %.0f Hz, neuron %d the fastest with %.0f Hz", name, f.RateHz, f.Neuron, f.NeuronHz)
	}
	if f.LimitHz > 0 {
		return fmt.Sprintf("%s, neuron %d at %.0f Hz", name, f.Neuron, f.RateHz)
	}
	return fmt.Sprintf("%s, neuron %d at %g mV", name, f.Neuron, f.V)
}

// blame is what was changed last, in words: by the timetable, or else what
// differs from the preset; empty where nothing does.
func (r *Run) blame() string {
	if r.passed > 0 {
		c := r.timetable[r.passed-1]
		return fmt.Sprintf("%s=%s at %g s", c.path, c.text, c.atS)
	}
	paths, _ := r.given.Changed()
	values := params.Values(r.given)
	var out []string
	for _, p := range paths {
		if p != "seed" && p != "duration_s" {
			out = append(out, fmt.Sprintf("%s=%v", p, values[p]))
		}
	}
	return strings.Join(out, ", ")
}
