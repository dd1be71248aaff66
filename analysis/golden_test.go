package analysis

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"striate/internal/golden"
)

func TestVonMisesGolden(t *testing.T) {
	type curveCase struct {
		N        int
		J        float64
		B        golden.Number `json:"B_deg"`
		FMax     float64
		Expected golden.Array
	}
	var g struct {
		Tolerance golden.Tolerance
		Final     []curveCase
		Ring      []curveCase
		Matrix    curveCase `json:"ring_matrix"`
	}
	golden.Read(t, "von_mises.json", &g)
	if len(g.Final) == 0 || len(g.Ring) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range g.Final {
		deg := 180 / float64(c.N)
		got := make([]float64, c.N)
		for k := range got {
			got[k] = c.FMax * VonMises(float64(k)*deg, c.J*deg, float64(c.B))
		}
		g.Tolerance.Compare(t, i, "final", got, c.Expected.Data)
	}
	for i, c := range g.Ring {
		sum := 0.0
		deg := 180 / float64(c.N)
		got := make([]float64, c.N)
		for k := range got {
			got[k] = VonMisesRing(float64(k)*deg, c.J*deg, float64(c.B))
			sum += got[k]
		}
		for k := range got {
			got[k] /= sum
		}
		g.Tolerance.Compare(t, i, "ring", got, c.Expected.Data)
	}
	n := g.Matrix.N
	w := make([]float64, n*n)
	RingWeights(w, n, float64(g.Matrix.B))
	g.Tolerance.Compare(t, n, "ring_matrix", w, g.Matrix.Expected.Data)
}

func TestFitGolden(t *testing.T) {
	var g struct {
		Tolerance struct {
			J      float64
			B      float64 `json:"B_deg"`
			FMax   string
			ChiSqr float64 `json:"chisqr_rtol"`
		}
		Cases []struct {
			N            int
			X, Y         []float64
			LeastSquares struct {
				J, FMax, ChiSqr float64
				B               float64 `json:"B_deg"`
			} `json:"least_squares"`
			Lmfit struct {
				ChiSqr float64
				StdErr struct {
					J, FMax float64
					B       float64 `json:"B_deg"`
				}
			}
		}
	}
	golden.Read(t, "fits.json", &g)
	var fmax float64
	if _, err := fmt.Sscanf(g.Tolerance.FMax, "%g*fmax", &fmax); err != nil || len(g.Cases) == 0 {
		t.Fatalf("%d cases, tolerance of fmax %q, %v", len(g.Cases), g.Tolerance.FMax, err)
	}
	for k, c := range g.Cases {
		deg := 180 / float64(c.N)
		theta := make([]float64, len(c.X))
		for i, x := range c.X {
			theta[i] = x * deg
		}
		fit, want := FitTuning(theta, c.Y, false), c.LeastSquares
		golden.Tolerance{ATol: g.Tolerance.J}.Value(t, k, "j", float64(fit.PeakDeg)/deg, want.J)
		golden.Tolerance{ATol: g.Tolerance.B}.Value(t, k, "B_deg", float64(fit.BThetaDeg), want.B)
		golden.Tolerance{RTol: fmax}.Value(t, k, "fmax", float64(fit.Amplitude), want.FMax)
		golden.Tolerance{RTol: g.Tolerance.ChiSqr, ATol: 1e-20}.Value(t, k, "chisqr", float64(fit.ChiSq), want.ChiSqr)
		if se := c.Lmfit.StdErr; c.Lmfit.ChiSqr > 1e-9 { // lmfit's own, from the same covariance
			golden.Tolerance{RTol: 5e-3}.Value(t, k, "stderr j", float64(fit.PeakSE)/deg, se.J)
			golden.Tolerance{RTol: 5e-3}.Value(t, k, "stderr B", float64(fit.BThetaSE), se.B)
			golden.Tolerance{RTol: 5e-3}.Value(t, k, "stderr fmax", float64(fit.AmplitudeSE), se.FMax)
		}
	}
}

func TestCircularGolden(t *testing.T) {
	var g struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			Theta  []float64 `json:"theta_rad"`
			Rates  []float64
			Re     float64  `json:"vector_re"`
			Im     float64  `json:"vector_im"`
			Length float64  `json:"resultant_length"`
			CV     float64  `json:"circular_variance"`
			Pref   float64  `json:"preferred_orientation_rad"`
			OSI    *float64 `json:"osi_from_argmax"`
		}
		HWHH []struct {
			B     float64  `json:"B_deg"`
			Final *float64 `json:"hwhh_final_deg"`
			Ring  *float64 `json:"hwhh_ring_deg"`
		}
		Sampled []struct {
			Y        []float64
			FromZero float64 `json:"hwhh_from_zero_deg"`
			AboveMin float64 `json:"hwhh_above_min_deg"`
		} `json:"sampled_hwhh"`
	}
	golden.Read(t, "circular.json", &g)
	if len(g.Cases) == 0 || len(g.HWHH) == 0 || len(g.Sampled) == 0 {
		t.Fatal("no cases")
	}
	same := func(i int, what string, got float64, want *float64) {
		t.Helper()
		if want != nil {
			g.Tolerance.Value(t, i, what, got, *want)
		} else if !math.IsNaN(got) {
			t.Errorf("case %d, %s = %g, want none", i, what, got)
		}
	}
	for i, c := range g.Cases {
		theta := make([]float64, len(c.Theta))
		for k, v := range c.Theta {
			theta[k] = v / rad
		}
		z := VectorSum(theta, c.Rates)
		g.Tolerance.Value(t, i, "re", z.Re, c.Re)
		g.Tolerance.Value(t, i, "im", z.Im, c.Im)
		g.Tolerance.Value(t, i, "length", z.Length(), c.Length)
		g.Tolerance.Value(t, i, "variance", 1-z.Length(), c.CV)
		g.Tolerance.Value(t, i, "preferred", z.Deg()*rad, c.Pref)
		same(i, "osi", OSI(c.Rates), c.OSI)
	}
	for i, c := range g.HWHH {
		same(i, "hwhh final", HWHH(c.B), c.Final)
		same(i, "hwhh ring", HWHH(c.B/2), c.Ring)
	}
	for i, c := range g.Sampled {
		g.Tolerance.Value(t, i, "sampled from zero", SampledHWHH(c.Y, 0), c.FromZero)
		g.Tolerance.Value(t, i, "sampled above min", SampledHWHH(c.Y, slices.Min(c.Y)), c.AboveMin)
	}
}
