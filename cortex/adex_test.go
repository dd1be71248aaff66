package cortex

import (
	"math"
	"testing"

	"striate/internal/golden"
)

// Forward Euler must give the numbers of the ntwk package; Runge-Kutta the
// potential of the event-driven reference up to the first spike, and its
// spikes as close as resets at the end of steps allow: closer with a smaller
// step.
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
			}
		})
	}
}
