package cortex

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew shares the tasks of one phase of a step out among cores. Tasks are
// claimed one by one, so that no core waits for one that is busy elsewhere,
// and every task writes only what is its own: which core does it changes
// nothing.
type crew struct {
	phases  [2]func(task int)
	helpers int
	stop    bool
	done    sync.WaitGroup

	// The phase at work, in one word so that it is claimed as a whole: number
	// of the round, phase, tasks in all, next task.
	word     atomic.Uint64
	finished atomic.Int64
}

// The phases of a step.
const (
	moving = iota
	delivering
)

// The fields of crew.word: 31 bits of round, one of phase, 16 of tasks, 16 of
// the next task.
const (
	taskBits  = 16
	taskMask  = 1<<taskBits - 1
	phaseBit  = 2 * taskBits
	roundBits = phaseBit + 1
	maxTasks  = taskMask - 1
)

func (c *crew) init(phases ...func(int)) { copy(c.phases[:], phases) }

// muster starts helpers, one for each further core that is worth it.
func (c *crew) muster() {
	c.helpers = min(runtime.GOMAXPROCS(0), maxCores) - 1
	c.stop = false
	for range c.helpers {
		c.done.Add(1)
		go c.help(c.word.Load() >> roundBits)
	}
}

// maxCores that work on one network.
const maxCores = 8

// dismiss ends the helpers and waits for them.
func (c *crew) dismiss() {
	if c.helpers > 0 {
		c.stop = true
		c.open(0, 0)
		c.done.Wait()
		c.helpers = 0
	}
}

// open begins the next round.
func (c *crew) open(phase, tasks int) {
	round := c.word.Load()>>roundBits + 1
	c.word.Store(round<<roundBits | uint64(phase)<<phaseBit | uint64(tasks)<<taskBits)
}

// do does all tasks of a phase, with help where it is worth it.
func (c *crew) do(phase, tasks int, worth bool) {
	if c.helpers == 0 || !worth || tasks < 2 || tasks > maxTasks {
		for k := range tasks {
			c.phases[phase](k)
		}
		return
	}
	c.finished.Store(0)
	c.open(phase, tasks)
	c.work(c.word.Load() >> roundBits)
	for spin := 1; c.finished.Load() < int64(tasks); spin++ {
		if spin%spins == 0 {
			runtime.Gosched()
		}
	}
}

// spins between two looks of the scheduler whether something else wants the
// core.
const spins = 1000

// work does tasks of that round while there are any.
func (c *crew) work(round uint64) {
	for {
		w := c.word.Load()
		next, tasks := w&taskMask, w>>taskBits&taskMask
		if w>>roundBits != round || next >= tasks {
			return
		}
		if c.word.CompareAndSwap(w, w+1) {
			c.phases[w>>phaseBit&1](int(next))
			c.finished.Add(1)
		}
	}
}

// help works on every round after the given one until it is dismissed.
func (c *crew) help(seen uint64) {
	defer c.done.Done()
	for spin := 1; ; spin++ {
		if round := c.word.Load() >> roundBits; round != seen {
			if seen = round; c.stop {
				return
			}
			c.work(round)
		} else if spin%spins == 0 {
			runtime.Gosched()
		}
	}
}
