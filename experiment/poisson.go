package experiment

import (
	"striate/cortex"
	"striate/sim"
)

// Poisson is input without a stimulus: one Poisson neuron for each excitatory
// neuron of the ring, its rate tuned to the orientation that is "shown", with
// plastic synapses one to one onto E and I.
type Poisson struct {
	_ struct{} `eq:"rate_i = (1 − ν) R exp((cos 2(θ_i − θ) − 1) / 4B_θ²) + ν R"`

	Theta float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"orientation that the input stands for, where the protocol does not say"`
	cortex.RingInput
}

// Sees says that the input needs no picture.
func (*Poisson) Sees() bool { return false }

// Size is the number of Poisson neurons.
func (*Poisson) Size(r *Run) int { return r.exp.Ring.N }

// poissonFeed is Poisson at work.
type poissonFeed struct {
	in    *cortex.Population
	toE   *cortex.Projection
	rates []float64
	theta float64 // that the rates are for
	fresh bool    // the rates were set
}

func (p *Poisson) build(r *Run) (feed, error) {
	if err := r.wire(); err != nil {
		return nil, err
	}
	var err error
	f := &poissonFeed{rates: make([]float64, r.exp.Ring.N)}
	if f.in, err = p.RingInput.Connect(r.net, &r.exp.Ring, r.layer, ""); err != nil {
		return nil, inSection("input", err)
	}
	f.toE = r.layer.InputE
	return f, nil
}

func (p *Poisson) retune(r *Run) error {
	r.input.(*poissonFeed).fresh = false
	return nil
}

// drive sets the rates for the orientation of this frame.
func (f *poissonFeed) drive(r *Run, theta float64, turned bool) error {
	p := r.exp.Input.Value.(*Poisson)
	if !turned {
		theta = p.Theta
	}
	r.step.TrueDeg = theta
	if f.fresh && theta == f.theta {
		return nil
	}
	f.theta, f.fresh = theta, true
	return f.in.SetRates(p.Rates(f.rates, theta))
}

func (f *poissonFeed) run(r *Run, _, stop int64) error { return r.advance(stop) }

func (f *poissonFeed) afferents() *cortex.Projection { return f.toE }

func (f *poissonFeed) state(a *sim.Archive) {
	sim.Value(a, &f.theta)
	a.Bool(&f.fresh)
}
