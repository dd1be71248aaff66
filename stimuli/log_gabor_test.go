package stimuli

import (
	"math"
	"testing"
)

const loggabor = "loggabor"

// slipAxis is the centred axis of SLIP: at odd n it has n+1 samples 1/n apart,
// from -(n+1)/2; ours has n (see Axis).
func slipAxis(n int) []float64 {
	m := n + n%2
	f := make([]float64, m)
	for i := range f {
		f[i] = float64(i-m/2) / float64(n)
	}
	return f
}

// over samples f on an [r][c] grid.
func over(fr, fc []float64, f func(r, c float64) float64) []float64 {
	var out []float64
	for _, r := range fr {
		for _, c := range fc {
			out = append(out, f(r, c))
		}
	}
	return out
}

func TestGridsOfLogGabor(t *testing.T) {
	var file struct {
		Params    map[string]number `json:"params"`
		Tolerance tolerance         `json:"tolerance"`
		Cases     []struct {
			NX       int       `json:"N_X"`
			NY       int       `json:"N_Y"`
			Levels   []float64 `json:"sf_0_levels"`
			NLevels  int       `json:"n_levels"`
			Thetas   []float64 `json:"thetas"`
			Expected planes    `json:"expected"`
			Mask     planes    `json:"mask"`
		} `json:"cases"`
	}
	loadJSON(t, loggabor, "grids.json", &file)
	for _, c := range file.Cases {
		c.Expected.load(t, loggabor)
		c.Mask.load(t, loggabor)
		fr, fc := slipAxis(c.NX), slipAxis(c.NY)
		for name, f := range map[string]func(r, c float64) float64{
			"f_x": func(r, _ float64) float64 { return r }, "f_y": func(_, c float64) float64 { return c },
			"f": radiusAt, "f_theta": func(r, c float64) float64 { return math.Atan2(c, r) },
			"retina": func(r, k float64) float64 { return RetinaFilter(r, k, c.NX) },
		} {
			agree(t, name, over(fr, fc, f), c.Expected.plane(t, name), file.Tolerance)
		}
		agree(t, "mask", SpaceMask(c.NX, c.NY, float64(file.Params["mask_exponent"])), c.Mask.plane(t, "mask"), file.Tolerance)
		levels := Pyramid(c.NX, c.NY, float64(file.Params["base_levels"]))
		if len(levels) != c.NLevels {
			t.Errorf("%d x %d: %d levels, want %d", c.NX, c.NY, len(levels), c.NLevels)
		}
		agree(t, "levels", levels, c.Levels, file.Tolerance)
		agree(t, "thetas", Orientations(int(file.Params["n_theta"])), c.Thetas, file.Tolerance)
		if c.NX%2 == 0 {
			agree(t, "axis", Axis(c.NX), fr, file.Tolerance)
		}
	}
}

func TestFiltersOfLogGabor(t *testing.T) {
	var file struct {
		Tolerance tolerance `json:"tolerance"`
		Cases     []struct {
			Name       string  `json:"name"`
			NX         int     `json:"N_X"`
			NY         int     `json:"N_Y"`
			X          float64 `json:"x_pos"`
			Y          float64 `json:"y_pos"`
			SF0        float64 `json:"sf_0"`
			BSF        float64 `json:"B_sf"`
			Theta      float64 `json:"theta"`
			BTheta     float64 `json:"B_theta"`
			Phase      float64 `json:"phase"`
			Translated bool    `json:"translated"`
			MeanSquare float64 `json:"mean_square_envelope"`
			Expected   planes  `json:"expected"`
		} `json:"cases"`
	}
	loadJSON(t, loggabor, "filters.json", &file)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Expected.load(t, loggabor)
			g := LogGaborFilter{SF0: c.SF0, BSF: c.BSF, Theta: c.Theta, BTheta: c.BTheta}
			if c.Translated { // the package stays at (0, 0) if either coordinate is 0
				g.Row, g.Col = c.X, c.Y
			}
			fr, fc := Axis(c.NX), Axis(c.NY)
			agree(t, "band", over(fr, fc, g.Band), c.Expected.plane(t, "band"), file.Tolerance)
			agree(t, "orientation", over(fr, fc, g.Orientation), c.Expected.plane(t, "orientation"), file.Tolerance)
			for _, retina := range []bool{false, true} {
				name := map[bool]string{false: "envelope_plain", true: "envelope_retina"}[retina]
				e := g.Envelope(fr, fc, retina)
				want := c.Expected.complexPlane(t, name)
				re, im, wre, wim, power := make([]float64, len(e)), make([]float64, len(e)), make([]float64, len(e)), make([]float64, len(e)), 0.0
				for i, v := range e {
					re[i], im[i], wre[i], wim[i] = real(v), imag(v), real(want[i]), imag(want[i])
					power += real(v)*real(v) + imag(v)*imag(v)
				}
				agree(t, name+" re", re, wre, file.Tolerance)
				agree(t, name+" im", im, wim, file.Tolerance)
				agree(t, "mean square", []float64{power / float64(len(e))}, []float64{c.MeanSquare}, tolerance{RTol: 1e-12, ATol: 0.0})
			}
			e := g.Envelope(fr, fc, true)
			agree(t, "image", Real(SpatialKernel(e, c.NX, c.NY, c.Phase)), c.Expected.plane(t, "image"), file.Tolerance)
			agree(t, "encoder kernel", NormalizeMax(Real(SpatialKernel(e, c.NX, c.NY, -c.Phase))), c.Expected.plane(t, "encoder_kernel"), file.Tolerance)
		})
	}
}

func TestWhiteningOfSLIP(t *testing.T) {
	var file struct {
		Tolerance tolerance `json:"tolerance"`
		Cases     []struct {
			NX        int     `json:"N_X"`
			NY        int     `json:"N_Y"`
			Alpha     float64 `json:"white_alpha"`
			F0        float64 `json:"white_f_0"`
			Steepness float64 `json:"white_steepness"`
			Expected  planes  `json:"expected"`
		} `json:"cases"`
	}
	loadJSON(t, loggabor, "whitening.json", &file)
	for _, c := range file.Cases {
		c.Expected.load(t, loggabor)
		fr, fc := Axis(c.NX), Axis(c.NY)
		w := Whitening{c.Alpha, c.F0, c.Steepness}
		k := w.Filter(fr, fc)
		image := c.Expected.plane(t, "image")
		agree(t, "low pass", over(fr, fc, w.LowPass), c.Expected.plane(t, "low_pass"), file.Tolerance)
		agree(t, "filter", k, c.Expected.plane(t, "whitening_filter"), file.Tolerance)
		agree(t, "whitened", FilterImage(image, k, c.NX, c.NY), c.Expected.plane(t, "whitened"), file.Tolerance)
		retina := over(fr, fc, func(r, f float64) float64 { return RetinaFilter(r, f, c.NX) })
		agree(t, "retina", FilterImage(image, retina, c.NX, c.NY), c.Expected.plane(t, "retina_filtered"), file.Tolerance)
		agree(t, "max", NormalizeMax(image), c.Expected.plane(t, "normalized_max"), file.Tolerance)
		agree(t, "std", NormalizeStd(image), c.Expected.plane(t, "normalized_std"), file.Tolerance)
	}
}
