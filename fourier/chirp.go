package fourier

// chirp is Bluestein's transform: with jk = (j² + k² - (j-k)²)/2 a DFT of any
// length n is a convolution with e^{-πi j²/n}, done by transforms of a length
// of at least 2n-1 that has small factors.
type chirp[T Float] struct {
	n      int
	w      []T // [n] of (re, im): e^{+πi j²/n}
	filter lines[T]
	inner  *Plan[T]
	x      lines[T] // [m][width]
}

// chirpLines is how many lines go through at a time.
const chirpLines = 16

func newChirp[T Float](n int) *chirp[T] {
	m := 1
	for m < 2*n-1 {
		m *= 2
	}
	if 3*m/4 >= 2*n-1 && m >= 4 {
		m = 3 * m / 4
	}
	c := &chirp[T]{n: n, w: make([]T, 2*n), inner: NewPlan[T](m), x: newLines[T](m * chirpLines)}
	// The filter is transformed in float64, and holds the 1/m of the two
	// transforms.
	f := newLines[float64](m)
	for j := range n {
		re, im := unit(j*j%(2*n), 2*n)
		c.w[2*j], c.w[2*j+1] = T(re), T(im)
		f.re[j], f.im[j] = re/float64(m), -im/float64(m)
		if j > 0 {
			f.re[m-j], f.im[m-j] = f.re[j], f.im[j]
		}
	}
	NewPlan[float64](m).Inverse(f.im, f.re, 1, 1) // parts exchanged: the forward transform
	c.filter = newLines[T](m)
	for k := range m {
		c.filter.re[k], c.filter.im[k] = T(f.re[k]), T(f.im[k])
	}
	return c
}

func (c *chirp[T]) clone() *chirp[T] {
	d := *c
	d.inner, d.x = c.inner.Clone(), newLines[T](len(c.x.re))
	return &d
}

func (c *chirp[T]) inverse(re, im []T, stride, lines int) {
	x := c.x
	for first := 0; first < lines; first += chirpLines {
		b := min(chirpLines, lines-first)
		for k := range c.n {
			wr, wi := c.w[2*k], c.w[2*k+1]
			yr, yi := x.at(k, b)
			for j := range yr {
				u, v := re[k*stride+first+j], im[k*stride+first+j]
				yr[j], yi[j] = u*wr-v*wi, u*wi+v*wr
			}
		}
		used := c.inner.n * b
		clear(x.re[c.n*b : used])
		clear(x.im[c.n*b : used])
		c.inner.Inverse(x.im, x.re, b, b)
		for k := range c.inner.n {
			wr, wi := c.filter.re[k], c.filter.im[k]
			yr, yi := x.at(k, b)
			for j, u := range yr {
				v := yi[j]
				yr[j], yi[j] = u*wr-v*wi, u*wi+v*wr
			}
		}
		c.inner.Inverse(x.re, x.im, b, b)
		for k := range c.n {
			wr, wi := c.w[2*k], c.w[2*k+1]
			yr, yi := x.at(k, b)
			for j, u := range yr {
				v := yi[j]
				re[k*stride+first+j], im[k*stride+first+j] = u*wr-v*wi, u*wi+v*wr
			}
		}
	}
}
