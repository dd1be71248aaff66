package stimuli

import (
	"math"
	"math/rand/v2"
)

// Normal deviates by the ziggurat of Marsaglia and Tsang 2000 (J. Stat. Softw.
// 5(8)) with 128 strips, two from each 64 bits. rand.NormFloat64 is exact too
// but takes twice the time, and noise is the larger part of an endless cloud.
var (
	zigK [128]uint32  // accept at once below this
	zigW [128]float64 // width of a strip / 2^31
	zigF [128]float64 // density at its edge
)

// zigR is where the tail begins.
const zigR = 3.442619855899

func init() {
	const m, v = 1 << 31, 9.91256303526217e-3 // v is the area of a strip
	x, last := zigR, zigR
	q := v / math.Exp(-0.5*x*x)
	zigK[0] = uint32(x / q * m)
	zigW[0], zigW[127] = q/m, x/m
	zigF[0], zigF[127] = 1, math.Exp(-0.5*x*x)
	for i := 126; i >= 1; i-- {
		x = math.Sqrt(-2 * math.Log(v/x+math.Exp(-0.5*x*x)))
		zigK[i+1] = uint32(x / last * m)
		last = x
		zigF[i], zigW[i] = math.Exp(-0.5*x*x), x/m
	}
}

// normals fills dst, of even length, with independent standard normals.
func normals(dst []float64, src *rand.PCG) {
	for i := 0; i+1 < len(dst); i += 2 {
		u := src.Uint64()
		lo, hi := int32(uint32(u)), int32(uint32(u>>32))
		j, k := lo&127, hi&127
		if a := uint32(max(lo, -lo)); a < zigK[j] {
			dst[i] = float64(lo) * zigW[j]
		} else {
			dst[i] = zigSlow(lo, src)
		}
		if a := uint32(max(hi, -hi)); a < zigK[k] {
			dst[i+1] = float64(hi) * zigW[k]
		} else {
			dst[i+1] = zigSlow(hi, src)
		}
	}
}

// zigSlow finishes a draw that fell outside its rectangle: tail, wedge, or again.
func zigSlow(j int32, src *rand.PCG) float64 {
	uniform := func() float64 { return (float64(src.Uint64()>>11) + 0.5) / (1 << 53) }
	for {
		i := j & 127
		x := float64(j) * zigW[i]
		if i == 0 {
			for {
				x := -math.Log(uniform()) / zigR
				y := -math.Log(uniform())
				if y+y >= x*x {
					return math.Copysign(zigR+x, float64(j))
				}
			}
		}
		if zigF[i]+uniform()*(zigF[i-1]-zigF[i]) < math.Exp(-0.5*x*x) {
			return x
		}
		j = int32(uint32(src.Uint64() >> 32))
		if uint32(max(j, -j)) < zigK[j&127] {
			return float64(j) * zigW[j&127]
		}
	}
}
