package stimuli

import (
	"math"
	"reflect"
	"testing"

	"striate/sim"
)

// A shift by whole pixels copies, to the bit.
func TestSincShiftByWholePixels(t *testing.T) {
	src := sim.NewFrame(40, 30)
	for i := range src.Pix {
		src.Pix[i] = float32((i*i*7919)%1009) / 1008
	}
	dst, lines := sim.NewFrame(20, 12), make([]float32, 20*(12+sincTaps))
	for _, at := range [][2]int{{4, 4}, {10, 9}, {16, 14}} {
		sincShift(dst, src, float64(at[0]), float64(at[1]), lines)
		for y := range dst.H {
			for x := range dst.W {
				if got, want := dst.At(x, y), src.At(x+at[0], y+at[1]); got != want {
					t.Fatalf("shift by %v: %v at %d, %d, want %v", at, got, x, y, want)
				}
			}
		}
	}
}

// A grating is read between pixels with the phase that it has there: to 0.2 %
// of its amplitude up to 0.25 cycles per pixel; grey stays grey.
func TestSincShiftOfAGrating(t *testing.T) {
	for cpp, tolerance := range map[float64]float64{0: 1e-7, 0.05: 2e-3, 0.125: 2e-3, 0.2: 2e-3, 0.25: 2e-3} {
		worst := 0.0
		for _, at := range [][2]float64{{5.5, 7.25}, {4.1, 6.9}, {6.731, 5.0001}, {9, 4.5}} {
			kx, ky := 2*math.Pi*cpp*math.Cos(0.7), 2*math.Pi*cpp*math.Sin(0.7)
			wave := func(x, y float64) float64 { return 0.5 + 0.5*math.Cos(kx*x+ky*y+1) }
			src := sim.NewFrame(44, 44)
			for i := range src.Pix {
				src.Pix[i] = float32(wave(float64(i%44), float64(i/44)))
			}
			dst := sim.NewFrame(24, 24)
			sincShift(dst, src, at[0], at[1], make([]float32, 24*(24+sincTaps)))
			for i, v := range dst.Pix {
				worst = max(worst, math.Abs(float64(v)-wave(at[0]+float64(i%24), at[1]+float64(i/24)))/0.5)
			}
		}
		if !(worst <= tolerance) {
			t.Errorf("%g cycles per pixel: off by %.2g of the amplitude, want at most %g", cpp, worst, tolerance)
		}
		t.Logf("%g cycles per pixel: %.2g", cpp, worst)
	}
}

// An eye that stands still sees what is on the screen, to the bit; one that
// looks aside sees the same grating with the phase that belongs to it.
func TestEyeSeesWhatItLooksAt(t *testing.T) {
	still := map[string]any{"of.kind": "grating", "of.motion": "static", "of.theta_deg": 30, "drift_arcmin2_s": 0, "saccade_rate_hz": 0, "width_px": 41, "height_px": 26}
	s := made(t, "eye_movements", still)
	want := paint(apartFrom(t, s, "of", *s.Geometry(), 1), s, 0, 1)[0]
	m := open(t, s, 1).(*EyeMovie)
	if got := paint(m, s, 0, 2)[1]; !reflect.DeepEqual(got, want) {
		t.Error("an eye at rest changes the picture")
	}
	for _, gaze := range [][2]float64{{0.5, 0}, {0, 0.5}, {-0.31, 0.77}, {1, -1}} {
		m.gaze, m.fixed = gaze, gaze
		got := paint(m, s, 2, 1)[0]
		if x, y := m.Gaze(); x != gaze[0] || y != gaze[1] {
			t.Errorf("gaze at %v, %v, want %v", x, y, gaze)
		}
		sin, cos := math.Sincos((30 - 90) * math.Pi / 180)
		for i, v := range got.Pix {
			x, y := float64(i%41-20)/20+gaze[0], float64(26-1-i/41-13)/20+gaze[1]
			if want := 0.5 + 0.25*math.Cos(2*math.Pi*(cos*x+sin*y)); math.Abs(float64(v)-want) > 0.25*2e-3 {
				t.Fatalf("gaze %v pixel %d: %v, want %v", gaze, i, v, want)
			}
		}
	}
}

// The drift diffuses as declared. The variance of n independent normal steps is
// known to sqrt(2/n): 0.6 % here, and four times that is the tolerance.
func TestDriftDiffusion(t *testing.T) {
	for _, c := range []struct{ d, fps, tau float64 }{{40, 60, math.Inf(1)}, {40, 500, math.Inf(1)}, {200, 100, 0.5}} {
		s := made(t, "eye_movements", map[string]any{
			"drift_arcmin2_s": c.d, "fps": c.fps, "drift_return_s": c.tau, "saccade_rate_hz": 0, "range_deg": 20, "width_px": 8, "height_px": 8, "of.kind": "grating",
		})
		m := open(t, s, 3).(*EyeMovie)
		const n = 30_000
		dt, stay := 1/c.fps, 1.0
		want := 2 * c.d * dt // arcmin², of the innovation of each step
		if !math.IsInf(c.tau, 1) {
			stay = math.Exp(-dt / c.tau)
			want = c.d * c.tau * (1 - stay*stay)
		}
		steps, spread := 0.0, 0.0
		for k := range n {
			was := m.gaze
			m.move(dt)
			for i := range was {
				e := 60 * (m.gaze[i] - stay*was[i])
				steps += e * e
				if k > n/10 {
					spread += 3600 * m.gaze[i] * m.gaze[i]
				}
			}
		}
		tolerance := 4 * math.Sqrt(2/(2*float64(n)))
		if got := steps / (2 * n); math.Abs(got/want-1) > tolerance {
			t.Errorf("D = %g at %g Hz: variance of a step %.4g arcmin², want %.4g to %.1f %%", c.d, c.fps, got, want, 100*tolerance)
		}
		if !math.IsInf(c.tau, 1) { // stationary: D τ, from about n dt/τ independent samples
			want, tolerance := c.d*c.tau, 4*math.Sqrt(2/(2*0.9*n*dt/c.tau))
			if got := spread / (2 * 0.9 * n); math.Abs(got/want-1) > tolerance {
				t.Errorf("variance of the gaze %.4g arcmin², want %.4g to %.0f %%", got, want, 100*tolerance)
			}
		}
	}
}

// The gaze never leaves its range, whatever moves it.
func TestGazeStaysInRange(t *testing.T) {
	s := made(t, "eye_movements", map[string]any{
		"drift_arcmin2_s": 5000, "drift_return_s": "inf", "saccade_rate_hz": 8, "saccade_refractory_ms": 10, "saccade_deg": 1.5, "range_deg": 0.7, "width_px": 8, "height_px": 8, "of.kind": "grating",
	})
	m, f := open(t, s, 3).(*EyeMovie), sim.NewFrame(8, 8)
	far := 0.0
	for k := range 5000 {
		m.Paint(f, int64(k))
		x, y := m.Gaze()
		if far = max(far, math.Abs(x), math.Abs(y)); !(math.Abs(x) <= 0.7 && math.Abs(y) <= 0.7) {
			t.Fatalf("frame %d: gaze at %v, %v", k, x, y)
		}
	}
	if far < 0.6 {
		t.Errorf("the gaze went %g deg at most, which tests nothing", far)
	}
	none := made(t, "eye_movements", map[string]any{"range_deg": 0, "saccade_rate_hz": 10, "width_px": 8, "height_px": 8, "of.kind": "grating"})
	m = open(t, none, 3).(*EyeMovie)
	paint(m, none, 0, 200)
	if x, y := m.Gaze(); x != 0 || y != 0 {
		t.Errorf("without a range the gaze is at %v, %v", x, y)
	}
}

// Saccades come at the rate asked for, with pauses and amplitudes as declared,
// and each flies as the main sequence says.
func TestSaccades(t *testing.T) {
	s := made(t, "eye_movements", map[string]any{
		"drift_arcmin2_s": 0, "saccade_rate_hz": 3, "saccade_deg": 2, "saccade_spread_oct": 0.8, "saccade_refractory_ms": 120, "fps": 500, "range_deg": 20,
		"width_px": 8, "height_px": 8, "of.kind": "grating",
	}).(*EyeMovements)
	m := open(t, s, 8).(*EyeMovie)
	const dt, frames = 0.002, 600_000 // 20 minutes
	var logs, logs2, east, north, landed float64
	var n int
	flying, began, top, from := false, 0.0, 0.0, [2]float64{}
	for k := range frames {
		was, pause := m.gaze, m.pause
		m.move(dt)
		now := float64(k) * dt
		speed := math.Hypot(m.gaze[0]-was[0], m.gaze[1]-was[1]) / dt
		if !flying && speed > 0 {
			flying, began, top, from = true, now, 0, was
			if n > 0 && now-landed < 0.12-2*dt || pause > dt {
				t.Fatalf("a saccade %g s after the last, want at least 0.12", now-landed)
			}
		}
		if !flying {
			continue
		}
		top = max(top, speed)
		if m.Saccading() {
			continue
		}
		flying, landed = false, now
		a := math.Hypot(m.gaze[0]-from[0], m.gaze[1]-from[1])
		n++
		logs += math.Log2(a)
		logs2 += math.Log2(a) * math.Log2(a)
		east += (m.gaze[0] - from[0]) / a
		north += (m.gaze[1] - from[1]) / a
		peak := 500 * (1 - math.Exp(-a/7))
		if lasted, want := now-began, 1.875*a/peak; math.Abs(lasted-want) > 1.01*dt {
			t.Fatalf("%.3g deg lasted %.4g s, want %.4g to a frame", a, lasted, want)
		}
		// a mean over 2 ms is below the peak by less than (dt/T)² of it or so
		if !(top <= peak*(1+1e-9) && top >= peak*(1-0.02)) {
			t.Fatalf("%.3g deg flew at %.4g deg/s, want %.4g", a, top, peak)
		}
	}
	// Intervals are a fixed time and an exponential one: with a mean of 1/3 s and
	// a part of it fixed, the count over 1200 s scatters by less than sqrt(3600).
	if math.Abs(float64(n)-3600) > 4*60 {
		t.Errorf("%d saccades in 20 minutes, want 3600 to 240", n)
	}
	mean := logs / float64(n)
	sd := math.Sqrt(logs2/float64(n) - mean*mean)
	if math.Abs(mean-1) > 4*0.8/60 || math.Abs(sd-0.8) > 4*0.8/math.Sqrt(2*3600) {
		t.Errorf("amplitudes: median 2^%.3f deg, spread %.3f oct, want 2^1 to 0.053 and 0.8 to 0.038", mean, sd)
	}
	if r := math.Hypot(east, north) / float64(n); r > 0.06 {
		t.Errorf("directions have a resultant of %.3f, want all of them alike", r)
	}
	for deg, ms := range map[float64]float64{0.3: 26.8, 1: 28.2, 5: 36.7, 10: 49.3, 20: 79.6} {
		if got := 1000 * s.LastsS(deg); math.Abs(got-ms) > 0.1 {
			t.Errorf("%g deg last %.1f ms, want %.1f", deg, got, ms)
		}
	}
}

// A change of rate acts at once, and a saccade in flight ends as it began.
func TestEyeRetunesInFlight(t *testing.T) {
	s := made(t, "eye_movements", map[string]any{"drift_arcmin2_s": 0, "saccade_rate_hz": 3, "fps": 500, "width_px": 8, "height_px": 8, "of.kind": "grating"}).(*EyeMovements)
	m := open(t, s, 8).(*EyeMovie)
	k := 0
	for ; !m.Saccading(); k++ {
		paint(m, s, k, 1)
	}
	to := m.to
	next := *s
	next.Rate, next.Fastest = 0, 100
	if err := m.Retune(&next); err != nil {
		t.Fatal(err)
	}
	for ; m.Saccading(); k++ {
		paint(m, s, k, 1)
	}
	if m.gaze != to {
		t.Errorf("landed at %v, want %v", m.gaze, to)
	}
	paint(m, s, k, 2000)
	if m.gaze != to {
		t.Error("a saccade at a rate of 0")
	}
	next.Range = 2
	if m.Retune(&next) == nil {
		t.Error("another canvas is taken")
	}
}
