package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// Plaid is the sum of two drifting gratings (Adelson and Movshon 1982, Nature
// 300), each moving at right angles to its bars,
//
//	L = ½ (1 + w (C₁ cos(2π sf₁ x₁ + φ₁ - 2π tf₁ t) + C₂ cos(2π sf₂ x₂ + φ₂ - 2π tf₂ t))).
//
// The bars of the first stand at θ and those of the second at θ + crossing;
// the second's frequencies are given as ratios, so that one slider moves both.
// With both ratios 1 the plaid is symmetric and moves towards
// θ - 90 + crossing/2 ("type I"); for a plaid that moves towards d set
// θ = d + 90 - crossing/2. Other ratios make it asymmetric, also of "type II".
// A plaid has two orientations, so it has no true one unless the second share
// is 0 (the first alone) or 100 (the second alone).
type Plaid struct {
	_ struct{} `eq:"luminance = ½ (1 + w C (s₁ cos(2π f₀ x₁ + φ − 2π tf t) + s₂ cos(2π f₂ x₂ + φ₂ − 2π tf₂ t)))\nbars of the first at θ, of the second at θ + crossing" ref:"Adelson & Movshon 1982"`

	Screen
	Theta       float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars of the first component, anticlockwise, 0 horizontal; it drifts towards theta_deg - 90"`
	Crossing    float64 `json:"crossing_angle_deg" label:"crossing angle" unit:"deg" default:"120" range:"0,180" step:"1" doc:"angle from the bars of the first component to those of the second, anticlockwise; also between their directions" ref:"Adelson and Movshon 1982"`
	SF          float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"spatial frequency of the first component"`
	TF          float64 `json:"tf_hz" sym:"tf" label:"temporal frequency" unit:"Hz" default:"2" range:"-30,30" step:"0.1" doc:"temporal frequency of the first component, negative drifts the other way"`
	Phase       float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase of the first component at the middle of the aperture in the first frame"`
	Contrast    float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast of the plaid, the sum of its components', 0 is blank"`
	Share       float64 `json:"second_share_pct" label:"share of the second" unit:"%" default:"50" range:"0,100" step:"1" doc:"part of the contrast that the second component has, 50 for equal ones"`
	SFRatio     float64 `json:"second_sf_ratio" label:"spatial frequency ratio" default:"1" range:"0.1,10" step:"0.05" scale:"log" tier:"more" doc:"spatial frequency of the second component over the first's"`
	TFRatio     float64 `json:"second_tf_ratio" label:"temporal frequency ratio" default:"1" range:"-10,10" step:"0.05" tier:"more" doc:"temporal frequency of the second component over the first's, 0 stands still, negative drifts the other way"`
	SecondPhase float64 `json:"second_phase_deg" label:"phase of the second" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase of the second component at the middle of the aperture in the first frame"`
	Aperture
}

func init() {
	params.Register[Stimulus]("plaid", func() Stimulus { return new(Plaid) })
}

func (p *Plaid) spatialFreq() float64  { return p.SF }
func (p *Plaid) temporalFreq() float64 { return p.TF }

// check refuses a second component that aliases, and an aperture that is none.
func (p *Plaid) check() error {
	if err := p.Aperture.check(); err != nil {
		return err
	}
	return checkWaves(&p.Screen, p.waves())
}

func (p *Plaid) waves() []wave {
	first := wave{
		theta: p.Theta, sf: p.SF, tf: p.TF, phase: p.Phase, contrast: p.Contrast / 100 * (1 - p.Share/100), motion: "drifting",
		x: p.X, y: p.Y, window: p.window(p.Theta), sfKey: "sf_cpd", tfKey: "tf_hz",
	}
	second := first
	second.theta, second.sf, second.tf = p.Theta+p.Crossing, p.SF*p.SFRatio, p.TF*p.TFRatio
	second.phase, second.contrast = p.SecondPhase, p.Contrast/100*p.Share/100
	second.sfKey, second.tfKey = "second_sf_ratio", "second_tf_ratio"
	return []wave{first, second}
}

// Velocity is the motion of the plaid as a whole, deg/s, y upward: the one
// velocity that both components allow (intersection of constraints). NaN where
// their bars are parallel.
func (p *Plaid) Velocity() (vx, vy float64) {
	ws := p.waves()
	s1, c1 := math.Sincos((ws[0].theta - 90) * math.Pi / 180)
	s2, c2 := math.Sincos((ws[1].theta - 90) * math.Pi / 180)
	u1, u2 := ws[0].tf/ws[0].sf, ws[1].tf/ws[1].sf
	det := c1*s2 - s1*c2
	if !(math.Abs(det) > 1e-12) {
		return math.NaN(), math.NaN()
	}
	return (u1*s2 - u2*s1) / det, (u2*c1 - u1*c2) / det
}

// Open starts the plaid.
func (p *Plaid) Open(sim.Seed) (Movie, error) { return openGratings("plaid", p) }

var _ Retunable = (*gratingMovie[Plaid, *Plaid])(nil)
