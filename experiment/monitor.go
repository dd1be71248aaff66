package experiment

import (
	"fmt"
	"slices"
	"strings"

	"striate/analysis"
	"striate/params"
	"striate/sim"
)

// Monitor is the meters that read a run, for the live view and for files
// alike.
type Monitor struct {
	run         *Run
	readout     int // population, -1 where none is read
	orientation *analysis.OrientationMeter
	tuning      *analysis.TuningMeter
	selectivity *analysis.SelectivityMeter
	power       *analysis.PowerSpectrumMeter
	rates       *analysis.RatesMeter
	changes     analysis.ThetaChanges
	recent      recorder
	film        filmstrip
	reel        reelRecorder // where an orientation is read
	look        lookback
	weights     []float64               // of the afferents, to be written anew
	first       *analysis.WeightProfile // of the afferents, as the monitor began
	fitted      analysis.Fit
	began       int64 // step
	spiking
}

// NewMonitor opens the meters of a run that will last so many seconds in all, 0
// for ever. They read it from the next step on.
func NewMonitor(r *Run, seconds float64) *Monitor {
	pops := r.step.Populations
	m := &Monitor{
		run: r, readout: analysis.ReadOut(pops), began: r.clock.Step,
		rates:   analysis.DefaultRates.Holding(rememberS, pops),
		power:   analysis.DefaultPowerSpectrum.For(pops),
		recent:  recorder{span: r.clock.Steps(rememberS * 1000), limit: rememberSpikes},
		spiking: newSpiking(r, seconds),
	}
	// Reading weights brings them to date, which of a run gone on from a saved
	// state would make another state: there the first look comes later.
	if p := r.afferents(); p != nil && r.clock.Step == 0 && p.Pre().N()*p.Post().N() <= maxMatrix {
		first := r.weights().Profile()
		m.first = &first
	}
	if i := m.readout; i >= 0 {
		m.orientation = r.exp.Readout.For(i, pops[i])
		m.tuning = tuningOf(r.exp).For(i, pops[i])
		m.selectivity = analysis.DefaultSelectivity.For(i, pops[i])
		m.selectivity.Retune(r.exp.Readout)
		m.reel = newReelRecorder(r.exp.FPS(), seconds, m.orientation)
	}
	return m
}

// tuningOf is the tuning curve over the window that the orientation is read
// from, so that both panels show the same spikes.
func tuningOf(e *Experiment) analysis.Tuning {
	return analysis.Tuning{WindowMs: e.Readout.WindowMs, Baseline: true}
}

func (m *Monitor) retune(e *Experiment) {
	if m.readout >= 0 {
		m.orientation.Retune(e.Readout)
		m.tuning.Retune(tuningOf(e))
		m.selectivity.Retune(e.Readout)
	}
}

// Add reads one step.
func (m *Monitor) Add(st *sim.Step) {
	if m.readout >= 0 {
		m.orientation.Add(st)
		m.tuning.Add(st)
		m.selectivity.Learn(m.run.exp.Ring.Plasticity.Learning)
		m.selectivity.Add(st)
		m.reel.add(st.Luminance)
	}
	m.rates.Add(st)
	m.power.Add(st)
	m.changes.Add(st)
	m.recent.add(st)
	m.spiking.add(st)
	m.look.add(st.Luminance, m.run.exp.FPS())
	if m.run.filmed {
		m.film.add(st.Luminance)
	}
}

// figures are the names that Figure knows, and how each is made.
var figures = map[string]func(*Monitor) *analysis.Figure{
	"stimulus": func(m *Monitor) *analysis.Figure {
		return analysis.StimulusFigure(m.run.step.Luminance, m.run.step.TrueDeg)
	},
	"luminance": func(m *Monitor) *analysis.Figure { return analysis.LuminanceFigure(m.run.step.Luminance) },
	"spectrum":  func(m *Monitor) *analysis.Figure { return m.spectrum(spectrumSide, lookFrames)().Figure() },
	"lgn": func(m *Monitor) *analysis.Figure {
		return analysis.LGNFigure(m.run.step.On, m.run.step.Off, lgnMaxHz(m.run.exp))
	},
	"raster":      func(m *Monitor) *analysis.Figure { return m.usualRaster() },
	"rates":       func(m *Monitor) *analysis.Figure { return m.rates.Figure() },
	"orientation": func(m *Monitor) *analysis.Figure { return m.orientation.Figure() },
	"tuning":      func(m *Monitor) *analysis.Figure { return m.tuning.Figure() },
	"selectivity": func(m *Monitor) *analysis.Figure { return m.selectivity.Figure() },
	"psd":         func(m *Monitor) *analysis.Figure { return m.power.Figure() },
	"statistics":  func(m *Monitor) *analysis.Figure { return m.statistics.Figure() },
	"traces":      func(m *Monitor) *analysis.Figure { return m.traces.Figure() },
	"sequences":   func(m *Monitor) *analysis.Figure { return analysis.SequencesFigure(m.sequences...) },
	"learning":    func(m *Monitor) *analysis.Figure { return m.learning() },
	"delays":      func(m *Monitor) *analysis.Figure { return m.delays.Figure() },
	"stdp":        func(m *Monitor) *analysis.Figure { return analysis.WindowsFigure(m.run.windows()...) },
	"fields":      func(m *Monitor) *analysis.Figure { return m.fields()() },
	"weights":     func(m *Monitor) *analysis.Figure { return m.weightsFigure() },
}

// FigureNames are the figures that a run has, in alphabetical order.
func FigureNames() []string {
	names := make([]string, 0, len(figures))
	for n := range figures {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// ErrNoFigure is the answer to a figure that there is not.
type ErrNoFigure struct{ Name, Why string }

func (e ErrNoFigure) Error() string { return fmt.Sprintf("figure = %q, want %s", e.Name, e.Why) }

// Figure is the figure of that name as it stands.
func (m *Monitor) Figure(name string) (*analysis.Figure, error) {
	draw, err := m.figure(name)
	if err != nil {
		return nil, err
	}
	return draw(), nil
}

// figure prepares the figure of that name. Of one that takes long to draw it
// copies what it needs, so that it can be drawn while the run goes on.
func (m *Monitor) figure(name string) (func() *analysis.Figure, error) {
	draw := figures[name]
	switch {
	case draw == nil:
		return nil, ErrNoFigure{name, "one of " + strings.Join(FigureNames(), ", ")}
	case (name == "stimulus" || name == "luminance" || name == "spectrum") && m.run.step.Luminance == nil:
		return nil, ErrNoFigure{name, "an experiment with a stimulus that has begun"}
	case name == "lgn" && m.run.step.On == nil:
		return nil, ErrNoFigure{name, "an experiment with a retina that has begun"}
	case name == "traces" && len(m.run.probes) == 0:
		return nil, ErrNoFigure{name, "an experiment with cells"}
	case (name == "sequences" || name == "learning") && m.deepest == nil:
		return nil, ErrNoFigure{name, "a run of an orientation ring that ends"}
	case name == "delays" && m.spiking.delays == nil:
		return nil, ErrNoFigure{name, "a network of kind delays"}
	case name == "stdp" && len(m.run.ruled()) == 0:
		return nil, ErrNoFigure{name, "an experiment with synapses that learn"}
	case name == "fields" && !m.run.hasFields():
		return nil, ErrNoFigure{name, "an experiment whose ring sees through a retina"}
	case name == "weights" && m.run.afferents() == nil:
		return nil, ErrNoFigure{name, "an experiment with synapses that learn"}
	case (name == "orientation" || name == "tuning" || name == "selectivity") && m.readout < 0:
		return nil, ErrNoFigure{name, "an experiment with an orientation ring"}
	}
	switch name {
	case "spectrum":
		s := m.spectrum(spectrumSide, lookFrames)
		return func() *analysis.Figure { return s().Figure() }, nil
	case "fields":
		return m.fields(), nil
	case "psd":
		return m.power.Prepare(), nil
	}
	f := draw(m)
	return func() *analysis.Figure { return f }, nil
}

// fit fits the tuning curve anew.
func (m *Monitor) fit() {
	if m.readout >= 0 {
		m.fitted = m.tuning.Fit()
	}
}

// orientationView is what the network sees, for the live view.
func (m *Monitor) orientationView() *OrientationView {
	if m.readout < 0 {
		return nil
	}
	read, fit := m.orientation.Reading(), m.fitted
	rates, se := m.orientation.Rates(nil, nil)
	return &OrientationView{
		ThetaDeg: single(m.orientation.Preferred()), RateHz: single(rates), SemHz: single(se),
		TrueDeg: m.orientation.TrueDeg(), DecodedDeg: float64(read.DecodedDeg), R: float64(read.R), N: read.Spikes, Reason: read.Reason,
		WindowS: m.orientation.Seconds(), Tuned: fit.Tuned() && fit.BThetaDeg > 0,
		BThetaDeg: float64(fit.BThetaDeg), BThetaCIDeg: float64(fit.BHigh - fit.BThetaDeg), HWHH: float64(fit.HWHH), R2: float64(fit.R2),
		BaselineHz: float64(fit.Baseline), AmplitudeHz: float64(fit.Amplitude), Theta0Deg: float64(fit.PeakDeg),
	}
}

func single(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

// latestRates is the mean rate of each population in the newest bin, Hz.
func (m *Monitor) latestRates() map[string]float32 {
	out := make(map[string]float32, len(m.run.step.Populations))
	for i, p := range m.run.step.Populations {
		if _, hz := m.rates.Bins(i); len(hz) > 0 {
			out[p.Name] = float32(hz[len(hz)-1])
		}
	}
	return out
}

// names are the populations, in the order of the steps.
func (m *Monitor) names() []string {
	var out []string
	for _, p := range m.run.step.Populations {
		out = append(out, p.Name)
	}
	return out
}

// history is the spikes that are remembered, by population, and the time from
// which on none is left out, ms. Of very many the newest are told.
func (m *Monitor) history() (map[string]*SpikeList, float64) {
	names := m.names()
	out := make(map[string]*SpikeList, len(names))
	for _, n := range names {
		out[n] = new(SpikeList)
	}
	clock := m.run.clock
	from := max(m.began, m.recent.lost, clock.Step-clock.Steps(rememberS*1000))
	if k := m.recent.n - historySpikes; k > 0 { // within a frame they come population by population
		from = max(from, m.recent.at(k-1).step+clock.Steps(1000/m.run.exp.FPS())+1)
	}
	m.recent.each(from, func(r recorded) {
		l := out[names[r.pop]]
		l.TimeMs = append(l.TimeMs, float32(clock.Time(r.step)))
		l.I = append(l.I, uint32(r.index))
	})
	return out, clock.Time(from)
}

// selectivityView is the resultant over the last minute.
func (m *Monitor) selectivityView() *SelectivityView {
	if m.readout < 0 {
		return nil
	}
	v := new(SelectivityView)
	m.selectivity.Each(func(ms, r float64, learning bool) {
		on := byte(0)
		if learning {
			on = 1
		}
		v.TimeMs, v.R, v.Learning = append(v.TimeMs, float32(ms)), append(v.R, float32(r)), append(v.Learning, on)
	})
	return v
}

// Params describes every parameter of every kind, as `webapp params` lists
// them.
func Params() []params.Param { return params.DescribeAll(Defaults()) }

// ParamsNested is the same for every chain of choices.
func ParamsNested() []params.Param { return params.DescribeNested(Defaults()) }
