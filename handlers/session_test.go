package handlers

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"

	"striate/experiment"
	"striate/params"
)

func TestASessionFromBirthToDeath(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.1}`)
	path := "/api/v1/sessions/" + i.ID
	if i.State != experiment.Paused || i.Preset != "first-light" || i.TimeMs < 90 || i.Readout == "" || len(i.Populations) == 0 {
		t.Fatalf("started as %+v", i)
	}

	step := w.info(w.json("POST", path+"/control", `{"action":"step"}`))
	if step.Frame != i.Frame+1 || step.State != experiment.Paused {
		t.Errorf("a step went from frame %d to %d, %s", i.Frame, step.Frame, step.State)
	}
	turned := w.info(w.json("PATCH", path+"/params", `{"stimulus.theta_deg":120,"stimulus.contrast_pct":"40 %"}`))
	if turned.Values["stimulus.theta_deg"] != 120.0 || turned.Values["stimulus.contrast_pct"] != 40.0 || turned.Frame != step.Frame {
		t.Errorf("theta %v, contrast %v, frame %d: want 120, 40, %d (the network keeps its state)", turned.Values["stimulus.theta_deg"], turned.Values["stimulus.contrast_pct"], turned.Frame, step.Frame)
	}
	seeded := w.info(w.json("POST", path+"/control", `{"seed":7,"speed":2}`))
	if seeded.Seed != 7 || seeded.Speed != 2 || seeded.Frame != 0 {
		t.Errorf("seed %d, speed %g, frame %d: want 7, 2, 0", seeded.Seed, seeded.Speed, seeded.Frame)
	}
	fast := w.json("POST", path+"/control", `{"speed":"inf"}`)
	if i := w.info(fast); !math.IsInf(float64(i.Speed), 1) || !strings.Contains(string(fast.body), `"speed":"inf"`) {
		t.Errorf("speed %g in %s, want inf", i.Speed, fast.body)
	}
	if tick := next(t, w.live(i.ID)); tick["hello"].(map[string]any)["speed"] != "inf" {
		t.Errorf("the stream says speed %v, want inf", tick["hello"].(map[string]any)["speed"])
	}
	other := w.info(w.json("POST", path+"/experiment", `{"experiment":"six-sequences"}`))
	if other.ID != i.ID || other.Preset != "six-sequences" || len(other.Changed) != 0 {
		t.Errorf("loaded %s into %s, changed %v", other.Preset, other.ID, other.Changed)
	}
	if a := w.send("DELETE", path, "", ""); a.StatusCode != http.StatusNoContent {
		t.Errorf("DELETE: %d %s", a.StatusCode, a.body)
	}
	if a := w.get(path); a.StatusCode != http.StatusNotFound {
		t.Errorf("GET after DELETE: %d", a.StatusCode)
	}
}

// The parameters that a session gives away make the same spikes again.
func TestSameSpikesOverHTTP(t *testing.T) {
	w := open(t, Config{})
	hash := func(body string) (string, string) {
		i := w.start(body)
		path := "/api/v1/sessions/" + i.ID
		until(t, "the session is done", func() bool { return w.info(w.get(path)).State == experiment.Done })
		file := w.get(path + "/params.json")
		return w.info(w.get(path)).SpikeHash, string(file.body)
	}
	a, text := hash(`{"experiment":` + small + `,"until_s":0.5}`)
	b, _ := hash(`{"experiment":` + text + `,"until_s":0.5}`)
	if a == "" || a != b {
		t.Errorf("hashes %q and %q, want the same", a, b)
	}
	c, _ := hash(`{"experiment":` + strings.Replace(text, `"seed": 42`, `"seed": 43`, 1) + `,"until_s":0.5}`)
	if c == a {
		t.Errorf("seeds 42 and 43 both give %q", a)
	}
}

func TestSessionsMakeRoom(t *testing.T) {
	w := open(t, Config{MaxSessions: 2})
	playing := w.start(`{"experiment":` + small + `}`)
	paused := w.start(`{"experiment":` + small + `,"play":false}`)
	third := w.start(`{"experiment":` + small + `}`)
	if a := w.get("/api/v1/sessions/" + paused.ID); a.StatusCode != http.StatusNotFound {
		t.Errorf("the paused session answers %d, want it to have made room", a.StatusCode)
	}
	for _, i := range []experiment.Info{playing, third} {
		if a := w.get("/api/v1/sessions/" + i.ID); a.StatusCode != http.StatusOK {
			t.Errorf("session %s answers %d", i.ID, a.StatusCode)
		}
	}
	a := w.json("POST", "/api/v1/sessions", `{"experiment":`+small+`}`)
	if p := w.problem(a); a.StatusCode != http.StatusTooManyRequests || p.Detail != "sessions = 3, want at most 2: close a page or delete a session" {
		t.Errorf("a third playing session: %d %s", a.StatusCode, p.Detail)
	}
}

func TestIdleSessionsAreClosed(t *testing.T) {
	w := open(t, Config{Idle: 50e6})
	i := w.start(`{"experiment":` + small + `,"play":false}`)
	until(t, "an idle session is closed", func() bool { return len(w.s.sessions.all()) == 0 })
	if a := w.get("/api/v1/sessions/" + i.ID); a.StatusCode != http.StatusNotFound {
		t.Errorf("it answers %d", a.StatusCode)
	}
}

// The tags of command and startOptions repeat bounds of experiment.
func TestBoundsAreThoseOfExperiment(t *testing.T) {
	for _, p := range append(params.Describe(new(command)), params.Describe(new(startOptions))...) {
		switch p.Key {
		case "speed":
			if p.Min != experiment.MinSpeed || p.Max != experiment.MaxSpeed {
				t.Errorf("speed %g to %g, want %g to %g", p.Min, p.Max, experiment.MinSpeed, experiment.MaxSpeed)
			}
		case "until_s":
			if p.Max != experiment.MaxDuration {
				t.Errorf("until_s to %g, want %d", p.Max, experiment.MaxDuration)
			}
		}
	}
}

func TestLists(t *testing.T) {
	w := open(t, Config{})
	var ps []struct {
		Path, Kind, Type string
		Default, Range   any
	}
	if err := json.Unmarshal(w.get("/api/v1/params").body, &ps); err != nil || len(ps) != len(experiment.Params()) {
		t.Fatalf("params: %d of %d, %v", len(ps), len(experiment.Params()), err)
	}
	for _, p := range ps {
		if p.Path == "" || p.Type == "" || p.Default == nil {
			t.Errorf("parameter %+v lacks something", p)
		}
	}
	var presets []experiment.PresetInfo
	if err := json.Unmarshal(w.get("/api/v1/presets").body, &presets); err != nil || len(presets) != len(experiment.Presets()) {
		t.Errorf("presets: %d, %v", len(presets), err)
	}
}
