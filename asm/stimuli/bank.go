package stimuli

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A tile is 16 oscillators, one or two registers.
const (
	tile   = 16
	states = 4
	coefs  = 22
)

// at is float j of row r of a tile, whose rows have 16 floats.
func at(base reg.Register, r, j int) operand.Mem {
	return operand.Mem{Base: base, Disp: 4 * (tile*r + j)}
}

// advance is the Go function of that name. Nothing is fused: each product and
// sum is rounded, as in Go.
func (g *generator) advance() {
	g.form("advance", "%s takes n tiles of oscillators one step further, n > 0.", "func(state, coef, noise *float32, n int)")
	state, coef, noise, n := g.pointer("state"), g.pointer("coef"), g.pointer("noise"), g.pointer("n")
	// Row i of D and of L: where its coefficients begin, and how many there are.
	rows := [states]struct{ d, nd, l int }{{0, 2, 12}, {2, 2, 13}, {4, 4, 15}, {8, 4, 18}}
	g.loop(n, func() {
		for lane := 0; lane < tile; lane += g.lanes {
			for q := range 2 {
				var s, e [states]vec
				for i := range s {
					s[i], e[i] = g.load(at(state, states*q+i, lane)), g.load(at(noise, states*q+i, lane))
				}
				k := func(x vec, j int) vec { return g.mul(x, at(coef, j, lane)) }
				for i, r := range rows {
					y := k(s[0], r.d)
					for j := 1; j < r.nd; j++ {
						y = g.add(y, k(s[j], r.d+j))
					}
					for j := range i + 1 {
						y = g.add(y, k(e[j], r.l+j))
					}
					g.VMOVUPS(g.add(s[i], y), at(state, states*q+i, lane))
				}
			}
		}
		g.ADDQ(operand.U32(4*2*states*tile), state)
		g.ADDQ(operand.U32(4*2*states*tile), noise)
		g.ADDQ(operand.U32(4*coefs*tile), coef)
	})
}

// emit is the Go function of that name; row is its rowRamp.
func (g *generator) emit() {
	g.form("emit", "%s writes the spectrum of n tiles, n > 0.", "func(re, im, state, weight, rampRe, rampIm *float32, n int, row *float32)")
	re, im, state, weight := g.pointer("re"), g.pointer("im"), g.pointer("state"), g.pointer("weight")
	rampRe, rampIm, n, row := g.pointer("rampRe"), g.pointer("rampIm"), g.pointer("n"), g.pointer("row")
	var c [states]vec
	for i := range c {
		c[i] = g.spread(operand.Mem{Base: row, Disp: 4 * i})
	}
	ry, iy := g.spread(operand.Mem{Base: row, Disp: 4 * states}), g.spread(operand.Mem{Base: row, Disp: 4*states + 4})
	g.loop(n, func() {
		for lane := 0; lane < tile; lane += g.lanes {
			var v [2]vec
			w := g.load(at(weight, 0, lane))
			for q := range v {
				s := g.mul(c[0], at(state, states*q, lane))
				for i := 1; i < states; i++ {
					s = g.add(s, g.mul(c[i], at(state, states*q+i, lane)))
				}
				v[q] = g.mul(s, w)
			}
			rx, ix := g.load(at(rampRe, 0, lane)), g.load(at(rampIm, 0, lane))
			cr := g.sub(g.mul(rx, ry), g.mul(ix, iy))
			ci := g.add(g.mul(rx, iy), g.mul(ix, ry))
			g.VMOVUPS(g.sub(g.mul(v[0], cr), g.mul(v[1], ci)), at(re, 0, lane))
			g.VMOVUPS(g.add(g.mul(v[0], ci), g.mul(v[1], cr)), at(im, 0, lane))
		}
		g.ADDQ(operand.U32(4*2*states*tile), state)
		for _, p := range []reg.Register{re, im, weight, rampRe, rampIm} {
			g.ADDQ(operand.U8(4*tile), p)
		}
	})
}
