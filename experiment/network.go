package experiment

import (
	"striate/cortex"
	"striate/params"
)

// Network is what is simulated, apart from what drives it.
type Network interface {
	// Fed says whether it has a first layer, an orientation ring, that an Input
	// drives. One that is not fed drives itself, and wants the input "none".
	Fed() bool
	// Size is the number of its neurons, and how many synapses it has at most
	// when its input has that many neurons.
	Size(e *Experiment, input int) (neurons, synapses int)

	build(r *Run) error  // populations and projections, r.layer first where it is fed
	retune(r *Run) error // takes changed parameters in flight
}

// checker is a Network that has more to say about its parameters than their
// declarations do.
type checker interface{ check() error }

func init() {
	params.Register[Network]("ring", func() Network { return new(OneRing) })
	params.Register[Network]("two_layers", func() Network { return new(TwoLayers) })
	params.Register[Network]("balanced", func() Network { return new(Balanced) })
	params.Register[Network]("adex_rs_fs", func() Network { return new(AdExRSFS) })
	params.Register[Network]("cells", func() Network { return new(Cells) })
	params.Register[Network]("delays", func() Network { return new(Delays) })
}

// OneRing is the orientation ring of the section ring.
type OneRing struct{}

// Fed says that an input drives it.
func (*OneRing) Fed() bool { return true }

// Size is described at [Network].
func (*OneRing) Size(e *Experiment, input int) (neurons, synapses int) {
	n := e.Ring.N + e.Ring.NInh
	return n, n * (n + input)
}

func (*OneRing) build(r *Run) (err error) {
	r.layer, err = r.exp.Ring.Build(r.net, "")
	return inSectionOrNil("ring", err)
}

func (*OneRing) retune(r *Run) error { return inSectionOrNil("ring", r.exp.Ring.Retune(r.layer)) }

// connectAll makes projections until one fails.
func connectAll(net *cortex.Network, specs ...cortex.ConnectSpec) error {
	for _, s := range specs {
		if _, err := net.Connect(s); err != nil {
			return err
		}
	}
	return nil
}
