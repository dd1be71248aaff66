package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Connector says which neurons of two populations are connected.
type Connector interface {
	// connect calls synapse for each connection from source i to target j.
	connect(pre, post int, rng *rand.Rand, synapse func(i, j int)) error
}

// OneToOne connects neuron i to neuron i.
type OneToOne struct{}

func (OneToOne) connect(pre, post int, _ *rand.Rand, synapse func(i, j int)) error {
	if pre != post {
		return fmt.Errorf("cortex: one to one from %d to %d neurons, want equal numbers", pre, post)
	}
	for i := range pre {
		synapse(i, i)
	}
	return nil
}

// AllToAll connects every neuron to every neuron; Self says whether also to
// the one of its own index.
type AllToAll struct{ Self bool }

func (c AllToAll) connect(pre, post int, _ *rand.Rand, synapse func(i, j int)) error {
	for i := range pre {
		for j := range post {
			if c.Self || i != j {
				synapse(i, j)
			}
		}
	}
	return nil
}

// Probability connects source i to target j with probability P(i, j), each
// pair on its own; Self as in AllToAll. [Constant], [RingDistance] and
// [VonMises] make such functions.
type Probability struct {
	P    func(i, j int) float64
	Self bool
}

func (c Probability) connect(pre, post int, rng *rand.Rand, synapse func(i, j int)) error {
	for i := range pre {
		for j := range post {
			p := c.P(i, j)
			if !(p >= 0 && p <= 1) {
				return fmt.Errorf("cortex: connection probability %g from %d to %d, want 0 to 1", p, i, j)
			}
			if hit := rng.Float64() < p; hit && (c.Self || i != j) {
				synapse(i, j)
			}
		}
	}
	return nil
}

// Pairs connects source Pre[k] to target Post[k], for each k.
type Pairs struct{ Pre, Post []int }

func (c Pairs) connect(pre, post int, _ *rand.Rand, synapse func(i, j int)) error {
	if len(c.Pre) != len(c.Post) {
		return badCount("targets in the list of pairs", len(c.Post), len(c.Pre))
	}
	for k, i := range c.Pre {
		j := c.Post[k]
		if i < 0 || i >= pre || j < 0 || j >= post {
			return fmt.Errorf("cortex: pair %d connects %d to %d, want below %d and %d", k, i, j, pre, post)
		}
		synapse(i, j)
	}
	return nil
}

// Constant is the same probability for every pair.
func Constant(p float64) func(i, j int) float64 {
	return func(int, int) float64 { return p }
}

// VonMises is exp((cos 2Δ − 1)/(4 B²)), Δ the difference of the preferred
// orientations pre[i] and post[j], all in deg.
func VonMises(pre, post []float64, bDeg float64) func(i, j int) float64 {
	b := bDeg * math.Pi / 180
	return func(i, j int) float64 {
		return math.Exp((math.Cos(2*(pre[i]-post[j])*math.Pi/180) - 1) / (4 * b * b))
	}
}
