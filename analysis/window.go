package analysis

import "striate/sim"

// window counts the spikes of one population over the last span of steps.
// Spikes wait in a ring that grows to the busiest window seen, so Add settles
// to no allocation.
type window struct {
	pop    int
	ms     float64
	dt     float64
	counts []float64 // by neuron, whole numbers
	total  int
	start  int64 // first step of the recording
	stop   int64 // end of the last step
	began  bool
	ring   []sim.Spike
	head   int // oldest
}

func newWindow(pop, n int, ms float64) window {
	return window{pop: pop, ms: ms, counts: make([]float64, n), ring: make([]sim.Spike, 256)}
}

func (w *window) add(st *sim.Step) {
	if !w.began || st.Start < w.stop {
		w.clear()
		w.began, w.start, w.dt = true, st.Start, st.Dt
	}
	w.stop = st.Stop
	if w.pop < len(st.Spikes) {
		for _, s := range st.Spikes[w.pop] {
			if int(s.Index) < len(w.counts) {
				w.push(s)
			}
		}
	}
	w.trim()
}

func (w *window) push(s sim.Spike) {
	if w.total == len(w.ring) {
		wider := make([]sim.Spike, 2*len(w.ring))
		k := copy(wider, w.ring[w.head:])
		copy(wider[k:], w.ring[:w.head])
		w.ring, w.head = wider, 0
	}
	w.ring[(w.head+w.total)%len(w.ring)] = s
	w.total++
	w.counts[s.Index]++
}

// trim forgets the spikes that have left the window.
func (w *window) trim() {
	oldest := w.stop - span(w.ms, w.dt)
	for w.total > 0 && w.ring[w.head].Step < oldest {
		w.counts[w.ring[w.head].Index]--
		w.head = (w.head + 1) % len(w.ring)
		w.total--
	}
}

func (w *window) clear() {
	clear(w.counts)
	w.total, w.head = 0, 0
	w.start, w.stop, w.began = 0, 0, false
}

// resize changes the length of the window; a longer one fills as time passes.
func (w *window) resize(ms float64) {
	w.ms = ms
	if w.began {
		w.start = max(w.start, w.stop-span(ms, w.dt)) // what was dropped is not there to count
		w.trim()
	}
}

// seconds is the time that the counts cover: the window, or less early on.
func (w *window) seconds() float64 {
	if !w.began {
		return 0
	}
	return float64(min(span(w.ms, w.dt), w.stop-w.start)) * w.dt / 1000
}
