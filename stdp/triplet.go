package stdp

import "striate/params"

func init() { register("triplet", func() Rule { return new(Triplet) }) }

// Triplet is the triplet rule of Pfister and Gerstner 2006 (J. Neurosci. 26,
// equations 3 and 4). Each presynaptic spike raises the traces r₁ (τ₊) and r₂
// (τ_x) by one, each postsynaptic spike o₁ (τ₋) and o₂ (τ_y), or sets them to
// one where only the nearest spikes count, and
//
//	pre spike:   w ← w − f₋(w) o₁ (A₂⁻ + A₃⁻ r₂)
//	post spike:  w ← w + f₊(w) r₁ (A₂⁺ + A₃⁺ o₂)
//
// with all traces taken just before the spike; w is kept within its bounds. In
// the paper f₊ = f₋ = 1 of a weight relative to its value at the start; here
// both are w_max (additive), or depend on the weight as in [Pair].
type Triplet struct {
	_ struct{} `eq:"pre spike: w → w − f₋(w) o₁ (A₂⁻ + A₃⁻ r₂);  post spike: w → w + f₊(w) r₁ (A₂⁺ + A₃⁺ o₂)\nr₁, o₁, r₂, o₂ decay with τ₊, τ₋, τ_x, τ_y;  f as in the pair rule, with μ and w₀" ref:"Pfister & Gerstner 2006"`

	Fit        string  `json:"fit" label:"fitted to" default:"own" choice:"own,visual_cortex,visual_cortex_minimal,hippocampus,hippocampus_minimal" doc:"whose amplitudes and time constants hold: the eight below (own), or for the chosen pairing those that the paper fitted to visual cortex (Sjöström et al. 2001) or hippocampal culture (Wang et al. 2005)" ref:"Pfister & Gerstner 2006, tables 3 and 4"`
	A2Plus     float64 `json:"a2_plus" sym:"A₂⁺" label:"A₂⁺" default:"5e-10" range:"0,1" step:"0.0001" doc:"amplitude of a pre spike followed by a post spike" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	A3Plus     float64 `json:"a3_plus" sym:"A₃⁺" label:"A₃⁺" default:"0.0062" range:"0,1" step:"0.0001" doc:"amplitude of the same when another post spike came before" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	A2Minus    float64 `json:"a2_minus" sym:"A₂⁻" label:"A₂⁻" default:"0.007" range:"0,1" step:"0.0001" doc:"amplitude of a post spike followed by a pre spike" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	A3Minus    float64 `json:"a3_minus" sym:"A₃⁻" label:"A₃⁻" default:"0.00023" range:"0,1" step:"0.00001" doc:"amplitude of the same when another pre spike came before" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	TauPlusMs  float64 `json:"tau_plus_ms" sym:"τ₊" label:"τ₊" unit:"ms" default:"16.8" range:"0.1,1000" step:"0.1" doc:"time constant of the fast presynaptic trace" ref:"Bi & Poo 2001" when:"fit=own"`
	TauMinusMs float64 `json:"tau_minus_ms" sym:"τ₋" label:"τ₋" unit:"ms" default:"33.7" range:"0.1,1000" step:"0.1" doc:"time constant of the fast postsynaptic trace" ref:"Bi & Poo 2001" when:"fit=own"`
	TauXMs     float64 `json:"tau_x_ms" sym:"τ_x" label:"τ_x" unit:"ms" default:"101" range:"0.1,1000" step:"1" doc:"time constant of the slow presynaptic trace" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	TauYMs     float64 `json:"tau_y_ms" sym:"τ_y" label:"τ_y" unit:"ms" default:"125" range:"0.1,1000" step:"1" doc:"time constant of the slow postsynaptic trace" ref:"Pfister & Gerstner 2006, table 3" when:"fit=own"`
	Pairing    string  `json:"pairing" default:"all" choice:"all,nearest" doc:"which earlier spikes the traces hold: all of them, or the nearest" tier:"more" ref:"Pfister & Gerstner 2006"`
	Dependence string  `json:"dependence" label:"weight dependence" default:"additive" choice:"additive,multiplicative,power,power_law" doc:"how a step depends on the weight it changes" tier:"more" ref:"as in the pair rule"`
	Mu         float64 `json:"mu" sym:"μ" label:"μ" default:"0.4" range:"0,1" step:"0.01" doc:"exponent of the dependences power (0 additive, 1 multiplicative) and power_law" tier:"more" ref:"Gütig et al. 2003; Morrison et al. 2007" when:"dependence=power|power_law"`
	WRef       float64 `json:"w_ref" sym:"w₀" label:"w₀" default:"0.01" range:"0,1" step:"0.001" doc:"reference weight of the dependence power_law, as a fraction of the largest weight" tier:"more" ref:"Morrison et al. 2007" when:"dependence=power_law"`
}

// The words of Triplet.Fit.
const (
	Own                 = "own"
	VisualCortex        = "visual_cortex"
	VisualCortexMinimal = "visual_cortex_minimal"
	Hippocampus         = "hippocampus"
	HippocampusMinimal  = "hippocampus_minimal"
)

// fits are tables 3 and 4 of Pfister and Gerstner 2006: A₂⁺, A₃⁺, A₂⁻, A₃⁻,
// τ_x, τ_y. τ₊ = 16.8 and τ₋ = 33.7 ms are those of Bi and Poo 2001. Where an
// amplitude is zero the time constant beside it is not fitted; it is that of
// the full model.
var fits = map[string]map[string][6]float64{
	VisualCortex: {
		All:     {5e-10, 6.2e-3, 7e-3, 2.3e-4, 101, 125},
		Nearest: {8.8e-11, 5.3e-2, 6.6e-3, 3.1e-3, 714, 40},
	},
	VisualCortexMinimal: {
		All:     {0, 6.5e-3, 7.1e-3, 0, 101, 114},
		Nearest: {0, 5e-2, 8e-3, 0, 714, 40},
	},
	Hippocampus: {
		All:     {6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3, 946, 27},
		Nearest: {4.6e-3, 9.1e-3, 3e-3, 7.5e-9, 575, 47},
	},
	HippocampusMinimal: {
		All:     {5.3e-3, 8e-3, 3.5e-3, 0, 946, 40},
		Nearest: {4.6e-3, 9.1e-3, 3e-3, 0, 575, 48},
	},
}

// fitted is the rule with the amplitudes and time constants that hold.
func (t *Triplet) fitted() Triplet {
	q := *t
	if f, ok := fits[t.Fit][t.Pairing]; ok {
		q.A2Plus, q.A3Plus, q.A2Minus, q.A3Minus, q.TauXMs, q.TauYMs = f[0], f[1], f[2], f[3], f[4], f[5]
		q.TauPlusMs, q.TauMinusMs = 16.8, 33.7
	}
	return q
}

func (t *Triplet) traced() traced {
	q := t.fitted()
	return traced{
		tauPlus: q.TauPlusMs, tauMinus: q.TauMinusMs, tauX: q.TauXMs, tauY: q.TauYMs,
		a2Plus: q.A2Plus, a3Plus: q.A3Plus, a2Minus: q.A2Minus, a3Minus: q.A3Minus,
		nearest: q.Pairing == Nearest, dependence: q.Dependence, mu: q.Mu, wRef: q.WRef,
	}
}

// Open starts the rule; see [Rule].
func (t *Triplet) Open(s *Synapses, dt float64) (Learner, error) {
	return openTriplets(t, s, dt, func(r Rule) (traced, error) {
		q, ok := r.(*Triplet)
		if !ok {
			return traced{}, errKind
		}
		return q.traced(), params.Validate(q)
	})
}

// Window is the change of a weight, as a fraction of w_max, by sixty pairs at
// ten pairs a second, of the protocols that the rule was fitted to: with one
// pair alone there are no triplets. Beyond 50 ms a spike is nearer to the next
// pair.
func (t *Triplet) Window(dtMs float64) float64 {
	return Protocol{Pairs: 60, RateHz: 10, Blocks: 1}.Change(t, dtMs)
}
