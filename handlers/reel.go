package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"striate/analysis"
	"striate/export"
	"striate/sim"
)

// reelQuery says how much of the film to take.
type reelQuery struct {
	Seconds float64 `json:"seconds" unit:"s" default:"10" range:"0.05,10" doc:"how many of the last simulated seconds"`
}

// film is GET /sessions/{id}/film.gif: what was shown in the last seconds, and
// beside it the polar plot of what the network saw, as one GIF.
func (s *Server) film(ctx context.Context, in *struct {
	ByID
	Ask Query[reelQuery]
}) (*file, error) {
	from, err := s.source(in.ID)
	if err == nil {
		err = in.Ask.err
	}
	if err != nil {
		return nil, problemOf(err)
	}
	reel, err := from.Reel(in.Ask.v.Seconds)
	if err != nil {
		return nil, problemOf(err)
	}
	var b bytes.Buffer
	m := export.Movie{Width: reel.W, Height: reel.H, FPS: reel.Hz, Provenance: from.about}
	err = export.WritePairGIF(&b, m, func(add func(int, *sim.Frame, *analysis.Figure) error) error {
		return reel.Each(func(k int, f *sim.Frame, seen *analysis.Figure) error {
			return errors.Join(ctx.Err(), add(k, f, seen))
		})
	})
	if err != nil {
		return nil, problemOf(fmt.Errorf("film.gif: %w", err))
	}
	rate := export.Num(reel.Hz)
	out := newFile(fileName(from.now, from.about, "film", "gif", export.Entity{Key: "rate", Value: rate}), gifType["gif"], b.Bytes())
	out.GIFRate = rate
	return out, nil
}
