package stimuli

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"
)

// npyFile is a NumPy array, format 1.0 or 2.0, little-endian.
func npyFile(descr, order, shape string, data any) []byte {
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr, order, shape)
	head += strings.Repeat(" ", (64-(10+len(head)+1)%64)%64) + "\n"
	b := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(head)))
	b, err := binary.Append(append(b, head...), binary.LittleEndian, data)
	if err != nil {
		panic(err)
	}
	return b
}

// zipFile is a ZIP of files in the order of name, content, name, content.
func zipFile(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pngChunk is one chunk with its check sum.
func pngChunk(kind string, data ...byte) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// u16s and u32s are numbers with their highest byte first.
func u32s(v ...uint32) (b []byte) {
	for _, n := range v {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

// stillPNG is a picture of a colour model, w x h px.
func stillPNG(m color.Model, w, h int) []byte {
	r := image.Rect(0, 0, w, h)
	var img interface {
		image.Image
		Set(x, y int, c color.Color)
	}
	switch m {
	case color.GrayModel:
		img = image.NewGray(r)
	case color.Gray16Model:
		img = image.NewGray16(r)
	case color.NRGBAModel:
		img = image.NewNRGBA(r)
	case color.NRGBA64Model:
		img = image.NewNRGBA64(r)
	case color.RGBAModel: // PNG without alpha
		img = image.NewRGBA(r)
	default:
		img = image.NewPaletted(r, color.Palette{color.Gray{0}, color.NRGBA{255, 9, 80, 255}, color.NRGBA{40, 200, 80, 120}})
	}
	for y := range h {
		for x := range w {
			a := uint8(255)
			if m != color.RGBAModel {
				a = uint8(255 - 3*x)
			}
			img.Set(x, y, color.NRGBA{uint8(9 * x), uint8(13 * y), uint8(x * y), a})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pngPart is the content of the first chunk of a kind.
func pngPart(b []byte, kind string) []byte {
	i := bytes.Index(b, []byte(kind))
	return b[i+4:][:binary.BigEndian.Uint32(b[i-4:])]
}

// apngFile is an APNG of two grey frames of 5 x 4 px, the second 3 x 2 px,
// with changes made to its chunks by name: ihdr, actl, fctl0, fctl1, fdat, ...
func apngFile(change func(name string, chunk []byte) []byte) []byte {
	big, small := stillPNG(color.GrayModel, 5, 4), stillPNG(color.GrayModel, 3, 2)
	fctl := func(seq, w, h, x, y uint32, tail ...byte) []byte { return append(u32s(seq, w, h, x, y), tail...) }
	out := pngMagic
	for _, c := range []struct {
		name, kind string
		data       []byte
	}{
		{"ihdr", "IHDR", pngPart(big, "IHDR")},
		{"actl", "acTL", u32s(2, 0)},
		{"fctl0", "fcTL", fctl(0, 5, 4, 0, 0, 0, 1, 0, 20, 0, 0)},
		{"idat", "IDAT", pngPart(big, "IDAT")},
		{"fctl1", "fcTL", fctl(1, 3, 2, 1, 1, 0, 1, 0, 10, 2, 1)},
		{"fdat", "fdAT", append(u32s(2), pngPart(small, "IDAT")...)},
		{"iend", "IEND", nil},
	} {
		if change != nil {
			c.data = change(c.name, append([]byte(nil), c.data...))
		}
		out += pngChunk(c.kind, c.data...)
	}
	return []byte(out)
}

// gifFile is a GIF of three images with parts, ways to dispose and delays.
func gifFile() []byte {
	pal := color.Palette{color.Gray{0}, color.Gray{90}, color.NRGBA{200, 100, 5, 255}, color.Transparent}
	g := &gif.GIF{Config: image.Config{Width: 9, Height: 7, ColorModel: pal}}
	for k, r := range []image.Rectangle{image.Rect(0, 0, 9, 7), image.Rect(2, 1, 8, 6), image.Rect(1, 1, 4, 5)} {
		img := image.NewPaletted(r, pal)
		for i := range img.Pix {
			img.Pix[i] = uint8((i + k) % 4)
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, img), append(g.Delay, 5*k), append(g.Disposal, byte(k+1))
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// y4mFile is a film of n frames.
func y4mFile(header string, n, size int) []byte {
	b := []byte("YUV4MPEG2 " + header + "\n")
	for k := range n {
		b = append(b, "FRAME\n"...)
		for i := range size {
			b = append(b, byte(37*k+i))
		}
	}
	return b
}

// tryFilm reads a file with little room: it may fail, in one line of words,
// and whatever it gives are frames.
func tryFilm(t *testing.T, data []byte) {
	for _, axes := range []string{"auto", "xyt", "tyx"} {
		in := inMemory(data)
		in.framePx, in.work = 1<<14, 1<<20
		head, frames, seconds, err := readAll(in, axes)
		if err != nil {
			oneLine(t, err)
		} else if head.Frames != 0 && head.Frames != len(frames) {
			t.Fatalf("%d frames, want %d", len(frames), head.Frames)
		}
		for k, f := range frames {
			if f.W < 1 || f.H < 1 || len(f.Pix) != f.W*f.H || !(seconds[k] >= 0) {
				t.Fatalf("frame %d of %d x %d px with %d values for %v s", k, f.W, f.H, len(f.Pix), seconds[k])
			}
			for i, v := range f.Pix {
				if !(v >= 0 && v <= 1) {
					t.Fatalf("frame %d, pixel %d = %v", k, i, v)
				}
			}
		}
	}
}

// oneLine checks that an error is one line of text that is not too long.
func oneLine(t testing.TB, err error) {
	t.Helper()
	msg := plainly(err)
	for _, r := range msg {
		if r < ' ' {
			t.Fatalf("%q is not one line of text", msg)
		}
	}
	if msg == "" || len(msg) > 330 || !utf8.ValidString(msg) || strings.Contains(msg, "(MISSING)") || strings.Contains(msg, "%!(EXTRA") {
		t.Fatalf("%q (%d bytes), want one short line of text", msg, len(msg))
	}
}

func fuzzFilm(f *testing.F, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(tryFilm)
}

func FuzzNPY(f *testing.F) {
	fuzzFilm(f, npyFile("<f4", "False", "(2, 2, 3)", make([]float32, 12)), npyFile(">f8", "True", "(3, 2, 2)", make([]float64, 12)),
		npyFile("|u1", "False", "(2, 2, 3,)", make([]uint8, 12)), npyFile("<u2", "True", "(1L, 2, 3)", make([]uint16, 6)),
		npyFile("|O", "False", "(1, 1, 1)", []byte("cos\nsystem\n(S'true'\ntR.")))
}

func FuzzNPZ(f *testing.F) {
	a := string(npyFile("|u1", "False", "(2, 2, 3)", make([]uint8, 12)))
	fuzzFilm(f, zipFile("stim.npy", a), zipFile("a.npy", a, "b.npy", "no array"), filmFile(f, "packed.npz"), filmFile(f, "stored.npz"))
}

func FuzzGIF(f *testing.F) {
	fuzzFilm(f, gifFile(), filmFile(f, "gif_mixed.gif"))
}

func FuzzAPNG(f *testing.F) {
	seeds := [][]byte{apngFile(nil), filmFile(f, "apng_mixed.png"), filmFile(f, "grey16.png")}
	for _, m := range []color.Model{color.GrayModel, color.Gray16Model, color.NRGBAModel, color.NRGBA64Model, color.RGBAModel, nil} {
		seeds = append(seeds, stillPNG(m, 7, 5))
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) { tryFilm(t, withSums(data)) })
}

// withSums is a PNG with the check sums that its chunks should have, so that
// fuzzing comes past them.
func withSums(data []byte) []byte {
	b := bytes.Clone(data)
	for i := len(pngMagic); i+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[i:]))
		if n > len(b)-i-12 {
			break
		}
		if len(b)%7 != 0 { // but some stay wrong
			binary.BigEndian.PutUint32(b[i+8+n:], crc32.ChecksumIEEE(b[i+4:i+8+n]))
		}
		i += 12 + n
	}
	return b
}

func FuzzY4M(f *testing.F) {
	fuzzFilm(f, y4mFile("W3 H2 F30000:1001 Ip A1:1 Cmono", 2, 6), y4mFile("W3 H2 F30:1 C420jpeg XCOLORRANGE=FULL", 2, 6+4), y4mFile("W3 H2 C444 XCOLORRANGE=LIMITED", 1, 18))
}

func FuzzPNGZip(f *testing.F) {
	a, b := string(stillPNG(color.GrayModel, 3, 2)), string(stillPNG(nil, 4, 4))
	fuzzFilm(f, zipFile("frame000000.png", a, "frame000001.png", b, "params.json", "{}"), zipFile("a.png", string(apngFile(nil))))
}

func FuzzHDF5(f *testing.F) {
	for _, name := range filmFiles(f, "*.h5") {
		f.Add(filmFile(f, name))
	}
	f.Fuzz(tryFilm)
}

func FuzzMAT(f *testing.F) {
	for _, name := range filmFiles(f, "*.mat") {
		f.Add(filmFile(f, name))
	}
	f.Fuzz(tryFilm)
}
