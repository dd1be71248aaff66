package cortex

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"striate/internal/golden"
	"striate/sim"
	"striate/stdp"
)

// The reference's pair rule with a dendritic or an axonal delay, through a
// network: a source and a cell that is made to fire at the times of the file.
func TestGoldenDelays(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance
		Trains    []struct {
			ID     int
			PreMs  []float64 `json:"pre_ms"`
			PostMs []float64 `json:"post_ms"`
		}
		Cases []struct {
			Window     string
			Dependence string  `json:"weight_dependence"`
			Pairing    string  `json:"pairing"`
			Dendritic  float64 `json:"dendritic_delay_ms"`
			Axonal     float64 `json:"axonal_delay_ms"`
			Clip       string
			Train      int
			WInit      float64 `json:"w_init"`
			WMax       float64 `json:"w_max"`
			Params     struct {
				TauPlus  float64 `json:"tau_plus"`
				TauMinus float64 `json:"tau_minus"`
				APlus    float64 `json:"A_plus"`
				AMinus   float64 `json:"A_minus"`
			}
			Weights []float64 `json:"weight_after_event"`
		}
	}
	golden.Read(t, "axonal.json", &file)
	axonal := 0
	for k, c := range file.Cases {
		name := fmt.Sprintf("%d %s %s %s %g+%g ms", k, c.Window, c.Dependence, c.Pairing, c.Axonal, c.Dendritic)
		train := file.Trains[0]
		if train.ID != c.Train {
			t.Fatalf("%s: spike train %d, want %d", name, train.ID, c.Train)
		}
		rule := &stdp.Pair{APlus: c.Params.APlus, AMinus: c.Params.AMinus, TauPlusMs: c.Params.TauPlus, TauMinusMs: c.Params.TauMinus,
			Dependence: c.Dependence, Pairing: c.Pairing, Clip: stdp.ClipBoth, Mu: 0.4, WRef: 0.01}
		if c.Clip != "" {
			rule.Clip = c.Clip
		}
		share := 0.0
		if c.Axonal > 0 {
			share = 1
			axonal++
		}
		const dt = 0.05
		step := func(ms float64) int64 { return int64(math.Round(ms / dt)) }
		cell := ThalamoRecipient()
		cell.TauRef, cell.IOffset, cell.NoiseSD = 0, 0, 0
		n := must(NewNetwork(dt, 1))
		pre := must(n.Source("pre", "", 1, &SpikeArray{TimesMs: [][]float64{train.PreMs}}))
		post := must(n.Populate("post", "", sim.Excitatory, 1, cell))
		p := must(n.Connect(ConnectSpec{Pre: pre, Post: post, Connector: OneToOne{}, Weight: Fixed(c.WInit), WMax: c.WMax,
			Delay: Fixed(c.Axonal + c.Dendritic), Axonal: share, Rule: rule}))
		fires := map[int64]bool{}
		var events []int64
		for _, ms := range train.PostMs {
			fires[step(ms)] = true
			events = append(events, step(ms)+step(c.Dendritic))
		}
		for _, ms := range train.PreMs {
			events = append(events, step(ms)+step(c.Axonal))
		}
		slices.Sort(events)
		var got, want []float64
		for k, event := range events {
			if k+1 < len(events) && events[k+1] == event {
				continue
			}
			for n.Steps() <= event {
				post.V()[0] = -70
				if fires[n.Steps()] {
					post.V()[0] = 0
				}
				if err := n.Step(); err != nil {
					t.Fatal(err)
				}
				if fires[n.Steps()-1] != (len(post.Spikes()) == 1) {
					t.Fatalf("%s: step %d: post spikes %v", name, n.Steps()-1, post.Spikes())
				}
			}
			got, want = append(got, p.List(nil)[0].Weight), append(want, c.Weights[k])
		}
		file.Tolerance.Compare(t, name, "weight", got, want)
	}
	if len(file.Cases) < 10 || axonal == 0 {
		t.Errorf("%d cases, %d axonal", len(file.Cases), axonal)
	}
}
