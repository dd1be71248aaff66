package retina

import (
	"math"
	"testing"

	"striate/sim"
)

// TestSpatialGain compares the filter with the Fourier transform of the
// difference of Gaussians, exp(-2π²σc²f²) - exp(-2π²σs²f²).
func TestSpatialGain(t *testing.T) {
	for _, c := range []struct{ sc, ss, f, theta float64 }{
		{2.5, 4, 0.05, 0}, {2.5, 4, 0.05, 90}, {2.5, 4, 0.05, 37}, {2.5, 4, 0.02, 60},
		{2.5, 4, 0.1, 120}, {1, 1.2, 0.05, 45}, {1, 1.2, 0.2, 10}, {3, 6, 0.03, 80},
	} {
		p := defaults(t).Space
		p.SigmaCenter, p.SigmaSurround = c.sc, c.ss
		g := newGrid(&p, 96, 96)
		f := newGaussians(&p, g, 96, 96)
		contrast, dst := sim.NewFrame(96, 96), make([]float32, g.n())
		var got float64
		const phases = 8
		for k := range phases { // the modulus at the middle of the frame
			paint(contrast, c.theta, c.f, float64(k)/phases, 1/math.Sqrt2)
			for i := range contrast.Pix {
				contrast.Pix[i] = 2*contrast.Pix[i] - 1
			}
			f.apply(dst, contrast, 1)
			v := float64(dst[g.rows/2*g.cols+g.cols/2])
			got += v * v * 2 / phases
		}
		if got = math.Sqrt(got); !(math.Abs(got-p.gain(c.f)) <= 5e-4) {
			t.Errorf("σ %g and %g px, %g c/px at %g deg: gain %.5f, want %.5f", c.sc, c.ss, c.f, c.theta, got, p.gain(c.f))
		}
	}
	if g := defaults(t).Space.gain(0.05); !(math.Abs(g-0.281) < 5e-4) {
		t.Errorf("gain at 0.05 c/px %.4f, want 0.281", g)
	}
}

// TestReferenceGainHasAFloor: frequencies out of sight are not amplified
// without end.
func TestReferenceGainHasAFloor(t *testing.T) {
	p := defaults(t).Space
	if g := p.referenceGain(0.05); g != p.gain(0.05) {
		t.Errorf("reference gain at 0.05 c/px %g, want %g", g, p.gain(0.05))
	}
	if g := p.referenceGain(0.25); !(g > 10*p.gain(0.25) && g < 0.05) {
		t.Errorf("reference gain at 0.25 c/px %g, gain %g", g, p.gain(0.25))
	}
}

// TestPeakOperator: the largest product over the window, by hand.
func TestPeakOperator(t *testing.T) {
	p := defaults(t).Space
	p.Operator = "peak"
	k := newPeak(&p, newGrid(&p, 64, 64))
	f, dst := sim.NewFrame(64, 64), make([]float32, k.n())
	f.Set(k.at(10), k.at(7), -0.5)
	f.Set(k.at(10)+2, k.at(7), 0.25)
	k.apply(dst, f, 1)
	// OFF: 0.5 Z at the centre, finely sampled 0.05 px from it; ON: 0.25 Z two
	// pixels away, Z largest at the near side, or nothing
	near := DifferenceOfGaussians(0.05, 0.05, 2.5, 4)
	far := DifferenceOfGaussians(1.55, 0.05, 2.5, 4)
	want := 0.25*far - 0.5*near
	if got := float64(dst[7*k.cols+10]); !(math.Abs(got-want) <= 1e-6) {
		t.Errorf("peak operator gives %g, want %g", got, want)
	}
}
