package stimuli

import (
	"math"

	"striate/sim"
)

// A mipmap is a picture at full size, half, a quarter and so on, so that it is
// seen from any distance without aliasing (Williams 1983).
type mipmap struct {
	levels []*sim.Frame
}

// newMipmap halves f until a side has fewer than 8 pixels. Each halving
// filters with (1 3 3 1)/8 along both axes, which passes cos³ πf of a
// frequency f in cycles per pixel and so nearly nothing of what would alias.
func newMipmap(f *sim.Frame) mipmap {
	m := mipmap{levels: []*sim.Frame{f}}
	for f.W >= 16 && f.H >= 16 {
		f = halved(f)
		m.levels = append(m.levels, f)
	}
	return m
}

func halved(f *sim.Frame) *sim.Frame {
	taps := [4]float32{1. / 8, 3. / 8, 3. / 8, 1. / 8} // at 2x-1 to 2x+2
	rows := sim.NewFrame(f.W/2, f.H)
	for y := range rows.H {
		for x := range rows.W {
			sum := float32(0)
			for k, w := range taps {
				sum += w * f.At(min(max(2*x-1+k, 0), f.W-1), y)
			}
			rows.Set(x, y, sum)
		}
	}
	out := sim.NewFrame(rows.W, f.H/2)
	for y := range out.H {
		for x := range out.W {
			sum := float32(0)
			for k, w := range taps {
				sum += w * rows.At(x, min(max(2*y-1+k, 0), f.H-1))
			}
			out.Set(x, y, sum)
		}
	}
	return out
}

// view is a look at a mipmap from one distance: the two levels on either side
// of it and the share of the coarser one.
type view struct {
	fine, coarse   *sim.Frame
	fineAt, coarAt float64 // their pixels per pixel of the picture
	share          float32
}

// from is the view in which a pixel of the screen spans scale pixels of the
// picture.
func (m mipmap) from(scale float64) view {
	level := min(max(math.Log2(scale), 0), float64(len(m.levels)-1))
	k := min(int(level), len(m.levels)-2)
	return view{
		fine: m.levels[k], fineAt: math.Exp2(-float64(k)),
		coarse: m.levels[k+1], coarAt: math.Exp2(-float64(k + 1)),
		share: float32(level - float64(k)),
	}
}

// at is the value at (x, y) in pixels of the picture from its top left
// corner, linear between pixels and between levels.
func (v *view) at(x, y float64) float32 {
	a := bilinear(v.fine, x*v.fineAt-.5, y*v.fineAt-.5)
	if v.share == 0 {
		return a
	}
	b := bilinear(v.coarse, x*v.coarAt-.5, y*v.coarAt-.5)
	return a + v.share*(b-a)
}

// bilinear is the value between the centres of four pixels; the border goes on
// outside.
func bilinear(f *sim.Frame, x, y float64) float32 {
	x, y = min(max(x, 0), float64(f.W-1)), min(max(y, 0), float64(f.H-1))
	i, j := min(int(x), f.W-2), min(int(y), f.H-2)
	u, w := float32(x-float64(i)), float32(y-float64(j))
	top, low := f.Pix[j*f.W+i:][:2], f.Pix[(j+1)*f.W+i:][:2]
	a, b := top[0]+u*(top[1]-top[0]), low[0]+u*(low[1]-low[0])
	return a + w*(b-a)
}
