package experiment

import (
	"slices"
	"time"

	"striate/sim"
)

// Least time between two ticks, and between two of the parts that are not
// worth sending with each.
const (
	tickEvery    = 15 * time.Millisecond // less than a frame of 60 Hz, so that none is skipped in real time
	fastTick     = time.Second / 60      // where several frames come to a tick
	fitEvery     = 100 * time.Millisecond
	weightsEvery = 500 * time.Millisecond
)

// Faster than this many times real time, frames picked out of a movie are no
// movie, and a calm stimulus flashes: pictures are sent as stills, so few that
// no eye is hurt.
const (
	stillAbove = 4.0
	stillEvery = 500 * time.Millisecond
)

// outbox is what gathers between two ticks.
type outbox struct {
	spikes  map[string]*SpikeList
	marks   []Mark
	fresh   bool
	info    bool
	hurry   bool      // what is new cannot wait for its turn
	fit     time.Time // when last computed
	weights time.Time
	light   time.Time
	still   time.Time // the last picture
}

func (o *outbox) clear() { *o = outbox{} }

// add gathers the spikes of a step.
func (o *outbox) add(st *sim.Step) {
	if o.spikes == nil {
		o.spikes = make(map[string]*SpikeList, len(st.Populations))
	}
	for i, p := range st.Populations {
		l := o.spikes[p.Name]
		if l == nil {
			l = new(SpikeList)
			o.spikes[p.Name] = l
		}
		for _, sp := range st.Spikes[i] {
			l.TimeMs = append(l.TimeMs, float32(float64(sp.Step)*st.Dt))
			l.I = append(l.I, uint32(sp.Index))
		}
	}
}

// Watch adds a live client. Its first tick holds all it needs to draw every
// panel, the last minute of the run among it.
func (s *Session) Watch() *Watcher {
	w := newWatcher(s)
	err := s.do(func() {
		s.publish(true) // what still gathers goes to those who watch already
		t := s.picture(true)
		t.Spikes, t.SinceMs = s.monitor.history()
		t.Past, t.Marks, t.Fresh = s.monitor.selectivityView(), slices.Clone(s.marks), true
		info := s.info()
		info.Watchers++
		t.Session = &info
		w.offer(t)
		s.watching.Lock()
		s.watchers[w] = true
		s.watching.Unlock()
		if s.asleep() {
			s.pace.restart()
		}
		s.left = time.Time{}
		s.tellWatchers()
	})
	if err != nil {
		w.end()
	}
	return w
}

func (s *Session) forget(w *Watcher) {
	s.watching.Lock()
	delete(s.watchers, w)
	alone := len(s.watchers) == 0
	s.watching.Unlock()
	s.do(func() { // a closed session has nothing to mind
		if alone {
			s.left = time.Now()
			return
		}
		s.tellWatchers()
	})
}

// tellWatchers tells all that one has come or gone.
func (s *Session) tellWatchers() {
	s.out.info = true
	s.publish(true)
}

// NextTurn is when the next of what comes each so often may come. What was late
// does not put off what comes after it: turns keep their beat, one behind at
// most.
func NextTurn(due, now time.Time, each time.Duration) time.Time {
	if earliest := now.Add(-each); due.Before(earliest) {
		due = earliest
	}
	return due.Add(each)
}

// publish offers every watcher what is new, at most once in tickEvery unless
// it cannot wait.
func (s *Session) publish(now bool) {
	s.watching.Lock()
	n := len(s.watchers)
	s.watching.Unlock()
	if n == 0 {
		s.out.spikes, s.out.marks, s.out.fresh = nil, nil, false // who comes is told the past
		return
	}
	every := tickEvery
	if s.speed > 1 {
		every = fastTick
	}
	if at := time.Now(); !at.Before(s.due) {
		s.due = NextTurn(s.due, at, every)
	} else if !now && !s.out.hurry {
		return
	}
	t := s.picture(false)
	t.Spikes, t.Marks, t.Fresh = s.out.spikes, s.out.marks, s.out.fresh
	if t.Fresh {
		t.SinceMs = s.run.clock.Time(s.monitor.began)
	}
	if s.out.info {
		info := s.info()
		t.Session = &info
	}
	s.out.spikes, s.out.marks, s.out.fresh, s.out.info, s.out.hurry = nil, nil, false, false, false
	s.watching.Lock()
	defer s.watching.Unlock()
	for w := range s.watchers {
		w.offer(t)
	}
}

// picture is a tick of the present, without spikes. whole says that parts sent
// now and then are wanted too.
func (s *Session) picture(whole bool) *Tick {
	s.tick++
	t := &Tick{
		Tick: s.tick, TimeMs: s.run.TimeMs(), RTF: s.pace.rtf(), State: s.state, Speed: s.speed, Seed: s.exp.Seed, Error: s.failure,
		RatesHz: s.monitor.latestRates(),
	}
	if whole || s.state != Playing || !(s.speed > stillAbove) || time.Since(s.out.still) >= stillEvery {
		t.Stimulus, t.LGN = grey(s.run.step.Luminance), s.run.lgn()
		s.out.still = time.Now()
	}
	if fit := whole || time.Since(s.out.fit) >= fitEvery; fit {
		s.monitor.fit()
		s.out.fit = time.Now()
	}
	t.Orientation = s.monitor.orientationView()
	if whole || time.Since(s.out.weights) >= weightsEvery {
		t.Weights = s.run.weightsView()
		s.out.weights = time.Now()
	}
	if whole || time.Since(s.out.light) >= luminanceEvery {
		t.Luminance = s.run.luminance()
		s.out.light = time.Now()
	}
	return t
}

// grey is a luminance frame in bytes, nil for nil.
func grey(f *sim.Frame) *Image {
	if f == nil {
		return nil
	}
	return &Image{W: f.W, H: f.H, Data: toBytes(f.Pix, 255)}
}

// toBytes scales values to bytes, rounded and clipped.
func toBytes(pix []float32, scale float32) []byte {
	out := make([]byte, len(pix))
	for i, v := range pix {
		out[i] = byte(max(0, min(255, v*scale+.5)))
	}
	return out
}
