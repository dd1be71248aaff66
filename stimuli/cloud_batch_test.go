package stimuli

import (
	"fmt"
	"math"
	"math/cmplx"
	"runtime"
	"testing"

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

// The block form is what the definition says: the full, non-Hermitian random
// spectrum on the exact envelope, its real part, Michelson scaled, frames with
// row = N_Y-1-y. Even and odd sizes, one frame, all methods.
func TestBlockFollowsItsDefinition(t *testing.T) {
	for _, c := range []struct {
		w, h, n int
		values  map[string]any
	}{
		{16, 12, 8, nil}, {15, 13, 9, nil}, {16, 13, 1, nil}, {9, 8, 6, map[string]any{"random_amplitude": false}},
		{12, 10, 7, map[string]any{"contrast_method": "rms", "contrast_pct": 10.0}},
		{12, 10, 8, map[string]any{"ft_0": 0.5, "alpha": 1.0, "b_v": 2.0}}, {10, 8, 8, map[string]any{"b_v": math.Inf(1), "radial": "gaussian"}},
		{10, 8, 8, map[string]any{"b_v": 0.0, "b_theta_deg": math.Inf(1)}},
	} {
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
			e := &Events{v.NX, v.NY, v.NT, make([]complex128, len(v.Data))}
			for x := range v.NX {
				for y := range v.NY {
					for k := range v.NT {
						// the draw belongs to the place in DFT order, [t][y][x]
						site := ((k+v.NT-v.NT/2)%v.NT*v.NY+(y+v.NY-v.NY/2)%v.NY)*v.NX + (x+v.NX-v.NX/2)%v.NX
						e.Data[(x*v.NY+y)*v.NT+k] = noise.at(site)
					}
				}
			}
			z := e.Texture(v)
			want := Michelson(z.Data, s.Contrast/100)
			if s.Method == "rms" {
				want = Energy(z.Data, s.Contrast/100)
			}
			for k, f := range render(t, s, c.n, 4) {
				for row := range c.h {
					for x := range c.w {
						w := want[(x*c.h+c.h-1-row)*c.n+k]
						if got := float64(f.At(x, row)); math.Abs(got-min(1, max(0, w))) > 2e-6 {
							t.Fatalf("frame %d row %d column %d: %v, want %v", k, row, x, got, w)
						}
					}
				}
			}
		})
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

// Draws have unit mean power, uniform phase, and N real normal.
func TestNoiseField(t *testing.T) {
	n := noiseField{key: 5, amplitude: true}
	const count = 1 << 18
	var power, fourth float64
	var phase complex128
	for i := range count {
		v := n.at(i)
		p := real(v)*real(v) + imag(v)*imag(v)
		power, fourth = power+p/count, fourth+p*p/count
		phase += v / complex(cmplx.Abs(v), 0) / count
	}
	if math.Abs(power-1) > 0.02 || math.Abs(fourth-3) > 0.15 || cmplx.Abs(phase) > 0.01 {
		t.Errorf("power %g, fourth %g, mean phase %v; want 1, 3, 0", power, fourth, phase)
	}
}

func BenchmarkBatch(b *testing.B) {
	for _, n := range [][3]int{{256, 256, 64}, {128, 128, 128}} {
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
