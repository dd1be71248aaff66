package fourier

import "math"

// Float is what lines are made of.
type Float interface{ float32 | float64 }

// Plan holds the passes of one length and the scratch they need: it serves one
// goroutine at a time.
type Plan[T Float] struct {
	n      int
	passes []pass[T]
	chirp  *chirp[T] // instead of passes, for lengths with a large prime factor
	a, b   lines[T]  // scratch of one block
	pad    lines[T]  // a block that lines do not fill, for vector code
}

// lines is a block of lines, element k of line j at [k*width+j].
type lines[T Float] struct{ re, im []T }

func newLines[T Float](n int) lines[T] { return lines[T]{make([]T, n), make([]T, n)} }

// pass is one Stockham pass: m butterflies of a radix for each column.
type pass[T Float] struct {
	radix, m int
	twiddle  []T // [m][radix-1] of (re, im): e^{2πi pj/(m radix)}
	root     []T // [radix] of (re, im): e^{2πi j/radix}, of a prime radix
}

// block is how many lines are gathered for the Go form: as many as the widest
// register holds.
const block = 16

// largestPrime is the largest prime that has a pass of its own.
const largestPrime = 31

// NewPlan prepares lines of n samples, n >= 1.
func NewPlan[T Float](n int) *Plan[T] {
	if n < 1 {
		panic("fourier: a line needs at least one sample")
	}
	p := &Plan[T]{n: n}
	radices := factors(n)
	if radices == nil {
		p.chirp = newChirp[T](n)
		return p
	}
	left := n
	for _, r := range radices {
		m := left / r
		q := pass[T]{radix: r, m: m, twiddle: make([]T, 0, 2*m*(r-1))}
		for i := range m {
			for j := 1; j < r; j++ {
				re, im := unit(i*j, left)
				q.twiddle = append(q.twiddle, T(re), T(im))
			}
		}
		if r > 5 {
			for j := range r {
				re, im := unit(j, r)
				q.root = append(q.root, T(re), T(im))
			}
		}
		p.passes = append(p.passes, q)
		left = m
	}
	p.a, p.b = newLines[T](n*block), newLines[T](n*block)
	return p
}

// Clone is a plan of the same length with scratch of its own.
func (p *Plan[T]) Clone() *Plan[T] {
	c := *p
	if p.chirp != nil {
		c.chirp = p.chirp.clone()
		return &c
	}
	c.a, c.b, c.pad = newLines[T](len(p.a.re)), newLines[T](len(p.b.re)), lines[T]{}
	return &c
}

// Len is the length of a line.
func (p *Plan[T]) Len() int { return p.n }

// Inverse transforms the lines 0 to lines-1 in place. Line j's element k is
// re[k*stride+j] + i im[k*stride+j].
func (p *Plan[T]) Inverse(re, im []T, stride, lines int) {
	need := (p.n-1)*stride + lines
	if lines < 0 || stride < lines && p.n > 1 || len(re) < need || len(im) < need {
		panic("fourier: lines beyond their array")
	}
	if p.n == 1 {
		return
	}
	if p.chirp != nil {
		p.chirp.inverse(re, im, stride, lines)
		return
	}
	j := p.vectorColumns(re, im, stride, lines)
	for ; j < lines; j += block {
		b := min(block, lines-j)
		for k := range p.n {
			copy(p.a.re[k*b:][:b], re[k*stride+j:])
			copy(p.a.im[k*b:][:b], im[k*stride+j:])
		}
		out := p.run(b)
		for k := range p.n {
			copy(re[k*stride+j:][:b], out.re[k*b:])
			copy(im[k*stride+j:][:b], out.im[k*b:])
		}
	}
}

// run transforms b lines in p.a and says where the result is.
func (p *Plan[T]) run(b int) lines[T] {
	x, y := p.a, p.b
	s := b
	for i := range p.passes {
		q := &p.passes[i]
		q.run(y, x, s)
		x, y = y, x
		s *= q.radix
	}
	return x
}

// factors are the radices of the passes, nil when a prime is too large.
func factors(n int) []int {
	out := []int{}
	for _, r := range []int{4, 2, 3, 5} {
		for ; n%r == 0; n /= r {
			out = append(out, r)
		}
	}
	for r := 7; r <= largestPrime; r += 2 {
		for ; n%r == 0; n /= r {
			out = append(out, r)
		}
	}
	if n > 1 {
		return nil
	}
	return out
}

// unit is e^{2πi k/n}, exact at quarters of the circle.
func unit(k, n int) (re, im float64) {
	k %= n
	switch 4 * k {
	case 0:
		return 1, 0
	case n:
		return 0, 1
	case 2 * n:
		return -1, 0
	case 3 * n:
		return 0, -1
	}
	im, re = math.Sincos(2 * math.Pi * float64(k) / float64(n))
	return re, im
}
