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
	Max   float64        // the ceiling w_max; 0 where there is none: then the largest
	Unit  string         // "nS"
	First *WeightProfile // as the projection was when it was first seen; nil for nothing
}

// Figure is four plots. The matrix, presynaptic on x and postsynaptic rising on
// y, of more than maxSide neurons on a side neighbours averaged into one cell;
// warm excites, cool inhibits. What the neurons of each orientation get on the
// mean. How many synapses have which weight. The mean weight by the difference
// in preferred orientation, where both sides have one. Grey: as First was.
func (w Weights) Figure() *Figure {
	nx, ny, data, pooled := w.pooled(maxSide)
	now, sign := w.Profile(), 1.0
	top := now.Max
	if w.Pre.Role == sim.Inhibitory {
		sign = -1
	}
	for i := range data {
		data[i] *= sign
	}
	unit := fmt.Sprintf("Weight (%s)", w.Unit)
	f := &Figure{Name: "weights", Title: "Weights", Kind: Multiples, Across: 4, X: side("Pre", w.Pre), Y: side("Post", w.Post)}
	f.Panels = []Panel{{Label: w.Label, X: f.X, Y: f.Y}}
	f.Layers = []Layer{{Mark: Heat, Role: Signed, Image: &Image{W: nx, H: ny, Data: data, Map: Diverging, Min: min(0, sign*top), Max: max(0, sign*top), Label: unit}}}
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
	key := "_" + keyOf(w.Unit)
	f.Table = Table{Columns: []Column{{Name: "pre", Values: pre}, {Name: "post", Values: post}, {Name: "weight" + key, Values: value}}}

	first := w.First
	if first != nil && first.Max != now.Max {
		first = nil // of another ceiling
	}
	against := func(label string, x Axis, y Axis, at Series, of func(*WeightProfile) Series, name string) {
		block := len(f.Panels)
		f.Panels = append(f.Panels, Panel{Label: label, X: x, Y: y})
		if first != nil {
			f.Layers = append(f.Layers, Layer{Mark: Line, Role: Faint, Block: block, X: at, Y: of(first), Label: "at first"})
			f.Table.Columns = append(f.Table.Columns, Column{Name: name + "_first", Values: of(first)})
		}
	}
	line := func(at, y Series) {
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: Ink, Block: len(f.Panels) - 1, X: at, Y: y, Label: "now"})
	}
	meanAxis := risingAxis(fmt.Sprintf("Mean weight (%s)", w.Unit), top)
	f.Table.Columns = append(f.Table.Columns, Column{Name: "post_" + now.key, Values: now.At}, Column{Name: "mean" + key, Values: now.Mean})
	against("Received", side("Post", w.Post), meanAxis, now.At, func(p *WeightProfile) Series { return p.Mean }, "mean"+key)
	line(now.At, now.Mean)

	f.Table.Columns = append(f.Table.Columns, Column{Name: "size" + key, Values: now.Size}, Column{Name: "synapses_pct", Values: now.Share})
	against("Sizes", insideAxis(unit, 0, top, 3), risingAxis("Synapses (%)", max(largest(now.Share), shareOf(first))), now.Size, func(p *WeightProfile) Series { return p.Share }, "synapses_pct")
	f.Layers = append(f.Layers, Layer{Mark: Bars, Role: Role(w.Pre.Role), Block: len(f.Panels) - 1, X: now.Size, Y: now.Share, Width: top / sizes})
	if k := len(f.Layers) - 1; first != nil { // over the bars
		f.Layers[k-1], f.Layers[k] = f.Layers[k], f.Layers[k-1]
	}

	if now.By != nil {
		f.Table.Columns = append(f.Table.Columns, Column{Name: "dtheta_deg", Values: now.Apart}, Column{Name: "mean_by_dtheta" + key, Values: now.By})
		against("By difference", Axis{Label: "Δθ = post − pre (deg)", Min: -90, Max: 90, Ticks: []float64{-90, 0, 90}}, meanAxis, now.Apart, func(p *WeightProfile) Series { return p.By }, "mean_by_dtheta"+key)
		line(now.Apart, now.By)
	} else {
		f.Across = 3
	}
	return f
}

func shareOf(p *WeightProfile) float64 {
	if p == nil {
		return 0
	}
	return largest(p.Share)
}

// WeightProfile is what a matrix comes to.
type WeightProfile struct {
	Max   float64 // the largest weight there may be
	At    Series  // orientation of postsynaptic neurons, deg, or their index
	Mean  Series  // weight of the synapses onto those, NaN where there are none
	Size  Series  // middle of each of the sizes from 0 to Max
	Share Series  // of the synapses with that weight, %
	Apart Series  // difference in preferred orientation, post − pre, deg
	By    Series  // mean weight at that difference; nil where there are no orientations

	key string // of At
}

// Bins of a profile: sizes, degrees of orientation, and neurons without one.
const (
	sizes    = 20
	everyDeg = 6
)

// Profile reduces the matrix.
func (w Weights) Profile() WeightProfile {
	p := WeightProfile{Max: w.Max, key: "theta_deg"}
	if !(p.Max > 0) {
		p.Max = max(largest(w.W), 1e-12)
	}
	bins := 180 / everyDeg
	post := func(i int) int { return min(int(Wrap(w.Post.Preferred[i])/everyDeg), bins-1) }
	if len(w.Post.Preferred) != w.Post.N || !rising(w.Post.Preferred) {
		p.key = "index"
		post = func(i int) int { return i * bins / w.Post.N }
	}
	step := 180 / float64(bins)
	if p.key == "index" {
		step = float64(w.Post.N) / float64(bins)
	}
	both := len(w.Post.Preferred) == w.Post.N && len(w.Pre.Preferred) == w.Pre.N && w.Pre.N*w.Post.N > 0
	count, count2 := make([]float64, bins), make([]float64, bins)
	p.At, p.Mean, p.Size, p.Share = make(Series, bins), make(Series, bins), make(Series, sizes), make(Series, sizes)
	if both {
		p.Apart, p.By = make(Series, bins+1), make(Series, bins+1)
		count2 = make([]float64, bins+1)
		for k := range p.Apart {
			p.Apart[k] = -90 + float64(k*everyDeg)
		}
	}
	n := 0.0
	for i := range w.Post.N {
		k := post(i)
		for j, v := range w.W[i*w.Pre.N:][:w.Pre.N] {
			if math.IsNaN(v) {
				continue
			}
			n++
			p.Mean[k] += v
			count[k]++
			p.Share[min(max(int(v/p.Max*sizes), 0), sizes-1)]++
			if both {
				d := int(math.Round((Apart(w.Post.Preferred[i], w.Pre.Preferred[j]) + 90) / everyDeg))
				p.By[d] += v
				count2[d]++
			}
		}
	}
	for k := range p.At {
		p.At[k] = (float64(k) + .5) * step
		p.Mean[k] /= count[k] // 0/0: no synapse
	}
	for k := range p.Size {
		p.Size[k] = (float64(k) + .5) * p.Max / sizes
		p.Share[k] *= 100 / max(1, n)
	}
	if both { // 90° on either side is the same
		sum, c := p.By[0]+p.By[bins], count2[0]+count2[bins]
		p.By[0], p.By[bins], count2[0], count2[bins] = sum, sum, c, c
		for k := range p.By {
			p.By[k] /= count2[k]
		}
	}
	return p
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
