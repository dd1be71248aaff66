package stimuli

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"striate/sim"
)

func openVideo(t *testing.T, values map[string]any) (*VideoMovie, *Video) {
	t.Helper()
	v := fresh(t, "video", values).(*Video)
	return open(t, v, 1).(*VideoMovie), v
}

func flat(w, h int, v float32) *sim.Frame {
	f := sim.NewFrame(w, h)
	f.Fill(v)
	return f
}

func TestPushedFramesAreShownInOrder(t *testing.T) {
	m, v := openVideo(t, nil)
	if got := paint(m, v, 0, 1)[0].Pix[0]; got != 0.5 {
		t.Errorf("before the first frame %v, want mean grey", got)
	}
	for _, l := range []float32{0.1, 0.2, 0.3} {
		if err := m.Push(flat(100, 31, l)); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []float32{0.1, 0.2, 0.3, 0.3, 0.3} { // the last one stays
		if got := paint(m, v, 1+i, 1)[0].Pix[7]; math.Abs(float64(got-want)) > 1e-6 {
			t.Errorf("frame %d shows %v, want %v", i, got, want)
		}
	}
	if !math.IsNaN(m.TrueDeg()) {
		t.Error("a video has no orientation of its own")
	}
	half := set(t, fresh(t, "video", nil), map[string]any{"contrast_pct": 50.0})
	if err := m.Retune(half); err != nil {
		t.Fatal(err)
	}
	if got := paint(m, v, 9, 1)[0].Pix[0]; math.Abs(float64(got)-0.4) > 1e-6 {
		t.Errorf("0.3 at half contrast = %v, want 0.4", got)
	}
	if err := m.Retune(fresh(t, "video", map[string]any{"file": "other.gif"})); err == nil {
		t.Error("retunes to another file")
	}
}

func TestQueueIsBounded(t *testing.T) {
	m, v := openVideo(t, nil)
	for i := range maxQueued + 5 {
		if err := m.Push(flat(8, 8, float32(i)/1000)); err != nil {
			t.Fatal(err)
		}
	}
	if waiting, dropped := m.Queue(); waiting != maxQueued || dropped != 5 {
		t.Errorf("%d wait, %d dropped; want %d, 5", waiting, dropped, maxQueued)
	}
	if got := paint(m, v, 0, 1)[0].Pix[0]; math.Abs(float64(got)-0.005) > 1e-6 {
		t.Errorf("first shown %v, want the oldest kept, 0.005", got)
	}
}

func TestPushRefusesWhatIsNoFrame(t *testing.T) {
	m, _ := openVideo(t, nil)
	for name, f := range map[string]*sim.Frame{
		"nil": nil, "empty": {}, "short": {W: 4, H: 4, Pix: make([]float32, 3)}, "huge": {W: maxSide + 1, H: 1, Pix: make([]float32, maxSide+1)},
		"bright": flat(4, 4, 1.01), "NaN": flat(4, 4, float32(math.NaN())), "negative": flat(4, 4, -0.1),
	} {
		if err := m.Push(f); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// Averaging over area keeps the mean, and angles: a wide frame is cut, not squeezed.
func TestResample(t *testing.T) {
	src := sim.NewFrame(37, 37)
	mean := 0.0
	for i := range src.Pix {
		src.Pix[i] = float32(uint64(i)*0x9e3779b97f4a7c15>>40) / (1 << 24)
		mean += float64(src.Pix[i]) / float64(len(src.Pix))
	}
	dst := sim.NewFrame(10, 10)
	Resample(dst, src)
	got := 0.0
	for _, v := range dst.Pix {
		got += float64(v) / 100
	}
	if math.Abs(got-mean) > 1e-6 {
		t.Errorf("mean %v, want %v", got, mean)
	}
	small := &sim.Frame{W: 4, H: 2, Pix: []float32{0, 1, 0, 1, 0, 0.5, 0.25, 1}}
	half := sim.NewFrame(2, 1)
	Resample(half, small)
	if half.Pix[0] != 0.375 || half.Pix[1] != 0.5625 {
		t.Errorf("2 x 2 means = %v", half.Pix)
	}
	same := sim.NewFrame(37, 37)
	Resample(same, src)
	for i := range src.Pix {
		if same.Pix[i] != src.Pix[i] {
			t.Fatal("same size is not the same frame")
		}
	}
	// Bars of 45 degrees stay so from 200 x 120 to 64 x 64, and from 20 x 30 up.
	for _, size := range [][2]int{{200, 120}, {90, 400}, {48, 40}} {
		f := sim.NewFrame(size[0], size[1])
		for y := range f.H {
			for x := range f.W {
				f.Pix[y*f.W+x] = float32(0.5 + 0.4*math.Cos(0.3*(float64(x)+float64(y))))
			}
		}
		out := sim.NewFrame(64, 64)
		Resample(out, f)
		if got, _ := tensorDeg([]*sim.Frame{out}); apart(got, 45) > 1.5 {
			t.Errorf("%v: bars at %.1f deg, want 45", size, got)
		}
	}
}

// film is a function of row, column and frame that tells every index apart.
func film(row, x, k int) float64 { return float64(row*8+x+100*k) / 400 }

const (
	filmW, filmH, filmN = 8, 12, 3
)

// writeNPY writes a version 1.0 file by hand, little-endian.
func writeNPY(t *testing.T, descr, shape string, fortran bool, data any) string {
	t.Helper()
	order := "False"
	if fortran {
		order = "True"
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr, order, shape)
	head += strings.Repeat(" ", (64-(10+len(head)+1)%64)%64) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	for _, v := range []any{uint16(len(head)), []byte(head), data} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "film.npy")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestNumPyFilms(t *testing.T) {
	tyx := make([]float32, filmW*filmH*filmN)
	xyt := make([]float64, len(tyx))
	fort := make([]uint8, len(tyx)) // Fortran order of [t, y, x]
	for k := range filmN {
		for row := range filmH {
			for x := range filmW {
				v := film(row, x, k)
				tyx[(k*filmH+row)*filmW+x] = float32(v)
				xyt[(x*filmH+filmH-1-row)*filmN+k] = v // y upward
				fort[k+filmN*(row+filmH*x)] = uint8(math.Round(v * 255))
			}
		}
	}
	for _, c := range []struct {
		descr, shape, axes string
		fortran            bool
		data               any
		tol                float64
	}{
		{"<f4", "(3, 12, 8)", "tyx", false, tyx, 1e-6},
		{"<f8", "(8, 12, 3)", "xyt", false, xyt, 1e-6},
		{"|u1", "(3, 12, 8)", "tyx", true, fort, 0.002},
	} {
		name := writeNPY(t, c.descr, c.shape, c.fortran, c.data)
		m, v := openVideo(t, map[string]any{"file": name, "axes": c.axes, "width_px": filmW, "height_px": filmH})
		for k, f := range paint(m, v, 0, 2*filmN) {
			for row := range filmH {
				for x := range filmW {
					if want := film(row, x, k%filmN); math.Abs(float64(f.At(x, row))-want) > c.tol {
						t.Fatalf("%s %s: frame %d row %d column %d = %v, want %v", c.descr, c.axes, k, row, x, f.At(x, row), want)
					}
				}
			}
		}
		if err := m.Push(flat(8, 8, 0)); err == nil {
			t.Error("frames can be pushed into a film")
		}
	}
	name := writeNPY(t, "<f4", "(3, 12, 8)", false, tyx)
	m, v := openVideo(t, map[string]any{"file": name, "loop": false, "source_fps": 30.0, "width_px": filmW, "height_px": filmH})
	for k, f := range paint(m, v, 0, 12) { // at 60 Hz each shows twice, then the last stays
		if want := film(0, 0, min(k/2, 2)); math.Abs(float64(f.At(0, 0))-want) > 1e-6 {
			t.Errorf("frame %d shows %v, want %v", k, f.At(0, 0), want)
		}
	}
}

func TestPNGAndGIF(t *testing.T) {
	dir := t.TempDir()
	pal := color.Palette{color.Gray{0}, color.Gray{51}, color.Gray{102}, color.Gray{255}}
	anim := &gif.GIF{}
	for k := range 3 {
		img := image.NewPaletted(image.Rect(0, 0, 16, 16), pal)
		for i := range img.Pix {
			img.Pix[i] = uint8(k)
		}
		anim.Image, anim.Delay = append(anim.Image, img), append(anim.Delay, 5*(k+1))
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("frame%06d.png", k)))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	name := filepath.Join(t.TempDir(), "film.gif")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := gif.EncodeAll(f, anim); err != nil {
		t.Fatal(err)
	}
	f.Close()
	shows := func(values map[string]any, want []float32) {
		t.Helper()
		m, v := openVideo(t, values)
		for k, g := range paint(m, v, 0, len(want)) {
			if math.Abs(float64(g.At(3, 3)-want[k])) > 1e-6 {
				t.Errorf("%v: frame %d shows %v, want %v", values, k, g.At(3, 3), want[k])
			}
		}
	}
	shows(map[string]any{"file": dir}, []float32{0, .2, .4, 0, .2})
	shows(map[string]any{"file": filepath.Join(dir, "frame000001.png")}, []float32{.2, .2})
	// delays of 50, 100, 150 ms at 20 Hz are 1, 2 and 3 frames
	shows(map[string]any{"file": name, "fps": 20.0}, []float32{0, .2, .2, .4, .4, .4, 0, .2})

	torn, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(torn) { // no cut of it may panic or be taken for whole
		if err := os.WriteFile(name, torn[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := fresh(t, "video", map[string]any{"file": name}).Open(1); err == nil {
			t.Fatalf("a GIF cut at %d of %d bytes opens", n, len(torn))
		}
	}
}

func TestUnreadableFilesAreOneClearError(t *testing.T) {
	write := func(name, text string) string {
		p := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, file := range map[string]string{
		"lost": filepath.Join(t.TempDir(), "lost.npy"), "text as npy": write("a.npy", "hello\n"), "text as gif": write("a.gif", "hello, this is text\n"),
		"text as png": write("a.png", "hello\n"), "unknown": write("a.txt", "hello\n"), "empty": write("b.npy", ""), "empty folder": t.TempDir(),
		"huge":       writeNPY(t, "|u1", "(100000, 8000, 8000)", false, []byte{1}),
		"many":       writeNPY(t, "|u1", "(999999999999, 1, 1)", false, []byte{1}),
		"negative":   writeNPY(t, "|u1", "(-1, 8, 8)", false, []byte{1}),
		"two axes":   writeNPY(t, "<f4", "(8, 8)", false, make([]float32, 64)),
		"torn":       writeNPY(t, "<f4", "(3, 8, 8)", false, make([]float32, 100)),
		"bright":     writeNPY(t, "<f4", "(1, 1, 2)", false, []float32{0, 3}),
		"NaN":        writeNPY(t, "<f4", "(1, 1, 1)", false, []float32{float32(math.NaN())}),
		"complex":    writeNPY(t, "<c8", "(1, 1, 1)", false, make([]float32, 2)),
		"object":     writeNPY(t, "|O", "(1, 1, 1)", false, make([]float32, 2)),
		"no header":  write("c.npy", "\x93NUMPY\x01\x00\x40\x00"+strings.Repeat(" ", 64)),
		"big header": write("d.npy", "\x93NUMPY\x02\x00\xff\xff\xff\x7f{}"),
	} {
		_, err := fresh(t, "video", map[string]any{"file": file}).Open(1)
		if err == nil {
			t.Errorf("%s opens", name)
			continue
		}
		if msg := err.Error(); !strings.HasPrefix(msg, "file = ") || strings.Contains(msg, "\n") || len(msg) > 400 {
			t.Errorf("%s: %q, want one line that names file", name, msg)
		}
	}
}
