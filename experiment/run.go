package experiment

import (
	"errors"
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
	lum     *sim.Frame
	tensor  *analysis.TensorReader // finds the orientation of a video
	step    sim.Step

	timetable []change // of given.Changes
	passed    int      // entries of it that are made
	since     float64  // s: exp is given as the timetable had it then
	hash      *analysis.SpikeHash
	failed    bool
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

// openEye opens movie and retina; what is no video has been looked at for so
// many seconds.
func (r *Run) openEye(lookedS float64) error {
	r.show()
	s := r.shown.Value
	g := s.Geometry()
	var err error
	if r.movie, err = s.Open(sim.Seed(r.exp.Seed).Sub("stimulus")); err != nil {
		return inSection("stimulus", err)
	}
	r.lum = sim.NewFrame(g.Width, g.Height)
	r.tensor = tensorOf(g.FPS).Open()
	follow(r.exp.Retina.Value, s)
	if r.retina, err = r.exp.Retina.Value.Open(g.Width, g.Height, g.FPS); err != nil {
		return inSection("retina", err)
	}
	r.retina.Seed(sim.Seed(r.exp.Seed).Sub("retina"))
	if r.exp.Stimulus.Kind != "video" {
		for range int(lookedS * g.FPS) {
			r.movie.Paint(r.lum, r.painted)
			r.retina.See(r.lum)
			r.painted++
		}
	}
	return nil
}

// settleS is how long the eye has looked, s, when the network begins: without
// it the first frames would be an onset out of the dark, before gain control
// has taken hold.
const settleS = 0.5

// show takes the stimulus of the experiment, turned as the protocol says now.
// The experiment itself stays as it was given.
func (r *Run) show() {
	r.shown = r.exp.Clone().Stimulus
	if theta, ok := r.exp.Protocol.Value.ThetaAt(r.TimeMs()); ok {
		turnTo(r.shown.Value, theta)
	}
}

// tensorOf reads the dominant orientation of a video over half a second.
func tensorOf(fps float64) analysis.StructureTensor {
	t := analysis.DefaultTensor
	t.Frames = max(1, int(math.Round(fps/2)))
	return t
}

// follow lets receptive fields take the spatial frequency of the stimulus.
func follow(m retina.Model, s stimuli.Stimulus) {
	tuned, ok := m.(retina.Tuned)
	sf, err := params.Get(s, "sf_cpd")
	if !ok || err != nil { // a video has no one spatial frequency
		return
	}
	tuned.TuneTo(s.Geometry().CyclesPerPx(sf.(float64)))
}

// turnTo sets the orientation of a stimulus that has one.
func turnTo(s stimuli.Stimulus, deg float64) {
	_ = params.Set(s, "theta_deg", deg) // a video has none
}

// thetaOf is the orientation of a stimulus, NaN where it has none.
func thetaOf(s stimuli.Stimulus) float64 {
	theta, err := params.Get(s, "theta_deg")
	if err != nil {
		return math.NaN()
	}
	return theta.(float64)
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

// inWords says why a run stopped: "E ring at 412 Hz".
func (r *Run) inWords(err error) string {
	var f *cortex.Failure
	if !errors.As(err, &f) {
		return err.Error()
	}
	name := f.Population
	for _, p := range r.net.Populations() {
		if p.Name == name {
			name = p.Label
		}
	}
	if f.Whole {
		return fmt.Sprintf("%s at %.0f Hz, neuron %d the fastest with %.0f Hz", name, f.RateHz, f.Neuron, f.NeuronHz)
	}
	if f.LimitHz > 0 {
		return fmt.Sprintf("%s, neuron %d at %.0f Hz", name, f.Neuron, f.RateHz)
	}
	return fmt.Sprintf("%s, neuron %d at %g mV", name, f.Neuron, f.V)
}

// blame is what was changed last, in words: by the timetable, or else what
// differs from the preset; empty where nothing does.
func (r *Run) blame() string {
	if r.passed > 0 {
		c := r.timetable[r.passed-1]
		return fmt.Sprintf("%s=%s at %g s", c.path, c.text, c.atS)
	}
	paths, _ := r.given.Changed()
	values := params.Values(r.given)
	var out []string
	for _, p := range paths {
		if p != "seed" && p != "duration_s" {
			out = append(out, fmt.Sprintf("%s=%v", p, values[p]))
		}
	}
	return strings.Join(out, ", ")
}

// see paints the next frame and shows it to the retina.
func (r *Run) see(theta float64, turned bool) error {
	s := &r.step
	if turned {
		if now := thetaOf(r.shown.Value); !math.IsNaN(now) && now != theta {
			turnTo(r.shown.Value, theta)
			if err := r.retuneMovie(); err != nil {
				return err
			}
		}
	}
	r.movie.Paint(r.lum, r.painted)
	r.painted++
	r.retina.See(r.lum)
	s.Luminance, s.On, s.Off = r.lum, r.retina.On(), r.retina.Off()
	s.TrueDeg = r.movie.TrueDeg()
	if stimuli.IsNatural(r.exp.Stimulus.Value) {
		r.tensor.See(r.lum)
		s.TrueDeg = r.tensor.Deg()
	}
	return nil
}

// retuneMovie gives the movie the parameters of the experiment.
func (r *Run) retuneMovie() error {
	m, ok := r.movie.(stimuli.Retunable)
	if !ok {
		return r.reopenMovie()
	}
	return inSectionOrNil("stimulus", m.Retune(r.shown.Value))
}

func inSectionOrNil(section string, err error) error {
	if err == nil {
		return nil
	}
	return inSection(section, err)
}

// reopenMovie starts another movie on the same screen; the network goes on.
func (r *Run) reopenMovie() error {
	m, err := r.shown.Value.Open(sim.Seed(r.exp.Seed).Sub("stimulus"))
	if err != nil {
		return inSection("stimulus", err)
	}
	r.movie, r.painted = m, 0
	r.tensor.Reset()
	return nil
}

// ErrNotVideo is the answer to frames for a stimulus that makes its own.
var ErrNotVideo = fmt.Errorf(`stimulus.kind is not "video", so it takes no frames`)

// push queues video frames.
func (r *Run) push(frames []*sim.Frame) (int, error) {
	p, ok := r.movie.(stimuli.Pusher)
	if !ok {
		return 0, ErrNotVideo
	}
	for k, f := range frames {
		if err := p.Push(f); err != nil {
			return k, inSection("stimulus", err)
		}
	}
	return len(frames), nil
}

// describe is the Info of the run.
func (r *Run) describe() Info {
	text, err := params.Encode(r.given)
	if err != nil {
		panic(fmt.Sprintf("experiment: %v", err)) // a struct that cannot be written is a mistake in the program
	}
	i := Info{Preset: r.exp.Preset, TimeMs: r.TimeMs(), Frame: r.frame, Seed: r.exp.Seed, Experiment: text, Values: plainValues(r.given)}
	i.Changed, i.Default = r.given.Changed()
	i.Default = plain(i.Default)
	i.Figures = r.given.Figures()
	for _, p := range r.step.Populations {
		i.Populations = append(i.Populations, PopulationInfo{p.Name, p.Label, string(p.Role), p.N, p.Preferred})
	}
	if k := analysis.ReadOut(r.step.Populations); k >= 0 {
		i.Readout = r.step.Populations[k].Name
	}
	return i
}

// plainValues are all parameters by path.
func plainValues(e *Experiment) map[string]any { return plain(params.Values(e)) }

// plain writes infinities as "inf", as JSON wants.
func plain(v map[string]any) map[string]any {
	for k, x := range v {
		if f, ok := x.(float64); ok && math.IsInf(f, 0) {
			v[k] = params.FormatNumber(f)
		}
	}
	return v
}

// lgn is the activity of ON and OFF cells for the live view.
func (r *Run) lgn() *LGN {
	on, off := r.step.On, r.step.Off
	if on == nil {
		return nil
	}
	top := lgnMaxHz(r.exp)
	return &LGN{W: on.W, H: on.H, On: toBytes(on.Pix, 255/float32(top)), Off: toBytes(off.Pix, 255/float32(top)), MaxHz: top}
}

// lgnMaxHz is the top of the scale of LGN maps.
func lgnMaxHz(e *Experiment) float64 {
	if top, err := params.Get(e.Retina.Value, "lgn.max_rate_hz"); err == nil {
		return top.(float64)
	}
	return 100
}

// afferents is the projection that the weights panel shows: input to E, or the
// first one that learns; nil where there is none.
func (r *Run) afferents() *cortex.Projection {
	if p := r.input.afferents(); p != nil {
		return p
	}
	for _, p := range r.net.Projections() {
		if p.Rule() != nil {
			return p
		}
	}
	return nil
}

// weights is what the weights panel shows.
func (r *Run) weights() analysis.Weights {
	p := r.afferents()
	return analysis.Weights{Label: p.Pre().Info().Label + " → " + p.Post().Info().Label, Pre: p.Pre().Info(), Post: p.Post().Info(), W: p.Weights(nil), Max: p.WMax(), Unit: "nS"}
}

// weightsView is the same for the live view.
func (r *Run) weightsView() *WeightsView {
	p := r.afferents()
	if p == nil || p.Pre().N()*p.Post().N() > maxMatrix {
		return nil
	}
	w := r.weights()
	v := &WeightsView{
		Name: w.Pre.Name + "-" + w.Post.Name, Label: w.Label, NPre: w.Pre.N, NPost: w.Post.N, WMaxNS: w.Max,
		PreDeg: single(w.Pre.Preferred), PostDeg: single(w.Post.Preferred), Data: make([]byte, len(w.W)),
	}
	for k, x := range w.W {
		if x > 0 { // NaN where there is no synapse
			v.Data[k] = byte(min(255, x/w.Max*255+.5))
		}
	}
	return v
}
