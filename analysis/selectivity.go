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
	set    Selectivity
	o      *OrientationMeter
	ring   []point
	n      int // points ever, the newest at (n−1) mod len
	next   int64
	stop   int64
	frozen bool // the synapses do not learn now
}

type point struct {
	t, r, decoded, truth float64
	frozen               bool
}

// Learn says whether the synapses learn from now on, as they do at first.
func (m *SelectivityMeter) Learn(on bool) { m.frozen = !on }

// Retune takes window and gate of the read-out.
func (m *SelectivityMeter) Retune(o Orientation) {
	m.set.WindowMs = o.WindowMs
	m.o.Retune(Orientation{WindowMs: o.WindowMs, Gate: o.Gate})
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
	m.ring[m.n%len(m.ring)] = point{float64(st.Stop) * st.Dt / 1000, float64(read.R), float64(read.DecodedDeg), m.o.trueDeg, m.frozen}
	m.n++
}

// Each calls f with the points that are held, the oldest first.
func (m *SelectivityMeter) Each(f func(ms, r float64, learning bool)) {
	for i := m.n - min(m.n, len(m.ring)); i < m.n; i++ {
		p := m.ring[i%len(m.ring)]
		f(1000*p.t, p.r, !p.frozen)
	}
}

// Figure is r over time, in ink while the synapses learn and grey while they do
// not, over the least r at which an orientation is named; the table has the
// decoded and true angles beside it.
func (m *SelectivityMeter) Figure() *Figure {
	f := &Figure{Name: "selectivity", Title: "Selectivity", Kind: Cartesian, Summary: "no reading yet",
		Y: Axis{Label: "Resultant r (1)", Min: 0, Max: 1, Ticks: []float64{0, .5, 1}}}
	held := min(m.n, len(m.ring))
	var t, r, decoded, truth, learning Series
	for i := m.n - held; i < m.n; i++ {
		p := m.ring[i%len(m.ring)]
		t, r, decoded, truth, learning = append(t, p.t), append(r, p.r), append(decoded, p.decoded), append(truth, p.truth), append(learning, 1)
		if p.frozen {
			learning[len(learning)-1] = 0
		}
	}
	on, off := split(r, learning)
	f.Layers = []Layer{
		{Mark: Rule, Role: Faint, Dash: true, Y: Series{m.o.set.RMin}, Label: fmt.Sprintf("gate %.2f", m.o.set.RMin)},
		{Mark: Line, Role: Faint, X: t, Y: off, Label: "off"},
		{Mark: Line, Role: Ink, X: t, Y: on, Label: "on"},
	}
	f.X = timeAxis(0, 1)
	if held > 0 {
		f.X = timeAxis(t[0], max(t[held-1], t[0]+m.set.EveryMs/1000))
		f.Summary = fmt.Sprintf("resultant r %s at %.1f s; mean of the last %.3g s", plainNumber(r[held-1]), t[held-1], t[held-1]-t[0]+m.set.EveryMs/1000)
		word := " "
		for _, part := range []struct {
			of   float64
			name string
		}{{1, "with learning on"}, {0, "off"}} {
			if mean, n := meanWhere(r, learning, part.of); n > 0 {
				f.Summary += fmt.Sprintf("%s%s %s", word, plainNumber(mean), part.name)
				word = ", "
			}
		}
	}
	f.Table = Table{Columns: []Column{{Name: "t_s", Values: t}, {Name: "r", Values: r}, {Name: "decoded_deg", Values: decoded}, {Name: "true_deg", Values: truth}, {Name: "learning", Values: learning}}}
	return f
}

// split is y where state is 1 and where it is 0, NaN elsewhere. A point at
// which the state changes belongs to both, so that the line is whole.
func split(y, state Series) (on, off Series) {
	on, off = make(Series, len(y)), make(Series, len(y))
	for i, v := range y {
		changed := i > 0 && state[i] != state[i-1]
		on[i], off[i] = v, v
		if state[i] == 0 && !changed {
			on[i] = math.NaN()
		} else if state[i] != 0 && !changed {
			off[i] = math.NaN()
		}
	}
	return on, off
}

// meanWhere is the mean of the finite values of y where state is that.
func meanWhere(y, state Series, is float64) (mean float64, n int) {
	for i, v := range y {
		if state[i] == is && !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	return mean / float64(n), n
}

// plainNumber is r with two decimals, or what it means that there is none.
func plainNumber(r float64) string {
	if math.IsNaN(r) {
		return "none (no spikes)"
	}
	return fmt.Sprintf("%.2f", r)
}
