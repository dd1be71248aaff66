package experiment

import (
	"time"

	"striate/analysis"
)

// luminanceEvery is how often the histogram of luminance is worth sending.
const luminanceEvery = 200 * time.Millisecond

// LuminanceView is the luminance of the frame on the screen, before it became
// bytes.
type LuminanceView struct {
	Michelson, RMS float64 // (max - min)/(max + min), sd/mean
	ClippedPct     float64 // of pixels at exactly 0 or 1, %
	Mean           float64
	Hist           []uint32 // of 64 bins from 0 to 1
}

// luminance is nil where there is no picture.
func (r *Run) luminance() *LuminanceView {
	if r.step.Luminance == nil {
		return nil
	}
	l := analysis.LuminanceOf(r.step.Luminance)
	return &LuminanceView{l.Michelson, l.RMS, l.ClippedPct, l.Mean, l.Hist}
}
