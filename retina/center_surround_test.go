package retina

import (
	"fmt"
	"math"
	"testing"

	"striate/sim"
)

// drift shows a model a grating that drifts at 2 Hz for half a second and then
// for one more, at 60 frames a second, and calls see after each frame of it.
func drift(e *eye, thetaDeg, sf, contrast float64, see func()) {
	f := sim.NewFrame(e.w, e.h)
	for k := range 90 {
		paint(f, thetaDeg, sf, 2*float64(k)/60, contrast)
		e.See(f)
		if k >= 30 {
			see()
		}
	}
}

// tuning is the mean over cells and time of the rectified drive of each
// orientation, and the largest drive of any cell, for a drifting grating.
func tuning(e *eye, thetaDeg, sf, contrast float64) (mean []float64, peak float64) {
	mean = make([]float64, e.model.Fields.NTheta)
	each := len(e.cells) / len(mean)
	n := 0
	drift(e, thetaDeg, sf, contrast, func() {
		for _, row := range e.Drive() {
			for i, v := range row {
				mean[i/each] += max(0, float64(v))
				peak = max(peak, float64(v))
			}
			n++
		}
	})
	for i := range mean {
		mean[i] /= float64(n * each)
	}
	return mean, peak
}

// decoded is half the angle of the vector sum of 2θ, in deg.
func decoded(mean []float64) float64 {
	var x, y float64
	for i, v := range mean {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(len(mean)))
		x, y = x+v*c, y+v*s
	}
	return math.Mod(math.Atan2(y, x)*90/math.Pi+180, 180)
}

// apart is the difference of two orientations, -90 to 90 deg.
func apart(a, b float64) float64 { return math.Mod(a-b+270, 180) - 90 }

func TestOrientationTuning(t *testing.T) {
	for _, c := range []struct {
		w, h      int
		weighting string
		operator  string
		within    float64 // deg
	}{
		{64, 64, "gabor", "linear", 0.5},
		{96, 64, "gabor", "linear", 0.5},
		{40, 70, "gabor", "linear", 2}, // two periods wide: its sides cut the fields more
		{32, 32, "gabor", "linear", 1},
		{64, 64, "binary", "linear", 1},
		{64, 64, "gabor", "peak", 2},
	} {
		m := defaults(t)
		m.Fields.Weighting, m.Space.Operator = c.weighting, c.operator
		e := open(t, m, c.w, c.h, 60)
		for _, theta := range []float64{0, 10, 30, 45, 52.5, 60, 90, 100, 120, 135, 165} {
			mean, _ := tuning(e, theta, 0.05, 0.5)
			if got := decoded(mean); !(math.Abs(apart(got, theta)) <= c.within) {
				t.Errorf("%dx%d %s %s: bars at %g decoded at %.2f", c.w, c.h, c.weighting, c.operator, theta, got)
			}
			best := 0
			for i := range mean {
				if mean[i] > mean[best] {
					best = i
				}
			}
			if step := 180 / float64(len(mean)); math.Abs(apart(float64(best)*step, theta)) > 0.51*step {
				t.Errorf("%dx%d %s %s: bars at %g drive the channel at %g most", c.w, c.h, c.weighting, c.operator, theta, float64(best)*step)
			}
		}
	}
}

func TestDriveOfBestGratingIsOne(t *testing.T) {
	for _, sf := range []float64{0.04, 0.05, 0.08, 0.125} {
		m := defaults(t)
		m.Gain.Method = "none"
		m.TuneTo(sf)
		e := open(t, m, 64, 64, 60)
		for _, theta := range []float64{0, 15, 60, 90, 135} {
			if _, peak := tuning(e, theta, sf, 1); !(math.Abs(peak-1) <= 0.04) {
				t.Errorf("%g c/px, %g deg: largest drive %.3f, want 1", sf, theta, peak)
			}
		}
	}
}

// TestFrequencyTuning: retina and fields together prefer the frequency of the
// fields.
func TestFrequencyTuning(t *testing.T) {
	m := defaults(t)
	m.Gain.Method = "none"
	e := open(t, m, 64, 64, 60)
	_, best := tuning(e, 60, 0.05, 1)
	for _, c := range []struct{ sf, most float64 }{{0.02, 0.3}, {0.04, 0.97}, {0.065, 0.97}, {0.1, 0.4}} {
		if _, peak := tuning(e, 60, c.sf, 1); !(peak < c.most*best) {
			t.Errorf("drive of %.3f at %g c/px, %.3f at 0.05", peak, c.sf, best)
		}
	}
}

func TestContrastInvariance(t *testing.T) {
	m := defaults(t)
	e := open(t, m, 64, 64, 60)
	var full []float64
	for _, pct := range []float64{100, 50, 20, 10} {
		e.Reset()
		mean, peak := tuning(e, 60, 0.05, pct/100/math.Sqrt2) // Michelson
		if full == nil {
			full = mean
			if !(math.Abs(peak-1.05) <= 0.1) {
				t.Errorf("largest drive at full contrast is %.3f, want about 1", peak)
			}
		}
		for i := range mean {
			if !(math.Abs(mean[i]-full[i]) <= 0.05*full[4]) {
				t.Errorf("%g %% contrast: channel %d at %.4f, at 100 %% %.4f", pct, i, mean[i], full[i])
			}
		}
	}
	m.Gain.Method = "none"
	e = open(t, m, 64, 64, 60)
	high, _ := tuning(e, 60, 0.05, 0.5)
	low, _ := tuning(e, 60, 0.05, 0.05)
	if r := high[4] / low[4]; !(math.Abs(r-10) < 0.01) {
		t.Errorf("without gain control ten times the contrast gives %.3f times the drive", r)
	}
}

func TestUniformFieldsGiveNothing(t *testing.T) {
	e := open(t, defaults(t), 96, 64, 60)
	for _, c := range []struct{ luminance, within float32 }{{0.5, 0}, {0, 2e-3}, {0.3, 2e-3}, {1, 2e-3}} {
		e.Reset()
		f := sim.NewFrame(96, 64)
		f.Fill(c.luminance)
		for range 30 {
			e.See(f)
		}
		for _, row := range e.Drive() {
			for i, v := range row {
				if !(max(v, -v) <= c.within) {
					t.Fatalf("luminance %g drives cell %d by %g", c.luminance, i, v)
				}
			}
		}
		for i := range e.On().Pix {
			if on, off := e.On().Pix[i], e.Off().Pix[i]; !(on <= 80*c.within && off <= 80*c.within) {
				t.Fatalf("luminance %g: LGN cell %d at %g and %g Hz", c.luminance, i, on, off)
			}
		}
	}
}

// TestContrastInversion: what is ON for a movie is OFF for its negative.
func TestContrastInversion(t *testing.T) {
	a, b := open(t, defaults(t), 64, 64, 60), open(t, defaults(t), 64, 64, 60)
	f, g := sim.NewFrame(64, 64), sim.NewFrame(64, 64)
	rng := sim.Seed(1).Rand("test")
	var most float32
	for range 20 {
		for i := range f.Pix {
			f.Pix[i] = float32(rng.IntN(257)) / 256
			g.Pix[i] = 1 - f.Pix[i]
		}
		a.See(f)
		b.See(g)
		for i := range a.On().Pix {
			if a.On().Pix[i] != b.Off().Pix[i] || a.Off().Pix[i] != b.On().Pix[i] {
				t.Fatalf("LGN cell %d: ON %g OFF %g, inverted %g %g", i, a.On().Pix[i], a.Off().Pix[i], b.On().Pix[i], b.Off().Pix[i])
			}
			if a.On().Pix[i] > 0 && a.Off().Pix[i] > 0 {
				t.Fatalf("LGN cell %d fires ON and OFF at once", i)
			}
			most = max(most, a.On().Pix[i])
		}
		for s := range a.Drive() {
			for i, v := range a.Drive()[s] {
				if v != -b.Drive()[s][i] {
					t.Fatalf("cell %d: drive %g, inverted %g", i, v, b.Drive()[s][i])
				}
			}
		}
	}
	if !(most > 40 && most <= 80) {
		t.Errorf("largest LGN rate %g Hz, want 40 to 80", most)
	}
}

// TestPushPull: the drive is Σ w₊ (ON - OFF) + Σ |w₋| (OFF - ON).
func TestPushPull(t *testing.T) {
	for _, phases := range []int{1, 2, 3, 4} {
		m := defaults(t)
		m.Relay.MaxRate = 1000 // no saturation
		m.Gain.Pool = "lgn"    // one gain for the map and the drive
		m.Fields.NPhase = phases
		e := open(t, m, 48, 64, 60)
		drift(e, 30, 0.05, 0.4, func() {})
		row := e.Drive()[m.SubSamples-1]
		positions := m.Fields.NSide * m.Fields.NSide
		computed := m.Fields.computed()
		if len(row) != m.Fields.NTheta*positions*phases {
			t.Fatalf("%d cells", len(row))
		}
		for i, got := range row {
			theta, place, phase := i/(positions*phases), i/phases%positions, i%phases
			sign := 1.0
			if phase >= computed {
				phase, sign = phase-computed, -1
			}
			bx := e.bank.boxes[place]
			w := bx.weight[(theta*computed+phase)*bx.cols*bx.rows:]
			var want float64
			for k := range bx.cols * bx.rows {
				x, y := bx.i0+k%bx.cols, bx.j0+k/bx.cols
				on, off := float64(e.On().At(x, y)), float64(e.Off().At(x, y))
				v := sign * float64(w[k])
				want += (max(v, 0)*(on-off) + max(-v, 0)*(off-on)) / m.Relay.Rate
			}
			if !(math.Abs(float64(got)-want) <= 1e-4) {
				t.Fatalf("%d phases, cell %d: drive %g, want %g", phases, i, got, want)
			}
		}
	}
}

func TestGeometry(t *testing.T) {
	e := open(t, defaults(t), 64, 64, 60)
	if e.On().W != 28 || e.On().H != 28 || e.grid.at(27) != 58 {
		t.Errorf("LGN of %d x %d, last at %d px", e.On().W, e.On().H, e.grid.at(27))
	}
	if len(e.Cells()) != 768 || len(e.Drive()) != 4 || len(e.Drive()[0]) != 768 {
		t.Errorf("%d cells, %d sub-samples", len(e.Cells()), len(e.Drive()))
	}
	if got := fmt.Sprint(centres(4, 64, 64), centres(4, 96, 64), centres(4, 32, 32), centres(1, 64, 64)); got != "[12 25 38 51] [12 36 59 83] [6 12 19 25] [31]" {
		t.Error("centres", got)
	}
	seen := map[Cell]bool{}
	for _, c := range e.Cells() {
		if seen[c] || !(c.ThetaDeg >= 0 && c.ThetaDeg < 180) {
			t.Fatalf("cell %v twice or out of range", c)
		}
		seen[c] = true
	}
}

// TestPhases: a bright spot excites most the fields of phase 0 about it, a
// dark one those of phase 180.
func TestPhases(t *testing.T) {
	for _, c := range []struct {
		luminance float32
		phase     float64
	}{{1, 0}, {0, 180}} {
		e := open(t, defaults(t), 64, 64, 60)
		f := sim.NewFrame(64, 64)
		f.Fill(0.5)
		for y := 23; y <= 27; y++ {
			for x := 36; x <= 40; x++ {
				f.Set(x, y, c.luminance)
			}
		}
		for range 3 {
			e.See(f)
		}
		best := 0
		row := e.Drive()[3]
		for i := range row {
			if row[i] > row[best] {
				best = i
			}
		}
		if got := e.Cells()[best]; got.X != 38 || got.Y != 25 || got.PhaseDeg != c.phase {
			t.Errorf("spot of luminance %g at (38, 25) drives most %+v", c.luminance, got)
		}
	}
}

func TestSeeAllocatesNothing(t *testing.T) {
	for _, change := range []func(*CenterSurround){
		func(m *CenterSurround) {},
		func(m *CenterSurround) { m.Relay.Spikes = "poisson" },
		func(m *CenterSurround) { m.Space.Operator = "peak" },
	} {
		m := defaults(t)
		change(m)
		e := open(t, m, 64, 64, 60)
		f := sim.NewFrame(64, 64)
		paint(f, 20, 0.05, 0, 0.3)
		if n := testing.AllocsPerRun(20, func() { e.See(f) }); n != 0 {
			t.Errorf("spikes %s, operator %s: %g allocations a frame", m.Relay.Spikes, m.Space.Operator, n)
		}
	}
}
