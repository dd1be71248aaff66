package stimuli

import (
	"math"

	"striate/sim"
)

// Open makes the array.
func (g *LogGaborArray) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(g); err != nil {
		return nil, err
	}
	m := &logGaborArrayMovie{g: *g, seed: uint64(seed.Sub("log_gabor_array")), trueDeg: math.NaN()}
	m.draws = drawPatches(sim.Seed(m.seed))
	var err error
	m.kernel, err = g.kernel(m.draws)
	return m, err
}

type logGaborArrayMovie struct {
	g       LogGaborArray
	seed    uint64 // of draws
	draws   *patchDraws
	kernel  []complex128
	drifted float64 // cycles, modulo 1
	last    int64   // frame last painted
	trueDeg float64
}

// Retune takes the parameters of another array on the same screen.
func (m *logGaborArrayMovie) Retune(s Stimulus) error {
	g, err := sameKind(s, &m.g)
	if err != nil {
		return err
	}
	was, is := m.g, *g
	// What the kernel does not depend on.
	was.Phase, was.TF, was.Contrast = is.Phase, is.TF, is.Contrast
	if was != is {
		k, err := g.kernel(m.draws)
		if err != nil {
			return err
		}
		m.kernel = k
	}
	m.g = *g
	return nil
}

// TrueDeg is the orientation of the frame last painted.
func (m *logGaborArrayMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie].
func (m *logGaborArrayMovie) State(a *sim.Archive) {
	a.Label("log_gabor_array")
	was := m.seed
	sim.Value(a, &m.seed)
	sim.Value(a, &m.drifted)
	sim.Value(a, &m.last)
	sim.Value(a, &m.trueDeg)
	atMostOne(a, m.drifted)
	if a.Err() != nil || m.seed == was {
		return
	}
	m.draws = drawPatches(sim.Seed(m.seed))
	k, err := m.g.kernel(m.draws)
	if err != nil {
		a.Fail(err)
		return
	}
	m.kernel = k
}

// Paint writes frame k.
func (m *logGaborArrayMovie) Paint(dst *sim.Frame, k int64) {
	m.drifted = math.Mod(m.drifted+m.g.TF/m.g.FPS*float64(k-m.last), 1)
	m.last = k
	m.trueDeg = m.g.trueDeg(m.draws)
	paintKernel(dst, m.kernel, m.g.Phase*math.Pi/180-2*math.Pi*m.drifted, m.g.Contrast/100)
}

var _ Retunable = (*logGaborArrayMovie)(nil)
