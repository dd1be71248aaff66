package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A link runs on the command line to the spikes that it names; params.json of
// it does so too, and a longer run goes on from them.
func TestRunALink(t *testing.T) {
	t.Chdir(t.TempDir())
	const link = "preset=first-light&seed=7&engine=0.0.1&stimulus.width_px=32&stimulus.height_px=32&t=0.5&then=0.1:stimulus.theta_deg=100~~110;0.3:ring.plasticity.learning=false"
	code, stdout, stderr := call(t, "run", "http://127.0.0.1:8080/#"+link, "--out", "a")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d, %q, %q", code, stdout, stderr)
	}
	first := readSummary(t, "a")
	if first.DurationS != 0.5 || first.Seed != 7 {
		t.Errorf("%g s with seed %d, want .5 s and 7", first.DurationS, first.Seed)
	}
	var p changedRun
	if text, err := os.ReadFile("a/params.json"); err != nil || json.Unmarshal(text, &p) != nil || len(p.Changes) != 3 {
		t.Errorf("params.json has %d changes, %v; want 3", len(p.Changes), err)
	}
	if code, _, stderr := call(t, "run", "a/params.json", "--out", "b"); code != 0 || readSummary(t, "b").SpikeHash != first.SpikeHash {
		t.Errorf("from params.json: exit %d, %q, hash %s, want %s", code, stderr, readSummary(t, "b").SpikeHash, first.SpikeHash)
	}
	same := strings.Replace(link, "&t=0.5", "&t=0.5&hash="+first.SpikeHash[:8], 1)
	if _, stdout, _ := call(t, "run", same, "--out", "c"); !strings.Contains(stdout, "the same spikes as when the link was made") {
		t.Errorf("it says %q", stdout)
	}
	other := strings.Replace(link, "&t=0.5", "&t=0.5&hash=01234567", 1)
	if code, stdout, _ := call(t, "run", other, "--out", "d"); code != 0 || !strings.Contains(stdout, "other spikes than when the link was made (01234567, by engine 0.0.1; this is ") {
		t.Errorf("exit %d, it says %q", code, stdout)
	}
	unchanged := link[:strings.Index(link, "&then=")]
	if code, _, _ := call(t, "run", unchanged, "--out", "e"); code != 0 || readSummary(t, "e").SpikeHash == first.SpikeHash {
		t.Errorf("without its changes: exit %d, the same spikes", code)
	}
	for _, c := range []struct{ arg, more, want string }{
		{"#preset=nosuch", "", "link: preset = "},
		{"#preset=first-light&stimulus.colour=red&stimulus.sf_cpd=30", "", "link: stimulus.colour = an unknown parameter"},
		{"preset=first-light&then=1:ring.n=9", "", "it cannot change in flight"},
		{link, "--export=npy", `--export = "npy" of a run that is changed in flight`},
	} {
		args := []string{"run", c.arg, "--out", "f"}
		if c.more != "" {
			args = append(args, c.more)
		}
		if code, _, stderr := call(t, args...); code != 2 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, %q, want %q", c.arg, code, stderr, c.want)
		}
	}
	if _, err := os.Stat("f"); err == nil {
		t.Error("a refused run left a folder")
	}
}

// A full disk is one line that names the file, and leaves nothing half written.
// The disk is a small one in memory, in a name space of the test's own.
func TestFullDisk(t *testing.T) {
	if out, err := exec.Command("unshare", "-rm", "true").CombinedOutput(); err != nil {
		t.Skipf("no mounts of one's own here: %v %s", err, out)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "webapp")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, size, args, file string }{
		{"no room for spikes", "16k", "run six-sequences --duration 2s --out out", "spikes.csv"},
		{"no room for figures", "200k", "run six-sequences --duration 2s --out out", "figures/"},
		{"no room for the state", "64k", "run six-sequences --duration 0.1s --save out.state --out ../out", "out.state"},
		{"no room for a film", "64k", "stimulus grating --frames 200 --out film.npy", "film.npy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			script := `mount -t tmpfs -o size=` + c.size + ` none "$1" && cd "$1" && shift && "$@"; code=$?; ls -A; exit $code`
			cmd := exec.Command("unshare", append([]string{"-rm", "sh", "-c", script, "sh", disk, program}, strings.Fields(c.args)...)...)
			var out, stderr strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &stderr
			err := cmd.Run()
			said := strings.TrimSpace(stderr.String())
			if strings.Contains(said, "mount:") {
				t.Skip(said)
			}
			if cmd.ProcessState.ExitCode() != 1 || strings.Count(said, "\n") != 0 || !strings.Contains(said, "no space left on device") || !strings.Contains(said, c.file) || strings.Contains(said, ".writing") {
				t.Errorf("%v: %q, want one line that names %s", err, said, c.file)
			}
			if left := strings.TrimSpace(out.String()); left != "" {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}
