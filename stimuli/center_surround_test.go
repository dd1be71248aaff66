package stimuli

import (
	"errors"
	"math"
	"testing"

	"striate/params"
)

// Without a gap, and with one grating in both, there is no seam: it is the disc
// of the surround's diameter, whatever the edge.
func TestCenterSurroundWithoutASeam(t *testing.T) {
	for _, edge := range []float64{0, 0.1, 0.4} {
		s := fresh(t, "center_surround", map[string]any{"gap_deg": 0.0, "surround_theta_deg": 60.0, "aperture_edge_deg": edge, "aperture_x_deg": 0.15})
		g := fresh(t, "grating", map[string]any{"sf_cpd": 2.0, "aperture": "circle", "aperture_deg": 3.0, "aperture_edge_deg": edge, "aperture_x_deg": 0.15})
		near(t, "one grating", luminances(open(t, s, 1), s, 9), luminances(open(t, g, 1), g, 9))
	}
}

// Center and surround are each what a grating in a disc or a ring shows.
func TestCenterSurroundIsTheSum(t *testing.T) {
	for _, motion := range []string{"static", "drifting", "counterphase"} {
		both := fresh(t, "center_surround", map[string]any{
			"motion": motion, "theta_deg": 30.0, "tf_hz": 3.0, "phase_deg": 20.0, "contrast_pct": 80.0,
			"surround_theta_deg": 100.0, "surround_sf_cpd": 1.5, "surround_tf_hz": -4.0, "surround_phase_deg": 70.0, "surround_contrast_pct": 40.0,
		})
		disc := fresh(t, "grating", map[string]any{
			"motion": motion, "theta_deg": 30.0, "tf_hz": 3.0, "sf_cpd": 2.0, "phase_deg": 20.0, "contrast_pct": 80.0, "aperture": "circle", "aperture_deg": 1.2,
		})
		ring := fresh(t, "grating", map[string]any{
			"motion": motion, "theta_deg": 100.0, "sf_cpd": 1.5, "tf_hz": -4.0, "phase_deg": 70.0, "contrast_pct": 40.0,
			"aperture": "annulus", "aperture_deg": 3.0, "aperture_inner_deg": 1.6,
		})
		got, want := luminances(open(t, both, 1), both, 11), luminances(open(t, disc, 1), disc, 11)
		for i, v := range luminances(open(t, ring, 1), ring, 11) {
			want[i] += v - 0.5
		}
		near(t, motion, got, want)
	}
}

func TestCenterSurroundOrientation(t *testing.T) {
	for _, c := range []struct {
		center, surround, contrast, around, want float64
	}{
		{60, 150, 50, 50, math.NaN()}, {60, 60, 50, 50, 60}, {180, 0, 50, 50, 0}, {60, 150, 50, 0, 60}, {60, 150, 0, 50, 150}, {60, 60, 0, 0, math.NaN()},
	} {
		s := fresh(t, "center_surround", map[string]any{"theta_deg": c.center, "surround_theta_deg": c.surround, "contrast_pct": c.contrast, "surround_contrast_pct": c.around})
		m := open(t, s, 1)
		paint(m, s, 0, 1)
		if got := m.TrueDeg(); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%+v: orientation %v", c, got)
		}
	}
}

func TestSurroundWithoutWidthIsRefused(t *testing.T) {
	_, err := fresh(t, "center_surround", map[string]any{"gap_deg": 0.9}).Open(1)
	var p *params.Error
	if !errors.As(err, &p) || p.Path != "surround_deg" {
		t.Errorf("a surround that ends where the gap does: %v", err)
	}
}
