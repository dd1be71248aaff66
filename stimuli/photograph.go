package stimuli

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/png"
	"math"

	"striate/sim"
)

// ascentPNG is a photograph in the public domain: see photograph/README.md.
//
//go:embed photograph/ascent.png
var ascentPNG []byte

// photograph reads ascent.png as linear luminance, 0 black to 1 white.
func photograph() *sim.Frame {
	img, err := png.Decode(bytes.NewReader(ascentPNG))
	if err != nil {
		panic(fmt.Sprintf("stimuli: photograph: %v", err)) // the file is part of the program
	}
	g := img.(*image.Gray)
	f := sim.NewFrame(g.Rect.Dx(), g.Rect.Dy())
	for y := range f.H {
		for x := range f.W {
			f.Set(x, y, linear(g.GrayAt(x, y).Y))
		}
	}
	return f
}

// linear undoes the sRGB transfer of an 8-bit value.
func linear(v uint8) float32 { return linearOf(float64(v) / 255) }

// linearOf undoes the sRGB transfer of a value from 0 to 1 (IEC 61966-2-1).
func linearOf(x float64) float32 {
	if x <= .04045 {
		return float32(x / 12.92)
	}
	return float32(math.Pow((x+.055)/1.055, 2.4))
}
