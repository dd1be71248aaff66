package cortex

import (
	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[SynapseModel]("delta", func() SynapseModel { return new(Delta) })
}

// Delta is spikes that move the potential at once: up by the weight, mV, at an
// excitatory synapse, down at an inhibitory one. What arrives while the
// potential is held is lost.
type Delta struct{}

func (m *Delta) open(n int, _ float64) (synapses, error) {
	return &deltas{by: make([]float64, n)}, nil
}

type deltas struct {
	by []float64 // mV, of this step
}

func (s *deltas) set(m SynapseModel, _ float64, _ []float64) error {
	if _, ok := m.(*Delta); !ok {
		return errOtherKind
	}
	return nil
}

func (s *deltas) receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (s *deltas) variables() []Variable { return nil }

func (s *deltas) receive(b Block, in *Input) {
	by := s.by[b.Lo:b.Hi]
	clear(by)
	receive(by, in.Arrive[0][b.Lo:b.Hi], 1)
	receive(by, in.Arrive[1][b.Lo:b.Hi], -1)
}

func (s *deltas) jump(lo int, v, move, out []float64) {
	by := s.by[lo:][:len(v)]
	for i := range v {
		out[i] = v[i] + by[i]*move[i]
	}
}

func (s *deltas) drive(_, _ int, _, _, _ []float64) {}
func (s *deltas) advance(Block)                     {}

// state is nothing: jumps do not outlast their step.
func (s *deltas) state(a *sim.Archive) { a.Label("delta") }
