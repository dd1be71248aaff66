// Package analysis describes the AVX2 kernels of the room of that name.
package analysis

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
)

// Kernels are all functions of the file.
func Kernels() (*ir.File, error) {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("amd64")
	g.add()
	g.addPairs()
	g.addBytes()
	g.addBytePairs()
	g.means()
	g.follow()
	return g.Result()
}
