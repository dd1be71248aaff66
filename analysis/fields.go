package analysis

import (
	"fmt"
	"math"
	"slices"

	"striate/sim"
)

// Fields are receptive fields of neurons of a ring: what each gets, through
// all its synapses, from ON minus OFF activity at each place,
//
//	RF_j(x, y) = Σ_k w_jk rf_k(x, y).
//
// Cells with oriented fields that reach a neuron by its orientation give it an
// oriented field before anything is learnt; what learning adds is told by
// comparing with the same synapses at equal weights.
type Fields struct {
	AtS   float64 // time, s
	Unit  string  // of the fields, "nS"
	Left  float64 // edges of the fields, deg of visual angle from the centre
	Right float64
	Foot  float64
	Top   float64
	Of    []Field
}

// Field is one receptive field.
type Field struct {
	ThetaDeg float64    // preferred orientation of the neuron
	Neuron   int        // its index
	RF       *sim.Frame // ON minus OFF, row 0 at the top
	Even     *sim.Frame // the same if every synapse had the mean weight of the neuron's
}

// EvenlySpaced are the indices of at most n neurons, those whose preferred
// orientations lie nearest to 0, 180/n, ... deg.
func EvenlySpaced(preferred []float64, n int) []int {
	var out []int
	n = min(n, len(preferred))
	for k := range n {
		best, off := -1, math.Inf(1)
		for i, p := range preferred {
			if d := math.Abs(Apart(p, 180*float64(k)/float64(n))); d < off-1e-9 && !slices.Contains(out, i) {
				best, off = i, d
			}
		}
		out = append(out, best)
	}
	return out
}

// tensor finds the orientation of a field, and how much of one it has.
func (f Field) tensor() Tensor {
	r := DefaultTensor.Open()
	r.See(f.RF)
	return r.Tensor()
}

// learnt is the share of the power of a field that equal weights do not give,
// 0 to 1: one less the squared cosine of both. NaN without a field.
func (f Field) learnt() float64 {
	var ab, aa, bb float64
	for i, v := range f.RF.Pix {
		a, b := float64(v), float64(f.Even.Pix[i])
		ab, aa, bb = ab+a*b, aa+a*a, bb+b*b
	}
	if !(aa > 0) {
		return math.NaN()
	}
	if !(bb > 0) {
		return 1
	}
	return max(0, 1-ab*ab/(aa*bb))
}

// Figure is a map of each, four in a row, warm where light excites (ON) and cool
// where darkness does (OFF), all on one scale about zero.
func (fs Fields) Figure() *Figure {
	f := &Figure{Name: "fields", Title: "Receptive fields", Kind: Multiples, Across: 4, Summary: "no receptive fields",
		X: insideAxis("x (deg)", fs.Left, fs.Right, 4), Y: insideAxis("y (deg)", fs.Foot, fs.Top, 4)}
	if len(fs.Of) == 0 {
		return f
	}
	top := 0.0
	for _, fl := range fs.Of {
		for _, v := range fl.RF.Pix {
			top = max(top, math.Abs(float64(v)))
		}
	}
	scale := top
	if !(scale > 0) {
		scale = 1
	}
	w, h := fs.Of[0].RF.W, fs.Of[0].RF.H
	var theta, neuron, deg, coherence, learnt Series
	x, y := make(Series, w*h), make(Series, w*h)
	for i := range x {
		x[i] = fs.Left + (float64(i%w)+.5)*(fs.Right-fs.Left)/float64(w)
		y[i] = fs.Top - (float64(i/w)+.5)*(fs.Top-fs.Foot)/float64(h)
	}
	f.Table.Columns = []Column{{Name: "x_deg", Values: x}, {Name: "y_deg", Values: y}}
	var off2, known float64
	for k, fl := range fs.Of {
		f.Panels = append(f.Panels, Panel{Label: Angle(fl.ThetaDeg) + "°", Theta: &fl.ThetaDeg, X: f.X, Y: f.Y})
		im := picture(fl.RF, Diverging, -scale, scale, fmt.Sprintf("ON − OFF (%s)", fs.Unit))
		f.Table.Columns = append(f.Table.Columns, Column{Name: fmt.Sprintf("rf_%d_%s", fl.Neuron, keyOf(fs.Unit)), Values: slices.Clone(im.Data)})
		upsideDown(im)
		f.Layers = append(f.Layers, Layer{Mark: Heat, Role: Signed, Block: k, Image: im})
		t := fl.tensor()
		theta, neuron = append(theta, fl.ThetaDeg), append(neuron, float64(fl.Neuron))
		deg, coherence, learnt = append(deg, t.Deg()), append(coherence, t.Coherence()), append(learnt, 100*fl.learnt())
		if d := Apart(t.Deg(), fl.ThetaDeg); !math.IsNaN(d) {
			off2, known = off2+d*d, known+1
		}
	}
	f.Table.Columns = append(f.Table.Columns, Column{Name: "neuron", Values: neuron}, Column{Name: "preferred_deg", Values: theta},
		Column{Name: "rf_deg", Values: deg}, Column{Name: "coherence", Values: coherence}, Column{Name: "learnt_pct", Values: learnt})
	f.Summary = fmt.Sprintf("%d receptive fields, ON minus OFF, at %.1f s: ", len(fs.Of), fs.AtS)
	if known == 0 {
		f.Summary += "all empty"
		return f
	}
	f.Summary += fmt.Sprintf("bars within %.1f° rms of the preferred θ, coherence %.2f, %.0f %% of their power learnt, largest %.3g %s",
		math.Sqrt(off2/known), mean(coherence), mean(learnt), top, fs.Unit)
	return f
}

// upsideDown turns a picture, row 0 at the top, into a matrix, row 0 at the
// foot.
func upsideDown(im *Image) {
	for a, b := 0, im.H-1; a < b; a, b = a+1, b-1 {
		for i := range im.W {
			p, q := a*im.W+i, b*im.W+i
			im.Data[p], im.Data[q] = im.Data[q], im.Data[p]
		}
	}
}

// mean is that of the finite values.
func mean(s []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range s {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}
