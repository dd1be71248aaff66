package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Frames that a shorter movie would leave behind are those of another movie:
// the folder is refused, and stays as it is.
func TestAShorterMovieInAFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ frames, want string }{
		{"5", ""}, {"5", ""}, {"6", ""},
		{"2", "webapp: --out: pictures holds frame000002.png of a longer movie, want a folder without it\n"},
	} {
		code, _, stderr := call(t, "stimulus", "grating", "--size", "16x16", "--frames", c.frames, "--out", "pictures")
		if (code == 0) != (c.want == "") || stderr != c.want {
			t.Errorf("%s frames: exit %d, %q, want %q", c.frames, code, stderr, c.want)
		}
	}
	if found, _ := filepath.Glob("pictures/*.png"); len(found) != 6 {
		t.Errorf("the folder holds %v, want the movie of 6 frames", found)
	}
}

// An error of writing names the file that was asked for, not the one beside it,
// in one line.
func TestWriteWholeNamesItsFile(t *testing.T) {
	dir := t.TempDir()
	err := writeWhole(filepath.Join(dir, "a.npy"), func(w io.Writer) error {
		w.(*os.File).Close()
		_, err := w.Write([]byte("x"))
		return err
	})
	if err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, "a.npy")+": ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
