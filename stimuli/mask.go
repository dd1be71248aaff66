package stimuli

import "math"

// CircularMask is ((cos(πR/radius) + 1)/2)^(1/exponent) inside a radius R <
// radius about the middle, else 0; the same in every frame. The screen runs
// from -1/2 to 1/2 along both axes, so radius ½ touches its edges.
func CircularMask(nx, ny, nt int, radius, exponent float64) *Volume {
	v := NewVolume(nx, ny, nt)
	i := 0
	for _, x := range Axis(nx) {
		for _, y := range Axis(ny) {
			m := 0.0
			if r := math.Hypot(x, y); r < radius {
				m = math.Pow((math.Cos(math.Pi*r/radius)+1)/2, 1/exponent)
			}
			for range nt {
				v.Data[i] = m
				i++
			}
		}
	}
	return v
}

// RetinaEnvelope is the low-pass 1 - exp((f-½)/(df/2)) of a spatial frequency
// f below ½, else 0, which takes away the corners of the spectrum.
func RetinaEnvelope(fx, fy float64, df float64) float64 {
	return retinaEdge(math.Hypot(fx, fy), df)
}
