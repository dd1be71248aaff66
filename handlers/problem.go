package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"striate/experiment"
	"striate/params"
	"striate/web"
)

// problem is an RFC 9457 problem, which huma also takes as an error.
type problem = huma.ErrorModel

// refuse makes a problem in words.
func refuse(status int, format string, a ...any) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, a...)}
}

// at names the parameter that was refused and the value found.
func at(p *problem, location string, value any) *problem {
	p.Errors = append(p.Errors, &huma.ErrorDetail{Message: p.Detail, Location: location, Value: value})
	return p
}

// problemOf turns any error of the floors below into a problem: the one place
// where errors get their HTTP status.
func problemOf(err error) *problem {
	var (
		p      *problem
		param  *params.Error
		figure experiment.ErrNoFigure
		link   *experiment.RefusedLink
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	case errors.As(err, &link):
		return refusedLink(link)
	case errors.As(err, &param):
		p := &params.Error{Path: clip(param.Path), Found: clip(param.Found), Want: param.Want}
		return at(refuse(http.StatusUnprocessableEntity, "%v", p), p.Path, p.Found)
	case errors.Is(err, experiment.ErrNotVideo):
		return at(refuse(http.StatusConflict, "%v", err), "stimulus.kind", nil)
	case errors.Is(err, experiment.ErrState):
		return at(refuse(http.StatusUnprocessableEntity, "%v", err), "body", nil)
	case errors.Is(err, experiment.ErrFailed):
		return at(refuse(http.StatusConflict, "%v", err), "state", nil)
	case errors.As(err, &figure):
		return at(refuse(http.StatusNotFound, "%v", err), "figure", figure.Name)
	case errors.Is(err, experiment.ErrClosed):
		return refuse(http.StatusNotFound, "%v", err)
	case errors.Is(err, context.Canceled):
		return refuse(499, "the client went away")
	}
	return refuse(http.StatusInternalServerError, "%v", err)
}

// writeProblem answers a request that huma does not handle.
func writeProblem(w http.ResponseWriter, p *problem) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client may have gone
}

// notFound answers a path that no route has: a person with a page, a program
// with a problem.
func notFound(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html") {
		writeHTML(w, r, http.StatusNotFound, web.Trouble("Nothing here", "There is nothing at "+clip(r.URL.Path)+"."))
		return
	}
	writeProblem(w, at(refuse(http.StatusNotFound, "there is nothing at %s", clip(r.URL.Path)), "path", clip(r.URL.Path)))
}

// notAllowed answers a method that the path does not have, naming those that
// it has.
func (s *Server) notAllowed(w http.ResponseWriter, r *http.Request) {
	allowed := s.methods(r.URL.Path)
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	p := refuse(http.StatusMethodNotAllowed, "method = %s, want %s", clip(r.Method), strings.Join(allowed, " or "))
	writeProblem(w, at(p, "method", clip(r.Method)))
}

// clip shortens what is echoed back.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// methods are those that some route answers at path, sorted.
func (s *Server) methods(path string) []string {
	var out []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		if s.hasRoute(m, path) {
			out = append(out, m)
		}
	}
	if slices.Contains(out, http.MethodGet) {
		out = append(out, http.MethodHead)
	}
	slices.Sort(out)
	return out
}
