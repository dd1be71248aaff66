package stimuli

import (
	"math"
	"testing"
)

// near fails where two fields of luminance differ by more than 10⁻¹².
func near(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-12) {
			t.Fatalf("%s: pixel %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// weights of an aperture are read off a grating of one phase everywhere, .01 c/deg
// on a screen of 1.5°: luminance over its cosine.
func weightsOf(t *testing.T, values map[string]any) func(x, y int) float64 {
	t.Helper()
	g := set(t, fresh(t, "grating", map[string]any{
		"width_px": 61, "height_px": 41, "px_per_deg": 40.0, "sf_cpd": 0.01, "motion": "static", "contrast_pct": 100.0, "theta_deg": 90.0,
	}), values).(*Grating)
	l := luminances(open(t, g, 1), g, 0)
	return func(x, y int) float64 { // px from the middle of the screen
		return (l[(30+x)*41+20+y] - 0.5) / (0.5 * math.Cos(2*math.Pi*0.01*(float64(x)/40-g.X)))
	}
}

func TestAperturesInClosedForm(t *testing.T) {
	type probe struct {
		x, y int
		want float64
	}
	for _, c := range []struct {
		set    map[string]any
		probes []probe
	}{
		{map[string]any{"aperture": "full"}, []probe{{-30, -20, 1}, {30, 20, 1}, {0, 0, 1}}},
		// A hard edge: radius 10 px, the border outside.
		{map[string]any{"aperture": "circle", "aperture_deg": 0.5, "aperture_edge_deg": 0.0}, []probe{{0, 0, 1}, {9, 0, 1}, {6, 7, 1}, {10, 0, 0}, {6, 8, 0}, {30, 0, 0}}},
		// A raised cosine of 8 px about 10 px.
		{map[string]any{"aperture": "circle", "aperture_deg": 0.5, "aperture_edge_deg": 0.2}, []probe{
			{6, 0, 1}, {8, 0, 0.5 * (1 + math.Sqrt2/2)}, {0, 10, 0.5}, {6, -8, 0.5}, {-12, 0, 0.5 * (1 - math.Sqrt2/2)}, {14, 0, 0}}},
		// No edge is wider than the disc: full height is left in the middle.
		{map[string]any{"aperture": "circle", "aperture_deg": 0.5, "aperture_edge_deg": 9.0}, []probe{{0, 0, 1}, {5, 0, 0.5 * (1 + math.Sqrt2/2)}, {10, 0, 0.5}, {0, 20, 0}}},
		{map[string]any{"aperture": "gaussian", "aperture_deg": 0.5}, []probe{{0, 0, 1}, {10, 0, 0.5}, {6, 8, 0.5}, {20, 0, 1.0 / 16}}},
		// Twice as long along the bars, which stand upright.
		{map[string]any{"aperture": "gaussian", "aperture_deg": 0.5, "aperture_aspect": 2.0}, []probe{{10, 0, 0.5}, {0, 20, 0.5}, {0, 10, math.Pow(0.5, 0.25)}}},
		{map[string]any{"aperture": "annulus", "aperture_deg": 1.0, "aperture_inner_deg": 0.5, "aperture_edge_deg": 0.0}, []probe{{0, 0, 0}, {9, 0, 0}, {10, 0, 1}, {19, 0, 1}, {20, 0, 0}}},
		{map[string]any{"aperture": "annulus", "aperture_deg": 1.0, "aperture_inner_deg": 0.5, "aperture_edge_deg": 0.1}, []probe{{8, 0, 0}, {10, 0, 0.5}, {12, 0, 1}, {18, 0, 1}, {20, 0, 0.5}, {22, 0, 0}}},
		{map[string]any{"aperture": "annulus", "aperture_deg": 0.5, "aperture_inner_deg": 0.0, "aperture_edge_deg": 0.1}, []probe{{0, 0, 1}, {10, 0, 0.5}}},
		// 8 px to the right and 4 px up.
		{map[string]any{"aperture": "circle", "aperture_deg": 0.5, "aperture_edge_deg": 0.2, "aperture_x_deg": 0.2, "aperture_y_deg": 0.1}, []probe{{8, 4, 1}, {18, 4, 0.5}, {8, -6, 0.5}, {-6, 4, 0}}},
	} {
		at := weightsOf(t, c.set)
		for _, p := range c.probes {
			if got := at(p.x, p.y); !(math.Abs(got-p.want) < 1e-9) {
				t.Errorf("%v: %v at (%d, %d) px, want %v", c.set, got, p.x, p.y, p.want)
			}
		}
	}
}

// Retuned through several apertures and back, a grating is as it was; one whose
// window lies beyond the screen shows no bars.
func TestAperturesRetune(t *testing.T) {
	s := fresh(t, "grating", nil).(*Grating)
	m := open(t, s, 1)
	full := luminances(m, s, 0)
	for _, values := range []map[string]any{
		{"aperture": "circle"}, {"aperture": "circle", "aperture_x_deg": 0.7, "theta_deg": 20.0}, {"aperture": "gaussian", "aperture_aspect": 3.0},
		{"aperture": "gaussian", "aperture_aspect": 3.0, "theta_deg": 10.0}, {"aperture": "annulus", "sf_cpd": 2.0},
	} {
		g := fresh(t, "grating", values)
		if err := m.(Retunable).Retune(g); err != nil {
			t.Fatal(err)
		}
		near(t, "retuned", luminances(m, g, 0), luminances(open(t, g, 1), g, 0))
	}
	if err := m.(Retunable).Retune(s); err != nil {
		t.Fatal(err)
	}
	near(t, "full again", luminances(m, s, 0), full)

	away := fresh(t, "grating", map[string]any{"aperture": "circle", "aperture_x_deg": 90.0})
	gone := open(t, away, 1)
	if f := paint(gone, away, 0, 1)[0]; f.Pix[0] != 0.5 || !math.IsNaN(gone.TrueDeg()) {
		t.Errorf("beyond the screen: luminance %v, orientation %v", f.Pix[0], gone.TrueDeg())
	}
	if _, err := fresh(t, "grating", map[string]any{"aperture": "annulus", "aperture_inner_deg": 2.0}).Open(1); err == nil {
		t.Error("a ring without width opens")
	}
}

// A standing wave is the mean of two that drift against each other, and dark
// where it was bright half a period later; at its zero crossings there are no bars.
func TestCounterphase(t *testing.T) {
	at := func(values map[string]any, k int64) []float64 {
		g := set(t, fresh(t, "grating", map[string]any{"phase_deg": 35.0, "tf_hz": 3.0}), values)
		return luminances(open(t, g, 1), g, k)
	}
	for _, k := range []int64{0, 1, 4, 10, 37} {
		stands := at(map[string]any{"motion": "counterphase"}, k)
		onward, back := at(nil, k), at(map[string]any{"tf_hz": -3.0}, k)
		later := at(map[string]any{"motion": "counterphase"}, k+10)
		for i := range onward {
			onward[i] = (onward[i] + back[i]) / 2
			later[i] = 1 - later[i]
		}
		near(t, "two drifts", stands, onward)
		near(t, "half a period", later, stands)
	}
	g := fresh(t, "grating", map[string]any{"motion": "counterphase", "tf_hz": 15.0}).(*Grating)
	m := open(t, g, 1)
	for k := range int64(8) {
		paint(m, g, int(k), 1)
		if blank := k%2 == 1; math.IsNaN(m.TrueDeg()) != blank {
			t.Errorf("frame %d of a quarter of a period each: orientation %v", k, m.TrueDeg())
		}
	}
	if g.SpeedDps() != 0 {
		t.Errorf("a standing wave moves at %v deg/s", g.SpeedDps())
	}
}
