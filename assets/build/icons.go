package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// icons draws the mark, the three bars of favicon.svg, as the PNG that systems
// want of an application they install. A maskable one fills its square, with
// the mark inside the circle that no mask cuts.
func icons() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, i := range []struct {
		name     string
		size     int
		maskable bool
	}{{"icon-192.png", 192, false}, {"icon-512.png", 512, false}, {"icon-maskable-512.png", 512, true}} {
		var b bytes.Buffer
		e := png.Encoder{CompressionLevel: png.BestCompression}
		if err := e.Encode(&b, mark(i.size, i.maskable)); err != nil {
			return nil, err
		}
		files[i.name] = b.Bytes()
	}
	return files, nil
}

// The mark on 32 x 32: bars from foot to top, half as wide as bar, on a ground
// with round corners.
var bars = [3][4]float64{{6, 25, 14.5, 7.5}, {13.5, 25, 22, 7.5}, {22, 25, 26.5, 15.5}}

const (
	side   = 32.0
	bar    = 1.7
	corner = 7.0
	inside = .74 // of a maskable mark
)

var (
	ground = color.NRGBA{0x17, 0x1b, 0x20, 255}
	line   = color.NRGBA{0xfa, 0xfa, 0xf9, 255}
)

func mark(size int, maskable bool) image.Image {
	im := image.NewNRGBA(image.Rect(0, 0, size, size))
	dots := float64(size) / side
	for py := range size {
		for px := range size {
			x, y := (float64(px)+.5)/dots, (float64(py)+.5)/dots
			alpha := 1.0
			if !maskable {
				qx, qy := max(math.Abs(x-side/2)-side/2+corner, 0), max(math.Abs(y-side/2)-side/2+corner, 0)
				alpha = covered((corner - math.Hypot(qx, qy)) * dots)
			} else {
				x, y = side/2+(x-side/2)/inside, side/2+(y-side/2)/inside
			}
			near := math.Inf(1)
			for _, b := range bars {
				near = min(near, apart(x, y, b))
			}
			scale := dots
			if maskable {
				scale *= inside
			}
			on := covered((bar - near) * scale)
			mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + on*(float64(b)-float64(a)))) }
			im.SetNRGBA(px, py, color.NRGBA{mix(ground.R, line.R), mix(ground.G, line.G), mix(ground.B, line.B), uint8(math.Round(255 * alpha))})
		}
	}
	return im
}

// covered is how much of a pixel lies inside an edge that is so many pixels
// away.
func covered(d float64) float64 { return min(max(d+.5, 0), 1) }

// apart is the distance of a point from a bar's middle line.
func apart(x, y float64, b [4]float64) float64 {
	dx, dy := b[2]-b[0], b[3]-b[1]
	t := min(max(((x-b[0])*dx+(y-b[1])*dy)/(dx*dx+dy*dy), 0), 1)
	return math.Hypot(x-b[0]-t*dx, y-b[1]-t*dy)
}
