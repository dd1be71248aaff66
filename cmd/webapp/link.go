package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"striate/experiment"
	"striate/export"
	"striate/params"
)

// asked is what a run starts from.
type asked struct {
	e       *experiment.Experiment
	changes []experiment.Change // on the way
	link    *experiment.Link    // nil where it was none
}

// open opens the run.
func (a *asked) open() (*experiment.Run, error) {
	return a.e.OpenChanged(a.changes)
}

// isLink says whether an argument is a link that the page gave, and no file.
func isLink(name string) bool {
	_, after, found := strings.Cut(name, "#")
	return found && strings.HasPrefix(after, "preset=") || strings.HasPrefix(name, "preset=")
}

// fromLink is the run of a link, up to its time.
func fromLink(text string) (*asked, error) {
	l, err := experiment.ReadLink(text)
	if err != nil {
		return nil, usage{fmt.Errorf("link: %w", err)}
	}
	if l.TimeS > 0 {
		if err := l.Start.Set(map[string]any{"duration_s": l.TimeS}); err != nil {
			return nil, usage{fmt.Errorf("link: t: %w", err)}
		}
	}
	return &asked{e: l.Start, changes: l.Changes, link: l}, nil
}

// changedRun is params.json of a run that was changed in flight, the same as
// the body of POST /api/v1/sessions.
type changedRun struct {
	Experiment json.RawMessage     `json:"experiment"`
	Changes    []experiment.Change `json:"changes"`
}

// changedText is params.json of such a run.
func changedText(r *experiment.Result) ([]byte, error) {
	text, err := params.Encode(r.Start)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(changedRun{text, r.Changes}, "", "  ")
	return append(out, '\n'), err
}

// fromChanged reads changedRun; nil where the text is another one.
func fromChanged(text []byte) (*asked, error) {
	tree, err := params.Tree(text)
	if err != nil || tree["experiment"] == nil {
		return nil, nil // told by whoever reads it as an experiment
	}
	var c changedRun
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	for key := range tree {
		if key != "experiment" && key != "changes" {
			return nil, &params.Error{Path: key, Found: "an unknown part", Want: "experiment and changes"}
		}
	}
	e, err := experiment.FromJSON(c.Experiment)
	if err != nil {
		return nil, err
	}
	return &asked{e: e, changes: c.Changes}, nil
}

// movies refuses films of a stimulus that is changed on the way: they would
// show another one.
func (a *asked) movies(names []string) error {
	for _, name := range names {
		if len(a.changes) > 0 && name != "gif" && !isFigureFormat(name) {
			return misuse("--export = %q of a run that is changed in flight, want %s or gif", name, strings.Join(export.Formats, ", "))
		}
	}
	return nil
}

func isFigureFormat(name string) bool {
	for _, f := range export.Formats {
		if f == name {
			return true
		}
	}
	return false
}

// compare says whether the spikes are those of the link.
func (a *asked) compare(w io.Writer, s experiment.Summary) {
	l := a.link
	if l == nil || l.Hash == "" || s.DurationS != l.TimeS {
		return
	}
	if strings.HasPrefix(s.SpikeHash, l.Hash) {
		fmt.Fprintf(w, "  the same spikes as when the link was made\n")
		return
	}
	fmt.Fprintf(w, "  other spikes than when the link was made (%s, by engine %s; this is %s)\n", l.Hash, l.Engine, version())
}
