package cortex

import "math"

// exps sets dst[i] to e^x[i]. dst and x are equally long and may be the same
// slice. The error is below .7 units of the last place (.65 was the largest
// found). An argument above 709.78 gives infinity; results below the normal
// numbers, from −708.4 on, lose their bits gradually down to 0 at −745.13, with
// an error below one unit; a NaN stays one.
//
// The vector form and exp1 give the same bits: both do the same operations in
// the same order and fuse none. Where products are written as float64(a*b) the
// conversion keeps the compiler from fusing them with a sum.
func exps(dst, x []float64) {
	dst = dst[:len(x)]
	done := expVector(dst, x)
	for i := done; i < len(x); i++ {
		dst[i] = exp1(x[i])
	}
}

// The constants of exp1. With n the integer nearest to x/ln 2 and r = x − n ln 2,
// e^x = 2ⁿ (1 + r + r² q(r)). Adding expMagic rounds to an integer and leaves
// n + 2046 in the low bits. expLn2Hi has 32 bits, so that its multiples are
// exact. q is the polynomial for which the largest relative error of the sum
// is smallest (Remez exchange): 4e-18 for |r| ≤ ln 2/2, 11e-18 with these
// rounded coefficients.
const (
	expMagic = 0x1.8p52 + 2046
	expLog2e = math.Log2E
	expLn2Hi = 0x1.62e42feep-1
	expLn2Lo = 0x1.a39ef35793c76p-33
	expMax   = 710
	expMin   = -746

	expQ0 = 0x1.000000000000ap-1
	expQ1 = 0x1.55555555554fap-3
	expQ2 = 0x1.555555555088cp-5
	expQ3 = 0x1.1111111127b9dp-7
	expQ4 = 0x1.6c16c18426740p-10
	expQ5 = 0x1.a01a012a6963fp-13
	expQ6 = 0x1.a0199a16cc53ep-16
	expQ7 = 0x1.71df253acbf22p-19
	expQ8 = 0x1.28ad68b87cf5fp-22
	expQ9 = 0x1.ad7f7a1f8d641p-26
)

// exp1 is e^x, see exps.
func exp1(x float64) float64 {
	if x < expMin {
		x = expMin
	}
	if x > expMax {
		x = expMax
	}
	t := float64(x*expLog2e) + expMagic
	n := t - expMagic
	hi := x - float64(n*expLn2Hi)
	lo := float64(n * expLn2Lo)
	r := hi - lo
	r2 := float64(r * r)
	a := (expQ0 + float64(expQ1*r)) + float64((expQ2+float64(expQ3*r))*r2)
	b := (expQ6 + float64(expQ7*r)) + float64((expQ8+float64(expQ9*r))*r2)
	b = (expQ4 + float64(expQ5*r)) + float64(b*r2)
	q := float64(r2 * (a + float64(b*float64(r2*r2))))
	// 1 + hi − lo + q with the rounding of 1 + hi made good.
	s := 1 + hi
	y := s + (((1 - s) + hi) + (q - lo))
	// 2ⁿ in two halves, so that neither overflows when the result does not.
	m := uint32(math.Float64bits(t))
	m1 := m >> 1
	m2 := m - m1
	return y * math.Float64frombits(uint64(m1)<<52) * math.Float64frombits(uint64(m2)<<52)
}
