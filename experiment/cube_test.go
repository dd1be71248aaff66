package experiment

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"striate/analysis"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

// begun is a session of an experiment that has shown so many frames.
func begun(t *testing.T, frames int, set map[string]any) *Session {
	t.Helper()
	s, err := NewSession("views", changed(t, "first-light", 42, set), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for range frames {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// What is kept of the pictures is the newest ones, in order: the middle as it
// was, and the whole averaged down.
func TestLookback(t *testing.T) {
	var l lookback
	l.add(nil, 60)
	const w, h = 200, 150
	f := sim.NewFrame(w, h)
	for k := range 100 {
		for i := range f.Pix {
			f.Pix[i] = float32(k) + float32(i%w)/1000 + float32(i/w)/100
		}
		l.add(f, 60)
	}
	pix, n := l.middle.last(64, 32, 256)
	if n != 60 || len(pix) != 60*64*32 {
		t.Fatalf("%d frames, %d pixels", n, len(pix))
	}
	for _, c := range []struct{ k, x, y int }{{0, 0, 0}, {17, 63, 31}, {59, 10, 20}} {
		want := float64(40+c.k) + float64(68+c.x)/1000 + float64(43+16+c.y)/100
		if got := float64(pix[(c.k*32+c.y)*64+c.x]); math.Abs(got-want) > 1e-4 {
			t.Errorf("%+v: %g, want %g", c, got, want)
		}
	}
	if l.whole.w != 50 || l.whole.h != 37 {
		t.Fatalf("the whole is %d x %d", l.whole.w, l.whole.h)
	}
	pix, n = l.whole.last(50, 37, 48)
	if n != 48 {
		t.Fatalf("%d frames", n)
	}
	for _, c := range []struct{ k, x, y int }{{0, 0, 0}, {47, 49, 36}} {
		want := float64(52+c.k) + (4*float64(c.x)+1.5)/1000 + (4*float64(c.y)+1.5)/100
		if got := float64(pix[(c.k*37+c.y)*50+c.x]); math.Abs(got-want) > 1e-4 {
			t.Errorf("%+v: %g, want %g", c, got, want)
		}
	}
	small := sim.NewFrame(20, 8) // another screen
	l.add(small, 5)
	if pix, n := l.middle.last(20, 8, 256); n != 1 || len(pix) != 160 {
		t.Errorf("after another screen: %d frames", n)
	}
}

func TestShrink(t *testing.T) {
	const w, h = 64, 30
	pix := make([]float32, w*h)
	for i := range pix {
		pix[i] = float32(i%w) + 100*float32(i/w)
	}
	for _, n := range [][2]int{{48, 20}, {64, 30}, {32, 10}, {1, 1}, {7, 29}} {
		got := shrink(pix, w, h, n[0], n[1])
		sum := 0.0
		for y := range n[1] {
			for x := range n[0] {
				v := float64(got[y*n[0]+x])
				sum += v / float64(len(got))
				// Samples of whole pixels keep the value that a slope has in their middle,
				// others are less than half a pixel off.
				want := (float64(x)+.5)*w/float64(n[0]) - .5 + 100*((float64(y)+.5)*h/float64(n[1])-.5)
				off := 50.5
				if w%n[0] == 0 && h%n[1] == 0 {
					off = .01
				}
				if math.Abs(v-want) > off {
					t.Fatalf("%v at %d, %d: %g, want %g", n, x, y, v, want)
				}
			}
		}
		if want := 31.5 + 1450; math.Abs(sum-want) > .01 {
			t.Errorf("%v: mean %g, want %g", n, sum, want)
		}
	}
}

// The movie's cube is the last frames, y upward.
func TestCubeOfTheMovie(t *testing.T) {
	s := begun(t, 30, map[string]any{"stimulus.kind": "grating", "stimulus.theta_deg": 30.0, "stimulus.contrast_pct": 100.0, "stimulus.height_px": 40})
	c, err := s.Cube("movie", 64)
	if err != nil || c.NX != 64 || c.NY != 40 || c.NT != 30 || len(c.Data) != 64*40*30 || math.Abs(c.Seconds-.5) > 1e-9 || math.Abs(c.WidthDeg-3.2) > 1e-9 {
		t.Fatalf("%v: %d x %d x %d, %g s, %g deg", err, c.NX, c.NY, c.NT, c.Seconds, c.WidthDeg)
	}
	lum := s.run.step.Luminance
	for y := range 40 {
		for x := range 64 {
			if got, want := float64(c.Data[(29*40+y)*64+x]), 255*float64(lum.At(x, 39-y)); math.Abs(got-want) > .51 {
				t.Fatalf("at %d, %d: %g, want %g", x, y, got, want)
			}
		}
	}
	if c, err := s.Cube("movie", 16); err != nil || c.NX != 16 || c.NY != 10 || c.NT != 16 {
		t.Errorf("%v: %d x %d x %d", err, c.NX, c.NY, c.NT)
	}
}

// The envelope's cube is the envelope, over the part of the Fourier cube that
// it fills; the speed plane passes through its middle.
func TestCubeOfTheEnvelope(t *testing.T) {
	s := begun(t, 1, nil)
	c, err := s.Cube("envelope", 48)
	if err != nil || c.NX != 48 || c.NY != 48 || c.NT != 48 || !slices.Equal(c.Levels, CubeLevels) || c.Source != "envelope" {
		t.Fatal(c, err)
	}
	cloud := s.run.shown.Value.(*stimuli.MotionCloud)
	top, at := byte(0), 0
	for i, v := range c.Data {
		if v > top {
			top, at = v, i
		}
	}
	fx := float64(at%48-24) / 24 * c.FxMaxCpd
	fy := float64(at/48%48-24) / 24 * c.FxMaxCpd
	ft := float64(at/48/48-24) / 24 * c.FtMaxHz
	step := c.FxMaxCpd / 24
	if f := math.Hypot(fx, fy); top != 255 || math.Abs(f-cloud.SF) > 2*step {
		t.Errorf("largest, %d, at %g c/deg, want about %g", top, f, cloud.SF)
	}
	if off := ft + fx*c.Speed[0] + fy*c.Speed[1]; math.Abs(off) > c.FtMaxHz/24+2*step*cloud.Speed {
		t.Errorf("the largest is %g Hz off the speed plane", off)
	}
	if v := math.Hypot(c.Speed[0], c.Speed[1]); math.Abs(v-cloud.Speed) > 1e-9 {
		t.Errorf("speed %g, want %g", v, cloud.Speed)
	}
	if c.FxMaxCpd > 10 || c.FtMaxHz > 30 || c.FxMaxCpd < 2*cloud.SF {
		t.Errorf("half widths %g c/deg, %g Hz", c.FxMaxCpd, c.FtMaxHz)
	}
	// Of a stimulus without an envelope it is the periodogram.
	s = begun(t, 30, map[string]any{"stimulus.kind": "grating", "stimulus.theta_deg": 0.0, "stimulus.sf_cpd": 2.5, "stimulus.tf_hz": 6.0})
	c, err = s.Cube("envelope", 32)
	if err != nil || c.NX != 16 || c.NY != 16 || c.NT != 15 || c.FxMaxCpd != 5 || c.FtMaxHz != 15 || !strings.Contains(c.Source, "periodogram") {
		t.Fatal(err, c.NX, c.NT, c.FxMaxCpd, c.FtMaxHz, c.Source)
	}
	// Bars at 0 drift downward, fy = ±2.5 c/deg of 5, ft = ±6 Hz of 15: 4 samples
	// of 16 and 3 of 15, on the plane ft = -fy Vy with Vy < 0.
	for _, k := range []int{1, -1} {
		if got := c.Data[((7+3*k)*16+8+4*k)*16+8]; got < 250 {
			t.Errorf("%d at the grating's frequency", got)
		}
		if got := c.Data[((7-3*k)*16+8+4*k)*16+8]; got > 5 {
			t.Errorf("%d at the mirror image", got)
		}
	}
}

func TestCubesThereAreNot(t *testing.T) {
	s := begun(t, 0, nil)
	var none ErrNoFigure
	if _, err := s.Cube("envelope", 32); !errors.As(err, &none) {
		t.Errorf("before the first frame: %v", err)
	}
	var bad *params.Error
	for of, n := range map[string]int{"movie": 65, "envelope": 7, "nothing": 32} {
		if _, err := s.Cube(of, n); !errors.As(err, &bad) {
			t.Errorf("%s of %d: %v", of, n, err)
		}
	}
	s.Close()
	if _, err := s.Cube("movie", 32); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// A second of an endless cloud has most of its energy where its envelope is.
func TestSpectrumOfACloudIsItsEnvelope(t *testing.T) {
	s := begun(t, 70, map[string]any{"stimulus.sf_cpd": 2.0})
	r := s.run
	pix, n := s.monitor.look.middle.last(64, 64, 60)
	if n != 60 {
		t.Fatalf("%d frames", n)
	}
	e := r.shown.Value.(*stimuli.MotionCloud).EnvelopeAt(stimuli.Axis(64), stimuli.Axis(64), stimuli.Axis(60))
	p := analysis.Periodogram(pix, 64, 64, 60)
	top := slices.Max(e.Data)
	in, all, share := 0.0, 0.0, 0.0
	for i, v := range p {
		all += v * v
		if e.Data[i] > .1*top {
			in += v * v
			share += 1 / float64(len(p))
		}
	}
	t.Logf("%.1f %% of the energy in the %.1f %% of frequencies where the envelope is above a tenth", 100*in/all, 100*share)
	if !(in/all > .8 && share < .2) {
		t.Errorf("%.2f of the energy in %.2f of the frequencies", in/all, share)
	}
	f, err := s.Figure("spectrum")
	if err != nil || !strings.HasPrefix(f.Summary, "envelope: largest at") || !strings.Contains(f.Summary, "bars about 60°, mean speed 2 deg/s") {
		t.Errorf("%v, %s", err, f.Summary)
	}
}

func TestWarningsOfSessions(t *testing.T) {
	s := begun(t, 0, nil)
	if w := s.Info().Warnings; w == nil || len(w) != 0 {
		t.Errorf("the first screen warns: %v", w)
	}
	if err := s.Patch(map[string]any{"stimulus.speed_dps": 60.0}); err != nil {
		t.Fatal(err)
	}
	if w := s.Info().Warnings; len(w) != 1 || !strings.Contains(w[0], "energy") {
		t.Errorf("a fast cloud: %v", w)
	}
	for _, p := range Presets() {
		e, err := Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		if w := stimuli.Warnings(e.Stimulus.Value); e.Input.Value.Sees() && len(w) > 0 {
			t.Errorf("%s: %v", p.Name, w)
		}
	}
}

// The histogram comes with the first tick, and then about five times a second.
func TestLuminanceInTicks(t *testing.T) {
	s := begun(t, 5, nil)
	tick := s.picture(true)
	l := tick.Luminance
	if l == nil || len(l.Hist) != 64 || !(l.Michelson > .2 && l.Michelson <= 1) || math.Abs(l.Mean-.5) > .1 || !(l.RMS > .03) {
		t.Fatalf("%+v", l)
	}
	if again := s.picture(false); again.Luminance != nil {
		t.Errorf("sent twice within %s", luminanceEvery)
	}
	w := newWatcher(s)
	w.offer(tick)
	w.offer(s.picture(false))
	if w.pending.Luminance != l {
		t.Errorf("a tick that was merged lost its histogram")
	}
}
