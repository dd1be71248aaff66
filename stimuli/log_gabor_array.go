package stimuli

import (
	"math"
	"math/cmplx"

	"striate/params"
	"striate/sim"
)

// LogGaborArray is log-Gabor patches on a grid over the screen, as displays of
// contour integration, crowding and ensemble orientation use them (Field, Hayes
// and Hess 1993, Vision Res. 33; Dakin 2001, J. Opt. Soc. Am. A 18),
//
//	L = ½ (1 + C Re(Σ g_p e^{iφ_p} e^{i(φ - 2π tf t)})),
//
// g_p the complex kernel of [LogGabor] of height 1 in the middle of cell p, on
// whole pixels. Where patches overlap to more than 1, all are divided by the
// largest modulus, so nothing is clipped. The envelopes stand still; tf moves
// the bars under them towards θ - 90. An array of 1 x 1 is a log-Gabor.
//
// Orientations: all the same; jitter, normal about θ; gradient, turning evenly
// from left to right with θ in the middle; random, uniform. The true
// orientation of the frame is the mean over the patches (half the angle of the
// vector sum of doubled angles), NaN where its length is under one half.
type LogGaborArray struct {
	_ struct{} `eq:"luminance = ½ (1 + C Re(Σ g_p e^iφ_p e^i(φ − 2π tf t))),  g_p the log-Gabor of θ, B_θ, f₀, B_sf in the middle of cell p" ref:"Field, Hayes & Hess 1993; Dakin 2001"`

	Screen
	Theta        float64 `json:"theta_deg" sym:"θ" label:"orientation" unit:"deg" default:"60" range:"0,180" step:"1" doc:"angle of the bars, anticlockwise, 0 horizontal" when:"orientations!=random"`
	BTheta       float64 `json:"b_theta_deg" sym:"B_θ" label:"orientation bandwidth" unit:"deg" default:"15" range:"1,inf" step:"1" doc:"standard deviation of the orientation envelope of one patch; above 48.7 there is no orientation" ref:"Fischer et al. 2007"`
	SF           float64 `json:"sf_cpd" sym:"f₀" label:"spatial frequency" unit:"c/deg" default:"2.5" range:"0.01,10" step:"0.05" scale:"log" doc:"central spatial frequency"`
	BSF          float64 `json:"b_sf_oct" sym:"B_sf" label:"frequency bandwidth" unit:"oct" default:"0.72" range:"0.01,10" step:"0.05" doc:"standard deviation of the spatial frequency of one patch, octaves" ref:"Fischer et al. 2007"`
	Contrast     float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast of a patch in its even phase, 0 is blank"`
	Columns      int     `json:"columns" label:"columns" default:"3" range:"1,16" doc:"patches from left to right"`
	Rows         int     `json:"rows" label:"rows" default:"3" range:"1,16" doc:"patches from top to bottom"`
	Orientations string  `json:"orientations" label:"orientations" default:"same" choice:"same,jitter,gradient,random" doc:"how the orientation goes over the array"`
	Jitter       float64 `json:"theta_jitter_deg" label:"orientation jitter" unit:"deg" default:"15" range:"0,90" step:"1" doc:"standard deviation of the orientations of the patches, where they jitter" ref:"Dakin 2001" when:"orientations=jitter"`
	Gradient     float64 `json:"theta_gradient_deg" label:"orientation gradient" unit:"deg" default:"60" range:"-360,360" step:"5" tier:"more" doc:"turn of the orientation from the first to the last column, where it is a gradient" when:"orientations=gradient"`
	Phases       string  `json:"phases" label:"phases" default:"same" choice:"same,random" tier:"more" doc:"whether all patches have one phase or each its own"`
	Phase        float64 `json:"phase_deg" sym:"φ" label:"phase" unit:"deg" default:"0" range:"-360,360" step:"5" tier:"more" doc:"phase in the middle of each patch, 0 even, 90 odd"`
	TF           float64 `json:"tf_hz" sym:"tf" label:"temporal frequency" unit:"Hz" default:"0" range:"-30,30" step:"0.1" tier:"more" doc:"temporal frequency of the bars under their still envelopes, negative drifts the other way"`
}

func init() {
	params.Register[Stimulus]("log_gabor_array", func() Stimulus { return new(LogGaborArray) })
}

func (g *LogGaborArray) spatialFreq() float64  { return g.SF }
func (g *LogGaborArray) temporalFreq() float64 { return g.TF }

// mostPatches is the largest number of columns, and of rows.
const mostPatches = 16

// patchDraws are what is random about each patch, drawn for the largest array,
// so that a patch keeps its own when columns are added.
type patchDraws [mostPatches * mostPatches]struct{ normal, turn, phase float64 }

func drawPatches(seed sim.Seed) *patchDraws {
	r, d := seed.Rand("log_gabor_array"), new(patchDraws)
	for i := range d {
		d[i].normal, d[i].turn, d[i].phase = r.NormFloat64(), r.Float64(), r.Float64()
	}
	return d
}

// bars is the orientation of the patch in that row and column, deg.
func (g *LogGaborArray) bars(d *patchDraws, row, col int) float64 {
	p := d[row*mostPatches+col]
	switch g.Orientations {
	case "jitter":
		return g.Theta + g.Jitter*p.normal
	case "gradient":
		if g.Columns == 1 {
			return g.Theta
		}
		return g.Theta + g.Gradient*(float64(col)/float64(g.Columns-1)-0.5)
	case "random":
		return g.Theta + 180*p.turn
	}
	return g.Theta
}

// trueDeg is the mean orientation of the patches, NaN where there is none.
func (g *LogGaborArray) trueDeg(d *patchDraws) float64 {
	switch {
	case g.Contrast == 0 || !(g.BTheta < untunedDeg):
		return math.NaN()
	case g.Orientations == "same":
		return math.Mod(g.Theta, 180)
	}
	sum := complex128(0)
	for row := range g.Rows {
		for col := range g.Columns {
			sum += cmplx.Rect(1, g.bars(d, row, col)*math.Pi/90)
		}
	}
	if !(cmplx.Abs(sum) >= 0.5*float64(g.Rows*g.Columns)) {
		return math.NaN()
	}
	return math.Mod(cmplx.Phase(sum)*90/math.Pi+180, 180)
}

// kernel is the complex sum of all patches at phase 0.
func (g *LogGaborArray) kernel(d *patchDraws) ([]complex128, error) {
	const rad = math.Pi / 180
	w, h := g.Width, g.Height
	fr, fc := Axis(h), Axis(w)
	base := LogGaborFilter{SF0: g.CyclesPerPx(g.SF), BSF: g.BSF * math.Ln2, BTheta: g.BTheta * rad}
	band := make([]float64, 0, w*h)
	for _, r := range fr {
		for _, c := range fc {
			band = append(band, base.Band(r, c))
		}
	}
	band[h/2*w+w/2] = 0 // no mean

	spectrum := make([]complex128, w*h)
	lobe, ramp := make([]float64, w*h), make([]complex128, w)
	height, last := 0.0, math.NaN()
	for row := range g.Rows {
		for col := range g.Columns {
			if theta := g.bars(d, row, col); theta != last {
				last, height = theta, base.lobe(lobe, band, fr, fc, theta*rad)
			}
			if !(height > 0) {
				return nil, &params.Error{Path: "sf_cpd", Found: params.FormatNumber(g.SF), Want: "a band that holds at least one frequency of this screen"}
			}
			phase := 0.0
			if g.Phases == "random" {
				phase = 2 * math.Pi * d[row*mostPatches+col].phase
			}
			y := float64(h-1) - math.Floor((float64(g.Rows-1-row)+0.5)*float64(h)/float64(g.Rows)) // whole from the bottom, as x is from the left
			x := math.Floor((float64(col) + 0.5) * float64(w) / float64(g.Columns))
			for j, c := range fc {
				ramp[j] = cmplx.Rect(float64(w*h)/height, phase-2*math.Pi*x*c)
			}
			for i, r := range fr {
				start := cmplx.Rect(1, -2*math.Pi*y*r)
				for j, a := range lobe[i*w:][:w] {
					if a != 0 {
						spectrum[i*w+j] += complex(a, 0) * start * ramp[j]
					}
				}
			}
		}
	}
	k := SpatialKernel(spectrum, h, w, 0)
	top := 1.0
	for _, v := range k {
		top = max(top, cmplx.Abs(v))
	}
	for i := range k {
		k[i] /= complex(top, 0)
	}
	return k, nil
}

// lobe writes band · Orientation at theta rad and returns its sum, which is the
// height of the patch in space. What is under 10⁻¹² of the peak is left out.
func (g *LogGaborFilter) lobe(dst, band, fr, fc []float64, theta float64) (sum float64) {
	k := min(math.MaxFloat64, 1/(g.BTheta*g.BTheta))
	sin, cos := math.Sincos(theta)
	for i, r := range fr {
		for j, c := range fc {
			n := i*len(fc) + j
			dst[n] = 0
			// cos(arg f - theta), without the angle
			e := k * ((r*cos+c*sin)/radiusAt(r, c) - 1)
			if band[n] > 0 && e > -28 {
				dst[n] = band[n] * math.Exp(e)
				sum += dst[n]
			}
		}
	}
	return sum
}
