package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// StimulusFigure shows one luminance frame, linear grey from 0 to 1.
func StimulusFigure(f *sim.Frame, trueDeg float64) *Figure {
	fig := &Figure{Name: "stimulus", Title: "Stimulus", Kind: Pictures, Summary: "no stimulus"}
	if f == nil {
		return fig
	}
	im := picture(f, Grey, 0, 1, "Luminance (1)")
	fig.Layers = []Layer{{Mark: Heat, Role: Ink, Image: im}}
	mean, sd := moments(im.Data)
	fig.Summary = fmt.Sprintf("%d × %d pixels, mean luminance %.2f, rms contrast %.0f %%", f.W, f.H, mean, 100*sd/mean)
	if !math.IsNaN(trueDeg) {
		fig.Summary += fmt.Sprintf(", bars at %s°", Angle(trueDeg))
	}
	fig.Table = pixels(f.W, Column{Name: "luminance", Values: im.Data})
	return fig
}

// LGNFigure shows the rates of ON and OFF cells (Hz) on one scale of colours,
// up to maxHz; 0 takes the largest.
func LGNFigure(on, off *sim.Frame, maxHz float64) *Figure {
	fig := &Figure{Name: "lgn", Title: "LGN", Kind: Pictures, Summary: "no retina"}
	if on == nil || off == nil {
		return fig
	}
	a, b := picture(on, Sequential, 0, 1, "Rate (Hz)"), picture(off, Sequential, 0, 1, "Rate (Hz)")
	top := maxHz
	if !(top > 0) {
		top = max(largest(a.Data), largest(b.Data), 1)
	}
	a.Max, b.Max = top, top
	fig.Layers = []Layer{{Mark: Heat, Role: Ink, Label: "ON", Image: a}, {Mark: Heat, Role: Ink, Label: "OFF", Image: b}}
	meanOn, _ := moments(a.Data)
	meanOff, _ := moments(b.Data)
	fig.Summary = fmt.Sprintf("mean rate ON %.3g Hz, OFF %.3g Hz, scale to %.3g Hz", meanOn, meanOff, top)
	fig.Table = pixels(on.W, Column{Name: "on_hz", Values: a.Data}, Column{Name: "off_hz", Values: b.Data})
	return fig
}

func picture(f *sim.Frame, m ColorMap, lo, hi float64, label string) *Image {
	im := &Image{W: f.W, H: f.H, Data: make(Series, len(f.Pix)), Map: m, Min: lo, Max: hi, Label: label}
	for i, v := range f.Pix {
		im.Data[i] = float64(v)
	}
	return im
}

func moments(s []float64) (mean, sd float64) {
	for _, v := range s {
		mean += v
	}
	mean /= float64(len(s))
	for _, v := range s {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / float64(len(s)))
}

// pixels is a table of pixels, x to the right and row down from the top.
func pixels(w int, values ...Column) Table {
	n := values[0].Len()
	x, row := make(Series, n), make(Series, n)
	for i := range n {
		x[i], row[i] = float64(i%w), float64(i/w)
	}
	return Table{Columns: append([]Column{{Name: "x_px", Values: x}, {Name: "row_px", Values: row}}, values...)}
}
