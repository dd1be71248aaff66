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
	_ struct{} `eq:"P(spike in dt) = ν(t) dt"`

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

// poissonFormula lays the neurons of one step in a row, each as long as its
// hazard −ln(1 − rate·dt), and drops a Poisson process of rate 1 on the row: a
// neuron that is hit fires. That is one draw a spike, for all neurons together.
type poissonFormula struct {
	n    int
	dt   float64
	rng  *rand.Rand
	rate *formula.Formula
}

// Open is described at [SourceModel].
func (m *PoissonFormula) Open(n int, dt float64, rng *rand.Rand) (Generator, error) {
	f, err := m.parse()
	if err != nil {
		return nil, err
	}
	return &poissonFormula{n: n, dt: dt, rng: rng, rate: f}, nil
}

// Step is described at [Generator]. A rate that is no number is none.
func (p *poissonFormula) Step(n int64, fired []int32) []int32 {
	long := hitLength(p.rate.At(float64(n)*p.dt) * p.dt / 1000)
	if long == 0 {
		return fired
	}
	last := -1
	for x := p.rng.ExpFloat64() * long; x < float64(p.n); x += p.rng.ExpFloat64() * long {
		if i := int(x); i != last {
			fired = append(fired, int32(i))
			last = i
		}
	}
	return fired
}

// State is described at [Generator]. Nothing is left from one step to the next
// but the random stream.
func (p *poissonFormula) State(a *sim.Archive) { a.Label("poisson_formula") }
