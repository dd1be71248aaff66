package experiment

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"striate/params"
	"striate/sim"
)

// Apply gives the run the parameters of next between two steps. It says false,
// and changes nothing, where they need another network; then the experiment is
// opened anew.
func (r *Run) Apply(next *Experiment) (bool, error) {
	// A parameter that needs another network does so also where a timetable
	// has changed it meanwhile.
	if changedSections(r.given, next).rebuild {
		return false, nil
	}
	now := r.TimeMs() / 1000
	ok, err := r.become(next.at(now))
	if !ok || err != nil {
		return ok, err
	}
	r.since = now
	r.given = next.Clone()
	r.timetable, r.passed = nil, 0
	return true, nil
}

// Change gives parameters new values in flight: all of them or, with an error,
// none. Those that need another network are refused.
func (r *Run) Change(values map[string]any) error {
	next := r.given.Clone()
	if err := next.Set(values); err != nil {
		return err
	}
	if path := changedSections(r.given, next).because; path != "" {
		was, is := params.Values(r.given)[path], params.Values(next)[path]
		return &params.Error{Path: path, Found: showValue(is), Want: fmt.Sprintf("%s, as before: it cannot change in flight", showValue(was))}
	}
	if ok, err := r.take(next, values); ok || err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", strings.Join(slices.Sorted(maps.Keys(values)), ", "), errReopen)
}

// Experiment is a copy of the parameters, as they were asked for.
func (r *Run) Experiment() *Experiment { return r.given.Clone() }

// become takes the parameters of now in flight, or says that it cannot.
func (r *Run) become(now *Experiment) (bool, error) {
	changed := changedSections(r.exp, now)
	if changed.rebuild {
		return false, nil
	}
	was := r.exp
	r.exp = now.Clone()
	err := r.applySections(changed)
	if err == nil {
		return true, nil
	}
	r.exp = was
	if errors.Is(err, errReopen) {
		return false, nil
	}
	return false, err
}

// errReopen says that a change cannot be made in flight.
var errReopen = errors.New("this change needs another network")

func (r *Run) applySections(c sections) error {
	if r.movie != nil && (c.has["stimulus"] || c.has["retina"]) {
		follow(r.exp.Retina.Value, r.exp.Stimulus.Value)
		if err := r.retina.Retune(r.exp.Retina.Value); err != nil {
			return errReopen
		}
	}
	if r.movie != nil && (c.has["stimulus"] || c.has["protocol"]) {
		r.show()
		retune := r.retuneMovie
		if c.reopenMovie {
			retune = r.reopenMovie
		}
		if err := retune(); err != nil {
			return err
		}
	}
	if c.has["input"] {
		if err := r.exp.Input.Value.retune(r); err != nil {
			return err
		}
	}
	if c.has["probe"] {
		if err := r.openProbes(); err != nil {
			return err
		}
	}
	if c.has["ring"] && r.layer != nil || c.has["network"] {
		return r.exp.Network.Value.retune(r)
	}
	return nil
}

// sections says which parts of an experiment a change touches.
type sections struct {
	has         map[string]bool
	rebuild     bool   // the network or the eye must be made anew
	because     string // the first parameter for which it must
	reopenMovie bool   // another movie on the same screen
}

// changedSections compares two experiments, parameter by parameter. A
// parameter marked live:"rebuild" reopens the experiment, but for those of a
// stimulus on the same screen, which reopen the movie alone.
func changedSections(a, b *Experiment) sections {
	c := sections{has: map[string]bool{}}
	screen := ""
	was, is := params.Values(a), params.Values(b)
	for _, p := range params.Describe(b) {
		if old, there := was[p.Path]; there && old == is[p.Path] {
			continue
		}
		name, _, _ := strings.Cut(p.Path, ".")
		c.has[name] = true
		switch {
		case name == "stimulus" && (p.Key == "kind" || p.Live == "rebuild"):
			c.reopenMovie, screen = true, cmp.Or(screen, p.Path)
		case p.Live == "rebuild", p.Key == "kind" && name != "protocol":
			c.rebuild, c.because = true, cmp.Or(c.because, p.Path)
		}
	}
	if *a.Stimulus.Value.Geometry() != *b.Stimulus.Value.Geometry() {
		c.rebuild, c.because = true, cmp.Or(c.because, screen, "stimulus")
	}
	return c
}

// StimulusSeed is the seed of the stimulus where that of all randomness is
// seed: of the live movie, of films over HTTP and of webapp stimulus, so that
// all three show the same frames.
func StimulusSeed(seed uint64) sim.Seed { return sim.Seed(seed).Sub("stimulus") }
