package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"striate/sim"
)

// Raster keeps the last seconds of spikes, in bounded memory. Of a large
// population it keeps every k-th neuron and says so.
type Raster struct {
	Seconds float64 `json:"last_s" label:"raster shown" unit:"s" default:"6" range:"0.5,120" step:"0.5" doc:"how much of the past the raster shows" live:"rebuild" tier:"more"`
	Rows    int     `json:"max_rows" label:"rows" default:"120" range:"1,5000" doc:"most neurons drawn of one population; of more, every k-th is shown" live:"rebuild" tier:"more"`
	Marks   int     `json:"max_marks" label:"marks" default:"60000" range:"100,1000000" doc:"most spikes kept of one population; the oldest go first" live:"rebuild" tier:"more"`
}

// DefaultRaster is 6 s, at most 120 rows and 60000 spikes a population.
var DefaultRaster = Raster{Seconds: 6, Rows: 120, Marks: 60000}

// Open keeps all populations.
func (r Raster) Open(populations []sim.Population) (Meter, error) { return r.For(populations), nil }

// For keeps these populations, in the order of the steps.
func (r Raster) For(populations []sim.Population) *RasterMeter {
	m := &RasterMeter{set: r}
	for _, p := range populations {
		m.pops = append(m.pops, rasterRows{
			p: sim.Population{Name: p.Name, Label: p.Label, Role: p.Role, N: p.N, Preferred: append([]float64(nil), p.Preferred...)},
			k: max(1, (p.N+r.Rows-1)/r.Rows), row: rows(p.Preferred), ring: make([]sim.Spike, min(256, r.Marks)),
		})
	}
	return m
}

// rows are the places of neurons on an axis of orientation, in order of their
// preference. Neurons that share one stand above each other up to the next
// where that keeps all within a step of their place; otherwise each stands at
// its preference.
func rows(preferred []float64) []float64 {
	order := make([]int, len(preferred))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(preferred[a], preferred[b]) })
	at, sorted := make([]float64, len(preferred)), make([]float64, len(preferred))
	for rank, i := range order {
		at[i], sorted[rank] = 180*float64(rank)/float64(len(preferred)), preferred[i]
	}
	if !rising(sorted) {
		copy(at, preferred)
	}
	return at
}

// RasterMeter is a Raster at work.
type RasterMeter struct {
	set     Raster
	pops    []rasterRows
	dt      float64
	start   int64
	stop    int64
	began   bool
	changes ThetaChanges
}

type rasterRows struct {
	p    sim.Population
	k    int         // one neuron of k is shown
	row  []float64   // place of each neuron on the axis of orientation, deg
	ring []sim.Spike // of those shown
	head int
	n    int
	lost int64 // last step of a spike dropped for want of room, +1
}

// Add keeps the spikes of one step.
func (m *RasterMeter) Add(st *sim.Step) {
	if !m.began || st.Start < m.stop {
		m.began, m.dt, m.start = true, st.Dt, st.Start
		for i := range m.pops {
			m.pops[i].head, m.pops[i].n, m.pops[i].lost = 0, 0, 0
		}
	}
	m.stop = st.Stop
	oldest := st.Stop - span(m.set.Seconds*1000, st.Dt)
	m.changes.Add(st)
	for i := range m.pops {
		if i < len(st.Spikes) {
			m.pops[i].add(st.Spikes[i], m.set.Marks)
		}
		m.pops[i].trim(oldest)
	}
}

func (r *rasterRows) add(spikes []sim.Spike, limit int) {
	for _, s := range spikes {
		if int(s.Index)%r.k != 0 {
			continue
		}
		if r.n == len(r.ring) && r.n < limit {
			wider := make([]sim.Spike, min(2*len(r.ring), limit))
			k := copy(wider, r.ring[r.head:])
			copy(wider[k:], r.ring[:r.head])
			r.ring, r.head = wider, 0
		}
		if r.n == len(r.ring) {
			r.lost = r.ring[r.head].Step + 1
			r.head = (r.head + 1) % len(r.ring)
			r.n--
		}
		r.ring[(r.head+r.n)%len(r.ring)] = s
		r.n++
	}
}

func (r *rasterRows) trim(oldest int64) {
	for r.n > 0 && r.ring[r.head].Step < oldest {
		r.head = (r.head + 1) % len(r.ring)
		r.n--
	}
}

// note is "60 neurons" or "768, 1 of 8 shown".
func (r *rasterRows) note() string {
	if r.k == 1 {
		return fmt.Sprintf("%d neurons", r.p.N)
	}
	return fmt.Sprintf("%d, 1 of %d shown", r.p.N, r.k)
}

// Figure is one block for each population, by preferred orientation where it
// has one and by index where not.
func (m *RasterMeter) Figure() *Figure {
	f := &Figure{Name: "raster", Title: "Spikes", Kind: Cartesian}
	stop := float64(m.stop) * m.dt / 1000
	f.X = timeAxis(max(float64(m.start)*m.dt/1000, stop-m.set.Seconds), stop)
	var times, index Series
	var names, words []string
	for b := range m.pops {
		r := &m.pops[b]
		block := Block{Label: r.p.Label, Note: r.note(), Role: Role(r.p.Role), Share: .36}
		if r.k > 1 {
			block.Share = .26
		}
		tuned := len(r.p.Preferred) == r.p.N && r.p.N > 0
		if tuned {
			block.Y = Axis{Label: "Preferred orientation (deg)", Min: 0, Max: 180, Ticks: []float64{0, 90, 180}, Period: 180}
		} else {
			block.Y = Axis{Label: "Neuron (index)", Min: 0, Max: float64(r.p.N), Ticks: []float64{0, float64(r.p.N)}}
		}
		x, y := make(Series, r.n), make(Series, r.n)
		for i := range r.n {
			s := r.ring[(r.head+i)%len(r.ring)]
			x[i] = float64(s.Step) * m.dt / 1000
			y[i] = float64(s.Index) + .5
			if tuned {
				y[i] = r.row[s.Index]
			}
			names, index = append(names, r.p.Name), append(index, float64(s.Index))
		}
		times = append(times, x...)
		from := f.X.Min
		if full := float64(r.lost) * m.dt / 1000; full > from {
			from = full
			block.Note += fmt.Sprintf(", from %.1f s", full)
		}
		if hz := r.rate(f.X.Max - from); !math.IsNaN(hz) {
			block.Value, block.Unit = fmt.Sprintf("%.1f", hz), "Hz mean"
			words = append(words, fmt.Sprintf("%s %.1f Hz", r.p.Label, hz))
		}
		f.Blocks = append(f.Blocks, block)
		f.Layers = append(f.Layers, Layer{Mark: Spikes, Role: Role(r.p.Role), Block: b, X: x, Y: y})
	}
	f.Layers = append(f.Layers, m.changes.rules(m.dt, m.stop-span(m.set.Seconds*1000, m.dt), m.stop)...)
	f.Summary = fmt.Sprintf("spikes from %.1f to %.1f s; mean rates: %s", f.X.Min, f.X.Max, strings.Join(words, ", "))
	f.Table = Table{Columns: []Column{{Name: "time_s", Values: times}, {Name: "population", Words: names}, {Name: "neuron", Values: index}}}
	return f
}

// rate is the mean rate of the neurons shown over so many seconds, Hz.
func (r *rasterRows) rate(seconds float64) float64 {
	rows := (r.p.N + r.k - 1) / r.k
	return float64(r.n) / (float64(rows) * seconds)
}
