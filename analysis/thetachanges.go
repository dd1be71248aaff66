package analysis

import (
	"fmt"
	"math"
	"slices"

	"striate/sim"
)

// ThetaChanges follows the jumps of the true orientation over the last minute.
type ThetaChanges struct {
	trueDeg float64
	stop    int64
	began   bool
	list    []change
}

// change is a moment at which the true orientation jumped; jumps that follow
// within half a second (a film, a dragged slider) are part of it.
type change struct {
	step, last int64
	from, to   float64
}

// mostChanges bounds the jumps that are kept.
const mostChanges = 128

// Add notes jumps of more than 5 deg; a slow turn is not a jump.
func (m *ThetaChanges) Add(st *sim.Step) {
	if !m.began || st.Start < m.stop {
		m.began, m.trueDeg, m.list = true, st.TrueDeg, m.list[:0]
	}
	m.stop = st.Stop
	if jump := math.Abs(Apart(st.TrueDeg, m.trueDeg)); jump > 5 {
		n := len(m.list)
		if n > 0 && st.Start-m.list[n-1].last < span(500, st.Dt) {
			m.list[n-1].last, m.list[n-1].to = st.Start, st.TrueDeg
		} else {
			m.list = append(m.list, change{st.Start, st.Start, m.trueDeg, st.TrueDeg})
		}
	}
	if !math.IsNaN(st.TrueDeg) {
		m.trueDeg = st.TrueDeg
	}
	oldest := st.Stop - span(60000, st.Dt)
	for len(m.list) > 0 && (m.list[0].step < oldest || len(m.list) > mostChanges) {
		m.list = append(m.list[:0], m.list[1:]...)
	}
}

// Clone is a copy that stays as it is.
func (m *ThetaChanges) Clone() ThetaChanges {
	c := *m
	c.list = slices.Clone(m.list)
	return c
}

// rules are the newest of the jumps of steps from..until, as dashed lines
// through all blocks; no more than fit with their words.
func (m *ThetaChanges) rules(dt float64, from, until int64) []Layer {
	var out []Layer
	for _, c := range m.list {
		if c.step >= from && c.step < until {
			out = append(out, Layer{Mark: Rule, Role: Ink, Dash: true, Block: -1, X: Series{float64(c.step) * dt / 1000},
				Label: fmt.Sprintf("θ %s° → %s°", Angle(c.from), Angle(c.to))})
		}
	}
	if n := len(out) - 16; n > 0 {
		out = out[n:]
	}
	return out
}
