//go:build !amd64

package stimuli

func advanceVector(state, coef, noise []float32, tiles int) (done int) { return 0 }

func emitVector(re, im, state, weight, rampRe, rampIm []float32, tiles int, row *rowRamp) (done int) {
	return 0
}
