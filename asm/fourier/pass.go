package fourier

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The constants in this order.
const (
	half = iota
	sin60
	cos72
	cos144
	sin72
	sin144
)

// walk is a pair of arrays whose elements, one register each, are stride bytes
// apart; element j of a butterfly lies j off bytes after the first.
type walk struct {
	re, im, stride, off, off3 reg.GPVirtual
}

func (g *generator) walk(re, im, stride string, radix int) walk {
	w := walk{re: g.pointer(re), im: g.pointer(im), stride: g.pointer(stride), off: g.GP64()}
	if radix > 3 {
		w.off3 = g.GP64()
	}
	return w
}

// spread makes off3 of off.
func (g *generator) spread(w walk) {
	if w.off3 != nil {
		g.LEAQ(operand.Mem{Base: w.off, Index: w.off, Scale: 2}, w.off3)
	}
}

func (w walk) at(j int) (re, im operand.Mem) {
	m := operand.Mem{}
	switch j {
	case 1, 2, 4:
		m.Index, m.Scale = w.off, uint8(j)
	case 3:
		m.Index, m.Scale = w.off3, 1
	}
	re, im = m, m
	re.Base, im.Base = w.re, w.im
	return re, im
}

func (g *generator) read(w walk, j int) complexes {
	re, im := w.at(j)
	c := complexes{g.vector(), g.vector()}
	g.VMOVUPS(re, c.re)
	g.VMOVUPS(im, c.im)
	return c
}

func (g *generator) write(w walk, j int, c complexes) {
	re, im := w.at(j)
	g.VMOVUPS(c.re, re)
	g.VMOVUPS(c.im, im)
}

func (g *generator) advance(w walk) {
	g.ADDQ(w.stride, w.re)
	g.ADDQ(w.stride, w.im)
}

// pass is the Go method radix2, 3, 4 or 5 over registers instead of columns of
// s numbers; without twiddle factors it is for m = 1.
func (g *generator) pass(radix int, turned bool) {
	name, signature := fmt.Sprint("radix", radix), "func(yr, yi *float32, sy int, xr, xi *float32, sx int, m, s int, w *float32)"
	doc := "%s is the pass of that radix over m butterflies of s columns, %d lines in a column;\nsx and sy are the bytes from one column to the next."
	if !turned {
		name += "last"
		doc += " Its m is 1: no twiddle factors."
	}
	g.form(name, doc, signature)
	x, y := g.walk("xr", "xi", "sx", radix), g.walk("yr", "yi", "sy", radix)
	s, m := g.GP64(), g.GP64()
	var w reg.GPVirtual
	// off of y is s columns, off of x is m s columns
	g.Context.Load(g.Param("s"), s)
	g.MOVQ(s, y.off)
	g.IMULQ(y.stride, y.off)
	g.MOVQ(s, x.off)
	g.IMULQ(x.stride, x.off)
	if turned {
		w = g.pointer("w")
		g.Context.Load(g.Param("m"), m)
		g.IMULQ(m, x.off)
	}
	g.spread(x)
	g.spread(y)
	var held []complexes
	if turned {
		g.Label("butterfly")
		g.Context.Load(g.Param("s"), s)
		if g.lanes == 16 {
			for j := 1; j < radix; j++ {
				held = append(held, g.factor(w, j))
			}
		}
	}
	g.Label("column")
	put := func(j int, c complexes) {
		if turned && j > 0 {
			if held != nil {
				c = g.mul(c, held[j-1])
			} else {
				c = g.mul(c, g.factor(w, j))
			}
		}
		g.write(y, j, c)
	}
	// Both results are made before one is turned, which frees two registers.
	both := func(mid, side complexes, j, k int) {
		plus, minus := g.plusI(mid, side), g.minusI(mid, side)
		put(j, plus)
		put(k, minus)
	}
	switch radix {
	case 2:
		a, b := g.read(x, 0), g.read(x, 1)
		put(0, g.add(a, b))
		put(1, g.sub(a, b))
	case 3:
		a, b, c := g.read(x, 0), g.read(x, 1), g.read(x, 2)
		sum, dif := g.add(b, c), g.scale(g.sub(b, c), constant(sin60))
		put(0, g.add(a, sum))
		mid := g.sub(a, g.scale(sum, constant(half)))
		both(mid, dif, 1, 2)
	case 4:
		a, c := g.read(x, 0), g.read(x, 2)
		sum, dif := g.add(a, c), g.sub(a, c)
		b, d := g.read(x, 1), g.read(x, 3)
		sum2, dif2 := g.add(b, d), g.sub(b, d)
		put(0, g.add(sum, sum2))
		put(2, g.sub(sum, sum2))
		both(dif, dif2, 1, 3)
	case 5:
		b, e := g.read(x, 1), g.read(x, 4)
		sum, dif := g.add(b, e), g.sub(b, e)
		c, d := g.read(x, 2), g.read(x, 3)
		sum2, dif2 := g.add(c, d), g.sub(c, d)
		put(0, g.add(g.read(x, 0), g.add(sum, sum2)))
		mid := g.addScaled(g.read(x, 0), sum, constant(cos72))
		mid = g.addScaled(mid, sum2, constant(cos144))
		side := g.addScaled(g.scale(dif, constant(sin72)), dif2, constant(sin144))
		both(mid, side, 1, 4)
		mid = g.addScaled(g.read(x, 0), sum, constant(cos144))
		mid = g.addScaled(mid, sum2, constant(cos72))
		side = g.sub(g.scale(dif, constant(sin144)), g.scale(dif2, constant(sin72)))
		both(mid, side, 2, 3)
	}
	g.advance(x)
	g.advance(y)
	g.DECQ(s)
	g.JNZ(operand.LabelRef("column"))
	if turned {
		for k := 1; k < radix; k++ { // over the columns of the other results
			g.ADDQ(y.off, y.re)
			g.ADDQ(y.off, y.im)
		}
		g.ADDQ(operand.U32(8*(radix-1)), w)
		g.DECQ(m)
		g.JNZ(operand.LabelRef("butterfly"))
	}
	g.VZEROUPPER()
	g.RET()
}

// factor is twiddle factor j of a butterfly in each lane.
func (g *generator) factor(w reg.GPVirtual, j int) complexes {
	c := complexes{g.vector(), g.vector()}
	g.VBROADCASTSS(operand.Mem{Base: w, Disp: 8 * (j - 1)}, c.re)
	g.VBROADCASTSS(operand.Mem{Base: w, Disp: 8*(j-1) + 4}, c.im)
	return c
}
