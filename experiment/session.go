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

// MinSpeed and MaxSpeed are the limits of the speed of a session, as a multiple
// of real time; the infinite one is as fast as the machine can.
const MinSpeed = 0.05

// MaxSpeed is described at [MinSpeed].
var MaxSpeed = math.Inf(1)

// ErrClosed is the answer of a session that is no more.
var ErrClosed = errors.New("the session is closed")

// Options are how a session starts.
type Options struct {
	Play   bool    // start playing
	WarmS  float64 // simulate so many seconds before NewSession returns
	UntilS float64 // pause once so much time is simulated; 0: the preset's end, or never

	Changes []Change // to be made on the way, as [Session.Account] gave them
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
	saved   []savedLog
	pace    pace
	tick    int64
	told    int64     // Infos so far
	due     time.Time // of the next tick
	out     outbox
	marks   []Mark    // of this run, for those who come later
	left    time.Time // when the last watcher left; zero while there are some, or never were
	paired  time.Time // when the plasticity figure was last asked for
}

// pairsFor is how long pairings are noted after somebody asked for them.
const pairsFor = 15 * time.Second

// sleepAfter is how long a session goes on after its last watcher left. One
// that never had any, opened by a script, is left alone.
const sleepAfter = 30 * time.Second

// maxWarm is the longest time that is simulated before an answer, s.
const maxWarm = 60

func badWarm(s float64) error {
	return &params.Error{Path: "warm_s", Found: params.FormatNumber(s), Want: fmt.Sprintf("0 to %d s", maxWarm)}
}

// NewSession opens e and starts its goroutine. Close ends it.
func NewSession(id string, e *Experiment, o Options) (*Session, error) {
	if !(o.WarmS >= 0 && o.WarmS <= maxWarm) {
		return nil, badWarm(o.WarmS)
	}
	if !(o.UntilS >= 0 && o.UntilS <= MaxDuration) {
		return nil, &params.Error{Path: "until_s", Found: params.FormatNumber(o.UntilS), Want: fmt.Sprintf("0 to %d s", MaxDuration)}
	}
	s := &Session{
		id: id, tasks: make(chan func()), quit: make(chan struct{}), done: make(chan struct{}),
		watchers: map[*Watcher]bool{}, speed: 1, state: Paused,
	}
	run, err := e.OpenChanged(o.Changes)
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

// install makes run the run of the session, from where it is.
func (s *Session) install(run *Run) {
	s.exp, s.run, s.monitor = run.given, run, NewMonitor(run, run.end())
	s.failure = ""
	s.marks = nil
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
	if s.run.watched && time.Since(s.paired) > pairsFor {
		s.run.watchPairs(false)
	}
	began := s.run.TimeMs()
	st, err := s.run.Step()
	s.follow(began)
	if err != nil {
		s.state = Failed
		s.failure = fmt.Sprintf("Stopped at %.1f s: %s.", s.run.TimeMs()/1000, s.run.inWords(err))
		if s.blame != "" {
			s.failure += " You last changed " + s.blame + "."
		}
		s.out.info, s.out.hurry = true, true
		return
	}
	s.monitor.Add(st)
	s.out.add(st)
	s.pace.did(s.run.TimeMs())
	if s.until > 0 && s.run.frame >= int64(s.exp.Frames(s.until)) {
		s.state = Done
		s.out.info, s.out.hurry = true, true
	}
}

// follow takes note of changes that the run made by itself, repeating those of
// another one.
func (s *Session) follow(ms float64) {
	if s.exp == s.run.given {
		return
	}
	before := params.Values(s.exp)
	s.exp = s.run.given
	s.monitor.retune(s.exp)
	s.note(describeChange(before, s.exp), ms)
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

// Account is Info and what was changed in flight since the run began.
func (s *Session) Account() Info {
	i := Info{ID: s.id, State: Failed, Error: ErrClosed.Error()}
	_ = s.do(func() {
		i = s.info()
		i.Changes, i.ChangesLost = s.run.Changes()
		base, err := Preset(i.Preset)
		if err != nil {
			base = Defaults()
		}
		i.Lighter = s.run.lighter()
		i.Start = plain(difference(base, s.run.log.start))
	})
	return i
}

func (s *Session) info() Info {
	i := s.run.describe()
	s.told++
	i.Seq = s.told
	i.ID, i.State, i.Speed, i.UntilS, i.Error = s.id, s.state, Speed(s.speed), s.until, s.failure
	i.RTF, i.EndS, i.Repeating = s.pace.rtf(), s.run.end(), len(s.run.log.todo)
	i.SpikeHash = s.run.hash.Sum()
	s.watching.Lock()
	i.Watchers = len(s.watchers)
	s.watching.Unlock()
	return i
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
	var draw func() *analysis.Figure
	closed := s.do(func() {
		s.look(name)
		draw, err = s.monitor.figure(name)
	})
	if err = errors.Join(closed, err); err != nil {
		return nil, err
	}
	return draw(), nil
}

// look begins what is noted only while somebody looks at a figure.
func (s *Session) look(name string) {
	if name == "stdp" {
		s.paired = time.Now()
		s.run.watchPairs(true)
	}
}

// View is the same of a part of the last minute, where the figure has a past.
func (s *Session) View(name string, v analysis.RasterView) (f *analysis.Figure, err error) {
	f, _, err = s.ViewLinked(name, v, "")
	return f, err
}

// ViewLinked is View and, where an engine is named, what repeats the run to the
// moment of the figure.
func (s *Session) ViewLinked(name string, v analysis.RasterView, engine string) (f *analysis.Figure, l Link, err error) {
	var draw func() (*analysis.Figure, error)
	closed := s.do(func() {
		s.look(name)
		draw, err = s.monitor.view(name, v)
		if engine != "" {
			l = s.run.Link(engine, maxLink)
		}
	})
	if err = errors.Join(closed, err); err != nil {
		return nil, l, err
	}
	f, err = draw()
	return f, l, err
}

// Statistics is how the cells of every population fire, as it stands.
func (s *Session) Statistics() (n analysis.StatisticsSummary, err error) {
	closed := s.do(func() { n = s.monitor.statistics.Summary() })
	return n, closed
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
