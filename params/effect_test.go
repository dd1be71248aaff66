package params

import "testing"

// gap is a part that has no shape, and is embedded by one that has.
type gap struct {
	_ struct{} `eq:"g = e/2" ref:"Gap 1901"`

	Edge  float64 `json:"edge_deg" sym:"e" default:"1" range:"0,9" doc:"edge" when:"window=disc|ring"`
	Fine  float64 `json:"fine_deg" default:"1" range:"0,9" doc:"fine" eq:"f = 1/2" ref:"Fine 1902"`
	Other float64 `json:"other_deg" default:"1" range:"0,9" doc:"other" ref:"Other 1903"`
}

type pane struct {
	_ struct{} `eq:"p = w"`

	Window string  `json:"window" default:"full" choice:"full,disc,ring,inf" doc:"window"`
	Hole   float64 `json:"hole_deg" default:"1" range:"0,9" doc:"hole" when:"window=ring,edge_deg!=0"`
	gap
}

func TestEquationsOfAStructAreThoseOfItsFields(t *testing.T) {
	v := new(pane)
	if err := SetDefaults(v); err != nil {
		t.Fatal(err)
	}
	for _, p := range Describe(v) {
		want := map[string][2]string{
			"window": {"p = w", ""}, "hole_deg": {"p = w", ""},
			"edge_deg": {"g = e/2", "Gap 1901"}, "fine_deg": {"f = 1/2", "Fine 1902"}, "other_deg": {"g = e/2", "Other 1903"},
		}[p.Key]
		if p.Eq != want[0] || p.Ref != want[1] {
			t.Errorf("%s: equation %q of %q, want %q of %q", p.Key, p.Eq, p.Ref, want[0], want[1])
		}
	}
}

func TestIdle(t *testing.T) {
	v := new(pane)
	if err := SetDefaults(v); err != nil {
		t.Fatal(err)
	}
	idle := func() map[string]string {
		values, out := Values(v), map[string]string{}
		for _, p := range Describe(v) {
			if n, now, is := p.Idle(func(path string) any { return values[path] }); is {
				out[p.Key] = n.Path + " is " + now
			}
		}
		return out
	}
	for _, c := range []struct {
		window     string
		edge       float64
		hole, soft string
	}{
		{"full", 1, "window is full", "window is full"},
		{"disc", 1, "window is disc", ""},
		{"ring", 1, "", ""},
		{"ring", 0, "edge_deg is 0", ""},
	} {
		v.Window, v.Edge = c.window, c.edge
		if got := idle(); got["hole_deg"] != c.hole || got["edge_deg"] != c.soft {
			t.Errorf("%s, edge %g: idle %v, want hole %q and edge %q", c.window, c.edge, got, c.hole, c.soft)
		}
	}
	// The part alone has no window that could stand in its way.
	for _, p := range Describe(&v.gap) {
		if _, _, is := p.Idle(func(string) any { return nil }); is {
			t.Errorf("%s is idle for want of a parameter that is not there", p.Path)
		}
	}
	nested := Param{Path: "stimulus.of.hole_deg", Key: "hole_deg", When: "window=ring"}
	if n := nested.Needs(); len(n) != 1 || n[0].Path != "stimulus.of.window" {
		t.Errorf("needs %v, want the window beside it", n)
	}
}
