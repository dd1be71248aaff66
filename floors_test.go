// Package striate holds the test of the house: which package may import which.
package striate

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// floors says where each room is. A room imports only rooms of lower floors,
// and of those only the ones named.
var floors = []struct {
	room    string
	floor   int
	imports string // rooms of this module it may use
}{
	{"params", 0, ""},
	{"sim", 0, ""},
	{"formula", 1, ""},
	{"internal/golden", 0, ""}, // for tests: no room may name it
	{"stdp", 1, "params sim"},
	{"fourier", 1, ""},
	{"noise", 1, ""},
	{"stimuli", 1, "params sim fourier noise"},
	{"retina", 1, "params sim"},
	{"analysis", 1, "params sim fourier"},
	{"cortex", 1, "params sim stdp formula"},
	{"experiment", 2, "params sim stdp stimuli retina analysis cortex"},
	{"export", 3, "params analysis sim"},
	{"web", 3, "params"},
	{"assets", 3, ""},
	{"assets/build", 3, "assets"},
	{"handlers", 4, "params sim stdp stimuli retina analysis cortex experiment export web assets"},
	{"cmd/webapp", 5, "params sim stimuli analysis experiment export handlers"},
	{"e2e", 6, ""},
}

// forbidden packages of others, with the reason.
var forbidden = []struct{ pkg, from, why string }{
	{"net/http", "params sim formula fourier noise stdp stimuli retina analysis cortex experiment export", "only handlers and cmd speak HTTP; below them a run must work without a server"},
	{"time", "params sim formula fourier noise stdp stimuli retina analysis cortex export", "simulated time is a step count; the clock on the wall belongs to experiment/session.go and above"},
	{"os", "params sim formula fourier noise stdp retina analysis cortex", "numbers come in as arguments: these rooms touch no files"},
	{"math/rand", "params sim formula fourier noise stdp stimuli retina analysis cortex experiment", "randomness is a named stream of the seed (sim.Seed), which is math/rand/v2"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p goPackage
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestImportsPointDownwards(t *testing.T) {
	allowed, floorOf := map[string]string{}, map[string]int{}
	for _, f := range floors {
		allowed[f.room], floorOf[f.room] = f.imports, f.floor
	}
	has := func(list, word string) bool { return strings.Contains(" "+list+" ", " "+word+" ") }
	for _, p := range packages(t) {
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "striate"), "/")
		if room == "" {
			continue
		}
		if _, known := floorOf[room]; !known {
			t.Errorf("%s has no floor: name it in floors_test.go", room)
			continue
		}
		for _, imp := range p.Imports {
			if below, ours := strings.CutPrefix(imp, "striate/"); ours {
				if !has(allowed[room], below) || floorOf[below] > floorOf[room] {
					t.Errorf("%s (floor %d) imports %s (floor %d): allowed are %q", room, floorOf[room], below, floorOf[below], allowed[room])
				}
				continue
			}
			if floorOf[room] == 0 && strings.Contains(imp, ".") {
				t.Errorf("%s imports %s: floor 0 uses the standard library only", room, imp)
			}
			for _, f := range forbidden {
				if f.pkg == imp && has(f.from, room) {
					t.Errorf("%s imports %s: %s", room, imp, f.why)
				}
			}
		}
	}
}
