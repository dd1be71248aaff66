package cortex

import (
	"math/bits"

	"golang.org/x/sys/cpu"
)

// hasAVX2 says whether the vector kernels may run. Tests switch it off.
var hasAVX2 = cpu.X86.HasAVX2

// hasAVX512 says whether those with eight cells in a register may run.
var hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW

// hasFMA says whether math.FMA is one instruction.
var hasFMA = cpu.X86.HasFMA

// expTable is the constants of exp1 as the vector form reads them.
var expTable = [...][4]float64{
	wide(expMin), wide(expMax), wide(expLog2e), wide(expMagic), wide(expLn2Hi), wide(expLn2Lo), wide(1),
	wide(expQ0), wide(expQ1), wide(expQ2), wide(expQ3), wide(expQ4), wide(expQ5), wide(expQ6), wide(expQ7), wide(expQ8), wide(expQ9),
}

// wide is x for each of four cells.
func wide(x float64) [4]float64 { return [4]float64{x, x, x, x} }

// expVector does as many as the vector form can, from the first on.
func expVector(dst, x []float64) (done int) {
	if !hasAVX2 || len(x) < 4 {
		return 0
	}
	n := len(x) &^ 3
	expsAVX2(&dst[0], &x[0], n)
	return n
}

// wide are the constants as the vector form reads them.
func (k *condKernel) wide() *[18][4]float64 {
	return &[18][4]float64{wide(k.per), wide(k.leak), wide(k.rest), wide(k.perE), wide(k.perI),
		wide(k.halfE), wide(k.halfI), wide(k.fullE), wide(k.fullI), wide(k.midLeak), wide(k.midE), wide(k.midI),
		wide(k.endLeak), wide(k.endPer), wide(k.limit), wide(k.thresh), wide(quietBelow * quietBelow), wide(2 * quietBelow)}
}

// condVector advances the cells of a block from the first on, as many as the
// vector forms can, and says where it stopped.
func (c *condCells) condVector(b Block, in *Input, fired []int32) (int, []int32) {
	lo := b.Lo
	var flags [BlockSize / 4 / 4]uint64 // 16 bits for each group of cells
	for hasAVX2 && b.Hi-lo >= 4 {
		v, ge, gi, arriveE, arriveI, inject := &c.v[lo], &c.ge[lo], &c.gi[lo], &in.Arrive[0][lo], &in.Arrive[1][lo], &in.Inject[lo]
		lanes, n := 4, (b.Hi-lo)&^3
		if hasAVX512 && n >= 8 {
			lanes, n = 8, n&^7
			condAVX512(v, ge, gi, arriveE, arriveI, inject, n, c.wide, &flags[0])
		} else {
			condAVX2(v, ge, gi, arriveE, arriveI, inject, n, c.wide, &flags[0])
		}
		fired = c.heed(flags[:(n/lanes+3)/4], lanes, b, lo, in, fired)
		clear(flags[:])
		lo += n
	}
	return lo, fired
}

// heed does what the flags of a vector form say of the groups from cell lo on.
func (c *condCells) heed(flags []uint64, lanes int, b Block, lo int, in *Input, fired []int32) []int32 {
	for w, word := range flags {
		for word != 0 {
			k := bits.TrailingZeros64(word) / 16
			flag := uint16(word >> (16 * k))
			word &^= 0xffff << (16 * k)
			first := lo + (4*w+k)*lanes
			if flag > 0xff {
				fired = c.scalar(b, first, first+lanes, in, fired)
				continue
			}
			for ; flag != 0; flag &= flag - 1 {
				if i := first + bits.TrailingZeros16(flag); !c.ref.held(b, i) {
					fired = append(fired, int32(i))
					c.v[i] = c.m.VReset
				}
			}
		}
	}
	return fired
}

// widen writes the constants out as the vector form reads them.
func (k *adexKernel) widen() {
	k.table = new([adexConstants][4]float64)
	for j, x := range []float64{k.c, k.rest, k.fullE, k.midE, k.endE, k.fullI, k.midI, k.endI, k.revE, k.revI,
		k.leak, k.peak, k.sharp, k.height, k.alpha, k.beta, k.gamma, 2, 1.0 / 3, pow2Magic, pow2Min,
		pow2C0, pow2C1, pow2C2, pow2C3, pow2C4, pow2C5, pow2C6, pow2C7, pow2C8, pow2C9,
	} {
		k.table[j] = wide(x)
	}
}

// vector advances the cells of a run from the first on, as many as the vector
// form can, and says how many and the largest conductance among them.
func (k *adexKernel) vector(w *odeWork, syn *two, lo int, move []float64) (done int, most float64) {
	if !(hasAVX2 && hasFMA) {
		return 0, 0
	}
	var largest [8]float64
	if n := len(move) &^ 7; hasAVX512 && n > 0 {
		adexAVX512(&w.x[0][0], &w.x[1][0], &syn.e.g[lo], &syn.i.g[lo], &w.base[0], &move[0], &w.next[0][0], &w.next[1][0],
			&w.current[0], &w.sum[0][0], &w.sum[1][0], n, k.table, &largest)
		done = n
	}
	if n := (len(move) - done) &^ 3; n > 0 {
		adexAVX2(&w.x[0][done], &w.x[1][done], &syn.e.g[lo+done], &syn.i.g[lo+done], &w.base[done], &move[done], &w.next[0][done], &w.next[1][done],
			&w.current[done], &w.sum[0][done], &w.sum[1][done], n, k.table, &largest)
		done += n
	}
	for _, g := range largest { // not for NaN
		if g > most {
			most = g
		}
	}
	return done, most
}

func receiveVector(x, arrive []float64, factor float64) (done int) {
	n := len(x) &^ 3
	if hasAVX2 && n > 0 {
		receiveAVX2(&x[0], &arrive[0], n, factor)
		return n
	}
	return 0
}

func decayVector(x []float64, keep float64) (done int) {
	n := len(x) &^ 3
	if hasAVX2 && n > 0 {
		decayAVX2(&x[0], n, keep, faintBelow)
		return n
	}
	return 0
}

func totalVector(dst, a []float64, b float64, c []float64) (done int) {
	n := len(dst) &^ 3
	if hasAVX2 && n > 0 {
		totalAVX2(&dst[0], &a[0], &c[0], n, b)
		return n
	}
	return 0
}

func aboveVector(x []float64, level float64) (done int, mask uint64) {
	n := len(x) &^ 3
	if hasAVX2 && n > 0 {
		return n, aboveAVX2(&x[0], n, level)
	}
	return 0, 0
}
