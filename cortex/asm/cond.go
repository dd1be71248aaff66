package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The constants of condKernel in this order.
const (
	condPer = iota
	condLeak
	condRest
	condPerE
	condPerI
	condHalfE
	condHalfI
	condFullE
	condFullI
	condMidLeak
	condMidE
	condMidI
	condEndLeak
	condEndPer
	condLimit
	condThresh
	condQuiet
)

// cond is condCells.scalar of groups of four cells, except for what happens to
// stiff cells and at threshold.
func (g *generator) cond() {
	g.Function("condAVX2")
	g.Doc("condAVX2 advances n cells, a multiple of 4, and takes what arrived. Byte i/4 of flags tells of the",
		"cells from i on: bit j is set where cell i+j is above threshold. It is 0x10 where one of them is",
		"stiff; then what arrived has been added to the conductances and nothing else done.")
	g.Pragma("noescape")
	g.SignatureExpr("func(v, ge, gi, arriveE, arriveI, inject *float64, n int, k *[17][4]float64, flags *uint64)")
	v, ge, gi := g.pointer("v"), g.pointer("ge"), g.pointer("gi")
	arriveE, arriveI, inject := g.pointer("arriveE"), g.pointer("arriveI"), g.pointer("inject")
	n, table, flags := g.pointer("n"), g.pointer("k"), g.pointer("flags")
	k := func(i int) operand.Mem { return operand.Mem{Base: table, Disp: 32 * i} }

	zero := g.YMM()
	g.VXORPD(zero, zero, zero)
	mask := g.GP32()
	var i reg.GPVirtual
	var e0, i0 vecs
	g.loop("cells", n, 1, func(groups int, index reg.GPVirtual) {
		i = index
		e0 = g.add(g.read(groups, ge, i), array{arriveE, i})
		i0 = g.add(g.read(groups, gi, i), array{arriveI, i})
		g.VMOVMSKPD(g.compare(g.add(e0, i0), greater, k(condLimit))[0], mask)
		g.TESTL(mask, mask)
		g.JNZ(operand.LabelRef("stiff"))

		b2 := g.add(g.add(g.mul(e0, k(condMidE)), g.mul(i0, k(condMidI))), k(condMidLeak))
		e4, i4 := g.mul(e0, k(condFullE)), g.mul(i0, k(condFullI))
		b4 := g.add(g.mul(g.add(e4, i4), k(condEndPer)), k(condEndLeak))
		e4 = g.and(e4, g.compare(g.mul(e4, e4), notLess, k(condQuiet)))
		i4 = g.and(i4, g.compare(g.mul(i4, i4), notLess, k(condQuiet)))
		x := g.read(groups, v, i)
		p := g.mul(x, k(condPer))
		fe, fi := g.mul(g.from(k(condPerE), p), e0), g.mul(g.from(k(condPerI), p), i0)
		base := g.add(g.mul(g.read(groups, inject, i), k(condPer)), k(condRest))
		base = g.sub(base, g.mul(x, k(condLeak)))
		k1 := g.add(base, g.add(fe, fi))
		s2 := g.add(base, g.add(g.mul(fe, k(condHalfE)), g.mul(fi, k(condHalfI))))
		s4 := g.add(base, g.add(g.mul(fe, k(condFullE)), g.mul(fi, k(condFullI))))
		k2 := g.sub(s2, g.mul(b2, k1))
		k3 := g.sub(s2, g.mul(b2, k2))
		k4 := g.sub(s4, g.mul(b4, k3))
		twice := g.add(k2, k3)
		x = g.add(x, g.add(g.add(k1, k4), g.add(twice, twice)))
		g.write(e4, ge, i)
		g.write(i4, gi, i)
		g.write(x, v, i)
		g.VMOVMSKPD(g.compare(x, greater, k(condThresh))[0], mask)
		g.Label("next")
		g.MOVB(mask.As8(), operand.Mem{Base: flags})
		g.VMOVUPD(zero, at(arriveE, i, 0))
		g.VMOVUPD(zero, at(arriveI, i, 0))
		g.INCQ(flags)
	})
	g.VZEROUPPER()
	g.RET()

	g.Label("stiff")
	g.write(e0, ge, i)
	g.write(i0, gi, i)
	g.MOVL(operand.U32(0x10), mask)
	g.JMP(operand.LabelRef("next"))
}
