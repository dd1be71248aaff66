package experiment

import (
	"math"
	"testing"
	"time"

	"striate/analysis"
	"striate/params"
)

// A session whose plasticity figure is asked for makes the spikes of one that
// nobody asks anything; the figure has pairings while it learns, none when it
// does not, and none once nobody asked for a while.
func TestPairingsOfASession(t *testing.T) {
	run := func(look bool) (hash string, dots, off int) {
		r, err := changed(t, "first-light", 5, nil).Open()
		if err != nil {
			t.Fatal(err)
		}
		count := func() int {
			n := 0
			for _, w := range r.windows() {
				for _, p := range w.Pairs {
					if p.DtMs == 0 || math.IsNaN(p.Change) {
						t.Errorf("pairing %+v", p)
					}
				}
				n += len(w.Pairs)
			}
			return n
		}
		for k := range 60 {
			if look && k == 10 {
				r.watchPairs(true)
			}
			if look && k == 40 {
				dots = count()
			}
			if k == 40 {
				if err := r.Change(map[string]any{"ring.plasticity.learning": false}); err != nil {
					t.Fatal(err)
				}
			}
			if look && k == 55 {
				off = count()
				r.watchPairs(false)
			}
			if _, err := r.Step(); err != nil {
				t.Fatal(err)
			}
		}
		return r.hash.Sum(), dots, off
	}
	plain, _, _ := run(false)
	hash, dots, off := run(true)
	if hash != plain {
		t.Errorf("spike hash %s when looked at, %s when not", hash, plain)
	}
	if dots < 50 || off != 0 {
		t.Errorf("%d pairings while learning, want 50 or more; %d when it was off, want none", dots, off)
	}
	s, err := NewSession("x", changed(t, "first-light", 5, nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.View("stdp", analysis.DefaultRasterView); err != nil { // as the API asks
		t.Fatal(err)
	}
	watched := func() (on bool) { _ = s.do(func() { on = s.run.watched }); return on }
	if !watched() {
		t.Error("asked for, but not watched")
	}
	_ = s.do(func() { s.paired = time.Now().Add(-time.Minute); s.advance() })
	if watched() {
		t.Error("still watched a minute after the last look")
	}
}

// Whatever handle is moved, the window that comes of its settings has the
// value asked for, and of the causal window the other three stay.
func TestHandlesSetTheWindow(t *testing.T) {
	r, err := changed(t, "first-light", 5, nil).Open()
	if err != nil {
		t.Fatal(err)
	}
	value := func(w int, part string) float64 {
		for _, h := range r.windows()[w].Handles {
			if h.Part == part {
				return h.Value
			}
		}
		t.Fatalf("window %d has no handle %s", w, part)
		return 0
	}
	var windows []analysis.Window
	windows = append(windows, r.windows()...)
	if len(windows) < 3 {
		t.Fatalf("%d windows", len(windows))
	}
	first := params.Values(r.given)
	for w := range windows {
		if len(windows[w].Handles) != 4 {
			t.Fatalf("%s: %d handles", windows[w].Label, len(windows[w].Handles))
		}
		causal := windows[w].At(10) > 0 && windows[w].At(-10) < 0
		for k, h := range windows[w].Handles {
			want := 1.3 * h.Value
			if !(want > h.Min && want < h.Max) {
				t.Errorf("%s %s: 1.3 × %g is not within %g to %g", windows[w].Label, h.Name, h.Value, h.Min, h.Max)
			}
			values := map[string]any{}
			for _, s := range h.Sets {
				values[s.Path] = s.Gain * math.Pow(want, s.Power)
			}
			if err := r.Change(values); err != nil {
				t.Fatal(err)
			}
			for j, o := range windows[w].Handles {
				now := value(w, o.Part)
				if j == k && !(math.Abs(now-want) < 1e-9) {
					t.Errorf("%s %s: asked for %g, is %g", windows[w].Label, h.Name, want, now)
				}
				if j != k && causal && !(math.Abs(now-o.Value) < 1e-9) {
					t.Errorf("%s: %s moved %s from %g to %g", windows[w].Label, h.Name, o.Name, o.Value, now)
				}
			}
			back := map[string]any{}
			for path := range values {
				back[path] = first[path]
			}
			if err := r.Change(back); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The ends of each range are taken, what is beyond is not.
	h := windows[0].Handles[0]
	for _, v := range []float64{h.Min, h.Max} {
		if err := r.Change(map[string]any{h.Sets[0].Path: h.Sets[0].Gain * v}); err != nil {
			t.Errorf("%s = %g: %v", h.Name, v, err)
		}
	}
	if err := r.Change(map[string]any{h.Sets[0].Path: h.Sets[0].Gain * h.Max * 1.01}); err == nil {
		t.Error("a value beyond the range was taken")
	}
}

// A rule that is chosen by its kind has its own parameters as handles, inside
// of scaling too; one without amplitudes and time constants of halves has none.
func TestHandlesOfChosenRules(t *testing.T) {
	for rule, want := range map[string]string{"pair": "network.rule.a_plus", "scaling": "network.rule.rule.a_plus", "triplet": ""} {
		r, err := changed(t, "delays", 3, map[string]any{"network.rule.kind": rule}).Open()
		if err != nil {
			t.Fatal(err)
		}
		w := r.windows()
		switch {
		case len(w) != 1:
			t.Errorf("%s: %d windows", rule, len(w))
		case want == "" && len(w[0].Handles) != 0:
			t.Errorf("%s: handles %+v", rule, w[0].Handles)
		case want != "" && (len(w[0].Handles) != 4 || w[0].Handles[0].Sets[0].Path != want):
			t.Errorf("%s: handles %+v", rule, w[0].Handles)
		}
	}
}
