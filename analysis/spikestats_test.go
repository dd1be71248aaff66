package analysis

import (
	"math"
	"testing"

	"striate/internal/golden"
)

func TestSpikeStatisticsGolden(t *testing.T) {
	var g struct {
		T         float64              `json:"T_ms"`
		Trains    map[string][]float64 `json:"trains_ms"`
		Tolerance golden.Tolerance
		ISI       map[string]struct {
			N      int      `json:"n_spikes"`
			Rate   float64  `json:"rate_Hz"`
			Mean   *float64 `json:"mean_isi_ms"`
			CV     *float64 `json:"cv_population"`
			Sample *float64 `json:"cv_sample"`
			CV2    *float64
			LV     *float64
		}
		Fano []struct {
			Train  string
			Window float64 `json:"window_ms"`
			Fano   *float64
		}
		STTC []struct {
			A, B           string
			Dt             float64  `json:"dt_ms"`
			TA, TB, PA, PB *float64 // absent where there is no coefficient
			STTC           *float64
		}
		Correlation []struct {
			A, B    string
			Bin     float64 `json:"bin_ms"`
			Pearson *float64
		}
		Matrix struct {
			Trains []string
			Bin    float64 `json:"bin_ms"`
			Matrix golden.Array
			Mean   float64 `json:"mean_pairwise"`
		} `json:"correlation_matrix"`
		Correlogram struct {
			A, B   string
			Bin    float64   `json:"bin_ms"`
			Lags   []float64 `json:"lags_ms"`
			Counts []float64
		} `json:"cross_correlogram"`
	}
	golden.Read(t, "spikestats.json", &g)
	if len(g.ISI) == 0 || len(g.Fano) == 0 || len(g.STTC) == 0 || len(g.Correlation) == 0 {
		t.Fatal("no cases")
	}
	same := func(name any, what string, got float64, want *float64) {
		t.Helper()
		if want != nil {
			g.Tolerance.Value(t, name, what, got, *want)
		} else if !math.IsNaN(got) {
			t.Errorf("%v, %s = %g, want none", name, what, got)
		}
	}
	for name, c := range g.ISI {
		train := g.Trains[name]
		isi := Intervals(train)
		mean, _ := moments(isi)
		same(name, "spikes", float64(len(train)), ptr(float64(c.N)))
		same(name, "rate", float64(len(train))/g.T*1000, &c.Rate)
		same(name, "mean interval", mean, c.Mean)
		same(name, "cv", CV(isi, 0), c.CV)
		same(name, "cv of the sample", CV(isi, 1), c.Sample)
		same(name, "cv2", CV2(isi), c.CV2)
		same(name, "lv", LV(isi), c.LV)
	}
	for i, c := range g.Fano {
		same(i, "fano", Fano(Counts(g.Trains[c.Train], g.T, c.Window)), c.Fano)
	}
	for i, c := range g.STTC {
		a, b := g.Trains[c.A], g.Trains[c.B]
		same(i, "sttc", TilingCoefficient(a, b, g.T, c.Dt), c.STTC)
		if c.STTC != nil {
			same(i, "T_A", tiled(a, g.T, c.Dt), c.TA)
			same(i, "T_B", tiled(b, g.T, c.Dt), c.TB)
			same(i, "P_A", within(a, b, c.Dt), c.PA)
			same(i, "P_B", within(b, a, c.Dt), c.PB)
		}
	}
	for i, c := range g.Correlation {
		same(i, "pearson", Pearson(Counts(g.Trains[c.A], g.T, c.Bin), Counts(g.Trains[c.B], g.T, c.Bin)), c.Pearson)
	}
	var counts [][]float64
	for _, name := range g.Matrix.Trains {
		counts = append(counts, Counts(g.Trains[name], g.T, g.Matrix.Bin))
	}
	m := CorrelationMatrix(counts)
	g.Tolerance.Compare(t, "matrix", "correlation", m, g.Matrix.Matrix.Data)
	same("matrix", "mean", MeanPairwise(m, len(counts)), &g.Matrix.Mean)
	c := g.Correlogram
	lags, n := CrossCorrelogram(g.Trains[c.A], g.Trains[c.B], c.Bin, len(c.Lags)/2)
	g.Tolerance.Compare(t, "correlogram", "lags", lags, c.Lags)
	golden.Tolerance{}.Compare(t, "correlogram", "counts", n, c.Counts)
}

func ptr(x float64) *float64 { return &x }

func TestPopulationRateGolden(t *testing.T) {
	var g struct {
		T         float64     `json:"T_ms"`
		Bin       float64     `json:"bin_ms"`
		Sigma     float64     `json:"sigma_ms"`
		Trains    [][]float64 `json:"trains_ms"`
		Tolerance golden.Tolerance
		Chi2      float64 `json:"synchrony_chi2"`
		Mean      float64 `json:"mean_rate_Hz"`
		Expected  golden.Array
		Boxcar    golden.Array `json:"boxcar_valid"`
	}
	golden.Read(t, "population_rate.json", &g)
	g.Expected.Load(t, "")
	rate := PopulationRate(g.Trains, g.T, g.Bin)
	check := func(plane string, got []float64) {
		t.Helper()
		g.Tolerance.Compare(t, "population rate", plane, got, g.Expected.Plane(t, plane))
	}
	check("rate", rate)
	check("gaussian_zero", Gaussian(rate, g.Sigma/g.Bin, Zeros))
	check("gaussian_normalised", Gaussian(rate, g.Sigma/g.Bin, Normalised))
	check("gaussian_reflect", Gaussian(rate, g.Sigma/g.Bin, Reflect))
	check("kernel_at_bin_centres", KernelRate(g.Trains, g.T, g.Bin, g.Sigma))
	wide := len(rate) - len(g.Boxcar.Data) + 1 // the file's definition: 20 ms
	g.Tolerance.Compare(t, "population rate", "boxcar", Boxcar(rate, wide), g.Boxcar.Data)
	mean, _ := moments(rate)
	g.Tolerance.Value(t, "population rate", "mean", mean, g.Mean)
	var counts [][]float64
	for _, train := range g.Trains {
		counts = append(counts, Counts(train, g.T, 5)) // the file's definition: 5 ms
	}
	g.Tolerance.Value(t, "population rate", "synchrony", Synchrony(counts), g.Chi2)
}

// Limits that the definitions state: equal trains, independent ones, none.
func TestSynchronyLimits(t *testing.T) {
	a := []float64{1, 0, 0, 2, 0, 1, 0, 0}
	b := []float64{0, 1, 0, 0, 1, 0, 0, 1}
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"χ² of equal rows", Synchrony([][]float64{a, a, a}), 1},
		{"χ² of silence", Synchrony([][]float64{make([]float64, 8)}), math.NaN()},
		{"χ² of nobody", Synchrony(nil), math.NaN()},
		{"κ of equal rows", Kappa(a, a), 1},
		{"κ of disjoint rows", Kappa(a, b), 0},
		{"κ of 3 and 2 bins, 1 shared", Kappa(a, []float64{1, 1, 0, 0, 0, 0, 0, 0}), 1 / math.Sqrt(6)},
		{"κ with silence", Kappa(a, make([]float64, 8)), math.NaN()},
		{"fano of one count", Fano([]float64{3}), math.NaN()},
		{"first and last count", Counts([]float64{-.1, 0, .3, .6, .7, 1}, 1, .1)[3], 1}, // .3/.1 is 2.9999999999999996
	} {
		if !(math.Abs(c.got-c.want) < 1e-15 || math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s = %g, want %g", c.what, c.got, c.want)
		}
	}
}

// A window longer than the signal folds over more than once.
func TestMirrored(t *testing.T) {
	for j, want := range map[int]int{-1: 0, -3: 2, -4: 2, -5: 1, -6: 0, -7: 0, 0: 0, 2: 2, 3: 2, 5: 0, 6: 0, 8: 2, 9: 2} {
		if got := mirrored(j, 3); got != want {
			t.Errorf("mirrored(%d, 3) = %d, want %d", j, got, want)
		}
	}
}
