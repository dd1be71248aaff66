package stimuli

import (
	"math"
	"testing"

	"striate/sim"
)

// Each pixel takes the share that the disc covers, against a count of 100 x 100
// points, and all of them the area of the disc, wherever its centre is.
func TestDiscCoversWhatItCovers(t *testing.T) {
	d := diceOf(3, "discs")
	for i := range uint64(60) {
		r := 0.05 + 6*d.uniform(4*i)*d.uniform(4*i)
		cx, cy := 7+3*d.uniform(4*i+1), 8+3*d.uniform(4*i+2)
		f := sim.NewFrame(18, 19)
		paintDisc(f, cx, cy, r, 1)
		sum := 0.0
		for _, l := range f.Pix {
			sum += float64(l)
		}
		if want := math.Pi * r * r; math.Abs(sum-want) > 1e-6*want+1e-7 {
			t.Errorf("radius %.3f at %.3f, %.3f: area %.8f, want %.8f", r, cx, cy, sum, want)
		}
		if i%10 != 0 {
			continue
		}
		for y := range f.H {
			for x := range f.W {
				const n = 100
				in := 0
				for a := range n {
					for b := range n {
						if math.Hypot(float64(x)-0.5+(float64(a)+0.5)/n-cx, float64(y)-0.5+(float64(b)+0.5)/n-cy) < r {
							in++
						}
					}
				}
				if want := float64(in) / n / n; math.Abs(float64(f.At(x, y))-want) > 4e-3 {
					t.Fatalf("radius %.3f at %.3f, %.3f: pixel %d, %d takes %.4f, want %.4f", r, cx, cy, x, y, f.At(x, y), want)
				}
			}
		}
	}
}

// A disc that reaches over the edge, or lies outside, paints what is inside.
func TestDiscAtTheEdge(t *testing.T) {
	for _, c := range []struct{ x, y, r, want float64 }{
		{-0.5, 9.5, 4, math.Pi * 8},  // half
		{-0.5, 19.5, 4, math.Pi * 4}, // a quarter
		{30, 10, 3, 0},               // none
		{9.5, 9.5, 40, 400},          // all
		{9.5, 9.5, 1e7, 400},         // all, from within a vast one
		{10, 10, 0, 0},
	} {
		f := sim.NewFrame(20, 20)
		paintDisc(f, c.x, c.y, c.r, 1)
		sum := 0.0
		for _, l := range f.Pix {
			sum += float64(l)
		}
		if math.Abs(sum-c.want) > 1e-5 {
			t.Errorf("%+v: area %g", c, sum)
		}
	}
}
