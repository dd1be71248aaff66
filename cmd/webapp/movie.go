package main

import (
	"context"
	"io"

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
