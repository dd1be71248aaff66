package cortex

import (
	"runtime"
	"testing"
)

// A run allocates nothing per step, also when its steps are shared out: only
// calling the helpers costs a little, once.
func TestNoAllocationWhenSharedOut(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	n := everything(1)
	n.crew.always = true
	n.Population("alpha").currents = nil // a formula allocates
	out := must(n.Run(3000, nil))
	run := func(steps int64) float64 {
		return testing.AllocsPerRun(3, func() { out = must(n.Run(n.Steps()+steps, out)) })
	}
	run(1000) // the lists of spikes find their size
	if few, many := run(10), run(800); few > 8 || many > few+2 {
		t.Errorf("%g allocations in 10 steps and %g in 800, want a few and no more", few, many)
	}
}
