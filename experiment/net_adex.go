package experiment

import (
	"fmt"

	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// AdExRSFS is the cortical network of Zerlaut, Chemla, Chavane & Destexhe 2018:
// regular spiking excitatory and fast spiking inhibitory AdEx neurons, each
// with the same number of recurrent synapses from both, and afferent Poisson
// input whose rate changes.
type AdExRSFS struct {
	_ struct{} `eq:"N_RS and N_FS cells, each pair with probability p, weights Q_e and Q_i;  N_aff afferents at ν_aff with probability p_aff" ref:"Zerlaut et al. 2018"`

	NRS   int                            `json:"n_rs" sym:"N_RS" label:"RS neurons" default:"4000" range:"1,100000" live:"rebuild" doc:"regular spiking, excitatory neurons"`
	NFS   int                            `json:"n_fs" sym:"N_FS" label:"FS neurons" default:"1000" range:"1,100000" live:"rebuild" doc:"fast spiking, inhibitory neurons"`
	RS    params.OneOf[cortex.CellModel] `json:"rs" label:"RS cell" default:"adex" live:"rebuild" doc:"excitatory cell"`
	FS    params.OneOf[cortex.CellModel] `json:"fs" label:"FS cell" default:"adex" live:"rebuild" doc:"inhibitory cell"`
	P     float64                        `json:"p" sym:"p" label:"connectivity" default:"0.05" range:"0,1" step:"0.005" live:"rebuild" doc:"recurrent connectivity: each neuron gets p N synapses from each population, sources drawn with replacement"`
	QE    float64                        `json:"q_e_ns" sym:"Q_e" label:"excitatory weight" unit:"nS" default:"1" range:"0,1000" step:"0.1" live:"rebuild" doc:"weight of excitatory synapses"`
	QI    float64                        `json:"q_i_ns" sym:"Q_i" label:"inhibitory weight" unit:"nS" default:"4" range:"0,1000" step:"0.1" live:"rebuild" doc:"weight of inhibitory synapses"`
	NAff  int                            `json:"n_aff" sym:"N_aff" label:"afferents" default:"400" range:"0,100000" live:"rebuild" doc:"afferent neurons"`
	PAff  float64                        `json:"p_aff" sym:"p_aff" label:"afferent connectivity" default:"0.5" range:"0,1" step:"0.05" live:"rebuild" doc:"share of the afferents that each neuron has"`
	Rate  string                         `json:"aff_rate_hz" sym:"ν_aff" label:"afferent rate" unit:"Hz" default:"4 + 4*exp(-(t-1000)^2/(2*100^2))" live:"rebuild" doc:"rate of each afferent, a formula in t, the time in ms"`
	Share string                         `json:"aff_wiring" label:"afferent wiring" default:"independent" choice:"independent,shared" live:"rebuild" tier:"more" doc:"independent, each neuron sees a Poisson train of its own of rate p_aff N_aff ν, as the source has it; shared, a population of N_aff neurons projects at random, so that neurons share afferents"`

	Delay params.OneOf[cortex.Distribution] `json:"delay_ms" label:"delay" default:"constant" live:"rebuild" tier:"more" doc:"recurrent delay, ms; less than a step is one step"`
}

// Fed says that it has afferents of its own.
func (*AdExRSFS) Fed() bool { return false }

// Size is described at [Network].
func (a *AdExRSFS) Size(*Experiment, int) (neurons, synapses int) {
	n := a.NRS + a.NFS
	neurons, synapses = n, int(float64(n)*float64(n)*a.P)+n
	if a.Share == "shared" {
		neurons += a.NAff
		synapses += expected(n*a.NAff, a.PAff)
	}
	return neurons, synapses
}

func (a *AdExRSFS) check() error {
	return inSectionOrNil("network", renamed("rate_hz", "aff_rate_hz", (&cortex.PoissonFormula{Rate: a.Rate}).Check()))
}

// renamed gives an error about one parameter the name that the user knows.
func renamed(from, to string, err error) error {
	if e, ok := err.(*params.Error); ok && e.Path == from {
		return &params.Error{Path: to, Found: e.Found, Want: e.Want}
	}
	return err
}

func (a *AdExRSFS) build(r *Run) error {
	rs, err := r.net.Populate("RS", "RS, excitatory", sim.Excitatory, a.NRS, a.RS.Value)
	if err != nil {
		return inSection("network.rs", err)
	}
	fs, err := r.net.Populate("FS", "FS, inhibitory", sim.Inhibitory, a.NFS, a.FS.Value)
	if err != nil {
		return inSection("network.fs", err)
	}
	type spec = cortex.ConnectSpec
	for _, to := range []*cortex.Population{rs, fs} {
		for _, from := range []struct {
			p  *cortex.Population
			w  float64
			on int
		}{{rs, a.QE, 0}, {fs, a.QI, 1}} {
			receptors := to.Receptors()
			if from.on >= len(receptors) {
				return &params.Error{Path: "network.rs.kind", Found: a.RS.Kind, Want: "a cell with excitatory and inhibitory receptors"}
			}
			how := cortex.FixedInDegree{K: int(a.P*float64(from.p.N()) + 0.5), Multapses: true, Self: true}
			if err := connectAll(r.net, spec{Pre: from.p, Post: to, Connector: how, Weight: cortex.Fixed(from.w), Delay: a.Delay.Value, Receptor: receptors[from.on]}); err != nil {
				return inSection("network", err)
			}
		}
	}
	if a.NAff > 0 {
		return inSectionOrNil("network", a.afferents(r, rs, fs))
	}
	return nil
}

// afferents adds the afferent input; private trains have no neurons of their own
// and are not recorded.
func (a *AdExRSFS) afferents(r *Run, to ...*cortex.Population) error {
	if a.Share == "shared" {
		aff, err := r.net.Source("aff", "Afferents", a.NAff, &cortex.PoissonFormula{Rate: a.Rate})
		if err != nil {
			return renamed("rate_hz", "aff_rate_hz", err)
		}
		for _, p := range to {
			if _, err := r.net.Connect(cortex.ConnectSpec{Pre: aff, Post: p, Connector: cortex.FixedProbability{P: a.PAff, Self: true}, Weight: cortex.Fixed(a.QE)}); err != nil {
				return err
			}
		}
		return nil
	}
	rate := fmt.Sprintf("%g*(%s)", a.PAff*float64(a.NAff), a.Rate)
	for _, p := range to {
		if err := p.Bombard(p.Receptors()[0], rate, a.QE); err != nil {
			return renamed("rate_hz", "aff_rate_hz", err)
		}
	}
	return nil
}

func (a *AdExRSFS) retune(r *Run) error {
	if err := r.rewired("delay_ms."); err != nil {
		return err
	}
	if err := r.net.Population("RS").Retune(a.RS.Value); err != nil {
		return inSection("network.rs", err)
	}
	return inSectionOrNil("network.fs", r.net.Population("FS").Retune(a.FS.Value))
}
