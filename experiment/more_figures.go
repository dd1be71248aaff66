package experiment

import (
	"striate/analysis"
	"striate/sim"
)

// spiking is the meters of a run that read more than its orientation.
type spiking struct {
	statistics *analysis.StatisticsMeter
	traces     *analysis.TracesMeter
	sequences  []*analysis.Sequences // of the populations with preferred orientations, inhibitory ones left out
	deepest    *analysis.Sequences   // of the population that is read out, nil where there is none
	layers     []*analysis.Sequences // of the excitatory ones
	delays     *delaysMeter          // nil without groups of delays
}

// newSpiking opens the meters. The run is read in sequences over that many
// seconds; 0 where it goes on for ever and has none.
func newSpiking(r *Run, seconds float64) spiking {
	pops := r.step.Populations
	s := spiking{statistics: analysis.DefaultStatistics.For(pops), traces: analysis.DefaultTraces.For(pops)}
	s.traces.Thresholds(r.threshold)
	if bounds := remaining(r, seconds); len(bounds) > 1 {
		for i, p := range pops {
			if len(p.Preferred) != p.N || p.Role == sim.Inhibitory {
				continue
			}
			q := r.exp.Readout.NewSequences(i, p, bounds)
			s.sequences = append(s.sequences, q)
			if p.Role == sim.Excitatory {
				s.layers = append(s.layers, q)
			}
			if i == analysis.ReadOut(pops) {
				s.deepest = q
			}
		}
	}
	if d, ok := r.exp.Network.Value.(*Delays); ok {
		s.delays = newDelaysMeter(d, pops)
	}
	return s
}

// remaining are the bounds of the sequences that are still to come.
func remaining(r *Run, seconds float64) []float64 {
	now := r.TimeMs() / 1000
	out := []float64{now}
	if seconds > now {
		for _, at := range r.exp.Protocol.Value.Sequences(seconds) {
			if at > now+1e-9 {
				out = append(out, at)
			}
		}
	}
	return out
}

func (s *spiking) add(st *sim.Step) {
	s.statistics.Add(st)
	s.traces.Add(st)
	for _, q := range s.sequences {
		q.Add(st)
	}
	if s.delays != nil {
		s.delays.Add(st)
	}
}

// learning draws width, height and spikes by sequence of each excitatory layer.
func (s *spiking) learning() *analysis.Figure {
	var rows []analysis.Learning
	for _, q := range s.layers {
		rows = append(rows, q.Learning())
	}
	return analysis.LearningFigure(rows...)
}
