package stimuli

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
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
			for i, w32 := range m.weight {
				w := float64(w32) * m.norm
				if i%m.cols == 0 {
					sum += 2 * w * w
				} else {
					sum += 4 * w * w
				}
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Errorf("theta %g, B %g: variance %g", theta, b, sum)
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
// frame: after Retune an oscillator that was at work is where it would be had
// the parameters always been so, and so is the picture where none came into view.
func TestRetuneKeepsTheNoise(t *testing.T) {
	for _, c := range []map[string]any{
		{"theta_deg": 130.0}, {"b_theta_deg": 40.0}, {"b_theta_deg": math.Inf(1)}, {"sf_cpd": 2.5}, {"contrast_pct": 10.0},
		{"alpha": 1.5, "radial": "gaussian"}, {"contrast_method": "rms"},
	} {
		// speed and B_V as they were: those act from now on.
		free := map[string]any{"direction": "free", "direction_deg": 20.0}
		m, s := liveCloud(t, 9, free)
		paint(m, s, 0, 7)
		was := append([]span{}, m.rows...)
		next := set(t, fresh(t, "motion_cloud", free), c)
		if err := m.Retune(next); err != nil {
			t.Fatal(err)
		}
		got := paint(m, s, 7, 1)[0]
		n := set(t, fresh(t, "motion_cloud", free), c)
		always := open(t, n, 9).(*cloudMovie)
		want := paint(always, n, 0, 8)[7]
		same, tiles, anew := 0, m.cols/lanes, 0
		for y, row := range m.rows {
			for k := row.from; k < row.to; k++ {
				if k < was[y].from || k >= was[y].to {
					anew++
					continue
				}
				same++
				at := (y*tiles + k) * stateTile
				for i := range stateTile {
					if m.state[at+i] != always.state[at+i] {
						t.Fatalf("%v: an oscillator of tile %d in row %d is at %g, want %g", c, k, y, m.state[at+i], always.state[at+i])
					}
				}
			}
		}
		if same == 0 {
			t.Errorf("%v: nothing was at work before and after", c)
		}
		for i := range want.Pix {
			if anew == 0 && got.Pix[i] != want.Pix[i] {
				t.Fatalf("%v: pixel %d is %v after Retune, %v from the start", c, i, got.Pix[i], want.Pix[i])
			}
		}
	}
}

// stepOf is the root mean square difference of two frames.
func stepOf(a, b *sim.Frame) float64 {
	s := 0.0
	for i := range a.Pix {
		d := float64(a.Pix[i] - b.Pix[i])
		s += d * d
	}
	return math.Sqrt(s / float64(len(a.Pix)))
}

// A small change of any parameter moves the next frame no further from the last
// than a frame moves anyhow, and what the change of the weights implies: with
// the noise as it is, the frame differs from that without the change by
// Σ (Δw)² in variance, oscillators that come into view among them.
func TestRetuneIsContinuous(t *testing.T) {
	for _, c := range []map[string]any{
		{"theta_deg": 61.0}, {"theta_deg": 60.1}, {"b_theta_deg": 16.0}, {"sf_cpd": 1.03}, {"b_sf_oct": 0.52}, {"speed_dps": 2.1}, {"b_v": 0.55}, {"b_v": 0.45},
		{"contrast_pct": 51.0}, {"alpha": 0.1}, {"alpha": 0.01},
	} {
		const seeds = 12
		var usual, got, change, implied float64
		for seed := range sim.Seed(seeds) {
			m, s := liveCloud(t, seed, nil)
			n, _ := liveCloud(t, seed, nil)
			last, next := paint(m, s, 0, 20)[19], paint(n, s, 0, 21)[20]
			before, gain := append([]float32{}, m.weight...), m.gain
			norm := m.norm
			if err := m.Retune(fresh(t, "motion_cloud", c)); err != nil {
				t.Fatal(err)
			}
			f := paint(m, s, 20, 1)[0]
			usual += stepOf(last, next) / seeds
			got += stepOf(last, f) / seeds
			change += stepOf(next, f) / seeds
			sum := 0.0
			for i, w := range m.weight {
				d := float64(w)*m.norm*float64(m.gain) - float64(before[i])*norm*float64(gain)
				if i%m.cols == 0 {
					sum += 2 * d * d
				} else {
					sum += 4 * d * d
				}
			}
			implied += math.Sqrt(sum) / seeds
		}
		// A speed turns phases by 2π f ΔV, another B_V lets oscillators go on at
		// another pace: both by a tenth of what moves a frame anyhow.
		if c["speed_dps"] != nil || c["b_v"] != nil {
			implied += 0.15 * usual
		}
		if change > 1.25*implied+1e-6 {
			t.Errorf("%v: the frame changes by %.5f, implied are %.5f", c, change, implied)
		}
		if got > usual+1.25*implied {
			t.Errorf("%v: a step of %.5f, usually %.5f and %.5f implied", c, got, usual, implied)
		}
	}
}

// A slider pulled through all orientations in two seconds makes no step that is
// larger than its change implies, though oscillators come and go all the time,
// and the picture keeps its variance.
func TestSliderPulledThrough(t *testing.T) {
	const seeds = 8
	largest, mean, n := 0.0, 0.0, 0.0
	variance := 0.0
	for seed := range sim.Seed(seeds) {
		m, s := liveCloud(t, seed, nil)
		last := paint(m, s, 0, 1)[0]
		for k := range 120 {
			if err := m.Retune(fresh(t, "motion_cloud", map[string]any{"theta_deg": math.Mod(60+1.5*float64(k+1), 180)})); err != nil {
				t.Fatal(err)
			}
			f := paint(m, s, k+1, 1)[0]
			d := stepOf(last, f)
			largest, mean, n = max(largest, d), mean+d, n+1
			_, v, _ := moments([]*sim.Frame{f}, 0.5)
			variance += v
			last = f
		}
	}
	mean /= n
	if largest > 2*mean {
		t.Errorf("a step of %.4f, %.4f on average", largest, mean)
	}
	if v := variance / n; math.Abs(v-1) > 0.15 {
		t.Errorf("variance %.3f on the way", v)
	}
}

// Oscillators that come into view begin in their stationary law: a jump to
// another band gives unit variance in that very frame, and in later ones.
func TestFreshOscillatorsAreStationary(t *testing.T) {
	const seeds = 60
	at := map[int][]*sim.Frame{}
	for seed := range sim.Seed(seeds) {
		m, s := liveCloud(t, seed, map[string]any{"sf_cpd": 0.8, "theta_deg": 20.0})
		paint(m, s, 0, 3)
		if err := m.Retune(fresh(t, "motion_cloud", map[string]any{"sf_cpd": 4.0, "theta_deg": 110.0})); err != nil {
			t.Fatal(err)
		}
		f := paint(m, s, 3, 10)
		for _, k := range []int{0, 1, 9} {
			at[k] = append(at[k], f[k])
		}
	}
	for k, frames := range at {
		if mean, v, kurt := moments(frames, 0.5); math.Abs(v-1) > 0.08 || math.Abs(mean) > 0.02 || math.Abs(kurt-3) > 0.5 {
			t.Errorf("frame %d after: mean %.3f, variance %.3f, kurtosis %.2f", k, mean, v, kurt)
		}
	}
}

// Any number of cores paints the same frames, also while parameters change.
func TestLiveCloudOnAnyNumberOfCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var want []*sim.Frame
	for _, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		m, s := liveCloud(t, 4, map[string]any{"width_px": 250, "height_px": 270})
		f := paint(m, s, 0, 3)
		if err := m.Retune(fresh(t, "motion_cloud", map[string]any{"width_px": 250, "height_px": 270, "theta_deg": 100.0, "b_v": 1.0, "sf_cpd": 2.0})); err != nil {
			t.Fatal(err)
		}
		f = append(f, paint(m, s, 3, 3)...)
		if want == nil {
			want = f
		}
		for k := range f {
			if !reflect.DeepEqual(f[k], want[k]) {
				t.Fatalf("frame %d on %d cores is another one", k, cores)
			}
		}
	}
}

// A frame allocates nothing, on one core and on several.
func TestLiveFrameAllocatesNothing(t *testing.T) {
	for _, size := range []int{64, 256} {
		m, s := liveCloud(t, 4, map[string]any{"width_px": size, "height_px": size})
		f := sim.NewFrame(s.Width, s.Height)
		m.Paint(f, 0)
		if n := testing.AllocsPerRun(20, func() { m.Paint(f, 1) }); n != 0 {
			t.Errorf("%d px: %g allocations a frame", size, n)
		}
	}
}

// Memory stays flat: a hundred thousand frames allocate less than a megabyte in
// all, and leave none of it on the heap.
func TestMemoryIsFlat(t *testing.T) {
	frames := 100_000
	if testing.Short() {
		frames /= 10
	}
	m, s := liveCloud(t, 4, map[string]any{"width_px": 12, "height_px": 12, "sf_cpd": 4.0})
	f := sim.NewFrame(s.Width, s.Height)
	m.Paint(f, 0)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for k := range frames {
		m.Paint(f, int64(k))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	if made := after.TotalAlloc - before.TotalAlloc; made > 1<<20 {
		t.Errorf("%d bytes allocated in %d frames", made, frames)
	}
	if _, v, _ := moments([]*sim.Frame{f}, 0.5); !(v > 0.05 && v < 10) {
		t.Errorf("variance %g after all that", v)
	}
}

// The canvas exceeds the screen as it says, in lengths that transform fast.
func TestCanvasSize(t *testing.T) {
	for n, want := range map[int]int{8: 16, 33: 72, 64: 128, 90: 180, 128: 256, 129: 288, 200: 360, 256: 384, 512: 768, 720: 1080, 1024: 1536} {
		if got := canvasSize(n); got != want {
			t.Errorf("a screen of %d px has a canvas of %d, want %d", n, got, want)
		}
	}
	for n := 8; n <= 1024; n++ {
		if got := canvasSize(n); got < n+min(n, 128) || 2*got < 3*n || got > 2*n+n/4+8 || got%4 != 0 || got >= 1<<11 {
			t.Errorf("a screen of %d px has a canvas of %d", n, got)
		}
	}
}

// Points as far apart as opposite edges of the screen are not alike, though the
// canvas is periodic.
func TestScreenIsNotPeriodic(t *testing.T) {
	for _, size := range []int{64, 192} {
		c := map[string]any{"width_px": size, "height_px": size}
		sum, n := 0.0, 0.0
		for seed := range sim.Seed(20) {
			m, s := liveCloud(t, seed, c)
			f := paint(m, s, 0, 1)[0]
			for y := range size {
				sum += float64(f.At(0, y)-0.5) * float64(f.At(size-1, y)-0.5)
				n++
			}
		}
		sd := 0.25 / zMax
		if r := sum / n / sd / sd; math.Abs(r) > 0.25 {
			t.Errorf("%d px: opposite edges correlate, r = %.2f", size, r)
		}
	}
}

// A new speed, direction or B_V makes no jump: the next frame is as near to
// the last as ever.
func TestRetuneDoesNotJump(t *testing.T) {
	for _, c := range []map[string]any{{"speed_dps": 1.0}, {"b_v": 0.0}, {"b_v": 0.2}, {"speed_dps": 0.0}, {"theta_deg": 61.0}} {
		m, s := liveCloud(t, 3, nil)
		f := paint(m, s, 0, 40)
		usual := stepOf(f[38], f[39])
		if err := m.Retune(fresh(t, "motion_cloud", c)); err != nil {
			t.Fatal(err)
		}
		if got := stepOf(f[39], paint(m, s, 40, 1)[0]); got > 1.5*usual {
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

// The share that the speed envelope leaves a frequency, and the exponential of
// the weights, against the library.
func TestWeightsAreWhatTheySay(t *testing.T) {
	prepareShares()
	for b := 1e-4; b < 1e4; b *= 1.01 {
		want := 0.5 * math.Log(b*math.Erf(0.5/b))
		if got := speedShare(b, math.Log(b)); math.Abs(got-want) > 1e-6 {
			t.Errorf("b = %g: %g, want %g", b, got, want)
		}
	}
	for x := 0.0; x > -10; x -= 0.00123 {
		if got, want := expDown(x), math.Exp(x); math.Abs(got/want-1) > 1e-8 {
			t.Fatalf("e^%g = %g, want %g", x, got, want)
		}
	}
}
