package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The template decoder finds the peak of a noiseless tuning curve exactly, is
// without bias at any angle, and is hardly moved by a bump far from the peak,
// which turns the vector sum by degrees.
func TestTemplateDecoder(t *testing.T) {
	pref := make([]float64, 60)
	for i := range pref {
		pref[i] = 3 * float64(i)
	}
	o := DefaultOrientation
	o.Decoder, o.RMin = "template", 0.1
	counts := make([]float64, 60)
	for theta := 0.0; theta < 180; theta += 7.3 {
		for i, p := range pref {
			counts[i] = 20 * VonMises(p, theta, 12)
		}
		if d := Apart(float64(o.Decode(pref, counts).DecodedDeg), theta); math.Abs(d) > 1e-3 {
			t.Errorf("θ %g: off by %g°", theta, d)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var template, vector float64
	const n = 300
	for range n {
		theta := 180 * rng.Float64()
		for i, p := range pref {
			mean := 6*VonMises(p, theta, 12) + 0.3 + 2*VonMises(p, theta+60, 8)
			counts[i] = distuv.Poisson{Lambda: mean, Src: rng}.Rand()
		}
		d := Apart(float64(o.Decode(pref, counts).DecodedDeg), theta)
		v := Apart(VectorSum(pref, counts).Deg(), theta)
		template, vector = template+d*d/n, vector+v*v/n
	}
	if r := math.Sqrt(template); !(r < 3) || !(math.Sqrt(vector) > 2*r) {
		t.Errorf("with a bump 60° away: template %.1f° rms, vector sum %.1f°; want below 3° and more than twice that", r, math.Sqrt(vector))
	}
	if r := o.Decode(pref, make([]float64, 60)); r.Valid() {
		t.Error("an angle from no spikes")
	}
}
