package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"

	"striate/params"
)

// MaxDelayMs is the longest delay a synapse may have.
const MaxDelayMs = 200

// MaxWeight is the largest weight a synapse may have.
const MaxWeight = 1e9

// Distribution is what the weights or the delays of a projection are drawn
// from. A delay becomes the nearest whole number of steps, at least one.
type Distribution interface {
	// within says what is wrong with it where values from 0 to top are allowed.
	within(top float64) error
	draw(rng *rand.Rand) float64
	// typical is about the value that is drawn most.
	typical() float64
}

func init() {
	params.Register[Distribution]("constant", func() Distribution { return new(Constant) })
	params.Register[Distribution]("normal", func() Distribution { return new(Normal) })
	params.Register[Distribution]("uniform", func() Distribution { return new(Uniform) })
	params.Register[Distribution]("log_normal", func() Distribution { return new(LogNormal) })
}

// Constant is the same value for every synapse.
type Constant struct {
	Value float64 `json:"value" label:"value" default:"1" range:"0,1e9" doc:"value of every synapse, ms or the unit of the weight"`
}

// Fixed is the constant distribution of that value.
func Fixed(x float64) Constant { return Constant{x} }

func (d Constant) within(top float64) error {
	if !(d.Value >= 0 && d.Value <= top) {
		return &params.Error{Path: "value", Found: params.FormatNumber(d.Value), Want: fmt.Sprintf("0 to %g", top)}
	}
	return nil
}

func (d Constant) draw(*rand.Rand) float64 { return d.Value }
func (d Constant) typical() float64        { return d.Value }

// Normal is a normal distribution clipped by redrawing to Lo..Hi.
type Normal struct {
	Mean float64 `json:"mean" label:"mean" default:"3" range:"-1e9,1e9" doc:"mean before clipping"`
	SD   float64 `json:"sd" label:"spread" default:"1" range:"0,1e9" doc:"standard deviation before clipping"`
	Lo   float64 `json:"lo" label:"least" default:"0" range:"0,1e9" doc:"values below are drawn again"`
	Hi   float64 `json:"hi" label:"largest" default:"100" range:"0,1e9" doc:"values above are drawn again"`
}

func (d Normal) within(top float64) error {
	if err := rising(d.Lo, d.Hi, top); err != nil {
		return err
	}
	if !(d.SD > 0 && d.share() >= leastShare) {
		return &params.Error{Path: "mean", Found: fmt.Sprintf("%g with a spread of %g", d.Mean, d.SD), Want: fmt.Sprintf("at least %g %% of the values between %g and %g", 100*leastShare, d.Lo, d.Hi)}
	}
	return nil
}

// leastShare of the drawn values must lie in range: a hundred draws for one,
// or drawing again would hardly end.
const leastShare = 0.01

// share is the part of the distribution that lies within Lo..Hi.
func (d Normal) share() float64 { return normalShare(d.Mean, d.SD, d.Lo, d.Hi) }

func normalShare(mean, sd, lo, hi float64) float64 {
	below := func(x float64) float64 { return math.Erfc((mean-x)/(sd*math.Sqrt2)) / 2 }
	return below(hi) - below(lo)
}

func (d Normal) draw(rng *rand.Rand) float64 {
	for {
		if x := d.Mean + d.SD*rng.NormFloat64(); x > d.Lo && x < d.Hi {
			return x
		}
	}
}

func (d Normal) typical() float64 { return min(max(d.Mean, d.Lo), d.Hi) }

// Uniform is the same probability anywhere from Lo to Hi.
type Uniform struct {
	Lo float64 `json:"lo" label:"least" default:"0" range:"0,1e9" doc:"smallest value"`
	Hi float64 `json:"hi" label:"largest" default:"1" range:"0,1e9" doc:"largest value"`
}

func (d Uniform) within(top float64) error    { return rising(d.Lo, d.Hi, top) }
func (d Uniform) draw(rng *rand.Rand) float64 { return d.Lo + (d.Hi-d.Lo)*rng.Float64() }
func (d Uniform) typical() float64            { return (d.Lo + d.Hi) / 2 }

// LogNormal is exp of a normal distribution with the median Median and the
// standard deviation Sigma in natural logarithms, clipped by redrawing to
// Lo..Hi.
type LogNormal struct {
	Median float64 `json:"median" label:"median" default:"1" range:"1e-9,1e9" doc:"median before clipping"`
	Sigma  float64 `json:"sigma" sym:"σ" label:"spread" default:"1" range:"0.0001,10" doc:"standard deviation of the natural logarithm" ref:"Song et al. 2005"`
	Lo     float64 `json:"lo" label:"least" default:"0" range:"0,1e9" doc:"values below are drawn again"`
	Hi     float64 `json:"hi" label:"largest" default:"100" range:"0,1e9" doc:"values above are drawn again"`
}

func (d LogNormal) within(top float64) error {
	if err := rising(d.Lo, d.Hi, top); err != nil {
		return err
	}
	if !(d.Median > 0 && d.Sigma > 0 && normalShare(math.Log(d.Median), d.Sigma, math.Log(d.Lo), math.Log(d.Hi)) >= leastShare) {
		return &params.Error{Path: "median", Found: fmt.Sprintf("%g with a spread of %g", d.Median, d.Sigma), Want: fmt.Sprintf("at least %g %% of the values between %g and %g", 100*leastShare, d.Lo, d.Hi)}
	}
	return nil
}

func (d LogNormal) draw(rng *rand.Rand) float64 {
	for {
		if x := d.Median * math.Exp(d.Sigma*rng.NormFloat64()); x >= d.Lo && x <= d.Hi {
			return x
		}
	}
}

func (d LogNormal) typical() float64 { return min(max(d.Median, d.Lo), d.Hi) }

func rising(lo, hi, top float64) error {
	if !(lo >= 0 && lo < hi && hi <= top) {
		return &params.Error{Path: "lo", Found: fmt.Sprintf("a range from %g to %g", lo, hi), Want: fmt.Sprintf("a rising range within 0 to %g", top)}
	}
	return nil
}
