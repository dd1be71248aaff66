package stimuli

import "math"

// Axis is the n frequencies of a centred spectrum in cycles/sample, zero at
// index floor(n/2): -1/2 ... 1/2-1/n for even n, and symmetric for odd n.
// (MotionClouds gives n+1 samples when n is odd; we keep the true size.)
func Axis(n int) []float64 {
	f := make([]float64, n)
	for i := range f {
		f[i] = float64(i-n/2) / float64(n)
	}
	return f
}

// spacing is the distance between the samples of an axis, 1 for a single one.
func spacing(f []float64) float64 {
	if len(f) < 2 {
		return 1
	}
	return f[1] - f[0]
}

// Envelope fills a volume with the product Color·Radial·Speed·Orientation at
// the given frequencies; one frame ignores the speed.
func (s *Texture) Envelope(fx, fy, ft []float64) *Volume {
	v := NewVolume(len(fx), len(fy), len(ft))
	i := 0
	for _, x := range fx {
		for _, y := range fy {
			s.fill(v.Data[i:i+len(ft)], x, y, ft, spacing(fx), spacing(fy), 0)
			i += len(ft)
		}
	}
	return v
}

// fill writes the envelope at one spatial frequency for every ft; values that
// are at most cut may come out as 0, which saves most of the exponentials.
func (s *Texture) fill(dst []float64, fx, fy float64, ft []float64, dfx, dfy, cut float64) {
	ori := s.Orientation(fx, fy, dfx, dfy)
	if s.FT0 != 0 && !math.IsInf(s.FT0, 1) {
		for j, t := range ft {
			dst[j] = ori * s.Color(fx, fy, t) * s.Radial(fx, fy, t)
			if len(ft) > 1 {
				dst[j] *= s.Speed(fx, fy, t)
			}
		}
		return
	}
	still := ori * s.Color(fx, fy, 0) * s.Radial(fx, fy, 0)
	if still <= cut {
		clear(dst)
		return
	}
	margin := math.Inf(1)
	if cut > 0 {
		margin = math.Log(still / cut)
	}
	for j, t := range ft {
		dst[j] = still
		if len(ft) == 1 {
			continue
		}
		if e := s.speedExponent(fx, fy, t); e < margin {
			dst[j] *= math.Exp(-e)
		} else {
			dst[j] = 0
		}
	}
}
