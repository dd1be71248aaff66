package stimuli

import (
	"math"
	"testing"

	"striate/internal/golden"
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
		Params    map[string]golden.Number `json:"params"`
		Tolerance golden.Tolerance         `json:"tolerance"`
		Cases     []struct {
			NX       int          `json:"N_X"`
			NY       int          `json:"N_Y"`
			Levels   []float64    `json:"sf_0_levels"`
			NLevels  int          `json:"n_levels"`
			Thetas   []float64    `json:"thetas"`
			Expected golden.Array `json:"expected"`
			Mask     golden.Array `json:"mask"`
		} `json:"cases"`
	}
	golden.Read(t, loggabor+"/grids.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		c.Expected.Load(t, loggabor)
		c.Mask.Load(t, loggabor)
		fr, fc := slipAxis(c.NX), slipAxis(c.NY)
		for name, f := range map[string]func(r, c float64) float64{
			"f_x": func(r, _ float64) float64 { return r }, "f_y": func(_, c float64) float64 { return c },
			"f": radiusAt, "f_theta": func(r, c float64) float64 { return math.Atan2(c, r) },
			"retina": func(r, k float64) float64 { return RetinaFilter(r, k, c.NX) },
		} {
			file.Tolerance.Compare(t, i, name, over(fr, fc, f), c.Expected.Plane(t, name))
		}
		file.Tolerance.Compare(t, i, "mask", SpaceMask(c.NX, c.NY, float64(file.Params["mask_exponent"])), c.Mask.Plane(t, "mask"))
		levels := Pyramid(c.NX, c.NY, float64(file.Params["base_levels"]))
		if len(levels) != c.NLevels {
			t.Errorf("%d x %d: %d levels, want %d", c.NX, c.NY, len(levels), c.NLevels)
		}
		file.Tolerance.Compare(t, i, "levels", levels, c.Levels)
		file.Tolerance.Compare(t, i, "thetas", Orientations(int(file.Params["n_theta"])), c.Thetas)
		if c.NX%2 == 0 {
			file.Tolerance.Compare(t, i, "axis", Axis(c.NX), fr)
		}
	}
}

func TestFiltersOfLogGabor(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance `json:"tolerance"`
		Cases     []struct {
			Name       string       `json:"name"`
			NX         int          `json:"N_X"`
			NY         int          `json:"N_Y"`
			X          float64      `json:"x_pos"`
			Y          float64      `json:"y_pos"`
			SF0        float64      `json:"sf_0"`
			BSF        float64      `json:"B_sf"`
			Theta      float64      `json:"theta"`
			BTheta     float64      `json:"B_theta"`
			Phase      float64      `json:"phase"`
			Translated bool         `json:"translated"`
			MeanSquare float64      `json:"mean_square_envelope"`
			Expected   golden.Array `json:"expected"`
		} `json:"cases"`
	}
	golden.Read(t, loggabor+"/filters.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Expected.Load(t, loggabor)
			g := LogGaborFilter{SF0: c.SF0, BSF: c.BSF, Theta: c.Theta, BTheta: c.BTheta}
			if c.Translated { // the package stays at (0, 0) if either coordinate is 0
				g.Row, g.Col = c.X, c.Y
			}
			fr, fc := Axis(c.NX), Axis(c.NY)
			file.Tolerance.Compare(t, c.Name, "band", over(fr, fc, g.Band), c.Expected.Plane(t, "band"))
			file.Tolerance.Compare(t, c.Name, "orientation", over(fr, fc, g.Orientation), c.Expected.Plane(t, "orientation"))
			for _, retina := range []bool{false, true} {
				name := map[bool]string{false: "envelope_plain", true: "envelope_retina"}[retina]
				e := g.Envelope(fr, fc, retina)
				re, im, power := make([]float64, len(e)), make([]float64, len(e)), 0.0
				for i, v := range e {
					re[i], im[i] = real(v), imag(v)
					power += real(v)*real(v) + imag(v)*imag(v)
				}
				file.Tolerance.Compare(t, c.Name, name+"_re", re, c.Expected.Plane(t, name+"_re"))
				file.Tolerance.Compare(t, c.Name, name+"_im", im, c.Expected.Plane(t, name+"_im"))
				golden.Tolerance{RTol: 1e-12}.Value(t, c.Name, "mean square", power/float64(len(e)), c.MeanSquare)
			}
			e := g.Envelope(fr, fc, true)
			file.Tolerance.Compare(t, c.Name, "image", Real(SpatialKernel(e, c.NX, c.NY, c.Phase)), c.Expected.Plane(t, "image"))
			file.Tolerance.Compare(t, c.Name, "encoder kernel", NormalizeMax(Real(SpatialKernel(e, c.NX, c.NY, -c.Phase))), c.Expected.Plane(t, "encoder_kernel"))
		})
	}
}

func TestWhiteningOfSLIP(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance `json:"tolerance"`
		Cases     []struct {
			NX        int          `json:"N_X"`
			NY        int          `json:"N_Y"`
			Alpha     float64      `json:"white_alpha"`
			F0        float64      `json:"white_f_0"`
			Steepness float64      `json:"white_steepness"`
			Expected  golden.Array `json:"expected"`
		} `json:"cases"`
	}
	golden.Read(t, loggabor+"/whitening.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		c.Expected.Load(t, loggabor)
		fr, fc := Axis(c.NX), Axis(c.NY)
		w := Whitening{c.Alpha, c.F0, c.Steepness}
		k := w.Filter(fr, fc)
		image := c.Expected.Plane(t, "image")
		file.Tolerance.Compare(t, i, "low pass", over(fr, fc, w.LowPass), c.Expected.Plane(t, "low_pass"))
		file.Tolerance.Compare(t, i, "filter", k, c.Expected.Plane(t, "whitening_filter"))
		file.Tolerance.Compare(t, i, "whitened", FilterImage(image, k, c.NX, c.NY), c.Expected.Plane(t, "whitened"))
		retina := over(fr, fc, func(r, f float64) float64 { return RetinaFilter(r, f, c.NX) })
		file.Tolerance.Compare(t, i, "retina", FilterImage(image, retina, c.NX, c.NY), c.Expected.Plane(t, "retina_filtered"))
		file.Tolerance.Compare(t, i, "max", NormalizeMax(image), c.Expected.Plane(t, "normalized_max"))
		file.Tolerance.Compare(t, i, "std", NormalizeStd(image), c.Expected.Plane(t, "normalized_std"))
	}
}
