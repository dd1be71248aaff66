package analysis

// Snapshot is what an OrientationMeter reads at one instant, small enough to
// keep a film of them.
type Snapshot struct {
	Counts  []float32 // spikes in the window, by neuron
	Seconds float64   // that the window covers
	TrueDeg float64   // NaN where the stimulus has no orientation
}

// Snapshot keeps the present instant in s, whose Counts are used again where
// they are long enough.
func (m *OrientationMeter) Snapshot(s *Snapshot) {
	if len(s.Counts) != len(m.w.counts) {
		s.Counts = make([]float32, len(m.w.counts))
	}
	for i, n := range m.w.counts {
		s.Counts[i] = float32(n)
	}
	s.Seconds, s.TrueDeg = m.w.seconds(), m.trueDeg
}

// FigureOf is the figure that Figure was when s was taken.
func (m *OrientationMeter) FigureOf(s Snapshot) *Figure {
	then := *m
	const dt = 1e-3 // ms
	then.w = window{began: true, counts: make([]float64, len(s.Counts)), dt: dt, ms: s.Seconds * 1000, stop: span(s.Seconds*1000, dt)}
	if s.Seconds == 0 {
		then.w.began = false
	}
	for i, n := range s.Counts {
		then.w.counts[i] = float64(n)
		then.w.total += int(n)
	}
	then.trueDeg = s.TrueDeg
	return then.Figure()
}
