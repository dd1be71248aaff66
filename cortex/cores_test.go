package cortex

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"striate/sim"
)

// On one core, two or eight, in one run or in many short ones, with every
// phase of a step shared out or only those where it pays: spikes, potentials
// and weights are the same to the bit.
func TestCoresChangeNothing(t *testing.T) {
	const end = 450
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := everything(1)
	want := advance(alone, end, 0, nil)
	for _, c := range []struct {
		cores  int
		piece  int64
		always bool
	}{{1, 7, false}, {2, 0, false}, {2, 0, true}, {2, 13, true}, {8, 0, true}, {8, 1, true}} {
		t.Run(fmt.Sprintf("%d cores/pieces of %d/always %t", c.cores, c.piece, c.always), func(t *testing.T) {
			runtime.GOMAXPROCS(c.cores)
			n := everything(1)
			n.crew.always = c.always
			spikes := advance(n, end, c.piece, nil)
			if d := differs(n, alone, spikes, want); d != "" {
				t.Error(d)
			}
			rounds := int64(n.crew.round.Load())
			// Where it is left to the crew, a busy machine may have it work alone.
			if c.cores == 1 && rounds > 0 || c.always && rounds < 2*end {
				t.Errorf("%d phases of %d steps were shared out", rounds, n.Steps())
			}
		})
	}
}

// Several networks that run at the same time do not disturb each other.
func TestNetworksSideBySide(t *testing.T) {
	const end = 200
	alone := everything(1)
	want := advance(alone, end, 0, nil)
	var networks [4]*Network
	var spikes [4][][]sim.Spike
	var wg sync.WaitGroup
	for k := range networks {
		wg.Go(func() {
			networks[k] = everything(1)
			networks[k].crew.always = true
			spikes[k] = advance(networks[k], end, int64(20*k), nil)
		})
	}
	wg.Wait()
	for k, n := range networks {
		if d := differs(n, alone, spikes[k], want); d != "" {
			t.Errorf("network %d: %s", k, d)
		}
	}
}
