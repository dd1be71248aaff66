package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"striate/internal/golden"
	"striate/sim"
)

// recording keeps the spikes of every cell, for the definitions to work on.
type recording struct {
	trains [][][]int64 // [population][cell], steps
	stop   int64
}

func (r *recording) Add(st *sim.Step) {
	if r.trains == nil {
		for _, p := range st.Populations {
			r.trains = append(r.trains, make([][]int64, p.N))
		}
	}
	for p, spikes := range st.Spikes {
		for _, s := range spikes {
			r.trains[p][s.Index] = append(r.trains[p][s.Index], s.Step)
		}
	}
	r.stop = st.Stop
}

// directly is the same statistics from their definitions on whole trains:
// spikes in [from, to), intervals that end there.
func (r *recording) directly(p int, set Statistics, from, to, origin, width int64) PopulationStatistics {
	var out PopulationStatistics
	const dt = .1
	var counts [][]float64
	var rates, cvs, lvs []float64
	for _, train := range r.trains[p] {
		c := make([]float64, (to-from)/width)
		var isi []float64
		n, last, lv, pairs := 0, int64(-1), 0.0, 0
		gap := 0.0
		for _, s := range train {
			if s < origin || s >= to {
				continue
			}
			d := float64(s - last)
			if s >= from {
				n++
				c[(s-from)/width]++
				if last >= 0 {
					isi = append(isi, d)
					if gap > 0 {
						lv += 3 * (d - gap) * (d - gap) / (d + gap) / (d + gap)
						pairs++
					}
				}
			}
			if last >= 0 {
				gap = d
			}
			last = s
		}
		counts = append(counts, c)
		rates = append(rates, float64(n)/(float64(to-from)*dt/1000))
		if n == 0 {
			out.Silent++
		}
		if n >= set.MinSpikes {
			cvs, lvs = append(cvs, CV(isi, 0)), append(lvs, lv/float64(pairs))
		}
	}
	mean, sd := moments(rates)
	cv, _ := moments(cvs)
	lv, _ := moments(lvs)
	out.RateHz, out.RateSDHz, out.CV, out.LV, out.Cells = Number(mean), Number(sd), Number(cv), Number(lv), len(cvs)
	out.Synchrony = Number(Synchrony(counts))
	k := min(set.PairCells, len(counts))
	var rs, ks []float64
	for b := range k {
		for a := range b {
			x, y := counts[a*len(counts)/k], counts[b*len(counts)/k]
			if v := Pearson(x, y); !math.IsNaN(v) {
				rs, ks = append(rs, v), append(ks, Kappa(x, y))
			}
		}
	}
	r1, _ := moments(rs)
	k1, _ := moments(ks)
	out.Correlation, out.Kappa, out.Pairs = Number(r1), Number(k1), len(rs)
	return out
}

// The sums of the meter are the definitions applied to whole trains, whether
// everything counts, a late start, or a window of which parts are forgotten.
func TestStatisticsAreTheirDefinitions(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 40), ring("I", sim.Inhibitory, 7), {Name: "quiet", Label: "Quiet", Role: sim.Source, N: 3}}
	hz := func(p, i int) float64 { return []float64{float64(i), 60, 0}[p] }
	for _, set := range []Statistics{
		{BinMs: 5, MinSpikes: 10, PairCells: 12},
		{BinMs: 3.3, FromS: .52, MinSpikes: 3, PairCells: 50},
		{BinMs: 5, FromS: .1, Seconds: 1, MinSpikes: 4, PairCells: 5},
		{BinMs: 200, Seconds: 2, MinSpikes: 4, PairCells: 5},
	} {
		m, r := set.For(pops), &recording{}
		fire(pops, 3, math.NaN(), hz, m, r)
		width := span(set.BinMs, .1)
		origin := (int64(math.Round(set.FromS*1e4)) + width - 1) / width * width
		to := r.stop / width * width
		from := origin
		if set.Seconds > 0 {
			length := max(1, span(set.Seconds*1000, .1)/width/parts) * width
			from = max(origin, origin+((to-1-origin)/length-parts+1)*length)
		}
		name := fmt.Sprintf("%+v", set)
		if want := float64(to-from) / 1e4; math.Abs(m.Seconds()-want) > 1e-9 || want > max(3, set.Seconds) || set.Seconds > 0 && want < .7*set.Seconds {
			t.Errorf("%s: covers %g s, want %g", name, m.Seconds(), want)
		}
		s := m.Summary()
		for p := range pops {
			got, want := s.Populations[pops[p].Name], r.directly(p, set, from, to, origin, width)
			if got.Silent != want.Silent || got.Cells != want.Cells || got.Pairs != want.Pairs {
				t.Errorf("%s, %s: %d silent, %d cells, %d pairs, want %d, %d, %d", name, pops[p].Name, got.Silent, got.Cells, got.Pairs, want.Silent, want.Cells, want.Pairs)
			}
			for what, v := range map[string][2]Number{"rate": {got.RateHz, want.RateHz}, "sd": {got.RateSDHz, want.RateSDHz}, "cv": {got.CV, want.CV}, "lv": {got.LV, want.LV},
				"correlation": {got.Correlation, want.Correlation}, "kappa": {got.Kappa, want.Kappa}, "synchrony": {got.Synchrony, want.Synchrony}} {
				if a, b := float64(v[0]), float64(v[1]); !(math.IsNaN(a) && math.IsNaN(b)) {
					golden.Tolerance{RTol: 1e-10, ATol: 1e-12}.Value(t, name+" "+pops[p].Name, what, a, b)
				}
			}
		}
		if b, err := json.Marshal(s); err != nil || !json.Valid(b) {
			t.Error(err)
		}
	}
}

// What theory says: a Poisson population has CV 1, LV 1, no correlation and
// χ² = 1/N; cells that share a share c of their spikes correlate by c.
func TestStatisticsOfKnownProcesses(t *testing.T) {
	const n, hz, shared, seconds = 100, 20.0, .3, 100
	pops := []sim.Population{ring("independent", sim.Excitatory, n), ring("shared", sim.Excitatory, n), ring("clock", sim.Excitatory, n)}
	m := Statistics{BinMs: 5, MinSpikes: 10, PairCells: 50}.For(pops)
	r := sim.Seed(4).Rand("processes")
	st := &sim.Step{Dt: .1, Populations: pops, Spikes: make([][]sim.Spike, 3)}
	for range seconds * 100 {
		st.Start, st.Stop = st.Stop, st.Stop+100
		for p := range st.Spikes {
			st.Spikes[p] = st.Spikes[p][:0]
		}
		for s := st.Start; s < st.Stop; s++ {
			mother := r.Float64() < hz/shared*1e-4 // thinned: each cell takes a share of one train
			for i := range int32(n) {
				if r.Float64() < hz*1e-4 {
					st.Spikes[0] = append(st.Spikes[0], sim.Spike{Step: s, Index: i})
				}
				if mother && r.Float64() < shared {
					st.Spikes[1] = append(st.Spikes[1], sim.Spike{Step: s, Index: i})
				}
				if s%500 == int64(i)*5 {
					st.Spikes[2] = append(st.Spikes[2], sim.Spike{Step: s, Index: i})
				}
			}
		}
		m.Add(st)
	}
	got := m.Summary().Populations
	for _, c := range []struct {
		pop, what string
		got       Number
		want, tol float64
	}{
		{"independent", "rate", got["independent"].RateHz, hz, .2},
		{"independent", "cv", got["independent"].CV, 1, .01},
		{"independent", "lv", got["independent"].LV, 1, .01},
		{"independent", "correlation", got["independent"].Correlation, 0, .003},
		{"independent", "synchrony", got["independent"].Synchrony, 1. / n, .001},
		{"shared", "cv", got["shared"].CV, 1, .03},
		{"shared", "correlation", got["shared"].Correlation, shared, .01},
		{"shared", "synchrony", got["shared"].Synchrony, shared + (1-shared)/n, .01},
		{"independent", "kappa", got["independent"].Kappa, 1 - math.Exp(-hz*.005), .003},
		{"clock", "cv", got["clock"].CV, 0, 1e-6},
		{"clock", "lv", got["clock"].LV, 0, 1e-12},
		{"clock", "rate", got["clock"].RateHz, 20, 1e-9},
	} {
		if !(math.Abs(float64(c.got)-c.want) <= c.tol) {
			t.Errorf("%s: %s %g, want %g ± %g", c.pop, c.what, c.got, c.want, c.tol)
		}
	}
}

func TestHistogram(t *testing.T) {
	for _, c := range []struct {
		values         []float64
		least, quantum float64
	}{{[]float64{0, .5, 1, 1.5, 30, 7}, 0, .5}, {[]float64{.2, .9, 1.1}, 1.5, 0}, {nil, 0, math.Inf(1)}, {nil, 1.5, 0}, {[]float64{1e-9}, 0, .3}, {[]float64{3, 3, 3}, 0, 3}} {
		h := histogram(c.values, c.least, c.quantum)
		sum := 0.0
		for _, n := range h.count {
			sum += n
		}
		if int(sum) != len(c.values) || len(h.count) > 30 || h.top < c.least || !(h.width > 0) {
			t.Errorf("%v: %+v", c, h)
		}
		if steps := h.width / c.quantum; c.quantum > 0 && !math.IsInf(c.quantum, 0) && math.Abs(steps-math.Round(steps)) > 1e-9 {
			t.Errorf("%v: bins of %g steps", c, steps)
		}
	}
}

// 5000 cells at 10 Hz, one biological second of frames an iteration.
func BenchmarkStatistics(b *testing.B) {
	pops := []sim.Population{{Name: "E", Role: sim.Excitatory, N: 4000}, {Name: "I", Role: sim.Inhibitory, N: 1000}}
	var steps []*sim.Step
	r := sim.Seed(1).Rand("bench")
	clock := sim.Clock{Dt: .1}
	for k := range int64(60) {
		st := &sim.Step{Dt: .1, Start: clock.FrameStart(k, 60), Stop: clock.FrameStart(k+1, 60), Populations: pops, Spikes: make([][]sim.Spike, 2)}
		for s := st.Start; s < st.Stop; s++ {
			for p := range pops {
				for range poisson(r, float64(pops[p].N)*10*1e-4) {
					st.Spikes[p] = append(st.Spikes[p], sim.Spike{Step: s, Index: int32(r.IntN(pops[p].N))})
				}
			}
		}
		steps = append(steps, st)
	}
	m := DefaultStatistics.For(pops)
	for b.Loop() {
		for _, st := range steps {
			m.Add(st)
			for p := range st.Spikes {
				for i := range st.Spikes[p] {
					st.Spikes[p][i].Step += 10000
				}
			}
			st.Start, st.Stop = st.Start+10000, st.Stop+10000
		}
	}
}

func BenchmarkStatisticsFigure(b *testing.B) {
	m := DefaultStatistics.For([]sim.Population{{Name: "E", N: 4000}, {Name: "I", N: 1000}})
	m.Add(&sim.Step{Dt: .1, Stop: 10000, Spikes: make([][]sim.Spike, 2)})
	for b.Loop() {
		m.Figure()
	}
}
