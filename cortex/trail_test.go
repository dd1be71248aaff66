package cortex

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A trail gives back the spikes of each of its last steps, through bursts and
// silence, also after it was lengthened, in little more room than they need.
func TestTrail(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var all [][]int32
	var trail trail
	most := 0
	for n := range int64(5000) {
		switch n {
		case 10:
			trail.lengthen(7, n)
		case 1000:
			trail.lengthen(60, n)
		case 2000:
			trail.lengthen(3, n) // it is longer already
		}
		fired := make([]int32, rng.IntN(4)*rng.IntN(1+rng.IntN(40)))
		for k := range fired {
			fired[k] = rng.Int32()
		}
		all = append(all, fired)
		most = max(most, len(fired))
		trail.add(n, fired)
		back := int64(0)
		switch {
		case n >= 2000:
			back = 60
		case n >= 1000:
			back = min(60, n-1000+7)
		case n >= 10:
			back = min(7, n-10)
		default:
			continue
		}
		for k := range back + 1 {
			if !slices.Equal(trail.at(n-k), all[n-k]) {
				t.Fatalf("step %d: %d steps back %d spikes, want %d", n, k, len(trail.at(n-k)), len(all[n-k]))
			}
		}
	}
	if c := cap(trail.spikes); c > 5*61*most {
		t.Errorf("room for %d spikes, the largest step has %d", c, most)
	}
}
