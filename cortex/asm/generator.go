package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// generator is avo's context with arithmetic that reads in the usual order and
// leaves its result in new registers.
type generator struct {
	*build.Context
	sharing bool // constants are loaded once for all groups
}

func newGenerator() *generator {
	g := &generator{Context: build.NewContext()}
	g.ConstraintExpr("amd64")
	return g
}

type (
	op  = operand.Op
	vec = reg.VecVirtual
	// vecs are a few registers of four doubles that go through the same
	// operations side by side. A step of one cell is a long chain in which each
	// operation waits for the one before; two chains fill the gaps.
	vecs []vec
)

// each makes a register for each of the groups.
func each(groups int, f func(u int) vec) vecs {
	out := make(vecs, groups)
	for u := range out {
		out[u] = f(u)
	}
	return out
}

// array is the groups that follow element i of an array.
type array struct{ base, i reg.Register }

// second is the second operand of an operation on some groups, for each of
// them: registers, places in an array, or a constant.
func (g *generator) second(b any, groups int) func(u int) op {
	switch b := b.(type) {
	case vecs:
		return func(u int) op { return b[u] }
	case array:
		return func(u int) op { return at(b.base, b.i, u) }
	case vec:
		return func(int) op { return b }
	case operand.Mem:
		if g.sharing && groups > 1 {
			b := g.load(b)
			return func(int) op { return b }
		}
		return func(int) op { return b }
	}
	panic("no operand")
}

func (g *generator) both(a vecs, b any, do func(ops ...op)) vecs {
	second := g.second(b, len(a))
	return each(len(a), func(u int) vec { d := g.YMM(); do(second(u), a[u], d); return d })
}

func (g *generator) add(a vecs, b any) vecs { return g.both(a, b, g.VADDPD) }
func (g *generator) sub(a vecs, b any) vecs { return g.both(a, b, g.VSUBPD) }
func (g *generator) mul(a vecs, b any) vecs { return g.both(a, b, g.VMULPD) }
func (g *generator) and(a vecs, b any) vecs { return g.both(a, b, g.VANDPD) }

// from is the constant m minus b; larger is m where m > b, otherwise b, also
// where b is NaN; smaller likewise.
func (g *generator) from(m operand.Mem, b vecs) vecs { return g.sub(g.constant(m, len(b)), b) }
func (g *generator) larger(m operand.Mem, b vecs) vecs {
	return g.both(g.constant(m, len(b)), b, g.VMAXPD)
}
func (g *generator) smaller(m operand.Mem, b vecs) vecs {
	return g.both(g.constant(m, len(b)), b, g.VMINPD)
}

// These change their first operand, without rounding in between: sum ± a b, and
// p x + c. mulAdd leaves p as it is.
func (g *generator) addProduct(sum, a vecs, b any)  { g.change(sum, a, b, g.VFMADD231PD) }
func (g *generator) takeProduct(sum, a vecs, b any) { g.change(sum, a, b, g.VFNMADD231PD) }
func (g *generator) times(p, x vecs, c any)         { g.change(p, x, c, g.VFMADD213PD) }

func (g *generator) change(sum, a vecs, b any, do func(ops ...op)) {
	second := g.second(b, len(sum))
	for u := range sum {
		do(second(u), a[u], sum[u])
	}
}

func (g *generator) mulAdd(p, x vecs, c any) vecs {
	p = g.copy(p)
	g.times(p, x, c)
	return p
}

func (g *generator) copy(a vecs) vecs {
	return each(len(a), func(u int) vec { d := g.YMM(); g.VMOVAPD(a[u], d); return d })
}

// The predicates of VCMPPD that are needed.
const (
	notLess = operand.U8(0x05) // true for NaN
	greater = operand.U8(0x1e) // false for NaN
)

// compare is all bits set where a ? b holds.
func (g *generator) compare(a vecs, p operand.U8, b any) vecs {
	return g.both(a, b, func(o ...op) { g.VCMPPD(p, o[0], o[1], o[2]) })
}

func (g *generator) load(m operand.Mem) vec { d := g.YMM(); g.VMOVUPD(m, d); return d }

// constant is one register for all groups: it must not be changed.
func (g *generator) constant(m operand.Mem, groups int) vecs { return one(g.load(m), groups) }

func one(a vec, groups int) vecs { return each(groups, func(int) vec { return a }) }

// read loads the groups that follow element i of an array.
func (g *generator) read(groups int, base, i reg.Register) vecs {
	return each(groups, func(u int) vec { return g.load(at(base, i, u)) })
}

// write stores the groups from element i on.
func (g *generator) write(a vecs, base, i reg.Register) {
	for u, x := range a {
		g.VMOVUPD(x, at(base, i, u))
	}
}

// at is the four doubles of group u after element i.
func at(base, i reg.Register, u int) operand.Mem {
	return operand.Mem{Base: base, Index: i, Scale: 8, Disp: 32 * u}
}

// pointer is the argument of that name.
func (g *generator) pointer(name string) reg.GPVirtual {
	r := g.GP64()
	g.Context.Load(g.Param(name), r)
	return r
}

// table is a Go variable of type [...][4]float64.
type table string

func (t table) at(i int) operand.Mem {
	return operand.NewDataAddr(operand.Symbol{Name: "·" + string(t)}, 32*i)
}

// loop does body for the elements 0 to n−1, groups of four at a time as long as
// there are so many, the rest four by four. n is a multiple of 4.
func (g *generator) loop(name string, n op, groups int, body func(groups int, i reg.GPVirtual)) {
	i, end := g.GP64(), g.GP64()
	g.XORQ(i, i)
	for ; groups > 0; groups /= 2 {
		again, done := fmt.Sprint(name, 4*groups), fmt.Sprint(name, 4*groups, "done")
		g.MOVQ(n, end)
		g.ANDQ(operand.I32(-4*groups), end)
		g.CMPQ(i, end)
		g.JGE(operand.LabelRef(done))
		g.Label(again)
		body(groups, i)
		g.ADDQ(operand.U8(4*groups), i)
		g.CMPQ(i, end)
		g.JLT(operand.LabelRef(again))
		g.Label(done)
	}
}
