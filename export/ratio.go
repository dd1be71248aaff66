package export

import "math"

// Ratio is a positive number as a fraction of whole numbers of at most most,
// the simplest that is equal to 1e-12, or else the nearest convergent of its
// continued fraction: 60 is 60/1, 59.94 is 2997/50.
func Ratio(x float64, most int64) (num, den int64) {
	if x < 1 {
		den, num = Ratio(1/x, most)
		return num, den
	}
	p0, q0, p1, q1 := int64(1), int64(0), int64(min(math.Floor(x), float64(most))), int64(1)
	for rest := x - math.Floor(x); math.Abs(float64(p1)/float64(q1)-x) > 1e-12*x && rest > 0; {
		rest = 1 / rest
		a := math.Floor(rest)
		if a > float64(most) {
			break
		}
		p, q := int64(a)*p1+p0, int64(a)*q1+q0
		if p > most || q > most {
			break
		}
		p0, q0, p1, q1 = p1, q1, p, q
		rest -= a
	}
	return p1, q1
}
