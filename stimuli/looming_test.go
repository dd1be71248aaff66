package stimuli

import (
	"math"
	"testing"
)

// sizeOf is the diameter in deg of a dark disc, from its area.
func sizeOf(t *testing.T, l *Looming, m Movie, k int) float64 {
	t.Helper()
	sum := 0.0
	for _, v := range paint(m, l, k, 1)[0].Pix {
		sum += (0.5 - float64(v)) / (0.5 * l.Contrast / 100)
	}
	return 2 * math.Sqrt(max(0, sum)/math.Pi) / l.PixelsPerDegree()
}

// Frame by frame the disc spans 2 atan(l/(v t)), t the time that is left.
func TestLoomingFollowsItsLaw(t *testing.T) {
	l := fresh(t, "looming", map[string]any{"contrast_pct": 100.0, "l_over_v_ms": 15.0}).(*Looming)
	m := open(t, l, 1)
	toGo := 0.015 / math.Tan(0.2*math.Pi/180) // s before collision at 0.4 deg
	most := 0.015 / math.Tan(1.25*math.Pi/180)
	approach := toGo - most
	if math.Abs(l.ApproachS()-approach) > 1e-12 {
		t.Fatalf("ApproachS %g, want %g", l.ApproachS(), approach)
	}
	cycle := int(math.Ceil((approach + 1) * 60))
	shown := 0
	for k := range 2*cycle + 20 {
		at := float64(k%cycle) / 60
		want := 0.0
		switch {
		case at < approach:
			want = 2 * math.Atan(0.015/(toGo-at)) * 180 / math.Pi
			shown++
		case at < approach+0.3:
			want = 2.5
		}
		if got := sizeOf(t, l, m, k); math.Abs(got-want) > 1e-5 {
			t.Fatalf("frame %d: %g deg, want %g", k, got, want)
		}
	}
	if shown < 200 {
		t.Errorf("%d frames of approach", shown)
	}
}

// Where it is told to be, bright or dark, and the rest of the screen grey.
func TestLoomingPlace(t *testing.T) {
	l := fresh(t, "looming", map[string]any{"x_deg": 0.5, "y_deg": 0.75, "sign": "bright", "width_px": 80, "height_px": 60, "first_deg": 0.9, "largest_deg": 1.0}).(*Looming)
	f := paint(open(t, l, 1), l, 0, 1)[0]
	var x, y, n float64
	for row := range f.H {
		for col := range f.W {
			v := float64(f.At(col, row)) - 0.5
			if v < 0 {
				t.Fatal("darker than grey")
			}
			x, y, n = x+v*float64(col-40)/20, y+v*float64(29-row)/20, n+v
		}
	}
	// the middle is column W/2 and, from the bottom, row H/2: 29 of 0 to 59
	if x, y = x/n, y/n; math.Abs(x-0.5) > 1e-3 || math.Abs(y-0.75) > 1e-3 {
		t.Errorf("at %g, %g deg, want 0.5, 0.75", x, y)
	}
	if want := 0.25 * math.Pi * 81; math.Abs(n-want) > 1e-3*want {
		t.Errorf("sum of contrast %g, want %g", n, want)
	}
}

// A change in flight goes on from the size of the disc.
func TestLoomingRetuneKeepsTheSize(t *testing.T) {
	l := fresh(t, "looming", nil).(*Looming)
	m := open(t, l, 1)
	for k := range 100 {
		sizeOf(t, l, m, k)
	}
	before := sizeOf(t, l, m, 100)
	l.LV, l.First, l.Largest, l.Hold = 40, 0.2, 3, 500
	if err := m.(Retunable).Retune(l); err != nil {
		t.Fatal(err)
	}
	if now := sizeOf(t, l, m, 100); math.Abs(now-before) > 1e-5 {
		t.Errorf("%g deg, want %g as before", now, before)
	}
	left := 0.04 / math.Tan(before/2*math.Pi/180)
	for _, k := range []int{101, 130} {
		want := 2 * math.Atan(0.04/(left-float64(k-100)/60)) * 180 / math.Pi
		if got := sizeOf(t, l, m, k); math.Abs(got-want) > 2e-5 {
			t.Errorf("frame %d: %g deg, want %g", k, got, want)
		}
	}
	// One that is gone stays gone for as long as the gap has it.
	l = fresh(t, "looming", nil).(*Looming)
	m = open(t, l, 1)
	gone := int(math.Ceil((l.ApproachS()+0.3)*60)) + 6
	for k := range gone + 1 {
		sizeOf(t, l, m, k)
	}
	into := float64(gone)/60 - l.ApproachS() - 0.3
	l.LV, l.Hold = 3, 900
	if err := m.(Retunable).Retune(l); err != nil {
		t.Fatal(err)
	}
	last := gone + int(math.Ceil((0.7-into)*60)) - 1
	for k := gone + 1; k <= last; k++ {
		if s := sizeOf(t, l, m, k); s != 0 {
			t.Fatalf("frame %d: %g deg in the gap", k, s)
		}
	}
	if s := sizeOf(t, l, m, last+1); math.Abs(s-0.4) > 1e-5 {
		t.Errorf("after the gap: %g deg, want 0.4", s)
	}
	if _, err := fresh(t, "looming", map[string]any{"largest_deg": 0.4}).Open(1); err == nil {
		t.Error("a disc that does not grow opens")
	}
}
