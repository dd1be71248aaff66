package analysis

import (
	"fmt"
	"math"
	"strings"
)

// Figure is the traces one above the other over time; spikes are strokes over
// the first variable of each cell.
func (m *TracesMeter) Figure() *Figure {
	f := &Figure{Name: "traces", Title: "Traces", Kind: Cartesian, Summary: "no neuron is watched: click one in the raster", Y: Axis{Label: "State", Max: 1}}
	stop := float64(m.stop) * m.dt
	f.X = timeAxis(max(0, stop-m.set.WindowMs)/1000, stop/1000)
	all := m.Traces()
	var words []string
	for i, t := range all {
		x, y := make(Series, len(t.X)), Series(t.X)
		for k := range x {
			x[k] = t.StartMs + float64(k)*t.EveryMs
		}
		m.column(&f.Table, x, t)
		if i >= m.set.Rows {
			continue
		}
		row := m.rows[m.order[i]]
		role, label := Ink, t.Population
		if row.place >= 0 {
			role, label = Role(m.pops[row.place].Role), m.pops[row.place].Label
		}
		block := Block{Label: fmt.Sprintf("%s %d", short(label), t.Cell), Note: fmt.Sprintf("%s (%s)", t.symbol(), t.Unit), Role: role, Share: 1}
		lo, hi := extent(y)
		top := hi + .04*(hi-lo)
		if row.first {
			top = hi + .25*(hi-lo) // room for the strokes
		}
		if m.thresh != nil {
			if at := m.thresh(t.Population, t.Variable); at > lo-2*(hi-lo) && at < hi+2*(hi-lo) {
				lo, top = min(lo, at), max(top, at+.06*(hi-lo))
				f.Layers = append(f.Layers, Layer{Mark: Rule, Role: Faint, Dash: true, Block: i, Y: Series{at}})
			}
		}
		block.Y = insideAxis(block.Note, lo-.04*(hi-lo), top, 3)
		if row.first {
			block.Value, block.Unit, _ = strings.Cut(spikeCount(len(t.SpikesMs)), " ")
			low, high := make(Series, len(t.SpikesMs)), make(Series, len(t.SpikesMs))
			for k := range low {
				low[k], high[k] = top-.2*(hi-lo), top
			}
			f.Layers = append(f.Layers, Layer{Mark: Stems, Role: Ink, Block: i, X: seconds(t.SpikesMs), Low: low, High: high})
			words = append(words, fmt.Sprintf("%s of %s cell %d", spikeCount(len(t.SpikesMs)), short(label), t.Cell))
		}
		x, y = Thinned(seconds(x), y, 1500)
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: role, Block: i, X: x, Y: y})
		f.Blocks = append(f.Blocks, block)
	}
	if len(all) > 0 {
		f.Summary = fmt.Sprintf("%d traces from %.2f to %.2f s", len(all), f.X.Min, f.X.Max)
		if len(all) > m.set.Rows {
			f.Summary = fmt.Sprintf("%d of %s", m.set.Rows, f.Summary)
		}
		if len(words) > 0 {
			f.Summary += ": " + strings.Join(words, ", ")
		}
	}
	return f
}

// seconds are times in ms as the axis has them.
func seconds(ms []float64) Series {
	s := make(Series, len(ms))
	for i, t := range ms {
		s[i] = t / 1000
	}
	return s
}

// spikeCount is "1 spike", "2 spikes".
func spikeCount(n int) string {
	if n == 1 {
		return "1 spike"
	}
	return fmt.Sprintf("%d spikes", n)
}

// column adds a trace to the table, with a column of times of its own where
// they are not those of the last.
func (m *TracesMeter) column(t *Table, times Series, trace Trace) {
	last := -1
	for i, c := range t.Columns {
		if strings.HasPrefix(c.Name, "t_ms") {
			last = i
		}
	}
	if same := last >= 0 && len(t.Columns[last].Values) == len(times) && (len(times) == 0 || t.Columns[last].Values[0] == times[0] && t.Columns[last].Values[len(times)-1] == times[len(times)-1]); !same {
		name := "t_ms"
		if last >= 0 {
			name = fmt.Sprintf("t_ms_%d", len(t.Columns)+1)
		}
		t.Columns = append(t.Columns, Column{Name: name, Values: times})
	}
	name := fmt.Sprintf("%s_%d_%s", trace.Population, trace.Cell, trace.symbol())
	if key := keyOf(trace.Unit); key != "" && key != "1" {
		name += "_" + key
	}
	t.Columns = append(t.Columns, Column{Name: name, Values: Series(trace.X)})
}

// symbol is the name of the variable without its unit: "v" of "v_mv".
func (t Trace) symbol() string { return strings.TrimSuffix(t.Variable, "_"+keyOf(t.Unit)) }

// extent is the least and largest finite value, a unit apart where they meet.
func extent(y Series) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range y {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	switch {
	case !(hi >= lo):
		return 0, 1
	case hi-lo <= 1e-9*max(math.Abs(lo), math.Abs(hi), 1e-9):
		return lo - .5, hi + .5
	}
	return lo, hi
}

// Thinned keeps the least and the largest of every few samples, in order of
// time, so that at most about n remain and no peak is lost.
func Thinned(x, y Series, n int) (Series, Series) {
	if len(y) <= n {
		return x, y
	}
	k := (2*len(y) + n - 1) / n
	var tx, ty Series
	for from := 0; from < len(y); from += k {
		lo, hi := from, from
		for i := from; i < min(from+k, len(y)); i++ {
			if y[i] < y[lo] {
				lo = i
			}
			if y[i] > y[hi] {
				hi = i
			}
		}
		for _, i := range [2]int{min(lo, hi), max(lo, hi)} {
			if len(tx) == 0 || tx[len(tx)-1] != x[i] {
				tx, ty = append(tx, x[i]), append(ty, y[i])
			}
		}
	}
	return tx, ty
}
