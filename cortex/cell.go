package cortex

import "math/rand/v2"

// CellModel is the parameters of a point neuron: a plain struct, registered
// under its kind with params.Register[CellModel].
type CellModel interface {
	// Open makes n cells at rest, to be advanced in steps of dt ms. rng is
	// theirs alone, for models with noise.
	Open(n int, dt float64, rng *rand.Rand) (Cells, error)
}

// Cells are the cells of one population at work: state as slices, one value a
// cell.
type Cells interface {
	// Receptors names what a synapse can end on, in the order of Input.Arrive.
	Receptors() []Receptor
	// Step advances all cells by one step and appends those that fired.
	Step(in *Input, fired []int32) []int32
	// V is the membrane potential of each cell, mV. It may be written between
	// steps.
	V() []float64
	// Variables are all state variables by name, V first. They too may be
	// written between steps.
	Variables() []Variable
	// Retune goes on from the present state with other parameters of the same
	// kind.
	Retune(m CellModel) error
}

// Input is what reaches the cells of a population in one step.
type Input struct {
	Arrive [][]float64 // [receptor][cell] summed weights of the spikes that arrive
	Inject []float64   // [cell] current held during the step, pA
}

// Receptor names a kind of synaptic input of a cell.
type Receptor string

// The receptors that all cells here have.
const (
	Excitatory Receptor = "excitatory"
	Inhibitory Receptor = "inhibitory"
)

// Variable is one state variable of a population.
type Variable struct {
	Name string // "v_mv", "g_e_ns"
	Unit string
	X    []float64 // one value a cell
}

// refractory holds cells at the reset potential for a whole number of steps
// after a spike. The integrator advances every cell without asking and then
// puts those that are held back.
type refractory struct {
	hold  int64   // a spike at step n holds steps n+1 to n+hold-1
	step  int64   // steps done
	free  []int64 // first step in which the cell may move again
	queue []int32 // held cells, in the order of their spikes
}

func newRefractory(n int) refractory {
	return refractory{free: make([]int64, n), queue: make([]int32, 0, n)}
}

// set takes τ_ref: the steps that start less than τ_ref after the spike.
func (r *refractory) set(tauMs, dt float64) { r.hold = int64(tauMs/dt + 1e-3) }

// held says whether cell i is held during the present step.
func (r *refractory) held(i int) bool { return r.free[i] > r.step }

// release lets go of the cells whose time is over, and returns the others.
func (r *refractory) release() []int32 {
	k := 0
	for k < len(r.queue) && r.free[r.queue[k]] <= r.step {
		k++
	}
	if k > 0 {
		r.queue = r.queue[:copy(r.queue, r.queue[k:])]
	}
	return r.queue
}

// done closes the step, in which these cells fired.
func (r *refractory) done(fired []int32) {
	if r.hold > 1 {
		for _, i := range fired {
			r.free[i] = r.step + r.hold
		}
		r.queue = append(r.queue, fired...)
	}
	r.step++
}
