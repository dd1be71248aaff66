//go:build !amd64

package cortex

import "runtime"

// hasFMA says whether math.FMA is one instruction.
const hasFMA = runtime.GOARCH == "arm64"

func expVector(dst, x []float64) (done int) { return 0 }

func (c *condCells) condVector(b Block, _ *Input, fired []int32) (int, []int32) { return b.Lo, fired }

func (k *condKernel) wide() *[18][4]float64 { return nil }

func (k *adexKernel) widen() {}

func (k *adexKernel) vector(*odeWork, *two, int, []float64) (done int, most float64) { return 0, 0 }

func receiveVector(x, arrive []float64, factor float64) (done int) { return 0 }

func decayVector(x []float64, keep float64) (done int) { return 0 }

func totalVector(dst, a []float64, b float64, c []float64) (done int) { return 0 }

func aboveVector(x []float64, level float64) (done int, mask uint64) { return 0, 0 }
