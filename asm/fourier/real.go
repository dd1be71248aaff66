package fourier

import "github.com/mmcloughlin/avo/operand"

// pack makes the spectrum of a + ib of those of the real lines a and b, and its
// mirror.
func (g *generator) pack() {
	g.form("pack", `%s writes the sum A + iB to z, one column of %d lines after the other, and conj(A) + i conj(B) to m,
one before the other, n times: in the columns of x, which are sx bytes apart, lines of B stand so many bytes behind those of A.`,
		"func(zr, zi, mr, mi, xr, xi *float32, behind, sx, n int)")
	zr, zi, mr, mi := g.pointer("zr"), g.pointer("zi"), g.pointer("mr"), g.pointer("mi")
	xr, xi, behind, sx, n := g.pointer("xr"), g.pointer("xi"), g.pointer("behind"), g.pointer("sx"), g.pointer("n")
	g.Label("again")
	ar, ai := g.vector(), g.vector()
	g.VMOVUPS(operand.Mem{Base: xr}, ar)
	g.VMOVUPS(operand.Mem{Base: xi}, ai)
	br, bi := g.vector(), g.vector()
	g.VMOVUPS(operand.Mem{Base: xr, Index: behind, Scale: 1}, br)
	g.VMOVUPS(operand.Mem{Base: xi, Index: behind, Scale: 1}, bi)
	g.VMOVUPS(g.subV(ar, bi), operand.Mem{Base: zr})
	g.VMOVUPS(g.addV(ai, br), operand.Mem{Base: zi})
	g.VMOVUPS(g.addV(ar, bi), operand.Mem{Base: mr})
	g.VMOVUPS(g.subV(br, ai), operand.Mem{Base: mi})
	g.ADDQ(sx, xr)
	g.ADDQ(sx, xi)
	g.ADDQ(operand.U32(4*g.lanes), zr)
	g.ADDQ(operand.U32(4*g.lanes), zi)
	g.SUBQ(operand.U32(4*g.lanes), mr)
	g.SUBQ(operand.U32(4*g.lanes), mi)
	g.DECQ(n)
	g.JNZ(operand.LabelRef("again"))
	g.VZEROUPPER()
	g.RET()
}
