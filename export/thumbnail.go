package export

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"slices"

	"striate/analysis"
	"striate/sim"
)

// Size of a thumbnail, px: twice what the page shows it at.
const (
	ThumbnailWidth  = 224
	ThumbnailHeight = 144
)

// Grounds and populations of thumbnails, which stand on the page, light or dark.
var thumbTones = map[bool]map[analysis.Role]color.NRGBA{
	false: {analysis.Excitatory: hex("#c24e00"), analysis.Inhibitory: hex("#0072b2"), analysis.Thalamic: hex("#00805e"), analysis.Source: hex("#656970"), "ground": hex("#edebe8")},
	true:  {analysis.Excitatory: hex("#f28a4b"), analysis.Inhibitory: hex("#5aaef0"), analysis.Thalamic: hex("#35b98e"), analysis.Source: hex("#95989d"), "ground": hex("#1b1d20")},
}

// Thumbnail writes a small picture: frames side by side, with enough contrast
// to be read, and beside them the spikes of a raster, without axes.
func Thumbnail(w io.Writer, frames []*sim.Frame, raster *analysis.Figure, dark bool) error {
	tones := thumbTones[dark]
	im := image.NewNRGBA(image.Rect(0, 0, ThumbnailWidth, ThumbnailHeight))
	fillRect(im, im.Rect, tones["ground"])
	shown := im.Rect
	if raster != nil && len(frames) > 0 { // half and half
		shown.Max.X = 96
	}
	const gap = 4
	for k, f := range frames {
		n := len(frames)
		x0 := shown.Min.X + k*(shown.Dx()+gap)/n
		x1 := shown.Min.X + (k+1)*(shown.Dx()+gap)/n - gap
		frameInto(im, image.Rect(x0, 0, x1, ThumbnailHeight), f)
	}
	if raster != nil {
		room := image.Rect(8, 8, ThumbnailWidth-8, ThumbnailHeight-8)
		if len(frames) > 0 {
			room.Min.X = shown.Max.X + 8
		}
		spikesInto(im, room, raster, tones)
	}
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, paletted(im))
}

// paletted is im with its few colours as a palette: half the bytes. It has at
// most greySteps greys, and those of the populations.
func paletted(im *image.NRGBA) *image.Paletted {
	out := image.NewPaletted(im.Rect, nil)
	known := map[color.NRGBA]uint8{}
	for k := range out.Pix {
		c := color.NRGBA{im.Pix[4*k], im.Pix[4*k+1], im.Pix[4*k+2], im.Pix[4*k+3]}
		at, ok := known[c]
		if !ok {
			at = uint8(len(out.Palette))
			known[c], out.Palette = at, append(out.Palette, c)
		}
		out.Pix[k] = at
	}
	return out
}

// greySteps are enough for a picture that is shown at half its size.
const greySteps = 32

func fillRect(im *image.NRGBA, r image.Rectangle, c color.NRGBA) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			im.SetNRGBA(x, y, c)
		}
	}
}

// frameInto fills r with the middle of a frame, its shape kept, its range
// stretched to that of the screen.
func frameInto(im *image.NRGBA, r image.Rectangle, f *sim.Frame) {
	scale := max(float64(r.Dx())/float64(f.W), float64(r.Dy())/float64(f.H))
	low, high := reach(f)
	at := func(x, y int) float64 {
		v := float64(f.At(min(max(x, 0), f.W-1), min(max(y, 0), f.H-1)))
		return 18 + 219*min(max((v-low)/(high-low), 0), 1)
	}
	for y := range r.Dy() {
		for x := range r.Dx() {
			u := (float64(x)+.5-float64(r.Dx())/2)/scale + float64(f.W)/2 - .5
			v := (float64(y)+.5-float64(r.Dy())/2)/scale + float64(f.H)/2 - .5
			i, j := int(math.Floor(u)), int(math.Floor(v))
			fu, fv := u-float64(i), v-float64(j)
			g := step8((1-fv)*((1-fu)*at(i, j)+fu*at(i+1, j)) + fv*((1-fu)*at(i, j+1)+fu*at(i+1, j+1)))
			im.SetNRGBA(r.Min.X+x, r.Min.Y+y, color.NRGBA{g, g, g, 255})
		}
	}
}

// step8 is the nearest of the greys of a thumbnail.
func step8(v float64) uint8 {
	const width = 255. / (greySteps - 1)
	return round8(math.Round(v/width) * width)
}

// reach is the range of a frame without its rarest hundredths, the same above
// and below its mean.
func reach(f *sim.Frame) (low, high float64) {
	sorted := slices.Clone(f.Pix)
	slices.Sort(sorted)
	n := len(sorted)
	middle := 0.0
	for _, v := range sorted {
		middle += float64(v) / float64(n)
	}
	half := max(middle-float64(sorted[n/100]), float64(sorted[n-1-n/100])-middle, .02)
	return middle - half, middle + half
}

// spikesInto draws the spikes of a raster, its blocks from the top.
func spikesInto(im *image.NRGBA, r image.Rectangle, f *analysis.Figure, tones map[analysis.Role]color.NRGBA) {
	const gap, mark = 5, 2
	sum := 0.0
	for _, b := range f.Blocks {
		sum += b.Share
	}
	y := float64(r.Min.Y)
	room := float64(r.Dy() - gap*(len(f.Blocks)-1))
	for k, b := range f.Blocks {
		tall := room * b.Share / sum
		for _, l := range f.Layers {
			if l.Block != k || l.Mark != analysis.Spikes {
				continue
			}
			c, known := tones[l.Role]
			if !known {
				c = tones[analysis.Source]
			}
			for i := range l.X {
				x := r.Min.X + int((l.X[i]-f.X.Min)/(f.X.Max-f.X.Min)*float64(r.Dx()-mark))
				at := int(y + (1-along(b.Y, l.Y[i]))*(tall-mark))
				fillRect(im, image.Rect(x, at, x+mark, at+mark).Intersect(r), c)
			}
		}
		y += tall + gap
	}
}
