package analysis

import (
	"fmt"
	"math"
)

// Gate is when a set of spikes says an orientation at all. Even spikes of
// chance have a resultant: n r² has mean 1 and exceeds x with probability
// exp(−x) (Rayleigh), so a floor of 7 lets one blank window in a thousand by.
type Gate struct {
	_ struct{} `eq:"an orientation is named where r ≥ its floor and n r² ≥ its floor;  by chance n r² exceeds x with probability exp(−x)" ref:"Mardia & Jupp 2000"`

	RMin   float64 `json:"r_min" sym:"r" label:"least resultant" default:"0.6" range:"0,1" step:"0.01" doc:"least resultant length at which an orientation is named" tier:"more"`
	NR2Min float64 `json:"nr2_min" sym:"n r²" label:"least n r²" default:"7" range:"0,1000" step:"0.5" doc:"least n r², n spikes with resultant length r, at which an orientation is named" ref:"Rayleigh test, e.g. Mardia & Jupp 2000" tier:"more"`
}

// DefaultGate is r >= 0.6 and n r² >= 7.
var DefaultGate = Gate{RMin: 0.6, NR2Min: 7}

// Reading is what a population says about the orientation.
type Reading struct {
	DecodedDeg Number `json:"decoded_deg"` // half the angle of Σ n exp(2iθ); null where there is no orientation
	R          Number `json:"r"`           // resultant length, 0 to 1; null without spikes
	Spikes     int    `json:"spikes"`
	Reason     string `json:"reason,omitempty"` // why there is no orientation: "r 0.33, below 0.60"
}

// Valid tells whether an orientation was found.
func (r Reading) Valid() bool { return r.Reason == "" }

// Decode reads the orientation from spike counts of neurons with the given
// preferred orientations (deg).
func (g Gate) Decode(preferredDeg, counts []float64) Reading {
	z := VectorSum(preferredDeg, counts)
	n, r := z.Sum, z.Length()
	out := Reading{DecodedDeg: Number(math.NaN()), R: Number(r), Spikes: int(n)}
	switch {
	case !(n*r*r >= g.NR2Min) && !(r < g.RMin): // NaN, or r only by chance
		out.Reason = "too few spikes"
	case !(r >= g.RMin):
		out.Reason = fmt.Sprintf("r %.2f, below %.2f", math.Floor(r*100)/100, g.RMin)
	default:
		out.DecodedDeg = Number(z.Deg())
	}
	return out
}
