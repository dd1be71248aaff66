package stimuli

import (
	"math"
	"testing"

	"striate/internal/golden"
)

// The golden envelopes again, through the parameters a user sets: degrees,
// c/deg at 1 px/deg, octaves, the angle of the bars.
func TestEnvelopeFromParameters(t *testing.T) {
	_, cases, _ := loadEnvelopes(t)
	tried := 0
	for _, c := range cases {
		p := c.Params
		if c.NX%2+c.NY%2 > 0 || c.NFrame%2 > 0 && c.NFrame > 1 || p.SF0 == 0 {
			continue // sizes and frequencies that the stimulus does not offer
		}
		tried++
		const deg = 180 / math.Pi
		vx, vy := float64(p.VX), float64(p.VY)
		s := fresh(t, "motion_cloud", map[string]any{
			"width_px": c.NX, "height_px": c.NY, "px_per_deg": 1.0, "fps": 1.0,
			"theta_deg":   math.Mod(float64(p.Theta)*deg+90+360, 180),
			"b_theta_deg": float64(p.BTheta) * deg,
			"sf_cpd":      float64(p.SF0), "b_sf_oct": math.Log2(1 + float64(p.BSF)/float64(p.SF0)),
			"direction": "free", "direction_deg": math.Mod(math.Atan2(vy, vx)*deg+360, 360),
			"speed_dps": math.Hypot(vx, vy), "b_v": float64(p.BV), "alpha": float64(p.Alpha),
			"radial": map[bool]string{true: "log_gabor", false: "gaussian"}[p.LogGabor],
		}).(*MotionCloud)
		v, err := s.Envelope(c.NFrame)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		golden.Tolerance{RTol: 1e-9, ATol: 1e-12, OfMax: true}.Compare(t, c.Name, "gabor", v.Data, c.Expected.Plane(t, "gabor"))
	}
	if tried < 5 {
		t.Errorf("%d cases tried", tried)
	}
}

// The envelope of a log-Gabor stands at right angles to its bars, one lobe.
func TestLogGaborEnvelope(t *testing.T) {
	g := fresh(t, "log_gabor", map[string]any{"theta_deg": 60.0, "width_px": 63, "height_px": 48}).(*LogGabor)
	v, err := g.Envelope(3)
	if err != nil {
		t.Fatal(err)
	}
	fx, fy := Axis(63), Axis(48)
	var mx, my, power float64
	for x := range fx {
		for y := range fy {
			e := v.At(x, y, 1)
			mx, my, power = mx+e*e*fx[x], my+e*e*fy[y], power+e*e
			if v.At(x, y, 0)+v.At(x, y, 2) != 0 {
				t.Fatal("a still image has power off ft = 0")
			}
		}
	}
	if deg := math.Atan2(my, mx) * 180 / math.Pi; math.Abs(deg+30) > 1 {
		t.Errorf("frequencies at %.1f deg, want -30", deg)
	}
	if ms := power / (63 * 48); math.Abs(ms-2) > 1e-9 {
		t.Errorf("mean square %g, want 2", ms)
	}
}

// Even is even about the centre and brightest there; odd is odd.
func TestLogGaborPhase(t *testing.T) {
	for phase, sign := range map[float64]float32{0: 1, 90: -1} {
		g := fresh(t, "log_gabor", map[string]any{"phase_deg": phase, "contrast_pct": 80.0})
		f := paint(open(t, g, 1), g, 0, 1)[0]
		for y := range 63 {
			for x := 1; x < 64; x++ {
				a, b := f.At(x, y)-0.5, f.At(64-x, 62-y)-0.5
				if math.Abs(float64(a-sign*b)) > 1e-5 {
					t.Fatalf("phase %g: %v at (%d, %d), %v at its mirror", phase, a, x, y, b)
				}
			}
		}
		if phase == 0 && math.Abs(float64(f.At(32, 31))-0.9) > 1e-6 {
			t.Errorf("centre %v, want 0.9", f.At(32, 31))
		}
	}
}
