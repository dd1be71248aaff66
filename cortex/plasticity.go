package cortex

import "striate/stdp"

// Plasticity scales the four windows of the ring together, as the notebooks'
// grid searches do: amplitudes are multiples of A, time constants of τ.
type Plasticity struct {
	_ struct{} `eq:"E←input: post spike w → w + A₊ K₊ (w_max − w), pre spike w → w − A₋ K₋ w;  K₊, K₋ decay with τ₊, τ₋\nA₋ = A, A₊ = (A₊/A₋) A;  τ₋ = τ, τ₊ = (τ₊/τ₋) τ;  power: (1 − w/w_max)^μ and (w/w_max)^μ" ref:"van Rossum, Bi & Turrigiano 2000"`

	Learning   bool    `json:"learning" label:"learning" default:"true" doc:"whether the synapses learn"`
	A          float64 `json:"a" sym:"A" label:"STDP amplitude" default:"0.025" range:"0,1" step:"0.001" doc:"amplitude that all windows are multiples of" ref:"Ladret & Perrinet, FINAL_1_couche"`
	ARatio     float64 `json:"a_ratio" sym:"A₊/A₋" label:"A₊/A₋" default:"1.5" range:"0,10" step:"0.05" doc:"A₊/A₋ of the causal window"`
	TauMs      float64 `json:"tau_ms" sym:"τ" label:"STDP time constant" unit:"ms" default:"30" range:"1,500" step:"0.5" doc:"time constant that all windows are multiples of"`
	TauRatio   float64 `json:"tau_ratio" sym:"τ₊/τ₋" label:"τ₊/τ₋" default:"1.25" range:"0.1,10" step:"0.05" doc:"τ₊/τ₋ of the causal window"`
	Dependence string  `json:"dependence" label:"weight dependence" default:"multiplicative" choice:"multiplicative,additive,power" doc:"how a step depends on the weight it changes; power: w to the exponent below, between the two others" tier:"more" ref:"Gütig et al. 2003"`
	Mu         float64 `json:"mu" sym:"μ" label:"weight exponent" default:"0.5" range:"0,1" step:"0.05" doc:"power dependence: 0 is additive, 1 multiplicative" tier:"more" ref:"Gütig et al. 2003" when:"dependence=power"`
	Pairing    string  `json:"pairing" label:"pairing" default:"all" choice:"all,nearest,restricted" doc:"which earlier spikes a spike pairs with" tier:"more" ref:"Morrison et al. 2008"`
	SymDecay   float64 `json:"symmetric_pre_decay" label:"symmetric decay" default:"0" range:"0,1" step:"0.001" doc:"share of the weight that the symmetric windows lose at each pre spike, without it they have no equilibrium" tier:"more"`
}

func (p *Plasticity) scale(w *stdp.Pair) *stdp.Pair {
	s := w.Scaled(p.A/stdp.BaseA, p.TauMs/stdp.BaseTauMs)
	s.Dependence, s.Pairing = p.Dependence, p.Pairing
	if p.Dependence == stdp.Power {
		s.Mu = p.Mu
	}
	return s
}

// Causal is the rule of input→E and E→I.
func (p *Plasticity) Causal() *stdp.Pair {
	w := p.scale(stdp.Causal())
	w.APlus, w.TauPlusMs = p.ARatio*w.AMinus, p.TauRatio*w.TauMinusMs
	return w
}

// Anticausal is the rule of input→I and I→E.
func (p *Plasticity) Anticausal() *stdp.Pair { return p.scale(stdp.Anticausal()) }

// SymmetricPlus is the rule of E→E and I→I.
func (p *Plasticity) SymmetricPlus() *stdp.Pair {
	w := p.scale(stdp.SymmetricPlus())
	w.PreDecay = p.SymDecay
	return w
}
