package analysis

import (
	"slices"

	"striate/sim"
)

// Traces keeps what probes read of chosen cells over the last moments: the
// membrane potential and other state variables, with the spikes of the cells.
// Samples, like spikes, stand at the time Step·Dt of the step that they end.
type Traces struct {
	WindowMs float64 `json:"window_ms" label:"traces shown" unit:"ms" default:"1000" range:"1,60000" step:"10" doc:"how much of the past the traces show" live:"rebuild" tier:"more"`
	Rows     int     `json:"max_rows" label:"traces" default:"6" range:"1,40" doc:"most traces drawn; the table has all" live:"rebuild" tier:"more"`
}

// DefaultTraces is a second of at most six.
var DefaultTraces = Traces{WindowMs: 1000, Rows: 6}

// Open shows the cells that the probes of the steps read.
func (t Traces) Open(populations []sim.Population) (Meter, error) { return t.For(populations), nil }

// For is for steps with these populations.
func (t Traces) For(populations []sim.Population) *TracesMeter {
	m := &TracesMeter{set: t, places: map[string]int{}}
	for i, p := range populations {
		m.pops = append(m.pops, sim.Population{Name: p.Name, Label: p.Label, Role: p.Role, N: p.N})
		m.places[p.Name] = i
	}
	return m
}

// Trace is one state variable of one cell, evenly sampled.
type Trace struct {
	Population string
	Variable   string
	Unit       string
	Cell       int
	StartMs    float64   // of the first sample
	EveryMs    float64   // between samples
	X          []float64 // oldest first
	SpikesMs   []float64 // of the cell over the same time
}

// TracesMeter is a Traces at work: a ring of samples for each trace.
type TracesMeter struct {
	set    Traces
	pops   []sim.Population
	places map[string]int
	dt     float64
	stop   int64
	began  bool
	rows   []traceRow
	order  []int // rows as they are drawn: those of one cell together
	spikes []cellSpikes
	thresh func(population, variable string) float64
}

// Thresholds says where to draw the threshold of a variable; NaN where it has
// none that stands still.
func (m *TracesMeter) Thresholds(at func(population, variable string) float64) { m.thresh = at }

// traceRow is the ring of one trace, and where its samples are.
type traceRow struct {
	place              int // population
	population         string
	variable, unit     string
	cell               int32
	every, next        int64 // steps between samples; step of the one to come
	ring               []float32
	head, n            int
	first              bool // the first variable of its cell, over which spikes are drawn
	from, probe, index int  // spikes[from]; where the samples are in a step
}

// cellSpikes are the latest spikes of one cell.
type cellSpikes struct {
	place   int
	cell    int32
	ring    []int64
	head, n int
}

// Add keeps the samples and spikes of one step.
func (m *TracesMeter) Add(st *sim.Step) {
	if again := m.began && st.Start >= m.stop; !again || !m.fits(st.Probes) {
		m.begin(st, again)
	}
	m.stop = st.Stop
	for i := range m.rows {
		r := &m.rows[i]
		p := &st.Probes[r.probe]
		r.add(p.X[r.index], p.Start)
	}
	oldest := st.Stop - span(m.set.WindowMs, st.Dt)
	for i := range m.spikes {
		c := &m.spikes[i]
		if c.place < len(st.Spikes) {
			for _, s := range st.Spikes[c.place] {
				if s.Index == c.cell {
					c.push(s.Step)
				}
			}
		}
		for c.n > 0 && c.ring[c.head] < oldest {
			c.head, c.n = (c.head+1)%len(c.ring), c.n-1
		}
	}
}

// fits says whether the probes are those of the last step.
func (m *TracesMeter) fits(probes []sim.ProbeSamples) bool {
	n := 0
	for p := range probes {
		for c, cell := range probes[p].Cells {
			if n == len(m.rows) || m.rows[n].cell != cell || m.rows[n].variable != probes[p].Variable ||
				m.rows[n].population != probes[p].Population || m.rows[n].every != probes[p].Every || c >= len(probes[p].X) {
				return false
			}
			n++
		}
	}
	return n == len(m.rows)
}

// begin makes a row for each cell of each probe. Where time goes on, what was
// kept of a cell that was watched before stays.
func (m *TracesMeter) begin(st *sim.Step, goesOn bool) {
	m.began, m.dt = true, st.Dt
	rows, spikes := m.rows, m.spikes
	if !goesOn {
		rows, spikes = nil, nil
	}
	m.rows, m.spikes = nil, nil
	for p, probe := range st.Probes {
		place, known := m.places[probe.Population]
		if !known {
			place = -1
		}
		for c, cell := range probe.Cells {
			r := traceRow{place: place, population: probe.Population, variable: probe.Variable, unit: probe.Unit, cell: cell,
				every: max(1, probe.Every), next: probe.Start, probe: p, index: c, from: -1}
			if k := slices.IndexFunc(rows, r.same); k >= 0 {
				r.ring, r.head, r.n, r.next = rows[k].ring, rows[k].head, rows[k].n, rows[k].next
			} else {
				r.ring = make([]float32, max(1, span(m.set.WindowMs, st.Dt)/r.every))
			}
			if known {
				r.from, r.first = m.spikesOf(place, cell)
				if k := slices.IndexFunc(spikes, func(c cellSpikes) bool { return c.place == place && c.cell == cell }); r.first && k >= 0 {
					m.spikes[r.from] = spikes[k]
				}
			}
			m.rows = append(m.rows, r)
		}
	}
	m.order = m.order[:0]
	for i, r := range m.rows {
		at := len(m.order)
		for k, o := range m.order {
			if m.rows[o].population == r.population && m.rows[o].cell == r.cell {
				at = k + 1
			}
		}
		m.order = slices.Insert(m.order, at, i)
	}
}

// same says that another row is of the same variable of the same cell.
func (r *traceRow) same(o traceRow) bool {
	return o.population == r.population && o.variable == r.variable && o.cell == r.cell && o.every == r.every
}

// spikesOf is the ring of spikes of a cell, and whether it was just made.
func (m *TracesMeter) spikesOf(place int, cell int32) (at int, fresh bool) {
	for i, c := range m.spikes {
		if c.place == place && c.cell == cell {
			return i, false
		}
	}
	m.spikes = append(m.spikes, cellSpikes{place: place, cell: cell, ring: make([]int64, 64)})
	return len(m.spikes) - 1, true
}

// add keeps samples of which the first is at step start; a gap before them
// begins the trace anew.
func (r *traceRow) add(samples []float32, start int64) {
	if len(samples) == 0 {
		return
	}
	if start != r.next {
		r.head, r.n = 0, 0
	}
	for _, x := range samples {
		if r.n == len(r.ring) {
			r.head, r.n = (r.head+1)%len(r.ring), r.n-1
		}
		r.ring[(r.head+r.n)%len(r.ring)] = x
		r.n++
	}
	r.next = start + int64(len(samples))*r.every
}

func (c *cellSpikes) push(step int64) {
	if c.n == len(c.ring) {
		wider := make([]int64, 2*len(c.ring))
		k := copy(wider, c.ring[c.head:])
		copy(wider[k:], c.ring[:c.head])
		c.ring, c.head = wider, 0
	}
	c.ring[(c.head+c.n)%len(c.ring)] = step
	c.n++
}

// Traces are the traces as they stand, copied, those of one cell together.
func (m *TracesMeter) Traces() []Trace {
	out := make([]Trace, len(m.rows))
	for i, o := range m.order {
		r := &m.rows[o]
		t := Trace{Population: r.population, Variable: r.variable, Unit: r.unit, Cell: int(r.cell),
			StartMs: float64(r.next-int64(r.n)*r.every) * m.dt, EveryMs: float64(r.every) * m.dt, X: make([]float64, r.n)}
		for k := range t.X {
			t.X[k] = float64(r.ring[(r.head+k)%len(r.ring)])
		}
		if r.from >= 0 {
			c := &m.spikes[r.from]
			for k := range c.n {
				if at := float64(c.ring[(c.head+k)%len(c.ring)]) * m.dt; at >= t.StartMs {
					t.SpikesMs = append(t.SpikesMs, at)
				}
			}
		}
		out[i] = t
	}
	return out
}
