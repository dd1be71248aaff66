package experiment

import (
	"context"
	"fmt"
	"time"

	"striate/analysis"
	"striate/params"
	"striate/sim"
)

// Result is what a run from start to end gave.
type Result struct {
	Experiment *Experiment
	Start      *Experiment // as it was at t = 0
	Changes    []Change    // made in flight since then, nil where they do not repeat the run
	Summary    Summary
	Figures    []*analysis.Figure

	lost string // why Changes do not repeat the run
	reel reelRecorder
}

// Summary is the numbers of a run, as written to summary.json.
type Summary struct {
	Preset         string                       `json:"preset"`
	Seed           uint64                       `json:"seed"`
	DurationS      float64                      `json:"duration_s"`
	ContinuedFromS float64                      `json:"continued_from_s,omitempty"` // of a run that was saved; all below but spike_hash is of what came after
	SimulatedS     float64                      `json:"simulated_s"`                // whole display frames
	Readout        string                       `json:"readout"`                    // population whose sequences these are
	Decoder        string                       `json:"decoder"`                    // of decoded_deg
	Populations    map[string]PopulationSummary `json:"populations"`
	Sequences      []analysis.Sequence          `json:"sequences"` // of the read-out population
	Statistics     analysis.StatisticsSummary   `json:"statistics"`
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
	return r.Finish(ctx, each)
}

// Finish runs on until the duration of the experiment is over, as [Execute]
// does from the beginning.
func (r *Run) Finish(ctx context.Context, each func(*sim.Step) error) (*Result, error) {
	from := r.TimeMs() / 1000
	frames := int64(r.given.Frames(r.given.Duration))
	if frames <= r.frame {
		return nil, &params.Error{Path: "duration_s", Found: params.FormatNumber(r.given.Duration), Want: fmt.Sprintf("more than the %g s that are done", from)}
	}
	m := NewMonitor(r, r.given.Duration)
	counts := make([]int64, len(r.step.Populations))
	var wall time.Duration
	for r.frame < frames {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if r.frame >= frames-int64(pairsMs/1000*r.given.FPS()) {
			r.watchPairs(true)
		}
		began := time.Now()
		st, err := r.Step()
		if err != nil {
			if words := r.blame(); words != "" {
				err = fmt.Errorf("%w; changed: %s", err, words)
			}
			return nil, err
		}
		m.Add(st)
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
	changes, lost := r.Changes()
	return &Result{Experiment: r.given, Start: r.log.start, Changes: changes, Summary: summarise(r, m, from, counts, wall), Figures: m.all(), lost: lost, reel: m.reel}, nil
}

func summarise(r *Run, m *Monitor, fromS float64, counts []int64, wall time.Duration) Summary {
	s := Summary{
		Preset: r.exp.Preset, Seed: r.exp.Seed, DurationS: r.exp.Duration, Populations: map[string]PopulationSummary{},
		Sequences: []analysis.Sequence{}, SpikeHash: r.hash.Sum(), ContinuedFromS: fromS, WallS: wall.Seconds(),
	}
	simulated := r.TimeMs()/1000 - fromS
	s.SimulatedS, s.RealtimeFactor = simulated, simulated/wall.Seconds()
	for k, p := range r.step.Populations {
		s.Populations[p.Name] = PopulationSummary{k, p.N, counts[k], float64(counts[k]) / float64(p.N) / simulated}
	}
	s.Statistics = m.statistics.Summary()
	if q := m.deepest; q != nil {
		s.Decoder = r.exp.Readout.Decoder
		s.Readout = r.step.Populations[m.readout].Name
		s.Sequences = q.Read()
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
