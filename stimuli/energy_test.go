package stimuli

import (
	"math"
	"strings"
	"testing"
	"time"

	"striate/params"
)

// outsideByGrid sums the squared envelope over a grid that reaches to span and
// to spanT, half of the plane being enough.
func outsideByGrid(tx Texture, span, spanT float64) float64 {
	const d, dt = 1. / 80, 1. / 40 // so that the cube ends between two cells
	n, nt := int(math.Round(2*span/d)), int(math.Round(2*spanT/dt))
	ft := make([]float64, nt)
	for k := range ft {
		ft[k] = -spanT + dt*(float64(k)+.5)
	}
	e := make([]float64, nt)
	in, all := 0.0, 0.0
	for i := range n {
		fx := -span + d*(float64(i)+.5)
		for j := n / 2; j < n; j++ {
			fy := -span + d*(float64(j)+.5)
			tx.fill(e, fx, fy, ft, d, d, 1e-8)
			for k, v := range e {
				all += v * v
				if math.Abs(fx) <= .5 && fy <= .5 && math.Abs(ft[k]) <= .5 {
					in += v * v
				}
			}
		}
	}
	return 1 - in/all
}

func TestEnergyOutsideAgainstAGrid(t *testing.T) {
	const rad = math.Pi / 180
	for name, c := range map[string]struct {
		tx          Texture
		span, spanT float64
	}{
		"published default":    {Texture{Theta: 0, BTheta: math.Pi / 16, SF0: .125, BSF: .1, VX: 1, BV: .5}, 1.2, 2.5},
		"slow and coarse":      {Texture{Theta: 1, BTheta: .3, SF0: .05, BSF: .02, VX: .3, VY: .2, BV: .5}, .4, 1},
		"fast":                 {Texture{Theta: 0, BTheta: .2, SF0: .125, BSF: .05, VX: 4, BV: .5}, .5, 3},
		"fast, oblique":        {Texture{Theta: .6, BTheta: .2, SF0: .125, BSF: .05, VX: 2, VY: 2, BV: 1}, .5, 3},
		"fine":                 {Texture{Theta: .7, BTheta: .3, SF0: .45, BSF: .1, VX: .1, BV: .3}, 1.5, 2},
		"isotropic":            {Texture{BTheta: math.Inf(1), SF0: .2, BSF: .1, VX: 2, VY: 1, BV: .5}, 1.5, 5},
		"broad speeds":         {Texture{Theta: 2, BTheta: .5, SF0: .15, BSF: .05, VX: 1, BV: 3}, .8, 5},
		"pink":                 {Texture{Theta: 2, BTheta: .5, SF0: .3, BSF: .2, VX: 1, BV: 1, Alpha: 1}, 2, 5},
		"Gaussian band":        {Texture{Theta: 2, BTheta: .5, SF0: .3, BSF: .1, VX: 1, BV: 1, Gaussian: true}, 1, 4},
		"Gaussian band, brown": {Texture{Theta: 2, BTheta: .5, SF0: .4, BSF: .08, VX: 1, BV: 1, Gaussian: true, Alpha: 2}, 1.2, 4},
		"time in the radius":   {Texture{Theta: .5, BTheta: .4, SF0: .3, BSF: .1, VX: 2, VY: 1, BV: 1, FT0: 3}, 1.2, 4},
		"line, white in time":  {Texture{Theta: 30 * rad, BTheta: .25, SF0: .5, BSF: .2, BV: math.Inf(1)}, 2, .5},
	} {
		want := outsideByGrid(c.tx, c.span, c.spanT)
		if got := c.tx.EnergyOutside(1. / 256); !(math.Abs(got-want) <= .002) {
			t.Errorf("%s: %.4f, want %.4f", name, got, want)
		} else {
			t.Logf("%s: %.4f, by the grid %.4f", name, got, want)
		}
	}
}

func TestEnergyOutsideOfExtremes(t *testing.T) {
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		tx        Texture
		low, high float64
	}{
		"white":             {Texture{BTheta: inf, BV: inf}, 0, 1e-9},
		"pink, still":       {Texture{BTheta: inf, Alpha: 1, BSF: inf}, 0, 1e-9},
		"static":            {Texture{BTheta: .2, SF0: .05, BSF: .02, VX: 3}, 0, 1e-6},
		"wholly too fast":   {Texture{SF0: .1, BSF: .02, VX: 50, BV: .1}, .99, 1},
		"wholly too fine":   {Texture{BTheta: .1, SF0: 2, BSF: .1, BV: 1}, .99, 1},
		"half too fast":     {Texture{SF0: .1, BSF: .02, VX: 5, BV: 1e-3}, .4, .6},
		"rigid, well below": {Texture{BTheta: .01, SF0: .1, BSF: .02, VX: 1, BV: 1e-6}, 0, 1e-6},
	} {
		if got := c.tx.EnergyOutside(1. / 64); !(got >= c.low && got <= c.high) {
			t.Errorf("%s: %g, want %g to %g", name, got, c.low, c.high)
		}
	}
	for _, ft0 := range []float64{0, 1} {
		tx := Texture{Theta: 0, BTheta: math.Pi / 16, SF0: .125, BSF: .1, VX: 1, BV: .5, FT0: ft0}
		start := time.Now()
		tx.EnergyOutside(1. / 256)
		t.Logf("FT0 = %g: %s", ft0, time.Since(start))
	}
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		kind string
		set  map[string]any
		want string
	}{
		{"motion_cloud", nil, ""},
		{"motion_cloud", map[string]any{"speed_dps": 40.0}, "beyond what pixels and frames"},
		{"motion_cloud", map[string]any{"sf_cpd": 9.0}, "beyond what pixels and frames"},
		{"grating", nil, ""},
		{"grating", map[string]any{"sf_cpd": 8.0}, "pixels a cycle"},
		{"grating", map[string]any{"tf_hz": -20.0}, "frames a cycle"},
		{"grating", map[string]any{"tf_hz": 20.0, "motion": "static"}, ""},
	} {
		s, err := params.New[Stimulus](c.kind)
		if err != nil {
			t.Fatal(err)
		}
		for path, v := range c.set {
			if err := params.Set(s, path, v); err != nil {
				t.Fatal(err)
			}
		}
		got := strings.Join(Warnings(s), "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
			t.Errorf("%s %v: %q, want %q in it", c.kind, c.set, got, c.want)
		}
	}
}
