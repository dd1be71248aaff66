package experiment

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"testing"
	"time"

	"striate/params"
	"striate/sim"
)

func session(t *testing.T, name string, o Options) *Session {
	t.Helper()
	e, err := Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession("test", e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// next is the next tick, within five seconds.
func next(t *testing.T, w *Watcher) *Tick {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	tick, err := w.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return tick
}

func TestSessionPlaysPausesStepsResets(t *testing.T) {
	s := session(t, "first-light", Options{})
	if i := s.Info(); i.State != Paused || i.TimeMs != 0 {
		t.Fatalf("a fresh session is %s at %g ms", i.State, i.TimeMs)
	}
	do := func(c Command) Info {
		t.Helper()
		if err := s.Control(c); err != nil {
			t.Fatal(err)
		}
		return s.Info()
	}
	if i := do(Command{Action: "step"}); i.Frame != 1 || math.Abs(i.TimeMs-1000./60) > 0.1 {
		t.Errorf("after a step: frame %d, %g ms", i.Frame, i.TimeMs)
	}
	do(Command{Action: "play"})
	time.Sleep(400 * time.Millisecond)
	i := do(Command{Action: "pause"})
	if i.State != Paused || i.Frame < 5 || i.Frame > 60 {
		t.Errorf("after 0.4 s of playing at 1x: %s, frame %d, want about 24", i.State, i.Frame)
	}
	time.Sleep(50 * time.Millisecond)
	if j := s.Info(); j.Frame != i.Frame {
		t.Errorf("a paused session went from frame %d to %d", i.Frame, j.Frame)
	}
	seed := uint64(9)
	if i := do(Command{Seed: &seed}); i.Frame != 0 || i.Seed != 9 {
		t.Errorf("another seed: frame %d, seed %d, want to start again", i.Frame, i.Seed)
	}
	do(Command{Action: "step"})
	if i := do(Command{Action: "reset"}); i.Frame != 0 || i.Seed != 9 {
		t.Errorf("reset: frame %d, seed %d", i.Frame, i.Seed)
	}
}

// Only what is asked for changes: a new orientation leaves the network as it
// is, a new seed starts again, a refused value changes nothing at all.
func TestPatchKeepsTheNetwork(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 0.5})
	before := s.Info()
	weights := func() (w []float64) { s.do(func() { w = s.run.weights().W }); return }
	was := weights()
	if err := s.Patch(map[string]any{"stimulus.theta_deg": 120, "stimulus.sf_cpd": "2 c/deg", "ring.plasticity.a": 0.03, "input.gain_pa": 310}); err != nil {
		t.Fatal(err)
	}
	if i := s.Info(); i.TimeMs != before.TimeMs || i.SpikeHash != before.SpikeHash || i.Values["stimulus.theta_deg"] != 120.0 || len(i.Changed) < 4 {
		t.Errorf("after a live change: %g ms, θ %v, changed %v", i.TimeMs, i.Values["stimulus.theta_deg"], i.Changed)
	}
	for k, w := range weights() {
		if w != was[k] && !(math.IsNaN(w) && math.IsNaN(was[k])) {
			t.Fatalf("weight %d went from %g to %g", k, was[k], w)
		}
	}
	for _, kind := range []string{"grating", "log_gabor", "video", "motion_cloud"} {
		if err := s.Patch(map[string]any{"stimulus.kind": kind}); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if i := s.Info(); i.TimeMs != before.TimeMs {
			t.Errorf("another kind of stimulus started the network again")
		}
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
		before = s.Info()
	}
	for _, bad := range []map[string]any{
		{"stimulus.theta_deg": 30.0, "stimulus.sf_cpd": 30.0}, {"stimulus.sf_cpd": math.NaN()}, {"nonsense": 1}, {"stimulus.kind": "film"},
		{"ring.n": 1e9}, {"ring.n": 5000, "ring.n_inh": 5000, "retina.rf.n_side": 8, "retina.rf.n_theta": 36, "retina.rf.n_phase": 8},
	} {
		err := s.Patch(bad)
		var refused *params.Error
		if !errors.As(err, &refused) {
			t.Errorf("%v: %v, want a parameter error", bad, err)
		}
		if i := s.Info(); i.Values["stimulus.theta_deg"] == 30.0 {
			t.Errorf("%v was refused, yet part of it was taken", bad)
		}
	}
	if err := s.Patch(map[string]any{"ring.n": 30}); err != nil {
		t.Fatal(err)
	}
	if i := s.Info(); i.TimeMs != 0 || i.Populations[1].N != 30 {
		t.Errorf("another size of the ring: %g ms, %d neurons, want a new network of 30", i.TimeMs, i.Populations[1].N)
	}
}

func TestPresetThatEndsPausesAtItsEnd(t *testing.T) {
	s := session(t, "six-sequences", Options{Play: true})
	fast := 20.0
	if err := s.Control(Command{Speed: &fast}); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); s.Info().State == Playing && time.Since(began) < 10*time.Second; {
		time.Sleep(20 * time.Millisecond)
	}
	if i := s.Info(); i.State != Done || i.TimeMs != 6000 {
		t.Errorf("%s at %g ms, want done at 6000", i.State, i.TimeMs)
	}
	if err := s.Control(Command{Action: "play"}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	if i := s.Info(); i.State != Playing || i.TimeMs <= 6000 {
		t.Errorf("played on: %s at %g ms", i.State, i.TimeMs)
	}
}

// Several clients watch one session; each gets every spike, also one that
// comes late and one that is slow.
func TestWatchersGetAllSpikes(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 1})
	early, slow := s.Watch(), s.Watch()
	count := func(t *Tick) (n int) {
		for _, l := range t.Spikes {
			n += len(l.I)
		}
		return n
	}
	first := next(t, early)
	if !first.Fresh || first.Session == nil || first.Weights == nil || first.Orientation == nil || count(first) == 0 {
		t.Fatalf("the first tick lacks something to draw: %+v", first)
	}
	got := count(first)
	for range 30 {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
		got += count(next(t, early))
	}
	if n := count(next(t, slow)); n != got {
		t.Errorf("a slow client got %d spikes, a quick one %d", n, got)
	}
	late := s.Watch()
	if n := count(next(t, late)); n != got {
		t.Errorf("a late client got %d spikes, want the %d so far", n, got)
	}
	s.Close()
	var err error
	for range 3 { // what was offered before comes first
		if _, err = early.Next(context.Background()); err != nil {
			break
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("after closing: %v, want EOF", err)
	}
	if err := s.Patch(map[string]any{"stimulus.theta_deg": 3}); !errors.Is(err, ErrClosed) {
		t.Errorf("a change after closing: %v", err)
	}
}

// A client that never reads is told how many spikes it missed, and costs the
// simulation nothing.
func TestSleepingClientIsTold(t *testing.T) {
	s := session(t, "six-sequences", Options{})
	w := s.Watch()
	next(t, w)
	long := make([]uint32, maxPending/2+1)
	for range 3 {
		w.offer(&Tick{Spikes: map[string]*SpikeList{"E": {TimeMs: make([]float32, len(long)), I: long}}})
	}
	if tick := next(t, w); tick.Missed != int64(2*len(long)) || len(tick.Spikes["E"].I) != len(long) {
		t.Errorf("missed %d and got %d, want %d and %d", tick.Missed, len(tick.Spikes["E"].I), 2*len(long), len(long))
	}
}

func TestVideoIsSeen(t *testing.T) {
	s := session(t, "first-light", Options{})
	shift := func(k int) *sim.Frame { // bars at 120°, which rise to the left, drifting
		f := sim.NewFrame(128, 128)
		for y := range f.H {
			for x := range f.W {
				u := float64(x+k)*math.Sin(2*math.Pi/3) + float64(y)*math.Cos(2*math.Pi/3)
				f.Set(x, y, float32(0.5+0.3*math.Sin(2*math.Pi*u/40)))
			}
		}
		return f
	}
	if _, err := s.Push([]*sim.Frame{shift(0)}); !errors.Is(err, ErrNotVideo) {
		t.Errorf("frames for a cloud: %v", err)
	}
	if err := s.Patch(map[string]any{"stimulus.kind": "video"}); err != nil {
		t.Fatal(err)
	}
	for k := range 90 {
		if _, err := s.Push([]*sim.Frame{shift(k)}); err != nil {
			t.Fatal(err)
		}
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	w := s.Watch()
	o := next(t, w).Orientation
	if !(off(o.TrueDeg, 120) < 5) || !(off(o.DecodedDeg, 120) < 10) {
		t.Errorf("true %.1f°, decoded %.1f° (%s), want 120°", o.TrueDeg, o.DecodedDeg, o.Reason)
	}
	n := 0
	if err := s.Film(1, func(int, *sim.Frame) error { n++; return nil }); err != nil || n != 60 {
		t.Errorf("the film of the last second has %d frames, %v", n, err)
	}
}

// A ring without inhibition runs away: the session stops and says what was
// changed last.
func TestRunawayIsNamed(t *testing.T) {
	s := session(t, "first-light", Options{})
	if err := s.Patch(map[string]any{"ring.ie_w0_ns": 0, "ring.ie_w_max_ns": 0, "ring.ee_w0_ns": 2000, "ring.ee_w_max_ns": 2000}); err != nil {
		t.Fatal(err)
	}
	for range 120 {
		if s.Control(Command{Action: "step"}); s.Info().State == Failed {
			break
		}
	}
	i := s.Info()
	if i.State != Failed || i.Error == "" {
		t.Fatalf("%s, %q, want a named runaway", i.State, i.Error)
	}
	t.Log(i.Error)
	if err := s.Control(Command{Action: "reset"}); err != nil || s.Info().State == Failed {
		t.Errorf("reset does not help: %v", err)
	}
}

func TestFiguresOfASession(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 1})
	hasNot := map[string]bool{"delays": true, "learning": true, "sequences": true} // of a run that goes on, of another network
	for _, name := range FigureNames() {
		f, err := s.Figure(name)
		if missing := (ErrNoFigure{}); hasNot[name] && errors.As(err, &missing) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != name || f.Summary == "" || f.Table.Rows() == 0 {
			t.Errorf("figure %s: name %q, summary %q, %d rows", name, f.Name, f.Summary, f.Table.Rows())
		}
	}
	var missing ErrNoFigure
	if _, err := s.Figure("portrait"); !errors.As(err, &missing) {
		t.Errorf("figure portrait: %v", err)
	}
	six := session(t, "six-sequences", Options{WarmS: 0.1})
	if _, err := six.Figure("lgn"); !errors.As(err, &missing) {
		t.Errorf("LGN of an experiment without one: %v", err)
	}
}

// Many tabs and many sliders at once: run with -race.
func TestManyHands(t *testing.T) {
	s := session(t, "first-light", Options{Play: true})
	var wg sync.WaitGroup
	ctx, stop := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer stop()
	for k := range 3 {
		wg.Add(2)
		go func() {
			defer wg.Done()
			w := s.Watch()
			defer w.Close()
			for {
				if _, err := w.Next(ctx); err != nil {
					return
				}
			}
		}()
		go func() {
			defer wg.Done()
			for n := 0; ctx.Err() == nil; n++ {
				if err := s.Patch(map[string]any{"stimulus.theta_deg": (n*7 + k) % 180}); err != nil {
					t.Error(err)
				}
				s.Info()
				if _, err := s.Figure("raster"); err != nil {
					t.Error(err)
				}
				s.Control(Command{Action: "play"})
			}
		}()
	}
	wg.Wait()
}

// As fast as it can: many times real time, yet a pause comes at once, no client
// is told more than about 60 times a second, and it gets every spike.
func TestAsFastAsItCan(t *testing.T) {
	s := session(t, "first-light", Options{UntilS: 3})
	w := s.Watch()
	next(t, w)
	fast := math.Inf(1)
	if err := s.Control(Command{Action: "play", Speed: &fast}); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	ticks, spikes, pictures, last, paused := 0, 0, 0, &Tick{}, false
	for last.State != Done && time.Since(began) < time.Minute {
		if !paused && last.TimeMs > 500 {
			paused = true
			asked := time.Now()
			if err := s.Control(Command{Action: "pause"}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(asked); took > 500*time.Millisecond {
				t.Errorf("a pause took %v", took)
			}
			if err := s.Control(Command{Action: "play"}); err != nil {
				t.Fatal(err)
			}
		}
		last = next(t, w)
		ticks++
		if last.Stimulus != nil {
			pictures++
		}
		for _, l := range last.Spikes {
			spikes += len(l.I)
		}
	}
	took := time.Since(began)
	i := s.Info()
	if i.State != Done || !math.IsInf(float64(i.Speed), 1) || !math.IsInf(last.Speed, 1) || i.Frame == 0 {
		t.Errorf("%s at %g ms with speed %g, want done with speed +Inf", i.State, i.TimeMs, i.Speed)
	}
	t.Logf("3 s in %.2f s, %d ticks", took.Seconds(), ticks)
	if most := 61*took.Seconds() + 6; float64(ticks) > most { // a few are of the commands and the end
		t.Errorf("%d ticks in %v, want at most 60 a second", ticks, took)
	}
	if most := 2*took.Seconds() + 5; float64(pictures) > most || last.Stimulus == nil { // two a second, those of the commands, and the last
		t.Errorf("%d pictures in %v, the last %v; want stills", pictures, took, last.Stimulus != nil)
	}
	n := 0
	if err := s.EachSpike(func(float64, string, int) error { n++; return nil }); err != nil || spikes != n {
		t.Errorf("got %d spikes of %d (%v)", spikes, n, err)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(-1), 0, 0.049, -1} {
		if err := s.Control(Command{Speed: &bad}); err == nil {
			t.Errorf("speed %g was taken", bad)
		}
	}
}
