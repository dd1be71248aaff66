package stdp

import (
	"testing"

	"striate/sim"
)

// What no learner has written is refused when it is read: learning on from it
// would search for ever, ask for all memory or reach outside of a slice.
func TestTamperedHistory(t *testing.T) {
	p := familyPlay()
	const at = 1700
	parts := func(l Learner) (h *history, settled []int64, open *int64) {
		switch l := l.(type) {
		case *pairs:
			return &l.post, l.settled, &l.open
		case *triplets:
			return &l.post, l.settled, &l.open
		case *voltage:
			return &l.strong, l.settled, &l.open
		}
		return nil, nil, nil
	}
	eachRule(t, func(t *testing.T, r Rule) {
		for what, spoil := range map[string]func(h *history, j int64, settled []int64, open *int64){
			"nothing":                func(*history, int64, []int64, *int64) {},
			"more spikes than steps": func(h *history, j int64, _ []int64, _ *int64) { h.count[j] = 1 << 40 },
			"less than no spikes":    func(h *history, j int64, _ []int64, _ *int64) { h.count[j] = -1 },
			"spikes out of order":    func(h *history, j int64, _ []int64, _ *int64) { h.step[j*h.size+(h.count[j]-1)&(h.size-1)] = 0 },
			"a spike in the future": func(h *history, j int64, _ []int64, _ *int64) {
				h.step[j*h.size+(h.count[j]-1)&(h.size-1)], h.lastStep[j] = at, at
			},
			"another newest spike":        func(h *history, j int64, _ []int64, _ *int64) { h.lastStep[j]-- },
			"a source settled long ago":   func(_ *history, j int64, settled []int64, _ *int64) { settled[1] = never },
			"a source settled later":      func(_ *history, j int64, settled []int64, _ *int64) { settled[1] = at + 1 },
			"open later":                  func(_ *history, j int64, _ []int64, open *int64) { *open = at + 1 },
			"open before the first step":  func(_ *history, j int64, _ []int64, open *int64) { *open = -1 },
			"spikes missing that may act": func(h *history, j int64, settled []int64, open *int64) { *open = 0; settled[0] = 0 },
			"no room, as by overflow": func(h *history, j int64, _ []int64, _ *int64) {
				h.size, h.step, h.trace = 1<<62, nil, nil
				if h.slow != nil {
					h.slow = []float64{}
				}
			},
			"half the room": func(h *history, j int64, _ []int64, _ *int64) { h.size /= 2 },
			"no room":       func(h *history, j int64, _ []int64, _ *int64) { h.size = 0 },
		} {
			l := open(t, r, familyWire())
			h, settled, since := parts(l)
			if h == nil {
				return
			}
			for n := range at {
				p.step(l, n)
			}
			j := 0 // the busiest
			for k, c := range h.count {
				if c > h.count[j] {
					j = k
				}
			}
			if h.count[j] < h.size+2 {
				return // the rule hardly acts here
			}
			spoil(h, int64(j), settled, since)
			data, err := sim.Save(stateAt(l, at))
			if err != nil && what != "nothing" {
				continue // not even written
			}
			if err == nil {
				err = sim.Load(data, stateAt(open(t, r, familyWire()), at))
			}
			if (err == nil) != (what == "nothing") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
