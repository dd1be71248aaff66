package web

import (
	"slices"
	"strings"
	"testing"

	"striate/params"
)

// chain is an experiment with an eye, an input of its own and a protocol.
func chain() []params.Param {
	choice := func(path string, choices ...string) params.Param {
		return params.Param{Path: path, Key: "kind", Type: params.Choice, Default: choices[0], Choices: choices}
	}
	slider := func(path string, value float64) params.Param {
		return params.Param{Path: path, Key: path[strings.LastIndexByte(path, '.')+1:], Type: params.Number, Default: value, Max: 180}
	}
	return []params.Param{
		choice("stimulus.kind", "motion_cloud", "grating"), slider("stimulus.theta_deg", 60), slider("stimulus.tf_hz", 2),
		choice("protocol.kind", "hold", "turn"), slider("retina.rate_hz", 40),
		choice("input.kind", "thalamic", "poisson"), slider("input.theta_deg", 60), slider("input.rate_hz", 20),
		slider("ring.plasticity.a", .025),
		choice("network.kind", "ring", "balanced"), slider("network.w_e_ns", 6), slider("network.cell.tau_m_ms", 20),
		{Path: "changes", Key: "changes", Type: params.Text, Label: "timetable", Default: ""},
	}
}

// dockOf arranges chain with some values set and these paths changed.
func dockOf(set map[string]any, changed ...string) (d DockView, byPath map[string]Control) {
	var idle []string
	if set["input.kind"] == "poisson" {
		idle = []string{"stimulus", "retina"}
	}
	if set["network.kind"] == "balanced" {
		idle = []string{"stimulus", "retina", "input", "ring", "protocol"}
	}
	ps := chain()
	d = NewDock(ps, func(path string) any {
		if v, ok := set[path]; ok {
			return v
		}
		for _, p := range ps {
			if p.Path == path {
				return p.Default
			}
		}
		return nil
	}, changed, idle...)
	byPath = map[string]Control{}
	for _, g := range slices.Concat(d.Rows, d.More) {
		for _, c := range slices.Concat(g.Controls, g.Flags) {
			byPath[c.Path] = c
		}
	}
	return d, byPath
}

func TestPoissonInputHasNoSlidersOfTheEye(t *testing.T) {
	d, byPath := dockOf(map[string]any{"input.kind": "poisson"})
	if d.Rows[0].Name != "input" || d.Rows[1].Title != learning {
		t.Errorf("rows are %q and %q, want the input above the learning", d.Rows[0].Name, d.Rows[1].Title)
	}
	for _, path := range []string{"stimulus.theta_deg", "retina.rate_hz"} {
		if _, there := byPath[path]; there {
			t.Errorf("%s has a slider that would move nothing", path)
		}
	}
	if c := byPath["input.theta_deg"]; !c.Cyclic() || !c.Front {
		t.Errorf("input.theta_deg: cyclic %v, front %v, want both", c.Cyclic(), c.Front)
	}
}

func TestProtocolHoldsTheOrientation(t *testing.T) {
	for protocol, want := range map[string]bool{"hold": false, "turn": true} {
		_, byPath := dockOf(map[string]any{"protocol.kind": protocol})
		if got := byPath["stimulus.theta_deg"].Driven; got != want {
			t.Errorf("protocol %s: θ driven %v, want %v", protocol, got, want)
		}
		if byPath["stimulus.tf_hz"].Driven {
			t.Errorf("protocol %s: tf is driven too", protocol)
		}
	}
}

func TestAnotherKindIsOneChange(t *testing.T) {
	_, byPath := dockOf(map[string]any{"stimulus.kind": "grating", "stimulus.theta_deg": 120.0},
		"stimulus.kind", "stimulus.theta_deg", "stimulus.tf_hz", "ring.plasticity.a")
	for path, want := range map[string]bool{"stimulus.theta_deg": true, "stimulus.tf_hz": false, "ring.plasticity.a": true} {
		if got := byPath[path].Changed; got != want {
			t.Errorf("%s: changed %v, want %v", path, got, want)
		}
	}
}

func TestNetworkThatDrivesItself(t *testing.T) {
	d, byPath := dockOf(map[string]any{"network.kind": "balanced"})
	if len(d.Rows) != 2 || d.Rows[0].Name != "network" || d.Rows[1].Title != "Cells" {
		t.Fatalf("rows %+v, want network and cells", d.Rows)
	}
	for _, path := range []string{"stimulus.theta_deg", "retina.rate_hz", "input.kind", "ring.plasticity.a", "protocol.kind"} {
		if _, there := byPath[path]; there {
			t.Errorf("%s has a control that would move nothing", path)
		}
	}
	for _, path := range []string{"network.kind", "network.w_e_ns", "changes"} {
		if _, there := byPath[path]; !there {
			t.Errorf("%s has no control", path)
		}
	}
}

// ofKind arranges the parameters of a stimulus, with the keys of its screen.
func ofKind(kind string, keys ...string) DockView {
	ps := []params.Param{
		{Path: "duration_s", Key: "duration_s", Type: params.Number, Default: 6., Max: 100, Tier: "more"},
		{Path: "stimulus.kind", Key: "kind", Type: params.Choice, Default: kind, Choices: []string{"sum", "masked", "grating"}},
	}
	for _, key := range append([]string{"width_px", "fps"}, keys...) {
		p := params.Param{Path: "stimulus." + key, Key: key[strings.LastIndexByte(key, '.')+1:], Type: params.Number, Default: 1., Max: 10}
		switch p.Key {
		case "kind":
			p.Type, p.Default, p.Choices = params.Choice, "grating", []string{"grating", "blank"}
		case "mask":
			p.Type, p.Default, p.Choices = params.Choice, "gaussian", []string{"gaussian", "stimulus"}
		}
		ps = append(ps, p)
	}
	ps = append(ps, params.Param{Path: "retina.rate_hz", Key: "rate_hz", Type: params.Number, Default: 40., Max: 100})
	return NewDock(ps, func(path string) any {
		for _, p := range ps {
			if p.Path == path {
				return p.Default
			}
		}
		return nil
	}, nil)
}

func TestDrawerTellsOfTheStimulusFirst(t *testing.T) {
	d := ofKind("sum", "weight_a", "weight_b", "contrast_pct", "other_deg", "a.kind", "a.theta_deg", "b.kind", "b.theta_deg")
	var titles []string
	for _, g := range d.More {
		titles = append(titles, g.Title)
	}
	want := []string{"Stimulus", "First stimulus", "Second stimulus", "Screen", "Retina and LGN", "Run"}
	if !slices.Equal(titles, want) {
		t.Errorf("groups %q, want %q", titles, want)
	}
	if parts := d.drawers(); len(parts) != 2 || len(parts[0]) != 4 {
		t.Errorf("%d parts, want the stimulus with its screen apart from the rest", len(parts))
	}
	var row []string
	for _, c := range d.Rows[0].Controls {
		row = append(row, strings.TrimPrefix(c.Path, "stimulus."))
	}
	if want := []string{"a.kind", "weight_a", "b.kind", "weight_b", "contrast_pct"}; !slices.Equal(row, want) {
		t.Errorf("the row of a sum holds %q, want %q", row, want)
	}
}

func TestMaskThatIsNotUsedIsNotShown(t *testing.T) {
	for _, g := range ofKind("masked", "mask", "radius_deg", "of.kind", "of.theta_deg", "by.kind", "by.theta_deg").More {
		if g.Name == "stimulus.by" {
			t.Error("a masking stimulus is offered, where the mask is Gaussian")
		}
	}
}
