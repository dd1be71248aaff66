package cortex

import (
	"fmt"
	"math"
	"slices"

	"striate/formula"
	"striate/params"
)

// Current is a current that is injected into cells, as a function of time. It
// is taken at the start of each step and held during it.
type Current interface {
	// open checks the current and makes it ready to be asked.
	open() (func(ms float64) float64, error)
}

func init() {
	params.Register[Current]("step", func() Current { return new(StepCurrent) })
	params.Register[Current]("ramp", func() Current { return new(RampCurrent) })
	params.Register[Current]("sinusoid", func() Current { return new(SinusoidCurrent) })
	params.Register[Current]("formula", func() Current { return new(FormulaCurrent) })
}

// StepCurrent is a constant current from Start until Stop.
type StepCurrent struct {
	Amplitude float64 `json:"amplitude_pa" sym:"I" label:"amplitude" unit:"pA" default:"200" range:"-100000,100000" doc:"current while it is on"`
	Start     float64 `json:"start_ms" label:"from" unit:"ms" default:"0" range:"0,1e9" doc:"when it begins"`
	Stop      float64 `json:"stop_ms" label:"until" unit:"ms" default:"1e9" range:"0,1e9" doc:"when it ends"`
}

func (c *StepCurrent) open() (func(float64) float64, error) {
	m := *c
	return func(ms float64) float64 {
		if on(ms, m.Start, m.Stop) {
			return m.Amplitude
		}
		return 0
	}, params.Validate(c)
}

// on says whether ms lies from start until stop. The times of steps are
// rounded: one that is a hair before a limit is at it.
func on(ms, start, stop float64) bool {
	const hair = 1e-6
	return ms > start-hair && !(ms > stop-hair)
}

// RampCurrent goes evenly from one current to another; it is 0 before, and
// keeps the last value.
type RampCurrent struct {
	From  float64 `json:"from_pa" label:"from current" unit:"pA" default:"0" range:"-100000,100000" doc:"current at the start"`
	To    float64 `json:"to_pa" label:"to current" unit:"pA" default:"500" range:"-100000,100000" doc:"current at the end"`
	Start float64 `json:"start_ms" label:"from" unit:"ms" default:"0" range:"0,1e9" doc:"when it begins"`
	Stop  float64 `json:"stop_ms" label:"until" unit:"ms" default:"1000" range:"0,1e9" doc:"when it has reached its last value"`
}

func (c *RampCurrent) open() (func(float64) float64, error) {
	if !(c.Start < c.Stop) {
		return nil, &params.Error{Path: "start_ms", Found: params.FormatNumber(c.Start), Want: fmt.Sprintf("less than stop_ms = %g", c.Stop)}
	}
	m := *c
	return func(ms float64) float64 {
		if !on(ms, m.Start, math.Inf(1)) {
			return 0
		}
		return m.From + (m.To-m.From)*min(max(0, (ms-m.Start)/(m.Stop-m.Start)), 1)
	}, params.Validate(c)
}

// SinusoidCurrent is offset + amplitude·sin(2π f (t − start) + phase) from
// Start until Stop.
type SinusoidCurrent struct {
	Offset    float64 `json:"offset_pa" label:"offset" unit:"pA" default:"0" range:"-100000,100000" doc:"mean current"`
	Amplitude float64 `json:"amplitude_pa" sym:"I" label:"amplitude" unit:"pA" default:"200" range:"-100000,100000" doc:"amplitude of the sinusoid"`
	Frequency float64 `json:"frequency_hz" sym:"f" label:"frequency" unit:"Hz" default:"10" range:"0,5000" doc:"frequency of the sinusoid"`
	Phase     float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" doc:"phase at the start"`
	Start     float64 `json:"start_ms" label:"from" unit:"ms" default:"0" range:"0,1e9" doc:"when it begins"`
	Stop      float64 `json:"stop_ms" label:"until" unit:"ms" default:"1e9" range:"0,1e9" doc:"when it ends"`
}

func (c *SinusoidCurrent) open() (func(float64) float64, error) {
	m := *c
	return func(ms float64) float64 {
		if !on(ms, m.Start, m.Stop) {
			return 0
		}
		return m.Offset + m.Amplitude*math.Sin(2*math.Pi*m.Frequency*(ms-m.Start)/1000+m.Phase*math.Pi/180)
	}, params.Validate(c)
}

// FormulaCurrent is any function of the time t in ms.
type FormulaCurrent struct {
	PA string `json:"current_pa" label:"current" unit:"pA" default:"200*heaviside(t - 100)" doc:"formula in t, the time in ms"`
}

func (c *FormulaCurrent) open() (func(float64) float64, error) {
	f, err := formula.Parse(c.PA, "t")
	if err != nil {
		return nil, &params.Error{Path: "current_pa", Found: fmt.Sprintf("%q", c.PA), Want: err.Error()}
	}
	return func(ms float64) float64 { return f.At(ms) }, nil
}

// ArrayCurrent is Values, each held for Every ms; 0 before the first and after
// the last.
type ArrayCurrent struct {
	Values  []float64 // pA
	StartMs float64
	EveryMs float64
}

func (c *ArrayCurrent) open() (func(float64) float64, error) {
	if !(c.EveryMs > 0) {
		return nil, &params.Error{Path: "every_ms", Found: params.FormatNumber(c.EveryMs), Want: "more than 0 ms"}
	}
	for k, v := range c.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, &params.Error{Path: fmt.Sprintf("values[%d]", k), Found: params.FormatNumber(v), Want: "a finite current, pA"}
		}
	}
	if !(math.Abs(c.StartMs) <= 1e15) {
		return nil, &params.Error{Path: "start_ms", Found: params.FormatNumber(c.StartMs), Want: "a finite time, ms"}
	}
	m := *c
	m.Values = slices.Clone(c.Values)
	return func(ms float64) float64 {
		// A sample begins at the step nearest to its time, whatever the last
		// bit of the division.
		if k := math.Floor((ms-m.StartMs)/m.EveryMs + 1e-9); k >= 0 && k < float64(len(m.Values)) {
			return m.Values[int(k)]
		}
		return 0
	}, nil
}

// Scaled is a current times a factor.
type Scaled struct {
	Current
	Factor float64
}

func (c Scaled) open() (func(float64) float64, error) {
	at, err := c.Current.open()
	if err != nil || !(c.Factor >= -math.MaxFloat64 && c.Factor <= math.MaxFloat64) {
		if err == nil {
			err = finite("factor", c.Factor)
		}
		return nil, err
	}
	return func(ms float64) float64 { return c.Factor * at(ms) }, nil
}

func finite(path string, x float64) error {
	if x >= -math.MaxFloat64 && x <= math.MaxFloat64 {
		return nil
	}
	return &params.Error{Path: path, Found: params.FormatNumber(x), Want: "a finite number"}
}

// injection is a current at work on some cells of a population.
type injection struct {
	cells []int32 // nil: all
	at    func(ms float64) float64
}

// Drive injects a current into the given cells, nil for all, besides what
// [Population.Inject] holds and other currents.
func (p *Population) Drive(c Current, cells []int32) error {
	if p.cells == nil {
		return fmt.Errorf("cortex: %s is a source and takes no current", p.info.Name)
	}
	for _, i := range cells {
		if i < 0 || int(i) >= p.N() {
			return badIndex(p, i)
		}
	}
	if c == nil {
		return fmt.Errorf("cortex: no current for %s", p.info.Name)
	}
	at, err := c.open()
	if err != nil {
		return err
	}
	p.currents = append(p.currents, injection{slices.Clone(cells), at})
	if len(p.currents) == 1 {
		p.in.Inject = make([]float64, p.N())
	}
	return nil
}

// inject sums the currents up for the step that begins at ms.
func (p *Population) inject(ms float64) {
	if len(p.currents) == 0 {
		return
	}
	copy(p.in.Inject, p.hold)
	for _, c := range p.currents {
		x := c.at(ms)
		if c.cells == nil {
			for i := range p.in.Inject {
				p.in.Inject[i] += x
			}
			continue
		}
		for _, i := range c.cells {
			p.in.Inject[i] += x
		}
	}
}

func badIndex(p *Population, i int32) error {
	return fmt.Errorf("cortex: neuron %d of %s, want 0 to %d", i, p.info.Name, p.N()-1)
}
