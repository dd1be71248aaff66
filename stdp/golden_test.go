package stdp

import (
	"fmt"
	"math"
	"sort"
	"testing"

	"striate/internal/golden"
)

type goldenParams struct {
	TauPlus  float64 `json:"tau_plus"`
	TauMinus float64 `json:"tau_minus"`
	APlus    float64 `json:"A_plus"`
	AMinus   float64 `json:"A_minus"`
}

type goldenCase struct {
	Window     string
	Dependence string       `json:"weight_dependence"`
	Pairing    string       `json:"pairing"`
	Dendritic  float64      `json:"dendritic_delay_ms"`
	Axonal     float64      `json:"axonal_delay_ms"`
	Train      int          `json:"train"`
	WInit      float64      `json:"w_init"`
	WMin       float64      `json:"w_min"`
	WMax       float64      `json:"w_max"`
	Params     goldenParams `json:"params"`
	Weights    []float64    `json:"weight_after_event"`
	Final      *float64     `json:"final_weight"`
}

func (c goldenCase) rule() *Pair {
	return &Pair{APlus: c.Params.APlus, AMinus: c.Params.AMinus, TauPlusMs: c.Params.TauPlus, TauMinusMs: c.Params.TauMinus,
		Dependence: c.Dependence, Pairing: c.Pairing, Clip: ClipBoth}
}

// weights runs one synapse through two spike trains on a grid of dt ms and
// returns its weight after each event as the synapse sees them, the pre spike
// first where two coincide.
func weights(t *testing.T, c goldenCase, rule *Pair, pre, post []float64) []float64 {
	t.Helper()
	const dt = 0.05
	steps := func(ms float64) int64 { return int64(math.Round(ms / dt)) }
	type event struct {
		step int64
		kind int // 0 pre, 1 post
	}
	d := steps(c.Dendritic)
	var arrive, tell []event
	for _, x := range pre {
		e := event{steps(x + c.Axonal), 0}
		arrive, tell = append(arrive, e), append(tell, e)
	}
	for _, x := range post {
		arrive, tell = append(arrive, event{steps(x) + d, 1}), append(tell, event{steps(x), 1})
	}
	order := func(e []event) {
		sort.Slice(e, func(a, b int) bool {
			return e[a].step < e[b].step || e[a].step == e[b].step && e[a].kind < e[b].kind
		})
	}
	order(arrive)
	order(tell)
	s := &Synapses{Row: []int32{0, 1}, Post: []int32{0}, Delay: []int32{int32(d)}, W: []float64{c.WInit}, WMin: c.WMin, WMax: c.WMax, Targets: 1}
	l, err := rule.Open(s, dt)
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	k := 0
	for _, a := range arrive {
		// Tell the spikes of the cells up to this event; a pre spike at a.step
		// only if it is this event, as a post spike may yet come before it.
		for k < len(tell) && (tell[k].step < a.step || tell[k].step == a.step && tell[k].kind <= a.kind) {
			if e := tell[k]; e.kind == 0 {
				l.Pre(e.step, 0)
			} else {
				l.Post(e.step, 0)
			}
			k++
		}
		if a.kind == 1 {
			l.Settle(a.step + 1)
		}
		out = append(out, s.W[0])
	}
	return out
}

func TestGoldenPairRule(t *testing.T) {
	var g struct {
		Tolerance golden.Tolerance
		Trains    []struct {
			ID   int
			Pre  []float64 `json:"pre_ms"`
			Post []float64 `json:"post_ms"`
		}
		Cases      []goldenCase
		Inhibitory []goldenCase
		OneSided   struct{ Cases []goldenCase } `json:"one_sided_clipping"`
		Axonal     goldenCase
		Coincident struct {
			goldenCase
			Pre  []float64 `json:"pre_ms"`
			Post []float64 `json:"post_ms"`
		}
	}
	golden.Read(t, "pair_rule.json", &g)
	trains := map[int][2][]float64{}
	for _, x := range g.Trains {
		trains[x.ID] = [2][]float64{x.Pre, x.Post}
	}
	run := func(group string, c goldenCase, rule *Pair, pre, post []float64) {
		name := fmt.Sprintf("%s/%s/%s/%s/d%g/a%g/%d", group, c.Window, c.Dependence, c.Pairing, c.Dendritic, c.Axonal, c.Train)
		t.Run(name, func(t *testing.T) {
			got := weights(t, c, rule, pre, post)
			g.Tolerance.Compare(t, name, "w", got, c.Weights)
			if c.Final != nil {
				g.Tolerance.Value(t, name, "final w", got[len(got)-1], *c.Final)
			}
		})
	}
	if len(g.Cases) == 0 || len(g.Inhibitory) == 0 || len(g.OneSided.Cases) == 0 {
		t.Fatal("no cases in the golden file")
	}
	for _, c := range g.Cases {
		run("cases", c, c.rule(), trains[c.Train][0], trains[c.Train][1])
	}
	for _, c := range g.Inhibitory {
		run("inhibitory", c, c.rule(), trains[c.Train][0], trains[c.Train][1])
	}
	for _, c := range g.OneSided.Cases {
		r := c.rule()
		r.Clip = ClipNEST
		run("one_sided", c, r, trains[c.Train][0], trains[c.Train][1])
	}
	run("axonal", g.Axonal, g.Axonal.rule(), trains[g.Axonal.Train][0], trains[g.Axonal.Train][1])
	run("coincident", g.Coincident.goldenCase, g.Coincident.rule(), g.Coincident.Pre, g.Coincident.Post)
}

func TestGoldenWindows(t *testing.T) {
	var g struct {
		DtMs      []float64 `json:"dt_ms"`
		W         float64
		WMin      float64 `json:"w_min"`
		WMax      float64 `json:"w_max"`
		Tolerance golden.Tolerance
		Curves    []struct {
			Window         string
			Params         goldenParams
			Kernel         []float64
			Multiplicative []float64 `json:"dw_multiplicative"`
			Additive       []float64 `json:"dw_additive"`
		}
	}
	golden.Read(t, "windows.json", &g)
	named := map[string]*Pair{"causal": Causal(), "anticausal": Anticausal(), "symmetric_positive": SymmetricPlus(), "symmetric_negative": SymmetricMinus()}
	if len(g.Curves) != len(named) {
		t.Fatalf("%d curves, want %d", len(g.Curves), len(named))
	}
	for _, c := range g.Curves {
		p := named[c.Window]
		if p == nil {
			t.Fatalf("no window %q", c.Window)
		}
		if p.APlus != c.Params.APlus || p.AMinus != c.Params.AMinus || p.TauPlusMs != c.Params.TauPlus || p.TauMinusMs != c.Params.TauMinus {
			t.Errorf("%s: %+v, want %+v", c.Window, *p, c.Params)
		}
		add := *p
		add.Dependence = Additive
		var kernel, multiplicative, additive []float64
		for _, dt := range g.DtMs {
			kernel = append(kernel, p.Window(dt))
			multiplicative = append(multiplicative, p.Change(dt, g.W, g.WMin, g.WMax))
			additive = append(additive, add.Change(dt, g.W, g.WMin, g.WMax))
		}
		g.Tolerance.Compare(t, c.Window, "kernel", kernel, c.Kernel)
		g.Tolerance.Compare(t, c.Window, "multiplicative", multiplicative, c.Multiplicative)
		g.Tolerance.Compare(t, c.Window, "additive", additive, c.Additive)
	}
}

// The tutorial's rule adds its amplitudes to the weight as they are, that is
// A₊ = A_pre/w_max and A₋ = −A_post/w_max of the additive pair rule.
func TestGoldenBrianTraces(t *testing.T) {
	var g struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			Name     string
			TauPre   float64   `json:"tau_pre_ms"`
			TauPost  float64   `json:"tau_post_ms"`
			WMax     float64   `json:"wmax"`
			APre     float64   `json:"A_pre"`
			APost    float64   `json:"A_post"`
			WInit    float64   `json:"w_init"`
			Duration float64   `json:"duration_ms"`
			Dt       float64   `json:"dt_ms"`
			PreMs    []float64 `json:"pre_spikes_ms"`
			PostMs   []float64 `json:"post_spikes_ms"`
			W        []float64 `json:"w"`
			KPre     []float64 `json:"apre"`
			KPost    []float64 `json:"apost"`
		}
	}
	golden.Read(t, "brian_traces.json", &g)
	if len(g.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range g.Cases {
		t.Run(c.Name, func(t *testing.T) {
			p := &Pair{APlus: c.APre / c.WMax, AMinus: -c.APost / c.WMax, TauPlusMs: c.TauPre, TauMinusMs: c.TauPost, Dependence: Additive, Pairing: All, Clip: ClipBoth}
			s := &Synapses{Row: []int32{0, 1}, Post: []int32{0}, Delay: []int32{0}, W: []float64{c.WInit}, WMax: c.WMax, Targets: 1}
			l, err := p.Open(s, c.Dt)
			if err != nil {
				t.Fatal(err)
			}
			at := func(spikes []float64) map[int64]bool {
				m := map[int64]bool{}
				for _, x := range spikes {
					m[int64(math.Round(x/c.Dt))] = true
				}
				return m
			}
			pre, post := at(c.PreMs), at(c.PostMs)
			var w, apre, apost []float64
			for k := range c.W {
				if n := int64(k) - 1; n >= 0 { // sample k shows what the spikes of step k-1 did
					if pre[n] {
						l.Pre(n, 0)
					}
					if post[n] {
						l.Post(n, 0)
					}
				}
				l.Settle(int64(k))
				tr := l.(*pairs)
				w = append(w, s.W[0])
				apre = append(apre, c.APre*tr.PreTrace(0, int64(k)-1))
				apost = append(apost, c.APost*tr.PostTrace(0, int64(k)-1))
			}
			g.Tolerance.Compare(t, c.Name, "w", w, c.W)
			g.Tolerance.Compare(t, c.Name, "apre", apre, c.KPre)
			g.Tolerance.Compare(t, c.Name, "apost", apost, c.KPost)
		})
	}
}
