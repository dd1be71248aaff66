package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The constants of adexKernel in this order.
const (
	adexC = iota
	adexRest
	adexFullE // start, middle, end
	_
	_
	adexFullI // start, middle, end
	_
	_
	adexRevE
	adexRevI
	adexLeak
	adexTop
	adexSharp
	adexHeight
	adexAlpha
	adexBeta
	adexGamma
	adexThresh
	adexThird
	adexBack
	pow2Magic
	pow2Min
	pow2C // to pow2C+9
)

// pow2 is the Go function pow2.
func (g *generator) pow2(x vecs, k func(int) operand.Mem) vecs {
	x = g.larger(k(pow2Min), x)
	t := g.add(x, k(pow2Magic))
	r := g.sub(x, g.sub(t, k(pow2Magic)))
	t = each(len(t), func(u int) vec { d := g.YMM(); g.VPSLLQ(operand.U8(52), t[u], d); return d })
	r2 := g.mul(r, r)
	half := func(c int) vecs { // every second term, from c on
		sum := g.fill(len(r), k(pow2C+c+8))
		for n := c + 6; n >= 0; n -= 2 {
			g.times(sum, r2, k(pow2C+n))
		}
		return sum
	}
	p := half(0)
	g.addProduct(p, half(1), r)
	return g.both(p, t, g.VPADDQ)
}

// adex is adexKernel.cell of groups of four cells. Each of the four slopes has
// a loop of its own over all cells: the groups of a loop do not wait for each
// other, the slopes of a cell do.
func (g *generator) adex() {
	g.Function("adexAVX2")
	g.Doc("adexAVX2 advances n cells, a multiple of 4, from v and w to nextV and nextW. drive, sum and sumW",
		"are room for n numbers. most is the largest sums of conductances, which it raises.")
	g.Pragma("noescape")
	g.SignatureExpr("func(v, w, ge, gi, base, move, nextV, nextW, drive, sum, sumW *float64, n int, k *[32][4]float64, most *[4]float64)")
	n, err := g.Param("n").Resolve()
	if err != nil {
		panic(err)
	}
	table := g.pointer("k")
	k := func(i int) operand.Mem { return operand.Mem{Base: table, Disp: 32 * i} }

	most := g.YMM()
	for stage := range 4 {
		in := map[string]reg.GPVirtual{}
		for _, name := range []string{"v", "w", "ge", "gi", "move", "nextV", "nextW", "drive", "sum", "sumW"} {
			in[name] = g.pointer(name)
		}
		if stage == 0 {
			in["base"] = g.pointer("base")
			g.VMOVUPD(operand.Mem{Base: g.pointer("most")}, most)
		}
		time := []int{0, 1, 1, 2}[stage] // of the step, in halves
		g.loop(fmt.Sprint("slope", stage+1, "x"), n.Addr, 2, func(groups int, i reg.GPVirtual) {
			of := func(name string) array { return array{in[name], i} }
			read := func(name string) vecs { return g.read(groups, in[name], i) }
			write := func(x vecs, name string) { g.write(x, in[name], i) }
			ge, gi := read("ge"), read("gi")
			var u, w vecs
			if stage == 0 {
				for _, sum := range g.add(ge, gi) {
					g.VMAXPD(most, sum, most)
				}
				u, w = g.sub(read("v"), k(adexThresh)), g.mul(read("w"), k(adexC))
			} else {
				u, w = read("nextV"), read("nextW")
			}
			y := g.smaller(k(adexTop), u)
			kW := g.fill(groups, k(adexBeta))
			g.addProduct(kW, y, k(adexAlpha))
			g.takeProduct(kW, w, k(adexGamma))
			var current vecs
			if stage == 0 {
				current = read("base")
				g.times(current, g.fill(groups, k(adexC)), k(adexRest))
				write(current, "drive")
			} else {
				current = read("drive")
			}
			g.addProduct(current, g.from(k(adexRevE), u), g.mul(ge, k(adexFullE+time)))
			g.addProduct(current, g.from(k(adexRevI), u), g.mul(gi, k(adexFullI+time)))
			g.takeProduct(current, y, k(adexLeak))
			current = g.sub(current, w)
			step := func(by vecs, to string) { // of w
				at := g.copy(by)
				g.addProduct(at, read("w"), k(adexC))
				write(at, to)
			}
			switch stage {
			case 0:
				step(kW, "nextW")
				write(kW, "sumW")
			case 1:
				step(kW, "nextW")
				write(g.add(g.add(kW, kW), of("sumW")), "sumW")
			case 2:
				twice := g.add(kW, kW)
				step(twice, "nextW")
				write(g.add(twice, of("sumW")), "sumW")
			case 3:
				end := read("w")
				g.addProduct(end, g.add(kW, of("sumW")), k(adexBack))
				write(end, "nextW")
			}
			g.times(y, g.fill(groups, k(adexSharp)), k(adexHeight))
			kV := g.mul(g.add(current, g.pow2(y, k)), of("move"))
			start := func() vecs { return g.sub(read("v"), k(adexThresh)) }
			switch stage {
			case 0:
				write(g.add(start(), kV), "nextV")
				write(kV, "sum")
			case 1:
				write(g.add(start(), kV), "nextV")
				write(g.add(g.add(kV, kV), of("sum")), "sum")
			case 2:
				twice := g.add(kV, kV)
				write(g.add(start(), twice), "nextV")
				write(g.add(twice, of("sum")), "sum")
			case 3:
				end := read("v")
				g.addProduct(end, g.add(kV, of("sum")), k(adexThird))
				write(end, "nextV")
			}
		})
	}
	g.VMOVUPD(most, operand.Mem{Base: g.pointer("most")})
	g.VZEROUPPER()
	g.RET()
}
