package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"striate/experiment"
	"striate/export"
	"striate/params"
	"striate/web"
)

// Product is how /healthz names this program.
const Product = "striate"

// health is GET /healthz.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "ok", "product": Product, "version": s.cfg.Version, "sessions": len(s.sessions.all())})
}

// page is GET /: the live view. It opens no session; its script does.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	e := experiment.Defaults()
	if name := r.URL.Query().Get("preset"); name != "" {
		if asked, err := experiment.Preset(name); err == nil { // else the first: the page says which it is
			e = asked
		}
	}
	if id := r.URL.Query().Get("session"); id != "" {
		if in, err := s.sessions.get(id); err == nil {
			if now := in.Experiment(); now != nil {
				e = now
			}
		}
	}
	v := web.View{Version: s.cfg.Version, Preset: e.Preset, Figures: e.Figures(), Dock: dockOf(e)}
	for _, f := range export.MovieFormats {
		film := web.Film{Ending: f.Name, Title: strings.ToUpper(f.Name), Doc: f.Doc}
		if f.Name == "mp4" || f.Name == "webm" {
			film.Browser = "yes"
		}
		if f.Name != "json" { // tells of a movie and holds none
			v.Films = append(v.Films, film)
		}
	}
	for _, p := range experiment.Presets() {
		v.Presets = append(v.Presets, web.Preset{Name: p.Name, Group: p.Group, Title: p.Title, Short: p.Short, Doc: p.Doc, LookAt: p.LookAt, Source: p.Source, Reported: p.Reported})
	}
	s.html(w, r, http.StatusOK, web.Page(v))
}

// dock is GET /ui/dock?session=ID: the controls of the experiment as it is.
func (s *Server) dock(w http.ResponseWriter, r *http.Request) {
	in, err := s.sessions.get(r.URL.Query().Get("session"))
	if err != nil {
		writeProblem(w, problemOf(err))
		return
	}
	e := in.Experiment()
	if e == nil {
		writeProblem(w, problemOf(experiment.ErrClosed))
		return
	}
	s.html(w, r, http.StatusOK, web.Dock(dockOf(e)))
}

// help is GET /ui/help?session=ID&path=PARAMETER: what is known of a parameter.
func (s *Server) help(w http.ResponseWriter, r *http.Request) {
	in, err := s.sessions.get(r.URL.Query().Get("session"))
	if err != nil {
		writeProblem(w, problemOf(err))
		return
	}
	e := in.Experiment()
	if e == nil {
		writeProblem(w, problemOf(experiment.ErrClosed))
		return
	}
	now, of := params.Values(e), map[string]any{}
	if base, err := experiment.Preset(e.Preset); err == nil {
		of = params.Values(base)
	}
	at := func(values map[string]any) func(string) any { return func(path string) any { return values[path] } }
	name := r.URL.Query().Get("path")
	v, ok := web.NewHelp(params.Describe(e), name, at(now), at(of))
	if !ok {
		writeProblem(w, problemOf(&params.Error{Path: "path", Found: strconv.Quote(clip(name)), Want: "a parameter of the experiment"}))
		return
	}
	writeHTML(w, r, http.StatusOK, web.Help(v))
}

// dockOf arranges the controls of an experiment.
func dockOf(e *experiment.Experiment) web.DockView {
	changed, _ := e.Changed()
	values := params.Values(e)
	var idle []string
	if !e.Input.Value.Sees() {
		idle = append(idle, "stimulus", "retina")
	}
	if !e.Network.Value.Fed() {
		idle = append(idle, "input", "ring", "readout", "protocol")
	}
	d := web.NewDock(params.Describe(e), func(path string) any { return values[path] }, changed, idle...)
	for _, kind := range params.Kinds[experiment.Network]() {
		other := e.Clone()
		if err := params.Set(other, "network.kind", kind); err == nil && other.Network.Value.Fed() {
			d.Fed = append(d.Fed, kind)
		}
	}
	return d
}

func (s *Server) html(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	writeHTML(w, r, status, c)
}

// writeHTML writes a component, or, when it fails, a problem instead of half a page.
func writeHTML(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var b bytes.Buffer
	if err := c.Render(context.WithoutCancel(r.Context()), &b); err != nil {
		writeProblem(w, problemOf(err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client may have gone
}
