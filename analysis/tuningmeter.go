package analysis

import (
	"fmt"
	"math"
	"slices"

	"striate/sim"
)

// Tuning measures the tuning curve of a population: rate of each neuron over
// its preferred orientation in a sliding window, with the fitted curve.
type Tuning struct {
	WindowMs float64 `json:"window_ms" label:"tuning window" unit:"ms" default:"2000" range:"20,60000" step:"10" doc:"the tuning curve is that of the last so many ms" tier:"more"`
	Baseline bool    `json:"baseline" label:"baseline" default:"true" doc:"fit a constant under the peak" tier:"more"`
}

// DefaultTuning is the last two seconds, with a baseline.
var DefaultTuning = Tuning{WindowMs: 2000, Baseline: true}

// Open measures the population that ReadOut picks.
func (t Tuning) Open(populations []sim.Population) (Meter, error) {
	i, err := readOut(populations)
	if err != nil {
		return nil, err
	}
	return t.For(i, populations[i]), nil
}

// For measures population p, which is number i of the steps.
func (t Tuning) For(i int, p sim.Population) *TuningMeter {
	return &TuningMeter{set: t, o: Orientation{WindowMs: t.WindowMs, Gate: DefaultGate}.For(i, p)}
}

// TuningMeter is a Tuning at work.
type TuningMeter struct {
	set   Tuning
	o     *OrientationMeter
	rates []float64
	fit   Fit
	fresh bool // fit is that of the steps so far
}

// Add counts the spikes of one step.
func (m *TuningMeter) Add(st *sim.Step) {
	m.o.Add(st)
	m.fresh = false
}

// Retune takes new settings.
func (m *TuningMeter) Retune(t Tuning) {
	m.set, m.fresh = t, false
	m.o.w.resize(t.WindowMs)
}

// Fit is the curve fitted to the rates in the window (Hz); it is computed
// once for all who ask between two steps.
func (m *TuningMeter) Fit() Fit {
	if !m.fresh {
		m.rates, _ = m.o.Rates(m.rates, nil)
		m.fit = FitTuning(m.o.preferred, m.rates, m.set.Baseline)
		if m.o.w.total < 8 {
			m.fit.Reason = "too few spikes"
		} else if apart := spacing(m.o.preferred); m.fit.Tuned() && float64(m.fit.BThetaDeg) < apart {
			m.fit.Reason = fmt.Sprintf("untuned: one neuron stands out, they are %.3g° apart", apart)
		}
		m.fresh = true
	}
	return m.fit
}

// spacing is how far apart preferred orientations stand, deg: the half turn
// over the number of different ones. A narrower curve rests on one neuron.
func spacing(preferred []float64) float64 {
	sorted := slices.Compact(slices.Sorted(slices.Values(preferred)))
	return 180 / float64(max(1, len(sorted)))
}

// Figure is rates with standard errors, the fit, and its 95 % band.
func (m *TuningMeter) Figure() *Figure {
	rates, errs := m.o.Rates(nil, nil)
	fit := m.Fit()
	f := &Figure{Name: "tuning", Title: "Tuning", Kind: Cartesian, Summary: fit.Summary(), X: orientationAxis("Preferred orientation (deg)")}
	top := 0.0
	for i, v := range rates {
		top = max(top, v+errs[i])
	}
	var x, y, low, high Series
	if fit.Tuned() {
		for t := 0.0; t <= 180; t += 1.5 {
			v, d := fit.At(t), fit.Interval(t)
			x, y, low, high = append(x, t), append(y, v), append(low, max(0, v-d)), append(high, v+d)
		}
		f.Layers = append(f.Layers, Layer{Mark: Band, Role: Ink, X: x, Low: low, High: high, Label: "95 % interval"})
		top = max(top, largest(high))
	}
	f.Layers = append(f.Layers, Layer{Mark: Points, Role: Angular, X: append(Series(nil), m.o.preferred...), Y: rates, Err: errs,
		Label: fmt.Sprintf("data, last %.3g s", m.o.Seconds())})
	if fit.Tuned() {
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: Ink, X: x, Y: y, Label: "fit and 95 % interval"})
	}
	f.Y = risingAxis("Rate (Hz)", top)
	at := make(Series, len(rates))
	for i, p := range m.o.preferred {
		at[i] = math.NaN()
		if fit.Tuned() {
			at[i] = fit.At(p)
		}
	}
	f.Table = Table{Columns: []Column{
		{Name: "preferred_deg", Values: append(Series(nil), m.o.preferred...)},
		{Name: "rate_hz", Values: rates},
		{Name: "se_hz", Values: errs},
		{Name: "fit_hz", Values: at},
	}}
	return f
}

// Summary is the sentence to quote.
func (f Fit) Summary() string {
	if !f.Tuned() {
		return f.Reason
	}
	return fmt.Sprintf("B_θ %.1f° ± %.1f°, HWHH %.1f°, R² %.2f, peak at %s°",
		float64(f.BThetaDeg), float64(f.BHigh-f.BThetaDeg), float64(f.HWHH), float64(f.R2), Angle(float64(f.PeakDeg)))
}
