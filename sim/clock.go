package sim

import "math"

// Clock counts time in whole steps of Dt ms. Times are always computed from
// the count, never summed: adding 0.1 a hundred times is not 10.
type Clock struct {
	Dt   float64 // length of a step, ms
	Step int64   // steps done
}

// Now is the time at the start of the current step, in ms.
func (c Clock) Now() float64 { return c.Time(c.Step) }

// Time is the time at the start of step k, in ms.
func (c Clock) Time(k int64) float64 { return float64(k) * c.Dt }

// Steps is the number of whole steps nearest to ms.
func (c Clock) Steps(ms float64) int64 { return int64(math.Round(ms / c.Dt)) }

// FrameStart is the step at which display frame k begins when fps frames are
// shown each second: frames last a whole number of steps, which differs by at
// most one between frames, and no error builds up.
func (c Clock) FrameStart(k int64, fps float64) int64 {
	return int64(math.Round(float64(k) * 1000 / (fps * c.Dt)))
}
