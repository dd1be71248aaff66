package experiment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"striate/params"
	"striate/stimuli"
)

// change is one entry of a timetable: from then on a parameter has that value.
type change struct {
	atS  float64
	path string
	text string
}

// maxChanges of a timetable.
const maxChanges = 200

// timetable reads "6: input.b_theta_deg=22.5; 6.5: input.rate_hz=0", times in
// s, into changes in order of time.
func timetable(text string) ([]change, error) {
	var out []change
	for _, entry := range strings.Split(text, ";") {
		if strings.TrimSpace(entry) == "" {
			continue
		}
		when, what, ok := strings.Cut(entry, ":")
		path, value, has := strings.Cut(what, "=")
		at, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(when), "s"), 64)
		if !ok || !has || err != nil || !(at >= 0 && at <= MaxDuration) || strings.TrimSpace(path) == "" {
			return nil, &params.Error{Path: "changes", Found: fmt.Sprintf("%q", strings.TrimSpace(entry)), Want: `entries like "6: input.b_theta_deg=22.5", time in s`}
		}
		out = append(out, change{at, strings.TrimSpace(path), strings.TrimSpace(value)})
	}
	if len(out) > maxChanges {
		return nil, &params.Error{Path: "changes", Found: fmt.Sprintf("%d changes", len(out)), Want: fmt.Sprintf("at most %d", maxChanges)}
	}
	slices.SortStableFunc(out, func(a, b change) int {
		switch {
		case a.atS < b.atS:
			return -1
		case a.atS > b.atS:
			return 1
		}
		return 0
	})
	return out, nil
}

// checkChanges tries the timetable out: each change must be one that a network
// can take in flight.
func (e *Experiment) checkChanges() error {
	if strings.TrimSpace(e.Changes) == "" {
		return nil
	}
	list, err := timetable(e.Changes)
	if err != nil {
		return err
	}
	now := e.Clone()
	now.Changes = ""
	for _, c := range list {
		next := now.Clone()
		if err := next.Set(map[string]any{c.path: c.text}); err != nil {
			return &params.Error{Path: "changes", Found: fmt.Sprintf("%q", c.path+"="+c.text), Want: "a change that may be made; " + err.Error()}
		}
		if s := changedSections(now, next); s.rebuild || s.has["seed"] || s.has["duration_s"] || s.has["protocol"] {
			return &params.Error{Path: "changes", Found: fmt.Sprintf("%q", c.path), Want: "a parameter that can change in flight"}
		}
		now = next
	}
	return nil
}

// File is the file that a stimulus or a part of it is read from, at first or by
// the timetable; empty where none is.
func (e *Experiment) File() string {
	if s := e.Stimulus.Value; s != nil {
		if name := stimuli.File(s); name != "" {
			return name
		}
	}
	return FileIn("changes", e.Changes)
}

// FileIn is the file that a parameter names when it is given that value: of a
// stimulus, of a part of it, of an item of a sequence, or by the timetable.
func FileIn(path, value string) string {
	switch {
	case strings.HasPrefix(path, "stimulus."):
		return stimuli.FileIn(path, value)
	case path == "changes":
		list, _ := timetable(value)
		for _, c := range list {
			if name := FileIn(c.path, c.text); name != "" && c.path != "changes" {
				return name
			}
		}
	}
	return ""
}

// at is the experiment as its timetable has it at t s.
func (e *Experiment) at(t float64) *Experiment {
	list, err := timetable(e.Changes)
	if err != nil || len(list) == 0 {
		return e
	}
	values := map[string]any{}
	for _, c := range list {
		if c.atS <= t+1e-9 {
			values[c.path] = c.text
		}
	}
	now := e.Clone()
	if len(values) == 0 || params.SetAll(now, values) != nil { // checked when the experiment was
		return e
	}
	return now
}
