package experiment

import "testing"

// A session that comes back to a state that it gave is still repeated by its
// changes; another session, which does not know them, says so.
func TestRestoredSessionKnowsItsChanges(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 0.2})
	if err := s.Patch(map[string]any{"stimulus.theta_deg": 120}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	data, err := s.Save()
	if err != nil {
		t.Fatal(err)
	}
	want := s.Account()
	if err := s.Control(Command{Action: "reset"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(data); err != nil {
		t.Fatal(err)
	}
	is := s.Account()
	if len(is.Changes) != 1 || is.ChangesLost != "" || is.SpikeHash != want.SpikeHash || is.TimeMs != want.TimeMs {
		t.Errorf("restored to %d changes (%s), hash %s at %g ms; want 1, %s at %g ms", len(is.Changes), is.ChangesLost, is.SpikeHash, is.TimeMs, want.SpikeHash, want.TimeMs)
	}
	if err := s.Patch(map[string]any{"stimulus.theta_deg": 20}); err != nil {
		t.Fatal(err)
	}
	if err := s.Restore(data); err != nil || len(s.Account().Changes) != 1 {
		t.Errorf("restored once more: %v, %d changes, want the 1 of the state", err, len(s.Account().Changes))
	}
	link, err := s.Link("x", 2000)
	if err != nil || link.Hash == "" {
		t.Fatalf("%v %s", err, link.Lost)
	}
	l, err := ReadLink(link.String())
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.Start.OpenChanged(l.Changes)
	if err != nil {
		t.Fatal(err)
	}
	for r.frame < int64(l.Start.Frames(l.TimeS)) {
		if _, err := r.Step(); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.hash.Sum(); got != want.SpikeHash {
		t.Errorf("the link leads to hash %s, want %s", got, want.SpikeHash)
	}
	other := session(t, "first-light", Options{})
	if err := other.Restore(data); err != nil || other.Account().ChangesLost != lostSaved {
		t.Errorf("another session: %v, %q", err, other.Account().ChangesLost)
	}
}

// What is loaded warm has something to show, and waits if the session did.
func TestLoadWarm(t *testing.T) {
	s := session(t, "first-light", Options{})
	e, err := Preset("two-layers")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.LoadWarm(e, 0.5); err != nil {
		t.Fatal(err)
	}
	if i := s.Info(); i.State != Paused || i.Preset != "two-layers" || i.TimeMs < 499 || i.TimeMs > 501 {
		t.Errorf("%s at %g ms, %s", i.Preset, i.TimeMs, i.State)
	}
	if err := s.LoadWarm(e, maxWarm+1); err == nil {
		t.Error("a minute and a second of warming up were not refused")
	}
}
