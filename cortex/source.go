package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
	"striate/sim"
)

// SourceModel is the parameters of a population without membranes.
type SourceModel interface {
	Open(n int, dt float64, rng *rand.Rand) (Generator, error)
}

// Generator makes the spikes of a source.
type Generator interface {
	// Step appends the neurons that fire in step n; steps are asked in order.
	Step(n int64, fired []int32) []int32
	// State saves all that a step depends on but the random stream it was
	// opened with, or reads it back.
	State(a *sim.Archive)
}

func init() {
	params.Register[SourceModel]("poisson", func() SourceModel { return new(Poisson) })
}

// Poisson fires at random with a rate that each neuron has of its own and that
// may change between steps. A neuron fires at most once a step, with
// probability rate·dt, so the mean rate is exact.
type Poisson struct {
	_ struct{} `eq:"P(spike in dt) = ν dt"`

	RateHz float64 `json:"rate_hz" sym:"ν" label:"rate" unit:"Hz" default:"20" range:"0,10000" step:"1" doc:"rate of each neuron at the start"`
}

// poisson counts down a hazard: a neuron fires when the summed −ln(1 − rate·dt)
// has passed an exponential variate of mean 1, drawn anew after each spike.
// That is the same law as a coin each step and costs one draw a spike.
type poisson struct {
	dt           float64
	rng          *rand.Rand
	rates        []float64 // Hz
	hazard, left []float64
}

// Open is described at [SourceModel].
func (m *Poisson) Open(n int, dt float64, rng *rand.Rand) (Generator, error) {
	if err := params.Validate(m); err != nil {
		return nil, err
	}
	p := &poisson{dt: dt, rng: rng, rates: make([]float64, n), hazard: make([]float64, n), left: make([]float64, n)}
	for i := range p.left {
		p.rates[i], p.left[i] = m.RateHz, rng.ExpFloat64()
	}
	return p, p.setRates(p.rates)
}

func (p *poisson) setRates(hz []float64) error {
	if len(hz) != len(p.rates) {
		return badCount("rates", len(hz), len(p.rates))
	}
	for _, r := range hz {
		if !(r >= 0 && r <= 1e6) {
			return &params.Error{Path: "rate_hz", Found: params.FormatNumber(r), Want: "0 to 1e+06 Hz"}
		}
	}
	copy(p.rates, hz)
	for i, r := range hz {
		p.hazard[i] = -math.Log1p(-min(1, r*p.dt/1000)) // infinite where it fires every step
	}
	return nil
}

// Step is described at [Generator].
func (p *poisson) Step(_ int64, fired []int32) []int32 {
	hazard := p.hazard[:len(p.left)]
	for i, x := range p.left {
		x -= hazard[i]
		if x < 0 {
			fired = append(fired, int32(i))
			x = p.rng.ExpFloat64()
		}
		p.left[i] = x
	}
	return fired
}

// State is described at [Generator].
func (p *poisson) State(a *sim.Archive) {
	a.Label("poisson")
	sim.Fixed(a, p.rates)
	sim.Fixed(a, p.hazard)
	sim.Fixed(a, p.left)
}

// SpikeArray fires at given times, each in the step nearest to it.
type SpikeArray struct {
	TimesMs [][]float64 `json:"-"` // by neuron, in any order
}

type spikeArray struct {
	steps [][]int64 // by neuron, sorted
	next  []int
}

// Open is described at [SourceModel].
func (m *SpikeArray) Open(n int, dt float64, _ *rand.Rand) (Generator, error) {
	if len(m.TimesMs) != n {
		return nil, badCount("spike trains", len(m.TimesMs), n)
	}
	a := &spikeArray{steps: make([][]int64, n), next: make([]int, n)}
	for i, times := range m.TimesMs {
		for _, t := range times {
			if !(t >= 0 && t < 1e15) {
				return nil, &params.Error{Path: "times_ms", Found: params.FormatNumber(t), Want: "0 or later"}
			}
			a.steps[i] = append(a.steps[i], int64(math.Round(t/dt)))
		}
		sortSteps(a.steps[i])
	}
	return a, nil
}

// Step is described at [Generator]. Spikes of one neuron that fall into one
// step are one spike.
func (a *spikeArray) Step(n int64, fired []int32) []int32 {
	for i, steps := range a.steps {
		k := a.next[i]
		for k < len(steps) && steps[k] < n {
			k++
		}
		if k < len(steps) && steps[k] == n {
			fired = append(fired, int32(i))
		}
		a.next[i] = k
	}
	return fired
}

// State is described at [Generator]. What comes next follows from the step.
func (a *spikeArray) State(ar *sim.Archive) {
	ar.Label("spike_array")
	next := make([]int64, len(a.next))
	for i, k := range a.next {
		next[i] = int64(k)
	}
	sim.Fixed(ar, next)
	for i, k := range next {
		if k < 0 || k > int64(len(a.steps[i])) {
			ar.Fail(badCount("spikes passed", int(k), len(a.steps[i])))
			return
		}
		a.next[i] = int(k)
	}
}
