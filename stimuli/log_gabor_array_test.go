package stimuli

import (
	"math"
	"testing"

	"striate/sim"
)

func array(t *testing.T, values map[string]any) *LogGaborArray {
	return fresh(t, "log_gabor_array", values).(*LogGaborArray)
}

// An array of one patch is the log-Gabor of the same parameters.
func TestArrayOfOne(t *testing.T) {
	for _, theta := range []float64{0, 60, 135} {
		for _, b := range []float64{1, 15, math.Inf(1)} {
			values := map[string]any{"theta_deg": theta, "b_theta_deg": b, "sf_cpd": 2.0, "phase_deg": 40.0, "width_px": 65, "height_px": 48}
			one, a := fresh(t, "log_gabor", values), array(t, values)
			a.Rows, a.Columns = 1, 1
			got, want := paint(open(t, a, 1), a, 0, 1)[0], paint(open(t, one, 1), one, 0, 1)[0]
			for i, v := range want.Pix {
				if !(math.Abs(float64(got.Pix[i]-v)) < 1e-6) {
					t.Fatalf("%v: pixel %d is %v, want %v", values, i, got.Pix[i], v)
				}
			}
		}
	}
}

// cell is the part of a frame about the middle of a patch.
func cell(f *sim.Frame, a *LogGaborArray, row, col int) *sim.Frame {
	w, h := f.W/a.Columns, f.H/a.Rows
	c := sim.NewFrame(w, h)
	for y := range h {
		for x := range w {
			c.Set(x, y, f.At(col*w+x, row*h+y))
		}
	}
	return c
}

// Each patch shows its own bars: the same, a gradient from left to right, or a
// jitter whose spread is the one asked for.
func TestArrayOrientations(t *testing.T) {
	for _, how := range []string{"same", "gradient", "jitter", "random"} {
		a := array(t, map[string]any{
			"orientations": how, "width_px": 256, "height_px": 256, "columns": 4, "rows": 4, "theta_deg": 70.0, "phases": "random", "b_theta_deg": 25.0,
		})
		m := open(t, a, 3)
		f := paint(m, a, 0, 1)[0]
		d := m.(*logGaborArrayMovie).draws
		for row := range 4 {
			for col := range 4 {
				want := a.bars(d, row, col)
				if how == "gradient" && want != 40+20*float64(col) || how == "same" && want != 70 {
					t.Errorf("%s: patch %d %d stands at %v", how, row, col, want)
				}
				got, _ := tensorDeg(blurred([]*sim.Frame{cell(f, a, row, col)}))
				if !(apart(got, want) < 3) {
					t.Errorf("%s: patch %d %d stands at %.1f, want %.1f", how, row, col, got, math.Mod(want, 180))
				}
			}
		}
		switch got := m.TrueDeg(); how {
		case "same":
			if got != 70 {
				t.Errorf("orientation %v", got)
			}
		case "gradient":
			if !(apart(got, 70) < 1e-9) {
				t.Errorf("orientation of a gradient %v", got)
			}
		}
	}
	var sum, sq, n float64
	for seed := range sim.Seed(8) {
		a := array(t, map[string]any{"orientations": "jitter", "columns": 16, "rows": 16, "theta_deg": 10.0, "width_px": 8, "height_px": 8})
		d := drawPatches(seed)
		for row := range 16 {
			for col := range 16 {
				v := a.bars(d, row, col) - 10
				sum, sq, n = sum+v, sq+v*v, n+1
			}
		}
		// the mean of 256 patches is known to 15/16 deg
		if got := a.trueDeg(d); !(apart(got, 10) < 4*15.0/16) {
			t.Errorf("orientation of a jitter %v", got)
		}
		a.Orientations = "random"
		if got := a.trueDeg(d); !math.IsNaN(got) {
			t.Errorf("random orientations are %v together", got)
		}
	}
	// 2048 draws: the standard error of the mean is .33, of the deviation .23
	if sd := math.Sqrt(sq / n); !(math.Abs(sum/n) < 1.4 && math.Abs(sd-15) < 1) {
		t.Errorf("jitter of mean %v and deviation %v, want 0 and 15", sum/n, sd)
	}
}

// A patch keeps its draw when columns are added.
func TestArrayKeepsItsPatches(t *testing.T) {
	d := drawPatches(4)
	few, many := array(t, map[string]any{"orientations": "random"}), array(t, map[string]any{"orientations": "random", "columns": 9})
	for row := range 3 {
		for col := range 3 {
			if few.bars(d, row, col) != many.bars(d, row, col) {
				t.Errorf("patch %d %d turns", row, col)
			}
		}
	}
}

// Patches have the contrast asked for, and less where they overlap: never black
// or white beyond it.
func TestArrayContrast(t *testing.T) {
	for _, c := range []struct {
		set    map[string]any
		lo, hi float64
	}{
		{map[string]any{"width_px": 192, "height_px": 192}, 0.799, 0.8 + 1e-6}, {map[string]any{"columns": 16, "rows": 16, "phases": "random"}, 0.4, 0.8 + 1e-6},
	} {
		a := set(t, array(t, map[string]any{"contrast_pct": 80.0}), c.set).(*LogGaborArray)
		m := open(t, a, 1)
		top := 0.0
		for phase := 0.0; phase < 180; phase += 10 {
			a.Phase = phase
			if err := m.(Retunable).Retune(a); err != nil {
				t.Fatal(err)
			}
			for _, v := range paint(m, a, 0, 1)[0].Pix {
				top = max(top, math.Abs(float64(v)-0.5)*2)
			}
		}
		if !(top >= c.lo-1e-6 && top <= c.hi) {
			t.Errorf("%v: contrast %v, want %v to %v", c.set, top, c.lo, c.hi)
		}
	}
}

// tf moves the bars towards θ - 90, as it does a grating's.
func TestArrayDrifts(t *testing.T) {
	for _, theta := range []float64{0, 60, 150} {
		a := array(t, map[string]any{"theta_deg": theta, "tf_hz": 1.0, "columns": 1, "rows": 1, "sf_cpd": 1.0, "b_sf_oct": 0.1})
		v, _ := flowAlong(paint(open(t, a, 1), a, 0, 20), theta-90)
		if want := a.PxPerFrame(1); !(math.Abs(v-want) < 0.1*want) {
			t.Errorf("theta %v: %v px/frame, want %v", theta, v, want)
		}
	}
}
