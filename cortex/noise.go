package cortex

import (
	"math"
	"math/rand/v2"

	"striate/sim"
)

// noise is the random stream of one block of cells. Each block has its own, so
// that blocks may be stepped in any order.
type noise struct {
	*rand.Rand
	pcg *rand.PCG
}

// noises are the random streams of a population, by block.
type noises []noise

func newNoises(n int, rng *rand.Rand) noises {
	out := make(noises, len(Blocks(n)))
	for k := range out {
		pcg := rand.NewPCG(rng.Uint64(), rng.Uint64())
		out[k] = noise{rand.New(pcg), pcg}
	}
	return out
}

func (s noises) state(a *sim.Archive) {
	for _, r := range s {
		a.Random(r.pcg)
	}
}

// begin draws the noise current of a population from its stationary law; none
// is drawn where there is no noise.
func (s noises) begin(x []float64, sd float64) {
	for i := range x {
		if sd > 0 {
			x[i] = sd * s[i/BlockSize].NormFloat64()
		}
	}
}

// ornsteinUhlenbeck is what step takes for a noise of that standard deviation
// and correlation time.
func ornsteinUhlenbeck(sd, tau, dt float64) (keep, draw float64) {
	return math.Exp(-dt / tau), sd * math.Sqrt(-math.Expm1(-2*dt/tau))
}

// step moves an Ornstein-Uhlenbeck process on: x ← keep·x + sd·N(0, 1), which
// is exact for keep = exp(−dt/τ), sd² = σ² (1 − exp(−2dt/τ)).
func (r noise) step(x []float64, keep, sd float64) {
	for i := range x {
		x[i] = keep*x[i] + sd*r.NormFloat64()
	}
}
