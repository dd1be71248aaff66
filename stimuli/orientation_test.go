package stimuli

import (
	"fmt"
	"math"
	"math/cmplx"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"

	"striate/sim"
)

// spectrum is |F|² of w x h frames, [ky][kx] in DFT order, rows upward, summed
// over the frames. A Hann window along both axes takes the edges of the screen
// away; the mean luminance goes first. Two frames go through one transform as
// real and imaginary part: what a frequency gets too much its mirror image
// lacks, so only their sum, that of one orientation, is right.
func spectrum(frames []*sim.Frame) []float64 {
	w, h := frames[0].W, frames[0].H
	rows, cols := fourier.NewCmplxFFT(w), fourier.NewCmplxFFT(h)
	hann := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = 0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(n))
		}
		return v
	}
	across, up := hann(w), hann(h)
	power := make([]float64, w*h)
	x, col := make([]complex128, w*h), make([]complex128, h)
	for k, f := range frames {
		if k%2 == 0 {
			clear(x)
		}
		for i, v := range f.Pix {
			c, y := i%w, h-1-i/w
			z := (float64(v) - 0.5) * across[c] * up[y]
			if k%2 == 0 {
				x[y*w+c] = complex(z, 0)
			} else {
				x[y*w+c] += complex(0, z)
			}
		}
		if k%2 == 0 && k+1 < len(frames) {
			continue
		}
		for y := range h {
			rows.Coefficients(x[y*w:][:w], x[y*w:][:w])
		}
		for i := range w {
			for y := range h {
				col[y] = x[y*w+i]
			}
			cols.Coefficients(col, col)
			for y, v := range col {
				power[y*w+i] += real(v)*real(v) + imag(v)*imag(v)
			}
		}
	}
	return power
}

// peakDeg is the orientation of the bars at the peak of the spectrum of frames.
//
// The power of all frequencies from 3 cycles per screen (the window spreads the
// mean over the two below) to half a cycle per pixel is summed by direction into
// steps of 5°, each smoothed with its neighbours; the peak is the highest. From
// there the power-weighted mean of doubled angles within 30° of it is taken
// until it stays: the peak to a fraction of a bin. Bars stand at right angles
// to their frequency.
func peakDeg(power []float64, w, h int) float64 {
	type bin struct{ deg, power float64 }
	var bins []bin
	var sum [36]float64
	for ky := range h {
		for kx := range w {
			fx, fy := cyclesAt(kx, w), cyclesAt(ky, h)
			if f := math.Hypot(fx, fy); f*float64(min(w, h)) >= 3 && f <= 0.5 {
				b := bin{math.Mod(math.Atan2(fy, fx)*180/math.Pi+90+360, 180), power[ky*w+kx]}
				bins = append(bins, b)
				sum[int(b.deg/5+0.5)%36] += b.power
			}
		}
	}
	best, deg := 0.0, 0.0
	for i := range sum {
		if s := sum[i] + 0.5*(sum[(i+1)%36]+sum[(i+35)%36]); s > best {
			best, deg = s, 5*float64(i)
		}
	}
	for range 50 {
		mean := complex128(0)
		for _, b := range bins {
			if apart(b.deg, deg) < 30 {
				mean += cmplx.Rect(b.power, b.deg*math.Pi/90)
			}
		}
		deg = math.Mod(cmplx.Phase(mean)*90/math.Pi+180, 180)
	}
	return deg
}

// Every oriented kind shows its bars where theta_deg says, to 1°, in the
// Fourier transform of its frames: those at 0 and 9 of one movie, and, where the
// seed matters, of twenty, as a random texture of 128 x 128 pixels is some degrees
// off by itself. For the same reason kinds that have them get a spatial
// frequency of .15 c/px and a bandwidth of 8°. A kind that shows two
// orientations is left the one of theta_deg.
func TestEveryOrientationIsInTheSpectrum(t *testing.T) {
	const n = 128
	for _, kind := range kinds(t) {
		if !has(fresh(t, kind, nil), "theta_deg") {
			continue
		}
		for _, theta := range []float64{0, 45, 90, 135} {
			t.Run(fmt.Sprintf("%s %g", kind, theta), func(t *testing.T) {
				s := set(t, fresh(t, kind, alone[kind]), map[string]any{"theta_deg": theta, "width_px": n, "height_px": n})
				for k, v := range map[string]any{"sf_cpd": 3.0, "b_theta_deg": 8.0} {
					if has(s, k) {
						set(t, s, map[string]any{k: v})
					}
				}
				var frames []*sim.Frame
				for seed := range sim.Seed(20) {
					movie := paint(open(t, s, seed), s, 0, 10)
					if seed == 1 && reflect.DeepEqual(movie[0], frames[0]) && reflect.DeepEqual(movie[9], frames[1]) {
						break
					}
					frames = append(frames, movie[0], movie[9])
				}
				if got := peakDeg(spectrum(frames), n, n); !(apart(got, theta) < 1) {
					t.Errorf("the spectrum of %d frames has its peak at %.2f deg", len(frames), got)
				}
			})
		}
	}
}

// The measure itself: bars of a known orientation, between those of the grid too.
func TestPeakOfTheSpectrum(t *testing.T) {
	f := sim.NewFrame(128, 128)
	for deg := 0.0; deg < 180; deg += 7.3 {
		sin, cos := math.Sincos((deg - 90) * math.Pi / 180)
		for y := range f.H {
			for x := range f.W {
				f.Set(x, f.H-1-y, float32(0.5+0.4*math.Cos(2*math.Pi*0.15*(float64(x)*cos+float64(y)*sin)+1)))
			}
		}
		if got := peakDeg(spectrum([]*sim.Frame{f}), f.W, f.H); !(apart(got, deg) < 0.2) {
			t.Errorf("bars at %g deg: peak at %.3f", deg, got)
		}
	}
}
