package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"

	"striate/experiment"
	"striate/export"
)

// thumbnailQuery says for which ground the picture is.
type thumbnailQuery struct {
	Theme string `json:"theme" default:"light" choice:"light,dark" doc:"the ground that it stands on"`
}

// thumbs are the pictures of presets, each made once, one at a time: they must
// not slow the runs that are watched.
type thumbs struct {
	mu    sync.Mutex
	made  map[thumbKey]picture
	drawn map[string]*experiment.Sketch
	turn  chan struct{}
}

type thumbKey struct {
	preset string
	dark   bool
}

type picture struct {
	png  []byte
	etag string
}

func newThumbs() *thumbs {
	return &thumbs{made: map[thumbKey]picture{}, drawn: map[string]*experiment.Sketch{}, turn: make(chan struct{}, 1)}
}

// of is the picture of a preset.
func (t *thumbs) of(ctx context.Context, key thumbKey) (picture, error) {
	if p, ok := t.have(key); ok {
		return p, nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return picture{}, ctx.Err()
	}
	if p, ok := t.have(key); ok { // made while this one waited
		return p, nil
	}
	e, err := experiment.Preset(key.preset)
	if err != nil {
		return picture{}, err
	}
	t.mu.Lock()
	s := t.drawn[key.preset]
	t.mu.Unlock()
	if s == nil {
		if s, err = e.Sketch(ctx); err != nil {
			return picture{}, err
		}
	}
	var b bytes.Buffer
	if err := export.Thumbnail(&b, s.Frames, s.Raster, key.dark); err != nil {
		return picture{}, err
	}
	sum := sha256.Sum256(b.Bytes())
	p := picture{b.Bytes(), `"` + hex.EncodeToString(sum[:12]) + `"`}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made[key], t.drawn[key.preset] = p, s
	return p, nil
}

func (t *thumbs) have(key thumbKey) (picture, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, ok := t.made[key]
	return p, ok
}

// thumbnail is the answer to GET /presets/{name}.png.
type thumbnail struct {
	Status int
	Type   string `header:"Content-Type"`
	ETag   string `header:"ETag"`
	Cache  string `header:"Cache-Control"`
	Body   []byte
}

func (s *Server) thumbnail(ctx context.Context, in *struct {
	Name  string `path:"name" maxLength:"64" doc:"of the preset"`
	Known string `header:"If-None-Match"`
	Ask   Query[thumbnailQuery]
}) (*thumbnail, error) {
	if in.Ask.err != nil {
		return nil, problemOf(in.Ask.err)
	}
	if _, err := experiment.Preset(in.Name); err != nil {
		return nil, at(refuse(http.StatusNotFound, "%v", err), "name", clip(in.Name))
	}
	p, err := s.thumbs.of(ctx, thumbKey{in.Name, in.Ask.v.Theme == "dark"})
	if errors.Is(err, context.Canceled) {
		return nil, refuse(http.StatusServiceUnavailable, "the request went away")
	} else if err != nil {
		return nil, problemOf(err)
	}
	out := &thumbnail{Status: http.StatusOK, Type: pngType["png"], ETag: p.etag, Cache: "max-age=600", Body: p.png}
	if strings.Contains(in.Known, p.etag) {
		out.Status, out.Body = http.StatusNotModified, nil
	}
	return out, nil
}
