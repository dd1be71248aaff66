package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A run that is saved and goes on in another process makes the same spikes as
// one that never stopped, and says so by the same hash.
func TestSaveAndGoOn(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := call(t, append([]string{"run"}, args...)...)
		if code != 0 || stderr != "" {
			t.Fatalf("%v: exit %d, %q", args, code, stderr)
		}
		return stdout
	}
	lines := func(dir string) []string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, "spikes.csv"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
	}
	run("six-sequences", "--seed", "3", "--out", "whole")
	run("six-sequences", "--seed", "3", "--duration", "2.345s", "--out", "first", "--save", "first/state")
	if i, err := os.Stat("first/state"); err != nil || i.Mode().Perm() != 0o644 {
		t.Errorf("the state: %v", err)
	}
	stdout := run("first/state", "--duration", "6s", "--out", "rest", "--save", "end.state")
	if !strings.HasPrefix(stdout, "six-sequences, seed 3: from 2.35 to 6 s in ") {
		t.Errorf("it says %q", stdout)
	}
	whole, rest := readSummary(t, "whole"), readSummary(t, "rest")
	if rest.SpikeHash != whole.SpikeHash || rest.ContinuedFromS != 2.35 || rest.SimulatedS < 3.649 || rest.SimulatedS > 3.651 || rest.DurationS != 6 {
		t.Errorf("hash %s, want %s; from %g s, %g s", rest.SpikeHash, whole.SpikeHash, rest.ContinuedFromS, rest.SimulatedS)
	}
	if both := append(lines("first"), lines("rest")...); !slices.Equal(both, lines("whole")) {
		t.Errorf("%d spikes in two parts, %d in one, or others", len(both), len(lines("whole")))
	}
	// What was read out of whole sequences is the same too.
	if n := len(rest.Sequences); n != 4 || rest.Sequences[0].StartS != 2.35 || rest.Sequences[3] != whole.Sequences[5] {
		t.Errorf("sequences %+v, want the last of %+v", rest.Sequences, whole.Sequences)
	}

	// Changes in flight: the state goes on from both ends in the same way.
	run("whole/params.json", "--out", "again", "--save", "again.state")
	for _, file := range []string{"end.state", "again.state"} {
		run(file, "--duration", "7", "--set", "ring.plasticity.learning=false", "--set", "input.rate_hz=40", "--out", file+".out", "--export", "gif,csv")
	}
	a, b := readSummary(t, "end.state.out"), readSummary(t, "again.state.out")
	if a.SpikeHash != b.SpikeHash || a.SpikeHash == whole.SpikeHash || a.ContinuedFromS != 6 {
		t.Errorf("hashes %s and %s", a.SpikeHash, b.SpikeHash)
	}

	// With a stimulus, and its film.
	run("first-light", "--duration", "0.9", "--out", "light")
	run("first-light", "--duration", "0.4", "--out", "half", "--save", "half.state")
	run("half.state", "--duration", "0.9", "--out", "half", "--export", "gif")
	if got, want := readSummary(t, "half").SpikeHash, readSummary(t, "light").SpikeHash; got != want {
		t.Errorf("first-light: hash %s, want %s", got, want)
	}
	if _, err := os.Stat("half/film.gif"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("half/stimulus.gif"); err == nil {
		t.Error("a stimulus from the beginning of a run that went on")
	}
}

func TestBadSavedState(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "run", "six-sequences", "--duration", "0.1", "--out", "o", "--save", "state"); code != 0 {
		t.Fatal(stderr)
	}
	data, err := os.ReadFile("state")
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(data)
	damaged[len(data)/2] ^= 4
	for name, x := range map[string][]byte{"damaged": damaged, "torn": data[:1000], "later": bytes.Replace(data, []byte("state 1"), []byte("state 2"), 1)} {
		if err := os.WriteFile(name, x, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ args, want string }{
		{"state --out p", "duration_s = 0.1, want more than the 0.1 s that are done"},
		{"state --out p --duration 0.05", "duration_s = 0.05, want more than the 0.1 s that are done"},
		{"state --out p --duration 1 --seed 9", "seed = 9, want 42, as before: it cannot change in flight"},
		{"state --out p --duration 1 --set ring.n=40", "ring.n = 40, want 60, as before: it cannot change in flight"},
		{"state --out p --duration 1 --set network.kind=two_layers", "network.kind = two_layers, want ring, as before: it cannot change in flight"},
		{"state --out p --duration 1 --set stimulus.fps=30", "stimulus.fps = 30, want 60, as before: it cannot change in flight"},
		{"state --out p --duration 1 --set input.rate_hz=-1", "input.rate_hz = -1, want 0 to 1000 Hz"},
		{"state --out p --duration 1 --export npy", `--export = "npy" of a saved run, want csv, png or gif`},
		{"damaged --out p --duration 1", "damaged: state: saved state is damaged: its checksum does not fit"},
		{"torn --out p --duration 1", "torn: state: saved state is damaged: its checksum does not fit"},
		{"later --out p --duration 1", "later: state: saved state is of another version of this program"},
		{"state --out p --duration 1 --save nosuch/file", `--save = "nosuch/file", want a file in a folder that there is`},
		{"state --out p --duration 1 --save o", `--save = "o", want a file: this is a folder`},
		{"six-sequences --out p --duration 1 --save=", `--save = "", want a file`},
	} {
		code, stdout, stderr := call(t, append([]string{"run"}, strings.Split(c.args, " ")...)...)
		if code != misused || stderr != "webapp: "+c.want+"\n" || stdout != "" {
			t.Errorf("run %s: exit %d, %q, want %q", c.args, code, stderr, c.want)
		}
	}
	left, _ := filepath.Glob("p*")
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
