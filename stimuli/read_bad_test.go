package stimuli

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"striate/sim"
)

// patched is b with bytes from i on replaced.
func patched(b []byte, i int, with ...byte) []byte {
	out := bytes.Clone(b)
	copy(out[i:], with)
	return out
}

// patchedH5 is a file of testdata with the bytes that follow some others
// replaced.
func patchedH5(t *testing.T, name, behind string, skip int, with ...byte) []byte {
	t.Helper()
	b := filmFile(t, name)
	i := bytes.Index(b, []byte(behind))
	if i < 0 {
		t.Fatalf("%s has no %q", name, behind)
	}
	return patched(b, i+len(behind)+skip, with...)
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// bomb is an NPZ that claims an array of 2 GiB from 3 MiB.
func bomb() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	array := npyFile("|u1", "False", "(4096, 512, 1024)", make([]byte, 3<<20))
	w, _ := z.CreateRaw(&zip.FileHeader{Name: "stim.npy", Method: zip.Deflate, CompressedSize64: 3 << 20, UncompressedSize64: 1<<31 + 128})
	var packed bytes.Buffer
	d, _ := flate.NewWriter(&packed, flate.NoCompression)
	d.Write(array)
	d.Close()
	w.Write(packed.Bytes()[:3<<20])
	z.Close()
	return b.Bytes()
}

// patchedIHDR is a PNG with other first bytes in its header.
func patchedIHDR(b []byte, with ...byte) []byte {
	head := patched(pngPart(b, "IHDR"), 0, with...)
	return []byte(pngMagic + pngChunk("IHDR", head...) + string(b[33:]))
}

func decodePNG(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Every bad file gives one line that says what was found, what was wanted and
// where, at once and in little memory.
func TestBadFilms(t *testing.T) {
	grey := stillPNG(color.GrayModel, 5, 4)
	with := func(chunk string, change func(b []byte) []byte) []byte {
		return apngFile(func(name string, b []byte) []byte {
			if name == chunk {
				return change(b)
			}
			return b
		})
	}
	set := func(chunk string, i int, v ...byte) []byte {
		return with(chunk, func(b []byte) []byte { return patched(b, i, v...) })
	}
	ff8 := bytes.Repeat([]byte{255}, 8)
	gifHuge := patched(gifFile(), 6, 255, 255, 255, 255)
	lzwBomb := append([]byte("GIF89a\x00\x20\x00\x10\xf0\x00\x00\x00\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\x00\x20\x00\x10\x00\x02"), append(append(bytes.Repeat(append([]byte{255}, bytes.Repeat([]byte{0x92}, 255)...), 40), 0), 0x3b)...)
	for _, c := range []struct {
		name, want string // want are words, split by |
		data       []byte
	}{
		{"nothing", "it is empty", nil},
		{"text", `byte 0: it begins with "hello, wo|no NPY, NPZ, GIF`, []byte("hello, world, this is text\n")},

		{"npy: wrong version", "byte 6: NumPy format 9, want 1 to 3", patched(npyFile("|u1", "False", "(1, 1, 1)", []byte{1}), 6, 9)},
		{"npy: huge header", "byte 8: a header of 2147483647 bytes, want at most 65536", []byte("\x93NUMPY\x02\x00\xff\xff\xff\x7f{}")},
		{"npy: huge shape", "frames of 8000 x 8000 px|at most 33554432", npyFile("|u1", "False", "(100000, 8000, 8000)", []byte{1})},
		{"npy: many frames", "999999999999 frames, want 1 to", npyFile("|u1", "False", "(999999999999, 1, 1)", []byte{1})},
		{"npy: product overflows", "frames of 4294967296 x 4294967296 px", npyFile("|u1", "False", "(1, 4294967296, 4294967296)", []byte{1})},
		{"npy: size overflows", `a shape with "99999999999999999999"`, npyFile("|u1", "False", "(99999999999999999999, 1, 1)", []byte{1})},
		{"npy: negative", `a shape with "-1", want whole numbers`, npyFile("|u1", "False", "(-1, 8, 8)", []byte{1})},
		{"npy: empty", "0 frames, want 1", npyFile("|u1", "False", "(0, 8, 8)", []byte{1})},
		{"npy: two axes", "shape [8 8], want three axes", npyFile("<f4", "False", "(8, 8)", make([]float32, 64))},
		{"npy: objects", `type "|O", Python objects, which are never opened`, npyFile("|O", "False", "(1, 1, 1)", make([]byte, 8))},
		{"npy: fields", "a type of several fields", []byte("\x93NUMPY\x01\x00\x18\x00{'descr': [('a', '<f4')]}")},
		{"npy: complex", `type "<c8", want uint8`, npyFile("<c8", "False", "(1, 1, 1)", make([]float32, 2))},
		{"npy: signed", `type "<i8", want uint8`, npyFile("<i8", "False", "(1, 1, 1)", make([]int64, 1))},
		{"npy: torn", "400 bytes of values, want 768 for shape [3 8 8] of <f4: it is torn", npyFile("<f4", "False", "(3, 8, 8)", make([]float32, 100))},
		{"npy: bright", "frame 1, row 0, column 1: a value of 3, want 0 to 1", npyFile("<f4", "False", "(2, 1, 2)", []float32{0, 1, 1, 3})},
		{"npy: NaN", "frame 0, row 0, column 1: a value of NaN, want 0 to 1", npyFile("<f8", "True", "(2, 2, 1)", []float64{0, 1, 1, nan()})},
		{"npy: no header", "the NumPy header is no dictionary", []byte("\x93NUMPY\x01\x00\x40\x00" + strings.Repeat(" ", 64))},
		{"npy: odd key", `key "odd" in the NumPy header`, []byte("\x93NUMPY\x01\x00\x0a\x00{'odd': 1}")},

		{"npz: no array", "without a .npy or .png", zipFile("a.txt", "x")},
		{"npz: empty", "a ZIP of 0 files", zipFile()},
		{"npz: two films", `2 arrays of three axes among "a, b", want one named stim`, zipFile("a.npy", string(npyFile("|u1", "False", "(1, 1, 1)", []byte{1})), "b.npy", string(npyFile("|u1", "False", "(1, 1, 1)", []byte{1})))},
		{"npz: bomb", "pixels to unpack from", bomb()},
		{"npz: lies of its size", "of 188 bytes|want 192 for shape [4 4 4]|torn", zipFile("stim.npy", string(npyFile("|u1", "False", "(4, 4, 4)", make([]byte, 60))))},
		{"npz: no listing", "no ZIP listing", zipFile("stim.npy", "x")[:40]},
		{"npz: wrong sum", "does not fit its check sum", badSum(npyFile("|u1", "False", "(1, 1, 4)", []byte{7, 7, 7, 7}))},
		{"zip: torn picture", `"b.png": byte`, zipFile("a.png", string(grey), "b.png", string(grey[:50]))},

		{"gif: 65535 x 65535", "byte 6: frames of 65535 x 65535 px, want 1 to 8192 a side", gifHuge},
		{"gif: version", `begins with "GIF88a", want GIF87a or GIF89a`, patched(gifFile(), 4, '8')},
		{"gif: outside", "an image of 9 x 7 px at column 0, row 0, want it inside 4 x 4", patched(gifFile(), 6, 4, 0, 4, 0)},
		{"gif: LZW bomb", "row|the packed data", lzwBomb},
		{"gif: no colours", "without a table of colours", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b")},
		{"gif: odd block", "begins with 0x77", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x77")},
		{"gif: no frame", "", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b")},

		{"png: huge", "byte 8: frames of 2147483647 x 2147483647 px", set("ihdr", 0, 0x7f, 255, 255, 255, 0x7f, 255, 255, 255)},
		{"png: large and empty", "more than can be in this file", patchedIHDR(grey, 0, 0, 0x20, 0, 0, 0, 0x10, 0)},
		{"png: depth", "colour type 0 of 5 bits", set("ihdr", 8, 5)},
		{"png: check sum", "byte 33: IDAT with check sum", patched(grey, len(grey)-14, 0xaa, 0xaa)},
		{"png: too long chunk", "IDAT of 4294967295 bytes", patched(grey, 33, 255, 255, 255, 255)},
		{"png: no end", "the file ends in a PNG chunk: it is torn", grey[:len(grey)-12]},
		{"png: no palette", "a palette is missing", set("ihdr", 8, 8, 3)},
		{"png: must be known", `a chunk "ABCD"`, []byte(pngMagic + pngChunk("IHDR", pngPart(grey, "IHDR")...) + pngChunk("ABCD"))},
		{"png: filter", "row 0: filter 9, want 0 to 4", []byte(pngMagic + pngChunk("IHDR", pngPart(grey, "IHDR")...) + pngChunk("IDAT", packed(append([]byte{9}, make([]byte, 23)...))...) + pngChunk("IEND"))},
		{"png: more pixels", "more of them than 5 x 4 px", []byte(pngMagic + pngChunk("IHDR", pngPart(grey, "IHDR")...) + pngChunk("IDAT", packed(make([]byte, 25))...) + pngChunk("IEND"))},
		{"apng: endless", "after 2 frames, want 4000000", set("actl", 0, 0, 0x3d, 9, 0)},
		{"apng: too endless", "an APNG of 4294967295 frames", set("actl", 0, 255, 255, 255, 255)},
		{"apng: fewer announced", "one more frame than the 1 announced", set("actl", 0, 0, 0, 0, 1)},
		{"apng: sequence", "frame 1: byte|fcTL with sequence number 7, want 1", set("fctl1", 3, 7)},
		{"apng: fdAT sequence", "fdAT with sequence number 9, want 2", set("fdat", 3, 9)},
		{"apng: short fdAT", "fdAT of 2 bytes, want 4", with("fdat", func(b []byte) []byte { return b[:2] })},
		{"apng: outside", "3 x 2 px at column 1, row 5, want them inside 5 x 4", set("fctl1", 19, 5)},
		{"apng: far outside", "want them inside 5 x 4", set("fctl1", 12, 255, 255, 255, 255)},
		{"apng: dispose", "fcTL with dispose 5 and blend 1", set("fctl1", 24, 5)},

		{"y4m: huge", "frames of 99999 x 99999 px", y4mFile("W99999 H99999 F30:1 Cmono", 1, 10)},
		{"y4m: overflow", `"W99999999999" in the YUV4MPEG2 header: want a whole number`, y4mFile("W99999999999 H1", 1, 10)},
		{"y4m: negative", `"H-3" in the YUV4MPEG2 header`, y4mFile("W3 H-3", 1, 10)},
		{"y4m: no size", "frames of 0 x 0 px", y4mFile("F30:1", 1, 10)},
		{"y4m: 10 bits", `colour space "420p10", want mono, 420`, y4mFile("W3 H2 C420p10", 1, 20)},
		{"y4m: interlaced", `"It" in the YUV4MPEG2 header: want progressive`, y4mFile("W3 H2 It Cmono", 1, 6)},
		{"y4m: no FRAME", "frame 1: byte 40: a frame that begins with", append(y4mFile("W3 H2 F30:1 Cmono", 1, 6), "\x00\x01\x02\x03\x04\x05\n"...)},
		{"y4m: torn", "frame 1: byte 46: 2 bytes of a frame of 6: it is torn", y4mFile("W3 H2 F30:1 Cmono", 2, 6)[:48]},
		{"y4m: endless header", "of more than 4096 bytes", append([]byte("YUV4MPEG2 "), bytes.Repeat([]byte("X"), 9000)...)},

		{"hdf5: superblock", "byte 8: HDF5 superblock 7, want 0 to 3", patched(filmFile(t, "contiguous.h5"), 8, 7)},
		{"hdf5: odd addresses", "addresses of 3 and sizes of 8 bytes", patched(filmFile(t, "contiguous.h5"), 13, 3)},
		{"hdf5: root outside", "want it inside the file", patched(filmFile(t, "contiguous.h5"), 64, ff8[:7]...)},
		{"hdf5: cyclic group", "a B-tree over names of kind 0|one level below", cyclic(t, "contiguous.h5", "TREE\x00")},
		{"hdf5: cyclic chunks", "a B-tree over chunks of kind 1|one level below", cyclic(t, "chunks.h5", "TREE\x01")},
		{"hdf5: chunk outside", "a chunk of|want it inside the file", patchedH5(t, "chunks.h5", "TREE\x01", 19+8+32, 0, 0, 0, 0, 0, 1, 0, 0)},
		{"hdf5: chunk off the array", "a chunk at|want it inside", patchedH5(t, "chunks.h5", "TREE\x01", 19+8, 77)},
		{"hdf5: huge", "frames of|px", patched(filmFile(t, "contiguous.h5"), spaceAt(t, "contiguous.h5"), ff8[:7]...)},
		{"hdf5: no dataset", "0 datasets of three axes", renamed(t, "no_two_axes.h5")},

		{"mat: version", "MAT version 0x0007", patched(filmFile(t, "mat_double.mat"), 124, 7, 0)},
		{"mat: byte order", "byte order", patched(filmFile(t, "mat_double.mat"), 126, 'X')},
		{"mat: too long", "want it inside the file", patched(filmFile(t, "mat_double.mat"), 132, 255, 255, 255, 0)},
	} {
		start := time.Now()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, frames, _, err := readAll(inMemory(c.data), "auto")
		runtime.ReadMemStats(&after)
		if c.want == "" { // for newClip to say
			if err != nil || len(frames) != 0 {
				t.Errorf("%s: %d frames, %v", c.name, len(frames), err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: is read, %d frames", c.name, len(frames))
			continue
		}
		oneLine(t, err)
		for _, words := range strings.Split(c.want, "|") {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q, want %q in it", c.name, err, words)
			}
		}
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 160 {
			t.Errorf("%s: %d MiB", c.name, mb)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s: %v", c.name, d)
		}
	}
}

func nan() float64 { var z float64; return z / z }

// badSum is an NPZ, stored, whose array differs from its check sum.
func badSum(array []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.CreateHeader(&zip.FileHeader{Name: "stim.npy", Method: zip.Store})
	w.Write(array)
	z.Close()
	out := b.Bytes()
	out[bytes.Index(out, []byte{7, 7, 7, 7})+2]++
	return out
}

// cyclic makes the first node of a B-tree its own child, and of level 1.
func cyclic(t *testing.T, name, sign string) []byte {
	t.Helper()
	b := filmFile(t, name)
	at := bytes.Index(b, []byte(sign))
	if at < 0 {
		t.Fatalf("%s has no %q", name, sign)
	}
	b[at+5] = 1
	key := 8
	if sign[4] == 1 {
		key = 8 + 4*8
	}
	binary.LittleEndian.PutUint64(b[at+24+key:], uint64(at))
	return b
}

// spaceAt is where the size of the first axis of a dataset of 8 x 12 x 3 is.
func spaceAt(t *testing.T, name string) int {
	t.Helper()
	i := bytes.Index(filmFile(t, name), append(append([]byte{8}, make([]byte, 7)...), append([]byte{12}, make([]byte, 7)...)...))
	if i < 0 {
		t.Fatalf("no size in %s", name)
	}
	return i
}

func renamed(t *testing.T, name string) []byte {
	return bytes.ReplaceAll(filmFile(t, name), []byte("stimulus"), []byte("stimulux"))
}

// No cut of any file panics, and none is taken for whole, but for a Y4M cut
// between frames.
func TestTornFilms(t *testing.T) {
	files := map[string][]byte{
		"npy": npyFile("<f4", "False", "(2, 2, 3)", make([]float32, 12)), "gif": gifFile(), "apng": apngFile(nil), "png": stillPNG(nil, 7, 5),
		"zip": zipFile("a.png", string(stillPNG(nil, 4, 4))),
		"y4m": y4mFile("W3 H2 F30:1 Cmono", 2, 6), "npz": filmFile(t, "packed.npz"), "mat": filmFile(t, "mat_single_packed.mat"),
	}
	for _, name := range []string{"contiguous", "chunks_packed", "new_fixed_packed", "new_single", "new_tree", "matlab73"} {
		files[name+".h5"] = filmFile(t, name+".h5")
	}
	for name, b := range files {
		if _, _, _, err := readAll(inMemory(b), "auto"); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for n := range len(b) {
			_, frames, _, err := readAll(inMemory(b[:n]), "auto")
			if err == nil && !(name == "y4m" && (n-28)%12 == 0) {
				t.Errorf("%s cut at %d of %d bytes is read, %d frames", name, n, len(b), len(frames))
				break
			}
			if err != nil {
				oneLine(t, err)
			}
		}
	}
}

// A film that is across the file is read block by block, and the blocks give
// what one would.
func TestFilmsAcrossTheFile(t *testing.T) {
	const w, h, n = 64, 32, 3 * maxBlock / (64 * 32) / 2
	data := make([]uint8, w*h*n)
	for i := range data {
		data[i] = uint8(i * 2654435761 >> 16)
	}
	in := inMemory(npyFile("|u1", "False", "(64, 32, 12288)", data))
	film, err := openFilm(in, "xyt")
	if err != nil {
		t.Fatal(err)
	}
	for k := range n {
		f, _, err := film.Next()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range [][2]int{{0, 0}, {63, 31}, {k % w, k % h}} {
			x, row := p[0], p[1]
			if want := float32(data[(x*h+h-1-row)*n+k]) / 255; f.At(x, row) != want {
				t.Fatalf("frame %d, row %d, column %d = %v, want %v", k, row, x, f.At(x, row), want)
			}
		}
	}
	if _, _, err := film.Next(); err != io.EOF {
		t.Errorf("behind the last frame %v, want the end", err)
	}
	in.work = 2 * w * h * n / 3
	if _, _, _, err := readAll(in, "xyt"); err == nil || !strings.Contains(err.Error(), "to be read 2 times: save it as [t, y, x]") {
		t.Errorf("without the time for it: %v", err)
	}
}

// PNG of every kind are what the standard library reads, and a folder of them
// is a film in the order of names.
func TestPNGKinds(t *testing.T) {
	dir := t.TempDir()
	var want []*sim.Frame
	for i, m := range []color.Model{color.GrayModel, color.Gray16Model, color.NRGBAModel, color.NRGBA64Model, color.RGBAModel, nil} {
		b := stillPNG(m, 7+i, 5)
		_, frames, _, err := readAll(inMemory(b), "auto")
		if err != nil || len(frames) != 1 {
			t.Fatalf("%v: %d frames, %v", m, len(frames), err)
		}
		ref := grey(decodePNG(t, b))
		for k, v := range ref.Pix {
			if d := frames[0].Pix[k] - v; !(d < 3e-5 && d > -3e-5) { // the library rounds to 16 bits
				t.Fatalf("picture %d, pixel %d = %v, want %v", i, k, frames[0].Pix[k], v)
			}
		}
		want = append(want, frames[0])
		if err := os.WriteFile(filepath.Join(dir, "frame00000"+string(rune('0'+i))+".PNG"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	film, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for k, f := range want {
		got, _, err := film.Next()
		if err != nil || got.W != f.W || got.At(3, 3) != f.At(3, 3) {
			t.Fatalf("picture %d: %v", k, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "frame000002.PNG"), stillPNG(nil, 4, 4)[:60], 0o600); err != nil {
		t.Fatal(err)
	}
	film, _ = openFolder(dir)
	film.Next()
	film.Next()
	if _, _, err := film.Next(); err == nil || !strings.Contains(err.Error(), `"frame000002.PNG": byte`) {
		t.Errorf("a torn picture: %v", err)
	}
}
