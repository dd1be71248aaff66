package stimuli

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"striate/sim"
)

// As it is, a part of the photograph has the mean luminance 0.5, and is that part
// but for one factor and what is clipped.
func TestNaturalImageIsThePhotograph(t *testing.T) {
	p := photograph()
	for _, c := range []struct {
		zoom, x, y float64
		x0, y0     int
	}{{1, 50, 50, 0, 0}, {8, 0, 100, 0, 0}, {8, 100, 0, 448, 448}, {8, 25, 50, 112, 224}} {
		n := fresh(t, "natural_image", map[string]any{"zoom": c.zoom, "x_pct": c.x, "y_pct": c.y}).(*NaturalImage)
		f := paint(open(t, n, 1), n, 0, 1)[0]
		mean, scale := 0.0, int(8/c.zoom)
		factor := 0.0
		for y := range 64 {
			for x := range 64 {
				l := float64(f.At(x, y))
				mean += l / 64 / 64
				sum := 0.0
				for i := range scale * scale {
					sum += float64(p.At(c.x0+x*scale+i%scale, c.y0+y*scale+i/scale)) / float64(scale*scale)
				}
				if l == 1 {
					continue
				}
				if factor == 0 {
					factor = l / sum
				}
				if math.Abs(l-factor*sum) > 1e-4*l {
					t.Fatalf("%+v: pixel %d, %d is %g, want %g", c, x, y, l, factor*sum)
				}
			}
		}
		if math.Abs(mean-0.5) > 1e-6 {
			t.Errorf("%+v: mean %g, want 0.5", c, mean)
		}
	}
	if n := fresh(t, "natural_image", nil); !IsNatural(n) {
		t.Error("a natural image is not Natural")
	}
}

// Closer than a pixel of the picture each, values lie between neighbours.
func TestNaturalImageZoomsIn(t *testing.T) {
	n := fresh(t, "natural_image", map[string]any{"zoom": 64.0}).(*NaturalImage)
	f := paint(open(t, n, 1), n, 0, 1)[0]
	for y := range 64 {
		for x := 1; x < 64; x++ {
			if d := math.Abs(float64(f.At(x, y) - f.At(x-1, y))); d > 0.2 {
				t.Fatalf("a step of %g at %d, %d", d, x, y)
			}
		}
	}
}

// roughness is half the mean square of the difference of pixels two apart over
// the variance: 1 where they are unrelated, near 0 for a smooth picture.
func roughness(f *sim.Frame) float64 {
	var mean, square, diff, n float64
	for _, l := range f.Pix {
		mean, square = mean+float64(l), square+float64(l)*float64(l)
	}
	n = float64(len(f.Pix))
	variance := square/n - mean/n*mean/n
	n = 0
	for y := range f.H {
		for x := 2; x < f.W; x++ {
			d := float64(f.At(x, y) - f.At(x-2, y))
			diff, n = diff+d*d, n+1
		}
	}
	return diff / n / 2 / variance
}

// Whitened, neighbours two pixels apart are nearly unrelated, the mean is 0.5 and
// the standard deviation 1/7 of full scale but for what is clipped.
func TestNaturalImageWhitened(t *testing.T) {
	n := fresh(t, "natural_image", map[string]any{"zoom": 2.0, "width_px": 128, "height_px": 128}).(*NaturalImage)
	raw := paint(open(t, n, 1), n, 0, 1)[0]
	n.Whiten = true
	white := paint(open(t, n, 1), n, 0, 1)[0]
	if a, b := roughness(raw), roughness(white); a > 0.5 || b < 0.75 || b > 1.25 {
		t.Errorf("roughness %.2f as it is and %.2f whitened, want below 0.5 and about 1", a, b)
	}
	var mean, square float64
	for _, l := range white.Pix {
		mean, square = mean+float64(l)-0.5, square+(float64(l)-0.5)*(float64(l)-0.5)
	}
	size := float64(len(white.Pix))
	if mean, sd := mean/size, math.Sqrt(square/size); math.Abs(mean) > 0.005 || sd > 1./7 || sd < 0.8/7 {
		t.Errorf("whitened: mean %g and sd %g about 0.5, want 0 and nearly 1/7", mean, sd)
	}
}

// One picture in several formats is the same picture; sRGB is decoded where it
// is told to be, and never of an array.
func TestNaturalImageFiles(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 24))
	for y := range 24 {
		for x := range 40 {
			img.SetGray(x, y, color.Gray{uint8(40 + 4*x + y)})
		}
	}
	dir := t.TempDir()
	write := func(name string, encode func(*bytes.Buffer) error) string {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	files := map[string]string{
		"png": write("a.png", func(b *bytes.Buffer) error { return png.Encode(b, img) }),
		"jpg": write("a.jpg", func(b *bytes.Buffer) error { return jpeg.Encode(b, img, &jpeg.Options{Quality: 100}) }),
		"gif": write("a.gif", func(b *bytes.Buffer) error {
			grey := make(color.Palette, 256)
			for i := range grey {
				grey[i] = color.Gray{uint8(i)}
			}
			p := image.NewPaletted(img.Rect, grey)
			copy(p.Pix, img.Pix)
			return gif.EncodeAll(b, &gif.GIF{Image: []*image.Paletted{p, p}, Delay: []int{5, 5}})
		}),
		"npy": writeNPY(t, "|u1", "(1, 24, 40)", false, img.Pix),
	}
	for format, file := range files {
		for _, transfer := range []string{"srgb", "linear"} {
			f, err := readPicture(file, transfer == "srgb")
			if err != nil {
				t.Errorf("%s: %v", format, err)
				continue
			}
			worst := 0.0
			for i, v := range img.Pix {
				want := float64(v) / 255
				if transfer == "srgb" && format != "npy" {
					want = float64(linear(v))
				}
				worst = max(worst, math.Abs(float64(f.Pix[i])-want))
			}
			if most := map[string]float64{"jpg": 0.02}[format] + 1e-6; f.W != 40 || f.H != 24 || worst > most {
				t.Errorf("%s, %s: %d x %d px, %g away", format, transfer, f.W, f.H, worst)
			}
		}
	}
	n := fresh(t, "natural_image", map[string]any{"file": files["png"], "transfer": "linear", "width_px": 40, "height_px": 24, "zoom": 1.0}).(*NaturalImage)
	f := paint(open(t, n, 1), n, 0, 1)[0]
	if ratio := float64(f.At(30, 10) / f.At(10, 10)); math.Abs(ratio-170./90) > 1e-5 {
		t.Errorf("a ratio of luminances of %g, want %g", ratio, 170./90)
	}

	small := write("small.png", func(b *bytes.Buffer) error { return png.Encode(b, image.NewGray(image.Rect(0, 0, 7, 90))) })
	torn := write("torn.jpg", func(b *bytes.Buffer) error { b.WriteString("\xff\xd8\xff\xe0 nothing"); return nil })
	huge := write("huge.jpg", func(b *bytes.Buffer) error {
		var whole bytes.Buffer
		if err := jpeg.Encode(&whole, img, nil); err != nil {
			return err
		}
		data := whole.Bytes()
		at := bytes.Index(data, []byte("\xff\xc0"))
		copy(data[at+5:], "\xff\xff\xff\xff") // claims 65535 x 65535
		b.Write(data)
		return nil
	})
	for _, c := range []struct{ file, want string }{
		{small, "smaller than 8"}, {torn, "file = "}, {huge, "65535 x 65535"}, {dir, "no file"}, {filepath.Join(dir, "none.png"), "no such file"},
	} {
		_, err := fresh(t, "natural_image", map[string]any{"file": c.file}).Open(1)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "file") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want an error with %q", filepath.Base(c.file), err, c.want)
		}
	}

	// A state goes with its picture, and another file is another movie.
	m := open(t, n, 1)
	data, err := sim.Save(m.State)
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Load(data, open(t, n, 2).State); err != nil {
		t.Error(err)
	}
	if err := sim.Load(data, open(t, fresh(t, "natural_image", nil), 1).State); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("the state of another picture: %v", err)
	}
	other := *n
	other.File = files["gif"]
	if err := m.(Retunable).Retune(&other); err == nil {
		t.Error("another file is taken in flight")
	}
}

// Another part, whitened or not, from the next frame on.
func TestNaturalImageRetune(t *testing.T) {
	n := fresh(t, "natural_image", nil).(*NaturalImage)
	m := open(t, n, 1)
	paint(m, n, 0, 2)
	for _, values := range []map[string]any{{"zoom": 4.0}, {"x_pct": 10.0}, {"whiten": true}, {"contrast_pct": 30.0}, {"y_pct": 90.0}} {
		set(t, n, values)
		if err := m.(Retunable).Retune(n); err != nil {
			t.Fatal(err)
		}
		if d := farthest(paint(m, n, 2, 1)[0], paint(open(t, n, 1), n, 0, 1)[0]); d != 0 {
			t.Errorf("%v: not the picture of a movie opened with it, by %g", values, d)
		}
	}
}
