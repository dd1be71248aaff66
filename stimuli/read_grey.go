package stimuli

import (
	"image"
	"image/color"

	"striate/sim"
)

// luminance16 is .299 R + .587 G + .114 B of 16-bit values, over the largest;
// no gamma is applied.
func luminance16(r, g, b uint32) float32 {
	return float32((19595*r+38470*g+7471*b+1<<15)>>16) / 65535
}

// grey is an image as linear luminance, each pixel that of luminance16.
func grey(img image.Image) *sim.Frame {
	b := img.Bounds()
	f := sim.NewFrame(b.Dx(), b.Dy())
	for y := range f.H {
		for x := range f.W {
			g := color.Gray16Model.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.Gray16)
			f.Pix[y*f.W+x] = float32(g.Y) / 65535
		}
	}
	return f
}
