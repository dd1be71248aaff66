package experiment

import (
	"striate/cortex"
	"striate/params"
)

// Input is what drives the ring.
type Input interface {
	// Sees says whether the input needs movie and retina.
	Sees() bool
	// Size is the number of neurons it adds to the network.
	Size(r *Run) int

	build(r *Run) (feed, error) // populations and projections, the ring among them
	retune(r *Run) error        // takes changed parameters in flight
}

// feed is an Input at work.
type feed interface {
	// drive prepares one display frame, in which the stimulus has orientation
	// theta where the protocol says so.
	drive(r *Run, theta float64, turned bool) error
	// run advances the network from step now to step stop.
	run(r *Run, now, stop int64) error
	// afferents is the projection from the input to the excitatory ring.
	afferents() *cortex.Projection
}

func init() {
	params.Register[Input]("thalamic", func() Input { return new(Thalamic) })
	params.Register[Input]("poisson", func() Input { return new(Poisson) })
}
