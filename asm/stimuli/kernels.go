// Package stimuli describes the AVX2 and AVX-512 kernels of the room of that name.
package stimuli

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
)

// Kernels are all functions of the file.
func Kernels() (*ir.File, error) {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("amd64")
	for _, g.lanes = range []int{8, 16} {
		g.shade()
		g.largest()
		g.luminance()
		g.advance()
		g.emit()
	}
	return g.Result()
}
