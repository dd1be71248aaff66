package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"striate/experiment"
)

func readSummary(t *testing.T, dir string) experiment.Summary {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s experiment.Summary
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A run writes all that it should; what it wrote makes the same run again.
func TestRunAndAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	code, stdout, stderr := call(t, "run", "six-sequences", "--duration", "2s", "--seed", "7", "--set", "protocol.step_deg=60", "--out", "a/b", "--export", "csv", "--export", "png", "--export", "pdf")
	if code != 0 || stderr != "" || !strings.Contains(stdout, "six-sequences, seed 7: 2 s in ") {
		t.Fatalf("exit %d, %q, %q", code, stdout, stderr)
	}
	for _, name := range []string{"params.json", "summary.json", "spikes.csv", "figures/raster.svg", "figures/raster.csv", "figures/raster.png", "figures/raster.pdf", "figures/orientation.svg"} {
		if i, err := os.Stat(filepath.Join("a/b", name)); err != nil || i.Size() == 0 || i.Mode().Perm() != 0o644 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := filepath.Glob("a/b/.*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	first := readSummary(t, "a/b")
	if first.Seed != 7 || first.DurationS != 2 || len(first.Sequences) != 2 || len(first.SpikeHash) != 64 || first.RealtimeFactor <= 0 {
		t.Errorf("summary %+v", first)
	}

	f, err := os.Open("a/b/spikes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var spikes int64
	for _, p := range first.Populations {
		spikes += p.Spikes
	}
	if int64(len(rows)-1) != spikes || strings.Join(rows[0], ",") != "time_ms,population,neuron" {
		t.Errorf("%d rows of %d spikes, headed %v", len(rows)-1, spikes, rows[0])
	}

	for _, args := range [][]string{
		{"run", "a/b/params.json", "--out", "again"},
		{"run", "six-sequences", "--duration", "2", "--seed", "7", "--set", "protocol.step_deg=60", "--out", "again"},
	} {
		if code, _, stderr := call(t, args...); code != 0 {
			t.Fatalf("%v: exit %d, %s", args, code, stderr)
		}
		if again := readSummary(t, "again"); again.SpikeHash != first.SpikeHash {
			t.Errorf("%v: hash %s, want %s", args, again.SpikeHash, first.SpikeHash)
		}
	}
	if code, _, _ := call(t, "run", "six-sequences", "--duration", "2", "--seed", "8", "--out", "again"); code != 0 || readSummary(t, "again").SpikeHash == first.SpikeHash {
		t.Errorf("exit %d; seeds 7 and 8 give the same spikes", code)
	}
}

func TestRunExportsTheStimulus(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "run", "first-light", "--duration", "0.1", "--out", "o", "--export=gif,npy"); code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	f, err := os.Open("o/stimulus.gif")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if g, err := gif.DecodeAll(f); err != nil || len(g.Image) != 6 {
		t.Errorf("stimulus.gif: %v", err)
	}
	if _, err := os.Stat("o/stimulus.npy"); err != nil {
		t.Error(err)
	}
}

// A run that is stopped leaves nothing behind and says so.
func TestRunStopped(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, err strings.Builder
	code := run(ctx, []string{"run", "first-light", "--out", "o"}, &out, &err)
	if code != 1 || err.String() != "webapp: stopped before the end; nothing was written\n" {
		t.Errorf("exit %d, %q", code, err.String())
	}
	if left, _ := filepath.Glob("o/*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if left, _ := filepath.Glob("o/.*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
