package experiment

import (
	"math"

	"striate/cortex"
	"striate/stdp"
)

// TwoLayers is two rings of the section ring, the second driven by the first,
// one to one (Ladret & Perrinet, notebook FINAL_2_couches): E→E causal, E→I
// anticausal and I→E causal. The second has further projections E→E and I→I on
// top of its own, with probability exp(−k d).
type TwoLayers struct {
	_ struct{} `eq:"second ring: E→E further with P = exp(−k_EE2 · distance), I→I with exp(−k_II2 · distance);  fed one to one by the first" ref:"Ladret & Perrinet, FINAL_2_couches"`

	W0       float64 `json:"feed_w0_ns" label:"layer 1→2 weight" unit:"nS" default:"500" range:"0,10000" step:"5" live:"rebuild" doc:"weight from the first to the second layer at the start"`
	WMax     float64 `json:"feed_w_max_ns" label:"layer 1→2 w max" unit:"nS" default:"1000" range:"0,10000" step:"5" doc:"largest weight from the first to the second layer"`
	ExtraEE  float64 `json:"extra_ee_decay" sym:"k_EE2" label:"extra E→E reach" default:"5" range:"0,100" step:"0.1" live:"rebuild" tier:"more" doc:"further E→E of the second layer connects with probability exp(−k d)"`
	ExtraII  float64 `json:"extra_ii_decay" sym:"k_II2" label:"extra I→I reach" default:"2" range:"0,100" step:"0.1" live:"rebuild" tier:"more" doc:"further I→I of the second layer connects with probability exp(−k d)"`
	ExtraW0  float64 `json:"extra_w0_ns" label:"extra weight" unit:"nS" default:"100" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"weight of the further projections at the start"`
	ExtraMax float64 `json:"extra_w_max_ns" label:"extra w max" unit:"nS" default:"200" range:"0,10000" step:"5" tier:"more" doc:"largest weight of the further projections"`
}

// Fed says that an input drives the first layer.
func (*TwoLayers) Fed() bool { return true }

// Size is described at [Network].
func (*TwoLayers) Size(e *Experiment, input int) (neurons, synapses int) {
	n := e.Ring.N + e.Ring.NInh
	return 2 * n, n*(2*n+input) + e.Ring.N*e.Ring.N + e.Ring.NInh*e.Ring.NInh + 3*e.Ring.N
}

// secondLayer is what TwoLayers has beyond the first ring.
type secondLayer struct {
	*cortex.Layer
	feed []*cortex.Projection // E→E, E→I, I→E
	more []*cortex.Projection // E→E, I→I
}

func (t *TwoLayers) build(r *Run) error {
	ring := &r.exp.Ring
	var err error
	if r.layer, err = ring.Build(r.net, ""); err != nil {
		return inSection("ring", err)
	}
	s := new(secondLayer)
	if s.Layer, err = ring.Build(r.net, "2"); err != nil {
		return inSection("ring", err)
	}
	one, pl := r.layer, &ring.Plasticity
	connect := func(list *[]*cortex.Projection, spec cortex.ConnectSpec, w0, wMax float64) error {
		spec.Weight, spec.WMax, spec.Delay = cortex.Fixed(w0), wMax, ring.Delays()
		p, err := r.net.Connect(spec)
		if err == nil {
			p.SetLearning(pl.Learning)
			*list = append(*list, p)
		}
		return inSectionOrNil("network", err)
	}
	near := func(n int, k float64) cortex.Connector {
		d := ring.Distance(n)
		return cortex.Probability{P: func(i, j int) float64 { return math.Exp(-k * d(i, j)) }}
	}
	type spec = cortex.ConnectSpec
	same := cortex.OneToOne{}
	for _, c := range []struct {
		list     *[]*cortex.Projection
		spec     spec
		w0, wMax float64
	}{
		{&s.feed, spec{Pre: one.E, Post: s.E, Connector: same, Rule: pl.Causal()}, t.W0, t.WMax},
		{&s.feed, spec{Pre: one.E, Post: s.I, Connector: same, Rule: pl.Anticausal()}, t.W0, t.WMax},
		{&s.feed, spec{Pre: one.I, Post: s.E, Connector: same, Receptor: cortex.Inhibitory, Rule: pl.Causal()}, t.W0, t.WMax},
		{&s.more, spec{Name: "E2->E2 extra", Pre: s.E, Post: s.E, Connector: near(ring.N, t.ExtraEE), Rule: pl.SymmetricPlus()}, t.ExtraW0, t.ExtraMax},
		{&s.more, spec{Name: "I2->I2 extra", Pre: s.I, Post: s.I, Connector: near(ring.NInh, t.ExtraII), Receptor: cortex.Inhibitory, Rule: pl.SymmetricPlus()}, t.ExtraW0, t.ExtraMax},
	} {
		if err := connect(c.list, c.spec, c.w0, c.wMax); err != nil {
			return err
		}
	}
	r.second = s
	return nil
}

func (t *TwoLayers) retune(r *Run) error {
	ring := &r.exp.Ring
	for _, l := range []*cortex.Layer{r.layer, r.second.Layer} {
		if err := ring.Retune(l); err != nil {
			return inSection("ring", err)
		}
	}
	pl := &ring.Plasticity
	set := func(p *cortex.Projection, wMax float64, rule *stdp.Pair) error {
		if wMax != p.WMax() {
			if err := p.SetWMax(wMax); err != nil {
				return err
			}
		}
		p.SetLearning(pl.Learning)
		return p.SetRule(rule)
	}
	for k, rule := range []*stdp.Pair{pl.Causal(), pl.Anticausal(), pl.Causal()} {
		if err := set(r.second.feed[k], t.WMax, rule); err != nil {
			return inSection("network", err)
		}
	}
	for _, p := range r.second.more {
		if err := set(p, t.ExtraMax, pl.SymmetricPlus()); err != nil {
			return inSection("network", err)
		}
	}
	return nil
}
