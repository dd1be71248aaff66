package noise

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The Go variable constants, in its order.
const (
	toUnit = iota
	halfUnit
	one
	ln2
	log0
	log1
	log2
	log3
	toAngle
	sin1
	sin2
	sin3
	cos1
	cos2
	cos3
	cos4
)

// normals is groupOf for as many groups as the registers hold at a time.
func (g *generator) normals() {
	g.form("normals", "%s makes n times %d normals, from block first on.", "func(dst *float32, n int, first, key, counter uint64, constants *float32)")
	dst, n, first, key, counter, table := g.pointer("dst"), g.pointer("n"), g.pointer("first"), g.pointer("key"), g.pointer("counter"), g.pointer("constants")

	// Words stand in the lower halves of 64-bit lanes, where a product of 32 bits
	// by 32 finds them; what stands above them is not looked at. The even blocks
	// are in one register, the odd ones in another.
	m0, m1 := g.constantWord(0xD2511F53), g.constantWord(0xCD9E8D57)
	c2 := g.spread(counter.As32())
	upper := g.GP64()
	g.MOVQ(counter, upper)
	g.SHRQ(operand.U8(32), upper)
	c3 := upper.As32()
	// The product M1 c2 of the first round is the same for all.
	start := g.wide(c2, m1)

	// Round keys are kept on the stack, in all lanes each.
	size := 4 * g.lanes
	keys := g.AllocLocal(2 * 10 * size)
	k0, k1 := g.GP32(), g.GP32()
	g.MOVL(key.As32(), k0)
	g.SHRQ(operand.U8(32), key)
	g.MOVL(key.As32(), k1)
	for r := range 10 {
		for i, k := range []reg.Register{k0, k1} {
			g.VMOVUPS(g.spread(k), keys.Offset((2*r+i)*size))
		}
		g.ADDL(operand.U32(0x9E3779B9), k0)
		g.ADDL(operand.U32(0xBB67AE85), k1)
	}
	roundKey := func(r, i int) operand.Mem { return keys.Offset((2*r + i) * size) }
	c3kept := g.AllocLocal(size)
	g.VMOVUPS(g.spread(c3), c3kept)
	startKept := g.AllocLocal(size)
	g.VMOVUPS(start, startKept)

	steps := g.AllocLocal(size) // 0 1 2 ... in 32-bit lanes
	for l := range g.lanes {
		g.MOVL(operand.U32(l), steps.Offset(4*l))
	}

	g.TESTQ(n, n)
	g.JZ(operand.LabelRef("done"))
	g.Label("again")
	blocks := g.addI(g.spread(first.As32()), steps)
	var out [2][4]vec
	for half := range out {
		c0 := blocks
		if half == 1 {
			c0 = g.high(blocks)
		}
		// First round: c1 is 0.
		p0 := g.wide(c0, m0)
		start := g.vector()
		g.VMOVUPS(startKept, start)
		c := [4]vec{
			g.xor(g.high(start), roundKey(0, 0)), start,
			g.xor(g.xor(g.high(p0), c3kept), roundKey(0, 1)), p0,
		}
		for r := 1; r < 10; r++ {
			p0, p1 := g.wide(c[0], m0), g.wide(c[2], m1)
			c = [4]vec{
				g.xor(g.xor(g.high(p1), c[1]), roundKey(r, 0)), p1,
				g.xor(g.xor(g.high(p0), c[3]), roundKey(r, 1)), p0,
			}
		}
		out[half] = c
	}
	var words [4]vec // of all blocks in order
	for i := range words {
		words[i] = g.merge(out[0][i], out[1][i])
	}
	g.store(dst, 0, g.boxMuller(table, words[0], words[1]))
	g.store(dst, 16, g.boxMuller(table, words[2], words[3]))
	g.ADDQ(operand.U32(16*g.lanes), dst)
	g.ADDQ(operand.U8(g.lanes), first)
	g.DECQ(n)
	g.JNZ(operand.LabelRef("again"))
	g.Label("done")
	g.VZEROUPPER()
	g.RET()
}

// merge takes the lower halves of even, and those of odd above them.
func (g *generator) merge(even, odd vec) vec {
	d := g.vector()
	shifted := g.three(g.VPSLLQ, odd, operand.U8(32))
	if g.lanes == 8 {
		g.VPBLENDD(operand.U8(0xaa), shifted, even, d)
		return d
	}
	k, r := g.K(), g.GP32()
	g.MOVL(operand.U32(0xaaaa), r)
	g.KMOVW(r, k)
	g.VMOVDQA64(even, d)
	g.VMOVDQA32(shifted, k, d)
	return d
}

// boxMuller is the Go function of that name, operation by operation.
func (g *generator) boxMuller(table reg.Register, a, b vec) [2]vec {
	k := func(i int) vec {
		d := g.vector()
		g.VBROADCASTSS(operand.Mem{Base: table, Disp: 4 * i}, d)
		return d
	}
	u := g.add(g.mul(g.floats(g.down(a, 1)), k(toUnit)), k(halfUnit))
	e := g.sign(g.subI(u, g.constantWord(0x3f3504f3)), 23)
	m := g.subI(u, g.left(e, 23))
	s := g.div(g.sub(m, k(one)), g.add(m, k(one)))
	z := g.mul(s, s)
	p := g.add(g.mul(z, k(log3)), k(log2))
	p = g.add(g.mul(p, z), k(log1))
	p = g.add(g.mul(p, z), k(log0))
	r := g.vector()
	g.VSQRTPS(g.add(g.mul(g.floats(e), k(ln2)), g.mul(p, s)), r)
	r = g.xor(r, g.and(b, g.constantWord(1<<31)))

	f := g.mul(g.floats(g.left(b, 2)), k(toAngle))
	z = g.mul(f, f)
	sin := g.add(g.mul(z, k(sin3)), k(sin2))
	sin = g.add(g.mul(sin, z), k(sin1))
	sin = g.add(g.mul(g.mul(sin, z), f), f)
	cos := g.add(g.mul(z, k(cos4)), k(cos3))
	cos = g.add(g.mul(cos, z), k(cos2))
	cos = g.add(g.mul(cos, z), k(cos1))
	cos = g.add(g.mul(cos, z), k(one))
	differ := g.and(g.xor(sin, cos), g.sign(g.left(b, 1), 31))
	return [2]vec{g.mul(g.xor(cos, differ), r), g.mul(g.xor(sin, differ), r)}
}

// store writes two results of eight numbers a group, the second eight after the
// first; the next group is 32 further on.
func (g *generator) store(dst reg.Register, at int, x [2]vec) {
	for i, v := range x {
		to := operand.Mem{Base: dst, Disp: 4 * (at + 8*i)}
		if g.lanes == 8 {
			g.VMOVUPS(v, to)
			continue
		}
		g.VEXTRACTF32X8(operand.U8(0), v, to)
		to.Disp += 4 * 32
		g.VEXTRACTF32X8(operand.U8(1), v, to)
	}
}
