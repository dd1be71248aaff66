package analysis

import "math"

// leastSquares fits the tuning curve by Levenberg and Marquardt's method in
// θ0 (rad), ln κ with κ = 1/(4B²), a, and b. gonum/optimize has no such
// method, and on residuals it takes some ten steps where a quasi-Newton one
// takes fifty. For a given θ0 and κ the best a and b are linear, which gives
// the starts: the vector-sum angle and the largest sample, at seven widths.
type leastSquares struct {
	theta, y []float64 // rad
	p        int       // parameters: 3, or 4 with b
	jtj      [4][4]float64
	jtr      [4]float64
}

// Bounds of ln κ for B from 360 down to 0.1 deg.
var (
	lnKappaMin = -2 * math.Log(2*360*rad)
	lnKappaMax = -2 * math.Log(2*0.1*rad)
)

func newLeastSquares(thetaDeg, y []float64, p int) *leastSquares {
	l := &leastSquares{theta: make([]float64, len(y)), y: y, p: p}
	for i, t := range thetaDeg {
		l.theta[i] = t * rad
	}
	return l
}

// curve is the model and its gradient at θ (rad).
func curve(theta float64, x [4]float64) (f float64, g [4]float64) {
	s, c := math.Sincos(2 * (theta - x[0]))
	k := math.Exp(x[1])
	e := math.Exp(k * (c - 1))
	return x[3] + x[2]*e, [4]float64{x[2] * e * k * 2 * s, x[2] * e * k * (c - 1), e, 1}
}

// linear sets a and b to their best for the θ0 and κ in x; it returns Σ r².
func (l *leastSquares) linear(x *[4]float64) float64 {
	var se, see, sy, sye, n float64
	k := math.Exp(x[1])
	for i, t := range l.theta {
		e := math.Exp(k * (math.Cos(2*(t-x[0])) - 1))
		se, see, sy, sye = se+e, see+e*e, sy+l.y[i], sye+e*l.y[i]
		n++
	}
	x[2], x[3] = sye/see, 0
	if d := n*see - se*se; l.p == 4 && d > 1e-12*n*see {
		x[2] = (n*sye - se*sy) / d
		x[3] = (sy - x[2]*se) / n
	}
	return l.chi(*x)
}

func (l *leastSquares) chi(x [4]float64) float64 {
	sum, k := 0.0, math.Exp(x[1])
	for i, t := range l.theta {
		r := l.y[i] - x[3] - x[2]*math.Exp(k*(math.Cos(2*(t-x[0]))-1))
		sum += r * r
	}
	return sum
}

// start is the best of the starting points that have a peak, not a hole.
func (l *leastSquares) start() (best [4]float64, chi float64) {
	var re, im float64
	top := 0
	for i, t := range l.theta {
		s, c := math.Sincos(2 * t)
		re, im = re+l.y[i]*c, im+l.y[i]*s
		if l.y[i] > l.y[top] {
			top = i
		}
	}
	chi = math.Inf(1)
	for _, peak := range [2]float64{math.Atan2(im, re) / 2, l.theta[top]} {
		for _, b := range [7]float64{3, 7, 12, 18, 27, 40, 80} {
			x := [4]float64{peak, -2 * math.Log(2*b*rad)}
			if c := l.linear(&x); c < chi && x[2] > 0 {
				best, chi = x, c
			}
		}
	}
	return best, chi
}

func (l *leastSquares) solve() ([4]float64, float64) {
	x, chi := l.start()
	if math.IsInf(chi, 1) { // no start has a peak: data without one
		x = [4]float64{0, lnKappaMin, 0, 0}
		return x, l.linear(&x)
	}
	lambda, quiet := 1e-3, 0
	for range 100 {
		l.normal(x)
		improved := false
		for range 30 {
			trial, ok := l.step(x, lambda)
			if c := l.chi(trial); ok && c <= chi {
				if chi-c <= 1e-15*chi {
					quiet++
				} else {
					quiet = 0
				}
				x, chi, improved = trial, c, true
				lambda = max(lambda/10, 1e-12)
				break
			}
			lambda *= 10
			if lambda > 1e12 {
				break
			}
		}
		if !improved || quiet >= 2 || chi == 0 {
			break
		}
	}
	l.normal(x)
	return x, chi
}

// normal sets JᵀJ and Jᵀr.
func (l *leastSquares) normal(x [4]float64) {
	l.jtj, l.jtr = [4][4]float64{}, [4]float64{}
	for i, t := range l.theta {
		f, g := curve(t, x)
		r := l.y[i] - f
		for a := range l.p {
			l.jtr[a] += g[a] * r
			for b := range l.p {
				l.jtj[a][b] += g[a] * g[b]
			}
		}
	}
}

func (l *leastSquares) step(x [4]float64, lambda float64) ([4]float64, bool) {
	m := l.jtj
	for a := range l.p {
		m[a][a] *= 1 + lambda
	}
	inv, ok := invert(m, l.p)
	if !ok {
		return x, false
	}
	for a := range l.p {
		for b := range l.p {
			x[a] += inv[a][b] * l.jtr[b]
		}
	}
	x[1] = min(max(x[1], lnKappaMin), lnKappaMax)
	return x, true
}

// covariance is s² (JᵀJ)⁻¹.
func (l *leastSquares) covariance(s2 float64) ([4][4]float64, bool) {
	inv, ok := invert(l.jtj, l.p)
	for a := range l.p {
		ok = ok && inv[a][a] > 0
		for b := range l.p {
			inv[a][b] *= s2
		}
	}
	return inv, ok
}

// invert inverts the leading p x p block, symmetric and positive definite, by
// Gauss and Jordan after scaling its diagonal to one; the rest is zero.
func invert(m [4][4]float64, p int) (inv [4][4]float64, ok bool) {
	var scale [4]float64
	for a := range p {
		if !(m[a][a] > 0) {
			return inv, false
		}
		scale[a] = 1 / math.Sqrt(m[a][a])
		inv[a][a] = 1
	}
	for a := range p {
		for b := range p {
			m[a][b] *= scale[a] * scale[b]
		}
	}
	for a := range p {
		pivot := m[a][a]
		if !(pivot > 1e-14) {
			return inv, false
		}
		for b := range p {
			m[a][b] /= pivot
			inv[a][b] /= pivot
		}
		for r := range p {
			if f := m[r][a]; r != a && f != 0 {
				for b := range p {
					m[r][b] -= f * m[a][b]
					inv[r][b] -= f * inv[a][b]
				}
			}
		}
	}
	for a := range p {
		for b := range p {
			inv[a][b] *= scale[a] * scale[b]
		}
	}
	return inv, true
}
