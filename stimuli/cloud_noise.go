package stimuli

import "math"

// noiseField is the random spectrum N exp(iφ) of a batch cloud, counter-based:
// the draw at a frequency depends on the seed and on that frequency's place in
// the grid only, so the noise stays when the envelope changes, and any number
// of cores may draw.
type noiseField struct {
	key       uint64
	amplitude bool // N standard normal; else 1
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform is in (0, 1), number j of site i.
func (n noiseField) uniform(i, j uint64) float64 {
	u := mix(n.key + (4*i+j+1)*0x9e3779b97f4a7c15)
	return (float64(u>>11) + 0.5) / (1 << 53)
}

// at is the draw at site i.
func (n noiseField) at(i int) complex128 {
	sin, cos := math.Sincos(2 * math.Pi * n.uniform(uint64(i), 0))
	a := 1.0
	if n.amplitude {
		a = math.Sqrt(-2*math.Log(n.uniform(uint64(i), 1))) * math.Cos(2*math.Pi*n.uniform(uint64(i), 2))
	}
	return complex(a*cos, a*sin)
}
