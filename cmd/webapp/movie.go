package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"striate/export"
	"striate/params"
	"striate/stimuli"
)

// movieOf is what is known of a stimulus as a movie.
func movieOf(s stimuli.Stimulus, frames int, about export.Provenance) export.Movie {
	g := s.Geometry()
	m := export.Movie{Width: g.Width, Height: g.Height, Frames: frames, FPS: g.FPS, PxPerDeg: g.PixelsPerDegree(), Warnings: stimuli.Warnings(s), Provenance: about}
	if v, err := params.Get(s, "theta_deg"); err == nil { // not all stimuli have one
		if theta, ok := v.(float64); ok {
			m.ThetaDeg = []float64{theta}
		}
	}
	return m
}

// writeMovieFile writes a movie and, where its format cannot hold all that is
// to be said of it, a file of the same name and .json behind.
func writeMovieFile(ctx context.Context, path, format string, m export.Movie, film export.Film) (about *export.MovieAbout, err error) {
	f, err := export.FormatOfMovie(format)
	if err != nil {
		return nil, err
	}
	err = writeWhole(path, func(w io.Writer) error {
		about, err = export.WriteMovie(ctx, w, format, m, film)
		return err
	})
	if err == nil && f.Sidecar {
		err = writeWhole(path+".json", about.Write)
	}
	return about, err
}

// writePNGs writes a folder of PNG.
func writePNGs(ctx context.Context, path string, m export.Movie, film export.Film) (*export.MovieAbout, error) {
	if err := noLongerMovie(path, m.Frames); err != nil {
		return nil, err
	}
	dir, err := openFolder(path)
	if err != nil {
		return nil, err
	}
	defer dir.abandon()
	about, err := export.WritePNGFolder(ctx, dir.write, m, film)
	if err != nil {
		return nil, err
	}
	return about, dir.publish()
}

// noLongerMovie refuses a folder with frames that n frames would not replace:
// who reads it would find the end of another movie.
func noLongerMovie(dir string, n int) error {
	files, _ := os.ReadDir(dir) // openFolder tells of what cannot be read
	for _, f := range files {
		var k int
		if _, err := fmt.Sscanf(f.Name(), "frame%d.png", &k); err == nil && k >= n && f.Name() == fmt.Sprintf("frame%06d.png", k) {
			return fmt.Errorf("%s holds %s of a longer movie, want a folder without it", dir, f.Name())
		}
	}
	return nil
}
