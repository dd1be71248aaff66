package stimuli

func advanceVector(state, coef, noise []float32, tiles int) (done int) {
	if tiles == 0 || !hasAVX2 && !hasAVX512 {
		return 0
	}
	_, _, _ = state[tiles*stateTile-1], coef[tiles*coefTile-1], noise[tiles*stateTile-1]
	if hasAVX512 {
		advanceAVX512(&state[0], &coef[0], &noise[0], tiles)
	} else {
		advanceAVX2(&state[0], &coef[0], &noise[0], tiles)
	}
	return tiles
}

func emitVector(re, im, state, weight, rampRe, rampIm []float32, tiles int, row *rowRamp) (done int) {
	if tiles == 0 || !hasAVX2 && !hasAVX512 {
		return 0
	}
	last := tiles*lanes - 1
	_, _, _, _, _, _ = re[last], im[last], weight[last], rampRe[last], rampIm[last], state[tiles*stateTile-1]
	if hasAVX512 {
		emitAVX512(&re[0], &im[0], &state[0], &weight[0], &rampRe[0], &rampIm[0], tiles, &row.c[0])
	} else {
		emitAVX2(&re[0], &im[0], &state[0], &weight[0], &rampRe[0], &rampIm[0], tiles, &row.c[0])
	}
	return tiles
}
