package sim

import "testing"

// Times come from the count: no error builds up, and frames of a rate that
// does not divide the step differ by at most one step.
func TestClock(t *testing.T) {
	c := Clock{Dt: 0.1, Step: 36_000_000}
	if c.Now() != 3_600_000 {
		t.Errorf("after an hour of steps of 0.1 ms: %v ms", c.Now())
	}
	if n := c.Steps(250.04); n != 2500 {
		t.Errorf("250.04 ms are %d steps", n)
	}
	for _, fps := range []float64{24, 59.94, 60, 144} {
		exact := 1000 / (fps * c.Dt)
		for k := range int64(10_000) {
			if d := float64(c.FrameStart(k, fps)) - float64(k)*exact; d > 0.5 || d < -0.5 {
				t.Fatalf("%g Hz: frame %d begins %.2f steps off", fps, k, d)
			}
		}
	}
	if s := c.FrameStart(60, 60); s != 10_000 {
		t.Errorf("frame 60 at 60 Hz begins at step %d, want 10000", s)
	}
}

// A stream depends on seed and name alone; a saved one goes on where it was.
func TestStreams(t *testing.T) {
	if Seed(1).Stream("a").Uint64() != Seed(1).Stream("a").Uint64() {
		t.Error("the same seed and name give different numbers")
	}
	seen := map[uint64]string{}
	for _, s := range []Seed{0, 1, 2, 1 << 40} {
		for _, name := range []string{"", "a", "b", "ab"} {
			x := s.Stream(name).Uint64()
			if was, twice := seen[x]; twice {
				t.Errorf("seed %d %q begins as %s", s, name, was)
			}
			seen[x] = name
		}
	}
	p := Seed(3).Stream("noise")
	p.Uint64()
	state, err := p.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	want := p.Uint64()
	q := Seed(9).Stream("other")
	if err := q.UnmarshalBinary(state); err != nil || q.Uint64() != want {
		t.Errorf("a restored stream does not go on where it was (%v)", err)
	}
}

func TestFrameClone(t *testing.T) {
	f := NewFrame(3, 2)
	f.Set(2, 1, .5)
	g := f.Clone()
	g.Set(2, 1, 1)
	if f.At(2, 1) != .5 || (*Frame)(nil).Clone() != nil {
		t.Error("a clone shares its pixels")
	}
}
