package handlers

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"striate/experiment"
	"striate/params"
)

// ByID names a session in the path.
type ByID struct {
	ID string `path:"id" maxLength:"64" doc:"the id that POST /sessions gave"`
}

// none is an answer without a body.
type none struct{}

// answer carries a session.
type answer struct {
	Cache string `header:"Cache-Control"`
	Body  experiment.Info
}

func (s *Server) describe(e *entry) *answer {
	return &answer{Cache: "no-store", Body: e.Info()}
}

// start is POST /sessions.
func (s *Server) start(_ context.Context, in *struct{ JSONBody }) (*createdAnswer, error) {
	tree, err := in.tree()
	if err != nil {
		return nil, problemOf(err)
	}
	var o startOptions
	changes, err := changesIn(tree)
	if err != nil {
		return nil, problemOf(err)
	}
	_, named := tree["experiment"]
	e, err := experimentIn(tree, &o)
	if err != nil {
		return nil, problemOf(err)
	}
	if o.Link != "" {
		if named || changes != nil {
			return nil, problemOf(&params.Error{Path: "link", Found: "an experiment or changes beside it", Want: "a link alone, which has both"})
		}
		l, err := fromLink(o.Link, o.Anyway)
		if err != nil {
			return nil, problemOf(err)
		}
		e, changes = l.Start, l.Changes
		if o.Final {
			changes, l.TimeS = nil, 0
			if e, err = l.Final(); err != nil {
				return nil, problemOf(err)
			}
		}
		if _, given := tree["until_s"]; !given {
			o.UntilS = l.TimeS
		}
	}
	made, err := s.sessions.start(e, experiment.Options{Play: o.Play, WarmS: o.WarmS, UntilS: o.UntilS, Changes: changes})
	if err != nil {
		return nil, problemOf(err)
	}
	return &createdAnswer{Location: "/api/v1/sessions/" + made.id, Cache: "no-store", Body: made.Info()}, nil
}

// createdAnswer is 201 with the place of what was made.
type createdAnswer struct {
	Location string `header:"Location"`
	Cache    string `header:"Cache-Control"`
	Body     experiment.Info
}

// startOptions are the parts of POST /sessions beside the experiment.
type startOptions struct {
	Play   bool    `json:"play" default:"true" doc:"whether it starts at once"`
	WarmS  float64 `json:"warm_s" unit:"s" default:"0" range:"0,60" doc:"time to simulate before the answer, so that a paused session has something to show"`
	UntilS float64 `json:"until_s" unit:"s" default:"0" range:"0,36000" doc:"time at which it stops by itself, 0 for the end of the preset or never; of a link, where it is left out, the time of the link"`
	Link   string  `json:"link" default:"" doc:"instead of an experiment, what GET /sessions/{id}/link gave: the run is repeated"`
	Anyway bool    `json:"anyway" default:"false" doc:"open a link without what of it is refused"`
	Final  bool    `json:"final" default:"false" doc:"open a link with the values that its changes lead to, from the beginning, and repeat nothing"`
}

// loadOptions are the parts of POST /sessions/{id}/experiment beside the
// experiment.
type loadOptions struct {
	WarmS float64 `json:"warm_s" unit:"s" default:"0" range:"0,60" doc:"time to simulate before the answer, so that a paused session has something to show"`
}

// experimentIn reads {"experiment": a preset's name or a whole or partial
// experiment, ...}; what stands beside it goes into o, a parameter struct.
func experimentIn(tree map[string]any, o any) (*experiment.Experiment, error) {
	what, given := tree["experiment"]
	delete(tree, "experiment")
	if err := params.SetDefaults(o); err != nil {
		return nil, err
	}
	if err := params.Merge(tree, o); err != nil {
		return nil, beside(tree, o, err)
	}
	switch e := what.(type) {
	case string:
		return experiment.Preset(e)
	case map[string]any:
		return noFile(experiment.FromTree(e))
	case nil:
		if !given {
			return experiment.Defaults(), nil
		}
	}
	found, _ := json.Marshal(what) // it came from JSON
	return nil, &params.Error{Path: "experiment", Found: string(found), Want: "the name of a preset or an object of parameters"}
}

// beside is err, which merging tree into o gave; where tree holds a part that o
// does not have, it names all there are, the experiment among them.
func beside(tree map[string]any, o any, err error) error {
	parts := []string{"experiment"}
	if _, starts := o.(*startOptions); starts {
		parts = append(parts, "changes")
	}
	for _, p := range params.Describe(o) {
		parts = append(parts, p.Path)
	}
	for _, key := range slices.Sorted(maps.Keys(tree)) {
		if !slices.Contains(parts, key) {
			return &params.Error{Path: key, Found: "an unknown parameter", Want: "one of " + strings.Join(parts, ", ")}
		}
	}
	return err
}

// noFile refuses a video that is a file of the machine that serves: the
// command line may read files, a visitor sends frames.
func noFile(e *experiment.Experiment, err error) (*experiment.Experiment, error) {
	if err != nil {
		return nil, err
	}
	if name := e.File(); name != "" {
		return nil, fileRefused(name)
	}
	return e, nil
}

func fileRefused(name string) error {
	return &params.Error{Path: "stimulus.file", Found: strconv.Quote(clip(name)), Want: "nothing: over HTTP frames are sent, not read from the server's files"}
}

// show is GET /sessions/{id}.
func (s *Server) show(_ context.Context, in *ByID) (*answer, error) {
	e, err := s.sessions.get(in.ID)
	if err != nil {
		return nil, problemOf(err)
	}
	return &answer{Cache: "no-store", Body: e.Account()}, nil
}

// remove is DELETE /sessions/{id}.
func (s *Server) remove(_ context.Context, in *ByID) (*none, error) {
	if err := s.sessions.remove(in.ID); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}

// change reads a session and a JSON body, and answers with the session.
func (s *Server) change(id string, body *JSONBody, do func(*entry, map[string]any) error) (*answer, error) {
	e, err := s.sessions.get(id)
	if err != nil {
		return nil, problemOf(err)
	}
	tree, err := body.tree()
	if err == nil {
		err = do(e, tree)
	}
	if err != nil {
		return nil, problemOf(err)
	}
	return s.describe(e), nil
}

// changeInput is a session and a JSON body.
type changeInput struct {
	ByID
	JSONBody
}

// patch is PATCH /sessions/{id}/params.
func (s *Server) patch(_ context.Context, in *changeInput) (*answer, error) {
	return s.change(in.ID, &in.JSONBody, func(e *entry, values map[string]any) error {
		if err := noFileIn(values); err != nil {
			return err
		}
		return e.Patch(values)
	})
}

// noFileIn refuses values by path that name a file.
func noFileIn(values map[string]any) error {
	for path, v := range values {
		if text, ok := v.(string); ok {
			if name := experiment.FileIn(path, text); name != "" {
				return fileRefused(name)
			}
		}
	}
	return nil
}

// load is POST /sessions/{id}/experiment.
func (s *Server) load(_ context.Context, in *changeInput) (*answer, error) {
	return s.change(in.ID, &in.JSONBody, func(e *entry, tree map[string]any) error {
		var o loadOptions
		next, err := experimentIn(tree, &o)
		if err != nil {
			return err
		}
		return e.LoadWarm(next, o.WarmS)
	})
}

// command is the body of POST /sessions/{id}/control; each part may be left
// out. Its ranges are those of experiment.
type command struct {
	Action string  `json:"action" default:"" choice:"play,pause,step,reset" doc:"what to do"`
	Speed  float64 `json:"speed" default:"1" range:"0.05,inf" doc:"simulated over real time, where the machine can; inf for as fast as it can"`
	Seed   uint64  `json:"seed" default:"0" range:"0,9007199254740991" doc:"start again with this seed"`
	UntilS float64 `json:"until_s" unit:"s" default:"0" range:"0,36000" doc:"time at which it stops by itself, 0 for never"`
}

// control is POST /sessions/{id}/control.
func (s *Server) control(_ context.Context, in *changeInput) (*answer, error) {
	return s.change(in.ID, &in.JSONBody, func(e *entry, tree map[string]any) error {
		var c command
		if err := params.Merge(tree, &c); err != nil {
			return err
		}
		out := experiment.Command{Action: c.Action}
		if _, given := tree["speed"]; given {
			out.Speed = &c.Speed
		}
		if _, given := tree["seed"]; given {
			out.Seed = &c.Seed
		}
		if _, given := tree["until_s"]; given {
			out.UntilS = &c.UntilS
		}
		return e.Control(out)
	})
}
