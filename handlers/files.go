package handlers

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"striate/analysis"
	"striate/experiment"
	"striate/export"
	"striate/params"
)

// Formats by name, with their media types.
var (
	figureTypes = typesOf(append([]string{"json"}, export.Formats...)...)
	filmTypes   = typesOf(export.MovieFormatNames()...)
	csvType     = typesOf("csv")
	gifType     = typesOf("gif")
	pngType     = typesOf("png")
	cborType    = map[string]string{"cbor": "application/cbor"}
	jsonType    = map[string]string{"json": "application/json"}
	stateType   = map[string]string{"state": "application/octet-stream"}
)

func typesOf(formats ...string) map[string]string {
	out := map[string]string{}
	for _, f := range formats {
		if out[f] = export.ContentType(f); f == "json" {
			out[f] = jsonType["json"]
		}
	}
	return out
}

// typeOf is the media type of a format, or the problem that there is none.
func typeOf(types map[string]string, format string) (string, error) {
	if t, ok := types[format]; ok {
		return t, nil
	}
	want := strings.Join(slices.Sorted(maps.Keys(types)), ", ")
	return "", at(refuse(http.StatusNotFound, "format = %q, want one of %s", clip(format), want), "format", clip(format))
}

// file is a download.
type file struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	GIFRate     string `header:"X-Striate-Gif-Rate" doc:"frames a second of a GIF, whose time is in 1/100 s"`
	Body        []byte
}

func newFile(name, typ string, data []byte) *file {
	return &file{Type: typ, Disposition: disposition(name), Cache: "no-store", Body: data}
}

func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// source is a session with its parameters as they are, for a download.
type source struct {
	*entry
	now   *experiment.Experiment
	about export.Provenance
}

func (s *Server) source(id string) (source, error) {
	e, err := s.sessions.get(id)
	if err != nil {
		return source{}, err
	}
	now := e.Experiment()
	if now == nil {
		return source{}, experiment.ErrClosed
	}
	about, err := s.about(now)
	return source{e, now, about}, err
}

// figureQuery is how wide a figure is, and, of raster and rates, what it shows.
type figureQuery struct {
	WidthMm float64 `json:"width_mm" unit:"mm" default:"0" range:"0,400" doc:"how wide on paper, 40 to 400: 85 is one column, 170 two; type is never below 7 pt. 0: two columns"`
	analysis.RasterView
}

// narrowestMm is the least width of a figure.
const narrowestMm = 40

// figure is GET /sessions/{id}/figures/{name}.{format}.
func (s *Server) figure(_ context.Context, in *struct {
	ByID
	Name   string `path:"name" maxLength:"64" doc:"one of the session's figures: raster, rates, statistics, traces, ..."`
	Format string `path:"format" maxLength:"16" doc:"svg, png, pdf or csv; json is what the page draws it from"`
	Ask    Query[figureQuery]
}) (*file, error) {
	from, err := s.source(in.ID)
	if err != nil {
		return nil, problemOf(err)
	}
	typ, err := typeOf(figureTypes, in.Format)
	if err != nil {
		return nil, problemOf(err)
	}
	if in.Ask.err != nil {
		return nil, problemOf(in.Ask.err)
	}
	if w := in.Ask.v.WidthMm; w > 0 && w < narrowestMm {
		return nil, problemOf(&params.Error{Path: "width_mm", Found: params.FormatNumber(w), Want: "40 to 400 mm, or 0"})
	}
	engine := s.cfg.Version
	if in.Format == "json" {
		engine = ""
	}
	fig, link, err := from.ViewLinked(in.Name, in.Ask.v.RasterView, engine)
	if err != nil {
		return nil, problemOf(err)
	}
	if in.Format == "json" {
		text, err := from.onScreen(fig)
		if err != nil {
			return nil, problemOf(err)
		}
		return newFile(fileName(from.now, from.about, in.Name, in.Format), typ, text), nil
	}
	from.about.Link, from.about.LinkLost, from.about.TimeS = link.String(), link.Lost, link.TimeS
	var b bytes.Buffer
	if err := export.Write(&b, in.Format, fig, export.Options{WidthMm: in.Ask.v.WidthMm, Provenance: from.about}); err != nil {
		return nil, problemOf(fmt.Errorf("figure %s.%s: %w", in.Name, in.Format, err))
	}
	return newFile(fileName(from.now, from.about, in.Name, in.Format), typ, b.Bytes()), nil
}

// experimentFile is GET /sessions/{id}/params.json.
func (s *Server) experimentFile(_ context.Context, in *ByID) (*file, error) {
	from, err := s.source(in.ID)
	if err != nil {
		return nil, problemOf(err)
	}
	return newFile(fileName(from.now, from.about, "params", "json"), jsonType["json"], from.about.Params), nil
}
