package experiment

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"striate/params"
)

// Change is parameters that were given new values in flight, all between the
// same two steps.
type Change struct {
	TimeS  float64        `json:"t_s"` // since the run began
	Values map[string]any `json:"values"`
}

// Bounds of what is kept of a run that is changed again and again.
const (
	MaxChanges     = 1000
	maxChangesText = 100_000 // bytes of paths and values
)

// Why a run cannot be repeated from its beginning, its seed and its changes.
const (
	lostMany   = "more than 1000 changes were made"
	lostFrames = "its video frames came from a page, and are not kept"
	lostSaved  = "it goes on from a saved state"
)

// changelog is what was changed in flight, and what is still to be: a run that
// is given the changes of another one repeats it, spike for spike.
type changelog struct {
	start *Experiment // as it was at t = 0
	made  []timed
	text  int    // bytes of made
	lost  string // why made does not repeat the run; empty where it does
	todo  []timed
}

// timed is a change before a display frame.
type timed struct {
	frame  int64
	values map[string]any
}

// keep notes that values were given to the run before that frame.
func (c *changelog) keep(frame int64, values map[string]any) {
	if c.lost != "" {
		return
	}
	for path, v := range values {
		c.text += len(path) + len(fmt.Sprint(v))
	}
	if c.made = append(c.made, timed{frame, values}); len(c.made) > MaxChanges || c.text > maxChangesText {
		c.lose(lostMany)
	}
}

// lose gives the changes up: they alone would give other spikes.
func (c *changelog) lose(why string) { c.made, c.lost = nil, why }

// OpenChanged is [Experiment.Open] of a run that is changed on the way.
func (e *Experiment) OpenChanged(list []Change) (*Run, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	return r, r.schedule(list)
}

// schedule puts changes before the frames of a run that has not begun, each
// before the one that is nearest to its time, and tries them all out.
func (r *Run) schedule(list []Change) error {
	todo, refused := tryOut(r.log.start, list)
	if len(refused) > 0 {
		return refused[0]
	}
	r.log.todo = todo
	return nil
}

// tryOut makes the changes one after the other to a copy of e. It gives those
// that can be made in flight, and what is wrong with the others.
func tryOut(e *Experiment, list []Change) (todo []timed, refused []error) {
	if len(list) > MaxChanges {
		return nil, []error{&params.Error{Path: "changes", Found: fmt.Sprintf("%d changes", len(list)), Want: fmt.Sprintf("at most %d", MaxChanges)}}
	}
	now := e.Clone()
	for _, c := range list {
		frame := math.Round(c.TimeS * e.FPS())
		if !(c.TimeS >= 0 && c.TimeS <= MaxDuration) {
			refused = append(refused, &params.Error{Path: "changes", Found: params.FormatNumber(c.TimeS), Want: fmt.Sprintf("times of 0 to %d s", MaxDuration)})
			continue
		}
		next := now.Clone()
		if err := next.Set(c.Values); err != nil {
			refused = append(refused, err)
			continue
		}
		if path := changedSections(now, next).because; path != "" {
			refused = append(refused, &params.Error{Path: path, Found: showValue(c.Values[path]), Want: fmt.Sprintf("%s, as at first: it cannot change in flight", showValue(params.Values(now)[path]))})
			continue
		}
		now, todo = next, append(todo, timed{int64(frame), c.Values})
	}
	slices.SortStableFunc(todo, func(a, b timed) int { return int(a.frame - b.frame) })
	return todo, refused
}

// repeat makes the changes that are due before the next frame.
func (r *Run) repeat() error {
	for len(r.log.todo) > 0 && r.log.todo[0].frame <= r.frame {
		c := r.log.todo[0]
		r.log.todo = r.log.todo[1:]
		if err := r.Change(c.values); err != nil {
			return fmt.Errorf("changes: at %g s: %w", r.TimeMs()/1000, err)
		}
	}
	return nil
}

// take gives the run values in flight, of which next is made, and keeps them
// for whoever repeats it. It says false where they need another network.
func (r *Run) take(next *Experiment, values map[string]any) (bool, error) {
	before := r.given
	ok, err := r.Apply(next)
	if ok && err == nil {
		if v := given(before, next, values); len(v) > 0 {
			r.log.keep(r.frame, v)
		}
	}
	return ok, err
}

// given are values as next has them, which was before until it was given them.
// Those that were the same before are left out, but not where a kind was
// chosen: another kind has other values at first.
func given(before, next *Experiment, values map[string]any) map[string]any {
	was, is := params.Values(before), params.Values(next)
	kind := false
	for path := range values {
		kind = kind || strings.HasSuffix(path, ".kind") && was[path] != is[path]
	}
	out := map[string]any{}
	for path := range values {
		if v, there := is[path]; there && (kind || was[path] != v) {
			out[path] = v
		}
	}
	return out
}

// Changes are all changes made in flight so far; why says, where they do not
// repeat the run, what is lost.
func (r *Run) Changes() (list []Change, why string) {
	for _, c := range r.log.made {
		list = append(list, Change{timeOf(c.frame, r.exp.FPS()), plain(maps.Clone(c.values))})
	}
	return list, r.log.lost
}

// timeOf is the time at which a frame begins, s.
func timeOf(frame int64, fps float64) float64 { return float64(frame) / fps }

// difference is what base has to be given, in this order: kinds first, to become
// next.
func difference(base, next *Experiment) map[string]any {
	out := map[string]any{}
	is, now := params.Values(next), base.Clone()
	for again := true; again; {
		again = false
		was := params.Values(now)
		for _, p := range params.Describe(now) { // an outer kind before those within
			if v, there := is[p.Path]; there && strings.HasSuffix(p.Path, ".kind") && was[p.Path] != v && params.Set(now, p.Path, v) == nil {
				out[p.Path], again = v, true
				break
			}
		}
	}
	was := params.Values(now)
	for path, v := range is {
		if was[path] != v {
			out[path] = v
		}
	}
	return out
}
