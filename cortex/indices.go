package cortex

import (
	"fmt"

	"striate/sim"
)

// indices saves or reads a list of neurons, each from lo to hi−1: whoever reads
// a state that was tampered with must not reach outside a slice later.
func indices(a *sim.Archive, list *[]int32, lo, hi int) {
	sim.Varying(a, list)
	if !a.Loading() || a.Err() != nil {
		return
	}
	bad := len(*list) > hi-lo
	for _, i := range *list {
		bad = bad || int(i) < lo || int(i) >= hi
	}
	if bad {
		*list = (*list)[:0]
		a.Fail(fmt.Errorf("saved state has a list of neurons that are not all different and from %d to %d", lo, hi-1))
	}
}
