package analysis

import (
	"math"
	"strings"
	"testing"

	"striate/sim"
)

func TestLuminanceOf(t *testing.T) {
	f := sim.NewFrame(100, 10)
	for i := range f.Pix { // half a sine: mean .5, sd .4/sqrt 2
		f.Pix[i] = float32(.5 + .4*math.Sin(2*math.Pi*float64(i)/100))
	}
	l := LuminanceOf(f)
	for name, c := range map[string][2]float64{
		"mean": {l.Mean, .5}, "michelson": {l.Michelson, .8}, "rms": {l.RMS, .8 / math.Sqrt2}, "clipped": {l.ClippedPct, 0}, "min": {l.Min, .1}, "max": {l.Max, .9},
	} {
		if !(math.Abs(c[0]-c[1]) < 1e-3) {
			t.Errorf("%s = %g, want %g", name, c[0], c[1])
		}
	}
	n := uint32(0)
	for k, h := range l.Hist {
		n += h
		if outside := float64(k+1)/64 < .1 || float64(k)/64 > .9; outside && h > 0 {
			t.Errorf("bin %d holds %d", k, h)
		}
	}
	if n != 1000 {
		t.Errorf("the histogram holds %d of 1000 pixels", n)
	}

	f.Fill(0)
	f.Pix[0], f.Pix[1], f.Pix[2] = 1, .999, .001
	l = LuminanceOf(f)
	if l.ClippedPct != 99.8 || l.Michelson != 1 || l.Hist[0] != 998 || l.Hist[63] != 2 {
		t.Errorf("%+v", l)
	}
	f.Fill(0)
	if l = LuminanceOf(f); l.Michelson != 0 || l.RMS != 0 || l.ClippedPct != 100 {
		t.Errorf("black: %+v", l)
	}
	f.Fill(float32(math.NaN()))
	LuminanceOf(f)
}

func TestLuminanceFigure(t *testing.T) {
	f := sim.NewFrame(8, 8)
	f.Fill(.5)
	f.Pix[0] = 1
	fig := LuminanceFigure(f)
	if fig.Table.Rows() != 64 || !strings.Contains(fig.Summary, "Michelson contrast 33.3 %") || !strings.Contains(fig.Summary, "1.56 % of pixels clipped") {
		t.Errorf("%d rows, %s", fig.Table.Rows(), fig.Summary)
	}
	if fig := LuminanceFigure(nil); fig.Summary != "no stimulus" {
		t.Error(fig.Summary)
	}
}
