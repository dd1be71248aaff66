package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"

	"striate/formula"
	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[SourceModel]("poisson_formula", func() SourceModel { return new(PoissonFormula) })
}

// PoissonFormula fires at random, all neurons with the same rate, which is a
// function of time. As in [Poisson] a neuron fires at most once a step, with
// probability rate·dt at the start of that step; a rate below 0 is none.
type PoissonFormula struct {
	Rate string `json:"rate_hz" sym:"ν(t)" label:"rate" unit:"Hz" default:"20" doc:"rate of each neuron, a formula in t, the time in ms"`
}

// Check says what is wrong with the formula, if anything.
func (m *PoissonFormula) Check() error {
	_, err := m.parse()
	return err
}

func (m *PoissonFormula) parse() (*formula.Formula, error) {
	f, err := formula.Parse(m.Rate, "t")
	if err != nil {
		return nil, &params.Error{Path: "rate_hz", Found: fmt.Sprintf("%q", m.Rate), Want: err.Error()}
	}
	if r := f.At(0); math.IsNaN(r) || r > 1e6 {
		return nil, &params.Error{Path: "rate_hz", Found: fmt.Sprintf("%q, at first %g", m.Rate, r), Want: "at most 1e+06 Hz"}
	}
	return f, nil
}

type poissonFormula struct {
	dt   float64
	rng  *rand.Rand
	rate *formula.Formula
	left []float64 // hazard until the next spike
}

// Open is described at [SourceModel].
func (m *PoissonFormula) Open(n int, dt float64, rng *rand.Rand) (Generator, error) {
	f, err := m.parse()
	if err != nil {
		return nil, err
	}
	p := &poissonFormula{dt: dt, rng: rng, rate: f, left: make([]float64, n)}
	for i := range p.left {
		p.left[i] = rng.ExpFloat64()
	}
	return p, nil
}

// Step is described at [Generator]. A rate that is no number is none.
func (p *poissonFormula) Step(n int64, fired []int32) []int32 {
	hz := p.rate.At(float64(n) * p.dt)
	if !(hz > 0) {
		return fired
	}
	hazard := -math.Log1p(-min(1, hz*p.dt/1000))
	for i, x := range p.left {
		x -= hazard
		if x < 0 {
			fired = append(fired, int32(i))
			x = p.rng.ExpFloat64()
		}
		p.left[i] = x
	}
	return fired
}

// State is described at [Generator].
func (p *poissonFormula) State(a *sim.Archive) {
	a.Label("poisson_formula")
	sim.Fixed(a, p.left)
}
