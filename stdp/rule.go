package stdp

// Rule is the parameters of a plasticity rule: a plain struct, registered
// under its kind with params.Register[Rule].
type Rule interface {
	// Open starts the rule on the synapses of one projection; dt is the length
	// of a step in ms. The learner writes into s.W from then on.
	Open(s *Synapses, dt float64) (Learner, error)

	// Window is the change that one isolated pair brings, as a fraction of the
	// room there is for it, against Δt = t_post − t_pre in ms as the synapse
	// sees them. It is what the window plot draws.
	Window(dtMs float64) float64
}

// Learner changes the weights of one projection. Spikes are told with the step
// that stamps them, steps never going back. A postsynaptic spike need not act
// at once: a weight is up to date after [Learner.Settle] or, for the synapses
// of one source, after [Learner.Pre].
//
// A rule that watches more than spikes (the potential of its targets, their
// mean rate) adds a method for it, which the network looks for.
type Learner interface {
	// Pre brings the synapses of source i to date and applies its spike at
	// step n to them. Their weights are then those that the spike carries.
	Pre(n int64, i int32)
	// Post tells that target j fired at step n.
	Post(n int64, j int32)
	// Settle applies all that reached the synapses before step n. It changes
	// nothing that comes later, so reading weights does not alter a run.
	Settle(n int64)
	// Learn switches learning on or off from step n on. Off, the weights stay
	// as they are; traces go on, so that learning resumes as if it had watched.
	Learn(on bool, n int64)
	// Retune goes on under new parameters of the same kind from step n on;
	// it refuses a rule of another kind.
	Retune(r Rule, n int64) error
}

// Synapses are the synapses of one projection. The synapses of source i are
// Row[i] to Row[i+1]; those of a row are best sorted by delay, then target.
type Synapses struct {
	Row        []int32   // len sources+1
	Post       []int32   // target neuron
	Delay      []int32   // dendritic delay, steps
	W          []float64 // weight, in the unit of the projection
	WMin, WMax float64   // bounds of the weights
	Targets    int       // neurons in the target population
}

// Sources is the number of source neurons.
func (s *Synapses) Sources() int { return len(s.Row) - 1 }

// maxDelay is the longest delay, in steps.
func (s *Synapses) maxDelay() int64 {
	m := int32(0)
	for _, d := range s.Delay {
		m = max(m, d)
	}
	return int64(m)
}
