package experiment

import (
	"math"

	"striate/analysis"
	"striate/sim"
)

// delaysMeter reads how cells fire by the delay of their synapses: the mean
// rate of each group, and its coherence, the mean correlation of the spike
// counts (bins of 5 ms) of all pairs of cells of the group.
type delaysMeter struct {
	net   *Delays
	pop   int // of the cells
	bin   int64
	dt    float64
	start int64
	stop  int64

	counts []float64 // by cell
	open   []float64 // by cell, of the bin that is not over
	until  int64     // end of that bin
	bins   float64
	sum    []float64 // by cell, over bins
	pair   []float64 // [group, cell, cell] sum of products over bins
}

// coherenceBinMs is the width of the bins that cells are correlated in.
const coherenceBinMs = 5

func newDelaysMeter(d *Delays, pops []sim.Population) *delaysMeter {
	m := &delaysMeter{net: d, pop: -1}
	for i, p := range pops {
		if p.Name == "E" {
			m.pop = i
		}
	}
	n := d.Groups * d.Cells
	m.counts, m.open, m.sum = make([]float64, n), make([]float64, n), make([]float64, n)
	m.pair = make([]float64, n*d.Cells)
	return m
}

// Add counts the spikes of one step.
func (m *delaysMeter) Add(st *sim.Step) {
	if m.dt == 0 {
		m.dt, m.bin = st.Dt, int64(math.Round(coherenceBinMs/st.Dt))
		m.start, m.until = st.Start, st.Start+m.bin
	}
	m.stop = st.Stop
	for _, s := range st.Spikes[m.pop] {
		for s.Step >= m.until {
			m.close()
		}
		m.counts[s.Index]++
		m.open[s.Index]++
	}
	for m.until <= st.Stop {
		m.close()
	}
}

// close ends a bin.
func (m *delaysMeter) close() {
	c := m.net.Cells
	for g := range m.net.Groups {
		open := m.open[g*c : (g+1)*c]
		for i, x := range open {
			m.sum[g*c+i] += x
			for j := range i + 1 {
				m.pair[(g*c+i)*c+j] += x * open[j]
			}
		}
	}
	clear(m.open)
	m.bins++
	m.until += m.bin
}

// coherence is the mean correlation of the pairs of a group, NaN where no pair
// fires.
func (m *delaysMeter) coherence(g int) float64 {
	c, n := m.net.Cells, m.bins
	variance := func(i int) float64 {
		mean := m.sum[g*c+i] / n
		return m.pair[(g*c+i)*c+i]/n - mean*mean
	}
	sum, pairs := 0.0, 0.0
	for i := range c {
		for j := range i {
			cov := m.pair[(g*c+i)*c+j]/n - m.sum[g*c+i]/n*m.sum[g*c+j]/n
			if v := variance(i) * variance(j); v > 0 {
				sum += cov / math.Sqrt(v)
				pairs++
			}
		}
	}
	return sum / pairs
}

// Figure is rate and coherence against the delay.
func (m *delaysMeter) Figure() *analysis.Figure {
	d := m.net
	r := analysis.Response{Name: "delays", Title: "Rate and coherence by synaptic delay", Label: "Synaptic delay (ms)", Key: "delay_ms"}
	rate := analysis.Curve{Label: "rate", Axis: "Firing rate (Hz)", Key: "rate_hz", Role: analysis.Excitatory}
	coherence := analysis.Curve{Label: "coherence", Axis: "Coherence (1)", Key: "coherence", Role: analysis.Ink}
	seconds := float64(m.stop-m.start) * m.dt / 1000
	for g := range d.Groups {
		r.Values = append(r.Values, d.DelayMs(g))
		var hz []float64
		for i := range d.Cells {
			hz = append(hz, m.counts[g*d.Cells+i]/seconds)
		}
		mean, sem := analysis.MeanSEM(hz)
		rate.Y, rate.SEM = append(rate.Y, mean), append(rate.SEM, sem)
		coherence.Y = append(coherence.Y, m.coherence(g))
	}
	r.Curves = []analysis.Curve{rate}
	if d.Cells > 1 {
		r.Curves = append(r.Curves, coherence)
	}
	return r.Figure()
}
