package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"striate/params"
	"striate/sim"
)

// RasterView is which spikes a raster shows, and in what order.
type RasterView struct {
	Sort        string  `json:"sort" default:"preferred" choice:"index,preferred,rate" doc:"order of the rows from the foot: by number, by preferred orientation where there is one, or by rate over the last six seconds shown"`
	Populations string  `json:"populations" default:"" doc:"names of the populations blockRows, as in E,I; empty for all"`
	Neurons     string  `json:"neurons" default:"" doc:"neurons blockRows, as in 0-19,40, or of one population alone, as in E:0-19;I:5; empty for all"`
	FromS       float64 `json:"from_s" unit:"s" default:"-1" range:"-1,36000" doc:"when the raster begins, at most a minute ago; -1 for six seconds before its end"`
	UntilS      float64 `json:"until_s" unit:"s" default:"inf" range:"0,inf" doc:"when the raster ends, at most a minute ago; inf for now"`
}

// DefaultRasterView is the last six seconds of everything.
var DefaultRasterView = RasterView{Sort: "preferred", FromS: -1, UntilS: math.Inf(1)}

// Recording is the spikes that are remembered, for a raster.
type Recording struct {
	Dt          float64 // ms
	First, Stop int64   // steps that are remembered: First <= step < Stop
	Populations []sim.Population
	Spikes      [][]sim.Spike // by population, in time order; at least those of the range asked for
	Changes     ThetaChanges
}

// usualSeconds is how much a raster shows unless told.
const usualSeconds = 6

// Range is the steps that the view shows of a run that remembers those from
// first to stop.
func (v RasterView) Range(dt float64, first, stop int64) (from, until int64, err error) {
	at := func(s float64) int64 { return int64(math.Round(s * 1000 / dt)) }
	seconds := func(step int64) float64 { return float64(step) * dt / 1000 }
	until = stop
	if !math.IsInf(v.UntilS, 1) {
		until = at(v.UntilS)
		if until > stop || until <= first && stop > first {
			return 0, 0, &params.Error{Path: "until_s", Found: params.FormatNumber(v.UntilS), Want: fmt.Sprintf("after %.3g s, the oldest that is remembered, to %.6g s, which is now", seconds(first), seconds(stop))}
		}
	}
	from = max(first, until-at(usualSeconds))
	if v.FromS >= 0 {
		from = at(v.FromS)
		if from >= until && until > 0 {
			return 0, 0, &params.Error{Path: "from_s", Found: params.FormatNumber(v.FromS), Want: fmt.Sprintf("before until_s, %.6g s", seconds(until))}
		}
		from = max(from, first)
	}
	return from, until, nil
}

// blockRows is one population of a view: its neurons in order of their rows.
type blockRows struct {
	of     int // number of the population
	chosen int // neurons asked for
	every  int // of those one in so many has a row
	rows   []int
}

// choose are the populations of the view and their neurons, in order of
// preferred orientation or index.
func (v RasterView) choose(populations []sim.Population, most int) ([]blockRows, error) {
	var out []blockRows
	var names []string
	for i, p := range populations {
		out = append(out, blockRows{of: i})
		names = append(names, p.Name)
	}
	if v.Populations != "" {
		out = nil
		for _, word := range strings.FieldsFunc(v.Populations, func(c rune) bool { return c == ',' || c == ' ' }) {
			i := named(names, word)
			if i < 0 {
				return nil, &params.Error{Path: "populations", Found: strconv.Quote(word), Want: "of " + strings.Join(names, ", ")}
			}
			if !slices.ContainsFunc(out, func(s blockRows) bool { return s.of == i }) {
				out = append(out, blockRows{of: i})
			}
		}
		slices.SortFunc(out, func(a, b blockRows) int { return cmp.Compare(a.of, b.of) })
	}
	chosen, err := v.neurons(populations, names, out)
	if err != nil {
		return nil, err
	}
	for k := range out {
		s, p := &out[k], populations[out[k].of]
		all := chosen[s.of]
		if all == nil {
			all = make([]int, p.N)
			for i := range all {
				all[i] = i
			}
		}
		if isTuned(p) {
			slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(Wrap(p.Preferred[a]), Wrap(p.Preferred[b])) })
		}
		s.chosen, s.every = len(all), max(1, (len(all)+most-1)/most)
		for i := 0; i < len(all); i += s.every {
			s.rows = append(s.rows, all[i])
		}
	}
	return out, nil
}

func isTuned(p sim.Population) bool { return len(p.Preferred) == p.N && p.N > 0 }

// named is the place of a name, in whatever case, -1 where there is none.
func named(names []string, word string) int {
	if i := slices.Index(names, word); i >= 0 {
		return i
	}
	return slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, word) })
}

// neurons reads lists of neurons, by population; without an entry all.
func (v RasterView) neurons(populations []sim.Population, names []string, among []blockRows) (map[int][]int, error) {
	out := map[int][]int{}
	for _, part := range strings.Split(v.Neurons, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, list, one := strings.Cut(part, ":")
		of := among
		if !one {
			list = part
		} else if i := named(names, strings.TrimSpace(name)); i < 0 {
			return nil, &params.Error{Path: "neurons", Found: strconv.Quote(strings.TrimSpace(name)), Want: "of " + strings.Join(names, ", ")}
		} else {
			of = []blockRows{{of: i}}
		}
		for _, s := range of {
			p := populations[s.of]
			for _, word := range strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' }) {
				low, high, ranged := strings.Cut(word, "-")
				a, err := strconv.Atoi(low)
				b, err2 := a, error(nil)
				if ranged {
					b, err2 = strconv.Atoi(high)
				}
				if err != nil || err2 != nil || a < 0 || b < a || b >= p.N {
					return nil, &params.Error{Path: "neurons", Found: strconv.Quote(word), Want: fmt.Sprintf("0 to %d of %s, such as 0-19,40", p.N-1, p.Name)}
				}
				for i := a; i <= b; i++ {
					if !slices.Contains(out[s.of], i) {
						out[s.of] = append(out[s.of], i)
					}
				}
			}
			slices.Sort(out[s.of])
		}
	}
	return out, nil
}

// Figure draws the view: a block for each population and a row for each neuron,
// or for one in so many where there are more than DefaultRaster.Rows.
func (v RasterView) Figure(r Recording) (*Figure, error) {
	from, until, err := v.Range(r.Dt, r.First, r.Stop)
	if err != nil {
		return nil, err
	}
	chosen, err := v.choose(r.Populations, DefaultRaster.Rows)
	if err != nil {
		return nil, err
	}
	seconds := func(step int64) float64 { return float64(step) * r.Dt / 1000 }
	f := &Figure{Name: "raster", Title: "Spikes", Kind: Cartesian, X: timeAxis(seconds(from), seconds(until))}
	var times, index Series
	var names, words []string
	for b, s := range chosen {
		p := r.Populations[s.of]
		var spikes []sim.Spike
		if s.of < len(r.Spikes) {
			spikes = r.Spikes[s.of]
		}
		row, axis, pitch := v.lay(p, s, spikes, until, span(usualSeconds*1000, r.Dt))
		block := Block{Label: p.Label, Note: s.note(p.N), Role: Role(p.Role), Share: .36, Y: axis}
		if s.every > 1 {
			block.Share = .26
		}
		var x, y Series
		base := len(names)
		for _, sp := range spikes {
			if sp.Step >= from && sp.Step < until && row[sp.Index] >= 0 {
				x, y = append(x, seconds(sp.Step)), append(y, row[sp.Index])
				names, index = append(names, p.Name), append(index, float64(sp.Index))
			}
		}
		begun := f.X.Min
		if cut := len(x) - DefaultRaster.Marks; cut > 0 { // the newest
			begun = x[cut]
			x, y = x[cut:], y[cut:]
			names, index = slices.Delete(names, base, base+cut), slices.Delete(index, base, base+cut)
		}
		if want := v.FromS; begun > f.X.Min || want >= 0 && want < begun-1e-9 {
			block.Note += fmt.Sprintf(", from %.1f s", begun)
		}
		times = append(times, x...)
		if hz := float64(len(x)) / float64(max(1, len(s.rows))) / (seconds(until) - begun); !math.IsNaN(hz) && !math.IsInf(hz, 0) {
			block.Value, block.Unit = fmt.Sprintf("%.1f", hz), "Hz mean"
			words = append(words, fmt.Sprintf("%s %.1f Hz", p.Label, hz))
		}
		f.Blocks = append(f.Blocks, block)
		f.Layers = append(f.Layers, Layer{Mark: Spikes, Role: Role(p.Role), Block: b, X: x, Y: y, Width: pitch})
	}
	f.Layers = append(f.Layers, r.Changes.rules(r.Dt, from, until)...)
	f.Summary = fmt.Sprintf("spikes from %.1f to %.1f s; mean rates: %s", f.X.Min, f.X.Max, strings.Join(words, ", "))
	if v.Sort != DefaultRasterView.Sort {
		f.Summary += "; rows by " + v.Sort
	}
	f.Table = Table{Columns: []Column{{Name: "time_s", Values: times}, {Name: "population", Words: names}, {Name: "neuron", Values: index}}}
	return f, nil
}

// note is "60 neurons", "20 of 60 shown" or "768, 1 of 8 shown".
func (s blockRows) note(n int) string {
	switch {
	case s.chosen < n && s.every > 1:
		return fmt.Sprintf("%d of %d, 1 of %d shown", s.chosen, n, s.every)
	case s.chosen < n:
		return fmt.Sprintf("%d of %d shown", s.chosen, n)
	case s.every > 1:
		return fmt.Sprintf("%d, 1 of %d shown", n, s.every)
	}
	return fmt.Sprintf("%d neurons", n)
}

// lay gives each neuron of s its place on the y axis, −1 to those without a
// row, and the height of a row. Rates are of the last steps before until.
func (v RasterView) lay(p sim.Population, s blockRows, spikes []sim.Spike, until, last int64) (place []float64, axis Axis, pitch float64) {
	place = make([]float64, p.N)
	for i := range place {
		place[i] = -1
	}
	n := float64(len(s.rows))
	if v.Sort == "preferred" && isTuned(p) && s.chosen == p.N {
		all := rows(p.Preferred)
		for _, i := range s.rows {
			place[i] = all[i]
		}
		return place, Axis{Label: "Preferred orientation (deg)", Min: 0, Max: 180, Ticks: []float64{0, 90, 180}, Period: 180}, 180 / n
	}
	order := slices.Clone(s.rows)
	what := "Neuron (index)"
	switch {
	case v.Sort == "rate":
		what = "Rank by rate (1)"
		counts := make([]int, p.N)
		for _, sp := range spikes {
			if sp.Step >= until-last && sp.Step < until {
				counts[sp.Index]++
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
	case v.Sort == "index" || !isTuned(p):
		slices.Sort(order)
	default:
		what = "Rank by preferred θ (1)"
	}
	axis = Axis{Label: what, Min: 0, Max: max(1, n), Ticks: []float64{0, max(1, n)}}
	for k, i := range order {
		place[i] = float64(k) + .5
	}
	if what == "Neuron (index)" && s.chosen == p.N { // the axis is the index itself
		for _, i := range order {
			place[i] = float64(i) + .5
		}
		axis.Max, axis.Ticks = float64(p.N), []float64{0, float64(p.N)}
		return place, axis, float64(s.every)
	}
	if what == "Neuron (index)" {
		axis.Label = "Neuron (rank)"
	}
	return place, axis, 1
}
