package retina

import (
	"math"
	"math/rand/v2"
	"testing"

	"striate/sim"
)

// strength is the rms drive over all cells at the end of a second of frames
// that paint makes.
func strength(t *testing.T, pool string, paint func(f *sim.Frame, k int)) float64 {
	t.Helper()
	m := defaults(t)
	m.Gain.Pool = pool
	e := open(t, m, 64, 64, 60)
	f := sim.NewFrame(64, 64)
	sum, n := 0.0, 0
	for k := range 60 {
		paint(f, k)
		e.See(f)
		if k < 30 {
			continue
		}
		for _, row := range e.Drive() {
			for _, v := range row {
				sum += float64(v) * float64(v)
				n++
			}
		}
	}
	return math.Sqrt(sum / float64(n))
}

// Both pools give the same drive for gratings; for a picture whose power is
// spread over all frequencies the pool of fields keeps the drive up, and that
// of LGN activity does not.
func TestGainPools(t *testing.T) {
	grating := func(f *sim.Frame, k int) { paint(f, 45, 0.05, float64(k)/30, 0.4) }
	a, b := strength(t, "lgn", grating), strength(t, "fields", grating)
	if r := b / a; !(r > 0.9 && r < 1.1) {
		t.Errorf("drive by a grating: %g with the pool of fields, %g with that of LGN activity", b, a)
	}
	noise := func(f *sim.Frame, k int) {
		rng := rand.New(rand.NewPCG(uint64(k/3), 1))
		for i := range f.Pix {
			f.Pix[i] = float32(0.5 + 0.15*rng.NormFloat64())
		}
	}
	c, d := strength(t, "lgn", noise), strength(t, "fields", noise)
	if !(d > 0.8*b && c < 0.7*d) {
		t.Errorf("drive by noise: %g with the pool of fields, %g with that of LGN activity, %g by a grating", d, c, b)
	}
}
