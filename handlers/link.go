package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"striate/experiment"
	"striate/params"
)

// linkAnswer is what repeats a run.
type linkAnswer struct {
	Cache string `header:"Cache-Control"`
	Body  linkBody
}

type linkBody struct {
	Link    string  `json:"link" doc:"what stands behind the # of an address"`
	TimeS   float64 `json:"t_s"`
	Hash    string  `json:"hash" doc:"the first digits of the spike hash at t_s; empty where the link does not repeat the run"`
	Changes int     `json:"changes" doc:"made in flight, and in the link"`
	Lost    string  `json:"lost,omitempty" doc:"why the link has the values of now alone"`
	Engine  string  `json:"engine"`
}

// linkQuery is the query string of a link.
type linkQuery struct {
	Settings bool `json:"settings" default:"false" doc:"the values of now alone, from 0"`

	Most int `json:"most" default:"1900" range:"200,100000" doc:"characters; a run whose changes need more gets a link with the values of now alone"`
}

// linkInput names a session and the length of a link.
type linkInput struct {
	ByID
	Ask Query[linkQuery]
}

// link is GET /sessions/{id}/link.
func (s *Server) link(_ context.Context, in *linkInput) (*linkAnswer, error) {
	e, err := s.sessions.get(in.ID)
	if err == nil {
		err = in.Ask.err
	}
	if err != nil {
		return nil, problemOf(err)
	}
	link := func() (experiment.Link, error) { return e.Link(s.cfg.Version, in.Ask.v.Most) }
	if in.Ask.v.Settings {
		link = func() (experiment.Link, error) { return e.Settings(s.cfg.Version) }
	}
	l, err := link()
	if err != nil {
		return nil, problemOf(err)
	}
	return &linkAnswer{"no-store", linkBody{l.String(), l.TimeS, l.Hash, len(l.Changes), l.Lost, l.Engine}}, nil
}

// fromLink is the experiment of a link. What of it is refused is an error, or
// with anyway is left out, and then its spikes are others.
func fromLink(text string, anyway bool) (*experiment.Link, error) {
	l, err := experiment.ReadLink(text)
	refused := new(experiment.RefusedLink)
	if errors.As(err, &refused) && anyway && l != nil {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	if _, err := noFile(l.Start, nil); err != nil {
		return nil, err
	}
	return l, noFiles(l.Changes)
}

// noFiles refuses changes that name a file of the machine that serves.
func noFiles(list []experiment.Change) error {
	for _, c := range list {
		if err := noFileIn(c.Values); err != nil {
			return err
		}
	}
	return nil
}

// changesIn takes the changes out of a tree: a list as GET /sessions/{id} gives
// it.
func changesIn(tree map[string]any) ([]experiment.Change, error) {
	given, there := tree["changes"]
	delete(tree, "changes")
	if !there {
		return nil, nil
	}
	bad := func(found string) error {
		return &params.Error{Path: "changes", Found: clip(found), Want: `a list of {"t_s": 5.2, "values": {PATH: VALUE}}`}
	}
	entries, ok := given.([]any)
	if !ok {
		return nil, bad("no list")
	}
	var out []experiment.Change
	for k, x := range entries {
		entry, _ := x.(map[string]any)
		values, ok := entry["values"].(map[string]any)
		at, number := entry["t_s"].(json.Number)
		t, err := at.Float64()
		if !ok || !number || err != nil || len(entry) != 2 {
			return nil, bad(fmt.Sprintf("%v in place %d", x, k))
		}
		out = append(out, experiment.Change{TimeS: t, Values: values})
	}
	return out, noFiles(out)
}

// refusedLink is the problem of a link that asks for what there is not: 422, an
// error each.
func refusedLink(e *experiment.RefusedLink) *problem {
	p := refuse(http.StatusUnprocessableEntity, "%s", e.Error())
	for _, err := range e.All {
		one := problemOf(err)
		p.Errors = append(p.Errors, one.Errors...)
	}
	return p
}
