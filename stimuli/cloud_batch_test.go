package stimuli

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"striate/internal/golden"
	"striate/sim"
)

// render collects a block.
func render(t testing.TB, s Stimulus, frames int, seed sim.Seed) []*sim.Frame {
	t.Helper()
	var out []*sim.Frame
	if err := Render(s, frames, seed, func(_ int, f *sim.Frame) error { out = append(out, f.Clone()); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// drawAt is the draw of one frequency, t in the centred spectrum.
func (c *cloudSpectrum) drawAt(kx, ky, t int) complex128 {
	f := cloudFiller[float64]{cloudSpectrum: c}
	var both [sixteen]bool
	for i := range both {
		both[i] = c.onBothHalves(ky - ky%sixteen + i)
	}
	f.noise.draw(f.draws[:], f.group(kx, ky), c.nt, t-t%rowsOfLine, 1, &both)
	row := f.draws[t%rowsOfLine*2*sixteen:]
	return complex(float64(row[ky%sixteen]), float64(row[sixteen+ky%sixteen]))
}

// asEvents is the noise of a block as events that [Events.Texture] filters by
// the root mean square of E(k) and E(-k).
func (c *cloudSpectrum) asEvents() *Events {
	e := &Events{c.nx, c.ny, c.nt, make([]complex128, c.nx*c.ny*c.nt)}
	for kx := range c.nx {
		for ky := range c.half {
			for t := range c.nt {
				v := c.drawAt(kx, ky, t)
				if c.onBothHalves(ky) {
					v /= math.Sqrt2
				}
				e.Data[((kx+c.nx/2)%c.nx*c.ny+(ky+c.ny/2)%c.ny)*c.nt+t] = v
			}
		}
	}
	return e
}

// Both halves of a spectrum at their mean power, except on the planes that
// hold both halves, which Texture takes the Hermitian part of.
func meanOfHalves(v *Volume) *Volume {
	out := NewVolume(v.NX, v.NY, v.NT)
	for x := range v.NX {
		for y := range v.NY {
			for k := range v.NT {
				mirror := func(i, n int) int { return (2*(n/2) - i + n) % n }
				e := v.At(x, y, k)
				if ky := (y - v.NY/2 + v.NY) % v.NY; ky != 0 && 2*ky != v.NY {
					e = math.Hypot(e, v.At(mirror(x, v.NX), mirror(y, v.NY), mirror(k, v.NT))) / math.Sqrt2
				}
				out.Data[(x*v.NY+y)*v.NT+k] = e
			}
		}
	}
	return out
}

// kindsOfBlock are even and odd sizes, one frame, all methods.
var kindsOfBlock = []struct {
	w, h, n int
	values  map[string]any
}{
	{16, 12, 8, nil}, {15, 13, 9, nil}, {16, 13, 1, nil}, {9, 8, 6, map[string]any{"random_amplitude": false}},
	{12, 10, 7, map[string]any{"contrast_method": "rms", "contrast_pct": 10.0}},
	{12, 10, 8, map[string]any{"ft_0": 0.5, "alpha": 1.0, "b_v": 2.0}}, {10, 8, 8, map[string]any{"b_v": math.Inf(1), "radial": "gaussian"}},
	{10, 8, 8, map[string]any{"b_v": 0.0, "b_theta_deg": math.Inf(1)}}, {64, 8, 81, map[string]any{"speed_dps": 9.0, "b_v": 0.02}},
	{37, 66, 20, map[string]any{"b_sf_oct": math.Inf(1), "random_amplitude": false}}, {8, 70, 150, map[string]any{"theta_deg": 5.0}},
}

// The block form is what the definition says: the noise on the exact envelope,
// Michelson scaled, frames with row = N_Y-1-y.
func TestBlockFollowsItsDefinition(t *testing.T) {
	for _, c := range kindsOfBlock {
		t.Run(fmt.Sprint(c.w, c.h, c.n, c.values), func(t *testing.T) {
			s := fresh(t, "motion_cloud", c.values).(*MotionCloud)
			set(t, s, map[string]any{"width_px": c.w, "height_px": c.h, "px_per_deg": 5.0})
			v, err := s.Envelope(c.n)
			if err != nil {
				t.Fatal(err)
			}
			if v.NX != c.w || v.NY != c.h || v.NT != c.n {
				t.Fatalf("envelope of %d x %d x %d", v.NX, v.NY, v.NT)
			}
			noise := noiseField{key: uint64(sim.Seed(4).Sub("motion_cloud")), amplitude: s.RandomAmp}
			spectrum, _ := newCloudSpectrum(s.texture(), noise, c.w, c.h, c.n)
			z := spectrum.asEvents().Texture(meanOfHalves(v))
			want := Michelson(z.Data, s.Contrast/100)
			if s.Method == "rms" {
				want = Energy(z.Data, s.Contrast/100)
			}
			worst := 0.0
			for k, f := range render(t, s, c.n, 4) {
				for row := range c.h {
					for x := range c.w {
						w := want[(x*c.h+c.h-1-row)*c.n+k]
						d := math.Abs(float64(f.At(x, row)) - min(1, max(0, w)))
						worst = max(worst, d)
						if !(d <= 2e-6) {
							t.Fatalf("frame %d row %d column %d: %v, want %v", k, row, x, f.At(x, row), w)
						}
					}
				}
			}
			t.Logf("largest error %.2g", worst)
		})
	}
}

// The movie in float32 is that in float64 of the same noise.
func TestBlockInSinglePrecision(t *testing.T) {
	for _, c := range kindsOfBlock {
		s := fresh(t, "motion_cloud", c.values).(*MotionCloud)
		set(t, s, map[string]any{"width_px": c.w, "height_px": c.h, "px_per_deg": 5.0})
		a, err := makeBlock[float32](s, c.n, 7)
		if err != nil {
			t.Fatal(err)
		}
		b, err := makeBlock[float64](s, c.n, 7)
		if err != nil {
			t.Fatal(err)
		}
		ka, kb, worst := a.scaling(false), b.scaling(false), 0.0
		if s.Method == "rms" {
			ka, kb = a.scaling(true)/3.5, b.scaling(true)/3.5
		}
		for k := range c.n {
			for i, v := range b.frame(k) {
				if d := math.Abs(ka*float64(a.frame(k)[i]) - kb*v); !(d <= worst) {
					worst = d
				}
			}
		}
		t.Logf("%v: largest difference %.2g of the contrast", c, worst)
		if !(worst < 5e-6) {
			t.Errorf("%v: apart by %g of the contrast", c, worst)
		}
	}
}

// The power of every frequency, over many seeds, is that of the definition,
// ½ E² or on the Nyquist planes ¼ (E(k)² + E(-k)²), whether amplitudes are
// drawn or not, on all planes.
func TestBlockHasThePowerOfItsEnvelope(t *testing.T) {
	const seeds = 600
	for _, c := range []struct {
		n      [3]int
		values map[string]any
	}{{[3]int{8, 8, 6}, nil}, {[3]int{9, 10, 5}, nil}, {[3]int{8, 8, 8}, map[string]any{"random_amplitude": false}}, {[3]int{10, 9, 1}, nil}} {
		s := fresh(t, "motion_cloud", map[string]any{"width_px": c.n[0], "height_px": c.n[1], "px_per_deg": 5.0, "b_theta_deg": 40.0, "b_sf_oct": 2.0, "b_v": 3.0})
		set(t, s, c.values)
		m := s.(*MotionCloud)
		v, err := m.Envelope(c.n[2])
		if err != nil {
			t.Fatal(err)
		}
		peak := golden.MaxAbs(v.Data)
		nx, ny, nt := c.n[0], c.n[1], c.n[2]
		power := make([]float64, nx*ny*nt)
		for seed := range sim.Seed(seeds) {
			b, err := makeBlock[float64](m, nt, seed)
			if err != nil {
				t.Fatal(err)
			}
			z := NewVolume(nx, ny, nt)
			for k := range nt {
				for y := range ny {
					for x := range nx {
						z.Data[(x*ny+y)*nt+k] = b.frame(k)[y*nx+x] * peak / float64(len(z.Data))
					}
				}
			}
			for i, f := range EventsInSpaceTime(z).Data {
				power[i] += (real(f)*real(f) + imag(f)*imag(f)) / seeds
			}
		}
		mean, bins := 0.0, 0.0
		for x := range nx {
			for y := range ny {
				for k := range nt {
					mirror := func(i, n int) int { return (2*(n/2) - i + n) % n }
					e, em := v.At(x, y, k), v.At(mirror(x, nx), mirror(y, ny), mirror(k, nt))
					want, got := 0.25*(e*e+em*em), power[(x*ny+y)*nt+k]
					if x == nx/2 && y == ny/2 && k == nt/2 {
						want = 0
					}
					if want < 1e-6*peak*peak {
						continue
					}
					mean, bins = mean+got/want, bins+1
					if math.Abs(got/want-1) > 6*math.Sqrt2/math.Sqrt(seeds) {
						t.Errorf("%v: power at [%d %d %d] is %.3f of what it should be", c, x, y, k, got/want)
					}
				}
			}
		}
		if mean /= bins; math.Abs(mean-1) > 0.012 {
			t.Errorf("%v: power %.4f of what it should be", c, mean)
		}
		t.Logf("%v: mean power %.4f in %g bins", c, mean, bins)
	}
}

// An envelope of true size is symmetric under k -> -k off the Nyquist lines,
// at odd sizes everywhere: that is what the extra sample of the package breaks.
func TestEnvelopeIsSymmetric(t *testing.T) {
	for _, n := range [][3]int{{15, 13, 9}, {16, 12, 8}} {
		s := fresh(t, "motion_cloud", map[string]any{"width_px": n[0], "height_px": n[1], "theta_deg": 33.0}).(*MotionCloud)
		v, err := s.Envelope(n[2])
		if err != nil {
			t.Fatal(err)
		}
		mirror := func(i, n int) int { return 2*(n/2) - i }
		for x := range n[0] {
			for y := range n[1] {
				for k := range n[2] {
					a, b, c := mirror(x, n[0]), mirror(y, n[1]), mirror(k, n[2])
					if a >= n[0] || b >= n[1] || c >= n[2] {
						continue
					}
					if e, m := v.At(x, y, k), v.At(a, b, c); math.Abs(e-m) > 1e-9*(e+m) {
						t.Fatalf("%v: E[%d %d %d] = %g, E[%d %d %d] = %g", n, x, y, k, e, a, b, c, m)
					}
				}
			}
		}
	}
}

// The block loops: its power spectrum has no leakage, so the step from the
// last frame to the first is like any other.
func TestBlockLoopsWithoutSeam(t *testing.T) {
	s := fresh(t, "motion_cloud", nil)
	f := render(t, s, 48, 2)
	step := func(a, b *sim.Frame) float64 {
		d := 0.0
		for i := range a.Pix {
			d += math.Pow(float64(a.Pix[i]-b.Pix[i]), 2)
		}
		return d
	}
	usual := 0.0
	for k := 1; k < len(f); k++ {
		usual += step(f[k-1], f[k]) / float64(len(f)-1)
	}
	if seam := step(f[len(f)-1], f[0]); seam > 2*usual {
		t.Errorf("step over the seam %g, usually %g", seam, usual)
	}
}

func TestBlockHasItsOrientationDirectionAndContrast(t *testing.T) {
	for _, theta := range []float64{0, 30, 45, 60, 90, 120, 135, 150} {
		var all []*sim.Frame
		for seed := range sim.Seed(4) {
			s := fresh(t, "motion_cloud", map[string]any{"theta_deg": theta, "contrast_pct": 80.0})
			f := render(t, s, 16, seed)
			all = append(all, f...)
			top := 0.0
			for _, g := range f {
				for _, v := range g.Pix {
					top = max(top, math.Abs(float64(v)-0.5))
				}
			}
			if math.Abs(top-0.4) > 1e-5 {
				t.Errorf("theta %g: largest deviation %g, want 0.4", theta, top)
			}
		}
		if got, _ := tensorDeg(all); apart(got, theta) > 3 {
			t.Errorf("structure tensor %.1f deg, want %g", got, theta)
		}
	}
	for _, dir := range []float64{0, 70, 180, 290} {
		s := fresh(t, "motion_cloud", map[string]any{"direction": "free", "direction_deg": dir, "b_v": 0.05, "b_theta_deg": math.Inf(1), "speed_dps": 6.0})
		x, y := flow(render(t, s, 32, 1))
		if deg := math.Atan2(y, x) * 180 / math.Pi; math.Abs(math.Remainder(deg-dir, 360)) > 6 {
			t.Errorf("drifts towards %.1f, want %g", deg, dir)
		}
	}
}

func TestBlockIsTheSameOnAnyNumberOfCores(t *testing.T) {
	s := fresh(t, "motion_cloud", nil)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := render(t, s, 12, 3)
	runtime.GOMAXPROCS(4)
	for k, f := range render(t, s, 12, 3) {
		for i, v := range f.Pix {
			if v != one[k].Pix[i] {
				t.Fatalf("frame %d pixel %d: %v and %v", k, i, v, one[k].Pix[i])
			}
		}
	}
}

func TestEmptyEnvelopeIsAnError(t *testing.T) {
	s := fresh(t, "motion_cloud", map[string]any{"b_theta_deg": 0.001, "theta_deg": 61.3})
	if err := Render(s, 4, 1, func(int, *sim.Frame) error { return nil }); err == nil {
		t.Error("an envelope between all samples renders")
	}
	m := open(t, s, 1) // the endless form takes the nearest line
	got, _ := tensorDeg(paint(m, s, 0, 40))
	if apart(got, 61.3) > 4 {
		t.Errorf("structure tensor %.1f deg, want 61.3", got)
	}
}

// Frequencies that weigh nothing leave the draws of the others alone.
func TestNoiseStaysWhenTheEnvelopeChanges(t *testing.T) {
	a := fresh(t, "motion_cloud", map[string]any{"b_v": 0.5}).(*MotionCloud)
	b := fresh(t, "motion_cloud", map[string]any{"b_v": 0.501, "b_theta_deg": 15.01}).(*MotionCloud)
	x, err := makeBlock[float32](a, 20, 3)
	if err != nil {
		t.Fatal(err)
	}
	y, err := makeBlock[float32](b, 20, 3)
	if err != nil {
		t.Fatal(err)
	}
	var xx, yy, xy float64
	for k := range 20 {
		for i, v := range x.frame(k) {
			u := y.frame(k)[i]
			xx, yy, xy = xx+float64(v*v), yy+float64(u*u), xy+float64(u*v)
		}
	}
	if r := xy / math.Sqrt(xx*yy); r < 0.999 {
		t.Errorf("correlation %g, want almost 1", r)
	}
}

// The movie of a file is the endless one when that is asked for.
func TestDurationOfFiles(t *testing.T) {
	auto := fresh(t, "motion_cloud", nil)
	endless := fresh(t, "motion_cloud", map[string]any{"duration": "endless"})
	live := paint(open(t, endless, 5), endless, 0, 6)
	for k, f := range render(t, endless, 6, 5) {
		for i, v := range f.Pix {
			if v != live[k].Pix[i] {
				t.Fatalf("frame %d differs from the live one", k)
			}
		}
	}
	block := render(t, fresh(t, "motion_cloud", map[string]any{"duration": "block"}), 6, 5)
	for k, f := range render(t, auto, 6, 5) {
		for i, v := range f.Pix {
			if v != block[k].Pix[i] {
				t.Fatalf("frame %d differs from that of the block", k)
			}
		}
	}
}

// A cloud whose speed carries all of its envelope past what frames can show is
// refused in one line; one that keeps a little of it is shown.
func TestCloudBeyondItsGrid(t *testing.T) {
	for _, c := range []struct {
		values map[string]any
		frames int
		shown  bool
	}{
		{map[string]any{"px_per_deg": 38.5, "speed_dps": 100.0, "sf_cpd": 3.19, "fps": 1.0, "width_px": 8, "height_px": 200}, 30, false},
		{map[string]any{"speed_dps": 100.0, "fps": 1.0, "width_px": 32, "height_px": 32}, 40, false},
		{map[string]any{"speed_dps": 100.0, "width_px": 32, "height_px": 32}, 40, true},
	} {
		seen := 0
		err := Render(fresh(t, "motion_cloud", c.values), c.frames, 1, func(_ int, f *sim.Frame) error {
			for _, v := range f.Pix {
				if !(v >= 0 && v <= 1) {
					return fmt.Errorf("a pixel of %g", v)
				}
			}
			seen++
			return nil
		})
		switch {
		case c.shown && (err != nil || seen != c.frames):
			t.Errorf("%v: %v after %d frames", c.values, err, seen)
		case !c.shown && (err == nil || seen > 0 || !strings.HasPrefix(err.Error(), "duration = a block of ")):
			t.Errorf("%v: %v after %d frames, want a refusal", c.values, err, seen)
		}
	}
}

// A failing writer ends the rendering.
func TestRenderStopsWithItsReader(t *testing.T) {
	s := fresh(t, "motion_cloud", nil)
	seen := 0
	want := errors.New("full")
	err := Render(s, 50, 1, func(int, *sim.Frame) error {
		if seen++; seen == 3 {
			return want
		}
		return nil
	})
	if err != want || seen != 3 {
		t.Errorf("error %v after %d frames", err, seen)
	}
}

func BenchmarkBatch(b *testing.B) {
	for _, n := range [][3]int{{256, 256, 256}, {256, 256, 128}, {128, 128, 128}} {
		b.Run(fmt.Sprintf("%dx%dx%d", n[0], n[1], n[2]), func(b *testing.B) {
			s := fresh(b, "motion_cloud", map[string]any{"width_px": n[0], "height_px": n[1]})
			for b.Loop() {
				if err := Render(s, n[2], 1, func(int, *sim.Frame) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
