package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Fit is a tuning curve f(θ) = b + a exp((cos 2(θ−θ0) − 1)/(4 B²)) fitted by
// least squares. Widths are in deg; heights in the unit of the data.
type Fit struct {
	PeakDeg   Number `json:"peak_deg"`  // θ0
	Amplitude Number `json:"amplitude"` // a, above the baseline
	Baseline  Number `json:"baseline"`  // b, 0 where it was not fitted
	BThetaDeg Number `json:"b_theta_deg"`
	BLow      Number `json:"b_theta_low_deg"`  // 95 % interval of B from the
	BHigh     Number `json:"b_theta_high_deg"` // covariance s²(JᵀJ)⁻¹, Student's t
	HWHH      Number `json:"hwhh_deg"`         // null above B = 48.7 deg, see HWHH
	R2        Number `json:"r2"`
	ChiSq     Number `json:"chi_sq"` // Σ (y − f)²
	OSI       Number `json:"osi"`
	OneMinCV  Number `json:"one_minus_cv"`     // resultant length of the data
	Reason    string `json:"reason,omitempty"` // why it is untuned; "" where tuned

	PeakSE, AmplitudeSE, BaselineSE, BThetaSE Number `json:"-"` // standard errors

	cov [4][4]float64 // of θ0 (rad), ln κ, a, b
	t   float64       // Student's t at 97.5 % for the degrees of freedom
}

// Tuned tells whether there is a peak with a defined width.
func (f Fit) Tuned() bool { return f.Reason == "" }

// FitTuning fits a tuning curve to y at orientations thetaDeg, with or
// without a baseline b. The bounds are 0.1 <= B <= 360 deg. Two or more
// points than parameters are needed; constant data are untuned.
func FitTuning(thetaDeg, y []float64, baseline bool) Fit {
	nan := Number(math.NaN())
	fit := Fit{PeakDeg: nan, Amplitude: nan, Baseline: nan, BThetaDeg: nan, BLow: nan, BHigh: nan, HWHH: nan, R2: nan, ChiSq: nan,
		PeakSE: nan, AmplitudeSE: nan, BaselineSE: nan, BThetaSE: nan,
		OSI: Number(OSI(y)), OneMinCV: Number(VectorSum(thetaDeg, y).Length())}
	p := 3
	if baseline {
		p = 4
	}
	mean, sst := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		sst += (v - mean) * (v - mean)
	}
	if len(y) <= p || !(sst > 1e-20*mean*mean*float64(len(y))) { // constant but for rounding, or NaN
		fit.Reason = "untuned: the same at every orientation"
		return fit
	}
	lm := newLeastSquares(thetaDeg, y, p)
	x, chi := lm.solve()
	if baseline && x[3] < 0 { // rates are not negative: the best is on the border
		return FitTuning(thetaDeg, y, false)
	}
	fit.fill(x, chi, sst, lm, p, len(y))
	return fit
}

// minR2 is the least share of the variance that a curve must explain to count
// as tuning.
const minR2 = 0.3

func (f *Fit) fill(x [4]float64, chi, sst float64, lm *leastSquares, p, n int) {
	b := 1 / (2 * math.Exp(x[1]/2)) / rad // κ = 1/(4B²)
	f.PeakDeg = Number(Wrap(x[0] / rad))
	f.BThetaDeg, f.Amplitude, f.Baseline = Number(b), Number(x[2]), Number(x[3])
	f.HWHH = Number(HWHH(b))
	f.ChiSq, f.R2 = Number(chi), Number(1-chi/sst)
	dof := float64(n - p)
	f.t = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: dof}.Quantile(0.975)
	if cov, ok := lm.covariance(chi / dof); ok {
		f.cov = cov
		f.PeakSE = Number(math.Sqrt(cov[0][0]) / rad)
		f.BThetaSE = Number(b / 2 * math.Sqrt(cov[1][1])) // dB = −B/2 d ln κ
		f.AmplitudeSE = Number(math.Sqrt(cov[2][2]))
		f.BaselineSE = Number(math.Sqrt(cov[3][3]))
		f.BLow = Number(max(0, b-f.t*float64(f.BThetaSE)))
		f.BHigh = Number(b + f.t*float64(f.BThetaSE))
	}
	switch {
	case !(f.R2 >= minR2):
		f.Reason = fmt.Sprintf("untuned: R² %.2f, below %.1f", float64(f.R2), minR2)
	case b > MaxTuned:
		f.Reason = "untuned: bandwidth above 48.7°"
	case !(x[2]-f.t*float64(f.AmplitudeSE) > 0):
		f.Reason = "untuned: no peak above the noise"
	}
}

// At is the fitted curve at θ (deg).
func (f Fit) At(thetaDeg float64) float64 {
	return float64(f.Baseline) + float64(f.Amplitude)*VonMises(thetaDeg, float64(f.PeakDeg), float64(f.BThetaDeg))
}

// Interval is the half width of the 95 % confidence band of the curve at θ:
// t sqrt(gᵀ C g), g the gradient in the parameters.
func (f Fit) Interval(thetaDeg float64) float64 {
	if math.IsNaN(float64(f.BThetaSE)) {
		return math.NaN()
	}
	x := [4]float64{float64(f.PeakDeg) * rad, -2 * math.Log(2*float64(f.BThetaDeg)*rad), float64(f.Amplitude), float64(f.Baseline)}
	_, g := curve(thetaDeg*rad, x)
	v := 0.0
	for i := range g {
		for j := range g {
			v += g[i] * f.cov[i][j] * g[j]
		}
	}
	return f.t * math.Sqrt(v)
}
