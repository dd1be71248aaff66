package cortex

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"striate/params"
)

func cdf(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
func pdf(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }

// moments are the closed-form mean and variance of a distribution.
func moments(d Distribution) (mean, variance float64) {
	switch d := d.(type) {
	case Constant:
		return d.Value, 0
	case Uniform:
		return (d.Lo + d.Hi) / 2, (d.Hi - d.Lo) * (d.Hi - d.Lo) / 12
	case Normal:
		a, b := (d.Lo-d.Mean)/d.SD, (d.Hi-d.Mean)/d.SD
		z := cdf(b) - cdf(a)
		m := (pdf(a) - pdf(b)) / z
		return d.Mean + d.SD*m, d.SD * d.SD * (1 + (a*pdf(a)-b*pdf(b))/z - m*m)
	case LogNormal:
		a, b := math.Log(d.Lo/d.Median)/d.Sigma, math.Log(d.Hi/d.Median)/d.Sigma
		raw := func(k float64) float64 {
			return math.Pow(d.Median, k) * math.Exp(k*k*d.Sigma*d.Sigma/2) * (cdf(b-k*d.Sigma) - cdf(a-k*d.Sigma)) / (cdf(b) - cdf(a))
		}
		return raw(1), raw(2) - raw(1)*raw(1)
	}
	panic("no closed form")
}

// Mean and variance of what is drawn are those of the closed form to five
// standard errors, and nothing lies outside the bounds.
func TestDistributions(t *testing.T) {
	const n = 200_000
	for _, c := range []struct {
		d      Distribution
		lo, hi float64
	}{
		{Constant{7}, 7, 7},
		{Uniform{2, 5}, 2, 5},
		{Normal{3, 1, 0, 100}, 0, 100},
		{Normal{3, 5, 0.1, 5}, 0.1, 5},
		{Normal{-2, 2, 0, 9}, 0, 9},
		{Normal{10, 3, 0, 5}, 0, 5}, // 5 % in range
		{LogNormal{1, 0.5, 0, 1000}, 0, 1000},
		{LogNormal{5, 1, 1, 20}, 1, 20},
		{LogNormal{30, 1.5, 0, 4}, 0, 4},
	} {
		if err := c.d.within(1000); err != nil {
			t.Errorf("%#v: %v", c.d, err)
			continue
		}
		rng := rand.New(rand.NewPCG(8, 9))
		mean, variance := moments(c.d)
		s1, s2, s4 := 0.0, 0.0, 0.0
		for range n {
			x := c.d.draw(rng)
			if !(x >= c.lo && x <= c.hi) {
				t.Fatalf("%#v gave %g", c.d, x)
			}
			y := x - mean
			s1, s2, s4 = s1+y, s2+y*y, s4+y*y*y*y
		}
		s1, s2, s4 = s1/n, s2/n, s4/n
		if d, se := math.Abs(s1), math.Sqrt(variance/n); d > 5*se {
			t.Errorf("%#v: mean %g, want %g ± %g", c.d, mean+s1, mean, se)
		}
		if d, se := math.Abs(s2-s1*s1-variance), math.Sqrt((s4-s2*s2)/n); d > 5*se+1e-12 {
			t.Errorf("%#v: variance %g, want %g ± %g", c.d, s2-s1*s1, variance, se)
		}
		if x := c.d.typical(); !(x >= c.lo && x <= c.hi) {
			t.Errorf("%#v: typically %g", c.d, x)
		}
	}
}

// What cannot be drawn from, or only after too many tries, is refused and the
// error names the parameter.
func TestDistributionsRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		d    Distribution
		want string
	}{
		{Constant{-1}, "value = -1, want 0 to 200"},
		{Constant{201}, "value = 201, want 0 to 200"},
		{Constant{nan}, "value = NaN"},
		{Uniform{3, 3}, "range from 3 to 3, want a rising range within 0 to 200"},
		{Uniform{-1, 3}, "range from -1 to 3"},
		{Uniform{0, nan}, "range from 0 to NaN"},
		{Uniform{0, inf}, "range from 0 to +Inf"},
		{Normal{3, 1, 0, 300}, "range from 0 to 300"},
		{Normal{3, 0, 0, 100}, "mean = 3 with a spread of 0"},
		{Normal{3, -1, 0, 100}, "spread of -1"},
		{Normal{nan, 1, 0, 100}, "mean = NaN"},
		{Normal{3, nan, 0, 100}, "spread of NaN"},
		{Normal{3, inf, 0, 100}, "spread of +Inf"},
		{Normal{inf, 1, 0, 100}, "mean = +Inf"},
		{Normal{-10, 2, 0, 9}, "at least 1 % of the values between 0 and 9"},
		{Normal{50, 10, 0, 10}, ""}, // 3e-5
		{LogNormal{1, 1, 50, 60}, "at least 1 % of the values between 50 and 60"},
		{LogNormal{0, 1, 0, 60}, "median = 0"},
		{LogNormal{1, 0, 0, 60}, "spread of 0"},
		{LogNormal{nan, 1, 0, 60}, "median = NaN"},
		{LogNormal{1, nan, 0, 60}, "spread of NaN"},
	} {
		if err := c.d.within(200); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%#v: %v, want it to say %q", c.d, err, c.want)
		}
	}
}

// The defaults of all registered distributions can be drawn from.
func TestDistributionDefaults(t *testing.T) {
	for _, kind := range []string{"constant", "normal", "uniform", "log_normal"} {
		d, err := params.New[Distribution](kind)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.within(MaxDelayMs); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
