// Package cortex describes the AVX2 and AVX-512 kernels of the room of that name.
package cortex

import (
	"github.com/mmcloughlin/avo/ir"
)

// Kernels are all functions of the file.
func Kernels() (*ir.File, error) {
	g := newGenerator()
	g.exps()
	for _, g.lanes = range []int{4, 8} {
		g.cond()
		g.adex()
	}
	g.lanes = 4
	g.receive()
	g.decay()
	g.total()
	g.above()
	return g.Result()
}
