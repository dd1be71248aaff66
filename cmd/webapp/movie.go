package main

import (
	"errors"
	"io"

	"striate/export"
	"striate/sim"
)

// errEnough ends a film of which only the first frame is wanted.
var errEnough = errors.New("one frame is enough")

// writeMovie writes the frames that film gives in a format.
func writeMovie(w io.Writer, format string, m export.Movie, film func(each func(int, *sim.Frame) error) error) error {
	if format == "png" {
		err := film(func(_ int, f *sim.Frame) error {
			return errors.Join(export.FramePNG(w, f, 1), errEnough)
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	}
	begin := map[string]func(io.Writer, export.Movie) (export.MovieWriter, error){
		"gif": export.NewGIF, "npy": export.NewNPY, "npz": export.NewStimulusNPZ, "zip": export.NewPNGZip,
	}[format]
	movie, err := begin(w, m)
	if err != nil {
		return err
	}
	if err := film(func(_ int, f *sim.Frame) error { return movie.Add(f) }); err != nil {
		return err
	}
	return movie.Close()
}
