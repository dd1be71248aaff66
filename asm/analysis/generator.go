package analysis

import (
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lanes are the floats in a register of AVX2.
const lanes = 8

// generator is avo's context with what the kernels share.
type generator struct{ *build.Context }

type vec = reg.VecVirtual

// form begins the function of that name.
func (g *generator) form(name, doc, signature string) {
	name += "AVX2"
	g.Function(name)
	g.Doc(strings.ReplaceAll(doc, "%s", name))
	g.Pragma("noescape")
	g.SignatureExpr(signature)
}

// pointer is the argument of that name.
func (g *generator) pointer(name string) reg.GPVirtual {
	r := g.GP64()
	g.Context.Load(g.Param(name), r)
	return r
}

// argument is the 32 bits of that name in all lanes.
func (g *generator) argument(name string) vec {
	m, err := g.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	d := g.YMM()
	g.VBROADCASTSS(m.Addr, d)
	return d
}

// constant is entry i of the Go variable flashConstants in all lanes.
func (g *generator) constant(i int) vec {
	d := g.YMM()
	g.VBROADCASTSS(operand.NewDataAddr(operand.Symbol{Name: "·flashConstants"}, 4*i), d)
	return d
}

// load reads eight floats.
func (g *generator) load(base reg.Register) vec {
	d := g.YMM()
	g.VMOVUPS(operand.Mem{Base: base}, d)
	return d
}

// loop does body for n numbers, eight at a time.
func (g *generator) loop(n reg.Register, body func()) {
	g.Label("again")
	body()
	g.SUBQ(operand.U32(lanes), n)
	g.JNZ(operand.LabelRef("again"))
	g.VZEROUPPER()
	g.RET()
}

// on moves pointers on by so many bytes.
func (g *generator) on(bytes int, pointers ...reg.Register) {
	for _, p := range pointers {
		g.ADDQ(operand.U32(bytes), p)
	}
}
