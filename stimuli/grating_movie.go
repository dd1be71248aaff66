package stimuli

import (
	"fmt"
	"math"

	"striate/sim"
)

// gratings is a stimulus made of sinusoids, always the same number of them:
// L = ½ (1 + Σ waves), clipped to 0 and 1.
type gratings interface {
	Stimulus
	waves() []wave
}

// gratingMovie keeps the cycles that each wave has gone through, so that a
// change of temporal or spatial frequency goes on from where the bars are.
type gratingMovie[T any, P interface {
	*T
	gratings
}] struct {
	kind    string
	g       T
	waves   []wavePainter
	last    int64 // frame last painted
	row     []float64
	trueDeg float64
}

// openGratings starts a movie of that kind; gratings have no randomness.
func openGratings[T any, P interface {
	*T
	gratings
}](kind string, g P) (Movie, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	m := &gratingMovie[T, P]{kind: kind, g: *g, trueDeg: math.NaN(), row: make([]float64, g.Geometry().Width)}
	m.waves = make([]wavePainter, len(g.waves()))
	m.tune()
	return m, nil
}

func (m *gratingMovie[T, P]) tune() {
	g := P(&m.g)
	for i, v := range g.waves() {
		m.waves[i].wave = v
		m.waves[i].tune(g.Geometry())
	}
}

// Retune takes the parameters of another grating of the kind on the same screen.
func (m *gratingMovie[T, P]) Retune(s Stimulus) error {
	g, err := sameKind(s, P(&m.g))
	if err != nil {
		return err
	}
	m.g = *g
	m.tune()
	return nil
}

// TrueDeg is the orientation of the frame last painted, NaN where bars of more
// than one orientation, or none, could be seen in it.
func (m *gratingMovie[T, P]) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *gratingMovie[T, P]) State(a *sim.Archive) {
	a.Label(m.kind)
	for i := range m.waves {
		sim.Value(a, &m.waves[i].drifted)
		atMostOne(a, m.waves[i].drifted)
	}
	sim.Value(a, &m.last)
	sim.Value(a, &m.trueDeg)
}

// atMostOne refuses a share of a cycle that no movie can have got to.
func atMostOne(a *sim.Archive, share float64) {
	if !(math.Abs(share) <= 1) {
		a.Fail(fmt.Errorf("saved state is %g cycles through one, want at most 1", share))
	}
}

// advance goes on to frame k.
func (m *gratingMovie[T, P]) advance(k int64) {
	fps := P(&m.g).Geometry().FPS
	m.trueDeg = math.NaN()
	seen := 0
	for i := range m.waves {
		v := &m.waves[i]
		v.advance(float64(k-m.last), fps)
		if !v.visible() {
			continue
		}
		deg := math.Mod(v.theta, 180)
		if seen++; seen == 1 {
			m.trueDeg = deg
		} else if deg != m.trueDeg { // also where that is NaN
			m.trueDeg = math.NaN()
		}
	}
	m.last = k
}

// luminance writes row y, counted upward, before clipping.
func (m *gratingMovie[T, P]) luminance(row []float64, y int) {
	for x := range row {
		row[x] = 0.5
	}
	for i := range m.waves {
		m.waves[i].add(row, y)
	}
}

// Paint writes frame k.
func (m *gratingMovie[T, P]) Paint(dst *sim.Frame, k int64) {
	m.advance(k)
	for r := range dst.H {
		m.luminance(m.row, dst.H-1-r)
		out := dst.Pix[r*dst.W:][:dst.W]
		for x, v := range m.row {
			out[x] = float32(min(1, max(0, v)))
		}
	}
}
