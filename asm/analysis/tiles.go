package analysis

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// add adds a row of pixels to a row of tiles of one pixel.
func (g *generator) add() {
	g.form("add", "%s is addGo for a step of 1 and n tiles, a multiple of 8 above 0.", "func(row, pix *float32, n int)")
	row, pix, n := g.pointer("row"), g.pointer("pix"), g.pointer("n")
	g.loop(n, func() {
		v := g.load(row)
		g.VADDPS(operand.Mem{Base: pix}, v, v)
		g.VMOVUPS(v, operand.Mem{Base: row})
		g.on(4*lanes, row, pix)
	})
}

// addPairs adds a row of pixels to a row of tiles of two, the left pixel first.
func (g *generator) addPairs() {
	g.form("addPairs", "%s is addGo for a step of 2 and n whole tiles, a multiple of 8 above 0.", "func(row, pix *float32, n int)")
	row, pix, n := g.pointer("row"), g.pointer("pix"), g.pointer("n")
	g.loop(n, func() {
		low, v := g.load(pix), g.load(row)
		for _, half := range []uint8{0x88, 0xdd} { // left pixels, right pixels
			p := g.YMM()
			g.VSHUFPS(operand.U8(half), operand.Mem{Base: pix, Disp: 4 * lanes}, low, p)
			g.VPERMPD(operand.U8(0xd8), p, p)
			g.VADDPS(p, v, v)
		}
		g.VMOVUPS(v, operand.Mem{Base: row})
		g.on(4*lanes, row)
		g.on(8*lanes, pix)
	})
}

// addBytes is add of bytes.
func (g *generator) addBytes() {
	g.form("addBytes", "%s is addBytesGo for a step of 1, a straight table and n tiles, a multiple of 8 above 0.", "func(row *float32, pix *byte, n int)")
	row, pix, n := g.pointer("row"), g.pointer("pix"), g.pointer("n")
	most := g.constant(0)
	g.loop(n, func() {
		v := g.YMM()
		g.VPMOVZXBD(operand.Mem{Base: pix}, v)
		g.light(v, most)
		g.VADDPS(operand.Mem{Base: row}, v, v)
		g.VMOVUPS(v, operand.Mem{Base: row})
		g.on(4*lanes, row)
		g.on(lanes, pix)
	})
}

// addBytePairs adds the sum of two bytes to each tile.
func (g *generator) addBytePairs() {
	g.form("addBytePairs", "%s is addBytesGo for a step of 2, a straight table and n whole tiles, a multiple of 8 above 0.", "func(row *float32, pix *byte, n int)")
	row, pix, n := g.pointer("row"), g.pointer("pix"), g.pointer("n")
	most := g.constant(0)
	g.loop(n, func() {
		left, right := g.YMM(), g.YMM()
		g.VPMOVZXWD(operand.Mem{Base: pix}, right)
		g.VPSLLD(operand.U8(24), right, left)
		g.VPSRLD(operand.U8(24), left, left)
		g.VPSRLD(operand.U8(8), right, right)
		g.light(left, most)
		g.light(right, most)
		g.VADDPS(right, left, left)
		g.VADDPS(operand.Mem{Base: row}, left, left)
		g.VMOVUPS(left, operand.Mem{Base: row})
		g.on(4*lanes, row)
		g.on(2*lanes, pix)
	})
}

// light makes the luminance of bytes.
func (g *generator) light(v, most vec) {
	g.VCVTDQ2PS(v, v)
	g.VDIVPS(most, v, v)
}

// means makes the means of cells from the sums of the tiles left above, left
// below, right above and right below in each.
func (g *generator) means() {
	g.form("means", "%s writes (a + b + (c + d)) (share tall) to dst, which may be a, for n cells, a multiple of 8 above 0.",
		"func(dst, a, b, c, d, share *float32, n int, tall float32)")
	dst, share, n, tall := g.pointer("dst"), g.pointer("share"), g.pointer("n"), g.argument("tall")
	var p [4]reg.Register
	for i, name := range []string{"a", "b", "c", "d"} {
		p[i] = g.pointer(name)
	}
	g.loop(n, func() {
		left, right, part := g.load(p[0]), g.load(p[2]), g.YMM()
		g.VADDPS(operand.Mem{Base: p[1]}, left, left)
		g.VADDPS(operand.Mem{Base: p[3]}, right, right)
		g.VADDPS(right, left, left)
		g.VMULPS(operand.Mem{Base: share}, tall, part)
		g.VMULPS(part, left, left)
		g.VMOVUPS(left, operand.Mem{Base: dst})
		g.on(4*lanes, dst, share, p[0], p[1], p[2], p[3])
	})
}
