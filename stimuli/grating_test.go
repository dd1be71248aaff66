package stimuli

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

func TestGratingDriftsAcrossItsBars(t *testing.T) {
	for _, theta := range []float64{0, 60, 90, 150} {
		g := fresh(t, "grating", map[string]any{"theta_deg": theta, "tf_hz": 1.0}).(*Grating)
		x, y := flowAlong(paint(open(t, g, 1), g, 0, 20), theta-90)
		if want := g.PxPerFrame(g.SpeedDps()); math.Abs(x-want) > 0.05*want || g.SpeedDps() != 1 {
			t.Errorf("theta %g: drifts %.4f px/frame (other %.4f), want %.4f", theta, x, y, want)
		}
	}
}

// flowAlong is the normal flow of bars along a direction: -Σ Lt Ln / Σ Ln².
func flowAlong(frames []*sim.Frame, deg float64) (v, gradient float64) {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	var nn, nt float64
	for k := 1; k+1 < len(frames); k++ {
		f := frames[k]
		for y := 1; y < f.H-1; y++ {
			for x := 1; x < f.W-1; x++ {
				n := cos*float64(f.At(x+1, y)-f.At(x-1, y))/2 + sin*float64(f.At(x, y-1)-f.At(x, y+1))/2
				t := float64(frames[k+1].At(x, y)-frames[k-1].At(x, y)) / 2
				nn, nt = nn+n*n, nt+n*t
			}
		}
	}
	return -nt / nn, nn
}

// A change of tf, or of speed, goes on from the phase reached: the first frame
// after it is the one that the new tf makes of the last.
func TestRetuneKeepsThePhase(t *testing.T) {
	for _, kind := range kinds(t) {
		moving, still := map[string]any{}, map[string]any{}
		for _, p := range params.Describe(fresh(t, kind, nil)) {
			if strings.HasSuffix(p.Path, "tf_hz") {
				moving[p.Path], still[p.Path] = 7.0, 0.0
			}
		}
		if kind == "log_gabor_pyramid" {
			moving["speed_dps"], still["speed_dps"] = 1.3, 0.0
		}
		if len(moving) == 0 || !has(fresh(t, kind, nil), "theta_deg") {
			continue
		}
		g := fresh(t, kind, moving)
		m := open(t, g, 1)
		a := paint(m, g, 0, 100)[99]
		if err := m.(Retunable).Retune(fresh(t, kind, still)); err != nil {
			t.Fatal(err)
		}
		b := paint(m, g, 100, 1)[0]
		for i := range a.Pix {
			if math.Abs(float64(a.Pix[i]-b.Pix[i])) > 1e-6 {
				t.Fatalf("%s: pixel %d jumps from %v to %v", kind, i, a.Pix[i], b.Pix[i])
			}
		}
		if c := paint(open(t, g, 1), g, 0, 1)[0]; reflect.DeepEqual(a, c) {
			t.Errorf("%s: nothing moved in 100 frames", kind)
		}
	}
}

func TestStaticGratingHasNoSpeed(t *testing.T) {
	g := fresh(t, "grating", map[string]any{"motion": "static"}).(*Grating)
	f := paint(open(t, g, 1), g, 0, 9)
	for i := range f[0].Pix {
		if f[0].Pix[i] != f[8].Pix[i] {
			t.Fatal("a static grating moves")
		}
	}
	if g.SpeedDps() != 0 {
		t.Errorf("speed %g", g.SpeedDps())
	}
}

// Above half a cycle per pixel a grating would alias to another.
func TestAliasingIsRefused(t *testing.T) {
	for _, kind := range kinds(t) {
		s := fresh(t, kind, nil)
		if !has(s, "sf_cpd") {
			continue
		}
		set(t, s, map[string]any{"sf_cpd": 6.0, "px_per_deg": 10.0})
		if _, err := s.Open(1); err == nil {
			t.Errorf("%s of .6 c/px opens", kind)
		}
	}
}

// Above half the frame rate a drift would alias to one the other way; so would
// a second component, and bars finer than two pixels.
func TestTemporalAlias(t *testing.T) {
	for _, c := range []struct {
		kind  string
		set   map[string]any
		wrong string // the parameter that the error names
	}{
		{"grating", map[string]any{"fps": 24.0, "tf_hz": 12.0}, ""},
		{"grating", map[string]any{"fps": 24.0, "tf_hz": -13.0}, "tf_hz"},
		{"grating", map[string]any{"fps": 24.0, "tf_hz": 20.0, "motion": "static"}, ""},
		{"grating", map[string]any{"fps": 24.0, "tf_hz": 20.0, "motion": "counterphase"}, "tf_hz"},
		{"plaid", map[string]any{"fps": 24.0, "tf_hz": 5.0, "second_tf_ratio": -2.5}, "second_tf_ratio"},
		{"plaid", map[string]any{"sf_cpd": 4.0, "second_sf_ratio": 2.6}, "second_sf_ratio"},
		{"plaid", map[string]any{"sf_cpd": 4.0, "second_sf_ratio": 2.5}, ""},
		{"center_surround", map[string]any{"fps": 24.0, "surround_tf_hz": 13.0}, "surround_tf_hz"},
		{"center_surround", map[string]any{"px_per_deg": 10.0, "surround_sf_cpd": 5.1}, "surround_sf_cpd"},
		{"center_surround", map[string]any{"fps": 24.0, "surround_tf_hz": 13.0, "motion": "static"}, ""},
		{"log_gabor_array", map[string]any{"fps": 24.0, "tf_hz": 13.0}, "tf_hz"},
	} {
		_, err := fresh(t, c.kind, c.set).Open(1)
		var p *params.Error
		if c.wrong == "" && err != nil || c.wrong != "" && (!errors.As(err, &p) || p.Path != c.wrong) {
			t.Errorf("%s %v: %v, want %q refused", c.kind, c.set, err, c.wrong)
		}
	}
}

// A narrow log-Gabor keeps its energy: exp(1/B²) leaves the range of float64
// long before the filter becomes impossible.
func TestNarrowLogGabor(t *testing.T) {
	for b := 1.0; b < 4; b += 0.25 {
		v, err := fresh(t, "log_gabor", map[string]any{"b_theta_deg": b, "width_px": 256, "height_px": 256}).(Renderer).Envelope(1)
		if err != nil {
			t.Errorf("B_θ %g°: %v", b, err)
			continue
		}
		sum := 0.0
		for _, x := range v.Data {
			sum += x * x
		}
		if !(sum > 0) || math.IsInf(sum, 0) {
			t.Errorf("B_θ %g°: the envelope has energy %g", b, sum)
		}
	}
}
