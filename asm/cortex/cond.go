package cortex

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
	condFaint
)

// cond is condCells.scalar of groups of cells, except for what happens to
// stiff cells and at threshold.
func (g *generator) cond() {
	g.form("cond", `%[1]s advances n cells, a multiple of %[2]d, and takes what arrived. The 16 bits i/%[2]d of flags tell
of the cells from i on: bit j is set where cell i+j is above threshold. It is 0x100 where one of them is
stiff; then what arrived has been added to the conductances and nothing else done.`,
		"func(v, ge, gi, arriveE, arriveI, inject *float64, n int, k *[18][4]float64, flags *uint64)")
	v, ge, gi := g.pointer("v"), g.pointer("ge"), g.pointer("gi")
	arriveE, arriveI, inject := g.pointer("arriveE"), g.pointer("arriveI"), g.pointer("inject")
	n, table, flags := g.pointer("n"), g.pointer("k"), g.pointer("flags")
	k := func(i int) operand.Mem { return operand.Mem{Base: table, Disp: 32 * i} }

	if g.lanes == 8 {
		all := make([]int, condFaint+1)
		for i := range all {
			all[i] = i
		}
		g.hold(k, all...)
	}
	zero := g.vector()
	g.VXORPD(zero, zero, zero)
	mask := g.GP32()
	var i reg.GPVirtual
	stiff, faint, above := g.K(), g.K(), g.K()
	var e0, i0, e4, i4 vecs
	quiet := func(x vecs) vecs { return g.where(x, g.mul(x, x), notLess, k(condQuiet)) }
	g.loop("cells", n, 1, func(groups int, index reg.GPVirtual) {
		i = index
		e0 = g.add(g.read(groups, ge, i), array{arriveE, i})
		i0 = g.add(g.read(groups, gi, i), array{arriveI, i})
		e4, i4 = g.mul(e0, k(condFullE)), g.mul(i0, k(condFullI))
		b2 := g.add(g.add(g.mul(e0, k(condMidE)), g.mul(i0, k(condMidI))), k(condMidLeak))
		b4 := g.add(g.mul(g.add(e4, i4), k(condEndPer)), k(condEndLeak))
		if g.lanes == 8 {
			g.VCMPPD(greater, g.fixed(k(condLimit)), g.add(e0, i0)[0], stiff)
			g.VCMPPD(less, g.fixed(k(condFaint)), g.nearer(e4, i4)[0], faint)
			g.KORTESTB(stiff, faint)
			g.JNZ(operand.LabelRef("rare"))
			g.Label("usual")
		} else {
			g.flags(g.add(e0, i0)[0], greater, k(condLimit), mask)
			g.TESTL(mask, mask)
			g.JNZ(operand.LabelRef("stiff"))
			e4, i4 = quiet(e4), quiet(i4)
		}
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
		flag := operand.Mem{Base: flags}
		if g.lanes == 8 {
			g.VCMPPD(greater, g.fixed(k(condThresh)), x[0], above)
			g.KMOVW(above, flag)
		} else {
			g.flags(x[0], greater, k(condThresh), mask)
			g.MOVW(mask.As16(), flag)
		}
		g.Label("next")
		g.VMOVUPD(zero, g.at(arriveE, i, 0))
		g.VMOVUPD(zero, g.at(arriveI, i, 0))
		g.ADDQ(operand.U8(2), flags)
	})
	g.VZEROUPPER()
	g.RET()

	if g.lanes == 8 {
		g.Label("rare")
		g.KORTESTB(stiff, stiff)
		g.JNZ(operand.LabelRef("stiff"))
		g.VMOVAPD(quiet(e4)[0], e4[0])
		g.VMOVAPD(quiet(i4)[0], i4[0])
		g.JMP(operand.LabelRef("usual"))
	}
	g.Label("stiff")
	g.write(e0, ge, i)
	g.write(i0, gi, i)
	g.MOVW(operand.U16(0x100), operand.Mem{Base: flags})
	g.JMP(operand.LabelRef("next"))
}
