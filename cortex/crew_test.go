package cortex

import (
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
)

// newCrew is a crew of eight whose tasks count how often each was done.
func newCrew(t *testing.T, extra func(phase, k int)) (*crew, [][]atomic.Int32) {
	t.Helper()
	was := runtime.GOMAXPROCS(8)
	t.Cleanup(func() { runtime.GOMAXPROCS(was) })
	count := [][]atomic.Int32{make([]atomic.Int32, 100), make([]atomic.Int32, 100)}
	c := &crew{always: true}
	task := func(phase int) func(int) {
		return func(k int) {
			count[phase][k].Add(1)
			if extra != nil {
				extra(phase, k)
			}
		}
	}
	c.init(task(moving), task(delivering))
	return c, count
}

// Each task of each round is done once, and is over when do returns, however
// many there are, also after the helpers have been sent home and called again.
func TestCrewDoesEachTaskOnce(t *testing.T) {
	sum := 0.0
	c, count := newCrew(t, nil)
	for range 3 {
		c.muster()
		if c.may != 7 {
			t.Errorf("%d helpers on 8 cores, want 7", c.may)
		}
		for round := range 2000 {
			phase, tasks := round&1, round%101
			c.do(phase, tasks, true)
			for k := range count[phase] {
				want := int32(0)
				if k < tasks {
					want = 1
				}
				if got := count[phase][k].Swap(0); got != want {
					t.Fatalf("round %d: task %d of %d done %d times", round, k, tasks, got)
				}
			}
			if round%500 == 0 { // long enough for the helpers to fall asleep
				for k := range 3_000_000 {
					sum += math.Sqrt(float64(k))
				}
				runtime.Gosched()
			}
		}
		c.dismiss()
		c.dismiss()
	}
	if sum < 0 {
		t.Error(sum)
	}
}

// Where a task panics on whatever goroutine, do does so on its own, after all
// that was begun is over; the crew can be used again.
func TestCrewPanics(t *testing.T) {
	var bad atomic.Int32
	c, count := newCrew(t, func(_, k int) {
		if int32(k) == bad.Load() {
			panic("task is bad")
		}
		runtime.Gosched()
	})
	c.muster()
	defer c.dismiss()
	for round := range 200 {
		bad.Store(int32(round % 100))
		said := func() (said any) {
			defer func() { said = recover() }()
			c.do(delivering, 100, true)
			return nil
		}()
		if text, ok := said.(string); !ok || !strings.HasPrefix(text, "task is bad") || !strings.Contains(text, "goroutine") {
			t.Fatalf("round %d: do panicked with %v", round, said)
		}
		bad.Store(-1)
		c.do(delivering, 100, true)
		for k := range count[delivering] {
			if got := count[delivering][k].Swap(0); got != 2 {
				t.Fatalf("round %d: task %d done %d times, want 2", round, k, got)
			}
		}
	}
}

// Networks that run at the same time share the cores.
func TestCoresAreDealtOut(t *testing.T) {
	c, _ := newCrew(t, nil)
	for networks, want := range map[int32]int{0: 7, 1: 7, 2: 3, 3: 1, 5: 0, 16: 0} {
		running.Add(networks)
		c.muster()
		if c.may != want {
			t.Errorf("%d networks on 8 cores: %d helpers each, want %d", networks, c.may, want)
		}
		c.dismiss()
		running.Add(-networks)
	}
}

// Where a helper holds up a round for long, the next rounds are done alone,
// each time twice as many; when all goes well again, fewer.
func TestCrewAlone(t *testing.T) {
	c := new(crew)
	alone := func() (n int) {
		for c.resting() {
			n++
		}
		return n
	}
	for _, want := range []int{64, 128, 256} {
		c.judge(late)
		if n := alone(); n != want {
			t.Errorf("%d rounds alone, want %d", n, want)
		}
	}
	for range 20 {
		c.judge(late)
	}
	if n := alone(); n != 64<<maxStrikes {
		t.Errorf("%d rounds alone at most, want %d", n, 64<<maxStrikes)
	}
	for range 100_000 {
		c.judge(1)
	}
	if alone() != 0 || c.strikes != 0 {
		t.Errorf("%d strikes after 100000 rounds that went well", c.strikes)
	}
}
