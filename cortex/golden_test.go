package cortex

import (
	"math"
	"slices"
	"strings"
	"testing"

	"striate/internal/golden"
	"striate/params"
)

type goldenCell struct {
	Tolerance struct {
		Same struct {
			V      float64 `json:"v_mV"`
			Spikes float64 `json:"spikes_ms"`
		} `json:"same_scheme"`
		Reference struct {
			Spikes float64 `json:"spike_times_ms"`
			RTol   float64 `json:"g_rtol"`
			ATol   float64 `json:"g_atol_uS"`
		} `json:"versus_reference"`
	}
	Cases []struct {
		Name     string
		Params   map[string]float64
		VInit    float64              `json:"v_init"`
		Duration float64              `json:"duration_ms"`
		Dt       float64              `json:"dt_ms"`
		ExcTimes []float64            `json:"exc_jump_times_ms"`
		ExcW     float64              `json:"exc_weight_uS"`
		InhTimes []float64            `json:"inh_jump_times_ms"`
		InhW     float64              `json:"inh_weight_uS"`
		Times    map[string][]float64 `json:"spike_times_ms"`
		Error    map[string]float64   `json:"max_v_error_mV_of_scheme_before_first_spike"`
		Traces   golden.Array
		Euler    thinned `json:"euler_traces"` // planes of exponential Euler and Euler
	}
}

// keys maps PyNN's names, and the unit that the files use, to ours.
var keys = map[string]struct {
	path   string
	factor float64
}{
	"cm": {"cm_pf", 1000}, "tau_m": {"tau_m_ms", 1}, "tau_refrac": {"tau_refrac_ms", 1},
	"tau_syn_E": {"tau_syn_e_ms", 1}, "tau_syn_I": {"tau_syn_i_ms", 1}, "e_rev_E": {"e_rev_e_mv", 1}, "e_rev_I": {"e_rev_i_mv", 1},
	"v_rest": {"v_rest_mv", 1}, "v_reset": {"v_reset_mv", 1}, "v_thresh": {"v_thresh_mv", 1},
}

// The schemes that are Brian2's must give its numbers (its spikes, and v to
// 1e-9 mV); the default, with exact conductances, must
// meet the event-driven reference in g, in the number of spikes and in their
// times, and in v up to the first spike to 5 µV.
func TestGoldenCells(t *testing.T) {
	const nS = 1000 // in a µS
	for _, kind := range []string{"if_cond_exp", "if_cond_alpha"} {
		var g goldenCell
		golden.Read(t, kind+".json", &g)
		if len(g.Cases) == 0 {
			t.Fatal("no cases in the golden file")
		}
		for _, c := range g.Cases {
			c.Traces.Load(t, "")
			c.Euler.Load(t, "")
			schemes := []string{"rk4", "rk4_joint"}
			for _, plane := range c.Euler.Planes {
				if scheme, ok := strings.CutPrefix(plane, "v_"); ok {
					schemes = append(schemes, scheme)
				}
			}
			for _, scheme := range schemes {
				t.Run(strings.Join([]string{kind, c.Name, scheme}, "/"), func(t *testing.T) {
					m, err := params.New[CellModel](kind)
					if err != nil {
						t.Fatal(err)
					}
					for name, x := range c.Params {
						k, ok := keys[name]
						if !ok {
							t.Fatalf("no parameter for %q", name)
						}
						if err := params.Set(m, k.path, x*k.factor); err != nil {
							t.Fatal(err)
						}
					}
					if err := params.Set(m, "scheme", scheme); err != nil {
						t.Fatal(err)
					}
					cells, err := m.Open(1, c.Dt, testRand())
					if err != nil {
						t.Fatal(err)
					}
					cells.V()[0] = c.VInit
					jump := func(times []float64, w float64) map[int]float64 {
						at := map[int]float64{}
						for _, x := range times {
							at[int(math.Round(x/c.Dt))] += w * nS
						}
						return at
					}
					exc, inh := jump(c.ExcTimes, c.ExcW), jump(c.InhTimes, c.InhW)
					vars := cells.Variables()
					ref, traces, every := scheme, &c.Euler.Array, c.Euler.Every
					switch scheme {
					case "rk4":
						ref, traces, every = "reference", &c.Traces, 1
					case "rk4_joint":
						ref, traces, every = "rk4", &c.Traces, 1
					}
					v, ge, gi := traces.Plane(t, "v_"+ref), traces.Plane(t, "ge_"+ref), traces.Plane(t, "gi_"+ref)
					gotV, gotE, gotI := make([]float64, len(v)), make([]float64, len(v)), make([]float64, len(v))
					in := Input{Arrive: [][]float64{{0}, {0}}, Inject: []float64{0}}
					var fired []int32
					var spikes []float64
					for k := range c.Traces.Shape[1] {
						// Sample k shows the jumps at k; an exponential one is seen at
						// once, so it is added to what the cells hold before step k.
						sampleE, sampleI := vars[1].X[0], vars[2].X[0]
						in.Arrive[0][0], in.Arrive[1][0] = exc[k], inh[k]
						if kind == "if_cond_exp" {
							sampleE, sampleI = sampleE+exc[k], sampleI+inh[k]
						}
						if at := k / every; k%every == 0 {
							gotV[at], gotE[at], gotI[at] = cells.V()[0], sampleE/nS, sampleI/nS
						}
						if fired = stepAll(cells, &in, fired[:0]); len(fired) > 0 {
							spikes = append(spikes, float64(k)*c.Dt)
						}
					}
					name, times := kind+" "+c.Name, c.Times[ref]
					if scheme != "rk4" {
						same := g.Tolerance.Same
						golden.Tolerance{ATol: same.V}.Compare(t, name, "v", gotV, v)
						golden.Tolerance{RTol: 1e-9, ATol: 1e-15}.Compare(t, name, "g_e", gotE, ge)
						golden.Tolerance{RTol: 1e-9, ATol: 1e-15}.Compare(t, name, "g_i", gotI, gi)
						compareTimes(t, name, spikes, times, same.Spikes+1e-9)
						return
					}
					// The file asks for 1e-12 µS, but its solver (rtol 1e-10) is itself
					// further from the closed form in the tails, even negative.
					file, exact := g.Tolerance.Reference, golden.Tolerance{RTol: 1e-11, ATol: 1e-20}
					for _, x := range []struct {
						plane     string
						got, want []float64
						tau       float64
						jumps     map[int]float64
					}{{"g_e", gotE, ge, c.Params["tau_syn_E"], exc}, {"g_i", gotI, gi, c.Params["tau_syn_I"], inh}} {
						golden.Tolerance{RTol: file.RTol, ATol: max(file.ATol, 5e-9*slices.Max(x.want))}.Compare(t, name, x.plane, x.got, x.want)
						closed := make([]float64, len(v))
						for k := range closed {
							closed[k] = closedForm(kind, k, c.Dt, x.tau, x.jumps) / nS
						}
						exact.Compare(t, name, "closed form of "+x.plane, x.got, closed)
					}
					n, worst := 0, 0.0
					for n < len(v) && (len(times) == 0 || float64(n)*c.Dt < times[0]) {
						worst = max(worst, math.Abs(gotV[n]-v[n]))
						n++
					}
					golden.Tolerance{ATol: 5e-3}.Compare(t, name, "v up to the first spike", gotV[:n], v[:n]) // mV; Brian2's rk4: up to c.Error["rk4"]
					t.Logf("v up to the first spike: off by %.2g mV; Brian2's rk4 %.2g, exponential Euler %.2g", worst, c.Error["rk4"], c.Error["exponential_euler"])
					compareTimes(t, name, spikes, times, file.Spikes)
				})
			}
		}
	}
}

// closedForm is the conductance at sample k after jumps of w at samples: the
// sum of w exp(−t/τ), or w (t/τ) exp(1−t/τ) for the alpha shape.
func closedForm(kind string, k int, dt, tau float64, jumps map[int]float64) float64 {
	at := make([]int, 0, len(jumps))
	for j := range jumps {
		at = append(at, j)
	}
	slices.Sort(at)
	g := 0.0
	for _, j := range at {
		switch x := float64(k-j) * dt / tau; {
		case x < 0:
		case kind == "if_cond_alpha":
			g += jumps[j] * x * math.Exp(1-x)
		default:
			g += jumps[j] * math.Exp(-x)
		}
	}
	return g
}

// compareTimes compares spike times; a cell may be silent.
func compareTimes(t *testing.T, name string, got, want []float64, atol float64) {
	t.Helper()
	if len(got)+len(want) > 0 {
		golden.Tolerance{ATol: atol}.Compare(t, name, "spike times", got, want)
	}
}
