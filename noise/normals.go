package noise

import "math"

// group is how many normals are made together: two pairs from each of eight
// blocks of Philox.
const group = 32

// Normals fills dst with independent standard normals. They are the first of a
// line of 2^34 that belongs to this key and counter; lines of other counters or
// keys are independent of it. The largest possible are ±6.66.
func Normals(dst []float32, key, counter uint64) { NormalsFrom(dst, key, counter, 0) }

// NormalsFrom fills dst with the normals of that line from number first on, a
// multiple of 32.
func NormalsFrom(dst []float32, key, counter uint64, first int) {
	if first%group != 0 {
		panic("noise: normals are made 32 at a time")
	}
	block := uint32(first / 4)
	done := normalsVector(dst, key, counter, block)
	for ; done+group <= len(dst); done += group {
		groupOf((*[group]float32)(dst[done:]), block+uint32(done/4), key, counter)
	}
	if done < len(dst) {
		var rest [group]float32
		groupOf(&rest, block+uint32(done/4), key, counter)
		copy(dst[done:], rest[:])
	}
}

// groupOf makes the normals of blocks first to first+7: eight cosines of words
// 0 and 1, their sines, then those of words 2 and 3.
func groupOf(dst *[group]float32, first uint32, key, counter uint64) {
	for l := range 8 {
		w := philox([4]uint32{first + uint32(l), 0, uint32(counter), uint32(counter >> 32)}, uint32(key), uint32(key>>32))
		dst[l], dst[8+l] = boxMuller(w[0], w[1])
		dst[16+l], dst[24+l] = boxMuller(w[2], w[3])
	}
}

// The constants of boxMuller. Polynomials are near-minimax: the logarithm on
// √½ to √2 as odd in s = (m-1)/(m+1), times -4; sine and cosine on ±π/4.
const (
	halfRoot = 0x3f3504f3 // bits of √½
	toUnit   = 1.0 / (1 << 31)
	halfUnit = 1.0 / (1 << 32)
	ln2      = -2 * math.Ln2
	log0     = -4.0
	log1     = -4 * 0.33333408
	log2     = -4 * 0.19987378
	log3     = -4 * 0.14963257
	toAngle  = math.Pi / 4 / (1 << 31)
	sin1     = -0.16666665
	sin2     = 0.00833275
	sin3     = -0.00019588
	cos1     = -0.5
	cos2     = 0.0416666648
	cos3     = -0.00138883141
	cos4     = 2.45494016e-05
)

// boxMuller makes two normals: the radius √(-2 ln u) from the upper 31 bits of
// a, u their middle of 2^31 steps, and the angle from b: two bits say which
// quarter of the circle, the other thirty where in it. Each product and sum is
// rounded to float32.
func boxMuller(a, b uint32) (float32, float32) {
	u := float32(float32(int32(a>>1))*toUnit) + halfUnit
	bits := math.Float32bits(u)
	e := int32(bits-halfRoot) >> 23
	m := math.Float32frombits(bits - uint32(e)<<23)
	s := (m - 1) / (m + 1)
	z := s * s
	p := float32(z*log3) + log2
	p = float32(p*z) + log1
	p = float32(p*z) + log0
	r := float32(math.Sqrt(float64(float32(float32(e)*ln2) + float32(p*s))))

	f := float32(int32(b<<2)) * toAngle
	z = f * f
	sin := float32(z*sin3) + sin2
	sin = float32(sin*z) + sin1
	sin = float32(float32(sin*z)*f) + f
	cos := float32(z*cos4) + cos3
	cos = float32(cos*z) + cos2
	cos = float32(cos*z) + cos1
	cos = float32(cos*z) + 1
	if b>>30&1 == 1 {
		sin, cos = cos, sin
	}
	if b>>31 == 1 {
		r = -r
	}
	return r * cos, r * sin
}
