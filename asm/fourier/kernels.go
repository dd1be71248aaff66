// Package fourier describes the AVX2 and AVX-512 kernels of the room of that name.
package fourier

import (
	"github.com/mmcloughlin/avo/ir"
)

// Kernels are all functions of the file.
func Kernels() (*ir.File, error) {
	g := newGenerator()
	for _, g.lanes = range []int{8, 16} {
		for _, radix := range []int{2, 3, 4, 5} {
			g.pass(radix, true)
		}
		g.pass(4, false)
		g.pack()
	}
	g.lanes = 8
	g.transpose()
	return g.Result()
}
