package retina

import (
	"math"

	"striate/sim"
)

// peak is the operator of Ladret (2019): not the sum but the largest value of
// contrast times filter within the window about a cell,
//
//	ON = max_r c(r) Z(r),  OFF = max_r -c(r) Z(r),
//
// Z being DifferenceOfGaussians, finely sampled within each pixel. It answers
// to uniform contrast, and is kept to compare with.
type peak struct {
	grid
	half  int
	most  []float64 // largest Z within each pixel of the window, row-major
	least []float64 // smallest
}

// subPixels is how many samples of Z there are along a pixel.
const subPixels = 10

func newPeak(p *Spatial, g grid) *peak {
	side := 2*p.Window + 1
	k := &peak{grid: g, half: p.Window, most: make([]float64, side*side), least: make([]float64, side*side)}
	for i := range k.most {
		k.most[i], k.least[i] = math.Inf(-1), math.Inf(1)
		x, y := float64(i%side-p.Window), float64(i/side-p.Window)
		for s := range subPixels * subPixels {
			dx := (float64(s%subPixels)+0.5)/subPixels - 0.5
			dy := (float64(s/subPixels)+0.5)/subPixels - 0.5
			z := DifferenceOfGaussians(x+dx, y+dy, p.SigmaCenter, p.SigmaSurround)
			k.most[i], k.least[i] = max(k.most[i], z), min(k.least[i], z)
		}
	}
	return k
}

func (k *peak) apply(dst []float32, contrast *sim.Frame, scale float32) {
	for j := range k.rows {
		for i := range k.cols {
			x0, y0 := k.at(i), k.at(j)
			v := k.value(func(dx, dy int) float64 {
				x, y := min(max(x0+dx, 0), contrast.W-1), min(max(y0+dy, 0), contrast.H-1)
				return float64(contrast.Pix[y*contrast.W+x])
			})
			dst[j*k.cols+i] = scale * float32(v)
		}
	}
}

// value is ON minus OFF for the contrast c about a cell.
func (k *peak) value(c func(dx, dy int) float64) float64 {
	on, off := math.Inf(-1), math.Inf(-1)
	side := 2*k.half + 1
	for i := range k.most {
		v := c(i%side-k.half, i/side-k.half)
		a, b := v*k.most[i], v*k.least[i]
		on, off = max(on, a, b), max(off, -a, -b)
	}
	return on - off
}

// gain is the rms of ON minus OFF for gratings of rms contrast 1 and f cycles
// a pixel, over their phases.
func (k *peak) gain(f float64) float64 {
	const phases = 32
	var sum float64
	for p := range phases {
		v := k.value(func(dx, _ int) float64 {
			return math.Sqrt2 * math.Cos(2*math.Pi*(f*float64(dx)+float64(p)/phases))
		})
		sum += v * v
	}
	return math.Sqrt(sum / phases)
}
