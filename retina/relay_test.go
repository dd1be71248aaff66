package retina

import (
	"math"
	"slices"
	"testing"

	"striate/sim"
)

// TestPoisson: mean and variance are equal, for small means and large.
func TestPoisson(t *testing.T) {
	rng := sim.Seed(3).Rand("test")
	for _, mean := range []float64{0, 0.01, 0.3, 4, 40} {
		const n = 40000
		var sum, square float64
		for range n {
			k := float64(poisson(rng, mean))
			sum += k
			square += (k - mean) * (k - mean)
		}
		m, v := sum/n, square/n
		if se := math.Sqrt(mean / n); !(math.Abs(m-mean) <= 5*se) {
			t.Errorf("mean %g, want %g", m, mean)
		}
		if se := math.Sqrt((mean + 2*mean*mean) / n); !(math.Abs(v-mean) <= 5*se) {
			t.Errorf("variance %g, want %g", v, mean)
		}
	}
}

// TestSpikesDrive: with spikes the mean drive is that of the analog rates,
// and it comes from the seed.
func TestSpikesDrive(t *testing.T) {
	m := defaults(t)
	m.Relay.MaxRate = 1000
	analog := open(t, m, 64, 64, 60)
	m.Relay.Spikes = "poisson"
	spiking, again, other := open(t, m, 64, 64, 60), open(t, m, 64, 64, 60), open(t, m, 64, 64, 60)
	spiking.Seed(5)
	again.Seed(5)
	other.Seed(6)
	a, b := make([]float64, len(analog.cells)), make([]float64, len(analog.cells))
	f := sim.NewFrame(64, 64)
	paint(f, 60, 0.05, 0.1, 0.4)
	const frames = 400
	for range frames {
		analog.See(f)
		spiking.See(f)
		again.See(f)
		other.See(f)
		for s := range analog.Drive() {
			if !slices.Equal(spiking.Drive()[s], again.Drive()[s]) {
				t.Fatal("the same seed gave other spikes")
			}
			if slices.Equal(spiking.Drive()[s], other.Drive()[s]) {
				t.Fatal("another seed gave the same spikes")
			}
			for i := range a {
				a[i] += float64(analog.Drive()[s][i])
				b[i] += float64(spiking.Drive()[s][i])
			}
		}
	}
	var apart, size float64
	for i := range a {
		apart += (a[i] - b[i]) * (a[i] - b[i])
		size += a[i] * a[i]
	}
	if r := math.Sqrt(apart / size); !(r < 0.05) {
		t.Errorf("mean drives differ by %.3f of their size", r)
	}
	spiking.Reset()
	first := open(t, m, 64, 64, 60)
	first.Seed(5)
	spiking.See(f)
	first.See(f)
	if !slices.Equal(spiking.Drive()[3], first.Drive()[3]) {
		t.Error("after a reset the same seed gave other spikes")
	}
}
