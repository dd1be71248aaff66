package cortex

import (
	"math"
	"testing"

	"striate/internal/golden"
)

// With units of 1 the cell is the equations: both schemes give their numbers,
// Runge-Kutta is near the accurate solution, and a population starts at the
// fixed point.
func TestGoldenFitzHughNagumo(t *testing.T) {
	var g struct {
		Tolerance map[string]float64
		Cases     []struct {
			Name         string
			A, B, Tau, I float64
			Dt           float64
			Init         map[string]float64
			Duration     float64
			Sample       float64              `json:"sample_dt"`
			Times        map[string][]float64 `json:"upward_crossings_of_0"`
			FixedV       []float64            `json:"fixed_points_v"`
			FixedW       []float64            `json:"fixed_points_w"`
			Traces       golden.Array
		}
	}
	golden.Read(t, "fitzhugh_nagumo.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Traces.Load(t, "")
			open := func(scheme string, dt float64) Cells {
				m := model(t, "fitzhugh_nagumo", map[string]any{
					"a": c.A, "b": c.B, "tau": c.Tau, "v_zero_mv": 0.0, "v_unit_mv": 1.0, "t_unit_ms": 1.0, "i_unit_pa": 1.0, "v_thresh_mv": 0.0, "scheme": scheme,
				})
				return must(m.Open(1, dt, testRand()))
			}
			run := func(scheme string, dt float64, every int) course {
				cells := open(scheme, dt)
				start(t, cells, "v_mv", c.Init["v"])
				start(t, cells, "w", c.Init["w"])
				return play(cells, dt, int(math.Round(c.Duration/dt))+1, every, func(int) float64 { return c.I })
			}
			every := int(math.Round(c.Sample / c.Dt))
			for _, scheme := range []string{"rk4", "euler"} {
				got, tol := run(scheme, c.Dt, every), golden.Tolerance{ATol: g.Tolerance[scheme]}
				tol.Compare(t, c.Name+" "+scheme, "v", got.x["v_mv"], c.Traces.Plane(t, "v_"+scheme))
				tol.Compare(t, c.Name+" "+scheme, "w", got.x["w"], c.Traces.Plane(t, "w_"+scheme))
			}
			got := run("rk4", c.Dt, 1)
			golden.Tolerance{ATol: 1e-4}.Compare(t, c.Name, "upward crossings", crossings(got.x["v_mv"], c.Dt, 0), c.Times["reference"])
			golden.Tolerance{ATol: c.Dt}.Compare(t, c.Name, "spikes", got.times, c.Times["reference"])
			fine := run("rk4", c.Dt/10, 10*every)
			tol := golden.Tolerance{ATol: g.Tolerance["reference"]}
			tol.Compare(t, c.Name+" fine", "v", fine.x["v_mv"], c.Traces.Plane(t, "v_reference"))
			tol.Compare(t, c.Name+" fine", "w", fine.x["w"], c.Traces.Plane(t, "w_reference"))

			// Where it is stable, the fixed point under the current holds.
			cells := open("rk4", c.Dt)
			start(t, cells, "v_mv", c.FixedV[0])
			start(t, cells, "w", c.FixedW[0])
			still := play(cells, c.Dt, 2, 1, func(int) float64 { return c.I })
			golden.Tolerance{ATol: 1e-9}.Value(t, c.Name, "v at the fixed point", still.x["v_mv"][1], c.FixedV[0])
			if c.I == 0 {
				rest := open("rk4", c.Dt)
				golden.Tolerance{ATol: 1e-9}.Value(t, c.Name, "v at rest", rest.V()[0], c.FixedV[0])
			}
		})
	}
}

// The noise of the first step has standard deviation σ √(dt/t_unit), in units
// of v.
func TestFitzHughNagumoNoise(t *testing.T) {
	const n, dt = 20000, 0.1
	m := model(t, "fitzhugh_nagumo", map[string]any{"sigma": 0.3, "t_unit_ms": 2.0}).(*FitzHughNagumo)
	cells := must(m.Open(n, dt, testRand()))
	rest := cells.V()[0]
	stepAll(cells, quietInput(cells), nil)
	power := 0.0
	for _, v := range cells.V() {
		power += (v - rest) * (v - rest) / n
	}
	want := m.Sigma * m.VUnit * math.Sqrt(dt/m.TUnit)
	if sd := math.Sqrt(power); !(math.Abs(sd/want-1) < 0.02) {
		t.Errorf("sd %g mV after a step, want %g", sd, want)
	}
}
