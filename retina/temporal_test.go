package retina

import (
	"math"
	"testing"
)

func TestTemporalPeaks(t *testing.T) {
	k := defaults(t).Time
	for _, c := range []struct{ k1, k2, at, want float64 }{
		{0.92, 0, -6 + 7/0.2, 90 * 0.92},
		{0, 0.2, -6 + 8/0.12, -90 * 0.2},
	} {
		l := k
		l.K1, l.K2 = c.k1, c.k2
		v := l.At(c.at)
		if !(math.Abs(v-c.want) <= 1e-10*math.Abs(c.want)) {
			t.Errorf("peak of %g, want %g", v, c.want)
		}
		if !(math.Abs(l.At(c.at-1)) < math.Abs(v) && math.Abs(l.At(c.at+1)) < math.Abs(v)) {
			t.Errorf("no peak at %g ms", c.at)
		}
	}
}

func TestTemporalGain(t *testing.T) {
	k := defaults(t).Time
	if g := k.gainAt(2) / k.Gain; !(math.Abs(g-20.7) < 0.05) {
		t.Errorf("gain at 2 Hz %.3f ms, want 20.7", g)
	}
	if a, b := k.gainAt(0), math.Abs(k.integral(0, k.LengthMs)); !(math.Abs(a-b) <= 1e-5*b) {
		t.Errorf("gain at 0 Hz %g, integral %g", a, b)
	}
	if !(k.gainAt(2) > k.gainAt(0) && k.gainAt(2) > k.gainAt(20)) {
		t.Error("the kernel is not band-pass")
	}
}

// TestTemporalIntegral compares the closed form with Simpson's rule.
func TestTemporalIntegral(t *testing.T) {
	for _, form := range []string{"cai1997", "ladret2019"} {
		k := defaults(t).Time
		k.Form, k.Baseline, k.T2 = form, 0.01, 12
		for _, c := range [][2]float64{{0, 10}, {3, 40}, {30, 250}, {200, 400}, {-20, 5}} {
			const n = 2000
			a, b := max(c[0], 0), min(c[1], k.LengthMs)
			h := (b - a) / n
			sum := k.At(a) + k.At(b)
			for i := 1; i < n; i++ {
				sum += float64(2+2*(i%2)) * k.At(a+float64(i)*h)
			}
			if got, want := k.integral(c[0], c[1]), sum*h/3; !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("%s: integral from %g to %g ms is %.10g, want %.10g", form, c[0], c[1], got, want)
			}
		}
	}
}

// TestTaps: frames of a 2 Hz sinusoid leave with an amplitude of 1, less
// what holding each frame takes, at any frame rate and in each sub-sample.
func TestTaps(t *testing.T) {
	k := defaults(t).Time
	for _, fps := range []float64{24, 60, 100, 240} {
		taps := k.taps(1000/fps, 4)
		held := math.Sin(2*math.Pi/fps) / (2 * math.Pi / fps)
		for s, row := range taps {
			var re, im float64
			for j, w := range row {
				sn, cs := math.Sincos(2 * math.Pi * 2 * float64(j) / fps)
				re, im = re+float64(w)*cs, im+float64(w)*sn
			}
			if g := math.Hypot(re, im); !(math.Abs(g-held) <= 0.03) {
				t.Errorf("%g frames/s, sub-sample %d: gain %.4f, want %.4f", fps, s, g, held)
			}
		}
	}
}

func TestGainControlSettles(t *testing.T) {
	g := defaults(t).Gain
	for _, rms := range []float64{0.01, 0.1, 1} {
		var n2, f float64
		for range 1000 {
			f = g.factor(&n2, rms*rms, 4)
		}
		if want := 1 / math.Hypot(g.S50, rms); !(math.Abs(f-want) <= 1e-6*want) {
			t.Errorf("rms %g: factor %g, want %g", rms, f, want)
		}
	}
	var n2 float64
	for range 50 { // one time constant
		g.factor(&n2, 1, g.TauMs/50)
	}
	if want := 1 - math.Exp(-1); !(math.Abs(n2-want) <= 1e-9) {
		t.Errorf("after one time constant %g, want %g", n2, want)
	}
}
