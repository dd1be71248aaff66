package analysis

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
)

// golden reads testdata/name.json.gz, made with NumPy and SciPy from the
// definitions in the file.
func golden(t *testing.T, name string, into any) {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		t.Fatal(name, err)
	}
}

// param is a number that may be written "inf".
type param float64

func (p *param) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		v, err := strconv.ParseFloat(string(b[1:len(b)-1]), 64)
		*p = param(v)
		return err
	}
	return json.Unmarshal(b, (*float64)(p))
}

type array struct {
	Shape []int
	Data  []float64
}

type tolerance struct{ Rtol, Atol float64 }

func (tol tolerance) check(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol.Atol+tol.Rtol*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g within rtol %g, atol %g", what, got, want, tol.Rtol, tol.Atol)
	}
}

func TestVonMisesGolden(t *testing.T) {
	type curveCase struct {
		N        int
		J        float64
		B        param `json:"B_deg"`
		FMax     float64
		Expected array
	}
	var g struct {
		Tolerance tolerance
		Final     []curveCase
		Ring      []curveCase
		Matrix    curveCase `json:"ring_matrix"`
	}
	golden(t, "von_mises", &g)
	if len(g.Final) == 0 || len(g.Ring) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Final {
		for i, want := range c.Expected.Data {
			deg := 180 / float64(c.N)
			g.Tolerance.check(t, "final", c.FMax*VonMises(float64(i)*deg, c.J*deg, float64(c.B)), want)
		}
	}
	for _, c := range g.Ring {
		sum := 0.0
		deg := 180 / float64(c.N)
		for i := range c.N {
			sum += VonMisesRing(float64(i)*deg, c.J*deg, float64(c.B))
		}
		for i, want := range c.Expected.Data {
			g.Tolerance.check(t, "ring", VonMisesRing(float64(i)*deg, c.J*deg, float64(c.B))/sum, want)
		}
	}
	n := g.Matrix.N
	w := make([]float64, n*n)
	RingWeights(w, n, float64(g.Matrix.B))
	for k, want := range g.Matrix.Expected.Data {
		g.Tolerance.check(t, "ring_matrix", w[k], want)
	}
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
	golden(t, "fits", &g)
	if len(g.Cases) == 0 || g.Tolerance.FMax != "1e-3*fmax" {
		t.Fatal("no cases, or another tolerance of fmax: ", g.Tolerance.FMax)
	}
	for k, c := range g.Cases {
		deg := 180 / float64(c.N)
		theta := make([]float64, len(c.X))
		for i, x := range c.X {
			theta[i] = x * deg
		}
		fit, want := FitTuning(theta, c.Y, false), c.LeastSquares
		name := "case " + strconv.Itoa(k)
		tolerance{Atol: g.Tolerance.J}.check(t, name+" j", float64(fit.PeakDeg)/deg, want.J)
		tolerance{Atol: g.Tolerance.B}.check(t, name+" B_deg", float64(fit.BThetaDeg), want.B)
		tolerance{Rtol: 1e-3}.check(t, name+" fmax", float64(fit.Amplitude), want.FMax)
		tolerance{Rtol: g.Tolerance.ChiSqr, Atol: 1e-20}.check(t, name+" chisqr", float64(fit.ChiSq), want.ChiSqr)
		if se := c.Lmfit.StdErr; c.Lmfit.ChiSqr > 1e-9 { // lmfit's own, from the same covariance
			tolerance{Rtol: 5e-3}.check(t, name+" stderr j", float64(fit.PeakSE)/deg, se.J)
			tolerance{Rtol: 5e-3}.check(t, name+" stderr B", float64(fit.BThetaSE), se.B)
			tolerance{Rtol: 5e-3}.check(t, name+" stderr fmax", float64(fit.AmplitudeSE), se.FMax)
		}
	}
}

func TestCircularGolden(t *testing.T) {
	var g struct {
		Tolerance tolerance
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
	golden(t, "circular", &g)
	if len(g.Cases) == 0 || len(g.HWHH) == 0 || len(g.Sampled) == 0 {
		t.Fatal("no cases")
	}
	orNaN := func(p *float64) float64 {
		if p == nil {
			return math.NaN()
		}
		return *p
	}
	same := func(what string, got float64, want *float64) {
		t.Helper()
		if want == nil {
			if !math.IsNaN(got) {
				t.Errorf("%s = %g, want none", what, got)
			}
			return
		}
		g.Tolerance.check(t, what, got, orNaN(want))
	}
	for _, c := range g.Cases {
		theta := make([]float64, len(c.Theta))
		for i, v := range c.Theta {
			theta[i] = v / rad
		}
		z := VectorSum(theta, c.Rates)
		g.Tolerance.check(t, "re", z.Re, c.Re)
		g.Tolerance.check(t, "im", z.Im, c.Im)
		g.Tolerance.check(t, "length", z.Length(), c.Length)
		g.Tolerance.check(t, "variance", 1-z.Length(), c.CV)
		g.Tolerance.check(t, "preferred", z.Deg()*rad, c.Pref)
		same("osi", OSI(c.Rates), c.OSI)
	}
	for _, c := range g.HWHH {
		same("hwhh final", HWHH(c.B), c.Final)
		same("hwhh ring", HWHH(c.B/2), c.Ring)
	}
	for _, c := range g.Sampled {
		floor := math.Inf(1)
		for _, v := range c.Y {
			floor = min(floor, v)
		}
		g.Tolerance.check(t, "sampled from zero", SampledHWHH(c.Y, 0), c.FromZero)
		g.Tolerance.check(t, "sampled above min", SampledHWHH(c.Y, floor), c.AboveMin)
	}
}
