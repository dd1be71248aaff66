package stimuli

import (
	"striate/params"
	"striate/sim"
)

// CenterSurround is a grating in a disc with another in a ring about it, grey
// between and beyond. Phases are counted from their common middle; edges are
// raised cosines of half a height at the border, so that without a gap the two
// cross over without a seam. Its true orientation is that of the bars in sight,
// NaN while center and surround show different ones.
type CenterSurround struct {
	_ struct{} `eq:"luminance = ½ (1 + C w cos(2π f₀ x + φ − 2π tf t)),  x across the bars at θ;  w the disc of the center;  the surround alike, in its ring"`

	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars of the center, anticlockwise, 0 horizontal"`
	Motion   string  `json:"motion" label:"motion" default:"drifting" choice:"static,drifting,counterphase" doc:"whether both gratings stand still, drift, or flicker in place from bright to dark"`
	SF       float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"2" range:"0.01,10" step:"0.05" scale:"log" doc:"spatial frequency of the center"`
	TF       float64 `json:"tf_hz" sym:"tf" label:"temporal frequency" unit:"Hz" default:"2" range:"-30,30" step:"0.1" doc:"temporal frequency of the center, negative drifts the other way" when:"motion!=static"`
	Phase    float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase of the center at its middle in the first frame"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast of the center, 0 is blank"`
	Center   float64 `json:"center_deg" label:"center diameter" unit:"deg" default:"1.2" range:"0.01,200" step:"0.1" doc:"diameter of the center"`

	SurroundTheta    float64 `json:"surround_theta_deg" label:"surround orientation" unit:"deg" default:"150" range:"0,180" step:"1" doc:"angle of the bars of the surround"`
	SurroundSF       float64 `json:"surround_sf_cpd" label:"surround spatial frequency" unit:"c/deg" default:"2" range:"0.01,10" step:"0.05" scale:"log" tier:"more" doc:"spatial frequency of the surround"`
	SurroundTF       float64 `json:"surround_tf_hz" label:"surround temporal frequency" unit:"Hz" default:"2" range:"-30,30" step:"0.1" tier:"more" doc:"temporal frequency of the surround, negative drifts the other way" when:"motion!=static"`
	SurroundPhase    float64 `json:"surround_phase_deg" label:"surround phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase of the surround at its middle in the first frame"`
	SurroundContrast float64 `json:"surround_contrast_pct" label:"surround contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast of the surround, 0 is blank"`
	Surround         float64 `json:"surround_deg" label:"surround diameter" unit:"deg" default:"3" range:"0.01,200" step:"0.1" doc:"outer diameter of the surround"`
	Gap              float64 `json:"gap_deg" label:"gap" unit:"deg" default:"0.2" range:"0,100" step:"0.05" tier:"more" doc:"width of the grey ring between center and surround"`
	Placement
}

func init() {
	params.Register[Stimulus]("center_surround", func() Stimulus { return new(CenterSurround) })
}

func (c *CenterSurround) spatialFreq() float64 { return c.SF }

// temporalFreq is 0 for bars that stand still.
func (c *CenterSurround) temporalFreq() float64 {
	if c.Motion == "static" {
		return 0
	}
	return c.TF
}

// check refuses a surround without width and one that aliases.
func (c *CenterSurround) check() error {
	if inner := c.Center + 2*c.Gap; !(c.Surround > inner) {
		return &params.Error{Path: "surround_deg", Found: params.FormatNumber(c.Surround), Want: "more than center_deg + 2 gap_deg, " + params.FormatNumber(inner)}
	}
	return checkWaves(&c.Screen, c.waves())
}

func (c *CenterSurround) waves() []wave {
	disc := window{shape: "circle", outer: c.Center, edge: c.Edge, aspect: 1}
	ring := window{shape: "annulus", outer: c.Surround, inner: c.Center + 2*c.Gap, edge: c.Edge, aspect: 1}
	// One edge for both, so that they add up to 1 where they meet.
	disc.edge = min(c.Edge, disc.outer, (ring.outer-ring.inner)/2)
	ring.edge = disc.edge
	return []wave{
		{
			theta: c.Theta, sf: c.SF, tf: c.TF, phase: c.Phase, contrast: c.Contrast / 100, motion: c.Motion,
			x: c.X, y: c.Y, window: disc, sfKey: "sf_cpd", tfKey: "tf_hz",
		},
		{
			theta: c.SurroundTheta, sf: c.SurroundSF, tf: c.SurroundTF, phase: c.SurroundPhase, contrast: c.SurroundContrast / 100, motion: c.Motion,
			x: c.X, y: c.Y, window: ring, sfKey: "surround_sf_cpd", tfKey: "surround_tf_hz",
		},
	}
}

// Open starts both gratings.
func (c *CenterSurround) Open(sim.Seed) (Movie, error) { return openGratings("center_surround", c) }

var _ Retunable = (*gratingMovie[CenterSurround, *CenterSurround])(nil)
