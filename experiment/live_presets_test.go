package experiment

import (
	"math"
	"testing"

	"striate/analysis"
)

// What the words of the live presets tell one to look at is there, over seeds:
// the length of the vector sum in the last second, the fitted width, the
// highest rate, and how many lobes stand apart.
func TestLivePresetsShowWhatTheySay(t *testing.T) {
	for name, want := range map[string]struct {
		r0, r1, b0, b1, peak0, peak1, err float64
		lobes                             int
	}{
		"sharp-cloud": {.9, 1, 8, 12.5, 18, 60, 4, 1},
		"broad-cloud": {.25, .85, 14, 30, 3, 13, 20, 1},
		"plaid":       {0, .35, 0, 90, 2, 9, 0, 2},
		"grating":     {.92, 1, 7, 12, 40, 80, 3.5, 1},
		"gabor-array": {.85, 1, 6, 13, 12, 45, 4, 1},
		"dense-noise": {0, .6, 0, 90, 1, 10, 0, 0},
	} {
		for seed := uint64(42); seed < 44; seed++ {
			e := changed(t, name, seed, nil)
			e.Duration = 3
			res := execute(t, e)
			var rates [12]float64
			sum, n := [2]float64{}, 0.0
			for _, f := range res.Figures {
				if f.Name != "tuning" {
					continue
				}
				for _, l := range f.Layers {
					if l.Mark != analysis.Points {
						continue
					}
					per := float64(len(l.X)) / 12
					for i, deg := range l.X {
						rates[int(deg/15)%12] += l.Y[i] / per
						s, c := math.Sincos(2 * deg * math.Pi / 180)
						sum[0], sum[1], n = sum[0]+c*l.Y[i], sum[1]+s*l.Y[i], n+l.Y[i]
					}
				}
			}
			r, peak, lobes := math.Hypot(sum[0], sum[1])/n, 0.0, 0
			for _, v := range rates {
				peak = max(peak, v)
			}
			var wide [12]float64 // over 30°
			for i := range rates {
				wide[i] = rates[i] + rates[(i+1)%12]
			}
			for i, v := range wide { // a lobe: a peak at least half as high as the highest, twice what is 45° off on both sides
				if v > peak/2 && v >= wide[(i+11)%12] && v > wide[(i+1)%12] && v > 2*wide[(i+9)%12] && v > 2*wide[(i+3)%12] {
					lobes++
				}
			}
			q := res.Summary.Sequences[len(res.Summary.Sequences)-1]
			miss := math.Abs(analysis.Apart(float64(q.DecodedDeg), float64(q.TrueDeg)))
			t.Logf("%s, seed %d: r %.2f, peak %.0f Hz, %d lobes, decoded %.1f of %.1f, B_θ %.1f", name, seed, r, peak, lobes, q.DecodedDeg, q.TrueDeg, q.BThetaDeg)
			if r < want.r0 || r > want.r1 || peak < want.peak0 || peak > want.peak1 {
				t.Errorf("%s, seed %d: r %.2f, peak %.0f Hz, want %g to %g and %g to %g", name, seed, r, peak, want.r0, want.r1, want.peak0, want.peak1)
			}
			if b := float64(q.BThetaDeg); want.err > 0 && !(b >= want.b0 && b <= want.b1) {
				t.Errorf("%s, seed %d: B_θ %.1f, want %g to %g", name, seed, b, want.b0, want.b1)
			}
			if want.err > 0 && !(miss <= want.err) && name != "broad-cloud" {
				t.Errorf("%s, seed %d: decoded %.1f of %.1f", name, seed, q.DecodedDeg, q.TrueDeg)
			}
			if want.lobes > 0 && lobes != want.lobes && name != "broad-cloud" {
				t.Errorf("%s, seed %d: %d lobes in %.0f, want %d", name, seed, lobes, rates, want.lobes)
			}
		}
	}
}
