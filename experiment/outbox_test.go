package experiment

import (
	"testing"
	"time"
)

// What comes late does not swallow what comes after it, and never are there
// more than asked for.
func TestNextTurn(t *testing.T) {
	const each = 15 * time.Millisecond
	start := time.Now()
	count := func(ms ...float64) (n int) {
		var due time.Time
		for _, at := range ms {
			if now := start.Add(time.Duration(at * float64(time.Millisecond))); !now.Before(due) {
				due = NextTurn(due, now, each)
				n++
			}
		}
		return n
	}
	if n := count(0, 16.7, 41.2, 50, 66.7, 91.3, 100); n != 7 {
		t.Errorf("of 7 frames of 60 Hz, two of them late, %d came", n)
	}
	var crowd []float64
	for at := 0.; at < 1500; at += 2 {
		crowd = append(crowd, at)
	}
	if n := count(crowd...); n < 95 || n > 102 {
		t.Errorf("%d came in 1.5 s, want one in 15 ms", n)
	}
}
