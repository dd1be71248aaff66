package stdp

import (
	"errors"

	"striate/sim"
)

// never is the step of a spike that has not happened: further back than any
// trace reaches.
const never = -(int64(1) << 60)

// history keeps the latest spikes of each target: what a synapse that is
// brought to date late needs to know of its post spikes, and the trace they
// left. (The voltage rule keeps the steps in which its targets strengthen.)
type history struct {
	size  int64     // spikes kept of each target, a power of two
	count []int64   // spikes so far, by target
	step  []int64   // [target, spike mod size] when it fired
	trace []float64 // [target, spike mod size] K₋ just after it
	slow  []float64 // [target, spike mod size] a slower trace just before it; nil in rules without

	lastStep  []int64 // of the newest spike, or never
	before    []int64 // of the one before it, or never
	lastTrace []float64
}

// newHistory has room for size spikes, a power of two, of each target.
func newHistory(targets int, size int64) history {
	h := history{size: size, count: make([]int64, targets), lastStep: make([]int64, targets), before: make([]int64, targets), lastTrace: make([]float64, targets)}
	h.step = make([]int64, int64(targets)*h.size)
	h.trace = make([]float64, int64(targets)*h.size)
	for j := range h.lastStep {
		h.lastStep[j], h.before[j] = never, never
	}
	return h
}

// at is spike c of target j, counted from its first; before that, never.
func (h *history) at(j int32, c int64) (step int64, trace float64) {
	if c < 0 {
		return never, 0
	}
	k := int64(j)*h.size + c&(h.size-1)
	return h.step[k], h.trace[k]
}

// between are the first and the last spike of target j that it fired at or
// after step from and before step to; none of them where first > last. last
// is its newest spike before to in any case, -1 if there is none.
func (h *history) between(j int32, from, to int64) (first, last int64) {
	c := h.count[j] - 1
	step, _ := h.at(j, c)
	for step >= to {
		c--
		step, _ = h.at(j, c)
	}
	last = c
	for step >= from {
		c--
		step, _ = h.at(j, c)
	}
	return c + 1, last
}

// full says whether the next spike of target j would overwrite one that may
// still be needed: those that reach a synapse at or after step open, the one
// before them (whose trace they find) and the one before that.
func (h *history) full(j int32, open, maxDelay int64) bool {
	c := h.count[j] - h.size
	if c < 0 {
		return false
	}
	step, _ := h.at(j, c+2)
	return step+maxDelay >= open
}

func (h *history) push(j int32, step int64, trace float64) {
	k := int64(j)*h.size + h.count[j]&(h.size-1)
	h.step[k], h.trace[k] = step, trace
	h.before[j], h.lastStep[j], h.lastTrace[j] = h.lastStep[j], step, trace
	h.count[j]++
}

// grow doubles the room. It happens only to targets that fire in almost every
// step for as long as the longest delay.
func (h *history) grow() {
	old := *h
	h.size *= 2
	h.step = make([]int64, len(old.step)*2)
	h.trace = make([]float64, len(old.trace)*2)
	if old.slow != nil {
		h.slow = make([]float64, len(old.slow)*2)
	}
	for j := range h.count {
		for c := max(0, h.count[j]-old.size); c < h.count[j]; c++ {
			k := int64(j)*h.size + c&(h.size-1)
			h.step[k], h.trace[k] = old.at(int32(j), c)
			if old.slow != nil {
				h.slow[k] = old.slow[int64(j)*old.size+c&(old.size-1)]
			}
		}
	}
}

func (h *history) state(a *sim.Archive) {
	sim.Value(a, &h.size)
	sim.Fixed(a, h.count)
	sim.Varying(a, &h.step)
	sim.Varying(a, &h.trace)
	slow := h.slow != nil
	if slow {
		sim.Varying(a, &h.slow)
	}
	sim.Fixed(a, h.lastStep)
	sim.Fixed(a, h.before)
	sim.Fixed(a, h.lastTrace)
	room := int64(len(h.step))
	if h.size <= 0 || h.size&(h.size-1) != 0 || room%h.size != 0 || room/h.size != int64(len(h.count)) || len(h.trace) != len(h.step) || slow && len(h.slow) != len(h.step) {
		a.Fail(errors.New("stdp: the saved history of post spikes has no whole number of spikes per target"))
	}
}

// check refuses a history that was read where going through it would not end:
// it can only be one that no learner has written. The spikes that may still be
// asked for have to lie in the order of time before step n, and to be there;
// settled are the steps before which sources are to date, at least open.
func (h *history) check(a *sim.Archive, settled []int64, open, maxDelay, n int64) {
	if !a.Loading() || a.Err() != nil {
		return
	}
	bad := open < 0 || open > n
	for _, s := range settled {
		bad = bad || s < open || s > n
	}
	for j := range h.count {
		if bad = bad || h.count[j] < 0 || h.count[j] > n; bad {
			break
		}
		newest, _ := h.at(int32(j), h.count[j]-1)
		bad = newest != h.lastStep[j]
		c, before := h.count[j]-1, n
		for ; c >= 0 && before >= open-maxDelay; c-- {
			step, _ := h.at(int32(j), c)
			if bad = bad || step < 0 || step >= before || c < h.count[j]-h.size; bad {
				break
			}
			before = step
		}
	}
	if bad {
		a.Fail(errors.New("stdp: the saved history of post spikes is not in order"))
	}
}
