package cortex

import (
	"fmt"
	"math"
	"testing"

	"striate/internal/golden"
	"striate/params"
	"striate/sim"
)

// Euler and exponential Euler must give Brian2's "euler" and "exact", and
// Runge-Kutta the exact numbers too, as the equations are linear. Spikes come
// as late against the event-driven solution as the file says.
func TestGoldenAdaptiveThreshold(t *testing.T) {
	var g struct {
		Tolerance struct {
			Same float64 `json:"same_scheme"`
			Late float64 `json:"exact_scheme_vs_reference_spikes_ms"`
		}
		Cases []struct {
			Name   string
			Params struct {
				VRest      float64 `json:"v_rest"`
				Vt0        float64
				Delta      float64 `json:"delta_vt"`
				TauM       float64 `json:"tau_m"`
				TauT       float64 `json:"tau_t"`
				Drive      float64
				Refractory float64
			}
			VInit    float64              `json:"v_init"`
			VtInit   float64              `json:"vt_init"`
			Duration float64              `json:"duration_ms"`
			Dt       float64              `json:"dt_ms"`
			Times    map[string][]float64 `json:"spike_times_ms"`
			Traces   thinned
		}
	}
	golden.Read(t, "adaptive_threshold.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		c.Traces.Load(t, "")
		p := c.Params
		for scheme, plane := range map[string]string{"euler": "euler", "exponential_euler": "exact", "rk4": "exact"} {
			t.Run(c.Name+"/"+scheme, func(t *testing.T) {
				const cm = 200
				m := model(t, "lif_adaptive_threshold", map[string]any{
					"v_rest_mv": p.VRest, "v_reset_mv": p.VRest, "v_thresh_mv": p.Vt0, "delta_thresh_mv": p.Delta, "tau_m_ms": p.TauM, "tau_thresh_ms": p.TauT,
					"tau_refrac_ms": p.Refractory, "cm_pf": cm, "i_offset_pa": p.Drive * cm / p.TauM, "scheme": scheme,
				})
				cells := must(m.Open(1, c.Dt, testRand()))
				start(t, cells, "v_mv", c.VInit)
				start(t, cells, "threshold_mv", c.VtInit)
				got := play(cells, c.Dt, int(math.Round(c.Duration/c.Dt)), c.Traces.Every, func(int) float64 { return 0 })
				tol := golden.Tolerance{ATol: g.Tolerance.Same}
				if scheme == "rk4" {
					tol.ATol = 1e-8 // what it leaves of a fifth order in dt/τ
				}
				tol.Compare(t, c.Name, "v", got.x["v_mv"], c.Traces.Plane(t, "v_"+plane))
				tol.Compare(t, c.Name, "threshold", got.x["threshold_mv"], c.Traces.Plane(t, "vt_"+plane))
				compareTimes(t, c.Name, got.times, c.Times[plane], 1e-9)
				if plane == "exact" {
					compareTimes(t, c.Name, got.times, c.Times["reference"], g.Tolerance.Late)
				}
			})
		}
	}
}

// White noise spreads the potential by σ/√2, with the correlation time of the
// membrane.
func TestWhiteNoise(t *testing.T) {
	m := model(t, "lif_adaptive_threshold", map[string]any{"sigma_mv": 4.0, "v_thresh_mv": 50.0}).(*LIFAdaptiveThreshold)
	const n, steps = 400, 4000
	cells := must(m.Open(n, 0.1, sim.Seed(2).Rand("noise")))
	in := quietInput(cells)
	var power, product, count float64
	old := make([]float64, n)
	for k := range steps {
		stepAll(cells, in, nil)
		if k%100 == 0 && k > 500 { // 10 ms = τ_m apart
			for i, v := range cells.V() {
				x := v - m.VRest
				power += x * x
				product += x * old[i]
				old[i] = x
				count++
			}
		}
	}
	if sd := math.Sqrt(power / count); !(math.Abs(sd-m.Sigma/math.Sqrt2) < 0.02*m.Sigma) {
		t.Errorf("sd %g mV, want %g", sd, m.Sigma/math.Sqrt2)
	}
	if r := product / power; !(math.Abs(r-math.Exp(-1)) < 0.03) {
		t.Errorf("correlation after τ %g, want %g", r, math.Exp(-1))
	}
}

// The dimensionless leaky cells of the Brian2 tutorial: a single one, Euler
// and exact, and two in a network, one of which jumps by the weight 5 ms after
// the other fired.
func TestGoldenTutorial(t *testing.T) {
	var g struct {
		Tolerance struct {
			V      float64
			Spikes float64 `json:"spikes_ms"`
		}
		Cases []struct {
			Name       string
			Tau        float64 `json:"tau_ms"`
			Threshold  float64
			Refractory float64 `json:"refractory_ms"`
			VInit      float64 `json:"v_init"`
			Drive      float64
			Dt         float64              `json:"dt_ms"`
			Times      map[string][]float64 `json:"spike_times_ms"`
			Traces     golden.Array
		}
		Pair struct {
			I         []float64
			Tau       []float64 `json:"tau_ms"`
			Weight    float64
			Delay     float64 `json:"delay_ms"`
			Duration  float64 `json:"duration_ms"`
			Dt        float64 `json:"dt_ms"`
			Threshold float64
			Spikes    []float64 `json:"spikes_ms"`
			Index     []int     `json:"spikes_index"`
			Traces    golden.Array
		} `json:"pair_with_delay"`
	}
	golden.Read(t, "tutorial_lif.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	// v has no unit: mV stand for it, and a drive of 1 is cm/τ pA.
	const cm = 100
	cell := func(tau, threshold, refractory, drive float64, scheme string) CellModel {
		values := map[string]any{"v_rest_mv": 0.0, "v_reset_mv": 0.0, "v_thresh_mv": threshold, "tau_refrac_ms": refractory, "cm_pf": cm, "i_offset_pa": drive * cm / tau}
		if scheme == "exact" {
			values["tau_m_ms"] = tau
			return model(t, "if_curr_exp", values)
		}
		values["g_l_ns"], values["delta_t_mv"], values["b_pa"], values["scheme"] = cm/tau, 0.0, 0.0, scheme
		m := model(t, "adex", values).(*AdEx)
		m.Synapses = params.Of[SynapseModel]("delta", &Delta{})
		return m
	}
	tol := golden.Tolerance{ATol: g.Tolerance.V}
	for _, c := range g.Cases {
		c.Traces.Load(t, "")
		for _, plane := range c.Traces.Planes {
			scheme := plane[len("v_"):]
			cells := must(cell(c.Tau, c.Threshold, c.Refractory, c.Drive, scheme).Open(1, c.Dt, testRand()))
			start(t, cells, "v_mv", c.VInit)
			got := play(cells, c.Dt, c.Traces.Shape[1], 1, func(int) float64 { return 0 })
			tol.Compare(t, c.Name+" "+scheme, "v", got.x["v_mv"], c.Traces.Plane(t, plane))
			compareTimes(t, c.Name+" "+scheme, got.times, c.Times[scheme], g.Tolerance.Spikes+1e-9)
		}
	}
	p := g.Pair
	p.Traces.Load(t, "")
	n := must(NewNetwork(p.Dt, 1))
	var cells []*Population
	for k, tau := range p.Tau {
		cells = append(cells, must(n.Populate(fmt.Sprint(k), "", sim.Excitatory, 1, cell(tau, p.Threshold, 0, p.I[k], "euler"))))
		cells[k].SetV(0)
	}
	must(n.Connect(ConnectSpec{Pre: cells[0], Post: cells[1], Connector: &OneToOne{}, Weight: Fixed(p.Weight), Delay: Fixed(p.Delay)}))
	got := make([][]float64, len(cells))
	var times []float64
	var index []int
	delay := int(math.Round(p.Delay / p.Dt))
	fired := make([]bool, p.Traces.Shape[1])
	for k := range fired {
		for i, c := range cells {
			got[i] = append(got[i], c.V()[0])
		}
		if s := k - delay - 1; s >= 0 && fired[s] {
			got[1][k] += p.Weight // the sample shows what arrives with its step
		}
		if err := n.Step(); err != nil {
			t.Fatal(err)
		}
		fired[k] = len(cells[0].Spikes()) > 0
		for i, c := range cells {
			if len(c.Spikes()) > 0 {
				times, index = append(times, float64(k)*p.Dt), append(index, i)
			}
		}
	}
	for i := range cells {
		tol.Compare(t, "pair", "v", got[i], p.Traces.Plane(t, fmt.Sprint("v", i)))
	}
	compareTimes(t, "pair", times, p.Spikes, g.Tolerance.Spikes+1e-9)
	if fmt.Sprint(index) != fmt.Sprint(p.Index) {
		t.Errorf("spikes of cells %v, want %v", index, p.Index)
	}
}
