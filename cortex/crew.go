package cortex

import (
	"fmt"
	"runtime"
	"runtime/debug"
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
	always  bool                  // for tests: share out what is not worth it too
	asleep  [maxCores]atomic.Bool // by helper: it waits to be woken
	wake    [maxCores]chan struct{}
	done    sync.WaitGroup
	failed  atomic.Pointer[string] // what the first task that panicked said

	// The phase at work, in one word so that it is claimed as a whole: number
	// of the round, phase, tasks in all, next task. No tasks: go home.
	_    [64]byte // a cache line of its own
	word atomic.Uint64
	_    [64]byte

	finished atomic.Int64 // tasks of the round
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

// maxCores that work on one network.
const maxCores = 8

// running is the number of networks that run at this moment. Cores are dealt
// out among them: helpers of one would only take them from the others.
var running atomic.Int32

func (c *crew) init(phases ...func(int)) { copy(c.phases[:], phases) }

// muster starts helpers, one for each further core that this network may have.
func (c *crew) muster() {
	c.helpers = max(1, min(runtime.GOMAXPROCS(0)/int(max(1, running.Load())), maxCores)) - 1
	for k := range c.helpers {
		if c.wake[k] == nil {
			c.wake[k] = make(chan struct{}, 1)
		}
		c.done.Add(1)
		go c.help(k, c.word.Load()>>roundBits)
	}
}

// dismiss ends the helpers and waits for them.
func (c *crew) dismiss() {
	if c.helpers > 0 {
		c.open(0, 0)
		c.done.Wait()
		c.helpers = 0
	}
}

// open begins the next round and wakes who sleeps.
func (c *crew) open(phase, tasks int) {
	round := c.word.Load()>>roundBits + 1
	c.word.Store(round<<roundBits | uint64(phase)<<phaseBit | uint64(tasks)<<taskBits)
	for k := range c.helpers {
		if c.asleep[k].Load() && c.asleep[k].CompareAndSwap(true, false) {
			c.wake[k] <- struct{}{}
		}
	}
}

// do does all tasks of a phase, with help where it is worth it. It panics,
// when all that was begun is finished, where a task did.
func (c *crew) do(phase, tasks int, worth bool) {
	if c.helpers == 0 || !worth && !c.always || tasks < 2 || tasks > maxTasks {
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
	if said := c.failed.Swap(nil); said != nil {
		panic(*said)
	}
}

// Whoever waits looks that often before it asks whether something else wants
// the core; a helper that has asked so many times in vain sleeps, after some
// 50 µs, which is longer than the parts of a step that are not shared out.
const (
	spins = 1000
	asks  = 50
)

// work does tasks of that round while there are any.
func (c *crew) work(round uint64) {
	for {
		w := c.word.Load()
		next, tasks := w&taskMask, w>>taskBits&taskMask
		if w>>roundBits != round || next >= tasks {
			return
		}
		if c.word.CompareAndSwap(w, w+1) {
			c.task(int(w>>phaseBit&1), int(next))
		}
	}
}

// task does one task. A panic is kept for do, on whose goroutine somebody may
// be there to catch it.
func (c *crew) task(phase, k int) {
	defer func() {
		if v := recover(); v != nil {
			said := fmt.Sprintf("%v\n\n%s", v, debug.Stack())
			c.failed.CompareAndSwap(nil, &said)
		}
		c.finished.Add(1)
	}()
	c.phases[phase](k)
}

// help works on every round after the given one until it is sent home.
func (c *crew) help(k int, seen uint64) {
	defer c.done.Done()
	for spin := 1; ; spin++ {
		w := c.word.Load()
		switch {
		case w>>roundBits != seen:
			if w>>taskBits&taskMask == 0 {
				return
			}
			seen, spin = w>>roundBits, 0
			c.work(seen)
		case spin == spins*asks:
			spin = 0
			// Either open sees that this helper sleeps, or it sees here that a
			// round has been opened; if both, open's word is on its way.
			c.asleep[k].Store(true)
			if c.word.Load()>>roundBits == seen || !c.asleep[k].CompareAndSwap(true, false) {
				<-c.wake[k]
			}
		case spin%spins == 0:
			runtime.Gosched()
		}
	}
}
