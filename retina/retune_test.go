package retina

import (
	"math"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// TestRetune: new parameters act on what has been seen, so that retuning gives
// what a retina opened with them would have given all along; but for what gain
// control remembers of the answers of fields that are no more, which fades.
func TestRetune(t *testing.T) {
	retunes(t, "lgn", 40)
	retunes(t, "fields", 200)
}

func retunes(t *testing.T, pool string, frames int) {
	t.Helper()
	for name, change := range map[string]func(*CenterSurround){
		"nothing":      func(m *CenterSurround) {},
		"sf":           func(m *CenterSurround) { m.TuneTo(0.08) },
		"bandwidth":    func(m *CenterSurround) { m.Fields.BTheta = 15 },
		"binary":       func(m *CenterSurround) { m.Fields.Weighting = "binary" },
		"kernel":       func(m *CenterSurround) { m.Time.N1, m.Time.LengthMs = 6, 180 },
		"gain control": func(m *CenterSurround) { m.Gain.S50 = 0.3 },
		"rate":         func(m *CenterSurround) { m.Relay.Rate = 20 },
	} {
		before, after := defaults(t), defaults(t)
		before.Gain.Pool, after.Gain.Pool = pool, pool
		change(after)
		a, b := open(t, before, 64, 48, 60), open(t, after, 64, 48, 60)
		f := sim.NewFrame(64, 48)
		for k := range frames {
			paint(f, 50, 0.06, float64(k)/30, 0.4)
			if k == 37 {
				if err := a.Retune(after); err != nil {
					t.Fatal(name, err)
				}
			}
			a.See(f)
			b.See(f)
		}
		for s := range a.Drive() {
			for i, v := range a.Drive()[s] {
				if !(math.Abs(float64(v-b.Drive()[s][i])) <= 2e-3) {
					t.Fatalf("%s: drive of cell %d is %g, want %g", name, i, v, b.Drive()[s][i])
				}
			}
		}
		for i, v := range a.On().Pix {
			if !(math.Abs(float64(v-b.On().Pix[i])) <= 0.2) {
				t.Fatalf("%s: ON cell %d at %g Hz, want %g", name, i, v, b.On().Pix[i])
			}
		}
	}
}

func TestRetuneRefuses(t *testing.T) {
	m := defaults(t)
	e := open(t, m, 64, 64, 60)
	for want, change := range map[string]func(*CenterSurround){
		"rf.n_theta = 8, want 12 until the retina is opened again": func(m *CenterSurround) { m.Fields.NTheta = 8 },
		"sub_samples = 2, want 4":                                  func(m *CenterSurround) { m.SubSamples = 2 },
		"space.spacing_px = 3":                                     func(m *CenterSurround) { m.Space.Spacing = 3 },
		"rf.sf_cpp = NaN":                                          func(m *CenterSurround) { m.Fields.SF = math.NaN() },
	} {
		n := defaults(t)
		change(n)
		if err := e.Retune(n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if e.model != *m {
		t.Error("a refused change was taken")
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		w, h   int
		fps    float64
		change func(*CenterSurround)
		want   string
	}{
		{8, 64, 60, nil, "frame = 8 x 64 px, want at least 16 x 16 px"},
		{64, 64, math.NaN(), nil, "fps = NaN, want 1 to 1000 Hz"},
		{64, 64, 0, nil, "fps = 0"},
		{64, 64, 60, func(m *CenterSurround) { m.Space.SigmaSurround = 2 }, "space.sigma_surround_px = 2, want more than sigma_center_px (2.5 px)"},
		{64, 64, 60, func(m *CenterSurround) { m.Space.Margin = 40 }, "space.spacing_px"},
		{64, 64, 60, func(m *CenterSurround) { m.Gain.S50 = math.NaN() }, "gain_control.s50 = NaN"},
		{64, 64, 60, func(m *CenterSurround) { m.Time.K1, m.Time.K2 = 0, 0 }, "time = no response"},
		{64, 64, 60, func(m *CenterSurround) { m.Space.Operator = "max" }, "space.operator"},
		{1024, 1024, 60, func(m *CenterSurround) { m.Fields.SF = 0.01 }, "rf = up to"},
	} {
		m := defaults(t)
		if c.change != nil {
			c.change(m)
		}
		if _, err := m.Open(c.w, c.h, c.fps); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestEndsOfRanges opens every parameter at the ends of its range.
func TestEndsOfRanges(t *testing.T) {
	list := params.Describe(defaults(t))
	if len(list) < 30 {
		t.Fatalf("%d parameters described", len(list))
	}
	f := sim.NewFrame(24, 16)
	paint(f, 30, 0.1, 0, 0.5)
	for _, p := range list {
		if !p.Bounded() {
			continue
		}
		for _, v := range []float64{p.Min, p.Max} {
			m := defaults(t)
			if err := params.Set(m, p.Path, v); err != nil {
				t.Fatalf("%s = %g: %v", p.Path, v, err)
			}
			r, err := m.Open(24, 16, 60)
			if err != nil {
				continue // refused with words, never half made
			}
			for range 3 {
				r.See(f)
			}
			for _, row := range r.Drive() {
				for _, x := range row {
					if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
						t.Fatalf("%s = %g drives a cell by %g", p.Path, v, x)
					}
				}
			}
		}
	}
}

func TestTuneTo(t *testing.T) {
	var m Tuned = defaults(t)
	c := m.(*CenterSurround)
	for _, s := range []struct{ to, want float64 }{{0.1, 0.1}, {3, maxFieldSF}, {0.0001, minFieldSF}, {math.NaN(), minFieldSF}, {-1, minFieldSF}} {
		if m.TuneTo(s.to); c.Fields.SF != s.want {
			t.Errorf("tuned to %g: %g, want %g", s.to, c.Fields.SF, s.want)
		}
	}
	c.Fields.Follow = false
	if m.TuneTo(0.07); c.Fields.SF != minFieldSF {
		t.Error("followed though told not to")
	}
	for _, p := range params.Describe(c) {
		if p.Path == "rf.sf_cpp" && (p.Min != minFieldSF || p.Max != maxFieldSF) {
			t.Errorf("range of rf.sf_cpp is %g to %g in its tag", p.Min, p.Max)
		}
	}
}
