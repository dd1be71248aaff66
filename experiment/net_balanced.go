package experiment

import (
	"fmt"
	"math"

	"striate/cortex"
	"striate/params"
	"striate/sim"
	"striate/stdp"
)

// Balanced is a randomly connected network of excitatory and inhibitory
// neurons without input, kept going by its own activity. Its defaults are the
// network of Vogels & Abbott 2005 in the form of benchmark 1 of Brette et al.
// 2007 ("COBA"), whose leak conductance of 10 nS is the unit of its weights.
type Balanced struct {
	_ struct{} `eq:"N_E and N_I cells, each pair with probability p, weights w_e and w_i" ref:"Vogels & Abbott 2005; Brette et al. 2007"`

	NE   int                            `json:"n_e" sym:"N_E" label:"excitatory neurons" default:"3200" range:"1,100000" live:"rebuild" doc:"excitatory neurons"`
	NI   int                            `json:"n_i" sym:"N_I" label:"inhibitory neurons" default:"800" range:"1,100000" live:"rebuild" doc:"inhibitory neurons"`
	Cell params.OneOf[cortex.CellModel] `json:"cell" label:"cell model" default:"if_cond_exp" live:"rebuild" doc:"cell model of both populations"`
	P    float64                        `json:"p" sym:"p" label:"connectivity" default:"0.02" range:"0,1" step:"0.005" live:"rebuild" doc:"probability of each pair to be connected"`
	WE   float64                        `json:"w_e_ns" sym:"w_e" label:"excitatory weight" unit:"nS" default:"6" range:"0,1000" step:"0.1" live:"rebuild" doc:"weight of excitatory synapses, in the unit of the cell's synapses"`
	WI   float64                        `json:"w_i_ns" sym:"w_i" label:"inhibitory weight" unit:"nS" default:"67" range:"0,1000" step:"1" live:"rebuild" doc:"weight of inhibitory synapses, in the unit of the cell's synapses"`

	Delay params.OneOf[cortex.Distribution] `json:"delay_ms" label:"delay" default:"constant" live:"rebuild" tier:"more" doc:"synaptic delay, ms; less than a step is one step"`

	EERule params.OneOf[stdp.Rule] `json:"ee_rule" label:"E→E plasticity" default:"static" live:"rebuild" tier:"more" doc:"plasticity rule of the synapses from excitatory to excitatory neurons"`
	IERule params.OneOf[stdp.Rule] `json:"ie_rule" label:"I→E plasticity" default:"static" live:"rebuild" tier:"more" doc:"plasticity rule of the synapses from inhibitory to excitatory neurons, such as inhibitory (Vogels et al. 2011)"`
	WMax   float64                 `json:"w_max_factor" label:"ceiling" default:"10" range:"1,1000" step:"1" live:"rebuild" tier:"more" doc:"largest weight under plasticity, in multiples of the weight at the start"`
	Learn  bool                    `json:"learning" label:"learning" default:"true" doc:"whether the synapses that can learn do so"`

	V0    float64 `json:"v0_mv" label:"start potential" unit:"mV" default:"-65" range:"-120,0" step:"0.5" live:"rebuild" tier:"more" doc:"mean potential at the start"`
	V0SD  float64 `json:"v0_sd_mv" label:"start spread" unit:"mV" default:"5" range:"0,50" step:"0.5" live:"rebuild" tier:"more" doc:"standard deviation of the potential at the start"`
	GE0   float64 `json:"g_e0_ns" label:"start g_e" unit:"nS" default:"40" range:"0,1000" step:"1" live:"rebuild" tier:"more" doc:"mean excitatory conductance at the start"`
	GE0SD float64 `json:"g_e0_sd_ns" label:"start g_e spread" unit:"nS" default:"15" range:"0,1000" step:"1" live:"rebuild" tier:"more" doc:"its standard deviation; the few draws below 0 are kept, as in the source, and set the network off"`
	GI0   float64 `json:"g_i0_ns" label:"start g_i" unit:"nS" default:"200" range:"0,1000" step:"1" live:"rebuild" tier:"more" doc:"mean inhibitory conductance at the start"`
	GI0SD float64 `json:"g_i0_sd_ns" label:"start g_i spread" unit:"nS" default:"120" range:"0,1000" step:"1" live:"rebuild" tier:"more" doc:"its standard deviation; the few draws below 0 are kept, as in the source, and set the network off"`
}

// Fed says that it has no input.
func (*Balanced) Fed() bool { return false }

// Size is described at [Network].
func (b *Balanced) Size(*Experiment, int) (neurons, synapses int) {
	n := b.NE + b.NI
	return n, expected(n*n, b.P)
}

// expected is how many of so many pairs are connected with probability p, and
// five standard deviations more.
func expected(pairs int, p float64) int {
	mean := float64(pairs) * p
	return int(mean + 5*math.Sqrt(mean) + 1)
}

func (b *Balanced) build(r *Run) error {
	e, err := r.net.Populate("E", "Excitatory", sim.Excitatory, b.NE, b.Cell.Value)
	if err != nil {
		return inSection("network.cell", err)
	}
	i, err := r.net.Populate("I", "Inhibitory", sim.Inhibitory, b.NI, b.Cell.Value)
	if err != nil {
		return inSection("network.cell", err)
	}
	rng := sim.Seed(r.exp.Seed).Rand("balanced start")
	for _, p := range []*cortex.Population{e, i} {
		for _, s := range []struct {
			variable string
			mean, sd float64
		}{{"v_mv", b.V0, b.V0SD}, {"g_e_ns", b.GE0, b.GE0SD}, {"g_i_ns", b.GI0, b.GI0SD}} {
			for _, v := range p.Variables() {
				if v.Name != s.variable {
					continue
				}
				for k := range v.X {
					v.X[k] = s.mean + s.sd*rng.NormFloat64()
				}
			}
		}
	}
	how := cortex.FixedProbability{P: b.P, Self: true}
	receptors := e.Receptors()
	if len(receptors) < 2 {
		return &params.Error{Path: "network.cell.kind", Found: b.Cell.Kind, Want: "a cell with excitatory and inhibitory receptors"}
	}
	type spec = cortex.ConnectSpec
	we, wi, d := cortex.Fixed(b.WE), cortex.Fixed(b.WI), b.Delay.Value
	err = connectAll(r.net,
		spec{Pre: e, Post: e, Connector: how, Weight: we, WMax: b.WMax * b.WE, Delay: d, Receptor: receptors[0], Rule: plastic(b.EERule)},
		spec{Pre: e, Post: i, Connector: how, Weight: we, Delay: d, Receptor: receptors[0]},
		spec{Pre: i, Post: e, Connector: how, Weight: wi, WMax: b.WMax * b.WI, Delay: d, Receptor: receptors[1], Rule: plastic(b.IERule)},
		spec{Pre: i, Post: i, Connector: how, Weight: wi, Delay: d, Receptor: receptors[1]},
	)
	r.net.SetLearning(b.Learn)
	return inSectionOrNil("network", err)
}

// plastic is the rule that was chosen; the kind that changes nothing is no rule
// at all, and costs nothing.
func plastic(r params.OneOf[stdp.Rule]) stdp.Rule {
	if r.Kind == "static" {
		return nil
	}
	return r.Value
}

func (b *Balanced) retune(r *Run) error {
	if err := r.rewired("delay_ms."); err != nil {
		return err
	}
	r.net.SetLearning(b.Learn)
	for name, rule := range map[string]stdp.Rule{"E->E": plastic(b.EERule), "I->E": plastic(b.IERule)} {
		if err := r.net.Projection(name).SetRule(rule); err != nil {
			return inSection("network", err)
		}
	}
	for _, name := range []string{"E", "I"} {
		if err := r.net.Population(name).Retune(b.Cell.Value); err != nil {
			return inSection("network.cell", fmt.Errorf("%s: %w", name, err))
		}
	}
	return nil
}
