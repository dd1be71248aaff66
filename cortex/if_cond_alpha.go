package cortex

import (
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("if_cond_alpha", func() CellModel { return new(IFCondAlpha) })
}

// IFCondAlpha is [IFCond] with alpha-shaped conductances w (t/τ) exp(1 − t/τ),
// which peak at the weight w, in nS, one τ after the spike (PyNN's
// IF_cond_alpha).
type IFCondAlpha struct{ IFCond }

// Open is described at [CellModel].
func (m *IFCondAlpha) Open(n int, dt float64, _ *rand.Rand) (Cells, error) {
	return m.open(n, dt, true)
}
