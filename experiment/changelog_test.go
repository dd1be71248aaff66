package experiment

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"striate/params"
	"striate/sim"
)

// upTo waits until the session has come to its end.
func upTo(t *testing.T, s *Session) Info {
	t.Helper()
	fast := math.Inf(1)
	if err := s.Control(Command{Action: "play", Speed: &fast}); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); s.Info().State == Playing; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 60*time.Second {
			t.Fatalf("not done after a minute, at %g ms", s.Info().TimeMs)
		}
	}
	return s.Account()
}

// hands are changes as a visitor makes them, each a PATCH.
var hands = map[string][]map[string]any{
	"first-light": {
		{"stimulus.theta_deg": 120}, {"stimulus.theta_deg": 121.5}, {"stimulus.b_theta_deg": "inf"}, {"ring.plasticity.learning": false},
		{"stimulus.kind": "grating"}, {"stimulus.theta_deg": "0.5 rad", "stimulus.contrast_pct": 30}, {"stimulus.kind": "motion_cloud", "stimulus.b_theta_deg": 30.25},
		{"ring.plasticity.learning": true}, {"input.w_max_ns": 80, "ring.plasticity.a": 0.02}, {"stimulus.kind": "sequence"}, {"stimulus.items": "0.2: blank; 0.3: grating theta_deg=20"},
		{"stimulus.kind": "motion_cloud"}, {"stimulus.mask": "circle"}, {"changes": "0.4: stimulus.theta_deg=10; 1.2: stimulus.theta_deg=99"}, {"stimulus.theta_deg": 33},
	},
	"six-sequences": {{"input.rate_hz": 30}, {"ring.plasticity.a": 0.05}, {"protocol.step_deg": 60}, {"input.b_theta_deg": 20}, {"readout.decoder": "template"}},
	"two-layers":    {{"input.rate_hz": 30}, {"input.b_theta_deg": 20}},
	"coba":          {{"probe.cells": "3, 5"}},
}

// A session that is changed at random times, playing and paused, and one that
// is given the list of its changes, have the same spikes; so has what a link
// gives, on any number of cores.
func TestChangesRepeatTheRun(t *testing.T) {
	for name, changes := range hands {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(len(name))))
			s := session(t, name, Options{Play: true})
			made := 0
			for _, values := range changes {
				if rng.IntN(3) > 0 { // else before the same frame as the last one
					time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
				}
				if rng.IntN(4) == 0 {
					if err := s.Control(Command{Action: "step"}); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Patch(values); err != nil {
					if strings.Contains(err.Error(), "unknown") || strings.Contains(err.Error(), "want") {
						t.Logf("%v: %v", values, err)
						continue
					}
					t.Fatal(err)
				}
				made++
				if err := s.Control(Command{Action: "play"}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Control(Command{Action: "pause"}); err != nil {
				t.Fatal(err)
			}
			for range 20 {
				if err := s.Control(Command{Action: "step"}); err != nil {
					t.Fatal(err)
				}
			}
			was := s.Account()
			if was.ChangesLost != "" || len(was.Changes) == 0 || made < 1 {
				t.Fatalf("%d changes made, %d kept, lost: %q", made, len(was.Changes), was.ChangesLost)
			}
			link, err := s.Link("test", 100_000)
			if err != nil {
				t.Fatal(err)
			}
			text := link.String()
			t.Log(text)
			read, err := ReadLink("http://localhost:8080/?session=1#" + text)
			if err != nil {
				t.Fatal(err)
			}
			if again := (Link{Engine: read.Engine, TimeS: read.TimeS, Hash: read.Hash, Start: read.Start, Changes: read.Changes}).String(); again != text {
				t.Errorf("read and written again:\n%s, want\n%s", again, text)
			}
			if math.Abs(read.TimeS-was.TimeMs/1000) > 1e-3 || !strings.HasPrefix(was.SpikeHash, read.Hash) || len(read.Hash) != 8 {
				t.Errorf("a link to %g s with hash %s, want %g, %s", read.TimeS, read.Hash, was.TimeMs/1000, was.SpikeHash)
			}
			start, err := Preset(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, cores := range []int{1, 2, runtime.NumCPU()} {
				old := runtime.GOMAXPROCS(cores)
				for how, o := range map[string]struct {
					e    *Experiment
					list []Change
				}{"list": {start, was.Changes}, "link": {read.Start, read.Changes}} {
					b, err := NewSession("b", o.e, Options{UntilS: read.TimeS, Changes: o.list})
					if err != nil {
						t.Fatal(err)
					}
					is := upTo(t, b)
					if is.SpikeHash != was.SpikeHash || is.Frame != was.Frame {
						t.Errorf("by %s on %d cores: %s after %d frames, want %s after %d", how, cores, is.SpikeHash, is.Frame, was.SpikeHash, was.Frame)
					}
					if len(is.Changes) != len(was.Changes) || is.Repeating != 0 {
						t.Errorf("by %s: %d changes kept and %d to come, want %d and none", how, len(is.Changes), is.Repeating, len(was.Changes))
					}
					for path, v := range was.Values {
						if is.Values[path] != v {
							t.Errorf("by %s: %s = %v, want %v", how, path, is.Values[path], v)
						}
					}
					if l, err := b.Link("test", 100_000); err != nil || l.String() != text {
						t.Errorf("by %s: the link is %s, want %s", how, l, text)
					}
					b.Close()
				}
				runtime.GOMAXPROCS(old)
			}
		})
	}
}

// What starts the run again clears the list; what cannot be repeated is said.
func TestChangesAreOfThisRun(t *testing.T) {
	s := session(t, "first-light", Options{})
	seed := uint64(7)
	patch := func(values map[string]any) {
		t.Helper()
		if err := s.Patch(values); err != nil {
			t.Fatal(err)
		}
	}
	count := func(want int) {
		t.Helper()
		if i := s.Account(); len(i.Changes) != want || i.ChangesLost != "" {
			t.Errorf("%d changes, lost %q, want %d", len(i.Changes), i.ChangesLost, want)
		}
	}
	again := []func() error{
		func() error { return s.Control(Command{Action: "reset"}) },
		func() error { return s.Control(Command{Seed: &seed}) },
		func() error { return s.Patch(map[string]any{"ring.n": 30}) },
		func() error { e, _ := Preset("first-light"); return s.Load(e) },
	}
	for _, f := range again {
		patch(map[string]any{"stimulus.theta_deg": 10})
		patch(map[string]any{"stimulus.theta_deg": 20, "stimulus.contrast_pct": 50})
		count(2)
		if v := s.Account().Changes[1].Values; len(v) != 1 {
			t.Errorf("kept %v, want θ alone: the contrast was 50", v)
		}
		if err := f(); err != nil {
			t.Fatal(err)
		}
		count(0)
	}
	if l, err := s.Link("x", 2000); err != nil || l.String() != "preset=first-light&seed=42&engine=x" || l.Lost != "" {
		t.Errorf("a link of nothing: %s, %v", l, err)
	}
	if err := s.Control(Command{Action: "step"}); err != nil {
		t.Fatal(err)
	}
	patch(map[string]any{"stimulus.theta_deg": 30})
	if l, err := s.Link("x", 60); err != nil || l.Hash != "" || l.Lost == "" || !strings.Contains(l.String(), "stimulus.theta_deg=30") || strings.Contains(l.String(), "then=") {
		t.Errorf("a link of at most 60 characters: %s (%s), want the values of now", l, l.Lost)
	}
	patch(map[string]any{"stimulus.kind": "video"})
	if _, err := s.Push([]*sim.Frame{sim.NewFrame(8, 8)}); err != nil {
		t.Fatal(err)
	}
	if i := s.Account(); i.ChangesLost != lostFrames || i.Changes != nil {
		t.Errorf("after frames from outside: %q, %v", i.ChangesLost, i.Changes)
	}
	if err := s.Control(Command{Action: "reset"}); err != nil {
		t.Fatal(err)
	}
	for k := range MaxChanges + 1 {
		patch(map[string]any{"stimulus.contrast_pct": float64(k%100 + 1)})
	}
	if i := s.Account(); i.ChangesLost != lostMany {
		t.Errorf("after %d changes: %q", MaxChanges+1, i.ChangesLost)
	}
	data, err := s.Save()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(data); err != nil || s.Account().ChangesLost != lostSaved {
		t.Errorf("restored: %q, %v", s.Account().ChangesLost, err)
	}
}

// Who moves a control while a run is repeated takes it over.
func TestAHandEndsTheRepetition(t *testing.T) {
	e, _ := Preset("first-light")
	s, err := NewSession("x", e, Options{Changes: []Change{{0.1, map[string]any{"stimulus.theta_deg": 100}}, {0.5, map[string]any{"stimulus.theta_deg": 20}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 12 {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	if i := s.Info(); i.Values["stimulus.theta_deg"] != 100.0 || i.Repeating != 1 || i.Default["stimulus.theta_deg"] != 60.0 {
		t.Errorf("at %g ms θ = %v and %d changes to come, want 100 and 1", i.TimeMs, i.Values["stimulus.theta_deg"], i.Repeating)
	}
	if err := s.Patch(map[string]any{"stimulus.contrast_pct": 20}); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	if i := s.Account(); i.Values["stimulus.theta_deg"] != 100.0 || i.Repeating != 0 || len(i.Changes) != 2 {
		t.Errorf("θ = %v, %d to come, %d made; want 100, 0, 2", i.Values["stimulus.theta_deg"], i.Repeating, len(i.Changes))
	}
}

// A link that is not one, or asks for what there is not, is refused in words of
// one line.
func TestReadLink(t *testing.T) {
	const head = "preset=first-light&seed=42"
	for _, c := range []struct{ text, want string }{
		{"", "link"}, {"#", "link"}, {"foo", "link"}, {"a=1", "preset=NAME"}, {"preset=", "preset=NAME"}, {head + "&seed=42", "twice"}, {head + "&=3", "NAME=VALUE"},
		{"preset=nosuch", "one of first-light"}, {"preset=<script>alert(1)</script>", "one of first-light"}, {head + "&stimulus.theta_deg=%zz", "%XX"},
		{head + strings.Repeat("&a=1", 50_000), "at most 100000"}, {head + "&stimulus.sf_cpd=NaN", "0.01 to 10 c/deg"}, {head + "&stimulus.sf_cpd=30", "sf_cpd = 30, want 0.01 to 10"},
		{head + "&stimulus.colour=red", "unknown"}, {head + "&stimulus.kind=film", "one of"}, {head + "&t=NaN", "0 to 36000"}, {head + "&t=-1", "0 to 36000"}, {head + "&hash=xyz", "hexadecimal"},
		{head + "&then=5", "entries like"}, {head + "&then=5:", "PATH=VALUE"}, {head + "&then=NaN:stimulus.theta_deg=3", "entries like"}, {head + "&then=5:stimulus.theta_deg=999", "0 to 180"},
		{head + "&then=5:ring.n=50", "cannot change in flight"}, {head + "&then=5:stimulus.theta_deg=1" + strings.Repeat("~2", MaxChanges), "at most"}, {head + "&then=5:a=1,b", "commas"}, {head + "&then=5:seed=3", "in flight"},
		{head + "&preset=x", "twice"}, {head + "&then=5:preset=six-sequences", "another experiment"}, {head + "&stimulus.width_px=100000", "want"},
	} {
		l, err := ReadLink(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\r") || len(err.Error()) > 600 {
			t.Errorf("%.80s: %v, want %q", c.text, err, c.want)
		}
		var refused *RefusedLink
		if errors.As(err, &refused) && (l == nil || l.Start.check() != nil) {
			t.Errorf("%.80s: refused in part, and the rest is no experiment", c.text)
		}
		for e := err; e != nil; e = nil {
			if p := new(params.Error); !errors.As(e, &p) {
				t.Errorf("%.80s: %T, want a parameter error", c.text, e)
			}
		}
	}
	l, err := ReadLink(head + "&engine=0.1.0+abc&t=1.5&then=1%3Astimulus.theta_deg%3D5%7E6~~7%3B1.2%3A9")
	if err != nil || len(l.Changes) != 4 || l.Engine != "0.1.0+abc" || l.TimeS != 1.5 {
		t.Errorf("a link that was escaped on its way: %v, %+v", err, l)
	}
}

func FuzzReadLink(f *testing.F) {
	f.Add("preset=first-light&seed=42&engine=0.1.0&t=12.4&hash=8f3a2c1b&stimulus.theta_deg=120&then=5.2:stimulus.theta_deg=61~62~~64;9:ring.plasticity.learning=false,input.gain_pa=310;9.5:4")
	f.Add("#preset=six-sequences&t=3&then=0:input.rate_hz=1~2")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ReadLink(text)
		if err != nil {
			return
		}
		again, err := ReadLink(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q: %v, %v", text, again, err)
		}
	})
}
