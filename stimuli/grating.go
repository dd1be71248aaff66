package stimuli

import (
	"striate/params"
	"striate/sim"
)

// Grating is a sinusoidal luminance grating, drifting or flickering in place,
//
//	L = ½ (1 + C w cos(2π sf x' + φ - 2π tf t))
//	L = ½ (1 + C w cos(2π sf x' + φ) cos(2π tf t))    counterphase, a standing wave
//
// x' the distance in degrees from the middle of the aperture along θ-90, the
// direction it drifts in, and w the aperture.
type Grating struct {
	_ struct{} `eq:"luminance = ½ (1 + C w cos(2π f₀ x + φ − 2π tf t)),  x across the bars at θ, w the aperture\ncounterphase: ½ (1 + C w cos(2π f₀ x + φ) cos(2π tf t))"`

	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal"`
	Motion   string  `json:"motion" label:"motion" default:"drifting" choice:"static,drifting,counterphase" doc:"whether the grating stands still, drifts, or flickers in place from bright to dark"`
	SF       float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"spatial frequency"`
	TF       float64 `json:"tf_hz" sym:"tf" label:"temporal frequency" unit:"Hz" default:"2" range:"-30,30" step:"0.1" doc:"temporal frequency, negative drifts the other way" when:"motion!=static"`
	Phase    float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase at the middle of the aperture in the first frame"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast, 0 is blank"`
	Aperture
}

func init() {
	params.Register[Stimulus]("grating", func() Stimulus { return new(Grating) })
}

func (g *Grating) spatialFreq() float64 { return g.SF }

// temporalFreq is 0 for bars that stand still.
func (g *Grating) temporalFreq() float64 {
	if g.Motion == "static" {
		return 0
	}
	return g.TF
}

// SpeedDps is the speed of the bars, tf/sf in deg/s; 0 where they stay in place.
func (g *Grating) SpeedDps() float64 {
	if g.Motion != "drifting" {
		return 0
	}
	return g.TF / g.SF
}

func (g *Grating) waves() []wave {
	return []wave{{
		theta: g.Theta, sf: g.SF, tf: g.TF, phase: g.Phase, contrast: g.Contrast / 100, motion: g.Motion,
		x: g.X, y: g.Y, window: g.window(g.Theta), sfKey: "sf_cpd", tfKey: "tf_hz",
	}}
}

// Open starts the grating.
func (g *Grating) Open(sim.Seed) (Movie, error) { return openGratings("grating", g) }

var _ Retunable = (*gratingMovie[Grating, *Grating])(nil)
