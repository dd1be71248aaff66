package experiment

import (
	"slices"
	"testing"
)

// One who comes late is told of the whole run: spikes, changes and what was
// read; which cells are probed is no change.
func TestLateWatcherIsToldThePast(t *testing.T) {
	s := session(t, "first-light", Options{WarmS: 12})
	if err := s.Patch(map[string]any{"stimulus.theta_deg": 3.0}); err != nil {
		t.Fatal(err)
	}
	if err := s.Patch(map[string]any{"probe.cells": "1, 5"}); err != nil {
		t.Fatal(err)
	}
	w := s.Watch()
	tick := next(t, w)
	if tick.SinceMs != 0 {
		t.Errorf("told since %g ms, want 0", tick.SinceMs)
	}
	first := float32(1e9)
	for _, l := range tick.Spikes {
		if len(l.TimeMs) > 0 {
			first = min(first, slices.Min(l.TimeMs))
		}
	}
	if first > 1000 {
		t.Errorf("the first spike told is at %g ms, want one of the first second", first)
	}
	if len(tick.Marks) != 1 || tick.Marks[0].TimeMs != tick.TimeMs {
		t.Errorf("marks %v, want the one change at %g ms", tick.Marks, tick.TimeMs)
	}
	if p := tick.Past; p == nil || len(p.R) < 100 || len(p.R) != len(p.TimeMs) || len(p.R) != len(p.Learning) {
		t.Errorf("the resultant of the past is %+v, want a point every 100 ms", p)
	}
}
