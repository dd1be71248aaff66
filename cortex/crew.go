package cortex

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// crew shares the tasks of one phase of a step out among cores. Each worker
// has a lot of neighbouring tasks, the same in every step, so that the cells in
// it stay in its cache; who is done first takes from the ends of the others'
// lots. Every task writes only what is its own: which core does it changes
// nothing.
type crew struct {
	phases  [2]func(task int)
	may     int                   // helpers that it may have
	helpers int                   // those it has
	always  bool                  // for tests: share out what is not worth it too
	alone   int                   // rounds to do without them
	strikes int                   // see late
	smooth  int                   // rounds without one
	asleep  [maxCores]atomic.Bool // by helper: it waits to be woken
	wake    [maxCores]chan struct{}
	done    sync.WaitGroup
	home    atomic.Bool            // helpers are to end
	failed  atomic.Pointer[string] // what the first task that panicked said

	_        [64]byte // what is waited for has cache lines of its own
	round    atomic.Uint32
	_        [64]byte
	finished atomic.Int32 // tasks of the round
	_        [64]byte
	lots     [maxCores]lot
}

// The phases of a step.
const (
	moving = iota
	delivering
)

// lot is the tasks left to a worker in one word, so that one is claimed as a
// whole: 31 bits of the number of the round, one of phase, 16 of the next task
// and 16 of the one after the last.
type lot struct {
	word atomic.Uint64
	_    [56]byte
}

const (
	taskBits = 16
	taskMask = 1<<taskBits - 1
	phaseBit = 2 * taskBits
	maxTasks = taskMask
)

func (l *lot) fill(round uint32, phase, from, to int) {
	l.word.Store(uint64(round)<<(phaseBit+1) | uint64(phase)<<phaseBit | uint64(from)<<taskBits | uint64(to))
}

// take claims the first task of the lot, or the last.
func (l *lot) take(first bool) (phase, task int, ok bool) {
	for {
		w := l.word.Load()
		next, end := w>>taskBits&taskMask, w&taskMask
		if next >= end {
			return 0, 0, false
		}
		was := w
		if task = int(next); first {
			w += 1 << taskBits
		} else {
			task = int(end) - 1
			w--
		}
		if l.word.CompareAndSwap(was, w) {
			return int(w >> phaseBit & 1), task, true
		}
	}
}

// maxCores that work on one network.
const maxCores = 8

// running is the number of networks that run at this moment. Cores are dealt
// out among them: helpers of one would only take them from the others.
var running atomic.Int32

func (c *crew) init(phases ...func(int)) { copy(c.phases[:], phases) }

// muster says how many helpers there may be: one for each further core that
// this network may have. They are started when there is something to share.
func (c *crew) muster() {
	c.may = max(1, min(runtime.GOMAXPROCS(0)/int(max(1, running.Load())), maxCores)) - 1
}

func (c *crew) start() {
	c.helpers = c.may
	c.home.Store(false)
	for k := range c.helpers {
		if c.wake[k] == nil {
			c.wake[k] = make(chan struct{}, 1)
		}
		c.done.Add(1)
		go c.help(k, c.round.Load())
	}
}

// dismiss ends the helpers and waits for them.
func (c *crew) dismiss() {
	if c.helpers > 0 {
		c.home.Store(true)
		c.call()
		c.done.Wait()
	}
	c.may, c.helpers = 0, 0
}

// call begins the next round and wakes who sleeps.
func (c *crew) call() {
	c.round.Add(1)
	for k := range c.helpers {
		if c.asleep[k].Load() && c.asleep[k].CompareAndSwap(true, false) {
			c.wake[k] <- struct{}{}
		}
	}
}

// do does all tasks of a phase, with help where it is worth it. It panics,
// when all that was begun is finished, where a task did.
func (c *crew) do(phase, tasks int, worth bool) {
	if c.may == 0 || !worth && !c.always || tasks < 2 || tasks > maxTasks || c.resting() {
		for k := range tasks {
			c.phases[phase](k)
		}
		return
	}
	if c.helpers == 0 {
		c.start()
	}
	c.finished.Store(0)
	workers := c.helpers + 1
	for k := range workers {
		c.lots[k].fill(c.round.Load(), phase, k*tasks/workers, (k+1)*tasks/workers)
	}
	c.call()
	c.work(0)
	spin := 1
	for ; c.finished.Load() < int32(tasks); spin++ {
		if spin%spins == 0 {
			runtime.Gosched()
		}
	}
	c.judge(spin)
	if said := c.failed.Swap(nil); said != nil {
		panic(*said)
	}
}

// A helper whose core is taken away while it is at a task, because other
// programs want it, holds up the step for milliseconds. Each time that happens
// the rounds done alone afterwards double, and they halve again after as many
// that went smoothly.
const (
	late       = 200 * spins // far longer than a task takes
	aloneFirst = 64          // rounds
	maxStrikes = 8
)

// resting counts down the rounds to be done alone.
func (c *crew) resting() bool {
	if c.alone == 0 || c.always {
		return false
	}
	c.alone--
	return true
}

// judge looks at how long a round had to be waited for.
func (c *crew) judge(spin int) {
	if spin >= late {
		c.alone, c.smooth = aloneFirst<<c.strikes, 0
		c.strikes = min(c.strikes+1, maxStrikes)
	} else if c.smooth++; c.strikes > 0 && c.smooth > aloneFirst<<c.strikes {
		c.strikes, c.smooth = c.strikes-1, 0
	}
}

// Whoever waits looks that often before it asks whether something else wants
// the core; a helper that has asked so many times in vain sleeps, after some
// 50 µs, which is longer than the parts of a step that are not shared out.
const (
	spins = 1000
	asks  = 50
)

// work does what is left of the worker's own lot, then of the others'.
func (c *crew) work(worker int) {
	workers := c.helpers + 1
	for k := range workers {
		l := &c.lots[(worker+k)%workers]
		for phase, task, ok := l.take(k == 0); ok; phase, task, ok = l.take(k == 0) {
			c.task(phase, task)
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
func (c *crew) help(k int, seen uint32) {
	defer c.done.Done()
	for spin := 1; ; spin++ {
		round := c.round.Load()
		switch {
		case round != seen:
			if c.home.Load() {
				return
			}
			seen, spin = round, 0
			c.work(k + 1)
		case spin == spins*asks:
			spin = 0
			// Either call sees that this helper sleeps, or it sees here that
			// there is a new round; if both, what call sends is taken.
			c.asleep[k].Store(true)
			if c.round.Load() == seen || !c.asleep[k].CompareAndSwap(true, false) {
				<-c.wake[k]
			}
		case spin%spins == 0:
			runtime.Gosched()
		}
	}
}
