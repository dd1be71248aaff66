package cortex

import (
	"math/rand/v2"

	"striate/sim"
)

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
	// Step advances the cells of one block by one step and appends those that
	// fired, in ascending order. It takes what arrived: in.Arrive of the block
	// is zero afterwards. Blocks are stepped side by side on several cores.
	Step(b Block, in *Input, fired []int32) []int32
	// V is the membrane potential of each cell, mV. It may be written between
	// steps.
	V() []float64
	// Variables are all state variables by name, V first. They too may be
	// written between steps.
	Variables() []Variable
	// Retune goes on from the present state with other parameters of the same
	// kind.
	Retune(m CellModel) error
	// State saves all that a step depends on, or reads it back.
	State(a *sim.Archive)
}

// Block is a range of the cells of a population, Lo to Hi−1, small enough that
// their state stays in the nearest cache while they are stepped.
type Block struct{ Index, Lo, Hi int }

// BlockSize is the number of cells in each block but the last.
const BlockSize = 512

// Blocks cuts n cells into blocks.
func Blocks(n int) []Block {
	var out []Block
	for lo := 0; lo < n; lo += BlockSize {
		out = append(out, Block{len(out), lo, min(n, lo+BlockSize)})
	}
	return out
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

// refractory holds cells back for a whole number of steps after a spike. The
// integrator advances every cell without asking and then puts those right that
// are held.
type refractory struct {
	hold int64       // a spike at step n holds steps n+1 to n+hold-1
	free []int64     // by cell: first step in which it may move again
	part []heldCells // by block
}

type heldCells struct {
	step  int64   // steps done
	queue []int32 // held cells, in the order of their spikes
}

func newRefractory(n int) refractory {
	r := refractory{free: make([]int64, n)}
	for _, b := range Blocks(n) {
		r.part = append(r.part, heldCells{queue: make([]int32, 0, b.Hi-b.Lo)})
	}
	return r
}

// set takes τ_ref: the steps that start less than τ_ref after the spike.
func (r *refractory) set(tauMs, dt float64) { r.hold = int64(tauMs/dt + 1e-3) }

// held says whether cell i of block b is held during the present step.
func (r *refractory) held(b Block, i int) bool { return r.free[i] > r.part[b.Index].step }

// release lets go of the cells of a block whose time is over, and returns the
// others.
func (r *refractory) release(b Block) []int32 {
	h := &r.part[b.Index]
	k := 0
	for k < len(h.queue) && r.free[h.queue[k]] <= h.step {
		k++
	}
	if k > 0 {
		h.queue = h.queue[:copy(h.queue, h.queue[k:])]
	}
	return h.queue
}

// done closes the step of a block, in which these cells fired.
func (r *refractory) done(b Block, fired []int32) {
	h := &r.part[b.Index]
	if r.hold > 1 {
		for _, i := range fired {
			r.free[i] = h.step + r.hold
		}
		h.queue = append(h.queue, fired...)
	}
	h.step++
}

func (r *refractory) state(a *sim.Archive) {
	sim.Fixed(a, r.free)
	for k := range r.part {
		sim.Value(a, &r.part[k].step)
		indices(a, &r.part[k].queue, k*BlockSize, min(len(r.free), (k+1)*BlockSize))
	}
}
