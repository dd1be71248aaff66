package stimuli

import (
	"math"
	"math/cmplx"
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
	s := newSynthesis(nx, ny, nt)
	// From the centred index to the DFT order, and to the mirror image: MotionClouds
	// centres an axis of n samples at n/2 = floor(n/2).
	at := func(kx, ky, kt int) complex128 {
		i := ((kx+nx/2)%nx*ny+(ky+ny/2)%ny)*nt + (kt+nt/2)%nt
		return e.Data[i] * complex(envelope.Data[i], 0)
	}
	for t := range nt {
		for y := range ny {
			for x := range s.nh {
				h := at(x, y, t) + cmplx.Conj(at((nx-x)%nx, (ny-y)%ny, (nt-t)%nt))
				s.half[(t*ny+y)*s.nh+x] = complex(0.5*real(h), 0.5*imag(h))
			}
		}
	}
	z := NewVolume(nx, ny, nt)
	s.run(1/float64(nx*ny*nt), func(t int, frame []float64) {
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
	x := make([]complex128, len(v.Data))
	for i, a := range v.Data {
		x[i] = complex(a, 0)
	}
	// The inverse transform of a real block is the conjugate of the forward one.
	newAxisFFT(nx).inverse(x, ny*nt)
	fy := newAxisFFT(ny)
	for i := range nx {
		fy.inverse(x[i*ny*nt:][:ny*nt], nt)
	}
	ft := newAxisFFT(nt)
	for i := range nx * ny {
		ft.inverse(x[i*nt:][:nt], 1)
	}
	e := &Events{NX: nx, NY: ny, NT: nt, Data: make([]complex128, len(x))}
	for a := range nx {
		for b := range ny {
			for c := range nt {
				i := ((a+nx/2)%nx*ny+(b+ny/2)%ny)*nt + (c+nt/2)%nt
				e.Data[i] = cmplx.Conj(x[(a*ny+b)*nt+c])
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
