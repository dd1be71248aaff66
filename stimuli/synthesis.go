package stimuli

import (
	"runtime"
	"sync"

	"striate/fourier"
	"striate/sim"
)

// A synthesis turns the half spectrum of a real block into its frames, in one
// array. Plane t first holds coefficients of x and y at frame t, row after row
// of kx, each the real parts of 0 <= ky < nk and then the imaginary parts; then
// frame t itself, z[y][x], y upward. Frequencies are in DFT order, zero first.
type synthesis[T fourier.Float] struct {
	nx, ny, nt int
	nk         int // coefficients kept along ky, the rest is zero
	im         int // where the imaginary parts of a row begin
	row, plane int // numbers from one row, and from one plane, to the next
	data       []T
}

// newSynthesis prepares a block of which the coefficients ky >= nk are zero.
func newSynthesis[T fourier.Float](nx, ny, nt, nk int) *synthesis[T] {
	s := &synthesis[T]{nx: nx, ny: ny, nt: nt, nk: nk, im: nk}
	if nk > sixteen {
		s.im = (nk + 7) &^ 7
	}
	// Rows and planes are no powers of two apart, which would crowd a few
	// places of the caches.
	s.row = 2 * s.im
	if s.row%64 == 0 {
		s.row += 16
	}
	s.plane = (nx*max(s.row, ny)+15)&^15 + 16
	s.data = make([]T, nt*s.plane)
	sim.LargePages(s.data)
	return s
}

// frame is frame t after run.
func (s *synthesis[T]) frame(t int) []T { return s.data[t*s.plane:][: s.nx*s.ny : s.nx*s.ny] }

// sheet is the coefficients of one kx, [t][ky], t in DFT order. Those of lo <=
// ky < hi count, the rest is zero. There is room for whole groups of sixteen.
type sheet[T fourier.Float] struct {
	re, im []T // element [t][ky] is at t*stride + ky
	stride int
	lo, hi int
}

// run inverts t, x and y. fill, of a worker's own, writes the sheet of kx,
// which it finds cleared; each is told of frame t when it is there, from
// several goroutines at once and in any order. DC is removed.
func (s *synthesis[T]) run(filler func() (fill func(w *sheet[T], kx int)), each func(t int, z []T)) {
	parallel(s.nx, func(next func() (int, bool)) {
		fill, plan := filler(), fourier.NewPlan[T](s.nt)
		wide := (s.nk + sixteen - 1) &^ (sixteen - 1)
		both := make([]T, s.nt*2*wide)
		w := sheet[T]{re: both, im: both[wide:], stride: 2 * wide}
		for kx, ok := next(); ok; kx, ok = next() {
			w.lo, w.hi = wide, 0
			fill(&w, kx)
			if kx == 0 {
				w.re[0], w.im[0] = 0, 0
			}
			if w.lo >= w.hi {
				continue
			}
			lo, n := w.lo, w.hi-w.lo
			plan.Inverse(w.re[lo:], w.im[lo:], w.stride, n)
			n = min(n, s.nk-lo)
			for t := range s.nt {
				to, from := s.data[t*s.plane+kx*s.row+lo:], both[t*w.stride+lo:]
				copy(to[:n], from)
				copy(to[s.im:][:n], from[wide:])
			}
			clear(both)
		}
	})
	parallel(s.nt, func(next func() (int, bool)) {
		along, across := fourier.NewPlan[T](s.nx), fourier.NewReal[T](s.ny)
		turned := s.nx + 16
		re, im := make([]T, s.nk*turned), make([]T, s.nk*turned)
		for t, ok := next(); ok; t, ok = next() {
			p := s.data[t*s.plane:][:s.plane]
			along.Inverse(p, p[s.im:], s.row, s.nk)
			fourier.Transpose(re, turned, p, s.row, s.nx, s.nk)
			fourier.Transpose(im, turned, p[s.im:], s.row, s.nx, s.nk)
			across.Columns(p, s.nx, re, im, turned, s.nk, s.nx)
			each(t, s.frame(t))
		}
	})
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
