package experiment

import (
	"math"
	"time"
)

// pace keeps simulated time in step with the clock on the wall, and measures
// how well that goes.
type pace struct {
	wall time.Time // at the anchor
	sim  float64   // ms at the anchor, < 0: none yet

	from    time.Time // of the measured stretch
	fromSim float64
	ratio   float64
}

// slack is how far the simulation may fall behind before the time lost is
// given up instead of caught up.
const slack = 100 * time.Millisecond

func (p *pace) restart() { p.sim, p.from = -1, time.Time{} }

// wait is how long to wait before the next step at simulated time now, ms; not
// at all where the speed is without limit.
func (p *pace) wait(now, speed float64) time.Duration {
	if math.IsInf(speed, 1) {
		return 0
	}
	if p.sim < 0 {
		p.wall, p.sim = time.Now(), now
	}
	due := p.wall.Add(time.Duration((now - p.sim) / speed * float64(time.Millisecond)))
	d := time.Until(due)
	if d < -slack {
		p.wall, p.sim = time.Now(), now
	}
	return d
}

// did measures the real-time factor over stretches of half a second.
func (p *pace) did(now float64) {
	t := time.Now()
	if p.from.IsZero() || now < p.fromSim {
		p.from, p.fromSim = t, now
		return
	}
	if d := t.Sub(p.from); d >= 500*time.Millisecond {
		p.ratio = (now - p.fromSim) / 1000 / d.Seconds()
		p.from, p.fromSim = t, now
	}
}

// rtf is simulated time over wall time in the last measured stretch.
func (p *pace) rtf() float64 { return p.ratio }
