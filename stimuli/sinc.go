package stimuli

import (
	"math"

	"striate/sim"
)

// sincTaps is how many samples each way a value between pixels is made of.
const sincTaps = 8

// sincWeights are the weights of samples -3 to 4 for the value at share f of
// the way from sample 0 to sample 1: a sinc under a Kaiser window (β = 6),
// scaled to a sum of 1, so that grey stays grey. At f = 0 it is the sample itself.
// A grating is read to 0.2 % of its amplitude up to 0.25 cycles per pixel; above,
// the picture is blurred: by 11 % at 0.35.
func sincWeights(f float64) (w [sincTaps]float64) {
	if f == 0 {
		w[sincTaps/2-1] = 1
		return w
	}
	const half, beta = sincTaps / 2, 6
	sum := 0.0
	for i := range w {
		d := float64(i-half+1) - f
		x := d / half
		w[i] = math.Sin(math.Pi*d) / (math.Pi * d) * bessel0(beta*math.Sqrt(max(0, 1-x*x)))
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// bessel0 is the modified Bessel function I₀, by its power series.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-16*sum; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return sum
}

// sincShift writes into dst the part of src whose top left pixel is at column x
// and row y of src, which need not be whole: src has sincTaps/2 samples more to
// each side. A shift by whole pixels copies. What lies outside 0 to 1, as a sinc
// overshoots at edges, is left to the caller. lines is scratch for dst.W x
// (dst.H + sincTaps) values.
func sincShift(dst, src *sim.Frame, x, y float64, lines []float32) {
	x0, y0 := math.Floor(x), math.Floor(y)
	wx, wy := sincWeights(x-x0), sincWeights(y-y0)
	left, top := int(x0)-(sincTaps/2-1), int(y0)-(sincTaps/2-1)
	rows := dst.H + sincTaps - 1
	for r := range rows {
		in, out := src.Pix[(top+r)*src.W+left:][:dst.W+sincTaps-1], lines[r*dst.W:][:dst.W]
		if x == x0 {
			copy(out, in[sincTaps/2-1:])
			continue
		}
		weigh8(out, in, in[1:], in[2:], in[3:], in[4:], in[5:], in[6:], in[7:], &wx)
	}
	for r := range dst.H {
		out := dst.Pix[r*dst.W:][:dst.W]
		line := func(k int) []float32 { return lines[(r+k)*dst.W:][:dst.W] }
		if y == y0 {
			copy(out, line(sincTaps/2-1))
			continue
		}
		weigh8(out, line(0), line(1), line(2), line(3), line(4), line(5), line(6), line(7), &wy)
	}
}

// weigh8 writes the weighted sum of eight lines.
func weigh8(out, a, b, c, d, e, f, g, h []float32, w *[sincTaps]float64) {
	n := len(out)
	a, b, c, d, e, f, g, h = a[:n], b[:n], c[:n], d[:n], e[:n], f[:n], g[:n], h[:n]
	for i := range out {
		out[i] = float32(w[0]*float64(a[i]) + w[1]*float64(b[i]) + w[2]*float64(c[i]) + w[3]*float64(d[i]) +
			w[4]*float64(e[i]) + w[5]*float64(f[i]) + w[6]*float64(g[i]) + w[7]*float64(h[i]))
	}
}
