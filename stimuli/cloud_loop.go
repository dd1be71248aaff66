package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// loopMovie is the block form live: a block that is shown again and again, as
// it has no seam in time. Another parameter makes another block from the same
// noise, which takes its time where the block is large.
type loopMovie struct {
	cloud   MotionCloud
	seed    sim.Seed
	frames  []*sim.Frame // nil where they have to be made
	trueDeg float64
}

func openLoop(c *MotionCloud, seed sim.Seed) (*loopMovie, error) {
	m := &loopMovie{cloud: *c, seed: seed, trueDeg: math.NaN()}
	return m, m.make()
}

// make renders the block.
func (m *loopMovie) make() error {
	m.frames = make([]*sim.Frame, 0, m.cloud.Frames)
	return m.cloud.Render(m.cloud.Frames, m.seed, func(_ int, f *sim.Frame) error {
		m.frames = append(m.frames, f.Clone())
		return nil
	})
}

// Retune takes the parameters of another block of as many frames on the same
// screen.
func (m *loopMovie) Retune(s Stimulus) error {
	c, err := sameKind(s, &m.cloud)
	if err != nil {
		return err
	}
	if c.Duration != m.cloud.Duration || c.Frames != m.cloud.Frames {
		return c.otherForm(&m.cloud)
	}
	if *c != m.cloud {
		m.cloud, m.frames = *c, nil
	}
	return nil
}

// otherForm refuses to go on in another form than the one that is running.
func (c *MotionCloud) otherForm(running *MotionCloud) error {
	if c.Duration == running.Duration {
		return &params.Error{Path: "block_frames", Found: params.FormatNumber(float64(c.Frames)), Want: params.FormatNumber(float64(running.Frames)) + ", as the block that is running"}
	}
	return &params.Error{Path: "duration", Found: c.Duration, Want: running.Duration + ", the form that is running"}
}

// TrueDeg is the orientation of the frame last painted.
func (m *loopMovie) TrueDeg() float64 { return m.trueDeg }

// State is described at [Movie]: the frame follows from its number.
func (m *loopMovie) State(a *sim.Archive) {
	a.Label("motion_cloud block")
	savedDeg(a, &m.trueDeg)
}

// Paint writes frame k of the loop.
func (m *loopMovie) Paint(dst *sim.Frame, k int64) {
	if m.frames == nil && m.make() != nil {
		m.frames = m.frames[:0] // the band lies outside the grid
	}
	if len(m.frames) == 0 {
		m.trueDeg = math.NaN()
		dst.Fill(0.5)
		return
	}
	m.trueDeg = m.cloud.trueDeg()
	copy(dst.Pix, m.frames[k%int64(len(m.frames))].Pix)
}

var _ Retunable = (*loopMovie)(nil)
