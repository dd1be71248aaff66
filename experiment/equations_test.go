package experiment

import (
	"slices"
	"strings"
	"testing"

	"striate/params"
)

// What the help of a parameter says: where it acts and who wrote that down.
func TestFirstLightIsExplained(t *testing.T) {
	e, err := Preset("first-light")
	if err != nil {
		t.Fatal(err)
	}
	technical := []string{ // of the program, not of the model
		"seed", "duration_s", "runaway_hz", "probe.every_ms", "protocol.sequence_s",
	}
	for _, p := range params.Describe(e) {
		if p.Bounded() && p.Eq == "" && p.Ref == "" && !slices.Contains(technical, p.Path) {
			t.Errorf("%s has neither an equation nor a reference", p.Path)
		}
	}
}

func TestEquationsNameTheirSymbols(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Params() {
		if p.Eq == "" || p.Symbol == "" || seen[p.Kind+p.Path] {
			continue
		}
		seen[p.Kind+p.Path] = true
		if !strings.Contains(p.Eq, p.Symbol) {
			t.Errorf("%s of %s: its symbol %s is not in %q", p.Path, p.Kind, p.Symbol, p.Eq)
		}
	}
	if len(seen) < 200 {
		t.Errorf("only %d parameters have an equation", len(seen))
	}
}

func TestNeedsAreOfParametersThatThereAre(t *testing.T) {
	all := Params()
	met := map[string]bool{} // key and need: found somewhere
	for _, p := range all {
		for _, n := range p.Needs() {
			id := p.Key + ": " + p.When
			met[id] = met[id] || false
			for _, q := range all {
				if q.Path != n.Path || q.Kind != p.Kind {
					continue
				}
				met[id] = true
				for _, v := range n.Values {
					if q.Type == params.Choice && !slices.Contains(q.Choices, v) {
						t.Errorf("%s wants %s to be %q, which is none of %v", p.Path, q.Path, v, q.Choices)
					}
				}
			}
		}
	}
	for id, there := range met {
		if !there {
			t.Errorf("%s: there is no such parameter", id)
		}
	}
	if len(met) < 30 {
		t.Errorf("%d kinds of need, want more", len(met))
	}
}
