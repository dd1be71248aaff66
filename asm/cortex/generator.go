package cortex

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// generator is avo's context with arithmetic that reads in the usual order and
// leaves its result in new registers.
type generator struct {
	*build.Context
	lanes   int                 // doubles in a register: 4 of AVX2, 8 of AVX-512
	sharing bool                // constants are loaded once for all groups
	held    map[operand.Mem]vec // constants that stay in registers
}

func newGenerator() *generator {
	g := &generator{Context: build.NewContext(), lanes: 4}
	g.ConstraintExpr("amd64")
	return g
}

type (
	op  = operand.Op
	vec = reg.VecVirtual
	// vecs are a few registers of doubles that go through the same
	// operations side by side. A step of one cell is a long chain in which each
	// operation waits for the one before; two chains fill the gaps.
	vecs []vec
)

// form begins the function of that name for the present width, and says how it
// ends the name.
func (g *generator) form(name, doc string, signature string) {
	suffix := map[int]string{4: "AVX2", 8: "AVX512"}[g.lanes]
	g.Function(name + suffix)
	g.Doc(strings.Split(fmt.Sprintf(doc, name+suffix, g.lanes), "\n")...)
	g.Pragma("noescape")
	g.SignatureExpr(signature)
	g.held = nil
}

// vector is a new register of the present width.
func (g *generator) vector() vec {
	if g.lanes == 8 {
		return g.ZMM()
	}
	return g.YMM()
}

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
		return func(u int) op { return g.at(b.base, b.i, u) }
	case vec:
		return func(int) op { return b }
	case operand.Mem:
		if g.sharing && groups > 1 || g.lanes == 8 {
			b := g.fixed(b)
			return func(int) op { return b }
		}
		return func(int) op { return b }
	}
	panic("no operand")
}

func (g *generator) both(a vecs, b any, do func(ops ...op)) vecs {
	second := g.second(b, len(a))
	return each(len(a), func(u int) vec { d := g.vector(); do(second(u), a[u], d); return d })
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
// p x + c.
func (g *generator) addProduct(sum, a vecs, b any)  { g.change(sum, a, b, g.VFMADD231PD) }
func (g *generator) takeProduct(sum, a vecs, b any) { g.change(sum, a, b, g.VFNMADD231PD) }
func (g *generator) times(p, x vecs, c any)         { g.change(p, x, c, g.VFMADD213PD) }

func (g *generator) change(sum, a vecs, b any, do func(ops ...op)) {
	second := g.second(b, len(sum))
	for u := range sum {
		do(second(u), a[u], sum[u])
	}
}

// mulAdd is p m + c in new registers, without rounding in between.
func (g *generator) mulAdd(p vecs, m operand.Mem, c any) vecs {
	x := each(len(p), func(int) vec { return g.load(m) })
	g.times(x, p, c)
	return x
}

// The predicates of VCMPPD that are needed.
const (
	notLess = operand.U8(0x05) // true for NaN
	less    = operand.U8(0x11) // false for NaN
	greater = operand.U8(0x1e) // false for NaN
)

// flags has a bit set for each number of a where a ? b holds.
func (g *generator) flags(a vec, p operand.U8, b any, out op) {
	other := g.second(b, 1)(0)
	if g.lanes == 8 {
		k := g.K()
		g.VCMPPD(p, other, a, k)
		g.KMOVW(k, out)
		return
	}
	d := g.vector()
	g.VCMPPD(p, other, a, d)
	g.VMOVMSKPD(d, out)
}

// where is x where a ? b holds, otherwise zero.
func (g *generator) where(x, a vecs, p operand.U8, b any) vecs {
	if g.lanes == 4 {
		return g.and(x, g.both(a, b, func(o ...op) { g.VCMPPD(p, o[0], o[1], o[2]) }))
	}
	second := g.second(b, len(a))
	return each(len(x), func(u int) vec {
		k, d := g.K(), g.vector()
		g.VCMPPD(p, second(u), a[u], k)
		g.VMOVAPD_Z(x[u], k, d)
		return d
	})
}

// nearer is the smaller of |a| and |b|; a NaN is not smaller. AVX2 has none.
func (g *generator) nearer(a, b vecs) vecs {
	return g.both(a, b, func(o ...op) { g.VRANGEPD(operand.U8(0b1010), o[0], o[1], o[2]) })
}

// read loads the groups that follow element i of an array.
func (g *generator) read(groups int, base, i reg.Register) vecs {
	return each(groups, func(u int) vec { d := g.vector(); g.VMOVUPD(g.at(base, i, u), d); return d })
}

// write stores the groups from element i on.
func (g *generator) write(a vecs, base, i reg.Register) {
	for u, x := range a {
		g.VMOVUPD(x, g.at(base, i, u))
	}
}

// at is group u after element i.
func (g *generator) at(base, i reg.Register, u int) operand.Mem {
	return operand.Mem{Base: base, Index: i, Scale: 8, Disp: 8 * g.lanes * u}
}

// load is a constant, which stands in memory four times, in a new register.
func (g *generator) load(m operand.Mem) vec {
	d := g.vector()
	if g.lanes == 8 {
		g.VBROADCASTSD(m, d)
	} else {
		g.VMOVUPD(m, d)
	}
	return d
}

// fixed is a register with a constant that must not be changed.
func (g *generator) fixed(m operand.Mem) vec {
	if d, ok := g.held[m]; ok {
		return d
	}
	return g.load(m)
}

// hold keeps constants in registers from now on.
func (g *generator) hold(k func(int) operand.Mem, which ...int) {
	held := map[operand.Mem]vec{}
	for _, i := range which {
		held[k(i)] = g.fixed(k(i))
	}
	g.held = held
}

// constant is one register for all groups: it must not be changed.
func (g *generator) constant(m operand.Mem, groups int) vecs { return one(g.fixed(m), groups) }

func one(a vec, groups int) vecs { return each(groups, func(int) vec { return a }) }

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

// loop does body for the elements 0 to n−1, so many groups at a time as long as
// there are so many, then fewer. n is a multiple of the lanes.
func (g *generator) loop(name string, n op, groups int, body func(groups int, i reg.GPVirtual)) {
	i, end := g.GP64(), g.GP64()
	lanes := g.lanes
	g.XORQ(i, i)
	for ; groups > 0; groups /= 2 {
		again, done := fmt.Sprint(name, lanes*groups), fmt.Sprint(name, lanes*groups, "done")
		g.MOVQ(n, end)
		g.ANDQ(operand.I32(-lanes*groups), end)
		g.CMPQ(i, end)
		g.JGE(operand.LabelRef(done))
		g.Label(again)
		body(groups, i)
		g.ADDQ(operand.U8(lanes*groups), i)
		g.CMPQ(i, end)
		g.JLT(operand.LabelRef(again))
		g.Label(done)
	}
}
