package main

import (
	"image/gif"
	"os"
	"strings"
	"testing"
)

// --export gif writes film.gif of the whole run beside stimulus.gif where
// there is an orientation to see, and tells nothing of it where there is none.
func TestRunExportsTheReel(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "run", "first-light", "--set", "stimulus.kind=natural_film", "--duration", "0.5", "--out", "o", "--export=gif"); code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	f, err := os.Open("o/film.gif")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if g, err := gif.DecodeAll(f); err != nil || len(g.Image) != 10 || g.Delay[9] != 5 {
		t.Errorf("film.gif: %v", err)
	}
	if _, err := os.Stat("o/stimulus.gif"); err != nil {
		t.Error(err)
	}
}

// The clip of ten seconds.
func TestStimulusNaturalFilm(t *testing.T) {
	t.Chdir(t.TempDir())
	code, out, stderr := call(t, "stimulus", "natural_film", "--frames", "500", "--set", "fps=50", "--size", "32x32", "--out", "clip.gif")
	if code != 0 || !strings.Contains(out, "natural_film, 32 x 32 px, 500 frames at 50 Hz") {
		t.Fatalf("exit %d, %s%s", code, out, stderr)
	}
	f, err := os.Open("clip.gif")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := gif.DecodeAll(f)
	if err != nil || len(g.Image) != 500 {
		t.Fatalf("%d frames, %v", len(g.Image), err)
	}
	for _, d := range g.Delay {
		if d != 2 {
			t.Fatalf("a delay of %d/100 s, want 2: ten seconds in all", d)
		}
	}
}
