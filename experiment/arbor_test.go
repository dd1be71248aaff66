package experiment

import (
	"math"
	"math/rand/v2"
	"testing"

	"striate/cortex"
)

// Every neuron at the same place relative to the orientations of its afferents
// gets just as many, no afferent twice, and as many as the probability says.
func TestArborDealsEvenly(t *testing.T) {
	var pre []float64
	for c := range 12 {
		for range 64 {
			pre = append(pre, 15*float64(c))
		}
	}
	post := cortex.Preferred(60)
	pairs := arbor(pre, post, 10, rand.New(rand.NewPCG(1, 1)))
	p := cortex.VonMises(pre, post, 10)
	degree := make([]int, 60)
	seen := map[[2]int]bool{}
	for k, i := range pairs.Pre {
		at := [2]int{i, pairs.Post[k]}
		if seen[at] {
			t.Fatalf("cell %d reaches neuron %d twice", i, pairs.Post[k])
		}
		seen[at] = true
		degree[pairs.Post[k]]++
	}
	for j := range degree {
		if degree[j] != degree[j%5] {
			t.Errorf("neuron %d has %d afferents, neuron %d at the same place %d", j, degree[j], j%5, degree[j%5])
		}
		want := 0.0
		for i := range pre {
			want += p(i, j)
		}
		if math.Abs(float64(degree[j])-want) > 6 {
			t.Errorf("neuron %d has %d afferents, want %.1f", j, degree[j], want)
		}
	}
}
