package cortex

// The loops that all cells go through in each step. Each has a vector form that
// does as many elements as it can and gives the same bits.

// receive adds what arrived to a synaptic variable and takes it away.
func receive(x, arrive []float64, factor float64) {
	x = x[:len(arrive)]
	for i := receiveVector(x, arrive, factor); i < len(x); i++ {
		x[i] += float64(factor * arrive[i])
		arrive[i] = 0
	}
}

// decay multiplies a synaptic variable by keep.
func decay(x []float64, keep float64) {
	for i := decayVector(x, keep); i < len(x); i++ {
		x[i] = faint(keep * x[i])
	}
}

// faintBelow is a conductance, nS, or current, pA, that moves v by less than the
// last bit. Left alone it would decay into slow denormal numbers.
const faintBelow = 1e-20

// faint takes what is smaller, of either sign, as nothing.
func faint(x float64) float64 {
	if x < faintBelow && x > -faintBelow {
		return 0
	}
	return x
}

// total sets dst to (a + b) + c.
func total(dst, a []float64, b float64, c []float64) {
	a, c = a[:len(dst)], c[:len(dst)]
	for i := totalVector(dst, a, b, c); i < len(dst); i++ {
		dst[i] = (a[i] + b) + c[i]
	}
}

// above has bit i set where x[i] > level, for up to 64 numbers.
func above(x []float64, level float64) uint64 {
	done, mask := aboveVector(x, level)
	for i := done; i < len(x); i++ {
		if x[i] > level {
			mask |= 1 << i
		}
	}
	return mask
}
