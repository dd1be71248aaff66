package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// MaxDelayMs is the longest delay a synapse may have.
const MaxDelayMs = 200

// Delay is a distribution of synaptic delays. A delay becomes the nearest
// whole number of steps, at least one.
type Delay interface {
	check() error
	draw(rng *rand.Rand) float64 // ms
}

// ConstantDelay is the same delay, ms, for every synapse.
type ConstantDelay float64

func (d ConstantDelay) check() error {
	if !(d >= 0 && d <= MaxDelayMs) {
		return fmt.Errorf("cortex: delay %g ms, want 0 to %d ms", float64(d), MaxDelayMs)
	}
	return nil
}

func (d ConstantDelay) draw(*rand.Rand) float64 { return float64(d) }

// NormalDelay is a normal distribution clipped by redrawing to Lo..Hi, ms.
type NormalDelay struct{ Mean, SD, Lo, Hi float64 }

func (d NormalDelay) check() error {
	if !(d.Lo >= 0 && d.Lo < d.Hi && d.Hi <= MaxDelayMs) {
		return fmt.Errorf("cortex: delays from %g to %g ms, want a rising range within 0 to %d ms", d.Lo, d.Hi, MaxDelayMs)
	}
	// The range must hold a fair share of the distribution, or redrawing would not end.
	if !(d.SD > 0 && d.share() >= leastShare) {
		return fmt.Errorf("cortex: normal delays of mean %g and sd %g ms hardly meet %g to %g ms", d.Mean, d.SD, d.Lo, d.Hi)
	}
	return nil
}

// leastShare of the drawn delays must lie in range: a hundred draws for one.
const leastShare = 0.01

// share is the part of the normal distribution that lies within Lo..Hi.
func (d NormalDelay) share() float64 {
	below := func(x float64) float64 { return math.Erfc((d.Mean-x)/(d.SD*math.Sqrt2)) / 2 }
	return below(d.Hi) - below(d.Lo)
}

func (d NormalDelay) draw(rng *rand.Rand) float64 {
	for {
		if x := d.Mean + d.SD*rng.NormFloat64(); x > d.Lo && x < d.Hi {
			return x
		}
	}
}
