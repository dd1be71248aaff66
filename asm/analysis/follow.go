package analysis

import "github.com/mmcloughlin/avo/operand"

// The entries of flashConstants, after the largest byte.
const (
	stepEntry = 1 + iota
	backEntry
	darkEntry
)

// Predicates of VCMPPS; all are false for NaN, unordered is true for it.
const (
	lessThan     = 0x01
	lessEqual    = 0x02
	unordered    = 0x03
	greaterEqual = 0x0d
)

// follow is the Go function followGo: eight cells at a time, without a branch
// but for one over cells that have not changed yet.
func (g *generator) follow() {
	g.form("follow", "%s is followGo for n cells, a multiple of 8 above 0.",
		"func(v, extreme, lowest *float32, at, lowAt *uint32, way *int32, turned *uint8, n int, frame uint32)")
	value, extreme, lowest := g.pointer("v"), g.pointer("extreme"), g.pointer("lowest")
	at, lowAt, way := g.pointer("at"), g.pointer("lowAt"), g.pointer("way")
	turned, n, frame := g.pointer("turned"), g.pointer("n"), g.argument("frame")
	step, back, dark := g.constant(stepEntry), g.constant(backEntry), g.constant(darkEntry)
	zero, sign := g.YMM(), g.YMM()
	g.VPXOR(zero, zero, zero)
	g.VPCMPEQD(sign, sign, sign)
	g.VPSLLD(operand.U8(31), sign, sign)
	compare := func(how uint8, a, b vec) vec {
		d := g.YMM()
		g.VCMPPS(operand.U8(how), b, a, d)
		return d
	}
	choose := func(mask, yes, no vec) vec {
		d := g.YMM()
		g.VBLENDVPS(mask, yes, no, d)
		return d
	}
	both := func(a, b vec) vec {
		d := g.YMM()
		g.VANDPS(b, a, d)
		return d
	}
	minus := func(a, b vec) vec {
		d := g.YMM()
		g.VSUBPS(b, a, d)
		return d
	}
	g.loop(n, func() {
		v, was, when := g.load(value), g.load(extreme), g.load(at)
		waiting := g.YMM()
		g.VPCMPEQD(operand.Mem{Base: way}, zero, waiting)
		s, a, b, least := g.YMM(), g.YMM(), g.YMM(), g.YMM()
		g.VANDPS(operand.Mem{Base: way}, sign, s)
		g.VXORPS(s, v, a)
		g.VXORPS(s, was, b)
		further := minus(a, b)
		g.VMINPS(was, v, least)
		turn := both(compare(lessEqual, further, back), compare(lessThan, least, dark))
		g.VANDNPS(turn, waiting, turn)
		keep := compare(unordered, further, further)
		g.VORPS(further, keep, keep)
		g.VORPS(waiting, keep, keep) // of which the signs count
		newest, now := choose(keep, was, v), choose(keep, when, frame)
		some := g.GP32()
		g.VMOVMSKPS(waiting, some)
		g.TESTL(some, some)
		g.JZ(operand.LabelRef("going"))
		{
			under, since := g.load(lowest), g.load(lowAt)
			first, high, low := g.YMM(), compare(greaterEqual, v, was), compare(lessEqual, v, under)
			g.VPCMPEQD(when, zero, first)
			g.VORPS(first, high, high)
			g.VPCMPEQD(since, zero, first)
			g.VORPS(first, low, low)
			high, low = both(high, waiting), both(low, waiting)
			g.VBLENDVPS(high, v, newest, newest)
			g.VBLENDVPS(high, frame, now, now)
			g.VBLENDVPS(low, v, under, under)
			g.VBLENDVPS(low, frame, since, since)
			g.VMOVUPS(under, operand.Mem{Base: lowest})
			g.VMOVUPS(since, operand.Mem{Base: lowAt})
			up := both(compare(greaterEqual, minus(v, under), step), compare(lessThan, under, dark))
			down := both(compare(greaterEqual, minus(newest, v), step), compare(lessThan, v, dark))
			g.VORPS(up, down, down)
			down = both(down, waiting)
			g.VORPS(down, turn, turn)
		}
		g.Label("going")
		g.VMOVUPS(newest, operand.Mem{Base: extreme})
		g.VMOVUPS(now, operand.Mem{Base: at})
		mask := g.GP32()
		g.VMOVMSKPS(turn, mask)
		g.MOVB(mask.As8(), operand.Mem{Base: turned})
		g.on(4*lanes, value, extreme, lowest, at, lowAt, way)
		g.INCQ(turned)
	})
}
