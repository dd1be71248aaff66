package cortex

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
	adexPeak
	adexSharp
	adexHeight
	adexAlpha
	adexBeta
	adexGamma
	adexTwo
	adexThird
	pow2Magic
	pow2Min
	pow2C // to pow2C+9
)

// pow2 is the Go function pow2.
func (g *generator) pow2(x vecs, k func(int) operand.Mem) vecs {
	x = g.larger(k(pow2Min), x)
	t := g.add(x, k(pow2Magic))
	r := g.sub(x, g.sub(t, k(pow2Magic)))
	t = each(len(t), func(u int) vec { d := g.vector(); g.VPSLLQ(operand.U8(52), t[u], d); return d })
	r2 := g.mul(r, r)
	half := func(c int) vecs { // every second term, from c on
		sum := g.mulAdd(r2, k(pow2C+c+8), k(pow2C+c+6))
		for n := c + 4; n >= 0; n -= 2 {
			g.times(sum, r2, k(pow2C+n))
		}
		return sum
	}
	p := half(0)
	g.addProduct(p, half(1), r)
	return g.both(p, t, g.VPADDQ)
}

// adex is adexKernel.cell of groups of cells. Each of the four slopes has
// a loop of its own over all cells: the groups of a loop do not wait for each
// other, the slopes of a cell do.
func (g *generator) adex() {
	g.form("adex", `%s advances n cells, a multiple of %d, from v and w to nextV and nextW. drive, sum and sumW
are room for n numbers. most is the largest sums of conductances, which it raises.`,
		"func(v, w, ge, gi, base, move, nextV, nextW, drive, sum, sumW *float64, n int, k *[31][4]float64, most *[8]float64)")
	n, err := g.Param("n").Resolve()
	if err != nil {
		panic(err)
	}
	table := g.pointer("k")
	k := func(i int) operand.Mem { return operand.Mem{Base: table, Disp: 32 * i} }

	g.sharing = true // it is the loads that take longest here
	defer func() { g.sharing = false }()

	if g.lanes == 8 { // there are registers to spare
		g.hold(k, pow2Magic, pow2Min, pow2C, pow2C+1, pow2C+2, pow2C+3, pow2C+4, pow2C+5, pow2C+6, pow2C+7, adexC, adexLeak)
	}
	most := g.vector()
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
			constant := func(c int) vecs { return g.constant(k(c), groups) }
			// The order keeps the values of two groups within sixteen registers.
			var current, v, w vecs
			if stage == 0 {
				current, v, w = read("base"), read("v"), read("w")
				g.times(current, constant(adexC), k(adexRest))
				write(current, "drive")
			} else {
				current, v, w = read("drive"), read("nextV"), read("nextW")
			}
			g.takeProduct(current, w, k(adexC))
			y := g.smaller(k(adexPeak), v)
			kW := g.mulAdd(y, k(adexAlpha), k(adexBeta))
			g.takeProduct(kW, w, k(adexGamma))
			// end takes a slope to the point of the next one, and into the sum.
			end := func(slope vecs, start, next, sum string) {
				switch stage {
				case 0:
					write(g.add(slope, of(start)), next)
					write(slope, sum)
				case 1:
					write(g.add(slope, of(start)), next)
					g.times(slope, constant(adexTwo), of(sum))
					write(slope, sum)
				case 2:
					write(g.mulAdd(slope, k(adexTwo), of(start)), next)
					g.times(slope, constant(adexTwo), of(sum))
					write(slope, sum)
				case 3:
					slope = g.add(slope, of(sum))
					g.times(slope, constant(adexThird), of(start))
					write(slope, next)
				}
			}
			end(kW, "w", "nextW", "sumW")
			if stage == 0 {
				for _, sum := range g.add(read("ge"), of("gi")) {
					g.VMAXPD(most, sum, most)
				}
			}
			g.addProduct(current, g.from(k(adexRevE), v), g.mul(constant(adexFullE+time), of("ge")))
			g.addProduct(current, g.from(k(adexRevI), v), g.mul(constant(adexFullI+time), of("gi")))
			g.takeProduct(current, y, k(adexLeak))
			g.times(y, g.constant(k(adexSharp), groups), k(adexHeight))
			end(g.mul(g.add(current, g.pow2(y, k)), of("move")), "v", "nextV", "sum")
		})
	}
	g.VMOVUPD(most, operand.Mem{Base: g.pointer("most")})
	g.VZEROUPPER()
	g.RET()
}
