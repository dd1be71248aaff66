package stdp

import (
	"math"

	"striate/params"
	"striate/sim"
)

func init() { params.Register("scaling", func() Rule { return new(Scaling) }) }

// Scaling is synaptic scaling on top of another rule (Turrigiano et al. 1998;
// van Rossum, Bi, Turrigiano 2000, J. Neurosci. 20, equation 3),
//
//	dw/dt = β w e + γ w ∫ e dt,  e = target rate − rate
//
// for all weights w onto a target alike, where rate is the mean over the last
// tau_s seconds, exponentially weighted. It acts every interval_ms, at fixed
// steps: all weights onto a target are multiplied by exp(T (β e + γ ∫ e dt)), T
// being the interval, and kept within their bounds. The rate starts at the
// target rate and the integral at zero. Where learning is off the rate is still
// measured, and the integral stands still.
type Scaling struct {
	_ struct{} `eq:"dw/dt = β w e + γ w ∫ e dt,  e = target rate − rate over the last τ" ref:"Turrigiano et al. 1998; van Rossum et al. 2000"`

	TargetRateHz float64                `json:"target_rate_hz" label:"target rate" unit:"Hz" default:"10" range:"0,1000" step:"0.5" doc:"rate that the targets are brought to" ref:"van Rossum et al. 2000"`
	TauS         float64                `json:"tau_s" sym:"τ" label:"τ of the rate" unit:"s" default:"100" range:"0.01,100000" step:"1" doc:"time constant of the mean rate" ref:"van Rossum et al. 2000"`
	Beta         float64                `json:"beta_per_s_hz" sym:"β" label:"β" unit:"1/(s Hz)" default:"0.00004" range:"0,10" step:"0.00001" doc:"gain of the error, relative change per second and Hz" ref:"van Rossum et al. 2000"`
	Gamma        float64                `json:"gamma_per_s2_hz" sym:"γ" label:"γ" unit:"1/(s² Hz)" default:"1e-7" range:"0,10" step:"1e-7" doc:"gain of the error's integral, relative change per second squared and Hz" tier:"more" ref:"van Rossum et al. 2000"`
	IntervalMs   float64                `json:"interval_ms" label:"interval" unit:"ms" default:"1000" range:"0.1,1000000" step:"100" doc:"time between two scalings" tier:"more"`
	Rule         params.OneOf[Unscaled] `json:"rule" label:"scaled rule" default:"pair" doc:"the rule that changes the weights between two scalings"`
}

// Open starts the rule; see [Rule]. Its learner is a [Ticker], and a [Watcher]
// if that of the scaled rule is.
func (c *Scaling) Open(s *Synapses, dt float64) (Learner, error) {
	if err := params.Validate(c); err != nil {
		return nil, err
	}
	inner, err := c.Rule.Value.Open(s, dt)
	if err != nil {
		return nil, err
	}
	l := &scaled{Learner: inner, s: s, dt: dt, learning: true, started: never,
		spikes: make([]float64, s.Targets), last: make([]int64, s.Targets), sum: make([]float64, s.Targets), factor: make([]float64, s.Targets)}
	l.set(c)
	if w, ok := inner.(Watcher); ok {
		return &scaledWatcher{l, w}, nil
	}
	return l, nil
}

// Window is that of the scaled rule.
func (c *Scaling) Window(dtMs float64) float64 { return c.Rule.Value.Window(dtMs) }

// scaled is synaptic scaling at work around the learner of another rule.
type scaled struct {
	Learner  // of the scaled rule
	rule     Scaling
	s        *Synapses
	dt       float64
	learning bool
	every    int64 // steps between two scalings
	started  int64 // first step told of, or never

	// By target: the exponentially weighted number of spikes at its last one
	// (or at the start), that step, the integral of the error in Hz s, and
	// scratch of Tick.
	spikes []float64
	last   []int64
	sum    []float64
	factor []float64
}

// scaledWatcher is a scaled learner of a rule that watches potentials.
type scaledWatcher struct {
	*scaled
	Watcher
}

func (l *scaled) set(c *Scaling) {
	l.rule = *c
	l.every = max(1, int64(math.Round(c.IntervalMs/l.dt)))
}

// start begins the measure of the rates at the first step told of.
func (l *scaled) start(n int64) {
	if l.started != never {
		return
	}
	l.started = n
	for j := range l.last {
		l.last[j], l.spikes[j] = n, l.rule.TargetRateHz*l.rule.TauS
	}
}

// faded is the weighted number of spikes of target j as of step n.
func (l *scaled) faded(n int64, j int) float64 {
	return l.spikes[j] * math.Exp(-float64(n-l.last[j])*l.dt/(1000*l.rule.TauS))
}

func (l *scaled) Pre(n int64, i int32) {
	l.start(n)
	l.Learner.Pre(n, i)
}

func (l *scaled) Post(n int64, j int32) {
	l.start(n)
	l.Learner.Post(n, j)
	l.spikes[j], l.last[j] = l.faded(n, int(j))+1, n
}

func (l *scaled) Settle(n int64) {
	l.start(n)
	l.Learner.Settle(n)
}

func (l *scaled) Learn(on bool, n int64) {
	l.Learner.Learn(on, n)
	l.learning = on
}

// Tick is described at [Ticker].
func (l *scaled) Tick(n int64) {
	l.start(n)
	if (n+1)%l.every != 0 || !l.learning {
		return
	}
	c, seconds := &l.rule, float64(l.every)*l.dt/1000
	for j := range l.factor {
		e := c.TargetRateHz - l.faded(n, j)/c.TauS
		l.sum[j] += e * seconds
		x := seconds * (c.Beta*e + c.Gamma*l.sum[j])
		l.factor[j] = math.Exp(min(max(x, -50), 50)) // finite, so that a weight of zero stays one
	}
	l.Learner.Settle(n + 1)
	lo, hi := l.s.limits()
	for z, j := range l.s.Post {
		l.s.W[z] = bounded(l.s.W[z]*l.factor[j], lo, hi)
	}
}

// Retune is described at [Learner]. A scaled rule of another kind counts as
// another kind. The number of spikes that the mean rate is taken of goes on
// with the old time constant's rate.
func (l *scaled) Retune(r Rule, n int64) error {
	c, ok := r.(*Scaling)
	if !ok {
		return errKind
	}
	if err := params.Validate(c); err != nil {
		return err
	}
	if err := l.Learner.Retune(c.Rule.Value, n); err != nil {
		return err
	}
	l.start(n)
	for j := range l.spikes {
		l.spikes[j], l.last[j] = l.faded(n, j)*c.TauS/l.rule.TauS, n
	}
	l.set(c)
	return nil
}

// State is described at [Learner].
func (l *scaled) State(a *sim.Archive, n int64) {
	a.Label("scaling")
	a.Bool(&l.learning)
	sim.Value(a, &l.started)
	sim.Fixed(a, l.spikes)
	sim.Fixed(a, l.last)
	sim.Fixed(a, l.sum)
	l.Learner.State(a, n)
}
