package analysis

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"striate/params"
	"striate/sim"
)

// Rates follows the mean rate of every population over time: spikes in bins,
// divided by bin and number of neurons.
type Rates struct {
	BinMs   float64 `json:"bin_ms" label:"rate bin" unit:"ms" default:"50" range:"1,1000" step:"1" doc:"width of a bin of the population rates" live:"rebuild" tier:"more"`
	Seconds float64 `json:"last_s" label:"rates shown" unit:"s" default:"6" range:"1,120" step:"1" doc:"how much of the past the rates show" live:"rebuild" tier:"more"`
}

// DefaultRates is bins of 50 ms over the last 6 s.
var DefaultRates = Rates{BinMs: 50, Seconds: 6}

// Open follows all populations.
func (r Rates) Open(populations []sim.Population) (Meter, error) { return r.For(populations), nil }

// For follows these populations, in the order of the steps.
func (r Rates) For(populations []sim.Population) *RatesMeter {
	return r.Holding(r.Seconds, populations)
}

// Holding is For, but that so many seconds are kept to look back at.
func (r Rates) Holding(seconds float64, populations []sim.Population) *RatesMeter {
	m := &RatesMeter{set: r, bins: int(math.Ceil(max(r.Seconds, seconds) * 1000 / r.BinMs))}
	for _, p := range populations {
		m.pops = append(m.pops, track{label: p.Label, name: p.Name, role: Role(p.Role), n: p.N, counts: make([]int, m.bins+1)})
	}
	return m
}

// RatesMeter is a Rates at work: a ring of bins, the last one open.
type RatesMeter struct {
	set   Rates
	bins  int
	pops  []track
	width int64 // steps a bin
	dt    float64
	first int64 // oldest bin held
	last  int64 // open bin
	stop  int64
	began bool
}

type track struct {
	label, name string
	role        Role
	n           int
	counts      []int // bin k is at k mod len
}

// Add counts the spikes of one step.
func (m *RatesMeter) Add(st *sim.Step) {
	if !m.began || st.Start < m.stop {
		m.began, m.dt = true, st.Dt
		m.width = span(m.set.BinMs, st.Dt)
		m.last = st.Start / m.width
		m.first = m.last
		if st.Start%m.width != 0 {
			m.first++ // a bin begun halfway is not shown
		}
		for _, p := range m.pops {
			clear(p.counts)
		}
	}
	m.stop = st.Stop
	for now := st.Stop / m.width; m.last < now; {
		m.last++
		m.first = max(m.first, m.last-int64(m.bins))
		for _, p := range m.pops {
			p.counts[m.last%int64(len(p.counts))] = 0
		}
	}
	for i := range m.pops {
		if i >= len(st.Spikes) {
			break
		}
		c := m.pops[i].counts
		for _, s := range st.Spikes[i] {
			if b := s.Step / m.width; b >= m.first && b <= m.last {
				c[b%int64(len(c))]++
			}
		}
	}
}

// Bins are the centres of the closed bins shown (s) and the rate of population
// i in each (Hz).
func (m *RatesMeter) Bins(i int) (t, hz Series) {
	return m.between(i, m.last-int64(math.Ceil(m.set.Seconds*1000/m.set.BinMs)), m.last)
}

// between is the same of the closed bins from..until.
func (m *RatesMeter) between(i int, from, until int64) (t, hz Series) {
	if !m.began {
		return nil, nil
	}
	p := m.pops[i]
	perHz := float64(m.width) * m.dt / 1000 * float64(max(1, p.n))
	for b := max(from, m.first); b < min(until, m.last); b++ {
		t = append(t, (float64(b)+.5)*float64(m.width)*m.dt/1000)
		hz = append(hz, float64(p.counts[b%int64(len(p.counts))])/perHz)
	}
	return t, hz
}

// closed are the spikes of population i in the closed bins.
func (m *RatesMeter) closed(i int) []int {
	if !m.began {
		return nil
	}
	c := m.pops[i].counts
	out := make([]int, 0, m.last-m.first)
	for b := m.first; b < m.last; {
		at := int(b % int64(len(c)))
		part := c[at:min(len(c), at+int(m.last-b))]
		out, b = append(out, part...), b+int64(len(part))
	}
	return out
}

// Mean is the mean rate of population i over the closed bins, Hz; NaN before
// the first is closed.
func (m *RatesMeter) Mean(i int) float64 {
	_, hz := m.Bins(i)
	sum := 0.0
	for _, v := range hz {
		sum += v
	}
	return sum / float64(len(hz))
}

// Figure is one line for each population.
func (m *RatesMeter) Figure() *Figure {
	stop := float64(m.stop) * m.dt / 1000
	return m.figure(m.last-int64(math.Ceil(m.set.Seconds*1000/m.set.BinMs)), m.last, max(0, stop-m.set.Seconds), stop, nil)
}

// View is the figure of part of what is held: of the bins within the range, and
// of the populations named.
func (m *RatesMeter) View(v RasterView) (*Figure, error) {
	if m.width == 0 {
		return m.Figure(), nil
	}
	if v.Sort != DefaultRasterView.Sort {
		return nil, &params.Error{Path: "sort", Found: v.Sort, Want: "none: rates have no rows, the raster has"}
	}
	if v.Neurons != "" {
		return nil, &params.Error{Path: "neurons", Found: strconv.Quote(v.Neurons), Want: "none: rates are those of whole populations, the raster shows neurons"}
	}
	from, until, err := v.Range(m.dt, max(0, m.first*m.width), m.stop)
	if err != nil {
		return nil, err
	}
	of := make([]sim.Population, len(m.pops))
	for i, p := range m.pops {
		of[i] = sim.Population{Name: p.name, N: p.n}
	}
	chosen, err := v.choose(of, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	var list []int
	for _, c := range chosen {
		list = append(list, c.of)
	}
	at := func(step int64) float64 { return float64(step) * m.dt / 1000 }
	return m.figure((from+m.width-1)/m.width, until/m.width, at(from), at(until), list), nil
}

// figure draws the bins first..last over the time lo..hi (s), of these
// populations, or of all.
func (m *RatesMeter) figure(first, last int64, lo, hi float64, of []int) *Figure {
	f := &Figure{Name: "rates", Title: "Rates", Kind: Cartesian}
	if of == nil {
		for i := range m.pops {
			of = append(of, i)
		}
	}
	var words []string
	var t Series
	top := 0.0
	for k, i := range of {
		p := m.pops[i]
		x, hz := m.between(i, first, last)
		top, t = max(top, largest(hz)), x
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: p.role, Label: short(p.label), X: x, Y: hz})
		if len(hz) > 0 {
			words = append(words, fmt.Sprintf("%s %.1f Hz", p.label, mean(hz)))
		}
		if k == 0 {
			f.Table.Columns = append(f.Table.Columns, Column{Name: "t_s", Values: x})
		}
		f.Table.Columns = append(f.Table.Columns, Column{Name: p.name + "_hz", Values: hz})
	}
	f.Summary = fmt.Sprintf("mean rates in bins of %g ms: %s", m.set.BinMs, strings.Join(words, ", "))
	if len(words) == 0 {
		f.Summary = "no rates yet"
	}
	if len(t) > 0 {
		lo = max(lo, t[0]-m.set.BinMs/2000)
	}
	f.X = timeAxis(lo, hi)
	f.Y = risingAxis("Rate (Hz)", top)
	return f
}

// short is the first word of a label, which fits at the end of a line.
func short(label string) string {
	word, _, _ := strings.Cut(label, " ")
	return strings.TrimSuffix(word, ",") // "RS" of "RS, excitatory"
}
