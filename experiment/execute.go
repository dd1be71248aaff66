package experiment

import (
	"context"
	"time"

	"striate/analysis"
	"striate/sim"
)

// Result is what a run from start to end gave.
type Result struct {
	Experiment *Experiment
	Summary    Summary
	Figures    []*analysis.Figure
}

// Summary is the numbers of a run, as written to summary.json.
type Summary struct {
	Preset         string                       `json:"preset"`
	Seed           uint64                       `json:"seed"`
	DurationS      float64                      `json:"duration_s"`
	SimulatedS     float64                      `json:"simulated_s"` // whole display frames
	Readout        string                       `json:"readout"`     // population whose sequences these are
	Decoder        string                       `json:"decoder"`     // of decoded_deg
	Populations    map[string]PopulationSummary `json:"populations"`
	Sequences      []analysis.Sequence          `json:"sequences"` // of the read-out population
	SpikeHash      string                       `json:"spike_hash"`
	RealtimeFactor float64                      `json:"realtime_factor"`
	WallS          float64                      `json:"wall_s"`
}

// PopulationSummary counts the spikes of one population.
type PopulationSummary struct {
	Place   int     `json:"place"` // among the populations, as spike_hash counts them
	Neurons int     `json:"neurons"`
	Spikes  int64   `json:"spikes"`
	RateHz  float64 `json:"rate_hz"`
}

// Execute runs e for its duration. Each, if not nil, is called with every step
// and may end the run with an error. The wall time is that of the steps alone,
// without what Each takes.
func Execute(ctx context.Context, e *Experiment, each func(*sim.Step) error) (*Result, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	m := NewMonitor(r)
	seq := sequences(r, r.exp.Duration)
	counts := make([]int64, len(r.step.Populations))
	frames := r.exp.Frames(r.exp.Duration)
	var wall time.Duration
	for range frames {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		began := time.Now()
		st, err := r.Step()
		if err != nil {
			return nil, err
		}
		m.Add(st)
		if seq != nil {
			seq.Add(st)
		}
		for k, s := range st.Spikes {
			counts[k] += int64(len(s))
		}
		wall += time.Since(began)
		if each != nil {
			if err := each(st); err != nil {
				return nil, err
			}
		}
	}
	return &Result{Experiment: r.exp, Summary: summarise(r, m, seq, counts, wall), Figures: m.all()}, nil
}

// sequences reads out the stretches that the protocol says of a run of that
// many seconds, nil where no orientation is read.
func sequences(r *Run, duration float64) *analysis.Sequences {
	k := analysis.ReadOut(r.step.Populations)
	if k < 0 {
		return nil
	}
	return r.exp.Readout.NewSequences(k, r.step.Populations[k], r.exp.Protocol.Value.Sequences(duration))
}

func summarise(r *Run, m *Monitor, seq *analysis.Sequences, counts []int64, wall time.Duration) Summary {
	s := Summary{
		Preset: r.exp.Preset, Seed: r.exp.Seed, DurationS: r.exp.Duration, Populations: map[string]PopulationSummary{},
		Sequences: []analysis.Sequence{}, SpikeHash: m.hash.Sum(), WallS: wall.Seconds(),
	}
	simulated := r.TimeMs() / 1000
	s.SimulatedS, s.RealtimeFactor = simulated, simulated/wall.Seconds()
	for k, p := range r.step.Populations {
		s.Populations[p.Name] = PopulationSummary{k, p.N, counts[k], float64(counts[k]) / float64(p.N) / simulated}
	}
	if seq != nil {
		s.Decoder = r.exp.Readout.Decoder
		s.Readout = r.step.Populations[analysis.ReadOut(r.step.Populations)].Name
		s.Sequences = seq.Read()
	}
	return s
}

// all is every figure that the run has.
func (m *Monitor) all() []*analysis.Figure {
	var out []*analysis.Figure
	for _, name := range FigureNames() {
		if f, err := m.Figure(name); err == nil {
			out = append(out, f)
		}
	}
	return out
}
