package stdp

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// naive is the weight of one synapse computed from the definition: every
// event sums over all strictly earlier partners. Post spikes count at their
// arrival. Between off and on nothing is learned, but spikes still count as
// partners later.
func naive(p *Pair, dt, w, wMin, wMax float64, pre, post []int64, off, on int64) float64 {
	type event struct {
		at   int64
		kind int
	}
	var events []event
	for _, t := range pre {
		events = append(events, event{t, 0})
	}
	for _, t := range post {
		events = append(events, event{t, 1})
	}
	slices.SortFunc(events, func(a, b event) int { return int(2*(a.at-b.at)) + a.kind - b.kind })
	kernel := func(at int64, partners, own []int64, tau float64) float64 {
		k := 0.0
		nearest := int64(-1)
		for _, s := range partners {
			if s < at {
				nearest = max(nearest, s)
				k += math.Exp(-float64(at-s) * dt / tau)
			}
		}
		if p.Pairing == All || nearest < 0 {
			return k
		}
		if p.Pairing == Restricted {
			for _, s := range own {
				if s > nearest && s < at {
					return 0
				}
			}
		}
		return math.Exp(-float64(at-nearest) * dt / tau)
	}
	for _, e := range events {
		if e.at >= off && e.at < on {
			continue
		}
		up, down, span := wMax-w, w-wMin, wMax-wMin
		switch p.Dependence {
		case Additive:
			up, down = wMax, wMax
		case Power:
			up, down = span*math.Pow((wMax-w)/span, p.Mu), span*math.Pow((w-wMin)/span, p.Mu)
		case PowerLaw:
			up = span * math.Pow(p.WRef, 1-p.Mu) * math.Pow((w-wMin)/span, p.Mu)
		}
		if e.kind == 0 {
			w -= p.AMinus * kernel(e.at, post, pre, p.TauMinusMs) * down
			w *= 1 - p.PreDecay
		} else {
			w += p.APlus * kernel(e.at, pre, post, p.TauPlusMs) * up
		}
		w = min(max(w, wMin), wMax)
	}
	return w
}

// Many synapses with many delays, read out at odd moments, learning switched
// off for a while, some targets firing so fast that the history wraps and one
// source silent until the end: still each weight is that of the definition.
func TestManySynapsesAgainstDefinition(t *testing.T) {
	const sources, targets, steps, dt = 4, 5, 3000, 0.1
	rng := rand.New(rand.NewPCG(3, 1))
	chance := []float64{0.002, 0.01, 0.05, 0.4, 1}
	for _, dependence := range []string{Multiplicative, Additive, Power, PowerLaw} {
		for _, pairing := range []string{All, Nearest, Restricted} {
			for _, window := range []*Pair{Causal(), Anticausal(), SymmetricPlus(), SymmetricMinus()} {
				p := *window.Scaled(0.2, 0.5)
				p.Dependence, p.Pairing, p.PreDecay, p.Mu, p.WRef = dependence, pairing, 0.01, 0.3, 0.2
				for _, longest := range []int{1, 30, 300} {
					t.Run(fmt.Sprintf("%s/%s/%g/%d", dependence, pairing, p.TauPlusMs, longest), func(t *testing.T) {
						s := &Synapses{Row: make([]int32, sources+1), WMin: 0.02, WMax: 2, Targets: targets}
						for i := range sources {
							for range targets + 3 {
								s.Post = append(s.Post, rng.Int32N(targets))
								s.Delay = append(s.Delay, 1+rng.Int32N(int32(longest)))
								s.W = append(s.W, 0.5+rng.Float64())
							}
							s.Row[i+1] = int32(len(s.W))
						}
						w0 := slices.Clone(s.W)
						l, err := p.Open(s, dt)
						if err != nil {
							t.Fatal(err)
						}
						pre, post := make([][]int64, sources), make([][]int64, targets)
						const off, on = steps / 3, steps / 2
						for n := range int64(steps) {
							if n == off || n == on {
								l.Learn(n == on, n)
							}
							for i := range sources {
								if rng.Float64() < 0.01 && (i > 0 || n > steps-100) {
									pre[i] = append(pre[i], n)
									l.Pre(n, int32(i))
								}
							}
							for j := range targets {
								if rng.Float64() < chance[j] {
									post[j] = append(post[j], n)
									l.Post(n, int32(j))
								}
							}
							if rng.Float64() < 0.003 {
								l.Settle(n + 1)
							}
						}
						l.Settle(steps)
						for i := range sources {
							for z := s.Row[i]; z < s.Row[i+1]; z++ {
								var arrive []int64
								for _, x := range post[s.Post[z]] {
									if x += int64(s.Delay[z]); x < steps {
										arrive = append(arrive, x)
									}
								}
								want := naive(&p, dt, w0[z], s.WMin, s.WMax, pre[i], arrive, off, on)
								if !(math.Abs(s.W[z]-want) <= 1e-9*want) {
									t.Fatalf("synapse %d (delay %d, target %d): w = %.15g, want %.15g", z, s.Delay[z], s.Post[z], s.W[z], want)
								}
							}
						}
					})
				}
			}
		}
	}
}

func TestRetune(t *testing.T) {
	s := &Synapses{Row: []int32{0, 1}, Post: []int32{0}, Delay: []int32{1}, W: []float64{1}, WMax: 2, Targets: 1}
	l, err := Causal().Open(s, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	l.Pre(0, 0)
	l.Post(10, 0) // arrives at 11, before the change
	still := Causal()
	still.APlus, still.AMinus = 0, 0
	if err := l.Retune(still, 20); err != nil {
		t.Fatal(err)
	}
	want := 1 + 0.0375*math.Exp(-1.1/37.5)
	l.Post(30, 0)
	l.Pre(40, 0)
	if !(math.Abs(s.W[0]-want) < 1e-14) {
		t.Errorf("w = %.15g, want %.15g: what came before the change counts, nothing after", s.W[0], want)
	}
	bad := Causal()
	bad.TauPlusMs = math.NaN()
	if err := l.Retune(bad, 41); err == nil || err.Error() != "tau_plus_ms = NaN, want 0.1 to 1000 ms" {
		t.Errorf("error %v", err)
	}
	if _, err := bad.Open(s, 0.1); err == nil {
		t.Error("a time constant that is no number was taken")
	}
}
