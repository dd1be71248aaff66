package stdp

import (
	"math/rand/v2"
	"testing"

	"striate/params"
)

// One biological second of 500 sources on 500 targets, each with 100 synapses
// and firing at 10 Hz, in steps of 0.1 ms.
func BenchmarkLearners(b *testing.B) {
	const n, fan, steps = 500, 100, 10000
	rng := rand.New(rand.NewPCG(1, 1))
	p := &play{}
	for range steps {
		var pre, post []int32
		v := make([]float64, n)
		for i := range int32(n) {
			if rng.Float64() < 0.001 {
				pre = append(pre, i)
			}
			if rng.Float64() < 0.001 {
				post = append(post, i)
			}
			v[i] = -60 + 4*rng.NormFloat64()
		}
		p.pre, p.post, p.v = append(p.pre, pre), append(p.post, post), append(p.v, v)
	}
	for _, kind := range params.Kinds[Rule]() {
		b.Run(kind, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := &Synapses{Row: make([]int32, n+1), WMax: 2, Targets: n}
				for i := range n {
					for range fan {
						s.Post, s.Delay, s.W = append(s.Post, rng.Int32N(n)), append(s.Delay, 1+rng.Int32N(50)), append(s.W, 1)
					}
					s.Row[i+1] = int32(len(s.W))
				}
				r, err := params.New[Rule](kind)
				if err != nil {
					b.Fatal(err)
				}
				l, err := r.Open(s, 0.1)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				for k := range steps {
					p.step(l, k)
				}
				l.Settle(steps)
			}
		})
	}
}
