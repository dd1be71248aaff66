package noise

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// generator is avo's context with arithmetic that leaves its result in new
// registers.
type generator struct {
	*build.Context
	lanes int // floats in a register: 8 of AVX2, 16 of AVX-512
}

type (
	op  = operand.Op
	vec = reg.VecVirtual
)

// form begins the function of that name for the present width.
func (g *generator) form(name, doc, signature string) {
	name += map[int]string{8: "AVX2", 16: "AVX512"}[g.lanes]
	g.Function(name)
	g.Doc(strings.Split(fmt.Sprintf(doc, name, 4*g.lanes), "\n")...)
	g.Pragma("noescape")
	g.SignatureExpr(signature)
}

func (g *generator) vector() vec {
	if g.lanes == 16 {
		return g.ZMM()
	}
	return g.YMM()
}

// three is an operation of a and b into a new register; avo's operands stand in
// the reverse of the usual order.
func (g *generator) three(do func(ops ...op), a vec, b op) vec {
	d := g.vector()
	do(b, a, d)
	return d
}

func (g *generator) add(a vec, b op) vec   { return g.three(g.VADDPS, a, b) }
func (g *generator) sub(a vec, b op) vec   { return g.three(g.VSUBPS, a, b) }
func (g *generator) mul(a vec, b op) vec   { return g.three(g.VMULPS, a, b) }
func (g *generator) div(a vec, b op) vec   { return g.three(g.VDIVPS, a, b) }
func (g *generator) addI(a vec, b op) vec  { return g.three(g.VPADDD, a, b) }
func (g *generator) subI(a vec, b op) vec  { return g.three(g.VPSUBD, a, b) }
func (g *generator) wide(a vec, b op) vec  { return g.three(g.VPMULUDQ, a, b) }
func (g *generator) left(a vec, n int) vec { return g.three(g.VPSLLD, a, operand.U8(n)) }
func (g *generator) down(a vec, n int) vec { return g.three(g.VPSRLD, a, operand.U8(n)) }
func (g *generator) sign(a vec, n int) vec { return g.three(g.VPSRAD, a, operand.U8(n)) }
func (g *generator) high(a vec) vec        { return g.three(g.VPSRLQ, a, operand.U8(32)) }

func (g *generator) xor(a vec, b op) vec {
	if g.lanes == 16 {
		return g.three(g.VPXORD, a, b)
	}
	return g.three(func(o ...op) { g.VPXOR(o[0], o[1], o[2]) }, a, b)
}

func (g *generator) and(a vec, b op) vec {
	if g.lanes == 16 {
		return g.three(g.VPANDD, a, b)
	}
	return g.three(func(o ...op) { g.VPAND(o[0], o[1], o[2]) }, a, b)
}

// floats are integers as floats.
func (g *generator) floats(a vec) vec {
	d := g.vector()
	g.VCVTDQ2PS(a, d)
	return d
}

// spread is a 32-bit word in all lanes.
func (g *generator) spread(word op) vec {
	x, d := g.XMM(), g.vector()
	g.VMOVD(word, x)
	g.VPBROADCASTD(x, d)
	return d
}

// constantWord is a number in all lanes.
func (g *generator) constantWord(w uint32) vec {
	r := g.GP32()
	g.MOVL(operand.U32(w), r)
	return g.spread(r)
}

// pointer is the argument of that name.
func (g *generator) pointer(name string) reg.GPVirtual {
	r := g.GP64()
	g.Context.Load(g.Param(name), r)
	return r
}
