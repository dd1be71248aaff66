package experiment

import (
	"math"

	"striate/params"
)

// Protocol is how the orientation of the stimulus changes by itself.
type Protocol interface {
	// ThetaAt is the orientation at t ms, deg. ok is false where the protocol
	// leaves it to the stimulus.
	ThetaAt(t float64) (deg float64, ok bool)
	// Sequences are the bounds, s, of the stretches of a run that are read out
	// one by one: rising, from 0 to its duration.
	Sequences(duration float64) []float64
}

func init() {
	params.Register[Protocol]("hold", func() Protocol { return new(Hold) })
	params.Register[Protocol]("turn", func() Protocol { return new(Turn) })
}

// Hold keeps the orientation that the stimulus says. A run is read out in
// stretches of three seconds, over which a texture's own sampling error (1.8°
// rms in one second) has mostly averaged out.
type Hold struct {
	Every float64 `json:"sequence_s" unit:"s" default:"3" range:"0.1,36000" label:"read-out every" doc:"length of each stretch that a run reads out, the last one longer by what is left over" tier:"more"`
}

// ThetaAt leaves the orientation to the stimulus.
func (h *Hold) ThetaAt(float64) (float64, bool) { return 0, false }

// Sequences are whole stretches; the last one also has what is left over.
func (h *Hold) Sequences(duration float64) []float64 {
	at := steps(h.Every, duration)
	if n := len(at); n > 2 && duration-at[n-2] < h.Every-1e-9 {
		at = append(at[:n-2], duration)
	}
	return at
}

// steps are 0, every, 2 every, ... and the duration.
func steps(every, duration float64) []float64 {
	at := []float64{0}
	for n := 1.0; n*every < duration-1e-9; n++ {
		at = append(at, n*every)
	}
	return append(at, duration)
}

// Turn steps the orientation by the same angle again and again: sequence k
// has θ = start + k·step. The notebooks' j = 40·t_ms + (40/180)·N is a start
// of 40° and, as 40000 mod 60 neurons are 40, a step of 120°.
type Turn struct {
	_ struct{} `eq:"θ of sequence k = θ₀ + k Δθ, each T long" ref:"Ladret & Perrinet, FINAL_1_couche"`

	Start float64 `json:"start_deg" sym:"θ₀" unit:"deg" default:"40" range:"0,180" step:"1" label:"first orientation" doc:"orientation of the first sequence"`
	Step  float64 `json:"step_deg" sym:"Δθ" unit:"deg" default:"120" range:"-180,180" step:"1" label:"step" doc:"change of orientation from one sequence to the next"`
	Every float64 `json:"sequence_s" sym:"T" unit:"s" default:"1" range:"0.1,60" step:"0.1" label:"sequence" doc:"length of each sequence"`
}

// ThetaAt is the orientation of the sequence that t falls in.
func (p *Turn) ThetaAt(t float64) (float64, bool) {
	k := math.Floor(t / 1000 / p.Every * (1 + 1e-12))
	deg := math.Mod(p.Start+k*p.Step, 180)
	if deg < 0 {
		deg += 180
	}
	return deg, true
}

// Sequences are those of one orientation each.
func (p *Turn) Sequences(duration float64) []float64 { return steps(p.Every, duration) }
