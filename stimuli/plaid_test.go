package stimuli

import (
	"math"
	"testing"
)

func plaid(t *testing.T, values map[string]any) *Plaid {
	return fresh(t, "plaid", values).(*Plaid)
}

// With all the contrast in one component a plaid is that grating; with its
// components against each other it is a standing wave.
func TestPlaidsThatAreGratings(t *testing.T) {
	for _, k := range []int64{0, 3, 20} {
		for _, c := range []struct{ plaid, grating map[string]any }{
			{map[string]any{"second_share_pct": 0.0, "theta_deg": 20.0, "phase_deg": 10.0}, map[string]any{"theta_deg": 20.0, "phase_deg": 10.0}},
			{
				map[string]any{"second_share_pct": 100.0, "theta_deg": 20.0, "crossing_angle_deg": 90.0, "second_phase_deg": 50.0, "second_sf_ratio": 2.0, "second_tf_ratio": -1.5},
				map[string]any{"theta_deg": 110.0, "phase_deg": 50.0, "sf_cpd": 2.0, "tf_hz": -3.0},
			},
			{map[string]any{"crossing_angle_deg": 180.0}, map[string]any{"motion": "counterphase"}},
			{map[string]any{"crossing_angle_deg": 0.0, "aperture": "gaussian"}, map[string]any{"aperture": "gaussian"}},
		} {
			p, g := plaid(t, c.plaid), fresh(t, "grating", c.grating)
			near(t, "plaid", luminances(open(t, p, 1), p, k), luminances(open(t, g, 1), g, k))
		}
	}
}

// A plaid moves as a whole with the velocity that both components allow: seen
// from a middle that moves along with it, it stands still.
func TestPlaidVelocity(t *testing.T) {
	for _, c := range []struct {
		set      map[string]any
		dps, deg float64 // NaN: not told in closed form
	}{
		// Symmetric: tf/sf / cos(crossing/2) towards θ - 90 + crossing/2.
		{nil, 2 / math.Cos(math.Pi/3), 30},
		{map[string]any{"theta_deg": 0.0, "crossing_angle_deg": 90.0, "sf_cpd": 2.0}, math.Sqrt2, -45},
		// The second stands still: along its bars.
		{map[string]any{"theta_deg": 90.0, "crossing_angle_deg": 45.0, "second_tf_ratio": 0.0}, 2 * math.Sqrt2, -45},
		// Type II: the velocity lies outside of the two directions.
		{map[string]any{"theta_deg": 90.0, "crossing_angle_deg": 20.0, "second_tf_ratio": 2.0, "second_sf_ratio": 0.8}, math.NaN(), math.NaN()},
	} {
		p := plaid(t, c.set)
		vx, vy := p.Velocity()
		if !math.IsNaN(c.dps) && !(math.Abs(math.Hypot(vx, vy)-c.dps) < 1e-9 && math.Abs(math.Remainder(math.Atan2(vy, vx)*180/math.Pi-c.deg, 360)) < 1e-9) {
			t.Errorf("%v: %v, %v deg/s, want %v towards %v deg", c.set, vx, vy, c.dps, c.deg)
		}
		still := luminances(open(t, p, 1), p, 0)
		for _, k := range []int64{1, 7} {
			moved := plaid(t, c.set)
			moved.X, moved.Y = -vx*float64(k)/p.FPS, -vy*float64(k)/p.FPS
			near(t, "moving along", luminances(open(t, moved, 1), moved, k), still)
		}
	}
	if vx, vy := plaid(t, map[string]any{"crossing_angle_deg": 180.0}).Velocity(); !math.IsNaN(vx) || !math.IsNaN(vy) {
		t.Errorf("parallel bars move at %v, %v", vx, vy)
	}
}

// Two orientations are none; equal components are equal peaks of the spectrum.
func TestPlaidOrientations(t *testing.T) {
	for share, want := range map[float64]float64{0: 60, 50: math.NaN(), 1: math.NaN(), 100: 10} {
		p := plaid(t, map[string]any{"second_share_pct": share, "crossing_angle_deg": 130.0})
		m := open(t, p, 1)
		paint(m, p, 0, 1)
		if got := m.TrueDeg(); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("share %v: orientation %v, want %v", share, got, want)
		}
	}
	p := plaid(t, map[string]any{"width_px": 128, "height_px": 128, "sf_cpd": 3.0, "theta_deg": 30.0, "crossing_angle_deg": 105.0})
	power := spectrum(paint(open(t, p, 1), p, 0, 1))
	whole := 0.0
	side := map[bool]float64{}
	for ky := range 128 {
		for kx := range 128 {
			v := power[ky*128+kx]
			whole += v
			deg := math.Atan2(cyclesAt(ky, 128), cyclesAt(kx, 128))*180/math.Pi + 90
			for _, second := range []bool{false, true} {
				if want := map[bool]float64{false: 30, true: 135}[second]; apart(deg, want) < 10 {
					side[second] += v
				}
			}
		}
	}
	if !(math.Abs(side[false]/side[true]-1) < 0.01 && side[false]+side[true] > 0.98*whole) {
		t.Errorf("power within 10 deg of the components: %v and %v of %v", side[false], side[true], whole)
	}
}

// Contrast is the plaid's: it never leaves 0 to 1 and reaches its ends where crests meet.
func TestPlaidContrast(t *testing.T) {
	p := plaid(t, map[string]any{"contrast_pct": 100.0})
	top := 0.0
	for _, v := range luminances(open(t, p, 1), p, 0) {
		if !(v >= -1e-12 && v <= 1+1e-12) {
			t.Fatalf("luminance %v", v)
		}
		top = max(top, v)
	}
	if !(top > 1-1e-12) {
		t.Errorf("largest luminance %v", top)
	}
}
