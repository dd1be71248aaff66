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
	// Sequence is the length of the stretches that are read out one by one, s.
	Sequence() float64
}

func init() {
	params.Register[Protocol]("hold", func() Protocol { return new(Hold) })
	params.Register[Protocol]("turn", func() Protocol { return new(Turn) })
}

// Hold keeps the orientation that the stimulus says.
type Hold struct {
	Every float64 `json:"sequence_s" unit:"s" default:"1" range:"0.1,60" label:"read-out every" doc:"length of each stretch that is read out" tier:"more"`
}

// ThetaAt leaves the orientation to the stimulus.
func (h *Hold) ThetaAt(float64) (float64, bool) { return 0, false }

// Sequence is the length of a stretch, s.
func (h *Hold) Sequence() float64 { return h.Every }

// Turn steps the orientation by the same angle again and again: sequence k
// has θ = start + k·step. The notebooks' j = 40·t_ms + (40/180)·N is a start
// of 40° and, as 40000 mod 60 neurons are 40, a step of 120°.
type Turn struct {
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

// Sequence is the length of a sequence, s.
func (p *Turn) Sequence() float64 { return p.Every }
