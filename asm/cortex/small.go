package cortex

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// spread is the argument of that name in all four places.
func (g *generator) spread(name string) vec {
	d := g.YMM()
	m, err := g.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	g.VBROADCASTSD(m.Addr, d)
	return d
}

// receive is the loop of the Go function of that name.
func (g *generator) receive() {
	g.Function("receiveAVX2")
	g.Doc("receiveAVX2 adds factor × arrive to n numbers, a multiple of 4, and sets arrive to zero.")
	g.Pragma("noescape")
	g.SignatureExpr("func(x, arrive *float64, n int, factor float64)")
	x, arrive, n, factor := g.pointer("x"), g.pointer("arrive"), g.pointer("n"), g.spread("factor")
	zero := g.YMM()
	g.VXORPD(zero, zero, zero)
	g.loop("receive", n, 2, func(groups int, i reg.GPVirtual) {
		sum := g.add(g.mul(one(factor, groups), array{arrive, i}), array{x, i})
		g.write(one(zero, groups), arrive, i)
		g.write(sum, x, i)
	})
	g.VZEROUPPER()
	g.RET()
}

// decay is the loop of the Go function of that name.
func (g *generator) decay() {
	g.Function("decayAVX2")
	g.Doc("decayAVX2 multiplies n numbers, a multiple of 4, by keep; those below faintBelow become zero.")
	g.Pragma("noescape")
	g.SignatureExpr("func(x *float64, n int, keep, below float64)")
	x, n, keep, below := g.pointer("x"), g.pointer("n"), g.spread("keep"), g.spread("below")
	sign := g.YMM() // all but the sign
	g.VPCMPEQQ(sign, sign, sign)
	g.VPSRLQ(operand.U8(1), sign, sign)
	g.loop("decay", n, 2, func(groups int, i reg.GPVirtual) {
		y := g.mul(one(keep, groups), array{x, i})
		g.write(g.where(y, g.and(y, sign), notLess, below), x, i)
	})
	g.VZEROUPPER()
	g.RET()
}

// total is the loop of the Go function of that name.
func (g *generator) total() {
	g.Function("totalAVX2")
	g.Doc("totalAVX2 sets dst to (a + b) + c for n numbers, a multiple of 4.")
	g.Pragma("noescape")
	g.SignatureExpr("func(dst, a, c *float64, n int, b float64)")
	dst, a, c, n, b := g.pointer("dst"), g.pointer("a"), g.pointer("c"), g.pointer("n"), g.spread("b")
	g.loop("total", n, 2, func(groups int, i reg.GPVirtual) {
		g.write(g.add(g.add(one(b, groups), array{a, i}), array{c, i}), dst, i)
	})
	g.VZEROUPPER()
	g.RET()
}

// above is the loop of the Go function of that name.
func (g *generator) above() {
	g.Function("aboveAVX2")
	g.Doc("aboveAVX2 has bit i set where x[i] > level, for n numbers, a multiple of 4 up to 64.")
	g.Pragma("noescape")
	g.SignatureExpr("func(x *float64, n int, level float64) uint64")
	x, n, level := g.pointer("x"), g.pointer("n"), g.spread("level")
	mask, four := g.GP64(), g.GP64()
	g.XORQ(mask, mask)
	g.loop("above", n, 1, func(groups int, i reg.GPVirtual) {
		g.flags(g.read(groups, x, i)[0], greater, level, four.As32())
		g.ORQ(four, mask)
		g.RORQ(operand.U8(4), mask)
	})
	// The first number is now in bit 64−n: as many turns again as are missing to sixteen.
	rest := reg.RCX
	g.MOVQ(n, rest)
	g.NEGQ(rest)
	g.ANDQ(operand.U8(63), rest)
	g.RORQ(reg.CL, mask)
	g.Store(mask, g.ReturnIndex(0))
	g.VZEROUPPER()
	g.RET()
}
