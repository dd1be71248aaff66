package experiment

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"striate/params"
)

// Load puts another experiment into the session, for all who watch it.
func (s *Session) Load(e *Experiment) error { return s.LoadWarm(e, 0) }

// LoadWarm is Load with so many seconds simulated before it returns.
func (s *Session) LoadWarm(e *Experiment, seconds float64) error {
	if !(seconds >= 0 && seconds <= maxWarm) {
		return badWarm(seconds)
	}
	s.change.Lock()
	defer s.change.Unlock()
	if err := s.load(e.Clone(), true); err != nil || seconds == 0 {
		return err
	}
	return s.do(func() {
		for range int(seconds * s.exp.FPS()) {
			s.advance()
		}
		s.publish(true)
	})
}

// load opens e while the old run goes on, then swaps.
func (s *Session) load(e *Experiment, other bool) error {
	run, err := e.Open()
	if err != nil {
		return err
	}
	return s.do(func() {
		if s.state == Failed || s.state == Done {
			s.state = Playing
		}
		s.install(run)
		if other {
			s.blame = ""
			s.until = run.end()
		}
		s.out.info = true
		s.publish(true)
	})
}

// Save is the state of the run between two steps, for [Session.Restore] or
// [OpenSaved].
func (s *Session) Save() (data []byte, err error) {
	closed := s.do(func() {
		if data, err = s.run.Save(); err == nil {
			s.remember(data)
		}
	})
	return data, errors.Join(closed, err)
}

// savedLog is what led to a state that the session gave.
type savedLog struct {
	sum [sha256.Size]byte // of the state
	log changelog
}

// mostSaved logs are remembered.
const mostSaved = 8

// remember keeps the changes that led to a state: a session that comes back to
// it can still be repeated from its beginning.
func (s *Session) remember(data []byte) {
	log := s.run.log
	if log.lost != "" {
		return
	}
	log.made, log.todo = slices.Clone(log.made), slices.Clone(log.todo)
	s.saved = append(s.saved, savedLog{sha256.Sum256(data), log})
	if len(s.saved) > mostSaved {
		s.saved = slices.Delete(s.saved, 0, 1)
	}
}

// recall gives a run that was opened from a state of this session its changes.
func (s *Session) recall(run *Run, sum [sha256.Size]byte) {
	for _, k := range s.saved {
		if k.sum == sum {
			run.log = k.log
			run.log.made, run.log.todo = slices.Clone(k.log.made), slices.Clone(k.log.todo)
		}
	}
}

// Restore goes on from a saved state, for all who watch. Whether the session
// plays stays as it was; one that had failed or come to its end waits.
func (s *Session) Restore(data []byte) error {
	s.change.Lock()
	defer s.change.Unlock()
	run, err := OpenSaved(data)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	return s.do(func() {
		if s.state != Playing {
			s.state = Paused
		}
		s.recall(run, sum)
		s.install(run)
		s.blame = ""
		if s.until = run.end(); s.until > 0 && run.frame >= int64(s.exp.Frames(s.until)) {
			s.state = Done
		}
		s.out.info = true
		s.publish(true)
	})
}

// Patch gives parameters new values between two steps: all of them or, with
// an error, none. Where a value needs another network, that is built while the
// old run goes on, and starts from its beginning; where only the stimulus
// changes, the network keeps its state.
func (s *Session) Patch(values map[string]any) error {
	s.change.Lock()
	defer s.change.Unlock()
	next := s.Experiment()
	if next == nil {
		return ErrClosed
	}
	before := params.Values(next)
	if err := next.Set(values); err != nil {
		return err
	}
	if len(differing(before, next)) == 0 {
		return nil
	}
	words := describeChange(before, next)
	var applied bool
	var err error
	closed := s.do(func() {
		if applied, err = s.run.take(next, values); err != nil || !applied {
			return
		}
		s.run.log.todo = nil // a hand on the run: it goes its own way from here
		s.exp = s.run.given
		s.monitor.retune(s.exp)
		s.note(words, s.run.TimeMs())
		s.publish(true)
	})
	switch {
	case closed != nil:
		return closed
	case err != nil || applied:
		return err
	}
	if err := s.load(next, false); err != nil {
		return err
	}
	return s.do(func() {
		s.note(words, s.run.TimeMs())
		s.publish(true)
	})
}

// note remembers a change for plots over time and for the words of a failure.
func (s *Session) note(words []string, ms float64) {
	for _, w := range words {
		s.blame = w
		s.out.marks = append(s.out.marks, Mark{TimeMs: ms, Text: w})
	}
	s.marks = append(s.marks, s.out.marks[len(s.out.marks)-len(words):]...)
	s.marks = s.marks[max(0, len(s.marks)-marksKept):]
	s.out.info = true
}

// marksKept are the changes that a session remembers for those who come later.
const marksKept = 240

// differing are the parameters that have another value now.
func differing(before map[string]any, e *Experiment) []params.Param {
	var out []params.Param
	after := params.Values(e)
	for _, p := range params.Describe(e) {
		if was := before[p.Path]; was != after[p.Path] && was != nil {
			out = append(out, p)
		}
	}
	return out
}

// describeChange says what differs now: "θ 120° → 60°". Which cells are probed
// changes nothing of the run.
func describeChange(before map[string]any, e *Experiment) []string {
	var out []string
	after := params.Values(e)
	for _, p := range differing(before, e) {
		if strings.HasPrefix(p.Path, "probe.") {
			continue
		}
		was, is := showValue(before[p.Path]), showValue(after[p.Path])
		if was == is {
			continue
		}
		name := p.Symbol
		if name == "" {
			name = p.Label
		}
		unit := p.Unit
		if unit == "deg" {
			unit = "°"
		} else if unit != "" {
			unit = " " + unit
		}
		out = append(out, fmt.Sprintf("%s %s%s → %s%s", name, was, unit, is, unit))
	}
	return out
}

func showValue(v any) string {
	if x, ok := v.(float64); ok {
		return params.FormatNumber(math.Round(x*1e4) / 1e4)
	}
	return fmt.Sprint(v)
}
