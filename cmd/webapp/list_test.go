package main

import (
	"encoding/json"
	"strings"
	"testing"

	"striate/experiment"
)

func TestLists(t *testing.T) {
	code, table, _ := call(t, "params")
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if code != 0 || len(lines) != len(experiment.Params())+1 {
		t.Errorf("exit %d, %d lines of %d parameters", code, len(lines), len(experiment.Params()))
	}
	column := strings.Index(lines[0], "KIND")
	for _, l := range lines[1:] {
		if l[column-1] != ' ' || l[column] == ' ' {
			t.Errorf("not aligned: %s", l)
		}
	}
	code, text, _ := call(t, "params", "--json")
	var ps []map[string]any
	if err := json.Unmarshal([]byte(text), &ps); code != 0 || err != nil || len(ps) != len(experiment.Params()) {
		t.Fatalf("exit %d, %d parameters, %v", code, len(ps), err)
	}
	for _, p := range ps {
		for _, key := range []string{"path", "kind", "type", "unit", "default", "doc"} {
			if _, there := p[key]; !there {
				t.Errorf("%v lacks %s", p["path"], key)
			}
		}
		if p["type"] == "number" && len(p["range"].([]any)) != 2 {
			t.Errorf("%v has the range %v", p["path"], p["range"])
		}
	}
	code, text, _ = call(t, "presets", "--json")
	var list []experiment.PresetInfo
	if err := json.Unmarshal([]byte(text), &list); code != 0 || err != nil || len(list) != len(experiment.Presets()) {
		t.Errorf("exit %d, %d presets, %v", code, len(list), err)
	}
	code, text, _ = call(t, "presets")
	for _, p := range list {
		if code != 0 || !strings.Contains(text, p.Name+"\n") {
			t.Errorf("presets do not list %s", p.Name)
		}
	}
	if code, text, _ = call(t, "version"); code != 0 || !strings.HasPrefix(text, "striate "+release) {
		t.Errorf("exit %d, version %q", code, text)
	}
}
