package stdp

import "striate/params"

func init() { register("clopath", func() Rule { return new(Clopath) }) }

// Clopath is the voltage-based rule of Clopath, Büsing, Vasilaki and Gerstner
// 2010 (Nat. Neurosci. 13, 344),
//
//	pre spike:   w ← w − w_max A_LTD h [ū₋ − θ₋]₊
//	each step:   w ← w + w_max A_LTP x̄ [u − θ₊]₊ [ū₊ − θ₋]₊ dt
//
// where u is the potential of the target and ū₋, ū₊ low-pass it with τ₋ and
// τ₊; x̄ low-passes the presynaptic spikes with τ_x (a spike adds 1/τ_x); [·]₊
// is zero below zero; and w is kept within its bounds. The paper's weights are
// relative to their value at the start; here a step is relative to w_max, of
// which one mostly starts at half, so that in mV⁻¹ and mV⁻² the paper's
// amplitudes hold whatever the unit of the weight (nS, pA, mV).
//
// # The spike of a point neuron
//
// A point neuron is reset where a real one makes a spike. From the step in
// which a target fires on and for spike_ms, the rule therefore sees u =
// v_spike_mv in place of the potential that it is told, and the low-passes see
// the same. With spike_ms = 0 it sees the potential as it is: for cells whose
// spike has a shape.
//
// ū₋ and ū₊ are read filter_delay_ms late, longer than a spike, so that a
// spike does not meet its own depolarisation. The paper does not name this
// delay; the authors' program has it (ModelDB 144566: the spike of 2 ms and a
// step of 1 ms). All that a target does reaches a synapse its dendritic delay
// later, as a post spike would, and acts there after a pre spike of the same
// step. A step meets x̄ of its end. The low-passes start at the first potential
// that the rule is told.
//
// # Homeostasis
//
// h is 1, or with homeostasis the mean of (u − v_rest)² over tau_mean_ms divided
// by u_ref²: a target that is too active depresses more. The mean starts at
// u_ref².
type Clopath struct {
	_ struct{} `eq:"pre spike: w → w − w_max A_LTD [ū₋ − θ₋]₊;  each step: w → w + w_max A_LTP x̄ [u − θ₊]₊ [ū₊ − θ₋]₊ dt\nū₋, ū₊, x̄ low-passed with τ₋, τ₊, τ_x;  homeostasis: A_LTD · ⟨(ū − v_rest)²⟩/u²_ref" ref:"Clopath et al. 2010"`

	ALTD          float64 `json:"a_ltd" sym:"A_LTD" label:"A_LTD" unit:"1/mV" default:"0.00014" range:"0,1" step:"0.00001" doc:"amplitude of depression, as a fraction of the largest weight" ref:"Clopath et al. 2010, visual cortex"`
	ALTP          float64 `json:"a_ltp" sym:"A_LTP" label:"A_LTP" unit:"1/mV²" default:"0.00008" range:"0,1" step:"0.00001" doc:"amplitude of potentiation, as a fraction of the largest weight" ref:"Clopath et al. 2010, visual cortex"`
	ThetaMinusMv  float64 `json:"theta_minus_mv" sym:"θ₋" label:"θ₋" unit:"mV" default:"-70.6" range:"-200,100" step:"0.1" doc:"lower threshold, which the low-passed potentials must pass" ref:"Clopath et al. 2010"`
	ThetaPlusMv   float64 `json:"theta_plus_mv" sym:"θ₊" label:"θ₊" unit:"mV" default:"-45.3" range:"-200,100" step:"0.1" doc:"upper threshold, which the potential must pass to strengthen" ref:"Clopath et al. 2010"`
	TauXMs        float64 `json:"tau_x_ms" sym:"τ_x" label:"τ_x" unit:"ms" default:"15" range:"0.1,1000" step:"0.5" doc:"time constant of the presynaptic trace" ref:"Clopath et al. 2010"`
	TauMinusMs    float64 `json:"tau_minus_ms" sym:"τ₋" label:"τ₋" unit:"ms" default:"10" range:"0.1,1000" step:"0.5" doc:"time constant of the potential that depression reads" ref:"Clopath et al. 2010"`
	TauPlusMs     float64 `json:"tau_plus_ms" sym:"τ₊" label:"τ₊" unit:"ms" default:"7" range:"0.1,1000" step:"0.5" doc:"time constant of the potential that potentiation reads" ref:"Clopath et al. 2010"`
	SpikeMs       float64 `json:"spike_ms" label:"length of a spike" unit:"ms" default:"2" range:"0,20" step:"0.1" doc:"how long the rule sees a spike of a point neuron, 0: only the potential as it is" tier:"more" ref:"Clopath et al. 2010"`
	VSpikeMv      float64 `json:"v_spike_mv" label:"height of a spike" unit:"mV" default:"33" range:"-200,200" step:"0.5" doc:"potential that the rule sees during a spike" tier:"more" ref:"Clopath et al. 2010" when:"spike_ms!=0"`
	FilterDelayMs float64 `json:"filter_delay_ms" label:"delay of the low-passes" unit:"ms" default:"3" range:"0,20" step:"0.1" doc:"how late the low-passed potentials are read, longer than a spike so that it does not meet itself" tier:"more" ref:"ModelDB 144566"`
	Homeostasis   bool    `json:"homeostasis" label:"homeostasis" default:"false" doc:"whether depression grows with the mean depolarisation" ref:"Clopath et al. 2010"`
	TauMeanMs     float64 `json:"tau_mean_ms" label:"τ of the mean" unit:"ms" default:"1200" range:"1,1000000" step:"100" doc:"time constant of the mean depolarisation" tier:"more" ref:"ModelDB 144566" when:"homeostasis=true"`
	URef2Mv2      float64 `json:"u_ref_squared_mv2" sym:"u²_ref" label:"u²_ref" unit:"mV²" default:"60" range:"0.1,10000" step:"1" doc:"mean square depolarisation at which depression has its given amplitude" tier:"more" ref:"Clopath et al. 2010" when:"homeostasis=true"`
	VRestMv       float64 `json:"v_rest_mv" label:"resting potential" unit:"mV" default:"-70.6" range:"-200,100" step:"0.1" doc:"potential that depolarisation counts from, also that of the cell in the window plot" tier:"more" ref:"Clopath et al. 2010"`
}

// Open starts the rule; see [Rule]. Its learner is a [Watcher].
func (c *Clopath) Open(s *Synapses, dt float64) (Learner, error) {
	if err := params.Validate(c); err != nil {
		return nil, err
	}
	return openVoltage(c, s, dt), nil
}

// Window is the change of a weight, as a fraction of w_max, by fifteen times
// five pairs at twenty pairs a second, ten seconds apart: the protocol of
// Sjöström, Turrigiano and Nelson 2001 with which the paper fits the rule. The
// target is the paper's cell, an adaptive exponential one whose spike leaves a
// depolarisation behind, resting at v_rest_mv. Beyond 25 ms a spike is nearer
// to the next pair.
func (c *Clopath) Window(dtMs float64) float64 {
	return Protocol{Pairs: 5, RateHz: 20, Blocks: 15, RestMv: c.VRestMv}.Change(c, dtMs)
}
