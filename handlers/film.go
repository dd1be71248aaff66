package handlers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"striate/export"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// filmQuery says how much of a stimulus to film.
type filmQuery struct {
	Seconds float64 `json:"seconds" unit:"s" default:"2" range:"0.05,10" doc:"length of the film; a texture loops without a seam"`
}

// stimulus is GET /sessions/{id}/stimulus.{format}: a movie, or as png its
// first frame.
func (s *Server) stimulus(ctx context.Context, in *struct {
	ByID
	Format string `path:"format" maxLength:"16" doc:"gif, npy, zip of PNG, or png: the first frame"`
	Ask    Query[filmQuery]
}) (*file, error) {
	from, err := s.source(in.ID)
	if err == nil {
		err = in.Ask.err
	}
	if err != nil {
		return nil, problemOf(err)
	}
	typ, err := typeOf(filmTypes, in.Format)
	if err != nil {
		return nil, problemOf(err)
	}
	seconds, fps := in.Ask.v.Seconds, from.now.FPS()
	if in.Format == "png" {
		seconds = 1 / fps
	}
	g := from.now.Stimulus.Value.Geometry()
	if n := from.now.Frames(seconds); n > stimuli.MaxVoxels/g.Width/g.Height {
		return nil, problemOf(&params.Error{
			Path: "seconds", Found: fmt.Sprintf("%g, which is %d frames of %d x %d px", seconds, n, g.Width, g.Height),
			Want: fmt.Sprintf("at most MaxVoxels = %d pixels x frames", stimuli.MaxVoxels),
		})
	}
	var frames []*sim.Frame
	err = from.Film(seconds, func(_ int, f *sim.Frame) error {
		frames = append(frames, f.Clone())
		return ctx.Err()
	})
	if err != nil && len(frames) == 0 && from.now.Stimulus.Kind == "video" { // nothing was shown yet
		return nil, at(refuse(http.StatusConflict, "%v", err), "stimulus.kind", "video")
	}
	if err != nil {
		return nil, problemOf(err)
	}
	var b bytes.Buffer
	if err := writeFilm(&b, in.Format, frames, export.Movie{Width: g.Width, Height: g.Height, Frames: len(frames), FPS: fps, Provenance: from.about}); err != nil {
		return nil, problemOf(fmt.Errorf("stimulus.%s: %w", in.Format, err))
	}
	if in.Format != "gif" {
		return newFile(fileName(from.now, from.about, "stimulus", in.Format), typ, b.Bytes()), nil
	}
	_, hz := export.GIFRate(fps)
	rate := export.Num(hz)
	out := newFile(fileName(from.now, from.about, "stimulus", in.Format, export.Entity{Key: "rate", Value: rate}), typ, b.Bytes())
	out.GIFRate = rate
	return out, nil
}

// writeFilm writes frames in a format; m says how many there are.
func writeFilm(w io.Writer, format string, frames []*sim.Frame, m export.Movie) error {
	if format == "png" {
		return export.FramePNG(w, frames[0], 1)
	}
	begin := map[string]func(io.Writer, export.Movie) (export.MovieWriter, error){
		"gif": export.NewGIF, "npy": export.NewNPY, "zip": export.NewPNGZip,
	}[format]
	movie, err := begin(w, m)
	if err != nil {
		return err
	}
	for _, f := range frames {
		if err := movie.Add(f); err != nil {
			return err
		}
	}
	return movie.Close()
}
