package cortex

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// expTable holds the constants of exp1 in this order.
const expTable = table("expTable")

const (
	expMin = iota
	expMax
	expLog2e
	expMagic
	expLn2Hi
	expLn2Lo
	expOne
	expQ // to expQ+9
)

// exp is exp1 operation by operation, except for the limits of x and the
// scaling by 2ⁿ: y, and t whose low bits hold n + 2046.
func (g *generator) exp(x vecs) (y, t vecs) {
	k := expTable.at
	t = g.add(g.mul(x, k(expLog2e)), k(expMagic))
	n := g.sub(t, k(expMagic))
	hi := g.sub(x, g.mul(n, k(expLn2Hi)))
	lo := g.mul(n, k(expLn2Lo))
	r := g.sub(hi, lo)
	r2 := g.mul(r, r)
	pair := func(i int) vecs { return g.add(g.mul(r, k(expQ+i+1)), k(expQ+i)) }
	a := g.add(pair(0), g.mul(pair(2), r2))
	b := g.add(pair(6), g.mul(pair(8), r2))
	b = g.add(pair(4), g.mul(b, r2))
	q := g.mul(r2, g.add(a, g.mul(b, g.mul(r2, r2))))
	s := g.add(hi, k(expOne))
	y = g.add(s, g.add(g.add(g.from(k(expOne), s), hi), g.sub(q, lo)))
	return y, t
}

// scale is y 2ⁿ in two halves.
func (g *generator) scale(y, t vecs) vecs {
	half := each(len(t), func(u int) vec { d := g.vector(); g.VPSRLD(operand.U8(1), t[u], d); return d })
	rest := g.both(t, half, g.VPSUBD)
	power := func(a vecs) vecs {
		return each(len(a), func(u int) vec { d := g.vector(); g.VPSLLQ(operand.U8(52), a[u], d); return d })
	}
	return g.mul(g.mul(y, power(half)), power(rest))
}

// exps is the loop of the Go function exps over whole groups of four.
func (g *generator) exps() {
	g.Function("expsAVX2")
	g.Doc("expsAVX2 sets dst[i] to e^x[i] for i below n, a multiple of 4.")
	g.Pragma("noescape")
	g.SignatureExpr("func(dst, x *float64, n int)")
	dst, x, n := g.pointer("dst"), g.pointer("x"), g.pointer("n")
	g.loop("exps", n, 2, func(groups int, i reg.GPVirtual) {
		limited := g.smaller(expTable.at(expMax), g.larger(expTable.at(expMin), g.read(groups, x, i)))
		g.write(g.scale(g.exp(limited)), dst, i)
	})
	g.VZEROUPPER()
	g.RET()
}
