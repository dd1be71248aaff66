package experiment

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"

	"striate/analysis"
	"striate/sim"
)

// The rates of reels are those a GIF keeps: 100/n Hz, at most 25 and at most
// that of the film; of whole frames where there is one of 10 Hz or more.
func TestReelRates(t *testing.T) {
	for fps, want := range map[float64]float64{60: 20, 120: 20, 50: 25, 100: 25, 25: 25, 30: 10, 20: 20, 10: 10, 24: 20, 12.5: 12.5, 144: 25, 500: 25, 5: 5, 1: 1} {
		if got := reelRate(fps); got != want {
			t.Errorf("%g fps: %g Hz, want %g", fps, got, want)
		}
	}
	for fps := 1.0; fps <= 500; fps += .25 {
		hz := reelRate(fps)
		if n := 100 / hz; !(hz > 0 && hz <= 25 && hz <= fps) || math.Abs(n-math.Round(n)) > 1e-9 {
			t.Errorf("%g fps: %g Hz", fps, hz)
		}
	}
}

// A reel holds the frames that were shown at its times and the readings of
// the same instants; it forgets what is older than it is to hold.
func TestReelHoldsWhatWasShown(t *testing.T) {
	for _, c := range []struct {
		fps, seconds float64
		frames       int
		first, shots int // the frame of the first shot that is left, how many there are
	}{{60, 1, 30, 0, 10}, {60, 1, 120, 60, 20}, {24, 1, 24, 0, 20}, {50, 0, 700, 200, 250}} {
		e := analysis.DefaultOrientation.For(0, sim.Population{Name: "E", N: 2, Preferred: []float64{0, 90}})
		r := newReelRecorder(c.fps, c.seconds, e)
		f := sim.NewFrame(300, 8)
		clock := sim.Clock{Dt: Dt}
		for k := range c.frames {
			st := &sim.Step{Dt: Dt, Start: clock.FrameStart(int64(k), c.fps), Stop: clock.FrameStart(int64(k+1), c.fps), TrueDeg: float64(k % 180)}
			e.Add(st)
			f.Fill(float32(k%200) / 255)
			r.add(f)
		}
		got, err := r.last(60)
		if err != nil || got.Shots() != c.shots || got.W != 150 || got.H != 4 {
			t.Errorf("%+v: %d shots of %d x %d px, %v", c, got.Shots(), got.W, got.H, err)
			continue
		}
		_ = got.Each(func(k int, f *sim.Frame, seen *analysis.Figure) error {
			at := c.first + int(math.Ceil(float64(k)*c.fps/got.Hz-1e-9))
			if shown := math.Round(float64(f.Pix[599]) * 255); int(shown) != at%200 {
				t.Errorf("%+v: shot %d is frame %g, want %d", c, k, shown, at%200)
			}
			if truth := needle(seen, true); truth != float64(at%180) {
				t.Errorf("%+v: shot %d was taken at %g deg, want %d", c, k, truth, at%180)
			}
			return nil
		})
	}
}

// needle is where the true or the decoded orientation is drawn, NaN where it is not.
func needle(f *analysis.Figure, truth bool) float64 {
	for _, l := range f.Layers {
		if l.Mark == analysis.Needle && l.Dash == truth {
			return l.X[0]
		}
	}
	return math.NaN()
}

// Ten seconds of the film through the whole chain: the reel has one scale, and
// in every shot after the first second the network names an orientation that is
// the film's to 25 deg; both turn once around the half circle and again.
func TestNetworkFollowsTheNaturalFilm(t *testing.T) {
	e := changed(t, "first-light", 42, map[string]any{"stimulus.kind": "natural_film", "stimulus.contrast_pct": 100.0, "readout.window_ms": 500.0, "duration_s": 11.0})
	result, err := Execute(context.Background(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	reel, err := result.Reel()
	if err != nil {
		t.Fatal(err)
	}
	if reel.Shots() != 220 || reel.Hz != 20 {
		t.Fatalf("%d shots at %g Hz", reel.Shots(), reel.Hz)
	}
	var off analysis.Series
	turned, before := 0.0, math.NaN()
	top := 0.0
	_ = reel.Each(func(k int, _ *sim.Frame, seen *analysis.Figure) error {
		if top = max(top, seen.Y.Max); seen.Y.Max != top || top > 150 {
			t.Errorf("shot %d: rates up to %g Hz, others to %g", k, seen.Y.Max, top)
		}
		if k < 20 {
			return nil
		}
		truth, decoded := needle(seen, true), needle(seen, false)
		d := analysis.Apart(decoded, truth)
		if !(math.Abs(d) <= 25) {
			t.Errorf("at %.2f s the network sees %.0f deg in a film of %.0f", float64(k)/reel.Hz, decoded, truth)
		}
		off = append(off, d)
		if k > 20 {
			turned += analysis.Apart(decoded, before)
		}
		before = decoded
		return nil
	})
	mean, sq := 0.0, 0.0
	for _, d := range off {
		mean += d / float64(len(off))
		sq += d * d / float64(len(off))
	}
	t.Logf("decoded less true: %.1f deg on average, %.1f rms; it turned by %.0f deg in 10 s", mean, math.Sqrt(sq), turned)
	if math.Abs(turned-360) > 30 {
		t.Errorf("what is decoded turned by %.0f deg in one loop, want about 360", turned)
	}
}

func TestReelOfASession(t *testing.T) {
	e := changed(t, "first-light", 42, map[string]any{"stimulus.kind": "natural_film"})
	s, err := NewSession("reel", e, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var none ErrNoFigure
	if _, err := s.Reel(10); !errors.As(err, &none) {
		t.Errorf("before the first step: %v", err)
	}
	for range 30 {
		if err := s.Control(Command{Action: "step"}); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Reel(10)
	if err != nil || all.Shots() != 10 {
		t.Fatal(err)
	}
	some, err := s.Reel(.2)
	if err != nil || some.Shots() != 4 || !bytes.Equal(some.shots[3].pix, all.shots[9].pix) {
		t.Errorf("of .2 s: %d shots, %v", some.Shots(), err)
	}
	e = changed(t, "six-sequences", 42, nil)
	if err := s.Load(e); err != nil {
		t.Fatal(err)
	}
	if err := s.Control(Command{Action: "step"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reel(10); !errors.As(err, &none) {
		t.Errorf("of Poisson spikes: %v", err)
	}
}

// The film, at its fastest too, flashes on at most half of the area that WCAG
// 2.3.1 allows: see TestFirstScreenRaisesNoFlash.
func TestNaturalFilmRaisesNoFlash(t *testing.T) {
	for _, loop := range []float64{10, 5} {
		e := changed(t, "first-light", 42, map[string]any{"stimulus.kind": "natural_film", "stimulus.loop_s": loop})
		if got := flashesOf(t, e, loop+2); got.Over || got.AreaPx > 21824/2 {
			t.Errorf("a loop of %g s: %+v, want at most 10,912 px", loop, got)
		}
	}
}
