package experiment

import (
	"errors"
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// savedFormat counts the forms that a run was saved in. It goes up whenever
// what the walk below goes over changes, or what the engine makes of it.
const savedFormat = 2

// ErrState is what is wrong with a saved state; a parameter in it that is wrong
// is a *params.Error as ever.
var ErrState = errors.New("state")

// ErrFailed is the answer of a run that was stopped by an error.
var ErrFailed = errors.New("the run has failed: what it would go on from is not a state")

// Save writes the run as it stands between two steps: the experiment, and all
// that its next steps depend on, spikes on their way and random streams among
// it. What [OpenSaved] makes of it goes on to the same bits.
func (r *Run) Save() ([]byte, error) {
	if r.failed {
		return nil, ErrFailed
	}
	data, err := sim.Save(r.state)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	return data, nil
}

// OpenSaved goes on from what [Run.Save] wrote, to the same bits on any machine
// of the same architecture (elsewhere products and sums may be fused). A state
// is not trusted: it is refused where something in it cannot be, and takes no
// more memory than itself and its experiment do.
func OpenSaved(data []byte) (*Run, error) {
	r := new(Run)
	if err := sim.Load(data, r.state); err != nil {
		return nil, refusedState(err)
	}
	r.log.start = r.given
	r.log.lose(lostSaved)
	return r, nil
}

// SavedExperiment is the experiment in a saved state, which is not opened.
func SavedExperiment(data []byte) (*Experiment, error) {
	var e *Experiment
	enough := errors.New("enough")
	err := sim.Load(data, func(a *sim.Archive) {
		e = savedExperiment(a, nil)
		a.Fail(enough)
	})
	if err != enough {
		return nil, refusedState(err)
	}
	return e, nil
}

func refusedState(err error) error {
	if param := new(params.Error); errors.As(err, &param) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrState, err)
}

// savedExperiment begins a saved state: it writes given, or reads it.
func savedExperiment(a *sim.Archive, given *Experiment) *Experiment {
	a.Label("experiment")
	format := int64(savedFormat)
	sim.Value(a, &format)
	if format != savedFormat {
		a.Fail(fmt.Errorf("saved in format %d, want %d: another version of this program wrote it", format, savedFormat))
	}
	if a.Err() != nil {
		return nil
	}
	var text []byte
	var err error
	if !a.Loading() {
		if text, err = params.Encode(given); err != nil {
			a.Fail(err)
		}
	}
	sim.Varying(a, &text)
	if a.Err() != nil || !a.Loading() {
		return given
	}
	const most = 1 << 20
	if len(text) > most {
		a.Fail(fmt.Errorf("%d bytes of parameters, want at most %d", len(text), most))
		return nil
	}
	if given, err = FromJSON(text); err != nil {
		a.Fail(err)
	}
	return given
}

// state walks over the run, the experiment first, so that all the rest can be
// built before it is read.
func (r *Run) state(a *sim.Archive) {
	given := savedExperiment(a, r.given)
	sim.Value(a, &r.since)
	sim.Value(a, &r.frame)
	sim.Value(a, &r.painted)
	passed, theta := int64(r.passed), math.NaN()
	sim.Value(a, &passed)
	if r.movie != nil {
		theta = stimuli.Orientation(r.shown.Value)
	}
	sim.Value(a, &theta)
	if a.Loading() && a.Err() == nil {
		if err := r.rebuild(given, passed, theta); err != nil {
			a.Fail(err)
		}
	}
	if a.Err() != nil {
		return
	}
	a.Label("eye")
	if r.movie != nil {
		r.movie.State(a)
		r.tensor.State(a)
		r.retina.State(a)
		sim.Bounded(a, r.lum.Pix, 0, 1)
	}
	sim.Value(a, &r.step.TrueDeg)
	if deg := r.step.TrueDeg; !math.IsNaN(deg) && !(deg >= 0 && deg <= 180) {
		a.Fail(fmt.Errorf("saved with an orientation of %g deg, want 0 to 180", deg))
	}
	a.Label("input")
	r.input.state(a)
	r.net.State(a)
	r.hash.State(a)
	if steps := r.clock.FrameStart(r.frame, r.exp.FPS()); r.net.Steps() != steps {
		a.Fail(fmt.Errorf("saved network has done %d steps after %d frames, want %d", r.net.Steps(), r.frame, steps))
	}
	r.clock.Step = r.net.Steps()
}

// rebuild opens given as it was at the time and frame that were read.
func (r *Run) rebuild(given *Experiment, passed int64, theta float64) error {
	was := *r
	changes, err := timetable(given.Changes)
	if err != nil {
		return err
	}
	const most = 1 << 40
	if !(r.since >= 0 && r.since <= most && r.frame >= 0 && r.frame <= most && r.painted >= 0 && r.painted <= most && passed >= 0 && passed <= int64(len(changes))) {
		return fmt.Errorf("saved at frame %d (%d painted) after change %d of %d, at %g s: that cannot be", r.frame, r.painted, passed, len(changes), r.since)
	}
	if err := r.open(given, given.at(r.since).Clone(), 0); err != nil {
		return err
	}
	if r.movie != nil && !math.IsNaN(theta) {
		stimuli.Turn(r.shown.Value, theta)
		if err := r.retuneMovie(); err != nil {
			return err
		}
	}
	r.since, r.frame, r.painted = was.since, was.frame, was.painted
	r.timetable, r.passed = changes, int(passed)
	if s := &r.step; r.movie != nil && r.frame > 0 {
		s.Frame, s.Luminance, s.On, s.Off = r.frame-1, r.lum, r.retina.On(), r.retina.Off()
	}
	return nil
}
