package stimuli

import (
	"math"
	"slices"
	"testing"

	"striate/sim"
)

func pyramid(t *testing.T, values map[string]any) *LogGaborPyramid {
	return fresh(t, "log_gabor_pyramid", values).(*LogGaborPyramid)
}

// radial is the power of frames, that go on at their borders, in each band of
// spatial frequencies, from edges[i] to edges[i+1] in c/px.
func radial(frames []*sim.Frame, edges []float64) []float64 {
	w, h := frames[0].W, frames[0].H
	out := make([]float64, len(edges)-1)
	for _, f := range frames {
		v := make([]float64, 0, w*h)
		for _, x := range f.Pix {
			v = append(v, float64(x)-0.5)
		}
		e := EventsInSpaceTime(&Volume{NX: h, NY: w, NT: 1, Data: v})
		for i, fr := range Axis(h) {
			for j, fc := range Axis(w) {
				k, _ := slices.BinarySearch(edges, math.Hypot(fr, fc))
				if z := e.Data[i*w+j]; k > 0 && k < len(edges) {
					out[k-1] += real(z)*real(z) + imag(z)*imag(z)
				}
			}
		}
	}
	return out
}

// At slope 1 each octave has the same power; at another 4^(1-α) times that of
// the one below.
func TestPyramidSlope(t *testing.T) {
	for _, alpha := range []float64{0, 1, 2} {
		p := pyramid(t, map[string]any{"alpha": alpha, "b_theta_deg": math.Inf(1), "width_px": 128, "height_px": 128})
		var frames []*sim.Frame
		for seed := range sim.Seed(10) {
			frames = append(frames, paint(open(t, p, seed), p, 0, 1)...)
		}
		power := radial(frames, []float64{0.04, 0.08, 0.16, 0.32})
		for i := range 2 {
			if got, want := math.Log2(power[i+1]/power[i]), 2*(1-alpha); !(math.Abs(got-want) < 0.35) {
				t.Errorf("α %v: %.2f doublings of power to octave %d, want %v", alpha, got, i+1, want)
			}
		}
	}
}

// One level has its power about its own spatial frequency; a pyramid has those
// of LogGabor.
func TestPyramidLevels(t *testing.T) {
	all := pyramid(t, map[string]any{"first_level": 0}).SpatialFreqs()
	for i, f := range Pyramid(64, 64, 1.618) {
		if all[i] != 20*f || len(all) != 8 {
			t.Fatalf("levels %v", all)
		}
	}
	for level := 1; level <= 5; level++ {
		p := pyramid(t, map[string]any{"first_level": level, "levels": 1, "b_sf_oct": 0.2, "width_px": 128, "height_px": 128})
		sf := p.SpatialFreqs()
		if len(sf) != 1 {
			t.Fatalf("levels %v", sf)
		}
		f := sf[0] / 20
		var frames []*sim.Frame
		for seed := range sim.Seed(5) {
			frames = append(frames, paint(open(t, p, seed), p, 0, 1)...)
		}
		// 2.5 standard deviations to either side
		power := radial(frames, []float64{0.001, f * math.Exp2(-0.5), f * math.Exp2(0.5), 1})
		if !(power[1] > 0.95*(power[0]+power[1]+power[2])) {
			t.Errorf("level %d, %.3f c/px: power below, at and above is %v", level, f, power)
		}
	}
	if _, err := pyramid(t, map[string]any{"first_level": 8}).Open(1); err == nil {
		t.Error("a pyramid opens beyond its coarsest level")
	}
}

// Michelson contrast is the largest deviation; few patches are droplets, with
// tails far beyond those of a Gaussian texture, kurtosis 3.
func TestPyramidDensity(t *testing.T) {
	kurtosis := func(density float64) float64 {
		p := pyramid(t, map[string]any{"density": density, "levels": 3, "contrast_pct": 60.0, "width_px": 256, "height_px": 256})
		m2, m4, top := 0.0, 0.0, 0.0
		for _, v := range paint(open(t, p, 1), p, 0, 1)[0].Pix {
			d := float64(v) - 0.5
			m2, m4, top = m2+d*d, m4+d*d*d*d, max(top, math.Abs(d))
		}
		if !(math.Abs(top-0.3) < 1e-4) {
			t.Errorf("density %v: largest deviation %v, want .3", density, top)
		}
		return 256 * 256 * m4 / (m2 * m2)
	}
	if few, many := kurtosis(0.01), kurtosis(10); !(few > 10 && math.Abs(many-3) < 0.5) {
		t.Errorf("kurtosis %v of few patches and %v of many, want more than 10 and 3", few, many)
	}
}

// The texture moves as a whole: after a whole number of pixels it is the first
// frame, shifted round the screen.
func TestPyramidMoves(t *testing.T) {
	for _, c := range []struct {
		theta  float64
		dx, dy int // px in 12 frames, dy down
	}{{90, 8, 0}, {0, 0, 8}, {180, 0, -8}} {
		p := pyramid(t, map[string]any{"theta_deg": c.theta, "speed_dps": 2.0, "width_px": 48, "height_px": 31, "contrast_pct": 40.0})
		m := open(t, p, 1)
		a := paint(m, p, 0, 13)
		for y := range 31 {
			for x := range 48 {
				if got, want := a[12].At((x+c.dx)%48, (y+c.dy+31)%31), a[0].At(x, y); !(math.Abs(float64(got-want)) < 2e-5) {
					t.Fatalf("θ %v: (%d, %d) is %v, want %v", c.theta, x, y, got, want)
				}
			}
		}
	}
}

// A turn of θ turns the bars that are there: one degree leaves nearly the same picture.
func TestPyramidTurns(t *testing.T) {
	p := pyramid(t, nil)
	m := open(t, p, 1)
	a := paint(m, p, 0, 1)[0]
	p.Theta++
	if err := m.(Retunable).Retune(p); err != nil {
		t.Fatal(err)
	}
	b := paint(m, p, 0, 1)[0]
	var ab, aa, bb float64
	for i := range a.Pix {
		x, y := float64(a.Pix[i])-0.5, float64(b.Pix[i])-0.5
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if r := ab / math.Sqrt(aa*bb); !(r > 0.98 && r < 1-1e-6) {
		t.Errorf("the picture before and after a turn of 1 deg correlates by %v", r)
	}
}

// Painting allocates nothing.
func TestGratingsAllocateNothing(t *testing.T) {
	for _, kind := range []string{"grating", "plaid", "center_surround", "log_gabor_array", "log_gabor_pyramid"} {
		s := fresh(t, kind, nil)
		m, f, k := open(t, s, 1), sim.NewFrame(64, 64), int64(0)
		m.Paint(f, 0)
		if n := testing.AllocsPerRun(20, func() { k++; m.Paint(f, k) }); n > 0 {
			t.Errorf("%s: %v allocations a frame", kind, n)
		}
	}
}
