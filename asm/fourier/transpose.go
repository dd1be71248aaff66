package fourier

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose turns 8 rows, square by square.
func (g *generator) transpose() {
	g.form("transpose", `%s turns n squares of %d x 8 floats that lie side by side in 8 rows; ss and ds are the bytes from
one row to the next in src and dst.`, "func(dst *float32, ds int, src *float32, ss int, n int)")
	dst, ds, src, ss, n := g.pointer("dst"), g.pointer("ds"), g.pointer("src"), g.pointer("ss"), g.pointer("n")
	lower, lowerD, ss3, ds3 := g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.LEAQ(operand.Mem{Base: src, Index: ss, Scale: 4}, lower)
	g.LEAQ(operand.Mem{Base: ss, Index: ss, Scale: 2}, ss3)
	g.LEAQ(operand.Mem{Base: ds, Index: ds, Scale: 2}, ds3)
	at := func(base, one, three reg.GPVirtual, i, disp int) operand.Mem {
		m := operand.Mem{Base: base, Disp: disp}
		switch i {
		case 1, 2:
			m.Index, m.Scale = one, uint8(i)
		case 3:
			m.Index, m.Scale = three, 1
		}
		return m
	}
	g.Label("square")
	g.LEAQ(operand.Mem{Base: dst, Index: ds, Scale: 4}, lowerD)
	for half := range 2 { // four columns each
		var r [4]vec // row i and row i+4
		for i := range r {
			r[i] = g.YMM()
			g.VMOVUPS(at(src, ss, ss3, i, 16*half), r[i].(reg.Vec).AsX())
			g.VINSERTF128(operand.U8(1), at(lower, ss, ss3, i, 16*half), r[i], r[i])
		}
		a, b := g.three(g.VUNPCKLPS, r[0], r[1]), g.three(g.VUNPCKHPS, r[0], r[1])
		c, d := g.three(g.VUNPCKLPS, r[2], r[3]), g.three(g.VUNPCKHPS, r[2], r[3])
		base := dst
		if half == 1 {
			base = lowerD
		}
		for i, pair := range [][2]vec{{a, c}, {b, d}} {
			g.VMOVUPS(g.three(g.VUNPCKLPD, pair[0], pair[1]), at(base, ds, ds3, 2*i, 0))
			g.VMOVUPS(g.three(g.VUNPCKHPD, pair[0], pair[1]), at(base, ds, ds3, 2*i+1, 0))
		}
	}
	g.ADDQ(operand.U8(32), src)
	g.ADDQ(operand.U8(32), lower)
	g.LEAQ(operand.Mem{Base: dst, Index: ds, Scale: 8}, dst)
	g.DECQ(n)
	g.JNZ(operand.LabelRef("square"))
	g.VZEROUPPER()
	g.RET()
}
