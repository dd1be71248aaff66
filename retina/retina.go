package retina

import "striate/sim"

// Model is the parameters of a retina. Open gives one at work, for frames of
// w x h pixels shown at fps frames a second.
type Model interface {
	Open(w, h int, fps float64) (Retina, error)
}

// Tuned is a Model whose receptive fields can follow the stimulus.
type Tuned interface {
	// TuneTo sets the spatial frequency of the receptive fields, in cycles a
	// pixel, brought within their range; models told not to follow stay.
	TuneTo(sfCpp float64)
}

// Retina is a retina and LGN at work. What it returns is its own and is
// overwritten by the next See.
type Retina interface {
	// See takes the next frame, luminance 0..1, held for its whole duration.
	See(f *sim.Frame)
	// On and Off are the LGN rates at the end of that frame, in Hz, one pixel
	// for each LGN position.
	On() *sim.Frame
	Off() *sim.Frame
	// Drive is, for that frame, one row for each sub-sample in time order and
	// in it one signed value for each cell; 1 is the best grating of rms
	// contrast 1.
	Drive() [][]float32
	// Cells tells what each cell of a row of Drive prefers.
	Cells() []Cell
	// Retune takes new parameters without forgetting the frames seen. What
	// would change the number or the place of cells is refused: open again.
	Retune(m Model) error
	// Seed sets where the randomness of LGN spikes comes from.
	Seed(s sim.Seed)
	// Reset forgets all frames, as after opening.
	Reset()
	// State saves all that the next frames depend on beside the parameters, and
	// what On, Off and Drive return, or reads it back into a retina opened with
	// the same parameters on frames of the same size and rate.
	State(a *sim.Archive)
}

// Cell is the receptive field of one thalamo-recipient cell.
type Cell struct {
	ThetaDeg float64 // orientation of the preferred bars, deg, 0 horizontal, anticlockwise
	X, Y     float64 // centre, px from the left and from the top
	PhaseDeg float64 // 0 bright centre, 180 dark centre, 90 and 270 odd
}
