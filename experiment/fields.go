package experiment

import (
	"math"
	"slices"

	"striate/analysis"
	"striate/retina"
	"striate/sim"
)

// fieldsShown is how many receptive fields the figure has.
const fieldsShown = 12

// eyed is a feed whose cells are those of the retina.
type eyed interface {
	// retinal are the numbers of its cells among those of the retina.
	retinal() []int
}

// hasFields says whether the ring sees, and how.
func (r *Run) hasFields() bool {
	_, sees := r.retina.(retina.Mapped)
	_, has := r.input.(eyed)
	return sees && has
}

func (f *thalamicFeed) retinal() []int {
	all := make([]int, f.cells.N())
	for i := range all {
		all[i] = i
	}
	return all
}

func (f *channelFeed) retinal() []int { return f.from }

// fields prepares the receptive fields of neurons of the first ring, evenly
// spaced in orientation. It copies their weights, so that the rest can be done
// while the run goes on.
func (m *Monitor) fields() func() *analysis.Figure {
	r := m.run
	eye, feed := r.retina.(retina.Mapped), r.input.(eyed)
	p := r.input.afferents()
	m.weights = p.Weights(m.weights)
	from, n := feed.retinal(), p.Pre().N()
	preferred := p.Post().Info().Preferred
	picked := analysis.EvenlySpaced(preferred, fieldsShown)
	rows := make([][]float64, len(picked))
	for k, j := range picked {
		rows[k] = slices.Clone(m.weights[j*n:][:n])
	}
	fields, cells := eye.Fields(), len(r.retina.Cells())
	out := analysis.Fields{AtS: r.TimeMs() / 1000, Unit: "nS"}
	g := r.exp.Stimulus.Value.Geometry()
	edges := func(n, px int) (lo, hi float64) { // of n positions in so many pixels, from their middle
		lo = float64(fields.Margin) - float64(fields.Spacing)/2 - float64(px-1)/2
		return lo / g.PixelsPerDegree(), (lo + float64(n*fields.Spacing)) / g.PixelsPerDegree()
	}
	out.Left, out.Right = edges(fields.Cols, g.Width)
	top, foot := edges(fields.Rows, g.Height)
	out.Foot, out.Top = -foot, -top
	return func() *analysis.Figure {
		out := out
		for k, j := range picked {
			weight, even := byCell(rows[k], from, cells)
			out.Of = append(out.Of, analysis.Field{ThetaDeg: preferred[j], Neuron: j, RF: frameOf(fields, weight), Even: frameOf(fields, even)})
		}
		return out.Figure()
	}
}

// byCell spreads the weights of one neuron over the cells of the retina, as they
// are and at their mean; NaN, no synapse, is 0.
func byCell(row []float64, from []int, cells int) (weight, even []float64) {
	weight, even = make([]float64, cells), make([]float64, cells)
	sum, n := 0.0, 0.0
	for _, w := range row {
		if !math.IsNaN(w) {
			sum, n = sum+w, n+1
		}
	}
	for k, w := range row {
		if !math.IsNaN(w) {
			weight[from[k]], even[from[k]] = w, sum/n
		}
	}
	return weight, even
}

// frameOf is the sum of the fields as a picture.
func frameOf(m *retina.FieldMap, weight []float64) *sim.Frame {
	f := sim.NewFrame(m.Cols, m.Rows)
	for i, v := range m.Sum(weight) {
		f.Pix[i] = float32(v)
	}
	return f
}
