package analysis

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"striate/internal/golden"
	"striate/sim"
)

// The same numbers as scipy.signal.welch.
func TestWelchGolden(t *testing.T) {
	var g struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			Name         string
			FS           float64 `json:"fs_hz"`
			Segment      int
			X, Hz, Power golden.Array
		}
	}
	golden.Read(t, "welch.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		hz, power, _ := Welch(c.X.Data, c.FS, c.Segment)
		g.Tolerance.Compare(t, c.Name, "hz", hz, c.Hz.Data)
		g.Tolerance.Compare(t, c.Name, "power", power, c.Power.Data)
	}
}

// A sinusoid of amplitude a has the power a²/2, all within two steps of its
// frequency; the sum over all frequencies is the variance.
func TestWelchOfASinusoid(t *testing.T) {
	for _, c := range []struct{ a, f float64 }{{3, 20}, {.5, 7.3}, {2, 150}} {
		x := make([]float64, 20000)
		for k := range x {
			x[k] = 11 + c.a*math.Sin(2*math.Pi*c.f*float64(k)/1000+.3)
		}
		hz, power, n := Welch(x, 1000, 1000)
		if n != 39 {
			t.Fatalf("%d segments of 1 s in 20 s, want 39", n)
		}
		sum, near := 0.0, 0.0
		for k, v := range power {
			sum += v * (hz[1] - hz[0])
			if math.Abs(hz[k]-c.f) <= 2.5 {
				near += v * (hz[1] - hz[0])
			}
		}
		if want := c.a * c.a / 2; math.Abs(sum-want) > .01*want || near < .998*sum {
			t.Errorf("%g Hz: power %g, near its frequency %g, want %g", c.f, sum, near, want)
		}
	}
	if hz, power, n := Welch(make([]float64, 99), 1000, 100); hz != nil || power != nil || n != 0 {
		t.Error("a spectrum of less than a segment")
	}
}

// feedPoisson feeds a population of n cells that fire as Poisson processes of so many
// Hz, times one plus a sinusoid of that depth and frequency.
func feedPoisson(m *PowerSpectrumMeter, n int, seconds, rate, depth, f float64) {
	r := sim.Seed(3).Rand("power")
	st := &sim.Step{Dt: .1, Spikes: make([][]sim.Spike, 1)}
	for from := int64(0); from < int64(seconds*10000); from += 100 {
		st.Start, st.Stop, st.Spikes[0] = from, from+100, st.Spikes[0][:0]
		for s := from; s < st.Stop; s++ {
			p := rate * 1e-4 * (1 + depth*math.Sin(2*math.Pi*f*float64(s)*1e-4))
			for i := range n {
				if r.Float64() < p {
					st.Spikes[0] = append(st.Spikes[0], sim.Spike{Step: s, Index: int32(i)})
				}
			}
		}
		m.Add(st)
	}
}

// Independent Poisson spikes have a flat spectrum of 2 ν/n and no peak; a rate
// that swings by depth d adds (d ν)²/2 at its frequency, which is named.
func TestPowerSpectrumOfPoissonSpikes(t *testing.T) {
	const n, rate = 40, 25.0
	pops := []sim.Population{{Name: "E", Label: "E ring", Role: sim.Excitatory, N: n}}
	m := DefaultPowerSpectrum.For(pops)
	feedPoisson(m, n, 21, rate, 0, 0)
	f := m.Figure()
	mean := 0.0
	for _, v := range f.Table.Columns[1].Values {
		mean += v / float64(f.Table.Rows())
	}
	// 39 segments, 200 frequencies: the mean is known to 1.5 %.
	if want := 2 * rate / n; math.Abs(mean-want) > .05*want {
		t.Errorf("mean power %g, want 2 ν/n = %g", mean, want)
	}
	if len(f.Layers) != 1 || !strings.Contains(f.Summary, "E ring has no peak") || !strings.Contains(f.Summary, "39 segments of 1 s") {
		t.Errorf("%d layers; %s", len(f.Layers), f.Summary)
	}
	if hz := f.Table.Columns[0].Values; hz[0] != 1 || hz[len(hz)-1] != 200 || !f.X.Log || !f.Y.Log {
		t.Errorf("from %g to %g Hz", hz[0], hz[len(hz)-1])
	}

	const depth, swing = .4, 7.2
	m = DefaultPowerSpectrum.For(pops)
	feedPoisson(m, n, 21, rate, depth, swing)
	f = m.Figure()
	hz, power := f.Table.Columns[0].Values, f.Table.Columns[1].Values
	near := 0.0
	for k := range hz {
		if math.Abs(hz[k]-swing) < 3 {
			near += power[k] - 2*rate/n
		}
	}
	if want := depth * rate * depth * rate / 2; math.Abs(near-want) > .06*want {
		t.Errorf("power at %g Hz: %g, want %g", swing, near, want)
	}
	rule := f.Layers[1]
	if rule.Mark != Rule || !rule.Dash || math.Abs(rule.X[0]-swing) > .1 || rule.Label != fmt.Sprintf("peak %.1f Hz", rule.X[0]) {
		t.Errorf("peak %+v, want one at %g Hz", rule, swing)
	}
}

// Too short, silent, or drawn while the run goes on.
func TestPowerSpectrumAtTheEdges(t *testing.T) {
	pops := []sim.Population{{Name: "E", Label: "E ring", N: 5}, {Name: "E2", Label: "E ring 2", N: 5}}
	m := DefaultPowerSpectrum.For(pops)
	if f := m.Figure(); len(f.Layers) > 0 || f.Summary == "" {
		t.Errorf("before the first step: %+v", f)
	}
	feedPoisson(m, 5, .2, 50, 0, 0)
	if f := m.Figure(); len(f.Layers) > 0 {
		t.Errorf("after .2 s: %s", f.Summary)
	}
	feedPoisson(m, 5, .6, 50, 0, 0) // begins anew
	draw := m.Prepare()
	was := m.Figure().Table.Columns[1].Values
	feedPoisson(m, 5, .5, 0, 0, 0)
	draw()
	f := draw()
	for k, v := range f.Table.Columns[1].Values {
		if v != was[k] {
			t.Fatal("a figure that was prepared changes with the run")
		}
	}
	if !strings.Contains(f.Summary, "1 segment of 0.6 s, 95 % interval 0.27 to 39.50 times") {
		t.Error(f.Summary)
	}
	if !strings.Contains(f.Summary, "E ring 2 silent") || f.Layers[0].Label != "E ring" || f.Layers[1].Label != "E ring 2" {
		t.Errorf("%s; %q, %q", f.Summary, f.Layers[0].Label, f.Layers[1].Label)
	}
	for _, v := range f.Layers[1].Y {
		if !math.IsNaN(v) {
			t.Fatal("a silent population is drawn")
		}
	}
}

func BenchmarkPowerSpectrum(b *testing.B) {
	pops := []sim.Population{{Name: "thalamic", N: 768}, {Name: "E", N: 60}, {Name: "I", N: 60}}
	m := DefaultPowerSpectrum.For(pops)
	feedPoisson(m, 60, 20, 10, 0, 0)
	b.Run("copy", func(b *testing.B) {
		for b.Loop() {
			m.Prepare()
		}
	})
	b.Run("draw", func(b *testing.B) {
		draw := m.Prepare()
		for b.Loop() {
			draw()
		}
	})
}
