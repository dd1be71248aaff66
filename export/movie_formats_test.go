package export

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"striate/sim"
)

// filmOf gives frames.
func filmOf(frames []*sim.Frame) Film {
	return func(each func(int, *sim.Frame) error) error {
		for k, f := range frames {
			if err := each(k, f); err != nil {
				return err
			}
		}
		return nil
	}
}

// flicker is n frames of black and white in turn, which flash.
func flicker(n int) (all []*sim.Frame) {
	for k := range n {
		f := sim.NewFrame(6, 4)
		f.Fill(float32(k % 2))
		all = append(all, f)
	}
	return all
}

func movie(frames int) Movie {
	return Movie{Width: 6, Height: 4, Frames: frames, FPS: 59.94, PxPerDeg: 20, ThetaDeg: []float64{30}, Provenance: provenance}
}

// written is a movie in a format.
func written(t *testing.T, format string, m Movie, frames []*sim.Frame) ([]byte, *MovieAbout) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil && slices.Contains([]string{"mp4", "webm"}, format) {
		t.Skip("ffmpeg is not here")
	}
	var b bytes.Buffer
	about, err := WriteMovie(t.Context(), &b, format, m, filmOf(frames))
	if err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes(), about
}

// Every format refuses a frame of another size, other numbers of frames than
// announced, and none at all; the first error ends the film.
func TestEveryFormatCounts(t *testing.T) {
	for _, f := range MovieFormats {
		t.Run(f.Name, func(t *testing.T) {
			written(t, f.Name, movie(3), clip(3))
			try := func(m Movie, frames ...*sim.Frame) error {
				_, err := WriteMovie(t.Context(), io.Discard, f.Name, m, filmOf(frames))
				return err
			}
			if err := try(movie(3), sim.NewFrame(4, 6)); err == nil || err.Error() != "frame = 4 x 6, want 6 x 4" {
				t.Errorf("a frame turned: %v", err)
			}
			if err := try(movie(3), &sim.Frame{W: 6, H: 4, Pix: make([]float32, 5)}); err == nil {
				t.Error("a frame of too few pixels is taken")
			}
			if err := try(movie(3)); err == nil || err.Error() != "frames = 0, want 1 or more" {
				t.Errorf("no frames: %v", err)
			}
			few, many := try(movie(3), clip(2)...), try(movie(3), clip(4)...)
			if f.Counted != (few != nil) || f.Counted != (many != nil) {
				t.Errorf("2 and 4 of 3 frames: %v, %v", few, many)
			}
			if f.Counted && (few.Error() != "frames = 2, want the 3 announced" || many.Error() != "frames = 4 or more, want the 3 announced") {
				t.Errorf("2 and 4 of 3 frames: %v, %v", few, many)
			}
			if f.Counted {
				if _, err := NewMovie(t.Context(), io.Discard, f.Name, movie(0)); err == nil {
					t.Error("announces no frames")
				}
			}
			ctx, stop := context.WithCancel(t.Context())
			stop()
			if _, err := WriteMovie(ctx, io.Discard, f.Name, movie(3), filmOf(clip(3))); !errors.Is(err, context.Canceled) {
				t.Errorf("stopped: %v", err)
			}
			failing := errors.New("no room")
			_, err := WriteMovie(t.Context(), writerFunc(func([]byte) (int, error) { return 0, failing }), f.Name, movie(3), filmOf(clip(3)))
			if !errors.Is(err, failing) && !strings.Contains(fmt.Sprint(err), "no room") {
				t.Errorf("a full disk: %v", err)
			}
			if f.Media == "" || f.Doc == "" || ContentType(f.Name) != f.Media && f.Name != "png" {
				t.Errorf("media type %q, doc %q", f.Media, f.Doc)
			}
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func TestWhatFormatsRefuse(t *testing.T) {
	for _, c := range []struct {
		format string
		m      Movie
		want   string
	}{
		{"avi", Movie{Width: 6, Height: 4, FPS: 60}, "format = avi, want one of apng, gif,"},
		{"gif", Movie{Width: 6, Height: 4, FPS: 60, Layout: XYT}, "layout = xyt, want auto: gif holds no array"},
		{"npy", Movie{Width: 6, Height: 4, FPS: 60, Frames: 1, Layout: "txy"}, "layout = txy, want xyt or tyx"},
		{"mat", Movie{Width: 6, Height: 4, FPS: 60, Frames: 1, Layout: TYX}, "layout = tyx, want xyt"},
		{"mat", Movie{Width: 512, Height: 512, FPS: 60, Frames: 2048}, "frames = 2048 of 512 x 512 px, want at most 2047: MATLAB"},
		{"npz", Movie{Width: 6, Height: 4, FPS: 60, Frames: 1, Scale: 2}, "scale = 2, want 1"},
		{"h5", Movie{Width: 6, Height: 4, FPS: 60, Frames: 1, Depth: 16}, "depth = 16, want 8: only apng, png or zip"},
		{"apng", Movie{Width: 6, Height: 4, FPS: 60, Frames: 1, Depth: 9}, "depth = 9, want 8 or 16 bits"},
		{"gif", Movie{Width: 6, Height: 4, FPS: 60, Scale: -1}, "scale = -1, want 1 to 65535"},
		{"gif", Movie{Width: 6, Height: 4, FPS: 60, Scale: math.MaxInt}, "scale = 9223372036854775807, want 1 to 65535"},
		{"gif", Movie{Width: 66, Height: 4, FPS: 60, Scale: 1000}, "size = 66 x 4, scale 1000, want 1 to 65535 pixels a side"},
		{"gif", Movie{Width: 6, Height: 4, FPS: math.NaN()}, "fps = NaN, want more than 0, at most 1e6"},
		{"mp4", Movie{Width: 7, Height: 4, FPS: 60}, "size = 7 x 4, want sides of an even number of pixels for mp4, as with scale 2"},
	} {
		if _, err := NewMovie(t.Context(), io.Discard, c.format, c.m); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s %+v: %v, want %s", c.format, c.m, err, c.want)
		}
	}
}

// A warning of the flash meter is in every file that has a place for it at its
// end, and in what is told of the others.
func TestEveryFormatWarns(t *testing.T) {
	for _, f := range MovieFormats {
		t.Run(f.Name, func(t *testing.T) {
			for _, flashing := range []bool{false, true} {
				frames := clip(60)
				if flashing {
					frames = flicker(60)
				}
				file, about := written(t, f.Name, movie(60), frames)
				if f.Still {
					continue
				}
				if (about.Warning != "") != flashing || about.Flash == nil || about.Flash.Over != flashing || about.Flash.CSSWidth != 256 {
					t.Errorf("flashing %v: %+v, %q", flashing, about.Flash, about.Warning)
				}
				plain := file
				if f.Name == "npz" || f.Name == "mat" { // compressed, or UTF-16
					continue
				}
				if has := bytes.Contains(plain, []byte("in one second, over")); has != (flashing && !f.Sidecar) {
					t.Errorf("flashing %v: warning in the file %v", flashing, has)
				}
			}
		})
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		x        float64
		most     int64
		num, den int64
	}{{60, 65535, 60, 1}, {59.94, 65535, 2997, 50}, {1. / 3, 65535, 1, 3}, {60000. / 1001, 1 << 31, 60000, 1001}, {24, 20, 20, 1}, {.5, 65535, 1, 2}, {100. / 3, 65535, 100, 3}, {29.97, 1 << 31, 2997, 100}} {
		if num, den := Ratio(c.x, c.most); num != c.num || den != c.den {
			t.Errorf("%g: %d/%d, want %d/%d", c.x, num, den, c.num, c.den)
		}
	}
	for k := range 50000 { // every rate of two decimals, for APNG
		x := float64(100+k) / 100
		if num, den := Ratio(x, 65535); math.Abs(float64(num)/float64(den)-x) > 1e-12*x {
			t.Fatalf("%g is %d/%d", x, num, den)
		}
	}
}

// chunks walks a PNG and checks every sum.
func chunks(t *testing.T, file []byte) (kinds []string, data [][]byte) {
	t.Helper()
	rest, ok := bytes.CutPrefix(file, []byte("\x89PNG\r\n\x1a\n"))
	if !ok {
		t.Fatal("no signature")
	}
	for len(rest) > 0 {
		n := int(binary.BigEndian.Uint32(rest))
		if sum := binary.BigEndian.Uint32(rest[8+n:]); sum != crc32.ChecksumIEEE(rest[4:8+n]) {
			t.Fatalf("sum of %s", rest[4:8])
		}
		kinds, data = append(kinds, string(rest[4:8])), append(data, rest[8:8+n])
		rest = rest[12+n:]
	}
	return kinds, data
}

func TestAPNG(t *testing.T) {
	for _, depth := range []int{8, 16} {
		frames, m := flicker(9), movie(9)
		m.Scale, m.Depth = 2, depth
		frames[0] = clip(2)[1] // the still image of a reader that knows no animations
		file, _ := written(t, "apng", m, frames)
		still, err := png.Decode(bytes.NewReader(file))
		if err != nil || still.Bounds().Dx() != 12 {
			t.Fatal(err)
		}
		kinds, data := chunks(t, file)
		want := "IHDR acTL iTXt fcTL IDAT" + strings.Repeat(" fcTL fdAT", 8) + " iTXt IEND"
		if got := strings.Join(kinds, " "); got != want {
			t.Fatalf("chunks %s, want %s", got, want)
		}
		seq, shown := uint32(0), 0
		for i, kind := range kinds {
			d := data[i]
			switch kind {
			case "acTL":
				if n := binary.BigEndian.Uint32(d); n != 9 || binary.BigEndian.Uint32(d[4:]) != 0 {
					t.Errorf("%d frames", n)
				}
			case "fcTL", "fdAT":
				if got := binary.BigEndian.Uint32(d); got != seq {
					t.Errorf("chunk %d is number %d, want %d", i, got, seq)
				}
				seq++
			}
			if kind == "fcTL" {
				num, den := binary.BigEndian.Uint16(d[20:]), binary.BigEndian.Uint16(d[22:])
				if num != 50 || den != 2997 || binary.BigEndian.Uint32(d[4:]) != 12 || binary.BigEndian.Uint32(d[8:]) != 8 {
					t.Errorf("%d/%d s", num, den)
				}
			}
			if kind == "IDAT" || kind == "fdAT" {
				if kind == "fdAT" {
					d = d[4:]
				}
				checkPixels(t, d, frames[shown], depth)
				shown++
			}
		}
		var about MovieAbout
		if err := json.Unmarshal(bytes.TrimPrefix(data[2], []byte("striate\x00\x00\x00\x00\x00")), &about); err != nil || about.Depth != depth || about.Scale != 2 || about.Seed != provenance.Seed || about.Axes != "t,y,x" {
			t.Errorf("%+v, %v", about, err)
		}
		if !bytes.HasPrefix(data[len(data)-2], []byte("Warning\x00")) {
			t.Error("no warning")
		}
	}
}

// checkPixels undoes the filters of a 12 x 8 grey picture, of 6 x 4 pixels
// twice as large.
func checkPixels(t *testing.T, packed []byte, f *sim.Frame, depth int) {
	t.Helper()
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	size := depth / 8
	row := 12 * size
	if err != nil || len(raw) != 8*(1+row) {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	before := make([]byte, row)
	for y := range 8 {
		line := raw[y*(1+row):][:1+row]
		filter, now := line[0], line[1:]
		for i := range now {
			left, upLeft := byte(0), byte(0)
			if i >= size {
				left, upLeft = now[i-size], before[i-size]
			}
			switch filter {
			case 1:
				now[i] += left
			case 2:
				now[i] += before[i]
			case 3:
				now[i] += byte((int(left) + int(before[i])) / 2)
			case 4:
				p := int(left) + int(before[i]) - int(upLeft)
				abs := func(v int) int { return max(v, -v) }
				a, b, c := abs(p-int(left)), abs(p-int(before[i])), abs(p-int(upLeft))
				switch {
				case a <= b && a <= c:
					now[i] += left
				case b <= c:
					now[i] += before[i]
				default:
					now[i] += upLeft
				}
			}
		}
		for x := range 12 {
			want := math.Floor(float64(f.At(x/2, y/2))*float64(int(1)<<depth-1) + .5)
			got := float64(now[x*size])
			if size == 2 {
				got = float64(binary.BigEndian.Uint16(now[2*x:]))
			}
			if got != want {
				t.Fatalf("pixel %d, %d is %g, want %g", x, y, got, want)
			}
		}
		before = now
	}
}

func TestY4M(t *testing.T) {
	frames, m := clip(3), movie(0)
	m.Width, m.Height = 5, 3
	for k := range frames {
		f := sim.NewFrame(5, 3)
		copy(f.Pix, frames[k].Pix)
		frames[k] = f
	}
	frames[1].Pix[3], frames[1].Pix[4] = float32(math.NaN()), 7
	file, _ := written(t, "y4m", m, frames)
	head, rest, _ := bytes.Cut(file, []byte("\n"))
	if string(head) != "YUV4MPEG2 W5 H3 F2997:50 Ip A1:1 C420jpeg XCOLORRANGE=FULL" {
		t.Error(string(head))
	}
	const frame = 6 + 15 + 2*6 // FRAME, luma, two planes of 3 x 2
	if len(rest) != 3*frame {
		t.Fatalf("%d bytes, want %d", len(rest), 3*frame)
	}
	for k, f := range frames {
		d := rest[k*frame:][:frame]
		for i, v := range f.Pix {
			want := byte(min(1, max(0, float64(v)))*255 + .5)
			if v != v {
				want = 0
			}
			if d[6+i] != want {
				t.Errorf("frame %d luma %d is %d, want %d", k, i, d[6+i], want)
			}
		}
		if string(d[:6]) != "FRAME\n" || strings.Trim(string(d[21:]), "\x80") != "" {
			t.Errorf("frame %d: %q", k, d)
		}
	}
}

func TestMAT(t *testing.T) {
	frames, m := clip(3), movie(3)
	m.Provenance.Params = json.RawMessage(`{"a":"θ"}`)
	file, _ := written(t, "mat", m, frames)
	if len(file)%8 != 0 || string(file[124:128]) != "\x00\x01IM" || !strings.HasPrefix(string(file), "MATLAB 5.0 MAT-file") {
		t.Fatalf("%q", file[:128])
	}
	le := binary.LittleEndian
	var names []string
	for rest := file[128:]; len(rest) > 0; {
		if le.Uint32(rest) != 14 {
			t.Fatalf("element of type %d", le.Uint32(rest))
		}
		size := int(le.Uint32(rest[4:]))
		v := rest[8 : 8+size]
		rest = rest[8+size:]
		var parts [][]byte
		var kinds []uint32
		for len(v) > 0 {
			n := int(le.Uint32(v[4:]))
			kinds, parts = append(kinds, le.Uint32(v)), append(parts, v[8:8+n])
			v = v[8+(n+7)/8*8:]
		}
		name, class := string(parts[2]), parts[0][0]
		names = append(names, name)
		var dims []int
		for i := 0; i < len(parts[1]); i += 4 {
			dims = append(dims, int(le.Uint32(parts[1][i:])))
		}
		switch name {
		case "z":
			if class != 7 || kinds[3] != 7 || !slices.Equal(dims, []int{6, 4, 3}) {
				t.Fatalf("z of class %d, %v", class, dims)
			}
			for k, f := range frames {
				for y := range 4 {
					for x := range 6 {
						if got := math.Float32frombits(le.Uint32(parts[3][4*(x+6*(y+4*k)):])); got != f.At(x, 3-y) {
							t.Fatalf("z(%d, %d, %d) = %g, want %g", x, y, k, got, f.At(x, 3-y))
						}
					}
				}
			}
		case "params_json":
			var u []uint16
			for i := 0; i < len(parts[3]); i += 2 {
				u = append(u, le.Uint16(parts[3][i:]))
			}
			if got := string(utf16.Decode(u)); got != `{"a":"θ"}` || dims[1] != len(u) {
				t.Errorf("params %q, %v", got, dims)
			}
		}
	}
	if got := strings.Join(names, " "); got != "fps px_per_deg theta_bar_deg mc_theta_rad seed axes units engine params_json z warning" {
		t.Error(got)
	}
}

// A movie in a folder is that in a ZIP.
func TestPNGFolder(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, fill func(io.Writer) error) error {
		f, err := os.Create(filepath.Join(dir, name))
		return errors.Join(err, fill(f), f.Close())
	}
	frames := clip(3)
	about, err := WritePNGFolder(t.Context(), file, movie(0), filmOf(frames))
	if err != nil || about.Format != "zip" {
		t.Fatal(err)
	}
	names, _ := filepath.Glob(dir + "/*")
	if len(names) != 5 {
		t.Errorf("%v", names)
	}
	r, err := os.Open(dir + "/frame000001.png")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	im, err := png.Decode(r)
	if err != nil {
		t.Fatal(err)
	}
	if v, _, _, _ := im.At(5, 3).RGBA(); byte(v>>8) != byte(255*float64(frames[1].At(5, 3))+.5) {
		t.Error("pixel", v>>8)
	}
	text, err := os.ReadFile(dir + "/params.json")
	var said MovieAbout
	if err != nil || json.Unmarshal(text, &said) != nil || said.Frames != 3 || !slices.Equal(said.Shape, []int{3, 4, 6}) || said.Flash == nil {
		t.Errorf("%s, %v", text, err)
	}
}

// A film of any length takes the same memory, and nothing is allocated for a
// frame beside what zip keeps of a file.
func TestLongMoviesTakeLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes some hundred megabytes")
	}
	const n = 3000
	f := sim.NewFrame(64, 64)
	for i := range f.Pix {
		f.Pix[i] = float32(i%64) / 63
	}
	for _, format := range MovieFormats {
		if format.Name == "mp4" || format.Name == "webm" {
			continue // another program's
		}
		m := Movie{Width: 64, Height: 64, Frames: n, FPS: 60, Provenance: provenance}
		var s runtime.MemStats
		var least, most uint64 = math.MaxUint64, 0
		_, err := WriteMovie(t.Context(), io.Discard, format.Name, m, func(each func(int, *sim.Frame) error) error {
			for k := range n {
				if k%500 == 250 {
					runtime.GC()
					runtime.ReadMemStats(&s)
					least, most = min(least, s.HeapAlloc), max(most, s.HeapAlloc)
				}
				if err := each(k, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !format.Still && most-least > 6<<20 { // frames are 49 MB, or 12 MB of bytes; npy writes behind from buffers of 4 MB
			t.Errorf("%s: the heap grows by %d bytes in %d frames", format.Name, most-least, n)
		}
	}
}

// An ffmpeg that is stopped in the middle is gone when WriteMovie returns.
func TestFFmpegStops(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not here")
	}
	f := sim.NewFrame(64, 64)
	for _, format := range []string{"mp4", "webm"} {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		_, err := WriteMovie(ctx, io.Discard, format, Movie{Width: 64, Height: 64, FPS: 60, Provenance: provenance}, func(each func(int, *sim.Frame) error) error {
			for k := 0; ; k++ {
				if n = k; k == 100 {
					stop()
				}
				if err := each(k, f); err != nil {
					return err
				}
			}
		})
		if !errors.Is(err, context.Canceled) || n != 100 {
			t.Errorf("%s: %v after %d frames", format, err, n)
		}
		stop()
	}
	// What it says is told.
	t.Setenv("PATH", t.TempDir())
	if _, err := NewMovie(t.Context(), io.Discard, "mp4", movie(0)); !errors.Is(err, ErrNoFFmpeg) {
		t.Errorf("without ffmpeg: %v", err)
	}
	fake := "#!/bin/sh\necho 'Unknown encoder libx264' >&2\nexit 1\n"
	if err := os.WriteFile(filepath.Join(os.Getenv("PATH"), "ffmpeg"), []byte(fake), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := WriteMovie(t.Context(), io.Discard, "mp4", movie(0), filmOf(clip(3)))
	if err == nil || err.Error() != "ffmpeg: Unknown encoder libx264" {
		t.Errorf("an ffmpeg without H.264: %v", err)
	}
}
