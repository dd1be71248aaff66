package stimuli

import (
	"math"
	"math/rand/v2"
	"testing"
)

// stationary iterates covariance P <- A P Aᵀ + L Lᵀ.
func (o oscillator) next(p [3]float64) [3]float64 {
	a, b, c, d := o.e*(1+o.d), o.e*o.d, -o.e*o.d, o.e*(1-o.d)
	return [3]float64{
		a*a*p[0] + 2*a*b*p[1] + b*b*p[2] + o.l11*o.l11,
		a*c*p[0] + (a*d+b*c)*p[1] + b*d*p[2] + o.l11*o.l21,
		c*c*p[0] + 2*c*d*p[1] + d*d*p[2] + o.l21*o.l21 + o.l22*o.l22,
	}
}

// Unit covariance is a fixed point, at any damping.
func TestOscillatorKeepsUnitVariance(t *testing.T) {
	for _, d := range []float64{0, 1e-9, 1e-6, 1e-3, 0.01, 0.1, 0.49, 0.51, 1, 3, 10, 39, 41, math.Inf(1)} {
		p := newOscillator(d).next([3]float64{1, 0, 1})
		for i, want := range [3]float64{1, 0, 1} {
			if !(math.Abs(p[i]-want) < 1e-14) {
				t.Errorf("d = %g: covariance %v", d, p)
			}
		}
		// Small damping must not lose its noise to cancellation: to first order
		// l11² = 4d³/3.
		if o := newOscillator(d); d > 0 && d < 1e-2 {
			if got, want := o.l11*o.l11, 4*d*d*d/3; math.Abs(got/want-1) > 3*d {
				t.Errorf("d = %g: noise %g, want about %g", d, got, want)
			}
		}
	}
}

// A^k has the autocovariance (1+k d) e^{-k d} exactly.
func TestOscillatorAutocovarianceIsExact(t *testing.T) {
	for _, d := range []float64{0.01, 0.2, 1, 4} {
		o := newOscillator(d)
		x, u := 1.0, 0.0 // covariance of (x, u) with the first x
		for k := 1; k < 50; k++ {
			x, u = o.e*(1+o.d)*x+o.e*o.d*u, -o.e*o.d*x+o.e*(1-o.d)*u
			want := (1 + float64(k)*d) * math.Exp(-float64(k)*d)
			if math.Abs(x-want) > 1e-12 {
				t.Fatalf("d = %g, lag %d: %g, want %g", d, k, x, want)
			}
		}
	}
}

func TestNormals(t *testing.T) {
	const n = 1 << 21
	x := make([]float64, n)
	normals(x, rand.NewPCG(1, 2))
	var m [5]float64
	tail := 0
	lag := 0.0
	for i, v := range x {
		p := 1.0
		for k := range m {
			m[k] += p / n
			p *= v
		}
		if math.Abs(v) > zigR {
			tail++
		}
		if i > 0 {
			lag += v * x[i-1] / n
		}
	}
	const se = 1.0 / 1448 // 1/sqrt(n)
	for k, c := range []struct{ want, sd float64 }{{1, 1e-9}, {0, 1}, {1, math.Sqrt2}, {0, math.Sqrt(15)}, {3, math.Sqrt(96)}} {
		if math.Abs(m[k]-c.want) > 4.5*c.sd*se {
			t.Errorf("moment %d = %g, want %g", k, m[k], c.want)
		}
	}
	if math.Abs(lag) > 4.5*se {
		t.Errorf("neighbours correlate: %g", lag)
	}
	want := n * math.Erfc(zigR/math.Sqrt2)
	if math.Abs(float64(tail)-want) > 4.5*math.Sqrt(want) {
		t.Errorf("%d in the tail, want %.0f", tail, want)
	}
	// The distribution itself, at 64 quantiles.
	for q := 1; q < 64; q++ {
		at := math.Sqrt2 * math.Erfinv(2*float64(q)/64-1)
		below := 0
		for _, v := range x {
			if v < at {
				below++
			}
		}
		p := float64(q) / 64
		if math.Abs(float64(below)/n-p) > 4.5*math.Sqrt(p*(1-p))*se {
			t.Errorf("share below quantile %d/64: %g", q, float64(below)/n)
		}
	}
}
