package cortex

import (
	"math"
	"math/rand/v2"
	"testing"

	"striate/internal/golden"
	"striate/params"
	"striate/sim"
)

// Every registered cell model: it opens with its defaults and refuses what is
// no number; it rests where it says; strong current makes it fire and strong
// inhibition stops it; cells do not know of each other; stepping allocates
// nothing; it can be retuned to its own kind and to no other.
func TestCellFamily(t *testing.T) {
	kinds := params.Kinds[CellModel]()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			m := must(params.New[CellModel](kind))
			cells, err := m.Open(3, 0.1, rand.New(rand.NewPCG(1, 2)))
			if err != nil {
				t.Fatal(err)
			}
			if len(cells.V()) != 3 || cells.Variables()[0].Name != "v_mv" || &cells.Variables()[0].X[0] != &cells.V()[0] {
				t.Error("the first variable is not the potential")
			}
			r := cells.Receptors()
			in := Input{Arrive: make([][]float64, len(r)), Inject: make([]float64, 3)}
			for k := range r {
				in.Arrive[k] = make([]float64, 3)
			}
			inhibit := 0.0
			run := func(steps int) (n [3]int) {
				for range steps {
					for k, name := range r {
						if name == Inhibitory {
							in.Arrive[k][1] = inhibit
						}
					}
					for _, i := range stepAll(cells, &in, nil) {
						n[i]++
					}
				}
				return n
			}
			v := cells.V()[0]
			if n := run(1000); n != [3]int{} || math.Abs(cells.V()[0]-v) > 1e-9 {
				t.Errorf("at rest: %v spikes, v from %g to %g", n, v, cells.V()[0])
			}
			in.Inject[1] = 1000
			n := run(2000)
			if n[0] != 0 || n[1] == 0 || n[2] != 0 {
				t.Errorf("1 nA into cell 1 gives spikes %v", n)
			}
			inhibit = 5000
			run(50)
			if n := run(1000); n != [3]int{} {
				t.Errorf("inhibited cell fires: %v", n)
			}
			var fired []int32
			if a := testing.AllocsPerRun(100, func() { fired = stepAll(cells, &in, fired[:0]) }); a != 0 {
				t.Errorf("%g allocations a step", a)
			}
			for _, other := range kinds {
				err := cells.Retune(must(params.New[CellModel](other)))
				if (err == nil) != (other == kind) {
					t.Errorf("retuning to %s: %v", other, err)
				}
			}
			for _, p := range params.Describe(m) {
				if p.Type == params.Number {
					bad := must(params.New[CellModel](kind))
					if params.Set(bad, p.Path, math.NaN()) == nil {
						t.Errorf("%s takes NaN", p.Path)
					}
				}
			}
		})
	}
}

// testRand is a random stream for cells that are opened alone.
func testRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// stepAll steps all blocks of a population.
func stepAll(c Cells, in *Input, fired []int32) []int32 {
	for k, n := 0, len(c.V()); k*BlockSize < n; k++ {
		fired = c.Step(Block{k, k * BlockSize, min(n, (k+1)*BlockSize)}, in, fired)
	}
	return fired
}

// The exact integration of the linear cell against Brian2's, Euler's in the
// leaky limit of AdEx, and the rates against the closed form.
func TestGoldenCurrent(t *testing.T) {
	type cell struct {
		TauM   float64 `json:"tau_m"`
		R      float64 `json:"R_Mohm"`
		VRest  float64 `json:"v_rest"`
		VReset float64 `json:"v_reset"`
		Thresh float64 `json:"v_thresh"`
		Ref    float64 `json:"tau_refrac"`
	}
	var g struct {
		Tolerance struct {
			Same struct {
				V      float64 `json:"v_mV"`
				Spikes float64 `json:"spikes_ms"`
			} `json:"same_scheme"`
		}
		Cases []struct {
			Name    string
			Params  cell
			VInit   float64              `json:"v_init"`
			Dt      float64              `json:"dt_ms"`
			Current steps                `json:"current_steps_nA"`
			Times   map[string][]float64 `json:"spike_times_ms"`
			Traces  golden.Array
		}
		FI struct {
			Params cell
			Pairs  [][2]float64 `json:"current_nA_rate_Hz"`
		} `json:"fi_curve"`
	}
	golden.Read(t, "lif_current.json", &g)
	if len(g.Cases) == 0 || len(g.FI.Pairs) == 0 {
		t.Fatal("no cases")
	}
	euler := func(c cell, dt float64) Cells {
		m := model(t, "adex", map[string]any{
			"cm_pf": 1000 * c.TauM / c.R, "g_l_ns": 1000 / c.R, "v_rest_mv": c.VRest, "v_reset_mv": c.VReset, "v_thresh_mv": c.Thresh,
			"tau_refrac_ms": c.Ref, "delta_t_mv": 0.0, "b_pa": 0.0, "scheme": "euler",
		})
		return must(m.Open(1, dt, testRand()))
	}
	open := func(c cell, n int, dt float64) Cells {
		m := must(params.New[CellModel]("if_curr_exp")).(*IFCurrExp)
		m.TauM, m.VRest, m.VReset, m.VThresh, m.TauRef, m.Cm = c.TauM, c.VRest, c.VReset, c.Thresh, c.Ref, 1000*c.TauM/c.R
		return must(m.Open(n, dt, testRand()))
	}
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Traces.Load(t, "")
			for scheme, cells := range map[string]Cells{"exact": open(c.Params, 1, c.Dt), "euler": euler(c.Params, c.Dt)} {
				start(t, cells, "v_mv", c.VInit)
				want := c.Traces.Plane(t, "v_"+scheme)
				got := play(cells, c.Dt, len(want), 1, func(k int) float64 { return 1000 * c.Current.at(k, c.Dt) })
				golden.Tolerance{ATol: g.Tolerance.Same.V}.Compare(t, c.Name+" "+scheme, "v", got.x["v_mv"], want)
				compareTimes(t, c.Name, got.times, c.Times[scheme], g.Tolerance.Same.Spikes+1e-9)
			}
		})
	}
	const dt, seconds = 0.01, 5
	for _, pair := range g.FI.Pairs {
		cells := open(g.FI.Params, 1, dt)
		in := Input{Arrive: [][]float64{{0}, {0}}, Inject: []float64{1000 * pair[0]}}
		n := 0
		var fired []int32
		for range int(1000 * seconds / dt) {
			fired = stepAll(cells, &in, fired[:0])
			n += len(fired)
		}
		// One spike of a count, and up to one dt in each interval.
		tol := 1.0/seconds + pair[1]*pair[1]*dt/1000
		if rate := float64(n) / seconds; !(math.Abs(rate-pair[1]) <= tol) {
			t.Errorf("%g nA: %g Hz, want %g", pair[0], rate, pair[1])
		}
	}
}

// Synaptic currents against the closed form of a double exponential, also
// where the two time constants are one.
func TestSynapticCurrent(t *testing.T) {
	for _, tau := range []float64{0.25, 5, 30} {
		m := must(params.New[CellModel]("if_curr_exp")).(*IFCurrExp)
		m.TauSynE, m.TauSynI = tau, tau
		cells := must(m.Open(1, 0.1, testRand()))
		in := Input{Arrive: [][]float64{{300}, {100}}, Inject: []float64{0}}
		for k := range 500 {
			x, want := float64(k)*0.1, 0.0
			if tau == m.TauM {
				want = 200 / m.Cm * x * math.Exp(-x/tau)
			} else {
				want = 200 / m.Cm / (1/m.TauM - 1/tau) * (math.Exp(-x/tau) - math.Exp(-x/m.TauM))
			}
			if d := cells.V()[0] - m.VRest; !(math.Abs(d-want) < 1e-11) {
				t.Fatalf("τ %g: v at %g ms is %g above rest, want %g", tau, x, d, want)
			}
			stepAll(cells, &in, nil)
			in.Arrive[0][0], in.Arrive[1][0] = 0, 0
		}
	}
}

// Alpha currents against the closed form, also where the two time constants
// are one or nearly so, and jumps against theirs.
func TestAlphaCurrentAndJumps(t *testing.T) {
	for _, tau := range []float64{0.02, 0.5, 19, 20 - 1e-7, 20, 80} {
		m := model(t, "if_curr_alpha", map[string]any{"tau_syn_e_ms": tau, "tau_syn_i_ms": tau}).(*IFCurrAlpha)
		cells := must(m.Open(1, 0.1, testRand()))
		in := quietInput(cells)
		in.Arrive[0][0], in.Arrive[1][0] = 300, 100
		for k := range 500 {
			// 200 e/(cm τ) ∫ s exp(−s/τ) exp(−(x − s)/τ_m) ds over 0..x
			x, r := float64(k)*0.1, 1/tau-1/m.TauM
			area := x * x * (1.0/2 - r*x/3 + r*x*r*x/8)
			if math.Abs(r*x) > 1e-3 {
				area = (1 - math.Exp(-r*x)*(1+r*x)) / (r * r)
			}
			want := 200 * math.E / (m.Cm * tau) * math.Exp(-x/m.TauM) * area
			if d := cells.V()[0] - m.VRest; !(math.Abs(d-want) < 1e-8) {
				t.Fatalf("τ %g: v at %g ms is %g above rest, want %g", tau, x, d, want)
			}
			stepAll(cells, in, nil)
		}
	}
	m := model(t, "if_curr_delta", nil).(*IFCurrDelta)
	cells := must(m.Open(3, 0.1, testRand()))
	in := quietInput(cells)
	in.Inject[0] = 100
	copy(in.Arrive[0], []float64{3, 0, 15.05}) // the last is above threshold only at once
	copy(in.Arrive[1], []float64{1, 5, 0})
	fired := stepAll(cells, in, nil)
	if len(fired) != 1 || fired[0] != 2 || cells.V()[2] != m.VReset {
		t.Errorf("cells %v fire and go to %g mV, want cell 2 to %g", fired, cells.V()[2], m.VReset)
	}
	in.Arrive[0][2] = 30 // lost: the cell is refractory
	for range 9 {
		stepAll(cells, in, nil)
	}
	decay := math.Exp(-1 / m.TauM)
	for i, want := range []float64{2*decay + 100*m.TauM/m.Cm*(1-decay), -5 * decay, m.VReset - m.VRest} {
		if d := cells.V()[i] - m.VRest; !(math.Abs(d-want) < 1e-12) {
			t.Errorf("cell %d is %g above rest after a ms, want %g", i, d, want)
		}
	}
}

// The noise has its standard deviation and correlation time.
func TestNoise(t *testing.T) {
	for _, kind := range params.Kinds[CellModel]() {
		m := must(params.New[CellModel](kind))
		if params.Set(m, "noise_sd_pa", 50) != nil {
			continue // a kind without it
		}
		t.Run(kind, func(t *testing.T) { testNoise(t, m, 50) })
	}
}

func testNoise(t *testing.T, m CellModel, want float64) {
	const n, steps, lag = 200, 4000, 50 // lag 5 ms = τ
	cells := must(m.Open(n, 0.1, sim.Seed(1).Rand("noise")))
	var noise []float64
	for _, v := range cells.Variables() {
		if v.Name == "noise_pa" {
			noise = v.X
		}
	}
	in := quietInput(cells)
	var power, product float64
	old := make([]float64, n)
	for k := range steps {
		if k%lag == 0 {
			for i, x := range noise {
				power += x * x
				product += x * old[i]
				old[i] = x
			}
		}
		stepAll(cells, in, nil)
	}
	count := float64(n * steps / lag)
	if sd := math.Sqrt(power / count); !(math.Abs(sd-want) < 0.03*want) {
		t.Errorf("sd %g pA, want %g", sd, want)
	}
	if r := product / power; !(math.Abs(r-math.Exp(-1)) < 0.03) {
		t.Errorf("correlation after τ %g, want %g", r, math.Exp(-1))
	}
}

// Rates are the mean rates, also high ones and after a change; the count of a
// Bernoulli process of n tries has a variance of n p (1−p).
func TestPoissonRates(t *testing.T) {
	n := must(NewNetwork(0.1, 3))
	const cells, steps = 50, 20000
	p := must(n.Source("in", "in", cells, &Poisson{RateHz: 20}))
	rates := make([]float64, cells)
	for _, hz := range []float64{20, 0, 500, 10000} {
		for i := range rates {
			rates[i] = hz
		}
		if err := p.SetRates(rates); err != nil {
			t.Fatal(err)
		}
		out := must(n.Run(n.Steps()+steps, nil))
		prob := hz * 0.1 / 1000
		mean := prob * cells * steps
		if d := math.Abs(float64(len(out[0])) - mean); d > 4*math.Sqrt(mean*(1-prob)) {
			t.Errorf("%g Hz: %d spikes, want %g", hz, len(out[0]), mean)
		}
	}
}

func TestSpikeArray(t *testing.T) {
	n := must(NewNetwork(0.1, 3))
	must(n.Source("in", "in", 2, &SpikeArray{TimesMs: [][]float64{{3, 0.1, 0.12}, {0.26}}}))
	out := must(n.Run(100, nil))[0]
	want := []sim.Spike{{Step: 1, Index: 0}, {Step: 3, Index: 1}, {Step: 30, Index: 0}}
	if len(out) != len(want) {
		t.Fatalf("%v, want %v", out, want)
	}
	for k := range want {
		if out[k] != want[k] {
			t.Errorf("%v, want %v", out, want)
		}
	}
}

// Where the conductance is too strong for one Runge-Kutta step, the potential
// still follows the equation: beside 2000 Runge-Kutta steps in its place.
func TestStrongConductance(t *testing.T) {
	for _, kind := range []string{"if_cond_exp", "if_cond_alpha"} {
		for g, tol := range map[float64]float64{1000: 0.002, 3000: 0.01, 20000: 0.01, 1e6: 0.1} {
			coarse, fine := must(params.New[CellModel](kind)), must(params.New[CellModel](kind))
			in := Input{Arrive: [][]float64{{0}, {0}}, Inject: []float64{100}}
			arrive := func(k int) {
				if k == 0 {
					in.Arrive[0][0], in.Arrive[1][0] = g/20, g
				}
			}
			a, b := must(coarse.Open(1, 0.1, testRand())), must(fine.Open(1, 0.1/2000, testRand()))
			for k := range 5 {
				arrive(k)
				stepAll(a, &in, nil)
				arrive(k)
				for range 2000 {
					stepAll(b, &in, nil)
				}
				if d := math.Abs(a.V()[0] - b.V()[0]); !(d < tol) {
					t.Errorf("%s, %g nS: step %d ends at %.4f mV, want %.4f", kind, g, k, a.V()[0], b.V()[0])
				}
			}
		}
	}
}
