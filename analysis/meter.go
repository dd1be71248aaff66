package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// Meter is a measure at work: it is given every step in order and draws its
// figure on demand. The figure is the caller's to keep.
type Meter interface {
	Add(*sim.Step)
	Figure() *Figure
}

// Measure is what opens into a Meter for the populations of a run: a plain
// parameter struct, see params.
type Measure interface {
	Open(populations []sim.Population) (Meter, error)
}

// ReadOut is the index of the population whose orientation is read: the last
// excitatory one with preferred orientations (in a chain of layers, the
// deepest), or -1 where there is none.
func ReadOut(populations []sim.Population) int {
	for i := len(populations) - 1; i >= 0; i-- {
		p := populations[i]
		if p.Role == sim.Excitatory && len(p.Preferred) > 0 && len(p.Preferred) == p.N {
			return i
		}
	}
	return -1
}

func readOut(populations []sim.Population) (int, error) {
	i := ReadOut(populations)
	if i < 0 {
		return -1, fmt.Errorf("populations = %d without preferred orientations, want an excitatory one that has them", len(populations))
	}
	return i, nil
}

// span is the number of whole steps nearest to ms, at least one.
func span(ms, dt float64) int64 { return max(1, int64(math.Round(ms/dt))) }
