package experiment

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"striate/analysis"
)

// The benchmarks fire as they do in Brian2: rate, CV of the intervals and
// pairwise correlation over seeds, each by Welch's t test against ten runs of
// the peer (testdata/brian2.json, measured in the same way). |t| must be below
// 4: with twelve comparisons that fails by chance once in some hundred times.
// STRIATE_SEEDS=10 takes ten seeds of ours.
func TestAgreesWithBrian2(t *testing.T) {
	text, err := os.ReadFile("testdata/brian2.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, preset := range []string{"coba", "adex-rs-fs"} {
		var peer map[string]map[string][]float64
		if err := json.Unmarshal(file[preset], &peer); err != nil {
			t.Fatal(err)
		}
		ours := map[string]map[string]*figure{}
		for seed := range uint64(seedsFor(3)) {
			r, err := changed(t, preset, seed+1, nil).Open()
			if err != nil {
				t.Fatal(err)
			}
			set := analysis.DefaultStatistics
			set.Seconds, set.MinSpikes = 0, 3
			m := set.For(r.step.Populations)
			for range r.exp.Frames(r.exp.Duration) {
				st, err := r.Step()
				if err != nil {
					t.Fatal(err)
				}
				m.Add(st)
			}
			for name, p := range m.Summary().Populations {
				if ours[name] == nil {
					ours[name] = map[string]*figure{"rate_hz": {}, "cv_isi": {}, "correlation": {}}
				}
				ours[name]["rate_hz"].add(float64(p.RateHz))
				ours[name]["cv_isi"].add(float64(p.CV))
				ours[name]["correlation"].add(float64(p.Correlation))
			}
		}
		compared := 0
		for name, measures := range peer {
			for key, values := range measures {
				var b figure
				for _, v := range values {
					b.add(v)
				}
				a := ours[name][key]
				if a == nil {
					t.Fatalf("%s: no %s of %s", preset, key, name)
				}
				welch := (a.mean() - b.mean()) / math.Sqrt(a.sd()*a.sd()/a.n+b.sd()*b.sd()/b.n)
				t.Logf("%-10s %-3s %-12s ours %.4f ± %.4f (%.0f)  Brian2 %.4f ± %.4f (%.0f)  t = %+.2f", preset, name, key, a.mean(), a.sd(), a.n, b.mean(), b.sd(), b.n, welch)
				if !(math.Abs(welch) < 4) {
					t.Errorf("%s, %s of %s: ours %.4f ± %.4f, Brian2's %.4f ± %.4f (t = %.1f)", preset, key, name, a.mean(), a.sd(), b.mean(), b.sd(), welch)
				}
				compared++
			}
		}
		if compared != 6 {
			t.Errorf("%s: %d comparisons, want 6", preset, compared)
		}
	}
}
