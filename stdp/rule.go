package stdp

import (
	"striate/params"
	"striate/sim"
)

// Rule is the parameters of a plasticity rule: a plain struct, registered
// under its kind with params.Register[Rule].
type Rule interface {
	// Open starts the rule on the synapses of one projection; dt is the length
	// of a step in ms. The learner writes into s.W from then on.
	Open(s *Synapses, dt float64) (Learner, error)

	// Window is the change that one isolated pair brings, as a fraction of the
	// room there is for it, against Δt = t_post − t_pre in ms as the synapse
	// sees them. It is what the window plot draws. A rule that heeds more than
	// the pair runs its own learner over a [Protocol] and says which.
	Window(dtMs float64) float64
}

// Unscaled is any rule but [Scaling], which has one of them inside.
type Unscaled interface{ Rule }

// register makes a kind known as a rule of its own and inside [Scaling].
func register(kind string, fresh func() Rule) {
	params.Register(kind, fresh)
	params.Register(kind, func() Unscaled { return fresh() })
}

// Learner changes the weights of one projection. Spikes are told with the step
// that stamps them, steps never going back. A postsynaptic spike need not act
// at once: a weight is up to date after [Learner.Settle] or, for the synapses
// of one source, after [Learner.Pre].
//
// Within step n the calls come in this order: Pre for each source whose spike
// reaches the synapses, Post for each target that fired, then Watch of a
// [Watcher], then Tick of a [Ticker]; Settle, Learn and Retune between steps.
type Learner interface {
	// Pre brings the synapses of source i to date and applies its spike to
	// them, which reaches them in step n: an axonal delay is already over, the
	// dendritic one is in Synapses.Delay. Their weights are then those that
	// the spike carries.
	Pre(n int64, i int32)
	// Post tells that target j fired at step n. A synapse sees it when its
	// dendritic delay is over.
	Post(n int64, j int32)
	// Settle applies all that reached the synapses before step n. It changes
	// nothing that comes later, so reading weights does not alter a run.
	Settle(n int64)
	// SettleFrom does the same for the synapses of source i alone.
	SettleFrom(n int64, i int32)
	// Learn switches learning on or off from step n on. Off, the weights stay
	// as they are; traces go on, so that learning resumes as if it had watched.
	Learn(on bool, n int64)
	// Retune goes on under new parameters of the same kind from step n on. It
	// refuses a rule of another kind, and bad parameters; nothing has changed
	// then.
	Retune(r Rule, n int64) error
	// State saves all that learning depends on between two steps, n being the
	// next one, or reads it back into a learner that the same rule opened on
	// the same synapses. The weights are not in it: they belong to the
	// projection. They need not be settled first. What is read is refused where
	// learning on from it would not end or reach outside of its memory.
	State(a *sim.Archive, n int64)
}

// Watcher is a learner that also heeds the potential of its targets.
type Watcher interface {
	// Watch tells the potential of each target, mV, at the end of step n,
	// after threshold and reset. It is called in every step without a gap,
	// also while learning is off, after all Pre and Post of that step.
	Watch(n int64, v []float64)
}

// Ticker is a learner that acts at fixed steps of its own.
type Ticker interface {
	// Tick ends step n. It is called in every step, after all Pre, Post and
	// Watch of that step.
	Tick(n int64)
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

// limits are the bounds of the weights, the lower one first.
func (s *Synapses) limits() (lo, hi float64) { return min(s.WMin, s.WMax), max(s.WMin, s.WMax) }
