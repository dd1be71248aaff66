package stimuli

import (
	"math"

	"striate/noise"
)

// noiseField is the random spectrum of a batch cloud, counter-based: the draw
// at a frequency depends on the seed and on that frequency's place in the grid
// only, so the noise stays when the envelope changes, and any number of cores
// may draw.
//
// MotionClouds takes z = Re F⁻¹[E ν], ν = N exp(iφ) at each of all frequencies
// on its own. Its half spectrum is the Hermitian part ½ E(k) (ν(k) + ν*(-k)),
// whose real and imaginary parts have variance E²/4. So one draw does for both
// halves: two standard normals times E/2. Where kx runs over both halves
// (ky = 0 and the Nyquist frequency) the real inverse takes the Hermitian part
// itself, which halves the variance, and the draw is E/√2 times two normals.
// The texture is Gaussian either way.
type noiseField struct {
	key uint64
	// amplitude draws the amplitude as well as the phase. Without it |ν| is 1
	// and ½ (ν(k) + ν*(-k)) is cos α exp(iβ) with both angles uniform.
	amplitude bool
}

// rowsOfLine is how many rows come from one line of noise.Normals.
const rowsOfLine = 8

// draw fills n rows of sixteen columns, from row t of group g on, both a
// multiple of rowsOfLine: sixteen real parts and sixteen imaginary parts a row.
// Groups are counted over the whole block, of nt rows each. both says which
// columns lie on a plane that holds both halves.
func (f noiseField) draw(dst []float32, g, nt, t, n int, both *[sixteen]bool) {
	const row = 2 * sixteen
	lines := uint64((nt + rowsOfLine - 1) / rowsOfLine)
	at := uint64(g)*lines + uint64(t/rowsOfLine)
	for i := 0; i < n*row; i += rowsOfLine * row {
		v := dst[i:][:rowsOfLine*row]
		noise.Normals(v, f.key, at)
		if !f.amplitude {
			f.phases(v, at, both)
		}
		at++
	}
}

// phases makes draws of phase alone from those of a line.
func (f noiseField) phases(v []float32, at uint64, both *[sixteen]bool) {
	var more [rowsOfLine * 2 * sixteen]float32
	noise.Normals(more[:], f.key+1, at)
	for i := 0; i < len(v); i += 2 * sixteen {
		for c := range sixteen {
			re, im := float64(v[i+c]), float64(v[i+sixteen+c])
			a := math.Sqrt2
			if !both[c] {
				p, q := float64(more[i+c]), float64(more[i+sixteen+c])
				a = 2 * p / math.Hypot(p, q)
			}
			a /= math.Hypot(re, im)
			v[i+c], v[i+sixteen+c] = float32(a*re), float32(a*im)
		}
	}
}
