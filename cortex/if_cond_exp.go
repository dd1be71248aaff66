package cortex

import (
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("if_cond_exp", func() CellModel { return new(IFCondExp) })
}

// IFCondExp is [IFCond] with conductances that jump by the weight, in nS, and
// decay exponentially (PyNN's IF_cond_exp). The defaults are the cells of the
// orientation ring.
type IFCondExp struct{ IFCond }

// Open is described at [CellModel].
func (m *IFCondExp) Open(n int, dt float64, _ *rand.Rand) (Cells, error) {
	return m.open(n, dt, false)
}
