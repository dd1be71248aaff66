package experiment

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"striate/analysis"
	"striate/sim"
)

// preset is an experiment with some parameters changed.
func changed(t *testing.T, name string, seed uint64, set map[string]any) *Experiment {
	t.Helper()
	e, err := Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	e.Seed = seed
	if err := e.Set(set); err != nil {
		t.Fatal(err)
	}
	return e
}

func execute(t *testing.T, e *Experiment) *Result {
	t.Helper()
	r, err := Execute(context.Background(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// off is the distance of two orientations, NaN where either is.
func off(a, b float64) float64 { return math.Abs(analysis.Apart(a, b)) }

// The angle decoded from three seconds of a grating or a cloud is within 5° of
// the truth at any contrast (of twenty seeds one cloud errs by 5.2°), without a
// bias; that of the third second alone, which is what the page shows then, is so
// in most cases and within 7° in all. Of its error 1.2° rms is the texture's own:
// so much its frames' structure tensor errs over one second. STRIATE_SEEDS=20 tries so many seeds.
func TestDecodesWithinFiveDegrees(t *testing.T) {
	thetas, contrasts, seeds := []float64{0, 30, 45, 90, 120, 135}, []float64{10, 50, 100}, uint64(5)
	if testing.Short() {
		thetas, contrasts, seeds = []float64{30, 120}, []float64{50}, 1
	}
	if n, err := strconv.ParseUint(os.Getenv("STRIATE_SEEDS"), 10, 32); err == nil {
		seeds = n
	}
	for _, kind := range []string{"grating", "motion_cloud"} {
		for _, c := range contrasts {
			t.Run(fmt.Sprintf("%s at %g %%", kind, c), func(t *testing.T) {
				t.Parallel()
				var whole, last, n, sum, within float64
				for seed := uint64(1); seed <= seeds; seed++ {
					for _, theta := range thetas {
						e := changed(t, "first-light", seed, map[string]any{
							"stimulus.kind": kind, "stimulus.theta_deg": theta, "stimulus.contrast_pct": c})
						l := startBench(t, e)
						for l.run.TimeMs() < 3000-1e-6 {
							l.step()
						}
						all := l.m.deepest.Read()[0]
						d := analysis.Apart(float64(all.DecodedDeg), theta)
						if !(math.Abs(d) <= 5) {
							t.Errorf("seed %d, θ %g: decoded %.1f° from three seconds, want within 5° (r %.2f, %d spikes)", seed, theta, float64(all.DecodedDeg), float64(all.R), all.Spikes)
						}
						now := analysis.Apart(l.decoded(), theta)
						if !(math.Abs(now) <= 7) {
							t.Errorf("seed %d, θ %g: decoded %.1f° from the third second, want within 7°", seed, theta, l.decoded())
						}
						if math.Abs(now) <= 5 {
							within++
						}
						whole, last, sum, n = whole+d*d, last+now*now, sum+now, n+1
					}
				}
				t.Logf("rms error over three seconds %.2f°; over the third %.2f°, mean %.2f°, %g of %g within 5°", math.Sqrt(whole/n), math.Sqrt(last/n), sum/n, within, n)
				if within < 0.9*n {
					t.Errorf("only %g of %g within 5° in the third second", within, n)
				}
			})
		}
	}
}

// A jump of θ is followed to within 10° in 1.5 s, also after a minute of one
// orientation.
func TestFollowsAJump(t *testing.T) {
	for _, wait := range []float64{3, 60} {
		if testing.Short() && wait > 10 {
			continue
		}
		for seed := uint64(1); seed <= 3; seed++ {
			t.Run(fmt.Sprintf("after %g s, seed %d", wait, seed), func(t *testing.T) {
				t.Parallel()
				l := startBench(t, changed(t, "first-light", seed, nil))
				l.until(wait)
				for _, theta := range []float64{120, 30, 165} {
					l.set(map[string]any{"stimulus.theta_deg": theta})
					if ms := l.follows(theta, 10); !(ms <= 1500) {
						t.Errorf("jump to %g°: within 10° after %.0f ms, want 1500 ms (decoded %.1f°)", theta, ms, l.decoded())
					} else {
						t.Logf("jump to %g°: within 10° after %.0f ms", theta, ms)
					}
					l.until(l.run.TimeMs()/1000 + 1)
				}
			})
		}
	}
}

// follows is the time, ms, after which the decoded angle is within tol of
// theta and stays so for a tenth of a second; +Inf after three seconds.
func (l *bench) follows(theta, tol float64) float64 {
	began, within := l.run.TimeMs(), math.NaN()
	for l.run.TimeMs() < began+3000 {
		l.step()
		now := l.run.TimeMs()
		switch d := off(l.decoded(), theta); {
		case !(d <= tol):
			within = math.NaN()
		case math.IsNaN(within):
			within = now
		case now-within >= 100:
			return within - began
		}
	}
	return math.Inf(1)
}

// bench is a run with its meters, stepped by a test.
type bench struct {
	t   *testing.T
	run *Run
	m   *Monitor
}

func startBench(t *testing.T, e *Experiment) *bench {
	t.Helper()
	r, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{t, r, NewMonitor(r, 3)}
}

func (l *bench) step() *sim.Step {
	l.t.Helper()
	st, err := l.run.Step()
	if err != nil {
		l.t.Fatal(err)
	}
	l.m.Add(st)
	return st
}

func (l *bench) until(s float64) {
	for l.run.TimeMs() < s*1000-1e-6 {
		l.step()
	}
}

func (l *bench) set(values map[string]any) {
	l.t.Helper()
	next := l.run.exp.Clone()
	if err := next.Set(values); err != nil {
		l.t.Fatal(err)
	}
	if ok, err := l.run.Apply(next); !ok || err != nil {
		l.t.Fatalf("%v: applied %v, %v", values, ok, err)
	}
}

func (l *bench) decoded() float64 { return float64(l.m.orientation.Reading().DecodedDeg) }

// In five minutes no population runs away and no weight leaves its bounds; the
// ring still follows.
func TestFiveMinutes(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute of computing")
	}
	t.Parallel()
	l := startBench(t, changed(t, "first-light", 1, nil))
	spikes := make([]int, len(l.run.step.Populations))
	for minute := 1.0; minute <= 5; minute++ {
		clear(spikes)
		for l.run.TimeMs() < minute*60_000 {
			for k, s := range l.step().Spikes {
				spikes[k] += len(s)
			}
		}
		for k, p := range l.run.step.Populations {
			hz := float64(spikes[k]) / float64(p.N) / 60
			t.Logf("minute %g: %s %.1f Hz", minute, p.Name, hz)
			if !(hz < 80) {
				t.Errorf("minute %g: %s fires at %.0f Hz", minute, p.Name, hz)
			}
		}
	}
	for _, w := range l.run.weights().W {
		if w < 0 || w > l.run.input.afferents().WMax() {
			t.Fatalf("a weight of %g nS", w)
		}
	}
	l.set(map[string]any{"stimulus.theta_deg": 150.0})
	l.until(302)
	if d := off(l.decoded(), 150); !(d <= 10) {
		t.Errorf("2 s after a jump in the sixth minute: decoded %.1f°, want 150°", l.decoded())
	}
}

// Where there is no orientation none is named.
func TestNoOrientation(t *testing.T) {
	for name, set := range map[string]map[string]any{
		"blank":                     {"stimulus.contrast_pct": 0.0},
		"blank grating":             {"stimulus.kind": "grating", "stimulus.contrast_pct": 0.0},
		"isotropic cloud":           {"stimulus.b_theta_deg": "inf"},
		"isotropic, full contrast":  {"stimulus.b_theta_deg": "inf", "stimulus.contrast_pct": 100.0},
		"video without any frame":   {"stimulus.kind": "video"},
		"orientation at no display": {"stimulus.b_v": "inf", "stimulus.contrast_pct": 0.0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= 3; seed++ {
				e := changed(t, "first-light", seed, set)
				e.Duration = 5
				for _, q := range execute(t, e).Summary.Sequences {
					if !math.IsNaN(float64(q.DecodedDeg)) || q.Reason == "" {
						t.Errorf("seed %d, from %g s: decoded %.1f° (r %.2f, %d spikes), want none and a reason", seed, q.StartS, float64(q.DecodedDeg), float64(q.R), q.Spikes)
					}
					if !math.IsNaN(float64(q.TrueDeg)) {
						t.Errorf("seed %d: true angle %g of a stimulus that has none", seed, float64(q.TrueDeg))
					}
				}
			}
		})
	}
}
