package stimuli

import (
	"math"
	"testing"

	"striate/sim"
)

// place is where the bar is in deg along θ-90, and its area in deg².
func place(b *MovingBar, f *sim.Frame) (at, area float64) {
	sin, cos := math.Sincos((b.Theta - 90) * math.Pi / 180)
	sum := 0.0
	ppd := b.PixelsPerDegree()
	for row := range f.H {
		for col := range f.W {
			v := (float64(f.At(col, row)) - 0.5) / (0.5 * b.Contrast / 100)
			sum += v
			at += v * (cos*float64(col-f.W/2) + sin*float64(f.H-1-row-f.H/2)) / ppd
		}
	}
	return at / sum, sum / ppd / ppd
}

// A bar of 0.5 x 1 deg sweeps from off the screen to off the screen at its speed,
// toward θ-90 and back; each frame shows it where the closed form says.
func TestMovingBarIsWhereItShouldBe(t *testing.T) {
	for _, theta := range []float64{0, 30, 45, 90, 120, 135} {
		for _, speed := range []float64{5, -5} {
			b := fresh(t, "moving_bar", map[string]any{"theta_deg": theta, "speed_dps": speed, "bar_width_deg": 0.5, "bar_length_deg": 1.0, "gap_ms": 100.0}).(*MovingBar)
			m := open(t, b, 1)
			reach := b.ReachDeg()
			sweep := int(math.Ceil(2 * reach / 5 * 60))
			whole := 0
			for k := range 2*(sweep+6) + 30 {
				f := paint(m, b, k, 1)[0]
				n := k % (sweep + 6)
				want := -reach + 5*float64(n)/60
				if (speed < 0) != (k/(sweep+6) == 1) {
					want = -want
				}
				at, area := place(b, f)
				switch {
				case n >= sweep || n == 0:
					if !math.IsNaN(m.TrueDeg()) || !math.IsNaN(at) {
						t.Fatalf("theta %g, frame %d: a bar of %g deg² between sweeps", theta, k, area)
					}
				case math.Abs(want) < 0.9:
					whole++
					if math.Abs(area-0.5) > 2e-4 || math.Abs(at-want) > 2e-4 || m.TrueDeg() != theta {
						t.Fatalf("theta %g, frame %d: %.5f deg² at %.5f deg, want 0.5 at %.5f", theta, k, area, at, want)
					}
				}
			}
			if whole < 50 {
				t.Errorf("theta %g: %d frames with the whole bar", theta, whole)
			}
		}
	}
}

// Sweeps that go the same way begin on the same side; one without end in length
// crosses the screen.
func TestMovingBarSameWay(t *testing.T) {
	b := fresh(t, "moving_bar", map[string]any{"theta_deg": 90.0, "sweeps": "same", "sign": "dark", "speed_dps": 8.0, "height_px": 40}).(*MovingBar)
	m := open(t, b, 1)
	sweep := int(math.Ceil(2 * b.ReachDeg() / 8 * 60))
	fs := paint(m, b, 0, 2*sweep)
	for k := range sweep {
		if farthest(fs[k], fs[k+sweep]) != 0 {
			t.Fatalf("frame %d of the second sweep is another one", k)
		}
	}
	f := fs[sweep/2]
	for x := range f.W {
		for y := 1; y < f.H; y++ {
			if f.At(x, y) != f.At(x, 0) || f.At(x, y) > 0.5 {
				t.Fatalf("pixel %d, %d of an upright dark bar is %g", x, y, f.At(x, y))
			}
		}
	}
}

// A change in flight leaves the bar where it is; a speed of the other sign turns
// it round there, and 0 stops it.
func TestMovingBarRetune(t *testing.T) {
	b := fresh(t, "moving_bar", map[string]any{"bar_width_deg": 0.3, "bar_length_deg": 1.0}).(*MovingBar)
	m := open(t, b, 1)
	retune := func() {
		t.Helper()
		if err := m.(Retunable).Retune(b); err != nil {
			t.Fatal(err)
		}
	}
	k := 35
	paint(m, b, 0, k)
	show := func() float64 {
		at, _ := place(b, paint(m, b, k, 1)[0])
		k++
		return at
	}
	p := show()
	for _, speed := range []float64{4, 2, -2, 0, 0, -3, 3} {
		b.Speed = speed
		retune()
		now := show()
		if want := p + speed/60; math.Abs(now-want) > 3e-4 {
			t.Errorf("speed %g: at %g, want %g", speed, now, want)
		}
		p = now
	}
	b.Theta, b.Speed = 100, 0
	retune()
	if now := show(); math.Abs(now-p) > 3e-4 || m.TrueDeg() != 100 {
		t.Errorf("turned: at %g and %g deg, want %g and 100", now, m.TrueDeg(), p)
	}
	still := fresh(t, "moving_bar", map[string]any{"speed_dps": 0.0}).(*MovingBar)
	if at, _ := place(still, paint(open(t, still, 1), still, 0, 1)[0]); math.Abs(at) > 1e-2 {
		t.Errorf("a bar that stands is at %g, want the middle", at)
	}
}
