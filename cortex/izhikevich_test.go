package cortex

import (
	"math"
	"testing"

	"striate/internal/golden"
)

// The three schemes that are others' must give their numbers, spike by spike;
// Runge-Kutta the solution of the equations, through all spikes.
func TestGoldenIzhikevich(t *testing.T) {
	type script struct{ V, U golden.Array }
	var g struct {
		Tolerance struct {
			Same struct {
				V      float64
				Spikes float64 `json:"spikes_ms"`
			} `json:"same_scheme"`
		}
		Cases []struct {
			Name       string
			A, B, C, D float64
			VInit      float64              `json:"v_init"`
			UInit      float64              `json:"u_init"`
			Current    steps                `json:"current_steps"`
			Duration   float64              `json:"duration_ms"`
			Dt         float64              `json:"dt_ms"`
			Times      map[string][]float64 `json:"spike_times_ms"`
			Traces     thinned
			Script     script `json:"script2003_dt1"`
		}
	}
	golden.Read(t, "izhikevich.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Traces.Load(t, "")
			run := func(scheme string, dt float64, every int) course {
				m := model(t, "izhikevich", map[string]any{
					"a_per_ms": c.A, "b_per_ms": c.B, "v_reset_mv": c.C, "d_mv_per_ms": c.D, "cm_pf": 1.0, "scheme": scheme,
				})
				cells := must(m.Open(1, dt, testRand()))
				start(t, cells, "v_mv", c.VInit)
				start(t, cells, "u_mv_per_ms", c.UInit)
				return play(cells, dt, int(math.Round(c.Duration/dt)), every, func(k int) float64 { return c.Current.at(k, dt) })
			}
			same := golden.Tolerance{ATol: g.Tolerance.Same.V}
			for _, scheme := range []string{"euler", "ordered"} {
				got := run(scheme, c.Dt, c.Traces.Every)
				same.Compare(t, c.Name+" "+scheme, "v", got.x["v_mv"], c.Traces.Plane(t, "v_"+scheme))
				same.Compare(t, c.Name+" "+scheme, "u", got.x["u_mv_per_ms"], c.Traces.Plane(t, "u_"+scheme))
				compareTimes(t, c.Name+" "+scheme, got.times, c.Times[scheme], g.Tolerance.Same.Spikes+1e-9)
			}
			got := run("script2003", 1, 1)
			same.Compare(t, c.Name+" script", "v", got.x["v_mv"], c.Script.V.Data)
			same.Compare(t, c.Name+" script", "u", got.x["u_mv_per_ms"], c.Script.U.Data)
			compareTimes(t, c.Name+" script", got.times, c.Times["script2003_dt1"], g.Tolerance.Same.Spikes+1e-9)

			// Off the spikes, where v rises by hundreds of mV in a ms, v and u are
			// those of the equations to the end.
			for dt, tol := range map[float64]struct{ v, u float64 }{c.Dt: {0.3, 0.01}, c.Dt / 10: {3e-5, 3e-6}} {
				got := run("rk4", dt, c.Traces.Every*int(math.Round(c.Dt/dt)))
				v, u := c.Traces.Plane(t, "v_reference"), c.Traces.Plane(t, "u_reference")
				calm := v[:0:0]
				for k := range v {
					calm = append(calm, v[k])
					if v[k] > -40 {
						calm[k] = got.x["v_mv"][k]
					}
				}
				golden.Tolerance{ATol: tol.v}.Compare(t, c.Name, "v below −40 mV", got.x["v_mv"], calm)
				golden.Tolerance{ATol: tol.u}.Compare(t, c.Name, "u", got.x["u_mv_per_ms"], u)
				compareTimes(t, c.Name, got.times, c.Times["reference"], dt)
			}
		})
	}
}
