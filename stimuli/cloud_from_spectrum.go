package stimuli

import (
	"math"
	"math/cmplx"

	"striate/fourier"
)

// Events is a centred complex spectrum [x, y, t] that an envelope filters:
// noise, an impulse, or the transform of events in space and time.
type Events struct {
	NX, NY, NT int
	Data       []complex128
}

// Texture filters events by an envelope of the same size:
// z = Re F⁻¹[events · envelope], divided by the number of samples, without DC.
// The events need not be Hermitian; the real part is taken.
func (e *Events) Texture(envelope *Volume) *Volume {
	envelope.mustMatch(len(e.Data))
	nx, ny, nt := e.NX, e.NY, e.NT
	// From the DFT order, and from the mirror image, to the centred index:
	// MotionClouds centres an axis of n samples at n/2 = floor(n/2).
	at := func(kx, ky, kt int) complex128 {
		i := ((kx+nx/2)%nx*ny+(ky+ny/2)%ny)*nt + (kt+nt/2)%nt
		return e.Data[i] * complex(envelope.Data[i], 0)
	}
	scale := complex(0.5/float64(nx*ny*nt), 0)
	s := newSynthesis[float64](nx, ny, nt, ny/2+1)
	fill := func(w *sheet[float64], x int) {
		w.lo, w.hi = 0, s.nk
		for t := range nt {
			for y := range s.nk {
				h := scale * (at(x, y, t) + cmplx.Conj(at((nx-x)%nx, (ny-y)%ny, (nt-t)%nt)))
				w.re[t*w.stride+y], w.im[t*w.stride+y] = real(h), imag(h)
			}
		}
	}
	z := NewVolume(nx, ny, nt)
	s.run(func() func(*sheet[float64], int) { return fill }, func(t int, frame []float64) {
		for y := range ny {
			for x := range nx {
				z.Data[(x*ny+y)*nt+t] = frame[y*nx+x]
			}
		}
	})
	return z
}

// Impulse is the spectrum of one impulse in the middle of the block,
// exp(-2πi (NX/2 fx + NY/2 fy + NT/2 ft)): its texture is the kernel.
func Impulse(nx, ny, nt int) *Events {
	e := &Events{NX: nx, NY: ny, NT: nt, Data: make([]complex128, 0, nx*ny*nt)}
	half := func(n int) float64 { return float64(n) / 2 }
	for _, fx := range Axis(nx) {
		for _, fy := range Axis(ny) {
			for _, ft := range Axis(nt) {
				e.Data = append(e.Data, cmplx.Rect(1, -2*math.Pi*(half(nx)*fx+half(ny)*fy+half(nt)*ft)))
			}
		}
	}
	return e
}

// EventsInSpaceTime is the centred spectrum of events [x, y, t].
func EventsInSpaceTime(v *Volume) *Events {
	nx, ny, nt := v.NX, v.NY, v.NT
	v.mustMatch(nx * ny * nt)
	// The forward transform is the inverse one of the parts exchanged.
	re, im := append([]float64(nil), v.Data...), make([]float64, len(v.Data))
	fourier.NewPlan[float64](nx).Inverse(im, re, ny*nt, ny*nt)
	along := fourier.NewPlan[float64](ny)
	for i := range nx {
		along.Inverse(im[i*ny*nt:], re[i*ny*nt:], nt, nt)
	}
	along = fourier.NewPlan[float64](nt)
	for i := range nx * ny {
		along.Inverse(im[i*nt:], re[i*nt:], 1, 1)
	}
	e := &Events{NX: nx, NY: ny, NT: nt, Data: make([]complex128, len(re))}
	for a := range nx {
		for b := range ny {
			for c := range nt {
				i := ((a+nx/2)%nx*ny+(b+ny/2)%ny)*nt + (c+nt/2)%nt
				j := (a*ny+b)*nt + c
				e.Data[i] = complex(re[j], im[j])
			}
		}
	}
	return e
}

// Michelson scales z to ½ + ½ C z/max|z|, about its mean.
func Michelson(z []float64, contrast float64) []float64 { return rectified(z, contrast, false) }

// Energy scales z to ½ + ½ C z/std(z), about its mean, without clipping.
func Energy(z []float64, contrast float64) []float64 { return rectified(z, contrast, true) }

func rectified(z []float64, contrast float64, rms bool) []float64 {
	mean := 0.0
	for _, v := range z {
		mean += v
	}
	mean /= float64(len(z))
	gain := 0.5 * contrast * scaling(z, rms)
	out := make([]float64, len(z))
	for i, v := range z {
		out[i] = 0.5 + gain*(v-mean)
	}
	return out
}
