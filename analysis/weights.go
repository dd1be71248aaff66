package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// Weights is a snapshot of one projection: W[post·len + pre], row-major
// [post, pre], in unit, NaN where there is no synapse.
type Weights struct {
	Label string // "input → E"
	Pre   sim.Population
	Post  sim.Population
	W     []float64
	Max   float64 // the ceiling w_max; 0 where there is none: then the largest
	Unit  string  // "nS"
}

// Figure is the matrix, presynaptic on x and postsynaptic rising on y, signed
// by the role of the presynaptic population: warm excites, cool inhibits.
// Of more than maxSide neurons on a side, neighbours are averaged into one cell.
func (w Weights) Figure() *Figure {
	nx, ny, data, pooled := w.pooled(maxSide)
	sign, top := 1.0, w.Max
	if w.Pre.Role == sim.Inhibitory {
		sign = -1
	}
	if !(top > 0) {
		top = max(largest(data), 1e-12)
	}
	for i := range data {
		data[i] *= sign
	}
	f := &Figure{Name: "weights", Title: "Weights", Kind: Cartesian, X: side("Pre", w.Pre), Y: side("Post", w.Post)}
	f.Layers = []Layer{{Mark: Heat, Role: Signed, Image: &Image{W: nx, H: ny, Data: data, Map: Diverging, Min: -top, Max: top,
		Label: fmt.Sprintf("Weight (%s)", w.Unit)}}}
	mean, n := w.mean()
	f.Summary = fmt.Sprintf("%s: %d synapses, mean %.3g %s, w_max %.3g %s", w.Label, n, mean, w.Unit, top, w.Unit)
	if pooled > 1 {
		f.Summary += fmt.Sprintf(", mean of up to %d neurons a cell", pooled)
	}
	var pre, post, value Series
	for i := range ny {
		for j := range nx {
			if v := data[i*nx+j]; !math.IsNaN(v) {
				pre, post, value = append(pre, float64(j)), append(post, float64(i)), append(value, v*sign)
			}
		}
	}
	f.Table = Table{Columns: []Column{{Name: "pre", Values: pre}, {Name: "post", Values: post}, {Name: "weight_" + keyOf(w.Unit), Values: value}}}
	return f
}

// maxSide is the most cells along a side of a weight matrix.
const maxSide = 120

// pooled averages W down to at most side cells each way.
func (w Weights) pooled(side int) (nx, ny int, data Series, pool int) {
	kx, ky := max(1, (w.Pre.N+side-1)/side), max(1, (w.Post.N+side-1)/side)
	nx, ny = (w.Pre.N+kx-1)/kx, (w.Post.N+ky-1)/ky
	data = make(Series, nx*ny)
	count := make([]float64, nx*ny)
	for i := range w.Post.N {
		for j := range w.Pre.N {
			if v := w.W[i*w.Pre.N+j]; !math.IsNaN(v) {
				k := i/ky*nx + j/kx
				data[k] += v
				count[k]++
			}
		}
	}
	for k := range data {
		data[k] /= count[k] // 0/0: NaN, no synapse
	}
	return nx, ny, data, kx * ky
}

func (w Weights) mean() (mean float64, n int) {
	for _, v := range w.W {
		if !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	return mean / float64(max(1, n)), n
}

// Histogram is the distribution of the weights in so many bins from 0 to Max.
func (w Weights) Histogram(bins int) *Figure {
	top := w.Max
	if !(top > 0) {
		top = max(largest(w.W), 1e-12)
	}
	x, y := make(Series, bins), make(Series, bins)
	for k := range x {
		x[k] = (float64(k) + .5) * top / float64(bins)
	}
	for _, v := range w.W {
		if !math.IsNaN(v) {
			y[min(max(int(v/top*float64(bins)), 0), bins-1)]++
		}
	}
	mean, n := w.mean()
	role := Role(w.Pre.Role)
	f := &Figure{Name: "weights-histogram", Title: "Weights", Kind: Cartesian,
		Summary: fmt.Sprintf("%s: %d synapses, mean %.3g %s", w.Label, n, mean, w.Unit),
		X:       insideAxis(fmt.Sprintf("Weight (%s)", w.Unit), 0, top, 4), Y: risingAxis("Synapses (1)", largest(y)),
		Layers: []Layer{{Mark: Bars, Role: role, X: x, Y: y, Width: top / float64(bins)}}}
	f.Table = Table{Columns: []Column{{Name: "weight_" + keyOf(w.Unit), Values: x}, {Name: "synapses", Values: y}}}
	return f
}

// side is the axis of a population: its preferred orientations where they
// rise evenly over half a turn, else the index.
func side(word string, p sim.Population) Axis {
	label := p.Label
	if label == "" {
		label = p.Name
	}
	if len(p.Preferred) == p.N && p.N > 0 && rising(p.Preferred) {
		return Axis{Label: fmt.Sprintf("%s: %s θ (deg)", word, label), Min: 0, Max: 180, Ticks: []float64{0, 90, 180}, Period: 180}
	}
	return Axis{Label: fmt.Sprintf("%s: %s (index)", word, label), Min: 0, Max: float64(p.N), Ticks: []float64{0, float64(p.N)}}
}

// rising says whether orientations rise over half a turn so evenly that their
// order is an axis: none lies further from its place than the largest step.
func rising(s []float64) bool {
	step, last := 180/float64(len(s)), 0.0
	for _, v := range s {
		if v < last {
			return false
		}
		step, last = max(step, v-last), v
	}
	step = max(step, 180-last)
	for i, v := range s {
		if math.Abs(v-180*float64(i)/float64(len(s))) > step {
			return false
		}
	}
	return step <= 45
}

// keyOf is a unit as the end of a key: "nS" gives "ns", "µS" gives "us".
func keyOf(unit string) string {
	key := []byte{}
	for _, r := range unit {
		switch {
		case r == 'µ' || r == 'μ':
			key = append(key, 'u')
		case r >= 'A' && r <= 'Z':
			key = append(key, byte(r)+'a'-'A')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			key = append(key, byte(r))
		}
	}
	return string(key)
}
