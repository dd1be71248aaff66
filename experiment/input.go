package experiment

import (
	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// Input is what drives the ring.
type Input interface {
	// Sees says whether the input needs movie and retina.
	Sees() bool
	// Size is the number of neurons it adds to the network.
	Size(r *Run) int

	build(r *Run) (feed, error) // r.wire() and its own populations and projections
	retune(r *Run) error        // takes changed parameters in flight
}

// feed is an Input at work.
type feed interface {
	// drive prepares one display frame, in which the stimulus has orientation
	// theta where the protocol says so.
	drive(r *Run, theta float64, turned bool) error
	// run advances the network from step now to step stop.
	run(r *Run, now, stop int64) error
	// afferents is the projection from the input to the excitatory ring, nil
	// where there is none.
	afferents() *cortex.Projection
	// state saves what is neither a parameter nor the network's, or reads it
	// back.
	state(a *sim.Archive)
}

func init() {
	params.Register[Input]("thalamic", func() Input { return new(Thalamic) })
	params.Register[Input]("poisson", func() Input { return new(Poisson) })
	params.Register[Input]("none", func() Input { return new(None) })
}

// None is no input: the network drives itself, or is silent.
type None struct{}

// Sees says that it needs no picture.
func (*None) Sees() bool { return false }

// Size is 0.
func (*None) Size(*Run) int { return 0 }

func (*None) build(r *Run) (feed, error) { return noFeed{}, r.wire() }
func (*None) retune(*Run) error          { return nil }

type noFeed struct{}

func (noFeed) drive(r *Run, _ float64, _ bool) error { return nil }
func (noFeed) run(r *Run, _, stop int64) error       { return r.advance(stop) }
func (noFeed) afferents() *cortex.Projection         { return nil }
func (noFeed) state(*sim.Archive)                    {}
