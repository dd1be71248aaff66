package stimuli

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"striate/sim"
)

// filmFile is an unpacked file of testdata/films, which make.py there makes
// with the writers of others.
func filmFile(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "films", name+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func filmFiles(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "films", pattern+".gz"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(filepath.Base(p), ".gz")
	}
	return paths
}

// readAll is all frames of a film and how long each is shown.
func readAll(in *input, axes string) (head FilmHead, frames []*sim.Frame, seconds []float64, err error) {
	film, err := openFilm(in, axes)
	if err != nil {
		return head, nil, nil, err
	}
	for {
		f, s, err := film.Next()
		if err == io.EOF {
			return film.Head(), frames, seconds, nil
		}
		if err != nil {
			return film.Head(), frames, seconds, err
		}
		frames, seconds = append(frames, f.Clone()), append(seconds, s)
	}
}

func inMemory(b []byte) *input { return newInput(bytes.NewReader(b), int64(len(b))) }

// Films written by h5py, NumPy, scipy and ffmpeg are read as they were meant.
func TestFilmsOfOthers(t *testing.T) {
	axes := map[string]string{"xyt_C.npy": "xyt", "tyx_F.npy": "tyx"} // the rest say themselves, or are as usual
	fps := map[string]float64{"words_fixed_text.h5": 30, "mono.y4m": 30000. / 1001, "420.y4m": 30000. / 1001, "422.y4m": 30000. / 1001, "444.y4m": 30000. / 1001}
	tolerance := map[string]float64{".y4m": 1.01 / 219, ".npz": .5 / 255, "bytes_tyx.h5": .5 / 255, "new_fixed_pages.h5": .5 / 255, "mat_bytes.mat": .5 / 255}
	seen := 0
	for _, pattern := range []string{"*.h5", "*.mat", "*yx_?.npy", "*xyt_?.npy", "*.npz", "*.y4m"} {
		for _, name := range filmFiles(t, pattern) {
			if strings.HasPrefix(name, "no_") {
				continue
			}
			seen++
			a := axes[name]
			if a == "" {
				a = "auto"
			}
			head, frames, _, err := readAll(inMemory(filmFile(t, name)), a)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			long := filmN
			if name == "new_fixed_pages.h5" {
				long *= 4
			}
			if len(frames) != long || head.Width != filmW || head.Height != filmH || head.Frames != 0 && head.Frames != long || math.Abs(head.FPS-fps[name]) > 1e-12 {
				t.Errorf("%s: %d frames, %+v", name, len(frames), head)
				continue
			}
			most := max(tolerance[name], tolerance[filepath.Ext(name)], 1e-5) * 1.001
			worst := 0.0
			for k, f := range frames {
				for row := range filmH {
					for x := range filmW {
						worst = max(worst, math.Abs(float64(f.At(x, row))-film(row, x, k%filmN)))
					}
				}
			}
			if !(worst <= most) {
				t.Errorf("%s: off by %.3g, want at most %.3g", name, worst, most)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d films", seen)
	}
}

// What an APNG shows after each way to dispose of a frame and to lay it over the
// last is what NumPy makes by the rules (make.py), and a GIF as in Pillow.
func TestFilmsAreComposed(t *testing.T) {
	for name, ms := range map[string][]float64{
		"apng_over.png": {50, 100, 150, 40, 20, 10, 500}, "apng_mixed.png": {50, 100, 150, 40, 20, 10, 500}, "gif_mixed.gif": {50, 100, 150, 40, 20, 500},
	} {
		_, got, seconds, err := readAll(inMemory(filmFile(t, name)), "auto")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, want, _, err := readAll(inMemory(filmFile(t, strings.TrimSuffix(name, filepath.Ext(name))+".npy")), "tyx")
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d frames, want %d", name, len(got), len(want))
		}
		for k := range want {
			for i, v := range want[k].Pix {
				if d := math.Abs(float64(got[k].Pix[i] - v)); !(d < 0.003) { // 8 bits, rounded
					t.Fatalf("%s: frame %d, pixel %d = %v, want %v", name, k, i, got[k].Pix[i], v)
				}
			}
			if math.Abs(seconds[k]-ms[k]/1000) > 1e-9 {
				t.Errorf("%s: frame %d for %v s, want %v ms", name, k, seconds[k], ms[k])
			}
		}
	}
	_, got, _, err := readAll(inMemory(filmFile(t, "grey16.png")), "auto")
	if err != nil || math.Abs(float64(got[0].At(7, 11))-film(11, 7, 0)) > .5/65535*1.01 {
		t.Errorf("16 bits: %v", err)
	}
}

// What is not read is refused in words that say what it is.
func TestFilmsThatAreNotRead(t *testing.T) {
	for name, words := range map[string]string{
		"no_lzf.h5": "filter 32000 (LZF), want gzip", "no_scaleoffset.h5": "filter 6 (scaleoffset)", "no_growing_new.h5": "an extensible array",
		"no_signed.h5": "type int16, want uint8", "no_halves.h5": "float of 2 bytes, want uint8", "no_complex.h5": "compound, want uint8",
		"no_dense_group.h5": "more names than fit", "no_two_axes.h5": "want three axes", "no_bright.h5": "a value of 1.",
	} {
		_, _, _, err := readAll(inMemory(filmFile(t, name)), "auto")
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want an error with %q", name, err, words)
		}
	}
}

// A video shows a file at the rate of the file, and an array by the axes that
// it says itself.
func TestVideoTakesRateAndAxesOfTheFile(t *testing.T) {
	for name, fps := range map[string]float64{"mono.y4m": 2 * 30000. / 1001, "words_fixed_text.h5": 60, "xyt_F.npy": 0} {
		file := filepath.Join(t.TempDir(), "film") // known by what is in it
		if err := os.WriteFile(file, filmFile(t, name), 0o600); err != nil {
			t.Fatal(err)
		}
		each := 2 // frames shown for one of the file
		if fps == 0 {
			each, fps = 1, 60
		}
		m, v := openVideo(t, map[string]any{"file": file, "fps": fps, "width_px": filmW, "height_px": filmH})
		for k, f := range paint(m, v, 0, 3*filmN) {
			if want := film(filmH-1, 2, k/each%filmN); math.Abs(float64(f.At(2, filmH-1))-want) > 0.5/255 {
				t.Errorf("%s: frame %d shows %v, want %v", name, k, f.At(2, filmH-1), want)
			}
		}
	}
	file := filepath.Join(t.TempDir(), "empty.gif")
	if err := os.WriteFile(file, []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := fresh(t, "video", map[string]any{"file": file}).Open(1); err == nil || !strings.HasSuffix(err.Error(), "a film that can be read: it holds no frame") {
		t.Errorf("a GIF without a frame: %v", err)
	}
}
