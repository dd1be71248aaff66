package experiment

import (
	"fmt"
	"math"
	"strings"

	"striate/analysis"
	"striate/cortex"
	"striate/params"
	"striate/retina"
	"striate/sim"
	"striate/stimuli"
)

// Dt is the step of all networks here, ms.
const Dt = 0.1

// Run is an experiment at work: the path of a frame.
type Run struct {
	given   *Experiment // as it was asked for
	exp     *Experiment // the same as the timetable has it now
	clock   sim.Clock
	frame   int64
	painted int64 // frames of the present movie
	net     *cortex.Network
	layer   *cortex.Layer  // that the input drives, nil where there is none
	second  *secondLayer   // of TwoLayers
	wired   map[string]any // parameters that the network was built with
	probes  []probed
	place   []int         // among those of the network, of the populations that are recorded
	all     [][]sim.Spike // of all populations, since the last advance
	input   feed
	shown   params.OneOf[stimuli.Stimulus] // the stimulus as the protocol turns it
	movie   stimuli.Movie                  // nil where the input needs no picture
	retina  retina.Retina
	natural bool // the stimulus shows pictures, now or at times
	filmed  bool // it shows a video, of which the last frames are kept
	lum     *sim.Frame
	tensor  *analysis.TensorReader // finds the orientation of a video
	step    sim.Step

	timetable []change // of given.Changes
	passed    int      // entries of it that are made
	since     float64  // s: exp is given as the timetable had it then
	hash      *analysis.SpikeHash
	failed    bool
	watched   bool    // the pairings of synapses are noted
	curves    []curve // of the plasticity rules, as they were drawn
	log       changelog
}

// Open starts the experiment, which the run owns from then on.
func (e *Experiment) Open() (*Run, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	r, given := new(Run), e.Clone()
	if err := r.open(given, given.at(0), settleS); err != nil {
		return nil, err
	}
	r.log.start = given
	return r, nil
}

// open starts given as the timetable has it now, e, with an eye that has looked
// for so many seconds.
func (r *Run) open(given, e *Experiment, lookedS float64) error {
	*r = Run{given: given, exp: e, clock: sim.Clock{Dt: Dt}, hash: analysis.NewSpikeHash()}
	var err error
	if r.net, err = cortex.NewNetwork(Dt, sim.Seed(e.Seed).Sub("network")); err != nil {
		return err
	}
	r.net.SetRunaway(e.Runaway)
	if e.Input.Value.Sees() {
		if err := r.openEye(lookedS); err != nil {
			return err
		}
	}
	input := e.Input.Value.Size(r)
	neurons, synapses := e.Network.Value.Size(e, input)
	large := "network.kind"
	if e.Network.Kind == "ring" || e.Network.Kind == "two_layers" {
		large = "ring.n"
	}
	if n := neurons + input; n > MaxNeurons {
		return &params.Error{Path: large, Found: fmt.Sprintf("%d neurons in all", n), Want: fmt.Sprintf("at most MaxNeurons = %d", MaxNeurons)}
	}
	if synapses > MaxSynapses {
		return &params.Error{Path: large, Found: fmt.Sprintf("up to %d synapses in all", synapses), Want: fmt.Sprintf("at most MaxSynapses = %d", MaxSynapses)}
	}
	if r.input, err = e.Input.Value.build(r); err != nil {
		return err
	}
	r.step.Dt, r.step.TrueDeg = Dt, math.NaN()
	for i, p := range r.net.Populations() {
		if strings.HasPrefix(p.Name, backgroundPrefix) {
			r.net.Population(p.Name).Hide()
		} else {
			r.place = append(r.place, i)
			r.step.Populations = append(r.step.Populations, p)
		}
	}
	r.step.Spikes = make([][]sim.Spike, len(r.place))
	return r.openProbes()
}

// wire builds the network; what drives it is built by the input.
func (r *Run) wire() error {
	r.wired = params.Values(r.exp.Network.Value)
	return r.exp.Network.Value.build(r)
}

// rewired is errReopen where a parameter of the network whose path begins in
// one of these ways is not what the network was built with.
func (r *Run) rewired(prefixes ...string) error {
	now := params.Values(r.exp.Network.Value)
	for path, v := range now {
		for _, p := range prefixes {
			if strings.HasPrefix(path, p) && r.wired[path] != v {
				return errReopen
			}
		}
	}
	return nil
}

// inSection puts the name of a section before the parameter of an error.
func inSection(section string, err error) error {
	if e, ok := err.(*params.Error); ok {
		return &params.Error{Path: section + "." + e.Path, Found: e.Found, Want: e.Want}
	}
	return fmt.Errorf("%s: %w", section, err)
}

// TimeMs is the simulated time so far.
func (r *Run) TimeMs() float64 { return r.clock.Now() }

// end is when a preset that ends is over, s; 0 for those that go on for ever.
func (r *Run) end() float64 { return r.exp.end() }

// Step simulates one display frame. What it returns is reused by the next
// call. An error, such as a runaway network, ends the run.
func (r *Run) Step() (*sim.Step, error) {
	s := &r.step
	if err := r.repeat(); err != nil {
		return nil, err
	}
	now := r.clock.FrameStart(r.frame, r.exp.FPS())
	stop := r.clock.FrameStart(r.frame+1, r.exp.FPS())
	s.Frame, s.Start, s.Stop = r.frame, now, stop
	if err := r.keepTimetable(r.clock.Time(now) / 1000); err != nil {
		return nil, err
	}
	theta, turned := r.exp.Protocol.Value.ThetaAt(r.clock.Time(now))
	if r.movie != nil {
		if err := r.see(theta, turned); err != nil {
			return nil, err
		}
	}
	if err := r.input.drive(r, theta, turned); err != nil {
		return nil, err
	}
	for k := range s.Spikes {
		s.Spikes[k] = s.Spikes[k][:0]
	}
	err := r.input.run(r, now, stop)
	r.clock.Step = r.net.Steps()
	r.frame++
	r.readProbes()
	if r.failed = err != nil; !r.failed {
		r.hash.Add(s)
	}
	return s, err
}

// keepTimetable makes the changes that are due at t s.
func (r *Run) keepTimetable(t float64) error {
	if r.given.Changes == "" {
		return nil
	}
	if r.timetable == nil {
		list, err := timetable(r.given.Changes)
		if err != nil {
			return err
		}
		r.timetable = list
	}
	due := false
	for r.passed < len(r.timetable) && r.timetable[r.passed].atS <= t+1e-9 {
		r.passed++
		due = true
	}
	if !due {
		return nil
	}
	if ok, err := r.become(r.given.at(t)); err != nil || !ok {
		return fmt.Errorf("changes: at %g s: cannot be made in flight (%v)", t, err)
	}
	r.since = t
	return nil
}

// advance runs the network until step to and gathers the spikes of the
// populations that are recorded.
func (r *Run) advance(to int64) error {
	var err error
	r.all, err = r.net.Run(to, r.all)
	for k, i := range r.place {
		r.step.Spikes[k] = append(r.step.Spikes[k], r.all[i]...)
	}
	return err
}

func inSectionOrNil(section string, err error) error {
	if err == nil {
		return nil
	}
	return inSection(section, err)
}
