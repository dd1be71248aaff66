package fourier

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// hasAVX2 says whether the vector kernels may run, hasAVX512 whether those of
// sixteen lanes. Tests switch them off.
var (
	hasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW
)

// constants are what butterflies multiply by, in every lane, in the order of
// asm/pass.go.
var constants = [...][16]float32{wide(0.5), wide(sin60), wide(cos72), wide(cos144), wide(sin72), wide(sin144)}

func wide(x float32) (w [16]float32) {
	for i := range w {
		w[i] = x
	}
	return w
}

// kernel is one pass in vector form.
type kernel func(yr, yi *float32, sy int, xr, xi *float32, sx int, m, s int, w *float32)

var (
	kernels8  = [...]kernel{2: radix2AVX2, 3: radix3AVX2, 4: radix4AVX2, 5: radix5AVX2}
	kernels16 = [...]kernel{2: radix2AVX512, 3: radix3AVX512, 4: radix4AVX512, 5: radix5AVX512}
)

// place is where lines stand: pointers to the first numbers of the first
// column, and the bytes from one column to the next.
type place struct {
	re, im *float32
	stride int
}

func placeOf(l lines[float32], lanes int) place { return place{&l.re[0], &l.im[0], 4 * lanes} }

// vectorial says whether all passes of p have a vector form.
func vectorial[T Float](p *Plan[T]) (*Plan[float32], bool) {
	q, single := any(p).(*Plan[float32])
	if !single || !hasAVX2 || len(q.passes) == 0 {
		return nil, false
	}
	for i := range q.passes {
		if q.passes[i].radix > 5 {
			return nil, false
		}
	}
	return q, true
}

// single is x, which is known to be float32.
func single[T Float](x []T) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// vectorColumns does the lines from the first on for which there is vector
// code, all or none.
func (p *Plan[T]) vectorColumns(re, im []T, stride, lines int) (done int) {
	q, ok := vectorial(p)
	if !ok {
		return 0
	}
	r, i := single(re), single(im)
	for j := 0; j < lines; {
		left := lines - j
		lanes := 8
		if hasAVX512 && left > 8 {
			lanes = 16
		}
		if left >= lanes && len(q.passes) > 1 {
			at := place{&r[j], &i[j], 4 * stride}
			q.vector(lanes, at, at)
		} else {
			q.padded(lanes, min(lanes, left), r[j:], i[j:], stride)
		}
		j += lanes
	}
	return lines
}

// padded is for b lines, fewer than a register has lanes.
func (p *Plan[T]) padded(lanes, b int, re, im []float32, stride int) {
	q, _ := any(p).(*Plan[float32])
	if q.pad.re == nil {
		q.pad = newLines[float32](16 * q.n)
	}
	for k := range q.n {
		copy(q.pad.re[k*lanes:][:b], re[k*stride:])
		copy(q.pad.im[k*lanes:][:b], im[k*stride:])
	}
	out := q.pad
	if len(q.passes) == 1 { // a pass alone cannot work in place
		out = q.a
	}
	q.vector(lanes, placeOf(out, lanes), placeOf(q.pad, lanes))
	for k := range q.n {
		copy(re[k*stride:][:b], out.re[k*lanes:])
		copy(im[k*stride:][:b], out.im[k*lanes:])
	}
}

// vector transforms as many lines as there are lanes from x to y, which may be
// the same when there is more than one pass.
func (p *Plan[T]) vector(lanes int, y, x place) {
	q, _ := any(p).(*Plan[float32])
	a, b := placeOf(q.a, lanes), placeOf(q.b, lanes)
	s := 1
	for i := range q.passes {
		f := &q.passes[i]
		to := a
		if i == len(q.passes)-1 {
			to = y
		}
		do := kernels8[f.radix]
		switch {
		case f.radix == 4 && f.m == 1 && lanes == 16:
			do = radix4lastAVX512
		case f.radix == 4 && f.m == 1:
			do = radix4lastAVX2
		case lanes == 16:
			do = kernels16[f.radix]
		}
		do(to.re, to.im, to.stride, x.re, x.im, x.stride, f.m, s, &f.twiddle[0])
		x = to
		a, b = b, a
		s *= f.radix
	}
}

// vectorColumns does the lines from the first on, as many as fill registers.
func (r *Real[T]) vectorColumns(dst []T, dstStride int, re, im []T, stride, nh, lines int) (done int) {
	p, ok := vectorial(r.plan)
	if !ok || nh == 0 {
		return 0
	}
	n := p.n
	out, xr, xi := single(dst), single(re), single(im)
	z := pairOf(r)
	inner := nh - 1 // coefficients that have a mirror image
	if 2*inner == n {
		inner--
	}
	for lines-done >= 16 {
		// Which lines are paired does not depend on how wide registers are, so
		// that the results do not either.
		behind, lanes := 8, 8
		if lines-done >= 32 {
			behind = 16
			if hasAVX512 {
				lanes = 16
			}
		}
		for a := done; a < done+behind; a += lanes {
			b := a + behind
			for k := 0; k < nh; k += inner + 1 { // 0, and n/2 where it is there
				zr, zi := z.at(k, lanes)
				copy(zr, xr[k*stride+a:])
				copy(zi, xr[k*stride+b:])
			}
			if inner > 0 {
				last := (n - 1) * lanes
				pack := packAVX2
				if lanes == 16 {
					pack = packAVX512
				}
				pack(&z.re[lanes], &z.im[lanes], &z.re[last], &z.im[last], &xr[stride+a], &xi[stride+a], 4*behind, 4*stride, inner)
			}
			if end := n - nh + 1; nh < end {
				clear(z.re[nh*lanes : end*lanes])
				clear(z.im[nh*lanes : end*lanes])
			}
			p.vector(lanes, place{&out[a], &out[b], 4 * dstStride}, placeOf(z, lanes))
		}
		done += 2 * behind
	}
	return done
}

func pairOf[T Float](r *Real[T]) lines[float32] { return any(r).(*Real[float32]).pair }

// vectorTranspose turns the whole squares of 8 x 8 and says how many rows and
// columns that were.
func vectorTranspose[T Float](dst []T, dstStride int, src []T, srcStride, rows, cols int) (int, int) {
	rows, cols = rows&^7, cols&^7
	var size T
	if !hasAVX2 || rows == 0 || cols == 0 || unsafe.Sizeof(size) != 4 {
		return 0, 0
	}
	d, s := single(dst), single(src)
	for r := 0; r < rows; r += 8 {
		transposeAVX2(&d[r], 4*dstStride, &s[r*srcStride], 4*srcStride, cols/8)
	}
	return rows, cols
}
