package stimuli

import (
	"math"

	"striate/sim"
)

// discPart is the area of the part of a disc of radius r about the origin that
// lies left of x and below y.
func discPart(x, y, r float64) float64 {
	x, y = min(r, max(-r, x)), min(r, max(-r, y))
	// Left of x: circular segment. below(x) is ∫ sqrt(r²-u²) du from -r to x.
	below := func(x float64) float64 {
		return (x*math.Sqrt(max(0, r*r-x*x)) + r*r*(math.Asin(x/r)+math.Pi/2)) / 2
	}
	// Where |u| < a, the line at y cuts the disc; elsewhere all of a column is
	// below it if y > 0, and none if y < 0.
	a := math.Sqrt(max(0, r*r-y*y))
	mid := min(a, max(-a, x))
	cut := below(mid) - below(-a) + y*(mid+a)
	if y <= 0 {
		return cut
	}
	outside := 2 * (below(min(x, -a)) + max(0, below(x)-below(a)))
	return cut + outside
}

// paintDisc lays a disc of luminance l over what is there: each pixel takes the
// share of it that the disc covers. (cx, cy) is in columns and rows of dst, whole
// numbers at the centres of pixels, and r is in pixels.
func paintDisc(dst *sim.Frame, cx, cy, r float64, l float32) {
	if !(r > 0) {
		return
	}
	y0, y1 := max(0, int(math.Floor(cy-r+0.5))), min(dst.H-1, int(math.Ceil(cy+r-0.5)))
	for row := y0; row <= y1; row++ {
		dy := float64(row) - cy
		near := max(0, math.Abs(dy)-0.5) // the edge of the row nearest to the centre
		if near >= r {
			continue
		}
		far := math.Abs(dy) + 0.5
		reach := math.Sqrt(r*r - near*near)
		whole := -1.0 // columns whose edges lie within this are covered wholly
		if far < r {
			whole = math.Sqrt(r*r - far*far)
		}
		x0, x1 := max(0, int(math.Floor(cx-reach+0.5))), min(dst.W-1, int(math.Ceil(cx+reach-0.5)))
		line := dst.Pix[row*dst.W:][:dst.W]
		left, known := 0.0, false // the part of the row left of this pixel
		for x := x0; x <= x1; x++ {
			dx := float64(x) - cx
			if math.Abs(dx)+0.5 <= whole {
				line[x], known = l, false
				continue
			}
			if !known {
				left = discPart(dx-0.5, dy+0.5, r) - discPart(dx-0.5, dy-0.5, r)
			}
			right := discPart(dx+0.5, dy+0.5, r) - discPart(dx+0.5, dy-0.5, r)
			line[x] += float32(min(1, max(0, right-left))) * (l - line[x])
			left, known = right, true
		}
	}
}
