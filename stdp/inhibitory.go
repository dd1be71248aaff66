package stdp

import (
	"math"

	"striate/params"
)

func init() { register("inhibitory", func() Rule { return new(Inhibitory) }) }

// Inhibitory is the rule of inhibitory synapses of Vogels, Sprekeler, Zenke,
// Clopath and Gerstner 2011 (Science 334), which brings a target to the rate
// ρ₀. Each spike raises the trace x of its neuron by one, which decays with τ,
// and
//
//	pre spike:   w ← w + η (x_post − α) w_max,  α = 2 ρ₀ τ
//	post spike:  w ← w + η x_pre w_max
//
// where w is kept within its bounds. So independent neurons leave the weight
// as it is when the target fires at ρ₀.
type Inhibitory struct {
	_ struct{} `eq:"pre spike: w → w + η (x_post − 2 ρ₀ τ) w_max;  post spike: w → w + η x_pre w_max;  x decays with τ" ref:"Vogels et al. 2011"`

	Eta          float64 `json:"eta" sym:"η" label:"η" default:"0.0001" range:"0,1" step:"0.0001" doc:"learning rate, as a fraction of the largest weight" ref:"Vogels et al. 2011"`
	TauMs        float64 `json:"tau_ms" sym:"τ" label:"τ" unit:"ms" default:"20" range:"0.1,1000" step:"0.5" doc:"time constant of both traces" ref:"Vogels et al. 2011"`
	TargetRateHz float64 `json:"target_rate_hz" sym:"ρ₀" label:"target rate" unit:"Hz" default:"3" range:"0,1000" step:"0.5" doc:"rate that the targets are brought to" ref:"Vogels et al. 2011"`
}

// alpha is what each pre spike takes away, in units of η.
func (v *Inhibitory) alpha() float64 { return 2 * v.TargetRateHz / 1000 * v.TauMs }

// Open starts the rule; see [Rule].
func (v *Inhibitory) Open(s *Synapses, dt float64) (Learner, error) {
	return openTriplets(v, s, dt, func(r Rule) (traced, error) {
		q, ok := r.(*Inhibitory)
		if !ok {
			return traced{}, errKind
		}
		return traced{
			tauPlus: q.TauMs, tauMinus: q.TauMs, tauX: q.TauMs, tauY: q.TauMs,
			a2Plus: q.Eta, a2Minus: -q.Eta, base: q.Eta * q.alpha(), dependence: Additive,
		}, params.Validate(q)
	})
}

// Window is η (exp(−|Δt|/τ) − α): the pair and what its pre spike costs. Of
// spikes that coincide only the cost is left.
func (v *Inhibitory) Window(dtMs float64) float64 {
	if dtMs == 0 {
		return -v.Eta * v.alpha()
	}
	return v.Eta * (math.Exp(-math.Abs(dtMs)/v.TauMs) - v.alpha())
}
