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
