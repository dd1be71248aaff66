package main

import (
	"slices"
	"testing"

	"striate/experiment"
	"striate/sim"
)

// A film of a session names the seed of its experiment: with that seed, webapp
// stimulus makes the same frames.
func TestTheSeedOfAFilmMakesItsFrames(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, kind := range []string{"motion_cloud", "random_dots", "log_gabor_pyramid", "sparse_noise"} {
		e, err := experiment.FromTree(map[string]any{"seed": 7, "stimulus": map[string]any{"kind": kind, "width_px": 32, "height_px": 32}})
		if err != nil {
			t.Fatal(err)
		}
		var want []float32
		if err := e.Film(9/e.FPS(), func(_ int, f *sim.Frame) error { want = append(want, f.Pix...); return nil }); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := call(t, "stimulus", kind, "--size", "32x32", "--frames", "9", "--seed", "7", "--layout", "tyx", "--out", "a.npy"); code != 0 {
			t.Fatal(stderr)
		}
		if _, _, got := readNPY[float32](t, "a.npy"); !slices.Equal(got, want) {
			t.Errorf("%s: webapp stimulus --seed 7 shows other frames than a film of an experiment of seed 7", kind)
		}
	}
}
