package stimuli

import "github.com/mmcloughlin/avo/operand"

// The constants in this order.
const (
	one = iota
	deepest
	absolute
	middle
	nothing
	pow2 // to pow2+6, highest power first
)

// shade is the Go function shadeGo for sixteen columns.
func (g *generator) shade() {
	g.form("shade", `%s writes n rows of sixteen columns, stride bytes apart: noise, thirty-two numbers a row, times
the envelopes of the columns at rows first to first+n-1 (%d at a time).`,
		"func(re, im *float32, stride int, noise *float32, n int, first float32, c *[4][16]float32)")
	re, im, stride := g.pointer("re"), g.pointer("im"), g.pointer("stride")
	noise, n, c := g.pointer("noise"), g.pointer("n"), g.pointer("c")
	count, step := g.argument("first"), g.constant(one)
	groups := 16 / g.lanes
	field := func(i, u int) operand.Mem { return operand.Mem{Base: c, Disp: 64*i + 4*g.lanes*u} }
	top := g.constant(pow2)
	g.Label("row")
	for u := range groups {
		x := g.vector()
		g.VSUBPS(field(0, u), count, x) // whole rows from the centre, then the rest
		g.VSUBPS(field(1, u), x, x)
		g.VMULPS(field(2, u), x, x)
		y := g.vector()
		g.VXORPS(y, y, y)
		g.VFNMADD231PS(x, x, y)
		deep := g.constant(deepest)
		g.VMAXPS(deep, y, y)
		k, f := g.vector(), g.vector()
		g.whole(y, k)
		g.VSUBPS(k, y, f)
		p := g.vector()
		g.VMOVAPS(top, p)
		for i := 1; i <= 6; i++ {
			g.VFMADD213PS(operand.NewDataAddr(operand.Symbol{Name: "·constants"}, 64*(pow2+i)), f, p)
		}
		g.VCVTPS2DQ(k, k)
		g.VPSLLD(operand.U8(23), k, k)
		g.VPADDD(k, p, p)
		g.VMULPS(field(3, u), p, p)
		a, b := g.vector(), g.vector()
		g.VMULPS(operand.Mem{Base: noise, Disp: 4 * g.lanes * u}, p, a)
		g.VMULPS(operand.Mem{Base: noise, Disp: 64 + 4*g.lanes*u}, p, b)
		g.VMOVUPS(a, operand.Mem{Base: re, Disp: 4 * g.lanes * u})
		g.VMOVUPS(b, operand.Mem{Base: im, Disp: 4 * g.lanes * u})
	}
	g.VADDPS(step, count, count)
	g.ADDQ(stride, re)
	g.ADDQ(stride, im)
	g.ADDQ(operand.U32(128), noise)
	g.DECQ(n)
	g.JNZ(operand.LabelRef("row"))
	g.VZEROUPPER()
	g.RET()
}

// largest is the largest |x|.
func (g *generator) largest() {
	g.form("largest", "%s leaves in top, for each of %[2]d columns, the largest |x| among n numbers, a multiple of four times as many.",
		"func(x *float32, n int, top *[16]float32)")
	x, n, out := g.pointer("x"), g.pointer("n"), g.pointer("top")
	mask := g.constant(absolute)
	var top [4]vec
	for i := range top {
		top[i] = g.vector()
		g.VXORPS(top[i], top[i], top[i])
	}
	g.Label("again")
	for i, t := range top {
		v := g.vector()
		g.VANDPS(operand.Mem{Base: x, Disp: 4 * g.lanes * i}, mask, v)
		g.VMAXPS(t, v, t)
	}
	g.ADDQ(operand.U32(16*g.lanes), x)
	g.SUBQ(operand.U32(4*g.lanes), n)
	g.JNZ(operand.LabelRef("again"))
	g.VMAXPS(top[1], top[0], top[0])
	g.VMAXPS(top[3], top[2], top[2])
	g.VMAXPS(top[2], top[0], top[0])
	g.VMOVUPS(top[0], operand.Mem{Base: out})
	g.VZEROUPPER()
	g.RET()
}

// luminance is ½ + gain z, clipped.
func (g *generator) luminance() {
	g.form("luminance", "%s is the Go function luminance for n numbers, a multiple of %[2]d.",
		"func(dst, z *float32, n int, gain float32)")
	dst, z, n := g.pointer("dst"), g.pointer("z"), g.pointer("n")
	gain, mid, black, white := g.argument("gain"), g.constant(middle), g.constant(nothing), g.constant(one)
	g.Label("again")
	v := g.vector()
	g.VMULPS(operand.Mem{Base: z}, gain, v)
	g.VADDPS(mid, v, v)
	g.VMAXPS(black, v, v)
	g.VMINPS(white, v, v)
	g.VMOVUPS(v, operand.Mem{Base: dst})
	g.ADDQ(operand.U32(4*g.lanes), dst)
	g.ADDQ(operand.U32(4*g.lanes), z)
	g.SUBQ(operand.U32(g.lanes), n)
	g.JNZ(operand.LabelRef("again"))
	g.VZEROUPPER()
	g.RET()
}
