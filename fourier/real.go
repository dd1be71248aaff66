package fourier

// Real inverts half spectra X_k, 0 <= k <= n/2, of real lines: x_j = Re X_0 +
// 2 Re Σ_{0<k<n/2} X_k e^{2πi jk/n} + Re X_{n/2} (-1)^j, the last for even n.
// The imaginary parts of X_0 and X_{n/2} are not read into it. Two lines a and b go
// through one complex transform, A + iB. It serves one goroutine at a time.
type Real[T Float] struct {
	n    int
	plan *Plan[T]
	pair lines[T] // [n][width] pairs of lines
	rows lines[T] // spectra turned, [nh][rows], for Inverse
	out  []T      // results before they are turned, [n][rows]
}

// rowsAtOnce is how many rows Inverse turns at a time.
const rowsAtOnce = 32

// NewReal prepares lines of n samples, n >= 1.
func NewReal[T Float](n int) *Real[T] {
	r := &Real[T]{n: n, plan: NewPlan[T](n)}
	r.scratch()
	return r
}

func (r *Real[T]) scratch() {
	r.pair = newLines[T](r.n * block)
	r.rows = newLines[T]((r.n/2 + 1) * rowsAtOnce)
	r.out = make([]T, r.n*rowsAtOnce)
}

// Clone is the same with scratch of its own.
func (r *Real[T]) Clone() *Real[T] {
	c := &Real[T]{n: r.n, plan: r.plan.Clone()}
	c.scratch()
	return c
}

// Len is the length of a line.
func (r *Real[T]) Len() int { return r.n }

// Inverse makes rows of n samples, dst[row*dstStride+x], from half spectra
// re[row*stride+k], im[row*stride+k] of k < nh; the rest is zero. dst may be
// the memory of re and im when dstStride <= stride: rows are written after
// they and all before them have been read.
func (r *Real[T]) Inverse(dst []T, dstStride int, re, im []T, stride, nh, rows int) {
	r.check(nh)
	for first := 0; first < rows; first += rowsAtOnce {
		b := min(rowsAtOnce, rows-first)
		Transpose(r.rows.re, b, re[first*stride:], stride, b, nh)
		Transpose(r.rows.im, b, im[first*stride:], stride, b, nh)
		r.Columns(r.out, b, r.rows.re, r.rows.im, b, nh, b)
		Transpose(dst[first*dstStride:], dstStride, r.out, b, r.n, b)
	}
}

func (r *Real[T]) check(nh int) {
	if nh < 0 || nh > r.n/2+1 {
		panic("fourier: half spectrum longer than half")
	}
}

// Columns makes real lines that stand side by side, dst[x*dstStride+j], from
// half spectra re[k*stride+j], im[k*stride+j] of k < nh, 0 <= j < lines; the
// rest is zero. It turns nothing, and so is the faster of the two.
func (r *Real[T]) Columns(dst []T, dstStride int, re, im []T, stride, nh, lines int) {
	r.check(nh)
	n := r.n
	j := r.vectorColumns(dst, dstStride, re, im, stride, nh, lines)
	for ; j < lines; j += 2 * block {
		a := min(block, lines-j) // lines that are real parts
		b := min(block, lines-j-a)
		for k := range nh {
			ar, ai := re[k*stride+j:][:a], im[k*stride+j:][:a]
			br, bi := re[k*stride+j+a:][:b], im[k*stride+j+a:][:b]
			zr, zi := r.pair.at(k, a)
			mr, mi := r.pair.at((n-k)%n, a)
			edge := k == 0 || 2*k == n
			for c := range ar {
				var vr, vi T
				if c < b {
					vr, vi = br[c], bi[c]
				}
				if edge {
					zr[c], zi[c] = ar[c], vr
					continue
				}
				zr[c], zi[c] = ar[c]-vi, ai[c]+vr
				mr[c], mi[c] = ar[c]+vi, vr-ai[c]
			}
		}
		if last := n - max(nh, 1) + 1; nh < last {
			clear(r.pair.re[nh*a : last*a])
			clear(r.pair.im[nh*a : last*a])
		}
		r.plan.Inverse(r.pair.re, r.pair.im, a, a)
		for x := range n {
			out := dst[x*dstStride+j:]
			copy(out[:a], r.pair.re[x*a:])
			copy(out[a:a+b], r.pair.im[x*a:])
		}
	}
}
