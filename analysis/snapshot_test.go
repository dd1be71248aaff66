package analysis

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"striate/sim"
)

// A snapshot gives the figure of its instant, whatever the meter has seen or
// been set to since.
func TestSnapshotKeepsTheFigure(t *testing.T) {
	p := sim.Population{Name: "E", Label: "E ring", Role: sim.Excitatory, N: 60}
	for i := range p.N {
		p.Preferred = append(p.Preferred, 3*float64(i))
	}
	m := DefaultOrientation.For(0, p)
	r := sim.Seed(1).Rand("snapshot")
	clock := sim.Clock{Dt: .1}
	st := &sim.Step{Dt: .1, Spikes: make([][]sim.Spike, 1)}
	var taken []Snapshot
	var figures []*Figure
	for k := range int64(150) {
		if k%30 == 0 {
			var s Snapshot
			m.Snapshot(&s)
			taken, figures = append(taken, s), append(figures, m.Figure())
		}
		st.Start, st.Stop = clock.FrameStart(k, 60), clock.FrameStart(k+1, 60)
		st.TrueDeg = float64(k)
		if k%50 == 0 {
			st.TrueDeg = math.NaN()
		}
		st.Spikes[0] = st.Spikes[0][:0]
		for i := range p.N {
			if r.Float64() < .3*VonMises(p.Preferred[i], float64(k), 20) {
				st.Spikes[0] = append(st.Spikes[0], sim.Spike{Step: st.Start, Index: int32(i)})
			}
		}
		m.Add(st)
	}
	for i, s := range taken {
		if got := m.FigureOf(s); !same(got, figures[i]) {
			t.Errorf("snapshot %d:\n got %+v\nwant %+v", i, got.Layers, figures[i].Layers)
		}
	}
}

// same compares figures, numbers to rounding.
func same(a, b *Figure) bool {
	if a.Summary != b.Summary || len(a.Layers) != len(b.Layers) || !reflect.DeepEqual(a.Y, b.Y) {
		return false
	}
	for i, l := range a.Layers {
		k := b.Layers[i]
		if l.Mark != k.Mark || l.Label != k.Label || !near(l.X, k.X) || !near(l.Y, k.Y) {
			return false
		}
	}
	return true
}

func near(a, b Series) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*(1+math.Abs(y)) })
}
