package experiment

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// Stimuli inside others are written and read like any parameter.
func TestNestedStimuliRoundTrip(t *testing.T) {
	for kind, set := range map[string]map[string]any{
		"sum":           {"stimulus.b.kind": "motion_cloud", "stimulus.b.b_theta_deg": "inf", "stimulus.a.theta_deg": 30, "stimulus.width_px": 80},
		"masked":        {"stimulus.mask": "stimulus", "stimulus.of.kind": "natural_film", "stimulus.by.kind": "grating", "stimulus.by.sf_cpd": 2},
		"eye_movements": {"stimulus.of.kind": "grating", "stimulus.of.theta_deg": "0.5 rad", "stimulus.range_deg": 0.5},
		"sequence":      {"stimulus.items": "1: grating theta_deg=20; 2: sum a.theta_deg=5", "stimulus.loop": false},
	} {
		set["stimulus.kind"] = kind
		e := changed(t, "first-light", 1, set)
		text, err := params.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), `"fps"`); n != 1 {
			t.Errorf("%s has %d frame rates in JSON, want that of its screen", kind, n)
		}
		back, err := FromJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		if is, was := params.Values(back), params.Values(e); !maps.Equal(is, was) {
			t.Errorf("%s came back as %v, was %v", kind, is, was)
		}
		paths, _ := e.Changed()
		for path := range set {
			if !slices.Contains(paths, path) {
				t.Errorf("%s: %s is not among what differs from the preset: %v", kind, path, paths)
			}
		}
	}
	for text, want := range map[string]string{
		`{"stimulus":{"kind":"sum","a":{"theta_deg":300}}}`:                         "stimulus.a.theta_deg = 300, want 0 to 180 deg",
		`{"stimulus":{"kind":"sum","a":{"kind":"sum"}}}`:                            `stimulus.a.kind = "sum", want one of `,
		`{"stimulus":{"kind":"sum","b":{"fps":30}}}`:                                "stimulus.b.fps = an unknown parameter",
		`{"stimulus":{"kind":"sum","b":{"sf_cpd":9.5},"px_per_deg":10}}`:            "stimulus.b.sf_cpd = 9.5, want at most 5 c/deg",
		`{"stimulus":{"kind":"sequence","items":"1: grating; 1: grating x=1"}}`:     `stimulus.items = item 2 "1: grating x=1", want a stimulus that can be shown; x = an unknown`,
		`{"stimulus":{"kind":"eye_movements","range_deg":24.9,"width_px":64}}`:      "stimulus.range_deg = 24.9, want at most",
		`{"stimulus":{"kind":"masked","of":{"kind":"grating","contrast_pct":"x"}}}`: `stimulus.of.contrast_pct = "x", want 0 to 100 %`,
	} {
		if _, err := FromJSON([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// Each part of a composite is listed once with each kind, and no deeper.
func TestNestedParamsAreFew(t *testing.T) {
	one, all := 0, 0
	for _, p := range Params() {
		if strings.HasPrefix(p.Path, "stimulus.") {
			all++
			if strings.Count(p.Path, ".") == 1 && p.Kind != "" {
				one++
			}
			if strings.Count(p.Path, ".") > 2 {
				t.Errorf("%s lies too deep", p.Path)
			}
		}
	}
	// a, b, of and by: at most so many lists of all kinds beside the one
	if all > 5*one {
		t.Errorf("%d parameters of stimuli, %d of them not nested: want at most five times as many", all, one)
	}
	t.Logf("%d parameters of stimuli, %d not nested, %d in all", all, one, len(Params()))
	if _, err := json.Marshal(ParamsNested()); err != nil {
		t.Error(err)
	}
}

// A change inside a part acts on the next frame; another kind of part reopens
// the movie. Either way the network goes on.
func TestNestedChangesInFlight(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 0.1})
	step := func() sim.Frame {
		t.Helper()
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
		var f sim.Frame
		s.do(func() { f = *s.run.lum.Clone() })
		return f
	}
	painted := func() (n int64) { s.do(func() { n = s.run.painted }); return }
	if err := s.Patch(map[string]any{"stimulus.kind": "sum"}); err != nil {
		t.Fatal(err)
	}
	step()
	before, n := s.Info().TimeMs, painted()
	if err := s.Patch(map[string]any{"stimulus.a.contrast_pct": 0, "stimulus.b.contrast_pct": 0}); err != nil {
		t.Fatal(err)
	}
	if f := step(); f.Pix[5] != 0.5 || f.Pix[500] != 0.5 {
		t.Error("the next frame is not blank")
	}
	if painted() != n+1 || s.Info().TimeMs <= before {
		t.Error("a change inside a part reopened the movie or the network")
	}
	before = s.Info().TimeMs
	if err := s.Patch(map[string]any{"stimulus.b.kind": "motion_cloud"}); err != nil {
		t.Fatal(err)
	}
	if got := painted(); got != 0 || s.Info().TimeMs != before {
		t.Errorf("another kind of part: %d frames painted, time %g, want a new movie in the same network at %g", got, s.Info().TimeMs, before)
	}
	for path, v := range map[string]any{"stimulus.b.width_px": 32, "stimulus.b.kind": "sum", "stimulus.a.sf_cpd": 10.5} {
		var refused *params.Error
		if err := s.Patch(map[string]any{path: v}); !errors.As(err, &refused) || refused.Path != path {
			t.Errorf("%s = %v: %v, want it refused by its whole path", path, v, err)
		}
	}
	if err := s.Patch(map[string]any{"stimulus.b.kind": "video", "stimulus.b.contrast_pct": 100}); err != nil {
		t.Fatal(err)
	}
	dark := step()
	white := sim.NewFrame(64, 64)
	white.Fill(1)
	if n, err := s.Push([]*sim.Frame{white}); err != nil || n != 1 {
		t.Fatalf("%d frames taken, %v", n, err)
	}
	if f := step(); !(f.Pix[0] > dark.Pix[0]+0.2) {
		t.Errorf("a frame pushed into a sum: %v, was %v", f.Pix[0], dark.Pix[0])
	}
	frames := 0
	if err := s.Film(0.1, func(int, *sim.Frame) error { frames++; return nil }); err != nil || frames == 0 {
		t.Errorf("the film of a sum with a video has %d frames, %v", frames, err)
	}
	if err := s.Patch(map[string]any{"stimulus.b.kind": "grating"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Push([]*sim.Frame{white}); !errors.Is(err, ErrNotVideo) {
		t.Errorf("a frame for two gratings: %v", err)
	}
}

// The protocol turns the first part that has an orientation; a sequence is a
// protocol itself.
func TestNestedProtocolTurns(t *testing.T) {
	for _, c := range []struct {
		set  map[string]any
		want []float64 // in turns of 0.1 s
	}{
		{map[string]any{"stimulus.kind": "sum", "stimulus.weight_b": 0}, []float64{40, 160, 100}},
		{map[string]any{"stimulus.kind": "masked", "stimulus.of.kind": "grating"}, []float64{40, 160, 100}},
		{map[string]any{"stimulus.kind": "eye_movements", "stimulus.of.kind": "grating"}, []float64{40, 160, 100}},
		{map[string]any{"stimulus.kind": "sequence", "stimulus.items": "0.1: grating theta_deg=7; 0.1: blank; 0.1: grating theta_deg=9", "stimulus.isi_s": 0}, []float64{7, math.NaN(), 9}},
	} {
		c.set["protocol.kind"], c.set["protocol.sequence_s"] = "turn", 0.1
		e := changed(t, "first-light", 1, c.set)
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if c.set["stimulus.kind"] == "sequence" { // the eye has looked for half a second
			r.reopenMovie()
		}
		for k := range 18 {
			st, err := r.Step()
			if err != nil {
				t.Fatal(err)
			}
			if got, want := st.TrueDeg, c.want[k/6]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%v: frame %d has %v deg, want %v", c.set["stimulus.kind"], k, got, want)
			}
		}
	}
}

// A run that shows a composite goes on from a saved state to the same bits.
func TestNestedRunsAreSaved(t *testing.T) {
	for _, set := range []map[string]any{
		{"stimulus.kind": "sequence", "stimulus.items": "0.1: dense_noise; 0.1: eye_movements saccade_rate_hz=9", "stimulus.isi_s": 0.05},
		{"stimulus.kind": "sum", "stimulus.b.kind": "dense_noise", "protocol.kind": "turn", "protocol.sequence_s": 0.1},
		{"stimulus.kind": "masked", "stimulus.mask": "stimulus", "protocol.kind": "turn", "protocol.sequence_s": 0.1},
	} {
		r, err := changed(t, "first-light", 3, set).Open()
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, err := r.Step(); err != nil {
				t.Fatal(err)
			}
		}
		data, err := r.Save()
		if err != nil {
			t.Fatal(err)
		}
		back, err := OpenSaved(data)
		if err != nil {
			t.Fatal(err)
		}
		var a, b made
		for range 25 {
			a.step(t, r)
			b.step(t, back)
		}
		if why := a.same(&b, r, back); why != "" {
			t.Errorf("%v: %s", set["stimulus.kind"], why)
		}
	}
}

// Whatever names a file is found, wherever it stands.
func TestNestedFiles(t *testing.T) {
	for path, value := range map[string]string{
		"stimulus.file": "x.npy", "stimulus.a.file": "x.npy", "stimulus.of.file": "x.npy",
		"stimulus.items": "1: blank; 1: video file=x.npy",
		"changes":        "1: stimulus.theta_deg=5; 2: stimulus.by.file=x.npy",
	} {
		if got := FileIn(path, value); got != "x.npy" {
			t.Errorf("%s = %s: file %q", path, value, got)
		}
	}
	for path, value := range map[string]string{"stimulus.file": "", "stimulus.kind": "video", "changes": "1: stimulus.theta_deg=5", "preset": "file"} {
		if got := FileIn(path, value); got != "" {
			t.Errorf("%s = %s: file %q", path, value, got)
		}
	}
	e := changed(t, "first-light", 1, map[string]any{"stimulus.kind": "sum", "stimulus.b.kind": "video", "stimulus.b.file": "x.npy"})
	if e.File() != "x.npy" || stimuli.Waits(e.Stimulus.Value) {
		t.Errorf("file %q", e.File())
	}
}
