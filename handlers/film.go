package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"striate/experiment"
	"striate/export"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// filmQuery says how much of a stimulus to film, and how to write it.
type filmQuery struct {
	Seconds float64 `json:"seconds" unit:"s" default:"2" range:"0.02,3600" doc:"length of the film; a cloud of the block form loops without a seam"`
	Frames  int     `json:"frames" default:"0" range:"0,1000000" doc:"number of frames instead of a length, 0 for the length"`
	Layout  string  `json:"layout" default:"auto" choice:"auto,tyx,xyt" doc:"axes of an array: xyt with y upward as MotionClouds, tyx with row 0 at the top, auto what is usual in the format"`
	Scale   int     `json:"scale" default:"1" range:"1,64" doc:"pixels along a side of each pixel, of pictures"`
	Depth   int     `json:"depth" default:"8" range:"8,16" doc:"bits of a grey, 8 or 16, of png, apng and zip"`
}

// warningHeader is a trailer: what the flash meter found is known when all
// frames were seen.
const warningHeader = "X-Striate-Warning"

// A client may take pieceTimeout to receive pieceSize bytes of a movie; its
// whole may take as long as it likes.
const (
	pieceSize    = 64 << 10
	pieceTimeout = time.Minute
)

// stimulus is GET /sessions/{id}/stimulus.{format}: a movie, written as its
// frames are made. What is wrong before the first byte is a problem; later the
// connection is cut, so that half a movie does not look like a whole one.
func (s *Server) stimulus(_ context.Context, in *struct {
	ByID
	Format string `path:"format" maxLength:"16" doc:"a format of a movie; png is the first frame, json tells what the movie is"`
	Ask    Query[filmQuery]
}) (*huma.StreamResponse, error) {
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
	m := movieOf(from, in.Ask.v)
	if f, err := export.FormatOfMovie(in.Format); err != nil {
		return nil, problemOf(err)
	} else if err := f.Takes(&m); err != nil {
		return nil, problemOf(err)
	}
	clip, err := from.Clip(m.Frames)
	if errors.Is(err, experiment.ErrNoFrame) {
		return nil, at(refuse(http.StatusConflict, "%v", err), "stimulus.kind", from.now.Stimulus.Kind)
	}
	if err != nil {
		return nil, problemOf(err)
	}
	m.Frames = clip.Frames
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		r, w := humachi.Unwrap(ctx)
		out := &download{w: w}
		out.set("Content-Type", typ)
		out.set("Cache-Control", "no-store")
		out.set("Trailer", warningHeader)
		if in.Format != "json" {
			out.set("Link", fmt.Sprintf(`<stimulus.json?frames=%d&scale=%d>; rel="describedby"; type="application/json"`, m.Frames, m.Scale))
		}
		var more []export.Entity
		if in.Format == "gif" {
			_, hz := export.GIFRate(m.FPS)
			rate := export.Num(hz)
			out.set("X-Striate-Gif-Rate", rate)
			more = append(more, export.Entity{Key: "rate", Value: rate})
		}
		out.set("Content-Disposition", disposition(fileName(from.now, from.about, "stimulus", in.Format, more...)))
		if r.Method == http.MethodHead {
			out.begin()
			return
		}
		if err := s.filming.begin(r.Context(), s.quit); err != nil {
			writeProblem(w, problemOf(err))
			return
		}
		defer s.filming.end()
		about, err := export.WriteMovie(r.Context(), out, in.Format, m, s.whileOpen(clip))
		switch {
		case err == nil:
			w.Header().Set(warningHeader, about.Warning)
		case !out.begun:
			writeProblem(w, filmProblem(err, in.Format))
		default:
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// movieOf is the stimulus of a session as a movie that is asked for.
func movieOf(from source, ask filmQuery) export.Movie {
	g := from.now.Stimulus.Value.Geometry()
	m := export.Movie{
		Width: g.Width, Height: g.Height, Frames: ask.Frames, FPS: from.now.FPS(), PxPerDeg: g.PixelsPerDegree(),
		Layout: ask.Layout, Scale: ask.Scale, Depth: ask.Depth, Warnings: stimuli.Warnings(from.now.Stimulus.Value), Provenance: from.about,
	}
	if m.Frames == 0 {
		m.Frames = from.now.Frames(ask.Seconds)
	}
	if v, err := params.Get(from.now, "stimulus.theta_deg"); err == nil { // not all stimuli have one
		if theta, ok := v.(float64); ok {
			m.ThetaDeg = []float64{theta}
		}
	}
	return m
}

// whileOpen is a clip that ends when the server closes.
func (s *Server) whileOpen(clip *experiment.Clip) export.Film {
	return func(each func(int, *sim.Frame) error) error {
		return clip.Each(func(k int, f *sim.Frame) error {
			select {
			case <-s.quit:
				return experiment.ErrClosed
			default:
				return each(k, f)
			}
		})
	}
}

// filmProblem is an error before the first byte of a movie.
func filmProblem(err error, format string) *problem {
	var param *params.Error
	switch {
	case errors.Is(err, export.ErrNoFFmpeg):
		return at(refuse(http.StatusNotImplemented, "%v", err), "format", format)
	case errors.As(err, &param):
		return problemOf(err)
	}
	return problemOf(fmt.Errorf("stimulus.%s: %w", format, err))
}

// download is the body of an answer whose headers are sent with its first
// byte, so that an error before it can still be told.
type download struct {
	w       http.ResponseWriter
	headers []string
	begun   bool
}

func (d *download) set(name, value string) { d.headers = append(d.headers, name, value) }

// begin sends the headers.
func (d *download) begin() {
	d.begun = true
	for i := 0; i < len(d.headers); i += 2 {
		d.w.Header().Set(d.headers[i], d.headers[i+1])
	}
	d.w.WriteHeader(http.StatusOK)
}

// Write sends the headers, then bytes.
func (d *download) Write(b []byte) (n int, err error) {
	if !d.begun {
		d.begin()
	}
	connection := http.NewResponseController(d.w)
	for len(b) > 0 && err == nil {
		_ = connection.SetWriteDeadline(time.Now().Add(pieceTimeout)) // what cannot have one needs none
		var k int
		k, err = d.w.Write(b[:min(len(b), pieceSize)])
		n, b = n+k, b[k:]
	}
	return n, err
}
