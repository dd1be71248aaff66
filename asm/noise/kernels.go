// Package noise describes the AVX2 and AVX-512 kernels of the room of that name.
package noise

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
)

// Kernels are all functions of the file.
func Kernels() (*ir.File, error) {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("amd64")
	for _, g.lanes = range []int{8, 16} {
		g.normals()
	}
	return g.Result()
}
