package experiment

import (
	"math"

	"striate/cortex"
	"striate/sim"
)

// Thalamic is input from the retina: thalamo-recipient cells with oriented
// receptive fields, one for each orientation, place and phase, each projecting
// to the ring neurons of about its orientation. A cell is driven by
//
//	I = i_offset + gain · drive + noise,
//
// drive 1 being the best grating of rms contrast 1.
type Thalamic struct {
	_ struct{} `eq:"I = I₀ + g · drive + noise of sd σ, drive 1 for the best grating of rms contrast 1\nreaches E cells Δ away with P = exp((cos 2Δ − 1)/4B_a²), weight from w₀ to at most w_max, to I w_I;  background at ν₀ of w_b"`

	Gain float64 `json:"gain_pa" label:"drive" sym:"g" unit:"pA" default:"300" range:"0,5000" step:"5" tier:"more" doc:"current into a thalamo-recipient cell for a drive of 1"`
	Relay
	Arbor  float64 `json:"arbor_deg" label:"arbor width" sym:"B_a" unit:"deg" default:"10" range:"1,60" step:"0.5" live:"rebuild" tier:"more" doc:"a cell reaches a ring neuron Δ away with probability exp((cos 2Δ − 1)/(4 B²))"`
	W0     float64 `json:"w_ns" label:"first weight" sym:"w₀" unit:"nS" default:"28" range:"0,2000" step:"0.5" live:"rebuild" tier:"more" doc:"thalamus→E weight at the start"`
	WMax   float64 `json:"w_max_ns" label:"ceiling" sym:"w_max" unit:"nS" default:"56" range:"0.1,2000" step:"0.5" doc:"thalamus→E largest weight"`
	WInh   float64 `json:"w_inh_ns" label:"weight to I" sym:"w_I" unit:"nS" default:"7" range:"0,2000" step:"0.5" live:"rebuild" tier:"more" doc:"thalamus→I weight, which does not learn"`
	BackHz float64 `json:"background_hz" label:"background rate" sym:"ν₀" unit:"Hz" default:"2" range:"0,1000" step:"0.1" tier:"more" doc:"rate of the Poisson background of each ring neuron"`
	BackNS float64 `json:"background_ns" label:"background weight" sym:"w_b" unit:"nS" default:"400" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"weight of the Poisson background"`
}

// Sees says that the input needs movie and retina.
func (*Thalamic) Sees() bool { return true }

// Size is the number of thalamo-recipient cells.
func (*Thalamic) Size(r *Run) int { return len(r.retina.Cells()) }

// thalamicFeed is Thalamic at work.
type thalamicFeed struct {
	cells    *cortex.Population
	toE, toI *cortex.Projection
	back     []*cortex.Population
}

func (t *Thalamic) build(r *Run) (feed, error) {
	fields := r.retina.Cells()
	preferred := make([]float64, len(fields))
	for i, c := range fields {
		preferred[i] = c.ThetaDeg
	}
	var err error
	f := &thalamicFeed{}
	if f.cells, err = r.net.Populate("thalamic", "Thalamic", sim.Thalamic, len(fields), t.cell()); err != nil {
		return nil, inSection("input", err)
	}
	f.cells.SetPreferred(preferred)
	ring := &r.exp.Ring
	if err := r.wire(); err != nil {
		return nil, err
	}
	rng := sim.Seed(r.exp.Seed).Rand("thalamic arbor")
	f.toE, err = r.net.Connect(cortex.ConnectSpec{Pre: f.cells, Post: r.layer.E, Connector: arbor(preferred, r.layer.E.Info().Preferred, t.Arbor, rng),
		Weight: cortex.Fixed(min(t.W0, t.WMax)), WMax: t.WMax, Delay: ring.Delays(), Rule: ring.Plasticity.Causal()})
	if err != nil {
		return nil, inSection("input", err)
	}
	f.toE.SetLearning(ring.Plasticity.Learning)
	r.layer.InputE = f.toE
	f.toI, err = r.net.Connect(cortex.ConnectSpec{Pre: f.cells, Post: r.layer.I, Connector: arbor(preferred, r.layer.I.Info().Preferred, t.Arbor, rng), Weight: cortex.Fixed(t.WInh), Delay: ring.Delays()})
	if err != nil {
		return nil, inSection("input", err)
	}
	for _, to := range []*cortex.Population{r.layer.E, r.layer.I} {
		b, err := r.net.Source(backgroundPrefix+to.Name(), "Background "+to.Name(), to.N(), &cortex.Poisson{RateHz: t.BackHz})
		if err != nil {
			return nil, inSection("input", err)
		}
		if _, err := r.net.Connect(cortex.ConnectSpec{Pre: b, Post: to, Connector: cortex.OneToOne{}, Weight: cortex.Fixed(t.BackNS)}); err != nil {
			return nil, inSection("input", err)
		}
		f.back = append(f.back, b)
	}
	return f, nil
}

// backgroundPrefix begins the names of populations that stand for the rest of
// the brain; their spikes are not recorded.
const backgroundPrefix = "background-"

func (t *Thalamic) retune(r *Run) error {
	f := r.input.(*thalamicFeed)
	if err := f.cells.Retune(t.cell()); err != nil {
		return inSection("input", err)
	}
	if t.WMax != f.toE.WMax() {
		if err := f.toE.SetWMax(t.WMax); err != nil {
			return inSection("input", err)
		}
	}
	for _, b := range f.back {
		hz := make([]float64, b.N())
		for i := range hz {
			hz[i] = t.BackHz
		}
		if err := b.SetRates(hz); err != nil {
			return inSection("input", err)
		}
	}
	return nil
}

func (f *thalamicFeed) drive(*Run, float64, bool) error { return nil }

func (f *thalamicFeed) run(r *Run, now, stop int64) error {
	gain := r.exp.Input.Value.(*Thalamic).Gain
	return r.byDrive(now, stop, func(row []float32) {
		inject := f.cells.Inject()
		for i, d := range row {
			inject[i] = gain * float64(d)
		}
	})
}

// byDrive holds the drive of each sub-sample of the frame for its share of the
// steps.
func (r *Run) byDrive(now, stop int64, hold func(row []float32)) error {
	rows := r.retina.Drive()
	for k, row := range rows {
		hold(row)
		to := now + int64(math.Round(float64(stop-now)*float64(k+1)/float64(len(rows))))
		if err := r.advance(to); err != nil {
			return err
		}
	}
	return nil
}

func (f *thalamicFeed) afferents() *cortex.Projection { return f.toE }

func (*thalamicFeed) state(*sim.Archive) {} // the drive is the retina's
