package stimuli

// lanes is how many oscillators stand side by side: a tile. Memory of a tile is
// in one piece, state [8][lanes] (four states of the real part, four of the
// imaginary one), coefficients [coefs][lanes], noise as the state.
const (
	lanes     = 16
	stateTile = 2 * stateSize * lanes
	coefTile  = coefs * lanes
)

// advance takes tiles one step further: s += D s + L n, each product and sum
// rounded by itself.
func advance(state, coef, noise []float32, tiles int) {
	for t := advanceVector(state, coef, noise, tiles); t < tiles; t++ {
		s, k, n := (*[stateTile]float32)(state[t*stateTile:]), (*[coefTile]float32)(coef[t*coefTile:]), (*[stateTile]float32)(noise[t*stateTile:])
		for q := 0; q < stateTile; q += stateTile / 2 {
			for i := range lanes {
				c := func(j int) float32 { return k[j*lanes+i] }
				x := func(j int) float32 { return s[q+j*lanes+i] }
				e := func(j int) float32 { return n[q+j*lanes+i] }
				x0, x1, x2, x3 := x(0), x(1), x(2), x(3)
				e0, e1, e2, e3 := e(0), e(1), e(2), e(3)
				y0 := float32(c(0)*x0) + float32(c(1)*x1)
				y0 += float32(c(12) * e0)
				y1 := float32(c(2)*x0) + float32(c(3)*x1)
				y1 += float32(c(13) * e0)
				y1 += float32(c(14) * e1)
				y2 := float32(c(4)*x0) + float32(c(5)*x1)
				y2 += float32(c(6) * x2)
				y2 += float32(c(7) * x3)
				y2 += float32(c(15) * e0)
				y2 += float32(c(16) * e1)
				y2 += float32(c(17) * e2)
				y3 := float32(c(8)*x0) + float32(c(9)*x1)
				y3 += float32(c(10) * x2)
				y3 += float32(c(11) * x3)
				y3 += float32(c(18) * e0)
				y3 += float32(c(19) * e1)
				y3 += float32(c(20) * e2)
				y3 += float32(c(21) * e3)
				s[q+i], s[q+lanes+i], s[q+2*lanes+i], s[q+3*lanes+i] = x0+y0, x1+y1, x2+y2, x3+y3
			}
		}
	}
}

// emit writes the spectrum of tiles: c·s times weight, times the ramp of the
// column and that of the row.
func emit(re, im, state, weight, rampRe, rampIm []float32, tiles int, row *rowRamp) {
	for t := emitVector(re, im, state, weight, rampRe, rampIm, tiles, row); t < tiles; t++ {
		s := (*[stateTile]float32)(state[t*stateTile:])
		for i := range lanes {
			x := func(q int) float32 {
				v := float32(row.c[0]*s[q+i]) + float32(row.c[1]*s[q+lanes+i])
				v += float32(row.c[2] * s[q+2*lanes+i])
				return v + float32(row.c[3]*s[q+3*lanes+i])
			}
			k := t*lanes + i
			vr, vi := x(0)*weight[k], x(stateTile/2)*weight[k]
			cr := float32(rampRe[k]*row.re) - float32(rampIm[k]*row.im)
			ci := float32(rampRe[k]*row.im) + float32(rampIm[k]*row.re)
			re[k] = float32(vr*cr) - float32(vi*ci)
			im[k] = float32(vr*ci) + float32(vi*cr)
		}
	}
}

// rowRamp is what one row of the spectrum is multiplied by.
type rowRamp struct {
	c      [stateSize]float32 // output of the dynamics
	re, im float32
}
