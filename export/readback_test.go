package export_test

import (
	"bytes"
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"striate/export"
	"striate/sim"
	"striate/stimuli"
)

// What is written in each format is read back: size, frames, rate, and values
// within the steps of the format.
func TestMoviesAreReadBack(t *testing.T) {
	const w, h, n, fps = 11, 7, 5, 50.0
	var want []*sim.Frame
	for k := range n {
		f := sim.NewFrame(w, h)
		for i := range f.Pix {
			f.Pix[i] = float32((i*37+k*101)%256) / 255
		}
		want = append(want, f)
	}
	for _, format := range export.MovieFormats {
		if strings.Contains("json mp4 webm", format.Name) { // no frames, or lossy
			continue
		}
		layouts := append([]string{""}, format.Layouts...)
		for _, layout := range layouts {
			m := export.Movie{Width: w, Height: h, Frames: n, FPS: fps, Layout: layout}
			var b bytes.Buffer
			out, err := export.NewMovie(context.Background(), &b, format.Name, m)
			if err != nil {
				t.Fatal(err)
			}
			length := n
			if format.Still {
				length = 1
			}
			for _, f := range want[:length] {
				if err := out.Add(f); err != nil && !format.Still { // which says that it wants no more
					t.Fatal(err)
				}
			}
			if err := out.Close(); err != nil {
				t.Fatal(err)
			}
			film, err := stimuli.OpenFilm(bytes.NewReader(b.Bytes()), int64(b.Len()), "auto")
			if err != nil {
				t.Errorf("%s %s: %v", format.Name, layout, err)
				continue
			}
			head, frames, timed := film.Head(), 0, 0.0
			for {
				f, seconds, err := film.Next()
				if err == io.EOF {
					break
				}
				if err != nil || f.W != w || f.H != h {
					t.Fatalf("%s %s: frame %d: %v", format.Name, layout, frames, err)
				}
				timed += seconds
				for i, v := range f.Pix {
					if d := math.Abs(float64(v - want[frames].Pix[i])); !(d < 1e-6) {
						t.Fatalf("%s %s: frame %d, pixel %d = %v, want %v", format.Name, layout, frames, i, v, want[frames].Pix[i])
					}
				}
				frames++
			}
			if frames != length {
				t.Errorf("%s %s: %d frames, want %d", format.Name, layout, frames, length)
			}
			switch format.Name {
			case "gif", "apng":
				if math.Abs(timed-n/fps) > 1e-9 {
					t.Errorf("%s: %v s, want %v", format.Name, timed, n/fps)
				}
			case "y4m", "h5":
				if head.FPS != fps {
					t.Errorf("%s: %v Hz, want %v", format.Name, head.FPS, fps)
				}
			}
		}
	}
}
