package stimuli

import (
	"fmt"
	"math"

	"striate/sim"
)

// A slot is the presentation that a frame is in, of those that follow one
// another, each a whole number of frames long: its number, and the frame at
// which it began.
type slot struct{ index, began int64 }

// to goes on to frame k, where a presentation lasts that many frames now.
func (p *slot) to(k, frames int64) {
	if d := (k - p.began) / frames; d > 0 {
		p.index += d
		p.began += d * frames
	}
}

// state saves a slot or reads it back.
func (p *slot) state(a *sim.Archive) {
	sim.Value(a, &p.index)
	sim.Value(a, &p.began)
	const most = 1 << 40 // centuries
	if !(p.index >= 0 && p.index <= most && p.began >= 0 && p.began <= most) {
		a.Fail(fmt.Errorf("saved state is at presentation %d since frame %d, want 0 to %d", p.index, p.began, int64(most)))
		*p = slot{}
	}
}

// framesOf is a time in ms in whole frames, at least one.
func (s *Screen) framesOf(ms float64) int64 {
	return max(1, int64(math.Round(ms/1000*s.FPS)))
}
