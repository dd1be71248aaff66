package stimuli

import (
	"fmt"
	"math"

	"striate/fourier"
	"striate/params"
	"striate/sim"
)

// LogGaborPyramid is a texture synthesised from random coefficients over the
// log-Gabor pyramid of [Pyramid] (Fischer, Šroubek, Perrinet, Redondo,
// Cristóbal 2007): on each level patches of one log-Gabor lie anywhere on the
// screen, each times a complex normal coefficient, so of random phase,
//
//	z = Re F⁻¹[O_θ(f) Σ_l sf_l^(1-α) b_l(f) F[a_l](f)],   L = ½ (1 + C z / max|z|),
//
// b_l the band of level l of sum 1, so that patches of all levels have one
// height at α = 1, and a_l density · pixels · sf_l² coefficients: equal power in
// each octave, the 1/f^α amplitude of natural images. Few patches make
// "droplets" (Ravello, Perrinet, Escobar, Palacios 2019, Sci. Rep. 9), many a
// Gaussian texture such as a still Motion Cloud. Corners of the spectrum fade
// out as in SLIP. The texture moves as a whole towards θ - 90, and what leaves
// the screen on one side comes in on the other.
type LogGaborPyramid struct {
	_ struct{} `eq:"z = Re F⁻¹[O(f) Σ_l f_l^(1−α) b_l(f) F[a_l](f)],  luminance = ½ (1 + C z / max|z|)\nO the orientation lobe of θ and B_θ, b_l the log-Gabor band of level l, width B_sf, a_l random coefficients;  drifts at V" ref:"Fischer et al. 2007; Ravello et al. 2019"`

	Screen
	Theta    float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal"`
	BTheta   float64 `json:"b_theta_deg" sym:"B_θ" label:"orientation bandwidth" unit:"deg" default:"15" range:"1,inf" step:"1" doc:"standard deviation of the orientation envelope, inf isotropic; above 48.7 there is no orientation" ref:"Fischer et al. 2007"`
	Speed    float64 `json:"speed_dps" sym:"V" label:"speed" unit:"deg/s" default:"1" range:"0,100" step:"0.1" doc:"speed of the texture at right angles to the bars"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast, 0 is blank"`
	Density  float64 `json:"density" label:"density" default:"1" range:"0.001,10" scale:"log" doc:"patches per square period on each level, few are droplets, many a Gaussian texture"`
	Alpha    float64 `json:"alpha" sym:"α" label:"colour" default:"1" range:"0,4" step:"0.1" tier:"more" doc:"exponent of the amplitude spectrum 1/f^alpha over the levels, 1 as in natural images"`
	First    int     `json:"first_level" label:"first level" default:"1" range:"0,40" tier:"more" doc:"the finest level that shows, 0 is just under half a cycle per pixel"`
	Levels   int     `json:"levels" label:"levels" default:"40" range:"1,40" tier:"more" doc:"how many levels show from the first on, if there are so many: log(pixels)/log(base_levels) in all"`
	Base     float64 `json:"base_levels" label:"level ratio" default:"1.618" range:"1.2,2.5" step:"0.001" tier:"more" doc:"ratio of the scales of neighbouring levels, the golden section in LogGabor" ref:"Fischer et al. 2007"`
	BSF      float64 `json:"b_sf_oct" sym:"B_sf" label:"frequency bandwidth" unit:"oct" default:"0.577" range:"0.01,10" step:"0.05" tier:"more" doc:"standard deviation of the spatial frequency on one level, octaves" ref:"Fischer et al. 2007"`
}

func init() {
	params.Register[Stimulus]("log_gabor_pyramid", func() Stimulus { return new(LogGaborPyramid) })
}

// check refuses a pyramid that ends before its first level.
func (g *LogGaborPyramid) check() error {
	if n := len(Pyramid(g.Height, g.Width, g.Base)); !(g.First < n) {
		return &params.Error{Path: "first_level", Found: fmt.Sprint(g.First), Want: fmt.Sprintf("at most %d, the coarsest level of this screen", n-1)}
	}
	return nil
}

// SpatialFreqs are the levels that show, c/deg, finest first.
func (g *LogGaborPyramid) SpatialFreqs() []float64 {
	sf := g.bands()
	for i := range sf {
		sf[i] *= g.PixelsPerDegree()
	}
	return sf
}

// bands are the levels that show, c/px.
func (g *LogGaborPyramid) bands() []float64 {
	sf := Pyramid(g.Height, g.Width, g.Base)
	return sf[g.First:min(g.First+g.Levels, len(sf))]
}

// Open makes the texture.
func (g *LogGaborPyramid) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	nh := g.Width/2 + 1
	m := &pyramidMovie{
		g: *g, seed: uint64(seed.Sub("log_gabor_pyramid")), trueDeg: math.NaN(), nh: nh,
		texture: make([]complex128, g.Width*g.Height), half: make([]complex128, g.Height*nh),
		re: make([]float32, g.Height*nh), im: make([]float32, g.Height*nh), z: make([]float32, g.Width*g.Height),
		rampX: make([]complex128, nh), cols: fourier.NewPlan[float32](g.Height), rows: fourier.NewReal[float32](g.Width),
	}
	m.synthesise()
	return m, m.orient()
}
