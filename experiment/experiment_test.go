package experiment

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"striate/params"
)

// Every preset is made of known parameters within their ranges, and runs.
func TestPresets(t *testing.T) {
	for _, p := range Presets() {
		e, err := Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		if e.Preset != p.Name || p.Title == "" || p.Doc == "" || p.LookAt == "" || p.Source == "" || p.Reported == "" || p.DurationS != e.Duration {
			t.Errorf("preset %s lacks a word: %+v (duration %g)", p.Name, p, e.Duration)
		}
		if paths, _ := e.Changed(); len(paths) != 0 {
			t.Errorf("preset %s differs from itself in %v", p.Name, paths)
		}
		e.Duration = 0.1
		if r := execute(t, e); r.Summary.SpikeHash == "" || len(r.Figures) < 4 {
			t.Errorf("preset %s: %d figures", p.Name, len(r.Figures))
		}
	}
}

func TestFromJSON(t *testing.T) {
	for _, c := range []struct{ json, want string }{
		{`{}`, ""},
		{`{"preset":"six-sequences","seed":3}`, ""},
		{`{"stimulus":{"kind":"grating","tf_hz":4}}`, ""},
		{`{"preset":"nine"}`, `preset = "nine", want one of first-light, sharp-cloud, broad-cloud, plaid, grating, gabor-array, dense-noise, film, learning-from-scratch, six-sequences`},
		{`{"preset":9}`, `preset = 9, want the name of a preset`},
		{`{"stimulus":{"sf":1}}`, "stimulus.sf = an unknown parameter, want one of "},
		{`{"duration_s":0}`, "duration_s = 0, want 0.02 to 36000 s"},
		{`{"duration_s":-3}`, "duration_s = -3, want 0.02 to 36000 s"},
		{`{"duration_s":1e999}`, "duration_s = 1e999, want 0.02 to 36000 s"},
		{`{"duration_s":"NaN"}`, "duration_s = NaN, want 0.02 to 36000 s"},
		{`{"seed":1.5}`, "seed = 1.5, want a whole number, 0 to 9007199254740991"},
		{`{"stimulus":{"width_px":1024,"height_px":1024}}`, "stimulus.width_px x height_px = 1024 x 1024, want at most MaxPixels = 262144"},
		{`{"stim`, "JSON ends at byte 6, want a whole object"},
	} {
		_, err := FromJSON([]byte(c.json))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want && !(c.want != "" && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s: %q, want %q", c.json, got, c.want)
		}
	}
}

// The parameters of an experiment survive being written and read.
func TestExperimentRoundTrip(t *testing.T) {
	e := changed(t, "first-light", 5, map[string]any{"stimulus.kind": "grating", "protocol.kind": "turn", "stimulus.phase_deg": 33.25})
	text, err := params.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	back := Defaults()
	if err := params.Decode(text, back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, e.Clone()) {
		t.Error("a clone is not what is written and read")
	}
	was, is := params.Values(e), params.Values(back)
	if len(was) != len(is) {
		t.Fatalf("%d parameters became %d", len(was), len(is))
	}
	for p, v := range was {
		if is[p] != v {
			t.Errorf("%s = %v became %v", p, v, is[p])
		}
	}
}

// Every parameter that can be changed says what it is, and its range holds its
// default.
func TestParametersAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Params() {
		key := p.Kind + " " + p.Path
		if seen[key] {
			t.Errorf("%s is declared twice", key)
		}
		seen[key] = true
		if p.Doc == "" || p.Label == "" {
			t.Errorf("%s has no words", key)
		}
		if d, ok := p.Default.(float64); ok && !(d >= p.Min && d <= p.Max) {
			t.Errorf("%s: default %g outside %s", key, d, p.Range())
		}
	}
}

func FuzzFromJSON(f *testing.F) {
	f.Add([]byte(`{"preset":"six-sequences","ring":{"n":12},"stimulus":{"kind":"video"}}`))
	f.Add([]byte(`{"input":{"kind":"poisson","rate_hz":3},"readout":{"window_ms":"0.5 s"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := FromJSON(data); err == nil {
			if err := params.Validate(e); err != nil {
				t.Fatalf("%q was taken, yet %v", data, err)
			}
		}
	})
}

func TestSequencesOfProtocols(t *testing.T) {
	for _, c := range []struct {
		p        Protocol
		duration float64
		want     []float64
	}{
		{&Hold{Every: 3}, 3, []float64{0, 3}}, {&Hold{Every: 3}, 2, []float64{0, 2}}, {&Hold{Every: 3}, 5, []float64{0, 5}},
		{&Hold{Every: 3}, 7, []float64{0, 3, 7}}, {&Hold{Every: 1}, 3, []float64{0, 1, 2, 3}},
		{&Turn{Every: 1}, 2.5, []float64{0, 1, 2, 2.5}}, {&Turn{Every: 1}, 6, []float64{0, 1, 2, 3, 4, 5, 6}},
	} {
		if got := c.p.Sequences(c.duration); !slices.Equal(got, c.want) {
			t.Errorf("%T of %g s: %v, want %v", c.p, c.duration, got, c.want)
		}
	}
}

// Receptive fields that follow the stimulus are no change, of no preset and
// when its spatial frequency is another; what a hand sets is.
func TestWhatFollowsIsNoChange(t *testing.T) {
	for _, p := range Presets() {
		e, err := Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if changed, _ := r.given.Changed(); len(changed) > 0 {
			t.Errorf("%s, just opened: %v changed", p.Name, changed)
		}
	}
	e, err := Preset("first-light")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Set(map[string]any{"stimulus.sf_cpd": 2.0}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Open(); err != nil {
		t.Fatal(err)
	}
	if changed, _ := e.Changed(); len(changed) != 1 || changed[0] != "stimulus.sf_cpd" {
		t.Errorf("changed are %v, want stimulus.sf_cpd alone", changed)
	}
}
