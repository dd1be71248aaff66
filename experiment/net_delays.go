package experiment

import (
	"fmt"
	"math"

	"striate/cortex"
	"striate/params"
	"striate/sim"
	"striate/stdp"
)

// Delays asks what a synaptic delay does to learning: groups of cells get the
// same kind of Poisson input through plastic synapses that differ from group
// to group only in their dendritic delay. The longer it is, the later a
// postsynaptic spike reaches the synapse and the less the pair strengthens it.
// In the source (notebook 2018-10-06 of InternshipM2) each group is one cell.
type Delays struct {
	_ struct{} `eq:"each cell gets K of the inputs at rate ν;  group k has the dendritic delay lo + (hi − lo) k/(groups − 1)" ref:"Ladret & Perrinet, 2018-10-06"`

	Groups int     `json:"groups" label:"delays" default:"30" range:"2,200" live:"rebuild" doc:"number of delays, evenly spaced"`
	Cells  int     `json:"cells" label:"cells of each" default:"10" range:"1,200" live:"rebuild" doc:"cells that have the same delay"`
	DLo    float64 `json:"delay_lo_ms" label:"shortest delay" unit:"ms" default:"0.1" range:"0.1,200" live:"rebuild" doc:"delay of the first group"`
	DHi    float64 `json:"delay_hi_ms" label:"longest delay" unit:"ms" default:"12" range:"0.1,200" live:"rebuild" doc:"delay of the last group"`
	Inputs int     `json:"inputs" label:"inputs" default:"100" range:"1,10000" live:"rebuild" doc:"Poisson neurons that the inputs of a cell are drawn from"`
	K      int     `json:"k" sym:"K" label:"inputs of a cell" default:"50" range:"1,10000" live:"rebuild" doc:"inputs of each cell"`
	RateHz float64 `json:"rate_hz" sym:"ν" label:"input rate" unit:"Hz" default:"25.5" range:"0,1000" step:"0.5" doc:"rate of each Poisson neuron"`

	Cell     params.OneOf[cortex.CellModel] `json:"cell" label:"cell model" default:"if_cond_alpha" live:"rebuild" doc:"cell model"`
	W0       float64                        `json:"w0_ns" label:"first weight" unit:"nS" default:"1000" range:"0,100000" step:"10" live:"rebuild" doc:"weight at the start"`
	WMax     float64                        `json:"w_max_ns" label:"largest weight" unit:"nS" default:"3000" range:"0,100000" step:"10" live:"rebuild" doc:"largest weight"`
	Learning bool                           `json:"learning" label:"learning" default:"true" doc:"whether the synapses learn"`
	Rule     params.OneOf[stdp.Rule]        `json:"rule" label:"plasticity rule" default:"pair" live:"rebuild" doc:"how the synapses learn"`
}

// Fed says that it has an input of its own.
func (*Delays) Fed() bool { return false }

// Size is described at [Network].
func (d *Delays) Size(*Experiment, int) (neurons, synapses int) {
	n := d.Groups * d.Cells
	return n + d.Inputs, n * d.K
}

func (d *Delays) check() error {
	switch {
	case !(d.DLo < d.DHi):
		return &params.Error{Path: "network.delay_lo_ms", Found: params.FormatNumber(d.DLo), Want: fmt.Sprintf("less than delay_hi_ms = %g ms", d.DHi)}
	case d.K > d.Inputs:
		return &params.Error{Path: "network.k", Found: fmt.Sprint(d.K), Want: fmt.Sprintf("at most inputs = %d", d.Inputs)}
	}
	return nil
}

// DelayMs is the delay of a group.
func (d *Delays) DelayMs(group int) float64 {
	return d.DLo + (d.DHi-d.DLo)*float64(group)/float64(d.Groups-1)
}

func (d *Delays) build(r *Run) error {
	in, err := r.net.Source("input", "Input", d.Inputs, &cortex.Poisson{RateHz: d.RateHz})
	if err != nil {
		return inSection("network", err)
	}
	cells, err := r.net.Populate("E", "Cells by delay", sim.Excitatory, d.Groups*d.Cells, d.Cell.Value)
	if err != nil {
		return inSection("network.cell", err)
	}
	if v, err := params.Get(d.Cell.Value, "v_reset_mv"); err == nil {
		cells.SetV(v.(float64))
	}
	// Cell c of every group has the same inputs, so that groups differ in
	// nothing but the delay.
	rng := sim.Seed(r.exp.Seed).Rand("delays wiring")
	var pairs cortex.Pairs
	for c := range d.Cells {
		for _, i := range rng.Perm(d.Inputs)[:d.K] {
			for g := range d.Groups {
				pairs.Pre, pairs.Post = append(pairs.Pre, i), append(pairs.Post, g*d.Cells+c)
				pairs.DelayMs = append(pairs.DelayMs, math.Max(d.DelayMs(g), r.net.Dt()))
			}
		}
	}
	p, err := r.net.Connect(cortex.ConnectSpec{Name: "input->E", Pre: in, Post: cells, Connector: pairs, Weight: cortex.Fixed(d.W0), WMax: d.WMax, Rule: d.Rule.Value})
	if err != nil {
		return inSection("network", err)
	}
	p.SetLearning(d.Learning)
	return nil
}

func (d *Delays) retune(r *Run) error {
	hz := make([]float64, d.Inputs)
	for i := range hz {
		hz[i] = d.RateHz
	}
	if err := r.net.Population("input").SetRates(hz); err != nil {
		return inSection("network", err)
	}
	p := r.net.Projection("input->E")
	p.SetLearning(d.Learning)
	if err := p.SetRule(d.Rule.Value); err != nil {
		return inSection("network.rule", err)
	}
	return inSectionOrNil("network.cell", r.net.Population("E").Retune(d.Cell.Value))
}
