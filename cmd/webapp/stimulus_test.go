package main

import (
	"archive/zip"
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"

	"striate/export"
	"striate/stimuli"
)

func readNPY[T any](t *testing.T, name string) (shape []int, fortran bool, data []T) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := npyio.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Read(&data); err != nil {
		t.Fatal(err)
	}
	return r.Header.Descr.Shape, r.Header.Descr.Fortran, data
}

func TestStimulusFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ args, want string }{
		{"motion_cloud --out a.gif --frames 8", "wrote a.gif: motion_cloud, 64 x 64 px, 8 frames at 60 Hz; GIF time is in 1/100 s: 2/100 s a frame, shown at 50 Hz, every frame once, 1.2 times as long as the stimulus\n"},
		{"motion_cloud --out a.gif --frames 8 --set fps=25", "wrote a.gif: motion_cloud, 64 x 64 px, 8 frames at 25 Hz; GIF time is in 1/100 s: 4/100 s a frame, shown at 25 Hz\n"},
		{"grating --out a.npy --frames 4 --size 32x48", "wrote a.npy: grating, 32 x 48 px, 4 frames at 60 Hz; axes [x, y, t] with y upward, float32, linear luminance 0 to 1\n"},
		{"log_gabor --out a.png", "wrote a.png: log_gabor, the first frame, 64 x 64 px, 8-bit linear grey\n"},
		{"motion_cloud --out a.zip --frames 2", "wrote a.zip: motion_cloud, 64 x 64 px, 2 frames at 60 Hz; frame000000.png and on, 8-bit linear grey\n"},
		{"motion_cloud --out a.npz --frames 2", "wrote a.npz: motion_cloud, 64 x 64 px, 2 frames at 60 Hz; stim has axes [t, y, x] with row 0 at the top, uint8, linear luminance x 255\n"},
		{"motion_cloud --envelope e.npy --frames 16 --size 32x24", "wrote e.npy: Fourier envelope of motion_cloud, axes [x, y, t] with y upward, 32 x 24 x 16, float64, zero frequency in the middle\n"},
		{"video --set file=a.gif --out b.gif --frames 8", "wrote b.gif: video, 64 x 64 px, 8 frames at 60 Hz; GIF time is in 1/100 s: 2/100 s a frame, shown at 50 Hz, every frame once, 1.2 times as long as the stimulus\n"},
		{"grating --out b.npz --frames 2 --layout xyt", "wrote b.npz: grating, 64 x 64 px, 2 frames at 60 Hz; stim has axes [x, y, t] with y upward, float32, linear luminance 0 to 1\n"},
		{"grating --out b.npy --frames 2 --layout tyx", "wrote b.npy: grating, 64 x 64 px, 2 frames at 60 Hz; axes [t, y, x] with row 0 at the top, float32, linear luminance 0 to 1\n"},
		{"grating --out a.h5 --seconds 50ms", "wrote a.h5: grating, 64 x 64 px, 3 frames at 60 Hz; dataset stimulus has axes [x, y, t] with y upward, float32, linear luminance 0 to 1\n"},
		{"grating --out a.mat --frames 2", "wrote a.mat: grating, 64 x 64 px, 2 frames at 60 Hz; variable z has axes [x, y, t] with y upward, single, linear luminance 0 to 1\n"},
		{"grating --out a.apng --frames 2 --scale 2 --depth 16", "wrote a.apng: grating, 128 x 128 px, 2 frames at 60 Hz; 16-bit linear grey\n"},
		{"grating --out a.y4m --frames 2", "wrote a.y4m: grating, 64 x 64 px, 2 frames at 60 Hz; 4:2:0, luma 0 to 255 is linear luminance\n"},
		{"grating --out a.json --frames 2", "wrote a.json: grating, 64 x 64 px, 2 frames at 60 Hz; what it is, without the frames\n"},
		{"grating --out pictures --frames 2", "wrote pictures: grating, 64 x 64 px, 2 frames at 60 Hz; frame000000.png and on, 8-bit linear grey\n"},
		{"grating --out some.pictures/ --frames 2", "wrote some.pictures/: grating, 64 x 64 px, 2 frames at 60 Hz; frame000000.png and on, 8-bit linear grey\n"},
	} {
		code, stdout, stderr := call(t, append([]string{"stimulus"}, strings.Split(c.args, " ")...)...)
		if code != 0 || stderr != "" || stdout != c.want {
			t.Errorf("webapp stimulus %s: exit %d, %s\n got %swant %s", c.args, code, stderr, stdout, c.want)
		}
	}
}

// Of what the screen cannot show there is a warning, on the terminal and in the
// file; and where the orientation changes, that of every frame is told.
func TestWhatAMovieTells(t *testing.T) {
	t.Chdir(t.TempDir())
	code, _, stderr := call(t, "stimulus", "motion_cloud", "--size", "32x32", "--frames", "16", "--set", "speed_dps=100", "--set", "sf_cpd=4", "--out", "fast.json")
	text, err := os.ReadFile("fast.json")
	if code != 0 || err != nil || !strings.Contains(stderr, "warning: ") || !bytes.Contains(text, []byte(`"warnings"`)) {
		t.Errorf("a cloud beyond the Fourier cube: exit %d, %v, %q, %s", code, err, stderr, text)
	}
	code, _, stderr = call(t, "stimulus", "sequence", "--size", "16x16", "--frames", "90", "--set", "items=0.5: grating theta_deg=30; 0.25: motion_cloud theta_deg=120", "--set", "isi_s=0.25", "--out", "s.npz")
	if code != 0 {
		t.Fatal(stderr)
	}
	z, err := zip.OpenReader("s.npz")
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("theta_bar_deg.npy")
	if err != nil {
		t.Fatal(err)
	}
	var deg []float64
	if err := npyio.Read(f, &deg); err != nil || len(deg) != 90 {
		t.Fatalf("theta_bar_deg: %d, %v", len(deg), err)
	}
	for k, want := range map[int]float64{0: 30, 29: 30, 30: math.NaN(), 44: math.NaN(), 45: 120, 59: 120, 60: math.NaN(), 75: 30} {
		if got := deg[k]; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("frame %d: %g deg, want %g", k, got, want)
		}
	}
}

// What the file cannot hold stands beside it, and the warning of the flash
// meter in both.
func TestTheFileBesideAMovie(t *testing.T) {
	t.Chdir(t.TempDir())
	flashing := []string{"stimulus", "grating", "--size", "64x64", "--frames", "120", "--set", "tf_hz=10", "--set", "sf_cpd=0.05", "--set", "contrast_pct=100"}
	for _, name := range []string{"a.npy", "a.y4m", "a.gif", "a.h5", "frames/"} {
		code, stdout, stderr := call(t, append(flashing, "--out", name)...)
		if code != 0 || !strings.Contains(stderr, "warning: flashes ") {
			t.Fatalf("%s: exit %d, %s%s", name, code, stdout, stderr)
		}
		about := map[string]string{"a.npy": "a.npy.json", "a.y4m": "a.y4m.json", "frames/": "frames/params.json"}[name]
		if about == "" {
			about = name // within it
		}
		text, err := os.ReadFile(about)
		if err != nil || !bytes.Contains(text, []byte("flashes ")) || !bytes.Contains(text, []byte("tf_hz")) {
			t.Errorf("%s does not warn in %s: %v", name, about, err)
		}
	}
	if _, err := os.Stat("a.gif.json"); err == nil {
		t.Error("a GIF, which holds all of it, has a file beside it")
	}
}

// A movie that is stopped leaves nothing behind and says so.
func TestStimulusStopped(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, name := range []string{"a.npy", "a.mp4", "frames/"} {
		var out, err strings.Builder
		if code := run(ctx, []string{"stimulus", "grating", "--out", name}, &out, &err); code != 1 || err.String() != "webapp: stopped before the end; nothing was written\n" {
			t.Errorf("%s: exit %d, %q", name, code, err.String())
		}
	}
	if left, _ := filepath.Glob("*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if left, _ := filepath.Glob(".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Without an ffmpeg the error says what was looked for.
func TestNoFFmpeg(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	code, _, stderr := call(t, "stimulus", "grating", "--out", "a.webm")
	if want := "webapp: --out: " + export.ErrNoFFmpeg.Error() + "\n"; code != 1 || stderr != want {
		t.Errorf("exit %d, %q, want %q", code, stderr, want)
	}
	if left, _ := filepath.Glob("*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A grating of 90 degrees has upright bars: luminance changes along x only.
func TestAxesOfTheMovie(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "stimulus", "grating", "--set", "theta_deg=90", "--set", "stimulus.contrast_pct=100 %", "--size", "32x48", "--frames", "3", "--out", "g.npy"); code != 0 {
		t.Fatal(stderr)
	}
	shape, fortran, data := readNPY[float32](t, "g.npy")
	if len(shape) != 3 || shape[0] != 32 || shape[1] != 48 || shape[2] != 3 || !fortran {
		t.Fatalf("shape %v, Fortran %v", shape, fortran)
	}
	along := func(stride, n int) (change float64) {
		for i := 1; i < n; i++ {
			change = max(change, math.Abs(float64(data[i*stride]-data[(i-1)*stride])))
		}
		return change
	}
	if x, y := along(1, 32), along(32, 48); x < 0.05 || y > 1e-5 {
		t.Errorf("luminance changes by %g along x and %g along y, want it to change along x only", x, y)
	}
}

// The file holds the envelope as the stimulus gives it.
func TestEnvelopeFile(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "stimulus", "motion_cloud", "--size", "16x24", "--frames", "8", "--envelope", "e.npy"); code != 0 {
		t.Fatal(stderr)
	}
	shape, fortran, data := readNPY[float64](t, "e.npy")
	c := stimulusCommand{Kind: "motion_cloud", Size: "16x24", Frames: "8", Seed: "42"}
	s, _, err := c.stimulus()
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.(stimuli.Renderer).Envelope(8)
	if err != nil || fortran || len(shape) != 3 || shape[0] != 16 || shape[1] != 24 || shape[2] != 8 || len(data) != len(want.Data) {
		t.Fatalf("shape %v, Fortran %v, %v", shape, fortran, err)
	}
	for i, v := range want.Data {
		if data[i] != v {
			t.Fatalf("value %d is %g, want %g", i, data[i], v)
		}
	}
}
