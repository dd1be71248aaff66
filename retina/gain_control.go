package retina

import "math"

// GainControl divides LGN activity by its recent strength (contrast gain
// control; Shapley and Victor 1978, Heeger 1992):
//
//	y = x / sqrt(s50² + n²),
//
// n² being a mean square over the field, low-passed with the time constant: of
// LGN activity, or, for what receptive fields answer, of those answers over all
// orientations, phases and places (normalisation pool), scaled so that both are
// the same for a grating. A natural picture, whose power is spread over many
// frequencies, then drives the fields as strongly as a texture made for them.
// Without gain control low contrasts are silent and high ones run away.
type GainControl struct {
	_ struct{} `eq:"y = x / √(s₅₀² + n²),  n² the mean square over the field, low-passed with τ_n" ref:"Shapley & Victor 1978; Heeger 1992"`

	Method string  `json:"method" label:"gain control" default:"divisive" choice:"divisive,none" tier:"more" doc:"divide LGN activity by the recent rms activity of the field, or not"`
	Pool   string  `json:"pool" label:"gain pool" default:"fields" choice:"fields,lgn" tier:"more" doc:"divide what receptive fields answer by the mean square of their answers, or of LGN activity" when:"method=divisive"`
	S50    float64 `json:"s50" sym:"s₅₀" label:"half saturation" default:"0.02" range:"0.001,10" scale:"log" tier:"more" doc:"rms activity at which the gain has fallen by a factor √2" when:"method=divisive"`
	TauMs  float64 `json:"tau_ms" sym:"τ_n" label:"gain time constant" unit:"ms" default:"200" range:"1,10000" scale:"log" tier:"more" doc:"time constant over which activity is averaged" when:"method=divisive"`
}

// factor takes the mean square activity of the field over dt ms, updates the
// low-passed n2 and returns what activity is multiplied by.
func (g *GainControl) factor(n2 *float64, meanSquare, dt float64) float64 {
	*n2 += (meanSquare - *n2) * -math.Expm1(-dt/g.TauMs)
	if g.Method == "none" {
		return 1
	}
	return 1 / math.Sqrt(g.S50*g.S50+*n2)
}
