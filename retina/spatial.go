package retina

import "math"

// Spatial is the receptive field of retinal cells: a difference of Gaussians
// of contrast (Marr 1982; Rodieck 1965),
//
//	ON(r) = exp(-r²/2σc²)/(2πσc²) - exp(-r²/2σs²)/(2πσs²),  OFF = -ON,
//
// at LGN positions every Spacing pixels. Its gain for a grating of f cycles a
// pixel is exp(-2π²σc²f²) - exp(-2π²σs²f²). The result is divided by the gain
// at the spatial frequency of the receptive fields.
type Spatial struct {
	_ struct{} `eq:"ON(r) = exp(−r²/2σ_c²)/(2πσ_c²) − exp(−r²/2σ_s²)/(2πσ_s²),  OFF = −ON\ngain at f c/px: exp(−2π²σ_c²f²) − exp(−2π²σ_s²f²)" ref:"Rodieck 1965; Marr 1982"`

	SigmaCenter   float64 `json:"sigma_center_px" sym:"σ_c" label:"centre" unit:"px" default:"2.5" range:"0.3,20" step:"0.1" tier:"more" doc:"standard deviation of the centre"`
	SigmaSurround float64 `json:"sigma_surround_px" sym:"σ_s" label:"surround" unit:"px" default:"4" range:"0.4,30" step:"0.1" tier:"more" doc:"standard deviation of the surround"`
	Spacing       int     `json:"spacing_px" label:"LGN spacing" unit:"px" default:"2" range:"1,16" live:"rebuild" tier:"more" doc:"distance between LGN positions"`
	Margin        int     `json:"margin_px" label:"LGN margin" unit:"px" default:"4" range:"0,64" live:"rebuild" tier:"more" doc:"distance of the first LGN position from the edge of the frame"`
	Operator      string  `json:"operator" label:"spatial operator" default:"linear" choice:"linear,peak" tier:"more" ref:"Ladret 2019 (peak)" doc:"linear sums contrast times filter, peak takes its largest value within the window"`
	Window        int     `json:"window_px" label:"peak window" unit:"px" default:"2" range:"1,8" tier:"more" doc:"half width of the window of the peak operator" when:"operator=peak"`
}

// DifferenceOfGaussians is exp(-r²/2σc²)/σc² - exp(-r²/2σs²)/σs² at (x, y)
// from the centre of an ON cell; OFF is its negative.
func DifferenceOfGaussians(x, y, sigmaCenter, sigmaSurround float64) float64 {
	r2, c2, s2 := x*x+y*y, sigmaCenter*sigmaCenter, sigmaSurround*sigmaSurround
	return math.Exp(-r2/(2*c2))/c2 - math.Exp(-r2/(2*s2))/s2
}

// gain is the gain of the linear operator for a grating of f cycles a pixel.
func (p *Spatial) gain(f float64) float64 {
	g := func(sigma float64) float64 { return math.Exp(-2 * math.Pi * math.Pi * sigma * sigma * f * f) }
	return g(p.SigmaCenter) - g(p.SigmaSurround)
}

// referenceGain is what activity is divided by: the gain at f, but not less
// than a twentieth of the largest gain, so that what these cells cannot see
// stays unseen and noise is not blown up.
func (p *Spatial) referenceGain(f float64) float64 {
	gain := p.gain
	if p.Operator == "peak" {
		gain = newPeak(p, grid{}).gain
	}
	var best float64
	for k := 1; k <= 100; k++ {
		best = max(best, gain(float64(k)*0.005))
	}
	return max(gain(f), best/20)
}

// minGridSide is the least number of LGN positions along each side.
const minGridSide = 4

// grid is where LGN cells are: column i at x = margin + i·spacing, row j
// likewise, margins at least Margin on all sides.
type grid struct {
	cols, rows      int
	spacing, margin int
}

func newGrid(p *Spatial, w, h int) grid {
	along := func(side int) int { return max(0, (side-1-2*p.Margin)/p.Spacing+1) }
	return grid{cols: along(w), rows: along(h), spacing: p.Spacing, margin: p.Margin}
}

func (g grid) n() int { return g.cols * g.rows }

// at is the pixel coordinate of column or row i.
func (g grid) at(i int) int { return g.margin + i*g.spacing }
