package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// LuminanceBins is the number of bins of a histogram of luminance.
const LuminanceBins = 64

// Luminance is how bright the pixels of one frame are, 0 to 1.
type Luminance struct {
	Mean       float64
	Michelson  float64 // (max - min)/(max + min); 0 for a black frame
	RMS        float64 // standard deviation over mean; 0 for a black frame
	ClippedPct float64 // of pixels at exactly 0 or 1, %
	Min, Max   float64
	Hist       []uint32 // pixels in LuminanceBins even bins from 0 to 1
}

// LuminanceOf measures a frame of linear luminance.
func LuminanceOf(f *sim.Frame) Luminance {
	l := Luminance{Min: math.Inf(1), Max: math.Inf(-1), Hist: make([]uint32, LuminanceBins)}
	sum, clipped := 0.0, 0
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range f.Pix {
		sum += float64(v)
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
		if v <= 0 || v >= 1 {
			clipped++
		}
		l.Hist[max(0, min(LuminanceBins-1, int(v*LuminanceBins)))]++
	}
	n := float64(len(f.Pix))
	l.Mean, l.Min, l.Max, l.ClippedPct = sum/n, float64(low), float64(high), 100*float64(clipped)/n
	square := 0.0
	for _, v := range f.Pix {
		square += (float64(v) - l.Mean) * (float64(v) - l.Mean)
	}
	if l.Mean > 0 {
		l.RMS = math.Sqrt(square/n) / l.Mean
	}
	if l.Max+l.Min > 0 {
		l.Michelson = (l.Max - l.Min) / (l.Max + l.Min)
	}
	return l
}

// LuminanceFigure is the histogram of one frame, with its mean and contrasts.
func LuminanceFigure(f *sim.Frame) *Figure {
	fig := &Figure{Name: "luminance", Title: "Luminance", Kind: Cartesian, Summary: "no stimulus",
		X: Axis{Label: "Luminance (0 to 1)", Min: 0, Max: 1, Ticks: []float64{0, .25, .5, .75, 1}}, Y: countAxis("Pixels (count)", 0)}
	if f == nil {
		return fig
	}
	l := LuminanceOf(f)
	x, y := make(Series, LuminanceBins), make(Series, LuminanceBins)
	for k := range x {
		x[k], y[k] = (float64(k)+.5)/LuminanceBins, float64(l.Hist[k])
	}
	fig.Y = countAxis("Pixels (count)", largest(y))
	fig.Layers = []Layer{
		{Mark: Bars, Role: Ink, X: x, Y: y, Width: 1. / LuminanceBins},
		{Mark: Rule, Role: Ink, X: Series{l.Mean}, Label: fmt.Sprintf("mean %.3g", l.Mean), Dash: true},
	}
	fig.Summary = fmt.Sprintf("mean luminance %.3g, Michelson contrast %.3g %%, rms contrast %.3g %%, %.3g %% of pixels clipped",
		l.Mean, 100*l.Michelson, 100*l.RMS, l.ClippedPct)
	fig.Table = Table{Columns: []Column{
		{Name: "luminance", Values: x}, {Name: "pixels", Values: y},
		{Name: "measure", Words: []string{"mean", "min", "max", "michelson_pct", "rms_pct", "clipped_pct"}},
		{Name: "value", Values: Series{l.Mean, l.Min, l.Max, 100 * l.Michelson, 100 * l.RMS, l.ClippedPct}},
	}}
	return fig
}
