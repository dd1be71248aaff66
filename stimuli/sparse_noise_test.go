package stimuli

import (
	"math"
	"testing"

	"striate/sim"
)

// Every round shows every place once, and two rounds show each dark and bright;
// what is painted is what Sequence tells.
func TestSparseNoiseShowsEveryPlace(t *testing.T) {
	for _, squares := range []int{1, 3, 64, 100} {
		s := fresh(t, "sparse_noise", map[string]any{"squares": squares}).(*SparseNoise)
		// 0.4 deg are 8 px: 8 x 8 places; 50 ms are 3 frames.
		hands := (64 + squares - 1) / squares
		frames := 3 * hands * 4
		told, err := s.Sequence(5, frames)
		if err != nil {
			t.Fatal(err)
		}
		m := open(t, s, 5)
		f := sim.NewFrame(64, 64)
		seen := map[Square]int{}
		for k := range frames {
			m.Paint(f, int64(k))
			lit, n := 0, len(told[k])
			for _, l := range f.Pix {
				if l != 0.5 {
					lit++
				}
			}
			if n < 1 || n > squares || lit != 64*n {
				t.Fatalf("%d at a time, frame %d: %d squares and %d pixels", squares, k, n, lit)
			}
			for _, q := range told[k] {
				// the middle of the screen is where four pixels meet
				x, y := 31.5+q.XDeg*20, 31.5-q.YDeg*20
				if l := f.At(int(x), int(y)); float64(l) != 0.5+0.25*float64(q.Sign) || math.Abs(q.XDeg-(float64(q.Column)-3.5)*0.4) > 1e-12 {
					t.Fatalf("frame %d: luminance %g at %+v", k, l, q)
				}
				if k%3 == 0 {
					seen[q]++
				}
			}
			if k%(6*hands) == 6*hands-1 {
				if len(seen) != 128 {
					t.Errorf("%d at a time: two rounds show %d of 128 squares", squares, len(seen))
				}
				for q, n := range seen {
					if n != 1 {
						t.Errorf("%d at a time: %+v comes %d times in two rounds", squares, q, n)
					}
				}
				clear(seen)
			}
		}
	}
}

// Durations are whole frames, the gap is grey, dark squares are dark, and the
// grid stands in the middle of a screen that it does not fill.
func TestSparseNoiseTimesAndGrid(t *testing.T) {
	s := fresh(t, "sparse_noise", map[string]any{
		"signs": "dark", "duration_ms": 40.0, "gap_ms": 20.0, "width_px": 50, "height_px": 31, "size_deg": 0.5, "contrast_pct": 100.0,
	}).(*SparseNoise) // 2 frames on, 1 off; 5 x 3 squares of 10 px
	frames := paint(open(t, s, 1), s, 0, 3*15*2)
	sum := sim.NewFrame(50, 31)
	for k, f := range frames {
		n := 0
		for i, l := range f.Pix {
			if l != 0.5 {
				n++
				sum.Pix[i] += 0.5 - l
			}
		}
		if want := []int{100, 100, 0}[k%3]; n != want {
			t.Errorf("frame %d: %d pixels, want %d", k, n, want)
		}
		if k%3 == 1 && farthest(f, frames[k-1]) != 0 {
			t.Errorf("frame %d is not the one before", k)
		}
	}
	for y := range 31 {
		for x := range 50 {
			want := float32(2) // half, two frames, two rounds
			if y == 0 {        // 31 rows hold three squares of 10 and one more
				want = 0
			}
			if got := sum.At(x, y); got != want {
				t.Fatalf("pixel %d, %d was dark for %g, want %g", x, y, got, want)
			}
		}
	}
	if _, err := fresh(t, "sparse_noise", map[string]any{"size_deg": 5.0}).Open(1); err == nil {
		t.Error("a square larger than the screen opens")
	}
	if _, err := fresh(t, "sparse_noise", map[string]any{"size_deg": 0.04}).Open(1); err == nil {
		t.Error("a square smaller than a pixel opens")
	}
}

// New parameters act on the next frame, and the same square stays shown.
func TestSparseNoiseRetune(t *testing.T) {
	s := fresh(t, "sparse_noise", map[string]any{"duration_ms": 1000.0}).(*SparseNoise)
	m := open(t, s, 2)
	a := paint(m, s, 0, 1)[0]
	s.Contrast = 100
	if err := m.(Retunable).Retune(s); err != nil {
		t.Fatal(err)
	}
	b := paint(m, s, 1, 1)[0]
	for i := range a.Pix {
		if d := float64(2*(a.Pix[i]-0.5) - (b.Pix[i] - 0.5)); math.Abs(d) > 1e-7 {
			t.Fatal("another square after a change of contrast")
		}
	}
	s.Duration = 1000. / 60
	if err := m.(Retunable).Retune(s); err != nil {
		t.Fatal(err)
	}
	if farthest(paint(m, s, 2, 1)[0], b) == 0 {
		t.Error("a shorter duration does not act on the next frame")
	}
}
