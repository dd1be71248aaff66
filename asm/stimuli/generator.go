package stimuli

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

// form begins the function of that name for the present width; %s in its doc is
// the name, %d the lanes.
func (g *generator) form(name, doc, signature string) {
	name += map[int]string{8: "AVX2", 16: "AVX512"}[g.lanes]
	doc = strings.NewReplacer("%s", name, "%d", fmt.Sprint(g.lanes), "%[2]d", fmt.Sprint(g.lanes)).Replace(doc)
	g.Function(name)
	g.Doc(strings.Split(doc, "\n")...)
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

func (g *generator) add(a vec, b op) vec { return g.three(g.VADDPS, a, b) }
func (g *generator) sub(a vec, b op) vec { return g.three(g.VSUBPS, a, b) }
func (g *generator) mul(a vec, b op) vec { return g.three(g.VMULPS, a, b) }

// load reads a register.
func (g *generator) load(m op) vec {
	d := g.vector()
	g.VMOVUPS(m, d)
	return d
}

// spread is a float in all lanes.
func (g *generator) spread(m op) vec {
	d := g.vector()
	g.VBROADCASTSS(m, d)
	return d
}

// pointer is the argument of that name.
func (g *generator) pointer(name string) reg.GPVirtual {
	r := g.GP64()
	g.Context.Load(g.Param(name), r)
	return r
}

// argument is the float of that name in all lanes.
func (g *generator) argument(name string) vec {
	m, err := g.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return g.spread(m.Addr)
}

// constant is entry i of the Go variable constants, [...][16]float32.
func (g *generator) constant(i int) vec {
	return g.load(operand.NewDataAddr(operand.Symbol{Name: "·constants"}, 64*i))
}

// whole rounds x to the nearest whole numbers.
func (g *generator) whole(x, to vec) {
	if g.lanes == 16 {
		g.VRNDSCALEPS(operand.U8(0), x, to)
	} else {
		g.VROUNDPS(operand.U8(8), x, to)
	}
}

// loop does body n times.
func (g *generator) loop(n op, body func()) {
	g.Label("again")
	body()
	g.DECQ(n)
	g.JNZ(operand.LabelRef("again"))
	g.VZEROUPPER()
	g.RET()
}
