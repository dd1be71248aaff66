package experiment

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"striate/analysis"
	"striate/params"
	"striate/sim"
)

// Limits of the speed of a session, as a multiple of real time.
const (
	MinSpeed = 0.05
	MaxSpeed = 20
)

// ErrClosed is the answer of a session that is no more.
var ErrClosed = errors.New("the session is closed")

// Options are how a session starts.
type Options struct {
	Play   bool    // start playing
	WarmS  float64 // simulate so many seconds before NewSession returns
	UntilS float64 // pause once so much time is simulated; 0: the preset's end, or never
}

// Session is an experiment that a person plays, pauses and changes while it
// runs. One goroutine owns the run; whatever anyone asks is done by it between
// two steps. Its methods may be called from any goroutine.
type Session struct {
	id     string
	tasks  chan func()
	quit   chan struct{}
	done   chan struct{}
	closer sync.Once
	change sync.Mutex // held by whoever changes the experiment, so that changes queue up

	watching sync.Mutex
	watchers map[*Watcher]bool

	// Owned by the goroutine.
	exp     *Experiment
	run     *Run
	monitor *Monitor
	state   State
	speed   float64
	until   float64 // s, 0: none
	failure string
	blame   string // the last change, in words
	pace    pace
	tick    int64
	shown   time.Time // of the last tick
	out     outbox
	left    time.Time // when the last watcher left; zero while there are some, or never were
}

// sleepAfter is how long a session goes on after its last watcher left. One
// that never had any, opened by a script, is left alone.
const sleepAfter = 30 * time.Second

// NewSession opens e and starts its goroutine. Close ends it.
func NewSession(id string, e *Experiment, o Options) (*Session, error) {
	if !(o.WarmS >= 0 && o.WarmS <= 60) {
		return nil, &params.Error{Path: "warm_s", Found: params.FormatNumber(o.WarmS), Want: "0 to 60 s"}
	}
	if !(o.UntilS >= 0 && o.UntilS <= MaxDuration) {
		return nil, &params.Error{Path: "until_s", Found: params.FormatNumber(o.UntilS), Want: fmt.Sprintf("0 to %d s", MaxDuration)}
	}
	s := &Session{
		id: id, tasks: make(chan func()), quit: make(chan struct{}), done: make(chan struct{}),
		watchers: map[*Watcher]bool{}, speed: 1, state: Paused,
	}
	run, err := e.Open()
	if err != nil {
		return nil, err
	}
	s.install(run)
	if s.until = o.UntilS; s.until == 0 {
		s.until = run.end()
	}
	for range int(o.WarmS * e.FPS()) {
		s.advance()
	}
	if o.Play && s.state == Paused {
		s.state = Playing
	}
	go s.work()
	return s, nil
}

// install makes run the run of the session, from its beginning.
func (s *Session) install(run *Run) {
	s.exp, s.run, s.monitor = run.exp, run, NewMonitor(run)
	s.failure = ""
	s.out.clear()
	s.out.fresh = true
	s.pace.restart()
}

// work is the session's goroutine: steps while playing, and tasks between two
// steps.
func (s *Session) work() {
	defer close(s.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		wait := time.Hour
		if s.state == Playing && !s.asleep() {
			wait = s.pace.wait(s.run.TimeMs(), s.speed)
		}
		if wait > 0 {
			timer.Reset(wait)
			select {
			case f := <-s.tasks:
				f()
				continue
			case <-s.quit:
				return
			case <-timer.C:
				continue
			}
		}
		select { // tasks come first even when the machine cannot keep up
		case f := <-s.tasks:
			f()
			continue
		case <-s.quit:
			return
		default:
		}
		s.advance()
		s.publish(false)
	}
}

// asleep says that nobody has looked for a while.
func (s *Session) asleep() bool { return !s.left.IsZero() && time.Since(s.left) > sleepAfter }

// do runs f in the session's goroutine.
func (s *Session) do(f func()) error {
	finished := make(chan struct{})
	select {
	case s.tasks <- func() { defer close(finished); f() }:
		<-finished
		return nil
	case <-s.done:
		return ErrClosed
	}
}

// advance simulates one display frame.
func (s *Session) advance() {
	st, err := s.run.Step()
	if err != nil {
		s.state = Failed
		s.failure = fmt.Sprintf("Stopped at %.1f s: %s.", s.run.TimeMs()/1000, s.run.inWords(err))
		if s.blame != "" {
			s.failure += " You last changed " + s.blame + "."
		}
		s.out.info = true
		return
	}
	s.monitor.Add(st)
	s.out.add(st)
	s.pace.did(s.run.TimeMs())
	if s.until > 0 && s.run.frame >= int64(s.exp.Frames(s.until)) {
		s.state = Done
		s.out.info = true
	}
}

// Close ends the session and its watchers.
func (s *Session) Close() {
	s.closer.Do(func() { close(s.quit) })
	<-s.done
	s.watching.Lock()
	defer s.watching.Unlock()
	for w := range s.watchers {
		w.end()
	}
}

// Info is what the session is now.
func (s *Session) Info() Info {
	var i Info
	if s.do(func() { i = s.info() }) != nil {
		return Info{ID: s.id, State: Failed, Error: ErrClosed.Error()}
	}
	return i
}

func (s *Session) info() Info {
	i := s.run.describe()
	i.ID, i.State, i.Speed, i.UntilS, i.Error = s.id, s.state, s.speed, s.until, s.failure
	i.RTF = s.pace.rtf()
	i.SpikeHash = s.monitor.hash.Sum()
	s.watching.Lock()
	i.Watchers = len(s.watchers)
	s.watching.Unlock()
	return i
}

// Command is what a person can say to a session. Fields that are nil or empty
// leave things as they are.
type Command struct {
	Action string   `json:"action,omitempty"` // play, pause, step, reset
	Speed  *float64 `json:"speed,omitempty"`  // multiple of real time
	Seed   *uint64  `json:"seed,omitempty"`   // start again with another seed
	UntilS *float64 `json:"until_s,omitempty"`
}

// Control carries out a command, or refuses all of it.
func (s *Session) Control(c Command) error {
	if c.Speed != nil && !(*c.Speed >= MinSpeed && *c.Speed <= MaxSpeed) {
		return &params.Error{Path: "speed", Found: params.FormatNumber(*c.Speed), Want: fmt.Sprintf("%g to %d", MinSpeed, MaxSpeed)}
	}
	if c.UntilS != nil && !(*c.UntilS >= 0 && *c.UntilS <= MaxDuration) {
		return &params.Error{Path: "until_s", Found: params.FormatNumber(*c.UntilS), Want: fmt.Sprintf("0 to %d s", MaxDuration)}
	}
	switch c.Action {
	case "", "play", "pause", "step", "reset":
	default:
		return &params.Error{Path: "action", Found: fmt.Sprintf("%q", c.Action), Want: "one of play, pause, step, reset"}
	}
	if c.Seed != nil || c.Action == "reset" {
		if err := s.reopen(c.Seed); err != nil {
			return err
		}
	}
	return s.do(func() {
		if c.Speed != nil {
			s.speed = *c.Speed
			s.pace.restart()
		}
		if c.UntilS != nil {
			s.until = *c.UntilS
			if s.state == Done {
				s.state = Paused
			}
		}
		switch c.Action {
		case "play":
			s.play()
		case "pause":
			if s.state == Playing {
				s.state = Paused
			}
		case "step":
			if s.state == Playing {
				s.state = Paused
			}
			if s.state == Paused || s.state == Done {
				s.advance()
			}
		}
		s.out.info = true
		s.publish(true)
	})
}

// play goes on; a run that came to its end goes on past it.
func (s *Session) play() {
	switch s.state {
	case Paused:
		s.state = Playing
	case Done:
		s.until, s.state = 0, Playing
	}
	s.pace.restart()
}

// reopen starts the same experiment from its beginning, with that seed if one
// is given.
func (s *Session) reopen(seed *uint64) error {
	s.change.Lock()
	defer s.change.Unlock()
	e := s.Experiment()
	if e == nil {
		return ErrClosed
	}
	before := params.Values(e)
	if seed != nil {
		if err := e.Set(map[string]any{"seed": *seed}); err != nil {
			return err
		}
	}
	if err := s.load(e, false); err != nil {
		return err
	}
	return s.do(func() { s.note(describeChange(before, e)) })
}

// Load puts another experiment into the session, for all who watch it.
func (s *Session) Load(e *Experiment) error {
	s.change.Lock()
	defer s.change.Unlock()
	return s.load(e.Clone(), true)
}

// load opens e while the old run goes on, then swaps.
func (s *Session) load(e *Experiment, other bool) error {
	run, err := e.Open()
	if err != nil {
		return err
	}
	return s.do(func() {
		if s.state == Failed || s.state == Done {
			s.state = Playing
		}
		s.install(run)
		if other {
			s.blame = ""
			s.until = run.end()
		}
		s.out.info = true
		s.publish(true)
	})
}

// Patch gives parameters new values between two steps: all of them or, with
// an error, none. Where a value needs another network, that is built while the
// old run goes on, and starts from its beginning; where only the stimulus
// changes, the network keeps its state.
func (s *Session) Patch(values map[string]any) error {
	s.change.Lock()
	defer s.change.Unlock()
	next := s.Experiment()
	if next == nil {
		return ErrClosed
	}
	before := params.Values(next)
	if err := next.Set(values); err != nil {
		return err
	}
	words := describeChange(before, next)
	if len(words) == 0 {
		return nil
	}
	var applied bool
	var err error
	closed := s.do(func() {
		if applied, err = s.run.Apply(next); err != nil || !applied {
			return
		}
		s.exp = s.run.exp
		s.monitor.retune(s.exp)
		s.note(words)
		s.publish(true)
	})
	switch {
	case closed != nil:
		return closed
	case err != nil || applied:
		return err
	}
	if err := s.load(next, false); err != nil {
		return err
	}
	return s.do(func() { s.note(words) })
}

// note remembers a change for plots over time and for the words of a failure.
func (s *Session) note(words []string) {
	for _, w := range words {
		s.blame = w
		s.out.marks = append(s.out.marks, Mark{TimeMs: s.run.TimeMs(), Text: w})
	}
	s.out.info = true
}

// describeChange says what differs now: "θ 120° → 60°".
func describeChange(before map[string]any, e *Experiment) []string {
	var out []string
	after := params.Values(e)
	for _, p := range params.Describe(e) {
		was, is := before[p.Path], after[p.Path]
		if was == is || was == nil {
			continue
		}
		name := p.Symbol
		if name == "" {
			name = p.Label
		}
		unit := p.Unit
		if unit == "deg" {
			unit = "°"
		} else if unit != "" {
			unit = " " + unit
		}
		out = append(out, fmt.Sprintf("%s %s%s → %s%s", name, showValue(was), unit, showValue(is), unit))
	}
	return out
}

func showValue(v any) string {
	if x, ok := v.(float64); ok {
		return params.FormatNumber(math.Round(x*1e4) / 1e4)
	}
	return fmt.Sprint(v)
}

// Experiment is a copy of the parameters, nil once the session is closed.
func (s *Session) Experiment() *Experiment {
	var e *Experiment
	if s.do(func() { e = s.exp.Clone() }) != nil {
		return nil
	}
	return e
}

// Push gives video frames to a session whose stimulus is a video.
func (s *Session) Push(frames []*sim.Frame) (queued int, err error) {
	closed := s.do(func() { queued, err = s.run.push(frames) })
	return queued, errors.Join(closed, err)
}

// Figure is the figure of that name as it stands.
func (s *Session) Figure(name string) (f *analysis.Figure, err error) {
	closed := s.do(func() { f, err = s.monitor.Figure(name) })
	return f, errors.Join(closed, err)
}

// EachSpike calls f with the spikes of the last minute, in time order.
func (s *Session) EachSpike(f func(timeMs float64, population string, neuron int) error) error {
	var list []recorded
	var names []string
	var dt float64
	if err := s.do(func() { list, names, dt = s.monitor.recent.sorted(), s.monitor.names(), s.run.clock.Dt }); err != nil {
		return err
	}
	for _, r := range list {
		if err := f(float64(r.step)*dt, names[r.pop], int(r.index)); err != nil {
			return err
		}
	}
	return nil
}

// Film calls each with the frames of s seconds of the stimulus: of a texture
// the periodic form, of a video what was shown last.
func (s *Session) Film(seconds float64, each func(k int, f *sim.Frame) error) error {
	var shown []*sim.Frame
	var e *Experiment
	if err := s.do(func() { e, shown = s.exp.Clone(), s.monitor.film.last(s.exp.Frames(seconds)) }); err != nil {
		return err
	}
	if e.Stimulus.Kind != "video" {
		return e.Film(seconds, each)
	}
	if len(shown) == 0 {
		return errors.New("no video frame was shown yet")
	}
	for k, f := range shown {
		if err := each(k, f); err != nil {
			return err
		}
	}
	return nil
}
