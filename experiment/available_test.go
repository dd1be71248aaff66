package experiment

import (
	"errors"
	"slices"
	"testing"
)

// A run has the figures that its experiment promises, and no others.
func TestFiguresOfEveryPreset(t *testing.T) {
	for _, p := range Presets() {
		e, err := Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		promised := e.Figures()
		r, err := e.Open()
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		m := NewMonitor(r, r.end())
		st, err := r.Step()
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		m.Add(st)
		for _, name := range FigureNames() {
			_, err := m.Figure(name)
			var none ErrNoFigure
			if err != nil && !errors.As(err, &none) {
				t.Errorf("%s: %s: %v", p.Name, name, err)
			}
			if has := err == nil; has != slices.Contains(promised, name) {
				t.Errorf("%s: figure %s: there %v, promised %v", p.Name, name, has, !has)
			}
		}
	}
}
