package main

import (
	"errors"
	"io"

	"striate/experiment"
	"striate/export"
)

// writeReel writes film.gif, the film and beside it the orientation that the
// network saw, of a run that has both.
func writeReel(dir *folder, r *experiment.Result, about export.Provenance) error {
	reel, err := r.Reel()
	if none := (experiment.ErrNoFigure{}); errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return err
	}
	return dir.write("film.gif", func(w io.Writer) error {
		return export.WritePairGIF(w, export.Movie{Width: reel.W, Height: reel.H, FPS: reel.Hz, Provenance: about}, reel.Each)
	})
}
