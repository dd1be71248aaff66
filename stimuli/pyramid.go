package stimuli

import "math"

// Pyramid is the spatial frequencies, c/px, of the log-Gabor pyramid on h x w
// pixels (Fischer et al. 2007): n levels, as many as base has powers in the
// longer side, from ½ (1 - 1/n) downward in steps of base^((n-1)/n).
func Pyramid(h, w int, base float64) []float64 {
	n := int(math.Log(float64(max(h, w))) / math.Log(base))
	sf := make([]float64, n)
	for i := range sf {
		part := 1 - 1/float64(n)
		sf[i] = 0.5 * part * math.Pow(base, -part*float64(i))
	}
	return sf
}

// Orientations are n angles over half a turn, rad, (-π/2, π/2] less half a step.
func Orientations(n int) []float64 {
	th := make([]float64, n)
	for i := range th {
		th[i] = math.Pi * (float64(i+1)/float64(n) - 0.5)
	}
	return th
}
