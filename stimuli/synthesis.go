package stimuli

import (
	"runtime"
	"sync"
)

// A synthesis turns the half spectrum of a real block into its samples:
// half[t][y][kx], kx = 0 ... nx/2, frequencies in DFT order (zero first), y
// upward. Memory is one complex128 for two samples.
type synthesis struct {
	nx, ny, nt, nh int
	half           []complex128
}

func newSynthesis(nx, ny, nt int) *synthesis {
	nh := nx/2 + 1
	return &synthesis{nx: nx, ny: ny, nt: nt, nh: nh, half: make([]complex128, nt*ny*nh)}
}

// block is how many columns are gathered into cache for one transform.
const block = 32

// run inverts t and y in place and hands each real frame z[y][x] to each,
// from several goroutines at once and in any order. DC is removed; scale
// multiplies everything.
func (s *synthesis) run(scale float64, each func(t int, z []float64)) {
	s.half[0] = 0
	plane := s.ny * s.nh
	if s.nt > 1 {
		parallel(s.ny, func(next func() (int, bool)) {
			fft, buf := newAxisFFT(s.nt), make([]complex128, s.nt*block)
			for y, ok := next(); ok; y, ok = next() {
				gathered(s.half[y*s.nh:], buf, s.nt, plane, s.nh, fft)
			}
		})
	}
	parallel(s.nt, func(next func() (int, bool)) {
		fft, buf := newAxisFFT(s.ny), make([]complex128, s.ny*block)
		rows, z := newRowsFFT(s.nx), make([]float64, s.nx*s.ny)
		for t, ok := next(); ok; t, ok = next() {
			p := s.half[t*plane:][:plane]
			gathered(p, buf, s.ny, s.nh, s.nh, fft)
			rows.real(z, p, s.nh, s.ny, scale)
			each(t, z)
		}
	})
}

// gathered inverts, in place, the columns 0 <= c < m of x[k*stride+c], block
// columns at a time; columns that are all zero are passed over.
func gathered(x, buf []complex128, n, stride, m int, fft *axisFFT) {
	for c := 0; c < m; c += block {
		b := min(block, m-c)
		some := false
		for k := range n {
			row := buf[k*b:][:b]
			copy(row, x[k*stride+c:])
			for _, v := range row {
				some = some || v != 0
			}
		}
		if !some {
			continue
		}
		fft.inverse(buf[:n*b], b)
		for k := range n {
			copy(x[k*stride+c:][:b], buf[k*b:])
		}
	}
}

// rowsFFT inverts half spectra to real rows, two rows in one complex
// transform: Z = A + iB, both Hermitian, gives a in the real and b in the
// imaginary part.
type rowsFFT struct {
	n   int
	fft *axisFFT
	buf []complex128 // [n][pairs]
}

// pairsAtOnce is how many pairs of rows run side by side.
const pairsAtOnce = 16

func newRowsFFT(n int) *rowsFFT {
	return &rowsFFT{n: n, fft: newAxisFFT(n), buf: make([]complex128, n*pairsAtOnce)}
}

// real writes z[r][x] = scale · Σ_k for rows 0 <= r < rows of half[r][kx],
// whose frequencies beyond nh are zero. Imaginary parts at kx = 0 (and at the
// Nyquist frequency of an even n) must be absent: the y transform of a
// Hermitian plane has none.
func (f *rowsFFT) real(z []float64, half []complex128, nh, rows int, scale float64) {
	n := f.n
	for r0 := 0; r0 < rows; r0 += 2 * pairsAtOnce {
		pairs := min(pairsAtOnce, (rows-r0+1)/2)
		buf := f.buf[:n*pairs]
		for k := nh; k <= n-nh; k++ { // frequencies that half does not hold
			clear(buf[k*pairs:][:pairs])
		}
		for j := range pairs {
			a := half[(r0+2*j)*nh:][:nh]
			var b []complex128
			if r0+2*j+1 < rows {
				b = half[(r0+2*j+1)*nh:][:nh]
			}
			packPair(buf[j:], a, b, n, pairs)
		}
		f.fft.inverse(buf, pairs)
		for j := range pairs {
			a := z[(r0+2*j)*n:][:n]
			for x := range a {
				a[x] = scale * real(buf[x*pairs+j])
			}
			if r0+2*j+1 < rows {
				b := z[(r0+2*j+1)*n:][:n]
				for x := range b {
					b[x] = scale * imag(buf[x*pairs+j])
				}
			}
		}
	}
}

// packPair writes A + iB and its mirror into column 0 of buf[n][stride].
func packPair(buf, a, b []complex128, n, stride int) {
	for k, u := range a {
		var v complex128
		if b != nil {
			v = b[k]
		}
		if k == 0 || 2*k == n {
			buf[k*stride] = complex(real(u), real(v))
			continue
		}
		buf[k*stride] = complex(real(u)-imag(v), imag(u)+real(v))
		buf[(n-k)*stride] = complex(real(u)+imag(v), real(v)-imag(u))
	}
}

// parallel hands the numbers 0 to n-1 to one worker per core and joins them.
func parallel(n int, worker func(next func() (int, bool))) {
	var mu sync.Mutex
	i := 0
	next := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		i++
		return i - 1, i <= n
	}
	cores := min(n, runtime.GOMAXPROCS(0))
	if cores <= 1 {
		worker(next)
		return
	}
	var wg sync.WaitGroup
	for range cores {
		wg.Go(func() { worker(next) })
	}
	wg.Wait()
}
