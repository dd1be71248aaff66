package cortex

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"striate/params"
)

// watch opens synapses of one cell and gives their a and g (a − g v is the
// current) at the start, middle and end of each of n steps after one spike of
// weight 3 at the given receptor.
func watch(t *testing.T, m SynapseModel, receptor int, dt, v float64, n int) (a, g []float64) {
	t.Helper()
	syn := must(m.open(1, dt))
	if err := syn.set(m, dt, stepTimes(dt, 1)); err != nil {
		t.Fatal(err)
	}
	in := &Input{}
	for range syn.receptors() {
		in.Arrive = append(in.Arrive, []float64{0})
	}
	in.Arrive[receptor][0] = 3
	b := Block{0, 0, 1}
	for range n {
		syn.receive(b, in)
		for time := range 3 {
			x, y := []float64{0}, []float64{0}
			syn.drive(time, 0, []float64{v}, x, y)
			a, g = append(a, x[0]), append(g, y[0])
		}
		syn.advance(b)
	}
	return a, g
}

func synapse(t *testing.T, kind string, values map[string]any) SynapseModel {
	t.Helper()
	m := must(params.New[SynapseModel](kind))
	if err := params.SetAll(m, values); err != nil {
		t.Fatal(err)
	}
	return m
}

// doubleExponential has a peak of 1.
func doubleExponential(t, rise, decay float64) float64 {
	if rise == decay {
		return t / rise * math.Exp(1-t/rise)
	}
	peak := rise * decay / (decay - rise) * math.Log(decay/rise)
	f := func(t float64) float64 { return math.Exp(-t/decay) - math.Exp(-t/rise) }
	return f(t) / f(peak)
}

// Every time course against its closed form at all the times that the schemes
// ask for; its peak is the weight, its area the closed one.
func TestSynapseShapes(t *testing.T) {
	exponential := func(tau float64) func(float64) float64 {
		return func(t float64) float64 { return math.Exp(-t / tau) }
	}
	alpha := func(tau float64) func(float64) float64 {
		return func(t float64) float64 { return t / tau * math.Exp(1-t/tau) }
	}
	double := func(rise, decay float64) func(float64) float64 {
		return func(t float64) float64 { return doubleExponential(t, rise, decay) }
	}
	const mg0 = 0.0
	taus := map[string]any{"tau_syn_e_ms": 2.0, "tau_syn_i_ms": 7.0}
	three := map[string]any{"ampa_rise_ms": 0.5, "ampa_decay_ms": 2.0, "gaba_rise_ms": 5.0, "gaba_decay_ms": 5.0, "nmda_rise_ms": 30.0, "nmda_decay_ms": 4.0, "mg_mm": mg0}
	for _, c := range []struct {
		kind     string
		values   map[string]any
		receptor int
		want     func(float64) float64
		area     float64
		reversal float64 // NaN for a current
		sign     float64
	}{
		{"cond_exp", taus, 0, exponential(2), 2, 0, 1},
		{"cond_exp", taus, 1, exponential(7), 7, -80, 1},
		{"cond_alpha", taus, 0, alpha(2), 2 * math.E, 0, 1},
		{"cond_alpha", taus, 1, alpha(7), 7 * math.E, -80, 1},
		{"curr_exp", taus, 0, exponential(2), 2, math.NaN(), 1},
		{"curr_exp", taus, 1, exponential(7), 7, math.NaN(), -1},
		{"curr_alpha", taus, 0, alpha(2), 2 * math.E, math.NaN(), 1},
		{"curr_alpha", taus, 1, alpha(7), 7 * math.E, math.NaN(), -1},
		{"ampa_gaba_nmda", three, 0, double(0.5, 2), 0, 0, 1},
		{"ampa_gaba_nmda", three, 1, double(5, 5), 5 * math.E, -70, 1},
		{"ampa_gaba_nmda", three, 2, double(30, 4), 0, 0, 1}, // rise and decay may be either way round
		{"ampa_gaba_nmda", map[string]any{"gaba_rise_ms": 5.0, "gaba_decay_ms": 5.0 + 1e-12}, 1, double(5, 5), 5 * math.E, -70, 1},
	} {
		const dt, n = 0.1, 4000
		name := fmt.Sprint(c.kind, " receptor ", c.receptor)
		a, g := watch(t, synapse(t, c.kind, c.values), c.receptor, dt, -60, n)
		largest, area, off := 0.0, 0.0, 0.0
		for k := range n {
			for part := range 3 {
				now := g[3*k+part]
				if math.IsNaN(c.reversal) {
					if now != 0 {
						t.Fatalf("%s: conductance %g, want none", name, now)
					}
					now = c.sign * a[3*k+part]
				} else if d := a[3*k+part] - now*c.reversal; math.Abs(d) > 1e-12*now {
					t.Fatalf("%s: a − g E = %g", name, d)
				}
				want := 3 * c.want(dt*(float64(k)+float64(part)/2))
				off = max(off, math.Abs(now-want))
				largest = max(largest, now)
				area += dt * now * [3]float64{1.0 / 6, 4.0 / 6, 1.0 / 6}[part]
			}
		}
		if !(off < 1e-11) {
			t.Errorf("%s: off by %g from the closed form", name, off)
		}
		if !(math.Abs(largest-3) < 3e-3) {
			t.Errorf("%s: peak %g, want 3", name, largest)
		}
		if c.area > 0 && !(math.Abs(area/(3*c.area)-1) < 1e-6) {
			t.Errorf("%s: area %g, want %g", name, area, 3*c.area)
		}
	}
}

// The block by magnesium: half open where [Mg]/3.57 exp(−.062 v) = 1, the
// factors of Jahr & Stevens at other potentials, and none without magnesium.
func TestMagnesiumBlock(t *testing.T) {
	_, free := watch(t, synapse(t, "ampa_gaba_nmda", map[string]any{"mg_mm": 0.0}), 2, 0.1, -65, 100)
	for _, c := range []struct{ v, mg, want float64 }{
		{-90, 1, 0.0132891}, {-70, 1, 0.0444707}, {-65, 1, 0.0596682}, {-40, 1, 0.2301553}, {-20, 1, 0.5081407}, {0, 1, 0.7811816}, {40, 1, 0.9770802},
		{math.Log(2/3.57) / 0.062, 2, 0.5}, {-65, 0, 1},
	} {
		_, g := watch(t, synapse(t, "ampa_gaba_nmda", map[string]any{"mg_mm": c.mg}), 2, 0.1, c.v, 100)
		for k := range g {
			if free[k] > 0 && !(math.Abs(g[k]/free[k]-c.want) < 1e-6) {
				t.Fatalf("%g mV, %g mM: %g of the conductance is open, want %g", c.v, c.mg, g[k]/free[k], c.want)
			}
		}
	}
}

// A formula gives the kernel's time course, ends with the window, and can be a
// conductance or a current, scaled or not; windows may change at work.
func TestKernel(t *testing.T) {
	const dt = 0.1
	values := map[string]any{"kernel": "2*(exp(-t/5) - exp(-t/1))", "window_ms": 30.0}
	want := func(t float64) float64 { return doubleExponential(t, 1, 5) }
	_, g := watch(t, synapse(t, "kernel", values), 0, dt, -60, 400)
	for k := range 400 {
		for part := range 3 {
			at := dt * (float64(k) + float64(part)/2)
			x := 3 * want(at)
			if at >= 30-1e-9 {
				x = 0
			}
			// The peak of the samples is a little below that of the curve.
			if d := g[3*k+part] - x; !(math.Abs(d) < 3e-4) {
				t.Fatalf("%g ms: %g, want %g", at, g[3*k+part], x)
			}
		}
	}
	values["acts_as"], values["scaled"] = "current", false
	for receptor, sign := range []float64{1, -1} {
		a, g := watch(t, synapse(t, "kernel", values), receptor, dt, -60, 10)
		for k := range a {
			at := dt * (float64(k/3) + float64(k%3)/2)
			if x := sign * 3 * 2 * (math.Exp(-at/5) - math.Exp(-at)); g[k] != 0 || !(math.Abs(a[k]-x) < 1e-12) {
				t.Fatalf("current %g and conductance %g at %g ms, want %g and 0", a[k], g[k], at, x)
			}
		}
	}

	// What is under way when the window changes keeps its course.
	open := func() Cells {
		return must(model(t, "adex", map[string]any{"synapses.kind": "kernel", "synapses.window_ms": 20.0}).Open(3, dt, testRand()))
	}
	a, b := open(), open()
	in := quietInput(a)
	for k := range 300 {
		if k == 37 {
			if err := b.Retune(model(t, "adex", map[string]any{"synapses.kind": "kernel", "synapses.window_ms": 33.0})); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []Cells{a, b} {
			if in.Arrive[0][1] = 0; k == 20 {
				in.Arrive[0][1] = 2
			}
			stepAll(c, in, nil)
		}
		if a.V()[1] != b.V()[1] {
			t.Fatalf("step %d: %g mV with another window, want %g", k, b.V()[1], a.V()[1])
		}
	}
}

// What cannot be a kernel is refused with the parameter that is at fault.
func TestKernelRefuses(t *testing.T) {
	for _, c := range []struct {
		values map[string]any
		n      int
		path   string
		says   string
	}{
		{map[string]any{"kernel": "exp(-t/"}, 1, "kernel", "exp(-t/"},
		{map[string]any{"kernel": "exp(-x)"}, 1, "kernel", "x"},
		{map[string]any{"kernel": "1/t"}, 1, "kernel", "+Inf at t = 0 ms"},
		{map[string]any{"kernel": "sqrt(3-t)", "acts_as": "current"}, 1, "kernel", "NaN"},
		{map[string]any{"kernel": "1-t"}, 1, "kernel", "at least 0"},
		{map[string]any{"window_ms": 10000.0}, 100000, "window_ms", "MB"},
	} {
		values := map[string]any{"synapses.kind": "kernel"}
		for key, x := range c.values {
			values["synapses."+key] = x
		}
		_, err := model(t, "eif", values).Open(c.n, 0.1, testRand())
		var e *params.Error
		if !errors.As(err, &e) || e.Path != "synapses."+c.path || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want an error of %s that says %q", c.values, err, c.path, c.says)
		}
	}
	if _, err := model(t, "eif", map[string]any{"synapses.kind": "kernel", "synapses.kernel": "1-t", "synapses.acts_as": "current"}).Open(1, 0.1, testRand()); err != nil {
		t.Errorf("a current that changes its sign: %v", err)
	}
}

// With input through synapses of any kind the error of Runge-Kutta falls about
// sixteen times when the step is halved.
func TestOrderWithSynapses(t *testing.T) {
	for _, cell := range []string{"adex", "eif", "lif_adaptive_threshold", "izhikevich", "fitzhugh_nagumo", "hodgkin_huxley", "hodgkin_huxley_squid"} {
		for _, kind := range []string{"cond_exp", "cond_alpha", "curr_exp", "curr_alpha", "ampa_gaba_nmda", "delta"} {
			t.Run(cell+"/"+kind, func(t *testing.T) {
				weight := 2.0
				switch {
				case strings.HasPrefix(kind, "curr"):
					weight = 150
				case kind == "delta":
					weight = 3
				}
				// All that a cell does in 12.8 ms after a spike at each receptor, below
				// threshold; big steps, so that rounding is far.
				run := func(dt float64) float64 {
					m := model(t, cell, map[string]any{"synapses.kind": kind, "i_offset_pa": 20.0})
					cells := must(m.Open(1, dt, testRand()))
					in := quietInput(cells)
					n := int(math.Round(12.8 / dt))
					for k := range n {
						if k == 0 || k == n/2 {
							for r := range in.Arrive {
								in.Arrive[r][0] = weight / float64(1+r)
							}
						}
						if f := stepAll(cells, in, nil); len(f) > 0 {
							t.Fatalf("a spike after %g ms", float64(k)*dt)
						}
					}
					return cells.V()[0]
				}
				// Parts must halve with the step, so it begins where they are equal.
				base := 0.2
				switch {
				case strings.HasPrefix(cell, "hodgkin"):
					base = 0.0125
				case strings.HasPrefix(cell, "fitz"):
					base = 0.1
				}
				best := run(base / 16)
				coarse, fine := math.Abs(run(base)-best), math.Abs(run(base/2)-best)
				if coarse < 5e-11 {
					return // as good as exact
				}
				if ratio := coarse / fine; !(ratio > 11 && ratio < 23) {
					t.Errorf("error %.3g mV at dt %g, %.3g at half of it: ratio %.3g, want 16", coarse, base, fine, ratio)
				}
			})
		}
	}
}

// Where the conductance is too strong for a step of Runge-Kutta, split steps
// follow the equations: beside small steps in their place.
func TestSplitSteps(t *testing.T) {
	for _, cell := range []string{"adex", "eif", "hodgkin_huxley", "izhikevich", "fitzhugh_nagumo"} {
		for weight, tol := range map[float64]float64{2000: 0.005, 20000: 0.05, 1e6: 0.005} {
			values := map[string]any{"synapses.kind": "cond_exp"}
			a, b := must(model(t, cell, values).Open(1, 0.1, testRand())), must(model(t, cell, values).Open(1, 0.1/256, testRand()))
			in := quietInput(a)
			off := 0.0
			for k := range 20 {
				arrive := func() {
					if k == 2 {
						in.Arrive[0][0], in.Arrive[1][0] = weight/20, weight
					}
				}
				arrive()
				stepAll(a, in, nil)
				arrive()
				for range 256 {
					stepAll(b, in, nil)
				}
				off = max(off, math.Abs(a.V()[0]-b.V()[0]))
			}
			if !(off < tol) {
				t.Errorf("%s, %g nS: off by %.3g mV", cell, weight, off)
			}
		}
	}
}
