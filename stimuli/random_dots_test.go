package stimuli

import (
	"math"
	"slices"
	"testing"

	"striate/sim"
)

// The steps of all dots from one frame to the next, in deg, right and up, the
// shortest way round.
func dotSteps(m *dotsMovie, f *sim.Frame, k int) (dx, dy []float64) {
	x, y := slices.Clone(m.x), slices.Clone(m.y)
	m.Paint(f, int64(k))
	ppd := m.r.PixelsPerDegree()
	for i := range x {
		dx = append(dx, math.Remainder(m.x[i]-x[i], 1)*float64(m.r.Width)/ppd)
		dy = append(dy, math.Remainder(m.y[i]-y[i], 1)*float64(m.r.Height)/ppd)
	}
	return dx, dy
}

func openDots(t *testing.T, values map[string]any) (*RandomDots, *dotsMovie) {
	t.Helper()
	r := fresh(t, "random_dots", map[string]any{"lifetime_frames": 0})
	set(t, r, values)
	return r.(*RandomDots), open(t, r, 4).(*dotsMovie)
}

// density/fps dots per square degree, and with full coherence each moves by
// speed/fps, 90 up, to 1e-6.
func TestRandomDotsMove(t *testing.T) {
	for _, dir := range []float64{0, 30, 90, 225, 360} {
		r, m := openDots(t, map[string]any{"coherence_pct": 100.0, "direction_deg": dir, "speed_dps": 7.0, "width_px": 80, "height_px": 50, "dots_per_deg2_s": 600.0})
		if r.Dots() != 100 || len(m.x) != 100 { // 600/60 · 4 · 2.5
			t.Fatalf("%d dots, want 100", len(m.x))
		}
		f := sim.NewFrame(80, 50)
		m.Paint(f, 0)
		for k := 1; k < 40; k++ {
			dx, dy := dotSteps(m, f, k)
			sin, cos := math.Sincos(dir * math.Pi / 180)
			for i := range dx {
				if math.Abs(dx[i]-7./60*cos) > 1e-6 || math.Abs(dy[i]-7./60*sin) > 1e-6 {
					t.Fatalf("direction %g: a step of %g, %g deg, want %g, %g", dir, dx[i], dy[i], 7./60*cos, 7./60*sin)
				}
			}
		}
	}
}

// One dot is painted where it is, to a hundredth of a pixel, also half over an
// edge, and as large as it is: π/4 d² however it lies.
func TestRandomDotsArePaintedWhereTheyAre(t *testing.T) {
	r, m := openDots(t, map[string]any{"coherence_pct": 100.0, "dots_per_deg2_s": 5.9, "direction_deg": 25.0, "speed_dps": 3.0, "dot_deg": 0.3, "contrast_pct": 100.0})
	if r.Dots() != 1 {
		t.Fatalf("%d dots, want 1", r.Dots())
	}
	f := sim.NewFrame(64, 64)
	for k := range 300 {
		m.Paint(f, int64(k))
		sum := 0.0
		var cx, cy complex128
		for y := range 64 {
			for x := range 64 {
				v := 2 * (float64(f.At(x, y)) - 0.5)
				sum += v
				sx, s1 := math.Sincos(2 * math.Pi * (float64(x) + 0.5) / 64)
				sy, s2 := math.Sincos(2 * math.Pi * (63.5 - float64(y)) / 64)
				cx, cy = cx+complex(v*s1, v*sx), cy+complex(v*s2, v*sy)
			}
		}
		if want := math.Pi / 4 * 36; math.Abs(sum-want) > 1e-4 {
			t.Fatalf("frame %d: area %g px, want %g", k, sum, want)
		}
		for i, c := range []complex128{cx, cy} {
			at := math.Atan2(imag(c), real(c)) / 2 / math.Pi
			if d := math.Remainder(at-[]float64{m.x[0], m.y[0]}[i], 1) * 64; math.Abs(d) > 0.01 {
				t.Fatalf("frame %d: axis %d is %g px off", k, i, d)
			}
		}
	}
}

// The share of dots that take the step is the coherence, by either rule of the
// signal and each of the noise, within 4.5 standard errors; and the noise does
// what its rule says.
func TestRandomDotsCoherenceAndNoise(t *testing.T) {
	const frames = 60
	for _, noise := range []string{"position", "walk", "direction"} {
		for _, signal := range []string{"different", "same"} {
			for _, coherence := range []float64{0, 12.8, 51.2} {
				r, m := openDots(t, map[string]any{
					"coherence_pct": coherence, "noise_rule": noise, "signal_rule": signal, "dots_per_deg2_s": 12000.0, "speed_dps": 6.0, "direction_deg": 60.0, "contrast_pct": 0.0,
				})
				f := sim.NewFrame(64, 64)
				m.Paint(f, 0)
				n, taken, far := r.Dots(), make([]int, r.Dots()), 0.0
				total, kept := 0, 0
				var before []float64
				for k := 1; k <= frames; k++ {
					dx, dy := dotSteps(m, f, k)
					for i := range dx {
						if math.Hypot(dx[i]-6./60*0.5, dy[i]-6./60*math.Sqrt(3)/2) < 1e-9 {
							taken[i]++
							total++
							continue
						}
						d := math.Hypot(dx[i], dy[i])
						far += d
						if noise != "position" && math.Abs(d-0.1) > 1e-6 {
							t.Fatalf("%s: a noise dot steps %g deg, want 0.1", noise, d)
						}
						if before != nil && math.Abs(dx[i]-before[i]) < 1e-9 {
							kept++
						}
					}
					before = dx
				}
				c, all := coherence/100, float64(n*frames)
				se := math.Sqrt(c * (1 - c) / all)
				if signal == "same" {
					se *= math.Sqrt(frames)
				}
				if got := float64(total) / all; math.Abs(got-c) > 4.5*se {
					t.Errorf("%s, %s: coherence %.4f, want %.4f to %.4f", noise, signal, got, c, 4.5*se)
				}
				whole := 0
				for _, x := range taken {
					if x == frames {
						whole++
					} else if signal == "same" && x != 0 {
						t.Fatalf("%s: a dot is signal in %d of %d frames", noise, x, frames)
					}
				}
				if signal == "different" && whole > 0 {
					t.Errorf("%s: %d dots are signal all the time", noise, whole)
				}
				steps := all - float64(total)
				if noise == "position" { // mean distance on a torus of side 1 is 0.3826
					if got := far / steps / 3.2; math.Abs(got-0.3826) > 4.5*0.1425/math.Sqrt(steps)+1e-4 {
						t.Errorf("noise dots jump %.4f screens on average, want 0.3826", got)
					}
				}
				if signal == "same" && noise == "direction" && kept < int(steps)*(frames-2)/frames || noise != "direction" && kept > 0 {
					t.Errorf("%s, %s: %d of %g noise steps are as the one before", noise, signal, kept, steps)
				}
			}
		}
	}
}

// A lifetime of n frames puts one dot in n elsewhere in each frame, each dot
// after n frames; dots stay spread evenly (χ² of 16 fields, 1 in 10^5).
func TestRandomDotsLifetime(t *testing.T) {
	r, m := openDots(t, map[string]any{"coherence_pct": 100.0, "lifetime_frames": 8, "dots_per_deg2_s": 24000.0, "contrast_pct": 0.0})
	f := sim.NewFrame(64, 64)
	m.Paint(f, 0)
	n := r.Dots()
	born := make([]int, n)
	for i := range born {
		born[i] = -1
	}
	for k := 1; k <= 40; k++ {
		dx, dy := dotSteps(m, f, k)
		gone := 0
		for i := range dx {
			if math.Hypot(dx[i]-4./60, dy[i]) < 1e-6 {
				continue
			}
			gone++
			if born[i] >= 0 && k-born[i] != 8 {
				t.Fatalf("dot %d lives for %d frames, want 8", i, k-born[i])
			}
			born[i] = k
		}
		if math.Abs(float64(gone)-float64(n)/8) > 4.5*math.Sqrt(float64(n)*7/64) {
			t.Errorf("frame %d: %d of %d dots go, want an eighth", k, gone, n)
		}
	}
	var fields [16]float64
	for i := range m.x {
		fields[int(m.x[i]*4)*4+int(m.y[i]*4)]++
	}
	chi := 0.0
	for _, c := range fields {
		chi += (c - float64(n)/16) * (c - float64(n)/16) / (float64(n) / 16)
	}
	if chi > 50.5 {
		t.Errorf("χ² %.1f of the places, want at most 50.5", chi)
	}
}

// More and fewer dots in flight: those that stay go on, and the number is right;
// with both signs half are dark, and too many are refused.
func TestRandomDotsRetune(t *testing.T) {
	r, m := openDots(t, map[string]any{"coherence_pct": 100.0, "signs": "both"})
	f := sim.NewFrame(64, 64)
	for k := range 5 {
		m.Paint(f, int64(k))
	}
	x := slices.Clone(m.x)
	for _, density := range []float64{500, 100, 300} {
		r.Density = density
		if err := m.Retune(r); err != nil {
			t.Fatal(err)
		}
		n := int(math.Round(density / 60 * 3.2 * 3.2))
		if len(m.x) != n || len(m.y) != n || len(m.age) != n {
			t.Fatalf("%d dots, want %d", len(m.x), n)
		}
		for i := range min(n, len(x)) {
			if i < 17 && m.x[i] != x[i] {
				t.Errorf("dot %d jumps", i)
			}
		}
	}
	up, down := false, false
	for _, l := range f.Pix {
		up, down = up || l > 0.5, down || l < 0.5
	}
	if !up || !down {
		t.Error("dots of one sign, want both")
	}
	r.Density = 1e6
	if err := m.Retune(r); err == nil {
		t.Error("170667 dots are taken")
	}
}
