package cortex

import (
	"fmt"

	"striate/sim"
)

// trail is the spikes that a population made in its last steps, for axons that
// take as long. They stand one after the other, so that a burst takes room
// once.
type trail struct {
	spikes []int32
	span   [][2]int // by step mod len: from where to where its spikes are; empty: nothing is kept
}

// lengthen keeps so many steps back from step now on, which is the next.
func (t *trail) lengthen(steps, now int64) {
	old := t.span
	if steps == 0 || int64(len(old)) > steps {
		return
	}
	t.span = make([][2]int, steps+1)
	for at := max(0, now-int64(len(old))); at < now; at++ {
		t.span[at%int64(len(t.span))] = old[at%int64(len(old))]
	}
}

// at is the neurons that fired in step n, one that is kept.
func (t *trail) at(n int64) []int32 {
	s := t.span[n%int64(len(t.span))]
	return t.spikes[s[0]:s[1]]
}

// add keeps the spikes of step n, the next, instead of those of the oldest.
func (t *trail) add(n int64, fired []int32) {
	if len(t.span) == 0 {
		return
	}
	here := n % int64(len(t.span))
	t.span[here] = [2]int{}
	if len(t.spikes)+len(fired) > cap(t.spikes) {
		t.gather(here, len(fired))
	}
	from := len(t.spikes)
	t.spikes = append(t.spikes, fired...)
	t.span[here] = [2]int{from, len(t.spikes)}
}

// gather moves what is kept to the front, in a place at least twice as large
// as it and what is to come. oldest is where the oldest step stands.
func (t *trail) gather(oldest int64, more int) {
	held := more
	for _, s := range t.span {
		held += s[1] - s[0]
	}
	to := t.spikes[:0]
	if cap(to) < 2*held {
		to = make([]int32, 0, 4*held)
	}
	for k := range t.span {
		s := &t.span[(int(oldest)+k)%len(t.span)]
		from := len(to)
		to = append(to, t.spikes[s[0]:s[1]]...) // never ahead of where it is read
		*s = [2]int{from, len(to)}
	}
	t.spikes = to
}

// state saves or reads the trail as it stands before step now.
func (t *trail) state(a *sim.Archive, p *Population, now int64) {
	steps := int64(len(t.span))
	sim.Value(a, &steps)
	if steps != int64(len(t.span)) {
		a.Fail(fmt.Errorf("saved state has axons of up to %d steps from %s, this network of %d", max(0, steps-1), p.info.Name, max(0, len(t.span)-1)))
		return
	}
	if a.Loading() {
		t.spikes = t.spikes[:0]
		clear(t.span)
	}
	for n := max(0, now-steps); n < now && a.Err() == nil; n++ {
		var fired []int32
		if !a.Loading() {
			fired = t.at(n)
		}
		if indices(a, &fired, 0, p.N()); a.Loading() && a.Err() == nil {
			t.add(n, fired)
		}
	}
}
