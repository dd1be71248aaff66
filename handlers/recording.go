package handlers

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// recording is GET /sessions/{id}/recording.csv: the spikes that the session
// remembers, in order of time, in the format of export.SpikesCSV.
func (s *Server) recording(_ context.Context, in *ByID) (*huma.StreamResponse, error) {
	from, err := s.source(in.ID)
	if err != nil {
		return nil, problemOf(err)
	}
	name := fileName(from.now, from.about, "spikes", "csv")
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", csvType["csv"])
		ctx.SetHeader("Content-Disposition", disposition(name))
		ctx.SetHeader("Cache-Control", "no-store")
		w := bufio.NewWriterSize(ctx.BodyWriter(), 1<<16)
		fmt.Fprintln(w, "time_ms,population,neuron")
		var line []byte
		err := from.EachSpike(func(timeMs float64, population string, neuron int) error {
			line = strconv.AppendFloat(line[:0], math.Round(timeMs*1e6)/1e6, 'f', -1, 64)
			line = append(append(append(line, ','), population...), ',')
			line = append(strconv.AppendInt(line, int64(neuron), 10), '\n')
			_, err := w.Write(line)
			return err
		})
		if err == nil {
			_ = w.Flush() // the client may have gone
		}
	}}, nil
}
