package stimuli

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"striate/sim"
)

// liveCloud opens an endless cloud.
func liveCloud(t testing.TB, seed sim.Seed, values map[string]any) (*cloudMovie, *MotionCloud) {
	t.Helper()
	c := fresh(t, "motion_cloud", values).(*MotionCloud)
	return open(t, c, seed).(*cloudMovie), c
}

// moments are the variance and fourth moment of z = (L-½)·2·3.5/C in view.
func moments(frames []*sim.Frame, contrast float64) (mean, variance, kurtosis float64) {
	n := 0.0
	var s [5]float64
	for _, f := range frames {
		for _, l := range f.Pix {
			z := (float64(l) - 0.5) * 2 * zMax / contrast
			s[1] += z
			s[2] += z * z
			s[4] += z * z * z * z
			n++
		}
	}
	return s[1] / n, s[2] / n, s[4] / n / (s[2] / n * s[2] / n)
}

// z has unit variance whatever the orientation and the other parameters, in
// the very first frame already: no column of the half spectrum weighs wrong,
// and the state starts stationary.
func TestLiveCloudHasUnitVariance(t *testing.T) {
	for _, c := range []map[string]any{
		{"theta_deg": 0.0}, {"theta_deg": 45.0}, {"theta_deg": 90.0}, {"theta_deg": 135.0},
		{"theta_deg": 0.0, "b_theta_deg": 3.0}, {"theta_deg": 45.0, "b_theta_deg": 3.0}, {"theta_deg": 90.0, "b_theta_deg": 3.0},
		{"theta_deg": 90.0, "b_theta_deg": 0.0},
		{"b_theta_deg": math.Inf(1)}, {"alpha": 1.0, "sf_cpd": 3.0}, {"b_v": 0.0}, {"b_v": math.Inf(1)},
		{"radial": "gaussian"}, {"b_sf_oct": math.Inf(1)}, {"height_px": 40, "width_px": 90},
	} {
		const seeds, later = 50, 12
		at := map[int][]*sim.Frame{}
		for seed := range sim.Seed(seeds) {
			m, s := liveCloud(t, seed, c)
			f := paint(m, s, 0, later+1)
			at[0], at[later] = append(at[0], f[0]), append(at[later], f[later])
		}
		for k, frames := range at {
			name := fmt.Sprint(c, " frame ", k)
			mean, v, kurt := moments(frames, 0.5)
			// A frame holds some twenty independent samples and fewer at small B_theta.
			tol := 0.15
			if b, ok := c["b_theta_deg"].(float64); ok && b < 5 || c["alpha"] != nil {
				tol = 0.3
			}
			if math.Abs(v-1) > tol || math.Abs(mean) > 0.1 {
				t.Errorf("%s: mean %.3f, variance %.3f, want 0, 1", name, mean, v)
			}
			if math.Abs(kurt-3) > 1.2 {
				t.Errorf("%s: kurtosis %.2f, want 3", name, kurt)
			}
		}
	}
}

// The exact variance of z, from its weights: the sum over the whole spectrum,
// as the inverse transform sees it.
func TestLiveCloudWeightsSumToOne(t *testing.T) {
	for _, theta := range []float64{0, 30, 45, 60, 90, 135} {
		for _, b := range []float64{0, 3, 15, math.Inf(1)} {
			m, _ := liveCloud(t, 1, map[string]any{"theta_deg": theta, "b_theta_deg": b})
			sum := 0.0
			for i, w := range m.weight {
				if i%m.nh == 0 {
					sum += 2 * w * w
				} else {
					sum += 4 * w * w
				}
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("theta %g, B %g: variance %g", theta, b, sum)
			}
		}
	}
}

// Each mode decorrelates as (1+t/ν) e^{-t/ν}, ν = .225/(B_V f).
func TestLiveCloudAutocovariance(t *testing.T) {
	const frames, seeds = 4000, 2
	lags := []int{1, 3, 8, 20}
	modes := [][2]int{{6, 0}, {3, 5}, {12, 122}, {1, 1}} // kx, ky
	sums := make([][]float64, len(modes))
	for i := range sums {
		sums[i] = make([]float64, len(lags)+1)
	}
	for seed := range sim.Seed(seeds) {
		m, _ := liveCloud(t, seed, map[string]any{"b_v": 1.0, "width_px": 64, "height_px": 64})
		trace := make([][]complex128, len(modes))
		for range frames {
			m.advance()
			for i, k := range modes {
				trace[i] = append(trace[i], m.pos[k[1]*m.nh+k[0]])
			}
		}
		for i, tr := range trace {
			for j, lag := range append([]int{0}, lags...) {
				s := 0.0
				for k := 0; k+lag < frames; k++ {
					s += real(tr[k] * cmplx.Conj(tr[k+lag]))
				}
				sums[i][j] += s / float64(frames-lag) / 2 / seeds
			}
		}
	}
	for i, k := range modes {
		ky := min(k[1], 128-k[1])
		nu := 0.225 / math.Hypot(float64(k[0])/128, float64(ky)/128)
		for j, lag := range append([]int{0}, lags...) {
			x := float64(lag) / nu
			want := (1 + x) * math.Exp(-x)
			// Independent samples: about frames·seeds/(2.5 ν), twice for two quadratures.
			tol := 4 * math.Sqrt(2.5*nu/(2*frames*seeds))
			if math.Abs(sums[i][j]-want) > tol {
				t.Errorf("mode %v, lag %d: %.3f, want %.3f ± %.3f", k, lag, sums[i][j], want, tol)
			}
		}
	}
}

// The texture drifts where its direction says, at its speed: the shift between
// frames that maximises their correlation, by the phase of their spectra.
func TestLiveCloudDriftsWhereItShould(t *testing.T) {
	for _, dir := range []float64{0, 45, 90, 200, 270, 330} {
		c := map[string]any{"direction": "free", "direction_deg": dir, "b_v": 0.01, "b_theta_deg": math.Inf(1), "speed_dps": 6.0}
		var vx, vy float64
		const seeds, frames = 4, 8
		for seed := range sim.Seed(seeds) {
			m, s := liveCloud(t, seed, c)
			x, y := flow(paint(m, s, 0, frames))
			vx, vy = vx+x/seeds, vy+y/seeds
		}
		want := 6.0 * 20 / 60
		got, deg := math.Hypot(vx, vy), math.Mod(math.Atan2(vy, vx)*180/math.Pi+360, 360)
		if off := math.Abs(math.Remainder(deg-dir, 360)); off > 4 || math.Abs(got/want-1) > 0.1 {
			t.Errorf("direction %g: drifts towards %.1f at %.3f px/frame, want %.3f", dir, deg, got, want)
		}
	}
	// Across: towards theta - 90.
	m, s := liveCloud(t, 5, map[string]any{"theta_deg": 60.0, "b_v": 0.01, "b_theta_deg": 40.0})
	x, y := flow(paint(m, s, 0, 30))
	if deg := math.Atan2(y, x) * 180 / math.Pi; math.Abs(deg+30) > 8 {
		t.Errorf("bars at 60 drift towards %.1f, want -30", deg)
	}
}

// flow is the mean velocity (px/frame, y upward) by least squares on the
// brightness constancy equation vx Lx + vy Ly + Lt = 0.
func flow(frames []*sim.Frame) (vx, vy float64) {
	var xx, xy, yy, xt, yt float64
	for k := 1; k+1 < len(frames); k++ {
		f := frames[k]
		for y := 1; y < f.H-1; y++ {
			for x := 1; x < f.W-1; x++ {
				lx := float64(f.At(x+1, y)-f.At(x-1, y)) / 2
				ly := float64(f.At(x, y-1)-f.At(x, y+1)) / 2
				lt := float64(frames[k+1].At(x, y)-frames[k-1].At(x, y)) / 2
				xx, xy, yy = xx+lx*lx, xy+lx*ly, yy+ly*ly
				xt, yt = xt+lx*lt, yt+ly*lt
			}
		}
	}
	det := xx*yy - xy*xy
	return (xy*yt - yy*xt) / det, (xy*xt - xx*yt) / det
}

func TestStaticCloudStands(t *testing.T) {
	m, s := liveCloud(t, 1, map[string]any{"b_v": 0.0})
	f := paint(m, s, 0, 10)
	for i := range f[0].Pix {
		if f[0].Pix[i] != f[9].Pix[i] {
			t.Fatal("a cloud of B_V = 0 moves")
		}
	}
}

func TestWhiteCloudHasNoMemory(t *testing.T) {
	m, s := liveCloud(t, 1, map[string]any{"b_v": math.Inf(1)})
	f := paint(m, s, 0, 100)
	c, v := 0.0, 0.0
	for k := 1; k < len(f); k++ {
		for i := range f[k].Pix {
			a, b := float64(f[k].Pix[i])-0.5, float64(f[k-1].Pix[i])-0.5
			c, v = c+a*b, v+a*a
		}
	}
	if math.Abs(c/v) > 0.1 {
		t.Errorf("frames of B_V = inf correlate: %.3f", c/v)
	}
}

// The noise is the same whatever the envelope, and a slider acts on the next
// frame: after Retune a movie is where it would be had it always been so.
func TestRetuneKeepsTheNoise(t *testing.T) {
	for _, c := range []map[string]any{
		{"theta_deg": 130.0}, {"b_theta_deg": 40.0}, {"b_theta_deg": math.Inf(1)}, {"sf_cpd": 2.5}, {"contrast_pct": 10.0},
		{"alpha": 1.5, "radial": "gaussian"}, {"contrast_method": "rms"},
	} {
		// speed and B_V as they were: those act from now on.
		free := map[string]any{"direction": "free", "direction_deg": 20.0}
		m, s := liveCloud(t, 9, free)
		paint(m, s, 0, 7)
		next := set(t, fresh(t, "motion_cloud", free), c)
		if err := m.Retune(next); err != nil {
			t.Fatal(err)
		}
		got := paint(m, s, 7, 1)[0]
		n := set(t, fresh(t, "motion_cloud", free), c)
		want := paint(open(t, n, 9), n, 0, 8)[7]
		for i := range want.Pix {
			if got.Pix[i] != want.Pix[i] {
				t.Fatalf("%v: pixel %d is %v after Retune, %v from the start", c, i, got.Pix[i], want.Pix[i])
			}
		}
	}
}

// A new speed, direction or B_V makes no jump: the next frame is as near to
// the last as ever.
func TestRetuneDoesNotJump(t *testing.T) {
	step := func(a, b *sim.Frame) float64 {
		s := 0.0
		for i := range a.Pix {
			d := float64(a.Pix[i] - b.Pix[i])
			s += d * d
		}
		return math.Sqrt(s / float64(len(a.Pix)))
	}
	for _, c := range []map[string]any{{"speed_dps": 1.0}, {"b_v": 0.0}, {"b_v": 0.2}, {"speed_dps": 0.0}, {"theta_deg": 61.0}} {
		m, s := liveCloud(t, 3, nil)
		f := paint(m, s, 0, 40)
		usual := step(f[38], f[39])
		if err := m.Retune(fresh(t, "motion_cloud", c)); err != nil {
			t.Fatal(err)
		}
		if got := step(f[39], paint(m, s, 40, 1)[0]); got > 1.5*usual {
			t.Errorf("%v: a step of %.4f, usually %.4f", c, got, usual)
		}
	}
}

// The phase ramp after ten hours is as exact as after a second.
func TestDistanceDoesNotWearOut(t *testing.T) {
	m, _ := liveCloud(t, 1, map[string]any{"width_px": 8, "height_px": 8, "px_per_deg": 20.0})
	const frames = 10 * 3600 * 60
	for range frames {
		m.dx = math.Mod(m.dx+m.vx, float64(m.w))
		m.dy = math.Mod(m.dy+m.vy, float64(m.h))
	}
	for _, d := range []struct{ got, v, size float64 }{{m.dx, m.vx, float64(m.w)}, {m.dy, m.vy, float64(m.h)}} {
		if off := math.Remainder(d.got-d.v*frames, d.size); math.Abs(off) > 1e-6 {
			t.Errorf("off by %g px after ten hours", off)
		}
		if math.Abs(d.got) > d.size {
			t.Errorf("distance %g grows", d.got)
		}
	}
}

func TestTrueDegOfClouds(t *testing.T) {
	for _, c := range []struct {
		values map[string]any
		want   float64
	}{
		{map[string]any{"theta_deg": 180.0}, 0},
		{map[string]any{"b_theta_deg": 48.0}, 60},
		{map[string]any{"b_theta_deg": 49.0}, math.NaN()},
		{map[string]any{"b_theta_deg": math.Inf(1)}, math.NaN()},
	} {
		m, s := liveCloud(t, 1, c.values)
		if !math.IsNaN(m.TrueDeg()) {
			t.Errorf("TrueDeg before the first frame = %v", m.TrueDeg())
		}
		paint(m, s, 0, 1)
		if got := m.TrueDeg(); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%v: TrueDeg %v, want %v", c.values, got, c.want)
		}
	}
}

func BenchmarkLiveFrame(b *testing.B) {
	for _, size := range []int{64, 128, 256} {
		b.Run(fmt.Sprintf("screen%d_canvas%d", size, 2*size), func(b *testing.B) {
			m, _ := liveCloud(b, 1, map[string]any{"width_px": size, "height_px": size})
			f := sim.NewFrame(size, size)
			b.ReportAllocs()
			k := int64(0)
			for b.Loop() {
				m.Paint(f, k)
				k++
			}
		})
	}
	b.Run("white_all_modes64", func(b *testing.B) {
		m, _ := liveCloud(b, 1, map[string]any{"b_sf_oct": math.Inf(1), "b_theta_deg": math.Inf(1)})
		f := sim.NewFrame(64, 64)
		for b.Loop() {
			m.Paint(f, 1)
		}
	})
	b.Run("retune64", func(b *testing.B) {
		m, _ := liveCloud(b, 1, nil)
		k := 0
		for b.Loop() {
			k++
			if err := m.Retune(fresh(b, "motion_cloud", map[string]any{"theta_deg": float64(k % 180)})); err != nil {
				b.Fatal(err)
			}
		}
	})
}
