package experiment

import (
	"fmt"

	"striate/params"
)

// Command is what a person can say to a session. Fields that are nil or empty
// leave things as they are.
type Command struct {
	Action string   `json:"action,omitempty"` // play, pause, step, reset
	Speed  *float64 `json:"speed,omitempty"`  // multiple of real time, +Inf for as fast as it can
	Seed   *uint64  `json:"seed,omitempty"`   // start again with another seed
	UntilS *float64 `json:"until_s,omitempty"`
}

// Control carries out a command, or refuses all of it.
func (s *Session) Control(c Command) error {
	if c.Speed != nil && !(*c.Speed >= MinSpeed) {
		return &params.Error{Path: "speed", Found: params.FormatNumber(*c.Speed), Want: fmt.Sprintf("%g to inf", MinSpeed)}
	}
	if c.UntilS != nil && !(*c.UntilS >= 0 && *c.UntilS <= MaxDuration) {
		return &params.Error{Path: "until_s", Found: params.FormatNumber(*c.UntilS), Want: fmt.Sprintf("0 to %d s", MaxDuration)}
	}
	switch c.Action {
	case "", "play", "pause", "step", "reset":
	default:
		return &params.Error{Path: "action", Found: fmt.Sprintf("%q", c.Action), Want: "one of play, pause, step, reset"}
	}
	if c.Seed != nil || c.Action == "reset" {
		if err := s.reopen(c.Seed); err != nil {
			return err
		}
	}
	return s.do(func() {
		if c.Speed != nil {
			s.speed = *c.Speed
			s.pace.restart()
		}
		if c.UntilS != nil {
			s.until = *c.UntilS
			if s.state == Done {
				s.state = Paused
			}
		}
		switch c.Action {
		case "play":
			s.play()
		case "pause":
			if s.state == Playing {
				s.state = Paused
			}
		case "step":
			if s.state == Playing {
				s.state = Paused
			}
			if s.state == Paused || s.state == Done {
				s.advance()
			}
		}
		s.out.info = true
		s.publish(true)
	})
}

// play goes on; a run that came to its end goes on past it.
func (s *Session) play() {
	switch s.state {
	case Paused:
		s.state = Playing
	case Done:
		s.until, s.state = 0, Playing
	}
	s.pace.restart()
}

// reopen starts the same experiment from its beginning, with that seed if one
// is given.
func (s *Session) reopen(seed *uint64) error {
	s.change.Lock()
	defer s.change.Unlock()
	e := s.Experiment()
	if e == nil {
		return ErrClosed
	}
	before := params.Values(e)
	if seed != nil {
		if err := e.Set(map[string]any{"seed": *seed}); err != nil {
			return err
		}
	}
	if err := s.load(e, false); err != nil {
		return err
	}
	return s.do(func() { s.note(describeChange(before, e), s.run.TimeMs()) })
}
