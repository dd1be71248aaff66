package retina

import (
	"math"

	"striate/sim"
)

// filter is a spatial operator at work: from contrast to one value for each
// LGN position, times scale.
type filter interface {
	apply(dst []float32, contrast *sim.Frame, scale float32)
}

// gaussians is the linear operator. Both Gaussians are separable, so each is
// applied along the rows at the columns of the grid, then along those columns.
// At the edge a Gaussian is divided by its mass within the frame, so a
// uniform field gives exactly as much to the centre as to the surround.
type gaussians struct {
	grid
	h            int
	across, down [2]axis      // centre, surround
	half         [2][]float32 // half-filtered contrast [column of grid, row of frame]
}

func newGaussians(p *Spatial, g grid, w, h int) *gaussians {
	d := &gaussians{grid: g, h: h}
	for k, sigma := range []float64{p.SigmaCenter, p.SigmaSurround} {
		d.across[k] = newAxis(sigma, g, g.cols, w)
		d.down[k] = newAxis(sigma, g, g.rows, h)
		d.half[k] = make([]float32, g.cols*h)
	}
	return d
}

func (d *gaussians) apply(dst []float32, contrast *sim.Frame, scale float32) {
	w := contrast.W
	for y := range d.h {
		row := contrast.Pix[y*w : (y+1)*w]
		for k := range d.half {
			a, half := &d.across[k], d.half[k]
			for i, from := range a.from {
				half[i*d.h+y] = dot(a.weight[i], row[from:])
			}
		}
	}
	centre, surround := &d.down[0], &d.down[1]
	for i := range d.cols {
		c, s := d.half[0][i*d.h:(i+1)*d.h], d.half[1][i*d.h:(i+1)*d.h]
		for j := range d.rows {
			dst[j*d.cols+i] = scale * (dot(centre.weight[j], c[centre.from[j]:]) - dot(surround.weight[j], s[surround.from[j]:]))
		}
	}
}

// axis holds, for each position of the grid along one side, the weights of a
// one-dimensional Gaussian of unit sum and the first pixel they apply to.
type axis struct {
	from   []int
	weight [][]float32
}

// reach is how many standard deviations a Gaussian is followed to.
const reach = 4

func newAxis(sigma float64, g grid, n, side int) axis {
	a := axis{from: make([]int, n), weight: make([][]float32, n)}
	r := int(math.Ceil(reach * sigma))
	for i := range n {
		x := g.at(i)
		lo, hi := max(0, x-r), min(side-1, x+r)
		v := make([]float64, hi-lo+1)
		var sum float64
		for k := range v {
			d := float64(lo + k - x)
			v[k] = math.Exp(-d * d / (2 * sigma * sigma))
			sum += v[k]
		}
		a.from[i], a.weight[i] = lo, make([]float32, len(v))
		for k := range v {
			a.weight[i][k] = float32(v[k] / sum)
		}
	}
	return a
}

// dot is the inner product of a with the first len(a) of b, by four running
// sums.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}
