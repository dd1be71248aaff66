package retina

import (
	"math"
	"testing"

	"striate/params"
	"striate/sim"
)

// defaults is a CenterSurround with every parameter at its default.
func defaults(t testing.TB) *CenterSurround {
	t.Helper()
	m, err := params.New[Model]("center_surround")
	if err != nil {
		t.Fatal(err)
	}
	return m.(*CenterSurround)
}

// open opens a model or ends the test.
func open(t testing.TB, m *CenterSurround, w, h int, fps float64) *eye {
	t.Helper()
	r, err := m.Open(w, h, fps)
	if err != nil {
		t.Fatal(err)
	}
	return r.(*eye)
}

// paint draws a grating of bars at thetaDeg (anticlockwise from horizontal),
// sf cycles a pixel, phase in cycles, of rms contrast c.
func paint(f *sim.Frame, thetaDeg, sf, phase, c float64) {
	s, co := math.Sincos(thetaDeg * math.Pi / 180)
	for y := range f.H {
		for x := range f.W {
			// at right angles to the bars, towards theta - 90: right (sin), down (cos)
			d := s*float64(x) + co*float64(y)
			f.Set(x, y, float32(0.5+0.5*math.Sqrt2*c*math.Cos(2*math.Pi*(sf*d-phase))))
		}
	}
}

func BenchmarkSee(b *testing.B) {
	e := open(b, defaults(b), 64, 64, 60)
	f := sim.NewFrame(64, 64)
	paint(f, 60, 0.05, 0, 0.35)
	b.ReportAllocs()
	for b.Loop() {
		e.See(f)
	}
}

func BenchmarkSeeSpikes(b *testing.B) {
	m := defaults(b)
	m.Relay.Spikes = "poisson"
	e := open(b, m, 64, 64, 60)
	f := sim.NewFrame(64, 64)
	paint(f, 60, 0.05, 0, 0.35)
	b.ReportAllocs()
	for b.Loop() {
		e.See(f)
	}
}

// BenchmarkRetune is what a step of the spatial frequency slider costs.
func BenchmarkRetune(b *testing.B) {
	m := defaults(b)
	e := open(b, m, 64, 64, 60)
	sf := []float64{0.05, 0.055}
	for i := 0; b.Loop(); i++ {
		m.TuneTo(sf[i%2])
		if err := e.Retune(m); err != nil {
			b.Fatal(err)
		}
	}
}
