package stimuli

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"

	"striate/fourier"
	"striate/sim"
)

// fiveClouds are the clouds for which the endless form is held against the batch
// form: screens of 32 x 32 px, about .1 c/px. All lie well within the Fourier
// cube: a batch cuts off what does not, an endless cloud aliases it.
var fiveClouds = []struct {
	name   string
	values map[string]any
}{
	{"oblique", map[string]any{"theta_deg": 60.0, "sf_cpd": 2.5, "speed_dps": 2.0, "b_v": 0.5}},
	{"horizontal bars, narrow", map[string]any{"theta_deg": 0.0, "b_theta_deg": 8.0, "sf_cpd": 2.5, "speed_dps": 3.0, "b_v": 0.3}},
	{"vertical bars, narrow", map[string]any{"theta_deg": 90.0, "b_theta_deg": 8.0, "sf_cpd": 2.5, "speed_dps": 3.0, "b_v": 0.3}},
	{"isotropic, fast", map[string]any{"b_theta_deg": math.Inf(1), "sf_cpd": 2.0, "direction": "free", "direction_deg": 30.0, "speed_dps": 6.0, "b_v": 0.4}},
	{"pink, Gaussian, slow", map[string]any{"theta_deg": 120.0, "alpha": 1.0, "radial": "gaussian", "sf_cpd": 3.0, "speed_dps": 0.5, "b_v": 0.2}},
}

const (
	batchSide   = 32
	batchFrames = 128
	batchSeeds  = 40
	batchLags   = 16
)

// measures of one movie of batchFrames frames: names are the same for each.
type measures map[string][]float64

// measure takes z, (L - ½) / (½ C), less its mean and over its standard
// deviation, of a movie: power along each axis, by lines under a Hann window,
// summed over all lines; the autocovariance in time at each pixel, and moving
// with the texture; and the standard deviation itself.
func measure(z []float64, vx, vy float64) measures {
	const n, frames = batchSide, batchFrames
	mean, sq, power := 0.0, 0.0, 0.0
	for _, v := range z {
		mean += v / float64(len(z))
		power += v * v / float64(len(z))
	}
	for i := range z {
		z[i] -= mean
		sq += z[i] * z[i] / float64(len(z))
	}
	for i := range z {
		z[i] /= math.Sqrt(sq)
	}
	at := func(t, y, x int) float64 { return z[(t*n+y)*n+x] }
	out := measures{"variance": {power}}
	spectrum := func(name string, length, lines int, value func(line, k int) float64) {
		re, im := make([]float64, length*lines), make([]float64, length*lines)
		for k := range length {
			w := math.Sin(math.Pi * (float64(k) + 0.5) / float64(length))
			for j := range lines {
				re[k*lines+j] = w * w * value(j, k)
			}
		}
		fourier.NewPlan[float64](length).Inverse(re, im, lines, lines)
		p, total := make([]float64, length/2+1), 0.0
		for k := range p {
			for j := range lines {
				p[k] += re[k*lines+j]*re[k*lines+j] + im[k*lines+j]*im[k*lines+j]
			}
			total += p[k]
		}
		for k := range p {
			p[k] /= total
		}
		out[name] = p
	}
	spectrum("power along fx", n, n*frames, func(j, k int) float64 { return at(j/n, j%n, k) })
	spectrum("power along fy", n, n*frames, func(j, k int) float64 { return at(j/n, k, j%n) })
	spectrum("power along ft", frames, n*n, func(j, k int) float64 { return at(k, j/n, j%n) })
	for name, v := range map[string][2]float64{"autocovariance at a pixel": {}, "autocovariance with the motion": {vx, vy}} {
		r := make([]float64, batchLags)
		for lag := range r {
			dx, dy := int(math.Round(v[0]*float64(lag+1))), int(math.Round(v[1]*float64(lag+1)))
			s, count := 0.0, 0.0
			for t := 0; t+lag+1 < frames; t++ {
				for y := max(0, -dy); y < n && y+dy < n; y++ {
					for x := max(0, -dx); x < n && x+dx < n; x++ {
						s += at(t, y, x) * at(t+lag+1, y+dy, x+dx)
						count++
					}
				}
			}
			if count > 0 {
				r[lag] = s / count
			}
		}
		out[name] = r
	}
	return out
}

// measureClouds is the measures of batchSeeds movies in either form, of a
// contrast so small that nothing is clipped. Of a batch it is a quarter that is
// looked at: as much as a screen is of the endless form's canvas, so that
// neither is periodic and the spectra have the same grid.
func measureClouds(t *testing.T, values map[string]any, endless bool) []measures {
	out := make([]measures, batchSeeds)
	next := make(chan int, batchSeeds)
	for k := range out {
		next <- k
	}
	close(next)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for k := range next {
				side := batchSide
				if !endless {
					side *= 2
				}
				c := set(t, fresh(t, "motion_cloud", map[string]any{"width_px": side, "height_px": side, "contrast_method": "rms", "contrast_pct": 10.0}), values).(*MotionCloud)
				var z []float64
				add := func(f *sim.Frame) {
					for y := range batchSide {
						for x := range batchSide {
							z = append(z, (float64(f.At(x, f.H-1-y))-0.5)/0.05) // y upward
						}
					}
				}
				if endless {
					m := openCloud(c, sim.Seed(k))
					f := sim.NewFrame(c.Width, c.Height)
					for i := range batchFrames {
						m.Paint(f, int64(i))
						add(f)
					}
				} else if err := c.Render(batchFrames, sim.Seed(1000+k), func(_ int, f *sim.Frame) error { add(f); return nil }); err != nil {
					t.Error(err)
					return
				}
				tx := c.texture()
				out[k] = measure(z, tx.VX, tx.VY)
			}
		})
	}
	wg.Wait()
	return out
}

// batchMeasures are those of the batch form of one of the five.
func batchMeasures(t *testing.T, set int) []measures {
	if batchesMeasured[set] == nil {
		batchesMeasured[set] = measureClouds(t, fiveClouds[set].values, false)
	}
	return batchesMeasured[set]
}

var batchesMeasured [5][]measures

// meanAndError of number i of a measure over movies.
func meanAndError(ms []measures, name string, i int) (mean, variance float64) {
	n := float64(len(ms))
	for _, m := range ms {
		mean += m[name][i] / n
	}
	for _, m := range ms {
		d := m[name][i] - mean
		variance += d * d / (n - 1) / n
	}
	return mean, variance
}

// differences are the z-scores between the two forms: Welch's for each bin of
// the spectra that holds at least a twentieth of what the highest holds, and
// for each lag; and the variance of the endless form, mean square of z, against
// 1, which the rms contrast of a batch is by construction.
func differences(batch, endless []measures) map[string]float64 {
	out := map[string]float64{}
	for name, values := range batch[0] {
		top := 0.0
		for i := range values {
			mean, _ := meanAndError(batch, name, i)
			top = max(top, mean)
		}
		for i := range values {
			a, va := meanAndError(batch, name, i)
			b, vb := meanAndError(endless, name, i)
			switch {
			case name == "variance":
				out[name] = (b - 1) / math.Sqrt(vb)
			case len(values) != batchLags && a < top/20 || va+vb == 0:
			default:
				out[fmt.Sprintf("%s, %d", name, i)] = (b - a) / math.Sqrt(va+vb)
			}
		}
	}
	return out
}

// differ is the bound for a z-score. There are some 400 in all; each is a t of 78
// degrees of freedom, and of 39 for the variance, so the chance that any of them
// goes beyond 5.8 though both forms have one law is less than 1e-4.
const differ = 5.8

func worst(z map[string]float64) (name string, most float64) {
	for k, v := range z {
		if !(math.Abs(v) <= math.Abs(most)) {
			name, most = k, v
		}
	}
	return name, most
}

// The endless form has the statistics of the batch form: power spectrum along
// fx, fy and ft, autocovariance in time at a pixel and moving with the texture,
// and variance, of 40 movies of 128 frames each (40 seeds), at five sets of
// parameters. Each number is compared by its z-score, see differences; none may
// exceed differ.
//
// What is not equal, and too small to be seen here: temporal spectra beyond three
// standard deviations or so, which decay as ft^-8 instead of as a Gaussian, below
// a twentieth of the peak (not compared), and autocovariances, to 0.0033.
func TestEndlessCloudHasTheStatisticsOfABatch(t *testing.T) {
	compared := 0
	for k, c := range fiveClouds {
		z := differences(batchMeasures(t, k), measureClouds(t, c.values, true))
		name, most := worst(z)
		sq := 0.0
		for _, v := range z {
			sq += v * v / float64(len(z))
		}
		t.Logf("%s: %d numbers, rms z %.2f, largest %+.2f (%s), variance %+.2f", c.name, len(z), math.Sqrt(sq), most, name, z["variance"])
		for name, v := range z {
			if !(math.Abs(v) < differ) {
				t.Errorf("%s: %s differs by z = %.1f", c.name, name, v)
			}
		}
		compared += len(z)
	}
	if compared < 300 {
		t.Errorf("%d numbers compared, want 300 or more", compared)
	}
}

// The test above finds what is wrong by little: for each of these errors in the
// endless form, some z-score of the set goes beyond the bound.
func TestEndlessAgainstBatchCanFail(t *testing.T) {
	for _, c := range []struct {
		what  string
		set   int
		wrong map[string]any
	}{
		{"B_V 5 % too large", 3, map[string]any{"b_v": 0.4 * 1.05}},
		{"variance 5 % too large", 0, map[string]any{"contrast_pct": 10 * math.Sqrt(1.05)}},
		{"speed 3 % too low", 3, map[string]any{"speed_dps": 6 * 0.97}},
		{"B_θ 12 % too large", 2, map[string]any{"b_theta_deg": 9.0}},
		{"spatial frequency 3 % too high", 3, map[string]any{"sf_cpd": 2 * 1.03}},
		{"the AR(2) of Vacher et al.", 3, map[string]any{"dynamics": "ar2"}},
	} {
		values := fiveClouds[c.set].values
		z := differences(batchMeasures(t, c.set), measureClouds(t, onTop(values, c.wrong), true))
		name, most := worst(z)
		t.Logf("%s: largest z %+.1f (%s)", c.what, most, name)
		if math.Abs(most) < differ {
			t.Errorf("%s is not seen: largest z %.1f", c.what, most)
		}
	}
}
