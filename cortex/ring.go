package cortex

import (
	"fmt"
	"math"
	"strings"

	"striate/params"
	"striate/sim"
	"striate/stdp"
)

// Ring is the orientation network of Ladret & Perrinet's notebook
// FINAL_1_couche: N excitatory and N_I inhibitory neurons on a circle of
// radius 1, index i preferring the orientation 180°·i/N, all of whose synapses
// learn. Weights in nS; delays are normal, clipped by redrawing, dendritic.
type Ring struct {
	_ struct{} `eq:"neuron i of N prefers 180° i/N, its place goes round a circle of radius 1, those of the N_I alike\nP(E→E) = exp(−k_EE · distance), P(I→I) = exp(−k_II · distance);  delays normal, mean d;  von_mises: weight ∝ exp((cos 2Δ − 1)/4B²)" ref:"Ladret & Perrinet, FINAL_1_couche"`

	N         int                     `json:"n" sym:"N" label:"excitatory neurons" default:"60" range:"2,5000" live:"rebuild" doc:"excitatory neurons of the ring"`
	NInh      int                     `json:"n_inh" sym:"N_I" label:"inhibitory neurons" default:"60" range:"2,5000" live:"rebuild" doc:"inhibitory neurons of the ring"`
	Positions string                  `json:"positions" label:"places" default:"closed" choice:"closed,equal" live:"rebuild" tier:"more" doc:"places on the circle: closed, N−1 steps as in the notebooks, so that the first and the last coincide; equal, N equal steps"`
	Wiring    string                  `json:"wiring" label:"wiring" default:"random" choice:"random,even,von_mises" live:"rebuild" tier:"more" doc:"E→E and I→I: random, each pair drawn on its own as in the notebooks; even, the same offsets for every neuron, as many as the probability gives; von_mises, all four projections all to all and static, the weights onto each neuron von Mises tuned and adding up to the weight given"`
	Cell      params.OneOf[CellModel] `json:"cell" label:"cell model" default:"if_cond_exp" live:"rebuild" doc:"cell model of both populations"`

	EEDecay float64 `json:"ee_decay" sym:"k_EE" label:"E→E reach" default:"2" range:"0,100" step:"0.1" live:"rebuild" tier:"more" doc:"E→E connects with probability exp(−k d) at distance d" when:"wiring!=von_mises"`
	IIDecay float64 `json:"ii_decay" sym:"k_II" label:"I→I reach" default:"2" range:"0,100" step:"0.1" live:"rebuild" tier:"more" doc:"I→I connects with probability exp(−k d) at distance d" when:"wiring!=von_mises"`

	EEB float64 `json:"ee_b_deg" label:"E→E width" unit:"deg" default:"5" range:"0.1,1000" step:"0.5" live:"rebuild" tier:"more" doc:"von_mises wiring: bandwidth of the E→E weights" ref:"Ladret & Perrinet, Ring.py, whose B is twice this" when:"wiring=von_mises"`
	EIB float64 `json:"ei_b_deg" label:"E→I width" unit:"deg" default:"2.5" range:"0.1,1000" step:"0.5" live:"rebuild" tier:"more" doc:"von_mises wiring: bandwidth of the E→I weights" when:"wiring=von_mises"`
	IEB float64 `json:"ie_b_deg" label:"I→E width" unit:"deg" default:"20" range:"0.1,1000" step:"0.5" live:"rebuild" tier:"more" doc:"von_mises wiring: bandwidth of the I→E weights" when:"wiring=von_mises"`
	IIB float64 `json:"ii_b_deg" label:"I→I width" unit:"deg" default:"5" range:"0.1,1000" step:"0.5" live:"rebuild" tier:"more" doc:"von_mises wiring: bandwidth of the I→I weights" when:"wiring=von_mises"`

	Start string  `json:"start" label:"start" default:"reset" choice:"reset,uniform" live:"rebuild" tier:"more" doc:"potentials at the start: at reset, or uniform from v0_lo_mv to v0_hi_mv"`
	V0Lo  float64 `json:"v0_lo_mv" label:"lowest start" unit:"mV" default:"-60" range:"-120,0" step:"0.5" live:"rebuild" tier:"more" doc:"lowest potential at a uniform start" when:"start=uniform"`
	V0Hi  float64 `json:"v0_hi_mv" label:"highest start" unit:"mV" default:"-50" range:"-120,0" step:"0.5" live:"rebuild" tier:"more" doc:"highest potential at a uniform start" when:"start=uniform"`

	SameIndex bool `json:"same_index" label:"same index too" default:"true" live:"rebuild" tier:"more" doc:"E→I and I→E also connect neurons of the same index, as PyNN's all-to-all does between two populations, whatever its flag for self-connections"`

	EEW0   float64 `json:"ee_w0_ns" label:"E→E weight" unit:"nS" default:"100" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"E→E weight at the start"`
	EEWMax float64 `json:"ee_w_max_ns" label:"E→E w max" unit:"nS" default:"200" range:"0,10000" step:"5" doc:"E→E largest weight"`
	IIW0   float64 `json:"ii_w0_ns" label:"I→I weight" unit:"nS" default:"100" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"I→I weight at the start"`
	IIWMax float64 `json:"ii_w_max_ns" label:"I→I w max" unit:"nS" default:"200" range:"0,10000" step:"5" tier:"more" doc:"I→I largest weight"`
	EIW0   float64 `json:"ei_w0_ns" label:"E→I weight" unit:"nS" default:"100" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"E→I weight at the start"`
	EIWMax float64 `json:"ei_w_max_ns" label:"E→I w max" unit:"nS" default:"200" range:"0,10000" step:"5" tier:"more" doc:"E→I largest weight"`
	IEW0   float64 `json:"ie_w0_ns" label:"I→E weight" unit:"nS" default:"100" range:"0,10000" step:"5" live:"rebuild" tier:"more" doc:"I→E weight at the start"`
	IEWMax float64 `json:"ie_w_max_ns" label:"I→E w max" unit:"nS" default:"200" range:"0,10000" step:"5" tier:"more" doc:"I→E largest weight"`

	DelayMean float64 `json:"delay_mean_ms" sym:"d" label:"delay mean" unit:"ms" default:"3" range:"0,200" step:"0.1" live:"rebuild" tier:"more" doc:"mean of the normal delays before clipping"`
	DelaySD   float64 `json:"delay_sd_ms" label:"delay spread" unit:"ms" default:"5" range:"0.01,200" step:"0.1" live:"rebuild" tier:"more" doc:"standard deviation of the delays before clipping"`
	DelayMin  float64 `json:"delay_min_ms" label:"delay min" unit:"ms" default:"0.1" range:"0,200" step:"0.1" live:"rebuild" tier:"more" doc:"shortest delay"`
	DelayMax  float64 `json:"delay_max_ms" label:"delay max" unit:"ms" default:"5" range:"0.1,200" step:"0.1" live:"rebuild" tier:"more" doc:"longest delay"`

	Plasticity Plasticity `json:"plasticity" doc:"how the synapses learn"`
}

// NewRing is the ring of the notebook.
func NewRing() *Ring {
	r := new(Ring)
	if err := params.SetDefaults(r); err != nil {
		panic(err) // the tags are ours
	}
	return r
}

// Layer is a ring at work.
type Layer struct {
	E, I           *Population
	EE, II, EI, IE *Projection
	// From ConnectInput; nil without.
	InputE, InputI *Projection
}

// Preferred are the preferred orientations of n neurons around the ring, deg.
func Preferred(n int) []float64 {
	deg := make([]float64, n)
	for i := range deg {
		deg[i] = 180 * float64(i) / float64(n)
	}
	return deg
}

// Distance is the distance on the circle between neurons i and j of n.
func (r *Ring) Distance(n int) func(i, j int) float64 {
	steps := float64(n)
	if r.Positions == "closed" {
		steps--
	}
	return func(i, j int) float64 {
		return 2 * math.Abs(math.Sin(math.Pi*float64(i-j)/steps))
	}
}

// Delays is the distribution of the delays.
func (r *Ring) Delays() Distribution {
	return Normal{Mean: r.DelayMean, SD: r.DelaySD, Lo: r.DelayMin, Hi: r.DelayMax}
}

// checkDelays names the parameter where no delay, or hardly one, can be drawn.
func (r *Ring) checkDelays() error {
	d := Normal{Mean: r.DelayMean, SD: r.DelaySD, Lo: r.DelayMin, Hi: r.DelayMax}
	if !(d.Lo < d.Hi) {
		return &params.Error{Path: "delay_min_ms", Found: params.FormatNumber(d.Lo), Want: fmt.Sprintf("less than delay_max_ms = %g ms", d.Hi)}
	}
	if !(d.share() >= leastShare) {
		return &params.Error{
			Path: "delay_mean_ms", Found: fmt.Sprintf("%g with a spread of %g ms", d.Mean, d.SD),
			Want: fmt.Sprintf("at least %g %% of the delays between delay_min_ms = %g and delay_max_ms = %g", 100*leastShare, d.Lo, d.Hi),
		}
	}
	return nil
}

// Build adds the populations E and I with their four projections to net; all
// names get the suffix. Cells start at the reset potential, if they have one.
func (r *Ring) Build(net *Network, suffix string) (*Layer, error) {
	if err := params.Validate(r); err != nil {
		return nil, err
	}
	if err := r.checkDelays(); err != nil {
		return nil, err
	}
	var err error
	l := &Layer{}
	title := strings.TrimRight(" "+suffix, " ")
	if l.E, err = net.Populate("E"+suffix, "E ring"+title, sim.Excitatory, r.N, r.Cell.Value); err != nil {
		return nil, err
	}
	if l.I, err = net.Populate("I"+suffix, "I ring"+title, sim.Inhibitory, r.NInh, r.Cell.Value); err != nil {
		return nil, err
	}
	for _, p := range []*Population{l.E, l.I} {
		p.SetPreferred(Preferred(p.N()))
		r.begin(p)
	}
	near := func(n int, k float64) Connector {
		d := r.Distance(n)
		p := func(i, j int) float64 { return math.Exp(-k * d(i, j)) }
		if r.Wiring == "even" {
			return even(n, p)
		}
		return Probability{P: p}
	}
	pl := &r.Plasticity
	for _, c := range []struct {
		out       **Projection
		pre, post *Population
		receptor  Receptor
		how       Connector
		width     float64
		w0, wMax  float64
		rule      *stdp.Pair
	}{
		{&l.EE, l.E, l.E, Excitatory, near(r.N, r.EEDecay), r.EEB, r.EEW0, r.EEWMax, pl.SymmetricPlus()},
		{&l.II, l.I, l.I, Inhibitory, near(r.NInh, r.IIDecay), r.IIB, r.IIW0, r.IIWMax, pl.SymmetricPlus()},
		{&l.EI, l.E, l.I, Excitatory, AllToAll{Self: r.SameIndex}, r.EIB, r.EIW0, r.EIWMax, pl.Causal()},
		{&l.IE, l.I, l.E, Inhibitory, AllToAll{Self: r.SameIndex}, r.IEB, r.IEW0, r.IEWMax, pl.Anticausal()},
	} {
		spec := ConnectSpec{Pre: c.pre, Post: c.post, Receptor: c.receptor, Connector: c.how,
			Weight: Fixed(c.w0), WMax: c.wMax, Delay: r.Delays(), Rule: c.rule}
		if r.Wiring == "von_mises" {
			spec.Connector, spec.Rule, spec.WMax = tuned(c.pre.Info().Preferred, c.post.Info().Preferred, c.width, c.w0), nil, 0
		}
		if *c.out, err = net.Connect(spec); err != nil {
			return nil, err
		}
		if spec.Rule == nil {
			continue
		}
		if err := (*c.out).SetWMax(c.wMax); err != nil { // also where it is 0
			return nil, err
		}
		(*c.out).SetLearning(pl.Learning)
	}
	return l, nil
}

// begin sets the potentials that a population starts from.
func (r *Ring) begin(p *Population) {
	if r.Start == "uniform" {
		rng := p.stream("start")
		for i := range p.V() {
			p.V()[i] = r.V0Lo + (r.V0Hi-r.V0Lo)*rng.Float64()
		}
		return
	}
	if v, err := params.Get(r.Cell.Value, "v_reset_mv"); err == nil {
		p.SetV(v.(float64))
	}
}

// ConnectInput projects one to one from a population of as many neurons onto
// E (causal), and as the feed says onto I (anticausal).
func (r *Ring) ConnectInput(net *Network, l *Layer, in *Population, feed Feed) error {
	if err := params.Validate(&feed); err != nil {
		return err
	}
	var err error
	pl := &r.Plasticity
	l.InputE, err = net.Connect(ConnectSpec{Pre: in, Post: l.E, Connector: OneToOne{}, Weight: Fixed(feed.EW0), WMax: feed.EWMax, Delay: r.Delays(), Rule: pl.Causal()})
	if err != nil {
		return err
	}
	l.InputE.SetLearning(pl.Learning)
	var toI Connector = OneToOne{}
	switch feed.ToI {
	case "none":
		return nil
	case "random":
		toI = FixedProbability{P: feed.ToIP, Self: true}
	}
	l.InputI, err = net.Connect(ConnectSpec{Pre: in, Post: l.I, Connector: toI, Weight: Fixed(feed.IW0), WMax: feed.IWMax, Delay: r.Delays(), Rule: pl.Anticausal()})
	if err != nil {
		return err
	}
	l.InputI.SetLearning(pl.Learning)
	return nil
}

// Retune goes on from the present state with other parameters, between two
// steps. Those that need a new network (live:"rebuild") are passed over, the
// parameters of the cells are not.
func (r *Ring) Retune(l *Layer) error {
	if err := params.Validate(r); err != nil {
		return err
	}
	for _, p := range []*Population{l.E, l.I} {
		if err := p.Retune(r.Cell.Value); err != nil {
			return fmt.Errorf("%s: %w", p.Name(), err)
		}
	}
	const keep = -1.0
	pl := &r.Plasticity
	for _, c := range []struct {
		p    *Projection
		wMax float64
		rule *stdp.Pair
	}{
		{l.EE, r.EEWMax, pl.SymmetricPlus()}, {l.II, r.IIWMax, pl.SymmetricPlus()},
		{l.EI, r.EIWMax, pl.Causal()}, {l.IE, r.IEWMax, pl.Anticausal()},
		{l.InputE, keep, pl.Causal()}, {l.InputI, keep, pl.Anticausal()},
	} {
		if c.p == nil || c.p.Rule() == nil {
			continue
		}
		if c.wMax != keep && c.wMax != c.p.WMax() {
			if err := c.p.SetWMax(c.wMax); err != nil {
				return err
			}
		}
		if err := c.p.SetRule(c.rule); err != nil {
			return err
		}
		c.p.SetLearning(pl.Learning)
	}
	return nil
}
