package stimuli

import (
	"math"
	"testing"
)

// TestWorkedCase is the question of MotionClouds' issue 5: a monitor of 1280 px
// and 40 cm, seen from 57 cm at 120 Hz; how many c/px and px/frame are 1 c/deg
// and 5 deg/s?
func TestWorkedCase(t *testing.T) {
	s := Screen{FPS: 120, MonitorPx: 1280, MonitorCm: 40, DistanceCm: 57, PxPerDeg: 20}
	for _, c := range []struct {
		by            string
		px, sf, speed float64
	}{
		{"center", 31.84, 0.03141, 1.3266},
		{"mean", 33.10, 0.03021, 1.3791},
		{"given", 20, 0.05, 0.8333},
	} {
		s.DegreesBy = c.by
		for _, v := range []struct {
			name      string
			got, want float64
		}{
			{"px/deg", s.PixelsPerDegree(), c.px},
			{"1 c/deg in c/px", s.CyclesPerPx(1), c.sf},
			{"5 deg/s in px/frame", s.PxPerFrame(5), c.speed},
		} {
			if !(math.Abs(v.got-v.want) <= 2e-4*v.want) { // the figures have four digits
				t.Errorf("%s: %s = %.5g, want %.5g", c.by, v.name, v.got, v.want)
			}
		}
	}
}

// TestBothDefinitions: on a monitor far away both are the same, and near it
// the mean is the larger.
func TestBothDefinitions(t *testing.T) {
	c, m := CenterPxPerDeg(1000, 10, 1e5), MeanPxPerDeg(1000, 10, 1e5)
	if !(math.Abs(c/m-1) < 2e-4) { // tan 1° exceeds 1° by 1e-4 of itself
		t.Errorf("far away: center %g, mean %g, want the same", c, m)
	}
	for _, d := range []float64{10, 57, 200} {
		if c, m := CenterPxPerDeg(1280, 40, d), MeanPxPerDeg(1280, 40, d); !(m > c) {
			t.Errorf("at %g cm: mean %g, center %g, want the mean larger", d, m, c)
		}
	}
}
