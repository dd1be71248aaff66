package cortex

import (
	"math"
	"testing"

	"striate/internal/golden"
	"striate/params"
)

// Forward Euler must give the numbers of the ntwk package; Runge-Kutta the
// potential of the event-driven reference up to the first spike, and its
// spikes as close as resets at the end of steps allow: closer with a smaller
// step. With precise spikes it must give the reference to the end.
func TestGoldenAdEx(t *testing.T) {
	var g struct {
		Tolerance struct {
			Same struct {
				V      float64 `json:"V_mV"`
				W      float64 `json:"w_pA"`
				Spikes float64 `json:"spikes_ms"`
			} `json:"same_scheme"`
			Reference struct {
				V float64 `json:"V_mV"`
			}
		}
		Cases []struct {
			Name   string
			Params struct {
				Gl, Cm, Trefrac, El, Vthre, Vreset, DeltaV, A, B, Tauw float64
			}
			Current  steps                `json:"current_steps_pA"`
			VInit    float64              `json:"V_init"`
			WInit    float64              `json:"w_init"`
			Duration float64              `json:"duration_ms"`
			Dt       float64              `json:"dt_ms"`
			Detect   float64              `json:"detection_threshold_mV"`
			Times    map[string][]float64 `json:"spike_times_ms"`
			Traces   thinned
		}
	}
	golden.Read(t, "adex.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Traces.Load(t, "")
			p := c.Params
			run := func(scheme string, dt float64) course {
				m := model(t, "adex", map[string]any{
					"g_l_ns": p.Gl, "cm_pf": p.Cm, "tau_refrac_ms": p.Trefrac, "v_rest_mv": p.El, "v_thresh_mv": p.Vthre, "v_reset_mv": p.Vreset,
					"delta_t_mv": p.DeltaV, "a_ns": p.A, "b_pa": p.B, "tau_w_ms": p.Tauw, "scheme": scheme,
				})
				if at := p.Vthre + m.(*AdEx).SpikeAt*p.DeltaV; at != c.Detect {
					t.Fatalf("spikes found at %g mV, want %g", at, c.Detect)
				}
				cells := must(m.Open(1, dt, testRand()))
				start(t, cells, "v_mv", c.VInit)
				start(t, cells, "w_pa", c.WInit)
				return play(cells, dt, int(math.Round(c.Duration/dt)), c.Traces.Every*int(math.Round(c.Dt/dt)), func(k int) float64 { return c.Current.at(k, dt) })
			}
			euler := run("euler", c.Dt)
			golden.Tolerance{ATol: g.Tolerance.Same.V}.Compare(t, c.Name, "v", euler.x["v_mv"], c.Traces.Plane(t, "V_euler"))
			golden.Tolerance{ATol: g.Tolerance.Same.W}.Compare(t, c.Name, "w", euler.x["w_pa"], c.Traces.Plane(t, "w_euler"))
			compareTimes(t, c.Name, euler.times, c.Times["euler"], g.Tolerance.Same.Spikes+1e-9)
			if fine, ok := c.Times["euler_dt0.01"]; ok {
				compareTimes(t, c.Name, run("euler", 0.01).times, fine, 1e-9)
			}
			for _, dt := range []float64{c.Dt, c.Dt / 10} {
				got := run("rk4", dt)
				n := until(c.Times["reference"], c.Dt, c.Traces.Every, c.Traces.Shape[1])
				golden.Tolerance{ATol: g.Tolerance.Reference.V}.Compare(t, c.Name, "v up to the first spike", got.x["v_mv"][:n], c.Traces.Plane(t, "V_reference")[:n])
				golden.Tolerance{ATol: g.Tolerance.Reference.V}.Compare(t, c.Name, "w up to the first spike", got.x["w_pa"][:n], c.Traces.Plane(t, "w_reference")[:n])
				lag(t, c.Name, got.times, c.Times["reference"], dt)

				// With spikes that take effect between steps it is so to the end.
				got = run("rk4_precise", dt)
				compareTimes(t, c.Name, got.times, c.Times["reference"], dt)
				tol := golden.Tolerance{ATol: g.Tolerance.Reference.V}
				if dt == c.Dt {
					tol.ATol = 3e-3
				}
				tol.Compare(t, c.Name+" precise", "v", got.x["v_mv"], c.Traces.Plane(t, "V_reference"))
				tol.Compare(t, c.Name+" precise", "w", got.x["w_pa"], c.Traces.Plane(t, "w_reference"))
			}
		})
	}
}

// Without adaptation the adaptive cell is the exponential one, and both rest
// where their currents are none.
func TestEIFIsAdExWithoutAdaptation(t *testing.T) {
	for _, scheme := range []string{"rk4", "euler"} {
		shared := map[string]any{"scheme": scheme, "synapses.kind": "ampa_gaba_nmda"}
		eif := model(t, "eif", shared).(*EIF)
		adex := model(t, "adex", shared).(*AdEx)
		adex.GL, adex.Cm, adex.EL, adex.VThresh, adex.VReset, adex.DeltaT, adex.TauRef = eif.GL, eif.Cm, eif.EL, eif.VThresh, eif.VReset, eif.DeltaT, eif.TauRef
		adex.A, adex.B = 0, 0
		a, b := must(eif.Open(3, 0.1, testRand())), must(adex.Open(3, 0.1, testRand()))
		if v := a.V()[0]; math.Abs(eif.EL-v+eif.DeltaT*math.Exp((v-eif.VThresh)/eif.DeltaT)) > 1e-12 {
			t.Errorf("rest at %g mV is none", v)
		}
		in := quietInput(a)
		spikes := 0
		for k := range 2000 {
			busy(in, k, false)
			x := stepAll(a, in, nil)
			busy(in, k, false)
			y := stepAll(b, in, nil)
			spikes += len(x)
			if len(x) != len(y) || math.Abs(a.V()[1]-b.V()[1]) > 1e-9 {
				t.Fatalf("%s: step %d: spikes %v and %v, %g and %g mV", scheme, k, x, y, a.V()[1], b.V()[1])
			}
		}
		if spikes == 0 {
			t.Error("no spikes")
		}
	}
}

// The cells of the papers' networks: the fast spiking one fires regularly and
// more than the regular spiking one, which adapts.
func TestRegularAndFastSpiking(t *testing.T) {
	times := func(m *AdEx) []float64 {
		return play(must(m.Open(1, 0.1, testRand())), 0.1, 10000, 1000, func(int) float64 { return 400 }).times
	}
	regular, fast := times(RegularSpiking()), times(FastSpiking())
	interval := func(s []float64, k int) float64 { return s[k+1] - s[k] }
	if n := len(regular); !(n > 4 && interval(regular, n-2) > 1.5*interval(regular, 0)) {
		t.Errorf("the regular spiking cell does not adapt: %v", regular)
	}
	if n := len(fast); !(n > 2*len(regular) && math.Abs(interval(fast, n-2)-interval(fast, 0)) <= 0.1+1e-9) {
		t.Errorf("the fast spiking cell is not regular: %v", fast)
	}
}

// Precise spikes among synapses of every kind: the state after many of them is
// that of much smaller steps, with as many spikes.
func TestPreciseSpikes(t *testing.T) {
	for _, cell := range []string{"adex", "eif", "izhikevich"} {
		for _, kind := range params.Kinds[SynapseModel]() {
			run := func(parts int) (v float64, spikes int) {
				values := map[string]any{"synapses.kind": kind, "i_offset_pa": 500.0, "scheme": "rk4_precise"}
				if cell == "izhikevich" {
					values["scheme"] = "rk4"
				}
				cells := must(model(t, cell, values).Open(1, 0.1/float64(parts), testRand()))
				in := quietInput(cells)
				for k := range 1000 {
					for r := range in.Arrive {
						if k%(70+20*r) == 0 {
							in.Arrive[r][0] = 3 / float64(1+r)
						}
					}
					for range parts {
						spikes += len(stepAll(cells, in, nil))
					}
				}
				return cells.V()[0], spikes
			}
			v, n := run(1)
			want, m := run(16)
			if n != m || n < 2 || !(math.Abs(v-want) < 5e-3) {
				t.Errorf("%s, %s: %d spikes and %g mV, want %d and %g", cell, kind, n, v, m, want)
			}
		}
	}
}
