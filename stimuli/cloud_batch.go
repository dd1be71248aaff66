package stimuli

import (
	"math"

	"striate/params"
	"striate/sim"
)

// negligible is the share of the largest envelope value below which a
// frequency is left out of a movie: 1e-8 in amplitude, 1e-16 in power.
const negligible = 1e-8

// Envelope is the exact envelope of the block form, [x, y, t], centred.
func (c *MotionCloud) Envelope(frames int) (*Volume, error) {
	if err := c.checkBlock(frames); err != nil {
		return nil, err
	}
	tx := c.texture()
	return tx.Envelope(Axis(c.Width), Axis(c.Height), Axis(frames)), nil
}

func (c *MotionCloud) checkBlock(frames int) error {
	if err := Validate(c); err != nil {
		return err
	}
	return checkVoxels(c.Width, c.Height, frames)
}

// Render makes the block form: z = Re F⁻¹[E N exp(iφ)] without its DC, scaled
// to a mean of 0.5 by Michelson or rms contrast. It is periodic in space and
// time. Rms contrast is clipped at black and white.
func (c *MotionCloud) Render(frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error {
	if err := c.checkBlock(frames); err != nil {
		return err
	}
	z, err := c.sample(frames, seed)
	if err != nil {
		return err
	}
	gain := c.Contrast / 100 * scaling(z, c.Method == "rms")
	w, h := c.Width, c.Height
	f := sim.NewFrame(w, h)
	for k := range frames {
		for row := range h {
			src, dst := z[(k*h+h-1-row)*w:][:w], f.Pix[row*w:][:w]
			for x, v := range src {
				dst[x] = float32(min(1, max(0, 0.5+0.5*gain*v)))
			}
		}
		if err := each(k, f); err != nil {
			return err
		}
	}
	return nil
}

// sample is z[t][y][x], y upward, before scaling; all zero at no contrast.
func (c *MotionCloud) sample(frames int, seed sim.Seed) ([]float64, error) {
	z := make([]float64, frames*c.Width*c.Height)
	if c.Contrast == 0 {
		return z, nil
	}
	s := newSynthesis(c.Width, c.Height, frames)
	noise := noiseField{key: uint64(seed.Sub("motion_cloud")), amplitude: c.RandomAmp}
	if !s.filter(c.texture(), noise) {
		return nil, &params.Error{Path: "b_theta_deg", Found: params.FormatNumber(c.BTheta), Want: "an envelope that holds at least one frequency of this grid"}
	}
	plane := c.Width * c.Height
	s.run(1, func(t int, frame []float64) { copy(z[t*plane:], frame) })
	return z, nil
}

// scaling is 1 / max|z|, or 1 / std(z), by which z becomes a deviation from
// the mean; 0 when z is flat.
func scaling(z []float64, rms bool) float64 {
	var mean, sq, top float64
	for _, v := range z {
		mean += v
	}
	mean /= float64(len(z))
	for _, v := range z {
		sq += (v - mean) * (v - mean)
		top = max(top, math.Abs(v-mean))
	}
	if top == 0 {
		return 0
	}
	if rms {
		return 1 / math.Sqrt(sq/float64(len(z)))
	}
	return 1 / top
}

// filter fills the half spectrum with the Hermitian part of envelope x noise,
// ½ [E(k) N(k) + conj(E(-k) N(-k))], whose inverse is the real part that
// MotionClouds takes. False when the envelope is empty.
func (s *synthesis) filter(tx Texture, noise noiseField) bool {
	// DFT order: index k stands for frequency k/n, beyond n/2 for k/n - 1, and
	// n/2 itself for -1/2, as in the centred spectrum.
	f := func(n int) []float64 {
		a := make([]float64, n)
		for k := range a {
			a[k] = float64(k) / float64(n)
			if 2*k >= n {
				a[k]--
			}
		}
		return a
	}
	fx, fy, ft := f(s.nx), f(s.ny), f(s.nt)
	dx, dy := 1/float64(s.nx), 1/float64(s.ny)
	cut := negligible * tx.peak(fx, fy, ft)
	if !(cut > 0) {
		return false
	}
	parallel(s.ny, func(next func() (int, bool)) {
		e, em := make([]float64, s.nt), make([]float64, s.nt)
		for y, ok := next(); ok; y, ok = next() {
			ym := (s.ny - y) % s.ny
			for x := range s.nh {
				xm := (s.nx - x) % s.nx
				tx.fill(e, fx[x], fy[y], ft, dx, dy, cut)
				tx.fill(em, fx[xm], fy[ym], ft, dx, dy, cut)
				for t := range e {
					tm := (s.nt - t) % s.nt
					var h complex128
					if e[t] > cut {
						h = complex(e[t], 0) * noise.at((t*s.ny+y)*s.nx+x)
					}
					if em[tm] > cut {
						g := complex(em[tm], 0) * noise.at((tm*s.ny+ym)*s.nx+xm)
						h += complex(real(g), -imag(g))
					}
					s.half[(t*s.ny+y)*s.nh+x] = complex(0.5*real(h), 0.5*imag(h))
				}
			}
		}
	})
	return true
}

// peak is the largest value of the envelope off DC.
func (s *Texture) peak(fx, fy, ft []float64) float64 {
	top, e := 0.0, make([]float64, len(ft))
	for _, x := range fx {
		for _, y := range fy {
			if x == 0 && y == 0 {
				continue
			}
			s.fill(e, x, y, ft, 1/float64(len(fx)), 1/float64(len(fy)), top)
			for _, v := range e {
				top = max(top, v)
			}
		}
	}
	return top
}
