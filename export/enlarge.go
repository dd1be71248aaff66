package export

import (
	"image"
	"image/color"
	"math"
)

// enlarge resamples an image to w x h: nearest cell, or linear between the
// centres of cells where smooth.
func enlarge(im image.Image, w, h int, smooth bool) image.Image {
	b := im.Bounds()
	w, h = max(1, w), max(1, h)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	pixel := func(x, y int) [4]float64 {
		x, y = min(max(x, 0), b.Dx()-1), min(max(y, 0), b.Dy()-1)
		c := color.NRGBAModel.Convert(im.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
		return [4]float64{float64(c.R), float64(c.G), float64(c.B), float64(c.A)}
	}
	for y := range h {
		for x := range w {
			u := (float64(x) + .5) * float64(b.Dx()) / float64(w)
			v := (float64(y) + .5) * float64(b.Dy()) / float64(h)
			var c [4]float64
			if smooth {
				i, j := int(math.Floor(u-.5)), int(math.Floor(v-.5))
				fu, fv := u-.5-float64(i), v-.5-float64(j)
				p, q, r, s := pixel(i, j), pixel(i+1, j), pixel(i, j+1), pixel(i+1, j+1)
				for k := range c {
					c[k] = (1-fv)*((1-fu)*p[k]+fu*q[k]) + fv*((1-fu)*r[k]+fu*s[k])
				}
			} else {
				c = pixel(int(u), int(v))
			}
			out.SetNRGBA(x, y, color.NRGBA{round8(c[0]), round8(c[1]), round8(c[2]), round8(c[3])})
		}
	}
	return out
}

func round8(v float64) uint8 { return uint8(math.Round(v)) }
