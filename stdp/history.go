package stdp

// never is the step of a spike that has not happened: further back than any
// trace reaches.
const never = -(int64(1) << 60)

// history keeps the latest spikes of each target: what a synapse that is
// brought to date late needs to know of its post spikes, and the trace they
// left.
type history struct {
	size  int64     // spikes kept of each target, a power of two
	count []int64   // spikes so far, by target
	step  []int64   // [target, spike mod size] when it fired
	trace []float64 // [target, spike mod size] K₋ just after it

	lastStep  []int64 // of the newest spike, or never
	lastTrace []float64
}

func newHistory(targets int) history {
	h := history{size: 64, count: make([]int64, targets), lastStep: make([]int64, targets), lastTrace: make([]float64, targets)}
	h.step = make([]int64, int64(targets)*h.size)
	h.trace = make([]float64, int64(targets)*h.size)
	for j := range h.lastStep {
		h.lastStep[j] = never
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
	h.lastStep[j], h.lastTrace[j] = step, trace
	h.count[j]++
}

// grow doubles the room. It happens only to targets that fire in almost every
// step for as long as the longest delay.
func (h *history) grow() {
	old := *h
	h.size *= 2
	h.step = make([]int64, len(old.step)*2)
	h.trace = make([]float64, len(old.trace)*2)
	for j := range h.count {
		for c := max(0, h.count[j]-old.size); c < h.count[j]; c++ {
			k := int64(j)*h.size + c&(h.size-1)
			h.step[k], h.trace[k] = old.at(int32(j), c)
		}
	}
}
