package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"striate/experiment"
)

// call runs the program in a folder of its own.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(context.Background(), args, &out, &err)
	return code, out.String(), err.String()
}

// Bad usage is one line on stderr that names what was wrong, and a code.
func TestBadUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"torn.json":    `{"seed":`,
		"unknown.json": `{"stimulus":{"thta_deg":1}}`,
		"range.json":   `{"seed":-1}`,
		"file":         "a file",
		"large.json":   strings.Repeat(" ", maxJSON+1),
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, p := range experiment.Presets() {
		names = append(names, p.Name)
	}
	presets := "one of " + strings.Join(names, ", ") + ", or a JSON file"
	for _, c := range []struct {
		args string // separated by single spaces; _ stands for a space in an argument
		code int
		want string // all of stderr, without the name of the program
	}{
		{"--nosuch", 2, "unknown flag --nosuch"},
		{"nosuch", 2, "unexpected argument nosuch"},
		{"serve --addr nonsense", 2, `--addr = "nonsense", want HOST:PORT with a port of 0 to 65535`},
		{"serve --addr 127.0.0.1:99999", 2, `--addr = "127.0.0.1:99999", want HOST:PORT with a port of 0 to 65535`},
		{"serve --no-open --addr 127.0.0.1:0 --data file/below", 1, "--data: mkdir $DIR/file: not a directory"},

		{"run", 2, "missing flags: --out=DIR"},
		{"run --out o", 2, `expected "<experiment>"`},
		{"run first-light", 2, "missing flags: --out=DIR"},
		{"run nosuch --out o", 2, `experiment = "nosuch", want ` + presets},
		{"run nosuch.json --out o", 2, `experiment = "nosuch.json", want ` + presets},
		{"run torn.json --out o", 2, "torn.json: JSON ends at byte 8, want a whole object"},
		{"run unknown.json --out o", 2, "unknown.json: stimulus.thta_deg = an unknown parameter, want one of *"},
		{"run range.json --out o", 2, "range.json: seed = -1, want a whole number, 0 to *"},
		{"run first-light --out o --set stimulus.theta_deg", 2, `--set = "stimulus.theta_deg", want PATH=VALUE`},
		{"run first-light --out o --set stimulus.theta_deg=181", 2, "stimulus.theta_deg = 181, want 0 to 180 deg"},
		{"run first-light --out o --set stimulus.theta_deg=NaN", 2, "stimulus.theta_deg = NaN, want 0 to 180 deg"},
		{"run first-light --out o --set stimulus.theta_deg=inf", 2, "stimulus.theta_deg = inf, want 0 to 180 deg"},
		{"run first-light --out o --set stimulus.theta_deg=1e999", 2, `stimulus.theta_deg = "1e999", want 0 to 180 deg`},
		{"run first-light --out o --set stimulus.theta_deg=sixty", 2, `stimulus.theta_deg = "sixty", want 0 to 180 deg`},
		{"run first-light --out o --set stimulus.kind=nosuch", 2, `stimulus.kind = "nosuch", want one of *`},
		{"run first-light --out o --set nosuch=1", 2, "nosuch = an unknown parameter, want one of *"},
		{"run first-light --out o --set stimulus.width_px=1024 --set stimulus.height_px=1024", 2, "stimulus.width_px x height_px = 1024 x 1024, want at most MaxPixels = 262144"},
		{"run first-light --out o --seed -1", 2, "seed = -1, want a whole number, 0 to *"},
		{"run first-light --out o --duration -1", 2, "duration_s = -1, want 0.02 to 36000 s"},
		{"run first-light --out o --duration -6s", 2, `duration_s = "-6s", want 0.02 to 36000 s`},
		{"run first-light --out o --duration -inf", 2, "duration_s = -inf, want 0.02 to 36000 s"},
		{"run first-light --seed --out o", 2, `--seed: expected string value but got "--out" (long flag)*`},
		{"run first-light --out=", 2, `--out = "", want a folder`},
		{"run first-light --out o --set stimulus.kind=video", 2, `stimulus.file = "", want a .npy, .npz, .gif, .apng, .png, .y4m, .h5, .mat or .zip file, or a folder of .png`},
		{"run first-light --out o --set stimulus.kind=video --set stimulus.file=file", 2, "stimulus.file = file, want a film that can be read: *"},
		{"run large.json --out o", 2, `experiment = "large.json", want a file that can be read: more than 1048576 bytes`},
		{"run first-light --out o --seed=-1", 2, "seed = -1, want a whole number, 0 to *"},
		{"run first-light --out o --seed 1.5", 2, "seed = 1.5, want a whole number, 0 to *"},
		{"run first-light --out o --duration 0", 2, "duration_s = 0, want 0.02 to 36000 s"},
		{"run first-light --out o --duration=-6s", 2, `duration_s = "-6s", want 0.02 to 36000 s`},
		{"run first-light --out o --duration 6Hz", 2, `duration_s = "6Hz", want 0.02 to 36000 s`},
		{"run first-light --out o --export mp3", 2, `--export = "mp3", want one of apng, csv, gif, h5, mat, mp4, npy, npz, pdf, png, webm, y4m, zip`},
		{"run first-light --out file", 1, "--out: mkdir file: not a directory"},
		{"run first-light --out file/below", 1, "--out: mkdir file: not a directory"},

		{"stimulus", 2, `expected "<kind>"`},
		{"stimulus motion_cloud", 2, "--out and --envelope are missing, want at least one"},
		{"stimulus nosuch --out a.gif", 2, `kind = "nosuch", want one of *`},
		{"stimulus motion_cloud --out a.avi", 2, `--out = "a.avi", want a name that ends in .apng, .gif, .h5, .json, .mat, .mp4, .npy, .npz, .png, .webm, .y4m, .zip`},
		{"stimulus grating --out a.gif --layout xyt", 2, "layout = xyt, want auto: gif holds no array"},
		{"stimulus grating --out a.mat --layout tyx", 2, "layout = tyx, want xyt"},
		{"stimulus grating --out a.npy --layout txy", 2, `layout = "txy", want one of auto, tyx, xyt`},
		{"stimulus grating --out a.npy --scale 2", 2, "scale = 2, want 1: npy has one value to a pixel"},
		{"stimulus grating --out a.gif --scale 0", 2, "scale = 0, want a whole number, 1 to 64"},
		{"stimulus grating --out a.gif --depth 16", 2, "depth = 16, want 8: only apng, png or zip can have 16 bits"},
		{"stimulus grating --out a.png --depth 12", 2, "depth = 12, want 8 or 16 bits"},
		{"stimulus grating --out a.gif --seconds -1", 2, "seconds = -1, want 0 to 36000 s"},
		{"stimulus grating --out a.gif --seconds 36000 --set fps=500", 2, "frames = 18000000, want a whole number, 1 to 1000000"},
		{"stimulus grating --out a.mat --size 512x512 --frames 5000", 2, "frames = 5000 of 512 x 512 px, want at most 2047: *"},
		{"stimulus grating --out a.mp4 --size 33x32 --frames 2", 2, "size = 33 x 32, want sides of an even number of pixels for mp4, as with scale 2"},
		{"stimulus grating --out file/", 1, "--out: mkdir file/: file exists"},
		{"stimulus motion_cloud --envelope a.gif", 2, `--envelope = "a.gif", want a name that ends in .npy`},
		{"stimulus motion_cloud --out a.gif --set b_v=-1", 2, "b_v = -1, want 0 to inf"},
		{"stimulus motion_cloud --out a.gif --set colour=red", 2, "colour = an unknown parameter, want one of *"},
		{"stimulus motion_cloud --out a.gif --size 64", 2, `--size = "64", want WxH in pixels, as 64x64`},
		{"stimulus motion_cloud --out a.gif --size 0x64", 2, "width_px = 0, want a whole number, 8 to 1024 px"},
		{"stimulus motion_cloud --out a.gif --size -64x64", 2, "width_px = -64, want a whole number, 8 to 1024 px"},
		{"stimulus motion_cloud --out a.gif --frames -1", 2, "frames = -1, want a whole number, 1 to 1000000"},
		{"stimulus motion_cloud --out a.gif --size 64x1e9", 2, "height_px = 1e9, want a whole number, 8 to 1024 px"},
		{"stimulus motion_cloud --out a.gif --frames 0", 2, "frames = 0, want a whole number, 1 to 1000000"},
		{"stimulus motion_cloud --out a.gif --size 1024x1024 --frames 1000", 2, "width_px x height_px x frames = 1024 x 1024 x 1000, want at most MaxVoxels = 33554432; an endless cloud (duration) has no such bound"},
		{"stimulus motion_cloud --envelope a.npy --size 1024x1024 --frames 1000", 2, "width_px x height_px x frames = 1024 x 1024 x 1000, want at most MaxVoxels = 33554432"},
		{"stimulus grating --envelope a.npy", 2, `--envelope: kind = "grating" has no Fourier envelope, want motion_cloud or log_gabor`},
		{"stimulus video --out a.gif", 2, `file = "", want a .npy, .npz, .gif, .apng, .png, .y4m, .h5, .mat or .zip file, or a folder of .png`},
		{"stimulus video --out a.gif --set file=file", 2, "file = file, want a film that can be read: *"},
		{"stimulus grating --out nosuch/a.gif --frames 2", 1, "--out: nosuch/a.gif: no such file or directory"},
		{"params --jsn", 2, `unknown flag --jsn, did you mean "--json"?`},
		{"presets first-light", 2, "unexpected argument first-light"},
	} {
		args := strings.Split(c.args, " ")
		code, stdout, stderr := call(t, args...)
		here, _ := os.Getwd()
		want := "webapp: " + strings.ReplaceAll(c.want, "$DIR", here) + "\n"
		head, tail, open := strings.Cut(want, "*")
		match := stderr == want
		if open {
			match = strings.HasPrefix(stderr, head) && strings.HasSuffix(stderr, strings.TrimSuffix(tail, "\n")+"\n")
		}
		if code != c.code || !match || strings.Count(stderr, "\n") != 1 {
			t.Errorf("webapp %s: exit %d, want %d\n got %swant %s", c.args, code, c.code, stderr, want)
		}
		if stdout != "" {
			t.Errorf("webapp %s: stdout %q", c.args, stdout)
		}
	}
	left, err := filepath.Glob("*")
	if err != nil || strings.Join(left, " ") != "file large.json range.json torn.json unknown.json" {
		t.Errorf("bad usage left %v, %v", left, err)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"run", "--help"}, {"stimulus", "--help"}} {
		code, stdout, stderr := call(t, args...)
		if code != 0 || stderr != "" || !strings.Contains(stdout, "Usage: webapp") {
			t.Errorf("webapp %v: exit %d, %q, %q", args, code, stdout, stderr)
		}
	}
}
