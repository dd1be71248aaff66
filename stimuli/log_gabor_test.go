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

// compares loops over every plane of an array, so that none is left out.
func compares(t *testing.T, name any, tol golden.Tolerance, want *golden.Array, got map[string][]float64) {
	t.Helper()
	for _, plane := range want.Planes {
		if values, ok := got[plane]; ok {
			tol.Compare(t, name, plane, values, want.Plane(t, plane))
		} else {
			t.Errorf("case %v: nothing is compared with plane %s", name, plane)
		}
	}
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
		first := func(r, _ float64) float64 { return r }
		second := func(_, c float64) float64 { return c }
		compares(t, i, file.Tolerance, &c.Expected, map[string][]float64{
			"f_x": over(fr, fc, first), "f_y": over(fr, fc, second), "f": over(fr, fc, radiusAt),
			"f_theta": over(fr, fc, func(r, c float64) float64 { return math.Atan2(c, r) }),
			"retina":  over(fr, fc, func(r, k float64) float64 { return RetinaFilter(r, k, c.NX) }),
		})
		x, y := spread(c.NX), spread(c.NY)
		compares(t, i, file.Tolerance, &c.Mask, map[string][]float64{
			"x": over(x, y, first), "y": over(x, y, second), "R": over(x, y, math.Hypot),
			"mask": SpaceMask(c.NX, c.NY, float64(file.Params["mask_exponent"])),
		})
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
			got := map[string][]float64{"band": over(fr, fc, g.Band), "orientation": over(fr, fc, g.Orientation)}
			for _, retina := range []bool{false, true} {
				name := map[bool]string{false: "envelope_plain", true: "envelope_retina"}[retina]
				power := 0.0
				for _, v := range g.Envelope(fr, fc, retina) {
					got[name+"_re"], got[name+"_im"] = append(got[name+"_re"], real(v)), append(got[name+"_im"], imag(v))
					power += real(v)*real(v) + imag(v)*imag(v)
				}
				golden.Tolerance{RTol: 1e-12}.Value(t, c.Name, "mean square", power/float64(c.NX*c.NY), c.MeanSquare)
			}
			e := g.Envelope(fr, fc, true)
			got["image"] = Real(SpatialKernel(e, c.NX, c.NY, c.Phase))
			got["encoder_kernel"] = NormalizeMax(Real(SpatialKernel(e, c.NX, c.NY, -c.Phase)))
			compares(t, c.Name, file.Tolerance, &c.Expected, got)
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
		retina := over(fr, fc, func(r, f float64) float64 { return RetinaFilter(r, f, c.NX) })
		compares(t, i, file.Tolerance, &c.Expected, map[string][]float64{
			"image": image, "low_pass": over(fr, fc, w.LowPass), "whitening_filter": k,
			"whitened": FilterImage(image, k, c.NX, c.NY), "retina_filtered": FilterImage(image, retina, c.NX, c.NY),
			"normalized_max": NormalizeMax(image), "normalized_std": NormalizeStd(image),
		})
	}
}
