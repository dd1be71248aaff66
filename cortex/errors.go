package cortex

import (
	"errors"
	"fmt"
	"slices"
)

// errOtherKind is what Retune answers to a model of another kind.
var errOtherKind = errors.New("cortex: cells cannot change to a model of another kind")

func badCount(what string, found, want int) error {
	return fmt.Errorf("cortex: %d %s, want %d", found, what, want)
}

func sortSteps(s []int64) { slices.Sort(s) }

// Failure tells that a run had to stop: a potential left the numbers, or a
// population ran away.
type Failure struct {
	Population string
	Neuron     int     // that failed; of a population that ran away as a whole the fastest
	Whole      bool    // the population ran away as a whole
	TimeMs     float64 // when it was found
	RateHz     float64 // of the population, or of the neuron that ran away, over the last window
	NeuronHz   float64 // of the neuron, over the same window
	LimitHz    float64 // that was passed; 0 where it is the potential
	V          float64 // potential of the neuron, mV
}

func (f *Failure) Error() string {
	if f.Whole {
		return fmt.Sprintf("%s: mean rate %.0f Hz at %g ms, neuron %d the fastest with %.0f Hz, want at most %g Hz (runaway)", f.Population, f.RateHz, f.TimeMs, f.Neuron, f.NeuronHz, f.LimitHz)
	}
	if f.LimitHz > 0 {
		return fmt.Sprintf("%s: neuron %d fires at %.0f Hz at %g ms, want at most %g Hz (runaway)", f.Population, f.Neuron, f.RateHz, f.TimeMs, f.LimitHz)
	}
	return fmt.Sprintf("%s: neuron %d at %g ms has potential %g mV, want a finite number", f.Population, f.Neuron, f.TimeMs, f.V)
}
