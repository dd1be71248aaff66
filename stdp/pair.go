package stdp

import "math"

func init() { register("pair", func() Rule { return new(Pair) }) }

// Pair is the pair rule. With the traces K₊ of earlier presynaptic and K₋ of
// earlier postsynaptic spikes, both decaying exponentially,
//
//	post spike:  w ← w + A₊ K₊ f₊(w)
//	pre spike:   w ← (w − A₋ K₋ f₋(w)) (1 − pre_decay)
//
// where f₊ = w_max − w, f₋ = w − w_min (multiplicative: van Rossum, Bi,
// Turrigiano 2000), f₊ = f₋ = w_max (additive: Song, Miller, Abbott 2000),
// f₊ = w_max (1 − w/w_max)^μ, f₋ = w_max (w/w_max)^μ (power: Gütig, Aharonov,
// Rotter, Sompolinsky 2003) or f₊ = w₀^(1−μ) w^μ, f₋ = w (power_law: Morrison,
// Aertsen, Diesmann 2007; λ is A₊, λα is A₋ and w₀ is w_ref of w_max), the
// last two for w_min = 0, and w is kept within its bounds. A negative A turns
// the sign of its half.
type Pair struct {
	_ struct{} `eq:"post spike: w → w + A₊ K₊ f₊(w);  pre spike: w → w − A₋ K₋ f₋(w);  K₊, K₋ decay with τ₊, τ₋\nmultiplicative f₊ = w_max − w, f₋ = w;  additive both w_max;  power f₊ = w_max (1 − w/w_max)^μ, f₋ = w_max (w/w_max)^μ;  power_law f₊ = w₀^(1−μ) w^μ, f₋ = w" ref:"Morrison et al. 2008"`

	APlus      float64 `json:"a_plus" sym:"A₊" label:"A₊" default:"0.0375" range:"-2,2" step:"0.0005" doc:"amplitude of the half with the post spike after the pre spike, as a fraction of the room left" ref:"Morrison et al. 2008"`
	AMinus     float64 `json:"a_minus" sym:"A₋" label:"A₋" default:"0.025" range:"-2,2" step:"0.0005" doc:"amplitude of the half with the post spike before the pre spike, positive weakens" ref:"Morrison et al. 2008"`
	TauPlusMs  float64 `json:"tau_plus_ms" sym:"τ₊" label:"τ₊" unit:"ms" default:"37.5" range:"0.1,1000" step:"0.5" doc:"time constant of the presynaptic trace" ref:"Morrison et al. 2008"`
	TauMinusMs float64 `json:"tau_minus_ms" sym:"τ₋" label:"τ₋" unit:"ms" default:"30" range:"0.1,1000" step:"0.5" doc:"time constant of the postsynaptic trace" ref:"Morrison et al. 2008"`
	Dependence string  `json:"dependence" label:"weight dependence" default:"multiplicative" choice:"multiplicative,additive,power,power_law" doc:"how a step depends on the weight it changes" tier:"more" ref:"van Rossum et al. 2000; Song et al. 2000; Gütig et al. 2003; Morrison et al. 2007"`
	Mu         float64 `json:"mu" sym:"μ" label:"μ" default:"0.4" range:"0,1" step:"0.01" doc:"exponent of the dependences power (0 additive, 1 multiplicative) and power_law" tier:"more" ref:"Gütig et al. 2003; Morrison et al. 2007" when:"dependence=power|power_law"`
	WRef       float64 `json:"w_ref" sym:"w₀" label:"w₀" default:"0.01" range:"0,1" step:"0.001" doc:"reference weight of the dependence power_law, as a fraction of the largest weight" tier:"more" ref:"Morrison et al. 2007" when:"dependence=power_law"`
	Pairing    string  `json:"pairing" default:"all" choice:"all,nearest,restricted" doc:"which earlier spikes a spike pairs with: all, the nearest, or the nearest if no spike of its own kind came between" tier:"more" ref:"Morrison et al. 2008"`
	PreDecay   float64 `json:"pre_decay" label:"decay per pre spike" default:"0" range:"0,1" step:"0.001" doc:"share of the weight lost at each pre spike, gives the symmetric windows an equilibrium" tier:"more"`
	Clip       string  `json:"clip" label:"bounds" default:"both" choice:"both,nest" doc:"both: each change is kept within both bounds; nest: a post spike is bounded above only and a pre spike below only, as NEST's stdp_synapse does" tier:"more"`
}

// Window is A₊ exp(−Δt/τ₊) for Δt > 0, −A₋ exp(Δt/τ₋) for Δt < 0, and 0 for
// spikes that coincide.
func (p *Pair) Window(dtMs float64) float64 {
	switch {
	case dtMs > 0:
		return p.APlus * math.Exp(-dtMs/p.TauPlusMs)
	case dtMs < 0:
		return -p.AMinus * math.Exp(dtMs/p.TauMinusMs)
	}
	return 0
}

// Change is the change of a weight w in [wMin, wMax] by one isolated pair,
// before the bounds are applied and without pre_decay.
func (p *Pair) Change(dtMs, w, wMin, wMax float64) float64 {
	plus, minus := rooms(p.Dependence, p.Mu, p.WRef, wMin, wMax)
	if dtMs > 0 {
		return p.Window(dtMs) * plus.at(w)
	}
	return p.Window(dtMs) * minus.at(w)
}

// The words of Pair.Pairing and Pair.Clip.
const (
	All        = "all"
	Nearest    = "nearest"
	Restricted = "restricted"

	ClipBoth = "both"
	ClipNEST = "nest"
)
