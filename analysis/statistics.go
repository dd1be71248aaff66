package analysis

import (
	"math"

	"striate/sim"
)

// Statistics measures how the cells of every population fire: rates, the
// variability of their intervals, and how much they fire together.
type Statistics struct {
	BinMs     float64 `json:"bin_ms" label:"count bin" unit:"ms" default:"5" range:"0.1,1000" step:"0.1" doc:"width of the bins in which spikes are counted for correlation and synchrony" live:"rebuild" tier:"more"`
	FromS     float64 `json:"from_s" label:"measured from" unit:"s" default:"0" range:"0,100000" step:"0.1" doc:"spikes before this time are not counted" live:"rebuild" tier:"more"`
	Seconds   float64 `json:"last_s" label:"window" unit:"s" default:"20" range:"0,100000" step:"1" doc:"the statistics are those of the last so many seconds, a quarter of which is forgotten at a time; 0 for all" live:"rebuild" tier:"more"`
	MinSpikes int     `json:"min_spikes" label:"least spikes" default:"10" range:"3,1000" doc:"intervals count of cells with so many spikes or more" live:"rebuild" tier:"more"`
	PairCells int     `json:"pair_cells" label:"cells paired" default:"50" range:"2,300" doc:"correlations are means over all pairs of so many cells of a population, evenly spaced" live:"rebuild" tier:"more"`
}

// DefaultStatistics is counts in bins of 5 ms over the last 20 s.
var DefaultStatistics = Statistics{BinMs: 5, Seconds: 20, MinSpikes: 10, PairCells: 50}

// Open measures all populations.
func (s Statistics) Open(populations []sim.Population) (Meter, error) { return s.For(populations), nil }

// For measures these populations, in the order of the steps. Memory grows
// with the number of neurons and with the square of PairCells, not with time.
func (s Statistics) For(populations []sim.Population) *StatisticsMeter {
	m := &StatisticsMeter{set: s}
	for _, p := range populations {
		m.pops = append(m.pops, newFiring(p, s))
	}
	return m
}

// parts are the pieces that the window is forgotten in.
const parts = 4

// StatisticsMeter is a Statistics at work. All its sums are over whole bins.
type StatisticsMeter struct {
	set    Statistics
	pops   []firing
	dt     float64
	width  int64        // steps a bin
	length int64        // bins a part; 0: all
	first  int64        // bin, counted from time 0, that the recording began with
	bin    int64        // the open bin
	stop   int64        // end of the last step
	bins   [parts]int64 // closed bins in each part
	began  bool
}

// Add counts the spikes of one step.
func (m *StatisticsMeter) Add(st *sim.Step) {
	if !m.began || st.Start < m.stop {
		m.begin(st)
	}
	m.stop = st.Stop
	closed := st.Stop / m.width
	for i := range m.pops {
		if i < len(st.Spikes) {
			m.pops[i].add(st.Spikes[i], m, closed)
		}
	}
	for ; m.bin < closed; m.bin++ {
		part, fresh := m.part(m.bin)
		if fresh {
			m.bins[part] = 0
		}
		m.bins[part]++
	}
}

// begin starts a recording at the first bin that the steps cover wholly.
func (m *StatisticsMeter) begin(st *sim.Step) {
	m.began, m.dt, m.width = true, st.Dt, span(m.set.BinMs, st.Dt)
	start := max(st.Start, int64(math.Round(m.set.FromS*1000/st.Dt)))
	m.first = (start + m.width - 1) / m.width
	m.bin, m.bins, m.length = m.first, [parts]int64{}, 0
	if m.set.Seconds > 0 {
		m.length = max(1, span(m.set.Seconds*1000, st.Dt)/m.width/parts)
	}
	for i := range m.pops {
		m.pops[i].begin()
	}
}

// part is the piece of the window that a bin belongs to, and whether the bin
// is its first.
func (m *StatisticsMeter) part(bin int64) (part int, fresh bool) {
	if m.length == 0 {
		return 0, bin == m.first
	}
	n := bin - m.first
	return int(n / m.length % parts), n%m.length == 0
}

// Seconds is the time that the sums cover.
func (m *StatisticsMeter) Seconds() float64 {
	n := int64(0)
	for _, b := range m.bins {
		n += b
	}
	return float64(n*m.width) * m.dt / 1000
}
