package cortex

import (
	"fmt"
	"math"
	"slices"

	"striate/formula"
	"striate/sim"
)

// bombardment is a Poisson train of its own for each cell of a population, all
// of the same rate, as NEST's poisson_generator gives. It stands for neurons
// that are not simulated.
type bombardment struct {
	receptor int
	weight   float64
	rate     *formula.Formula
	draw     noises  // by block
	long     float64 // of the present step, see hits; 0: no spike
}

// Bombard gives each cell a Poisson train of its own, whose rate, Hz, is a
// formula in t, the time in ms, and whose spikes arrive with that weight at the
// receptor. A cell gets at most one spike of it a step, with probability
// rate·dt, in the same step.
func (p *Population) Bombard(r Receptor, rate string, weight float64) error {
	at := slices.Index(p.Receptors(), r)
	if at < 0 {
		return fmt.Errorf("cortex: %s has no receptor %q, it has %v", p.info.Name, r, p.Receptors())
	}
	if !(weight >= 0 && weight <= MaxWeight) {
		return fmt.Errorf("cortex: %s: weight %g, want 0 to %g", p.info.Name, weight, MaxWeight)
	}
	f, err := (&PoissonFormula{Rate: rate}).parse()
	if err != nil {
		return err
	}
	rng := p.stream(fmt.Sprintf("bombardment %d", len(p.bombarded)))
	p.bombarded = append(p.bombarded, &bombardment{receptor: at, weight: weight, rate: f, draw: newNoises(p.N(), rng)})
	return nil
}

// aim prepares the step that begins at ms.
func (b *bombardment) aim(ms, dt float64) { b.long = hitLength(b.rate.At(ms) * dt / 1000) }

// hitLength is the number of neurons for each unit of hazard where each is hit
// with that probability; 0 where none is.
func hitLength(chance float64) float64 {
	if !(chance > 0) {
		return 0
	}
	return -1 / math.Log1p(-min(chance, 1-1e-16))
}

// strike lets the spikes of one block arrive.
func (b *bombardment) strike(block Block, in *Input) {
	if b.long == 0 {
		return
	}
	rng := b.draw[block.Index]
	arrive := in.Arrive[b.receptor][block.Lo:block.Hi]
	last := -1
	for x := rng.ExpFloat64() * b.long; x < float64(len(arrive)); x += rng.ExpFloat64() * b.long {
		if i := int(x); i != last {
			arrive[i] += b.weight
			last = i
		}
	}
}

func (b *bombardment) state(a *sim.Archive) { b.draw.state(a) }
