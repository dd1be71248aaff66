package analysis

import (
	"math"

	"striate/sim"
)

// Sequence is what a population said during one stretch of an experiment in
// which the stimulus kept its orientation.
type Sequence struct {
	StartS     float64 `json:"start_s"`
	StopS      float64 `json:"stop_s"`
	TrueDeg    Number  `json:"true_deg"`
	DecodedDeg Number  `json:"decoded_deg"`
	R          Number  `json:"r"`
	Spikes     int     `json:"spikes"`
	J          Number  `json:"j"`           // fitted peak, in neurons
	BThetaDeg  Number  `json:"b_theta_deg"` // fitted width
	FMax       Number  `json:"f_max"`       // fitted peak height, spikes per neuron
	R2         Number  `json:"r2"`
	Reason     string  `json:"reason,omitempty"` // why there is no decoded angle
}

// Sequences reads a population over explicit stretches of time: spike counts
// of each neuron, the decoded angle, and the tuning fit without baseline over
// the neuron index (the read-out of InternshipM2).
type Sequences struct {
	set       Orientation
	label     string
	role      Role
	name      string
	pop       int
	preferred []float64
	start     []float64 // s, len n+1: sequence k is start[k] <= t < start[k+1]
	trueDeg   []float64
	counts    [][]float64
	dt        float64
	stop      int64
}

// NewSequences reads population p, number i of the steps, over the stretches
// between consecutive boundaries (s, rising, one more than sequences), decoded
// as o says. The true angle of each is taken from the steps.
func (o Orientation) NewSequences(i int, p sim.Population, boundariesS []float64) *Sequences {
	s := &Sequences{set: o, label: p.Label, role: Role(p.Role), name: p.Name, pop: i, preferred: append([]float64(nil), p.Preferred...), start: append([]float64(nil), boundariesS...)}
	for range max(0, len(boundariesS)-1) {
		s.counts = append(s.counts, make([]float64, p.N))
		s.trueDeg = append(s.trueDeg, math.NaN())
	}
	return s
}

// Add counts the spikes of one step, which may span a boundary.
func (s *Sequences) Add(st *sim.Step) {
	if st.Start < s.stop {
		for k := range s.counts {
			clear(s.counts[k])
			s.trueDeg[k] = math.NaN()
		}
	}
	s.dt, s.stop = st.Dt, st.Stop
	if k := s.at((st.Start + st.Stop) / 2); k >= 0 {
		s.trueDeg[k] = st.TrueDeg
	}
	if s.pop >= len(st.Spikes) {
		return
	}
	for _, sp := range st.Spikes[s.pop] {
		if k := s.at(sp.Step); k >= 0 {
			s.counts[k][sp.Index]++
		}
	}
}

// at is the sequence that a step belongs to, -1 where none.
func (s *Sequences) at(step int64) int {
	for k := range s.counts {
		if step >= s.edge(k) && step < s.edge(k+1) {
			return k
		}
	}
	return -1
}

func (s *Sequences) edge(k int) int64 { return int64(math.Round(s.start[k] * 1000 / s.dt)) }

// Counts are the spikes of each neuron in sequence k. Not to be written.
func (s *Sequences) Counts(k int) []float64 { return s.counts[k] }

// Read is the read-out of every sequence that has begun.
func (s *Sequences) Read() []Sequence {
	out := []Sequence{}
	for k, counts := range s.counts {
		if s.dt == 0 || s.stop <= s.edge(k) {
			break
		}
		read := s.set.Decode(s.preferred, counts)
		fit := FitTuning(s.preferred, counts, false)
		n := float64(len(counts))
		if float64(fit.BThetaDeg) > MaxTuned { // no half height: not a width
			fit.BThetaDeg = Number(math.NaN())
		}
		out = append(out, Sequence{
			StartS: s.start[k], StopS: min(s.start[k+1], float64(s.stop)*s.dt/1000),
			TrueDeg: Number(s.trueDeg[k]), DecodedDeg: read.DecodedDeg, R: read.R, Spikes: read.Spikes, Reason: read.Reason,
			J: Number(float64(fit.PeakDeg) * n / 180), BThetaDeg: fit.BThetaDeg, FMax: fit.Amplitude, R2: fit.R2,
		})
	}
	return out
}
