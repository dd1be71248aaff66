package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// Selectivity follows the resultant length of a population over time.
type Selectivity struct {
	WindowMs float64 `json:"window_ms" label:"selectivity window" unit:"ms" default:"1000" range:"20,60000" step:"10" doc:"each point is read from the spikes of the last so many ms" live:"rebuild" tier:"more"`
	EveryMs  float64 `json:"every_ms" label:"selectivity step" unit:"ms" default:"100" range:"10,10000" step:"10" doc:"time between points" live:"rebuild" tier:"more"`
	Seconds  float64 `json:"last_s" label:"selectivity shown" unit:"s" default:"60" range:"1,600" step:"1" doc:"how much of the past the plot shows" live:"rebuild" tier:"more"`
}

// DefaultSelectivity reads 1 s every 100 ms and shows the last minute.
var DefaultSelectivity = Selectivity{WindowMs: 1000, EveryMs: 100, Seconds: 60}

// Open follows the population that ReadOut picks.
func (s Selectivity) Open(populations []sim.Population) (Meter, error) {
	i, err := readOut(populations)
	if err != nil {
		return nil, err
	}
	return s.For(i, populations[i]), nil
}

// For follows population p, which is number i of the steps.
func (s Selectivity) For(i int, p sim.Population) *SelectivityMeter {
	return &SelectivityMeter{set: s, o: Orientation{WindowMs: s.WindowMs, Gate: DefaultGate}.For(i, p),
		ring: make([]point, int(math.Ceil(s.Seconds*1000/s.EveryMs)))}
}

// SelectivityMeter is a Selectivity at work: a ring of points.
type SelectivityMeter struct {
	set  Selectivity
	o    *OrientationMeter
	ring []point
	n    int // points ever, the newest at (n−1) mod len
	next int64
	stop int64
}

type point struct {
	t, r, decoded, truth float64
}

// Add counts the spikes of one step and reads when it is time.
func (m *SelectivityMeter) Add(st *sim.Step) {
	if st.Start < m.stop {
		m.n, m.next = 0, 0
	}
	m.o.Add(st)
	m.stop = st.Stop
	if st.Stop < m.next || m.o.Seconds()*1000 < m.set.WindowMs*.999 {
		return
	}
	every := span(m.set.EveryMs, st.Dt)
	m.next = (st.Stop/every + 1) * every
	read := m.o.Reading()
	m.ring[m.n%len(m.ring)] = point{float64(st.Stop) * st.Dt / 1000, float64(read.R), float64(read.DecodedDeg), m.o.trueDeg}
	m.n++
}

// Figure is r over time; the table has the decoded and true angles beside it.
func (m *SelectivityMeter) Figure() *Figure {
	f := &Figure{Name: "selectivity", Title: "Selectivity", Kind: Cartesian, Summary: "no reading yet",
		Y: Axis{Label: "Resultant r (1)", Min: 0, Max: 1, Ticks: []float64{0, .5, 1}}}
	held := min(m.n, len(m.ring))
	var t, r, decoded, truth Series
	for i := m.n - held; i < m.n; i++ {
		p := m.ring[i%len(m.ring)]
		t, r, decoded, truth = append(t, p.t), append(r, p.r), append(decoded, p.decoded), append(truth, p.truth)
	}
	f.X = timeAxis(0, 1)
	if held > 0 {
		f.X = timeAxis(t[0], max(t[held-1], t[0]+m.set.EveryMs/1000))
		f.Summary = fmt.Sprintf("resultant r %.2f at %.1f s, %.2f at %.1f s", r[held-1], t[held-1], r[0], t[0])
	}
	f.Layers = []Layer{
		{Mark: Rule, Role: Faint, Dash: true, Y: Series{m.o.set.RMin}},
		{Mark: Line, Role: Ink, X: t, Y: r, Label: "r"},
	}
	f.Table = Table{Columns: []Column{{Name: "t_s", Values: t}, {Name: "r", Values: r}, {Name: "decoded_deg", Values: decoded}, {Name: "true_deg", Values: truth}}}
	return f
}
