package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// MotionCloud is a stationary Gaussian texture in motion: white noise filtered
// by the product of a colour, a radial, a speed and an orientation envelope
// (Sanz Leon, Vanzetta, Masson, Perrinet 2012, J. Neurophysiol. 107).
//
// Open gives the endless form, in which each spatial frequency is filtered white
// noise, an idea of Vacher et al. 2018; Render gives a block with the exact
// envelope, periodic in space and time.
type MotionCloud struct {
	_ struct{} `eq:"envelope E(f) = colour · radial · orientation · speed, C the contrast\ncolour 1/|f|^α;  radial exp(−½ ln²(|f|/f₀) / (B_sf ln 2)²) / |f|\norientation exp(cos 2(arg f − θ − 90°) / 4B_θ²)\nspeed exp(−½ (f_t + V·f)² / (B_V |f|)²),  V towards θ − 90°, or φ where it is free;  |f|² = f_x² + f_y² + (f_t/f_t0)²" ref:"Sanz Leon et al. 2012"`

	Screen
	Theta     float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal"`
	BTheta    float64 `json:"b_theta_deg" sym:"B_θ" label:"orientation bandwidth" unit:"deg" default:"15" range:"0,inf" step:"1" doc:"standard deviation of the orientation envelope, inf isotropic; above 48.7 there is no orientation" ref:"Sanz Leon et al. 2012"`
	SF        float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"1" range:"0.01,10" step:"0.05" scale:"log" doc:"central spatial frequency"`
	BSF       float64 `json:"b_sf_oct" sym:"B_sf" label:"frequency bandwidth" unit:"oct" default:"0.485" range:"0.01,inf" step:"0.05" doc:"bandwidth of the spatial frequency, log2((sf_0 + B_sf)/sf_0) in MotionClouds' terms, inf flat" ref:"Sanz Leon et al. 2012"`
	Speed     float64 `json:"speed_dps" sym:"V" label:"speed" unit:"deg/s" default:"2" range:"0,100" step:"0.1" doc:"mean speed of the texture" when:"b_v!=0|inf"`
	Direction string  `json:"direction" label:"direction" default:"across" choice:"across,free" tier:"more" doc:"across moves at right angles to the bars towards theta_deg - 90, free moves towards direction_deg"`
	DirDeg    float64 `json:"direction_deg" sym:"φ" label:"free direction" unit:"deg" default:"0" range:"0,360" step:"1" tier:"more" doc:"direction of motion when direction is free, 0 to the right, 90 upwards" when:"direction=free"`
	BV        float64 `json:"b_v" sym:"B_V" label:"speed bandwidth" default:"0.5" range:"0,inf" step:"0.05" doc:"speed bandwidth as a ratio, 0 a still texture, inf white noise in time" ref:"Sanz Leon et al. 2012"`
	Contrast  float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"contrast, 0 is blank"`
	Method    string  `json:"contrast_method" label:"contrast measure" default:"michelson" choice:"michelson,rms" tier:"more" doc:"michelson sets the largest deviation (3.5 standard deviations in the endless form), rms the standard deviation over the mean; what exceeds black or white is clipped"`
	Alpha     float64 `json:"alpha" sym:"α" label:"colour" default:"0" range:"0,4" step:"0.1" tier:"more" doc:"exponent of the colour envelope 1/f^alpha, 0 white, 1 pink, 2 brown"`
	Radial    string  `json:"radial" label:"radial envelope" default:"log_gabor" choice:"log_gabor,gaussian" tier:"more" doc:"shape of the spatial frequency envelope"`
	FT0       float64 `json:"ft_0" sym:"f_t0" label:"time weight" unit:"c/frame" default:"inf" range:"0.001,inf" tier:"more" doc:"temporal frequency that weighs as much as 1 c/px in the radius of the colour and radial envelopes, inf spatial only (block form)" when:"duration!=endless"`
	Duration  string  `json:"duration" label:"duration" default:"auto" choice:"auto,endless,block" live:"rebuild" tier:"more" doc:"block has the exact envelope and loops, endless goes on and never repeats; auto is a block in files and endless live"`
	Frames    int     `json:"block_frames" label:"frames of the block" default:"128" range:"1,4096" live:"rebuild" tier:"more" doc:"length of a block that is shown live; in files a block is as long as the film" when:"duration=block"`
	Dynamics  string  `json:"dynamics" label:"dynamics" default:"gaussian" choice:"gaussian,ar2" tier:"more" doc:"of the endless form: gaussian has MotionClouds' autocovariance to .003 at every lag, ar2 is the damped oscillator of Vacher et al. 2018, of the same variance in temporal frequency but with longer tails" ref:"Vacher et al. 2018" when:"duration!=block"`
	RandomAmp bool    `json:"random_amplitude" label:"random amplitude" default:"true" tier:"more" doc:"draw the amplitude of each frequency as well as its phase (block form; the endless form is always Gaussian)" when:"duration!=endless"`
}

func init() {
	params.Register[Stimulus]("motion_cloud", func() Stimulus { return new(MotionCloud) })
}

func (c *MotionCloud) spatialFreq() float64 { return c.SF }

// texture is the cloud in the units of its grid: pixels, frames, radians.
func (c *MotionCloud) texture() Texture {
	const rad = math.Pi / 180
	dir := c.Theta - 90
	if c.Direction == "free" {
		dir = c.DirDeg
	}
	v, sf := c.PxPerFrame(c.Speed), c.CyclesPerPx(c.SF)
	sin, cos := math.Sincos(dir * rad)
	return Texture{
		Theta: (c.Theta - 90) * rad, BTheta: c.BTheta * rad,
		SF0: sf, BSF: sf * (math.Exp2(c.BSF) - 1),
		VX: v * cos, VY: v * sin, BV: c.BV,
		Alpha: c.Alpha, FT0: c.FT0, Gaussian: c.Radial == "gaussian",
	}
}

// trueDeg is the orientation of the texture, NaN where it is blank or its
// envelope never falls to half of its height.
func (c *MotionCloud) trueDeg() float64 {
	if c.Contrast == 0 || !(c.BTheta < untunedDeg) {
		return math.NaN()
	}
	return math.Mod(c.Theta, 180)
}

// Open starts the endless form, or the block where the duration says so.
func (c *MotionCloud) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(c); err != nil {
		return nil, err
	}
	if c.Duration == "block" {
		return openLoop(c, seed)
	}
	return openCloud(c, seed), nil
}
