package retina

import "math"

// ReceptiveFields are those of thalamo-recipient cells: log-Gabor weights on
// ON and OFF cells, for NTheta orientations over the full 180 degrees, NSide x
// NSide positions and NPhase phases. The input is push-pull,
//
//	I = Σ w₊ (ON - OFF) + Σ |w₋| (OFF - ON),
//
// which after half-wave rectification is Σ w (ON - OFF) = Σ w y: a field and
// its antiphase are each other's negative.
type ReceptiveFields struct {
	_ struct{} `eq:"drive = Σ w₊ (ON − OFF) + Σ |w₋| (OFF − ON),  N_θ orientations\nw = Re F⁻¹[exp(−½ ln²(f/f_RF)/B_RF²) / f · exp(cos(arg f − θ + 90°) / B_θRF²)]" ref:"Fischer et al. 2007"`

	NTheta    int     `json:"n_theta" sym:"N_θ" label:"orientations" default:"12" range:"2,36" live:"rebuild" tier:"more" doc:"number of preferred orientations over 180 deg"`
	NSide     int     `json:"n_side" label:"positions a side" default:"4" range:"1,8" live:"rebuild" tier:"more" doc:"receptive fields along each side of the frame"`
	NPhase    int     `json:"n_phase" label:"phases" default:"4" range:"1,8" live:"rebuild" tier:"more" doc:"phases of the receptive field at each place"`
	SF        float64 `json:"sf_cpp" sym:"f_RF" label:"RF frequency" unit:"c/px" default:"0.05" range:"0.01,0.25" step:"0.005" tier:"more" doc:"spatial frequency of the receptive fields, and the reference of retinal gain"`
	Follow    bool    `json:"follow" label:"follow stimulus" default:"true" tier:"more" doc:"receptive fields take the spatial frequency of the stimulus"`
	BSF       float64 `json:"b_sf" sym:"B_RF" label:"frequency width" default:"0.5" range:"0.1,1.5" step:"0.05" tier:"more" doc:"standard deviation of the natural logarithm of spatial frequency"`
	BTheta    float64 `json:"b_theta_deg" sym:"B_θRF" label:"RF bandwidth" unit:"deg" default:"25" range:"5,90" step:"1" tier:"more" doc:"width of the orientation lobe exp(cos(θ)/B²)"`
	Weighting string  `json:"weighting" label:"RF weighting" default:"gabor" choice:"gabor,binary" tier:"more" ref:"Ladret 2019 (binary)" doc:"weight LGN cells by the value of the field, or by its sign alone"`
	Threshold float64 `json:"threshold" label:"binary threshold" default:"0" range:"0,0.9" tier:"more" doc:"part of its peak that a binary field must exceed to read an LGN cell" when:"weighting=binary"`
	BinaryPx  int     `json:"binary_px" label:"binary extent" unit:"px" default:"10" range:"2,64" tier:"more" doc:"half width of the square in which a binary field reads LGN cells" when:"weighting=binary"`
}

// Range of the spatial frequency of receptive fields, c/px; the tag of SF says
// the same.
const (
	minFieldSF = 0.01
	maxFieldSF = 0.25
)

// centres are the n whole pixels nearest to equal steps along a side, the first
// and last as far from the edges as 12/64 of the shorter side of the frame: 12,
// 25, 38, 51 for four on 64 pixels. One distance for both sides, so that the
// edges cut the fields alike and no orientation is favoured.
func centres(n, side, shorter int) []int {
	first := math.Round(12 * float64(shorter) / 64)
	last := float64(side-1) - first
	at := make([]int, n)
	for i := range at {
		if n == 1 {
			at[i] = (side - 1) / 2
			continue
		}
		at[i] = int(math.Round(first + (last-first)*float64(i)/float64(n-1)))
	}
	return at
}

// computed is how many phases have weights of their own: with an even number
// the second half is the first with the other sign.
func (p *ReceptiveFields) computed() int {
	if p.NPhase%2 == 0 {
		return p.NPhase / 2
	}
	return p.NPhase
}

// thetaDeg and phaseDeg are the preferred orientation and phase of index i.
func (p *ReceptiveFields) thetaDeg(i int) float64 { return 180 * float64(i) / float64(p.NTheta) }
func (p *ReceptiveFields) phaseDeg(i int) float64 { return 360 * float64(i) / float64(p.NPhase) }

// shape is the parameters that the weights depend on.
func (p ReceptiveFields) shape() ReceptiveFields {
	p.Follow = false
	return p
}

// cells lists all receptive fields: orientation slowest, then row, column and
// phase.
func (p *ReceptiveFields) cells(w, h int) []Cell {
	xs, ys := centres(p.NSide, w, min(w, h)), centres(p.NSide, h, min(w, h))
	cells := make([]Cell, 0, p.NTheta*p.NSide*p.NSide*p.NPhase)
	for t := range p.NTheta {
		for _, y := range ys {
			for _, x := range xs {
				for f := range p.NPhase {
					cells = append(cells, Cell{ThetaDeg: p.thetaDeg(t), X: float64(x), Y: float64(y), PhaseDeg: p.phaseDeg(f)})
				}
			}
		}
	}
	return cells
}
