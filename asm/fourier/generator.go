package fourier

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

func newGenerator() *generator {
	g := &generator{Context: build.NewContext(), lanes: 8}
	g.ConstraintExpr("amd64")
	return g
}

type (
	op  = operand.Op
	vec = reg.VecVirtual
	// complexes are the real and the imaginary parts of as many numbers as a
	// register has lanes.
	complexes struct{ re, im vec }
)

// form begins the function of that name for the present width.
func (g *generator) form(name, doc, signature string) {
	name += map[int]string{8: "AVX2", 16: "AVX512"}[g.lanes]
	g.Function(name)
	g.Doc(strings.Split(fmt.Sprintf(doc, name, g.lanes), "\n")...)
	g.Pragma("noescape")
	g.SignatureExpr(signature)
}

func (g *generator) vector() vec {
	if g.lanes == 16 {
		return g.ZMM()
	}
	return g.YMM()
}

func (g *generator) three(do func(ops ...op), a vec, b op) vec {
	d := g.vector()
	do(b, a, d)
	return d
}

func (g *generator) addV(a vec, b op) vec { return g.three(g.VADDPS, a, b) }
func (g *generator) subV(a vec, b op) vec { return g.three(g.VSUBPS, a, b) }
func (g *generator) mulV(a vec, b op) vec { return g.three(g.VMULPS, a, b) }

func (g *generator) add(a, b complexes) complexes {
	return complexes{g.addV(a.re, b.re), g.addV(a.im, b.im)}
}

func (g *generator) sub(a, b complexes) complexes {
	return complexes{g.subV(a.re, b.re), g.subV(a.im, b.im)}
}

// plusI is a + ib, minusI a - ib.
func (g *generator) plusI(a, b complexes) complexes {
	return complexes{g.subV(a.re, b.im), g.addV(a.im, b.re)}
}

func (g *generator) minusI(a, b complexes) complexes {
	return complexes{g.addV(a.re, b.im), g.subV(a.im, b.re)}
}

// mul is a w.
func (g *generator) mul(a, w complexes) complexes {
	re, im := g.mulV(a.re, w.re), g.mulV(a.re, w.im)
	g.VFNMADD231PS(w.im, a.im, re)
	g.VFMADD231PS(w.re, a.im, im)
	return complexes{re, im}
}

// scale is a times a real constant; addScaled is a + c b.
func (g *generator) scale(a complexes, c op) complexes {
	return complexes{g.mulV(a.re, c), g.mulV(a.im, c)}
}

func (g *generator) addScaled(a, b complexes, c op) complexes {
	re, im := g.vector(), g.vector()
	g.VMOVAPS(a.re, re)
	g.VMOVAPS(a.im, im)
	g.VFMADD231PS(c, b.re, re)
	g.VFMADD231PS(c, b.im, im)
	return complexes{re, im}
}

// pointer is the argument of that name.
func (g *generator) pointer(name string) reg.GPVirtual {
	r := g.GP64()
	g.Context.Load(g.Param(name), r)
	return r
}

// constant is entry i of the Go variable constants, [...][16]float32.
func constant(i int) operand.Mem {
	return operand.NewDataAddr(operand.Symbol{Name: "·constants"}, 64*i)
}
