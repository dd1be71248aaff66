package main

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"

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
		{"motion_cloud --out a.gif --frames 8", "wrote a.gif: motion_cloud, 64 x 64 px, 8 frames at 60 Hz; GIF time is in 1/100 s: 2/100 s a frame, shown at 50 Hz\n"},
		{"motion_cloud --out a.gif --frames 8 --set fps=25", "wrote a.gif: motion_cloud, 64 x 64 px, 8 frames at 25 Hz; GIF time is in 1/100 s: 4/100 s a frame, shown at 25 Hz\n"},
		{"grating --out a.npy --frames 4 --size 32x48", "wrote a.npy: grating, 32 x 48 px, 4 frames at 60 Hz; axes [x, y, t] with y upward, float32, linear luminance 0 to 1\n"},
		{"log_gabor --out a.png", "wrote a.png: log_gabor, the first frame, 64 x 64 px, 8-bit linear grey\n"},
		{"motion_cloud --out a.zip --frames 2", "wrote a.zip: motion_cloud, 64 x 64 px, 2 frames at 60 Hz; frame000000.png and on, 8-bit linear grey\n"},
		{"motion_cloud --out a.npz --frames 2", "wrote a.npz: motion_cloud, 64 x 64 px, 2 frames at 60 Hz; stim has axes [t, y, x] with row 0 at the top, uint8, linear luminance x 255\n"},
		{"motion_cloud --envelope e.npy --frames 16 --size 32x24", "wrote e.npy: Fourier envelope of motion_cloud, axes [x, y, t] with y upward, 32 x 24 x 16, float64, zero frequency in the middle\n"},
		{"video --set file=a.gif --out b.gif --frames 8", "wrote b.gif: video, 64 x 64 px, 8 frames at 60 Hz; GIF time is in 1/100 s: 2/100 s a frame, shown at 50 Hz\n"},
	} {
		code, stdout, stderr := call(t, append([]string{"stimulus"}, strings.Split(c.args, " ")...)...)
		if code != 0 || stderr != "" || stdout != c.want {
			t.Errorf("webapp stimulus %s: exit %d, %s\n got %swant %s", c.args, code, stderr, stdout, c.want)
		}
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
