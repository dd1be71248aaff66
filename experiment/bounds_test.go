package experiment

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"striate/params"
)

// What cannot be opened is refused by the name of a parameter, at once: delays
// that would be redrawn for ever, networks that would not fit.
func TestRefusedByName(t *testing.T) {
	for _, c := range []struct {
		path string
		set  map[string]any
	}{
		{"ring.delay_min_ms", map[string]any{"ring.delay_min_ms": 6}},
		{"ring.delay_mean_ms", map[string]any{"ring.delay_mean_ms": 200}},
		{"ring.delay_mean_ms", map[string]any{"ring.delay_mean_ms": 0, "ring.delay_sd_ms": 10, "ring.delay_min_ms": 39.9, "ring.delay_max_ms": 39.95}},
		{"ring.n", map[string]any{"ring.n": 5000, "ring.n_inh": 5000}},
		{"ring.n", map[string]any{"ring.n": 2000, "retina.rf.n_theta": 36, "retina.rf.n_side": 8, "retina.rf.n_phase": 8}},
		{"preset", map[string]any{"preset": "six-sequences"}},
	} {
		e, err := Preset("first-light")
		if err != nil {
			t.Fatal(err)
		}
		if err = e.Set(c.set); err == nil {
			_, err = e.Open()
		}
		var p *params.Error
		if !errors.As(err, &p) || p.Path != c.path {
			t.Errorf("%v: %v, want an error at %s", c.set, err, c.path)
		}
	}
}

// Info is JSON whatever is infinite, in the preset or now.
func TestInfoIsJSON(t *testing.T) {
	s := session(t, "first-light", Options{})
	for _, values := range []map[string]any{
		{"stimulus.ft_0": 1, "stimulus.b_v": math.Inf(1), "stimulus.b_theta_deg": "inf"},
		{"stimulus.kind": "grating"},
	} {
		if err := s.Patch(values); err != nil {
			t.Fatal(err)
		}
		info := s.Info()
		if _, err := json.Marshal(info); err != nil {
			t.Errorf("%v: %v", values, err)
		}
		if was, given := info.Default["stimulus.ft_0"]; given && was != "inf" {
			t.Errorf("the preset's ft_0 is %v, want inf", was)
		}
	}
}

// A seed starts the run again, also the one it has.
func TestTheSameSeedStartsAgain(t *testing.T) {
	s := session(t, "six-sequences", Options{WarmS: 0.2})
	before := s.Info()
	if before.TimeMs == 0 {
		t.Fatal("no time passed")
	}
	if err := s.Control(Command{Seed: &before.Seed}); err != nil {
		t.Fatal(err)
	}
	if i := s.Info(); i.TimeMs != 0 || i.Seed != before.Seed {
		t.Errorf("at %g ms with seed %d", i.TimeMs, i.Seed)
	}
}
