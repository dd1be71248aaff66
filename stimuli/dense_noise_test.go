package stimuli

import (
	"math"
	"testing"

	"striate/sim"
)

// denseValues are the luminances of n refreshes, one per frame.
func denseValues(t *testing.T, values map[string]any, n int) (*DenseNoise, []*sim.Frame) {
	t.Helper()
	d := fresh(t, "dense_noise", map[string]any{"refresh_hz": 60.0}).(*DenseNoise)
	set(t, d, values)
	return d, paint(open(t, d, 11), d, 0, n)
}

// correlation of z(x, y, k) with z(x+dx, y+dy, k+dk), about 0.5, over the
// variance, in steps of side pixels.
func correlation(fs []*sim.Frame, side, dx, dy, dk int) (r float64, n int) {
	var sum, square float64
	for k := 0; k+dk < len(fs); k++ {
		a, b := fs[k], fs[k+dk]
		for y := side / 2; y+dy*side < a.H; y += side {
			for x := side / 2; x+dx*side < a.W; x += side {
				u, v := float64(a.At(x, y))-0.5, float64(b.At(x+dx*side, y+dy*side))-0.5
				sum, square, n = sum+u*v, square+(u*u+v*v)/2, n+1
			}
		}
	}
	return sum / square, n
}

// White: mean 0.5, the stated variance, no correlation with any neighbour in
// space or time; 4.5 standard errors each (one false alarm in 7000 runs for each
// of the 36 numbers, and the seed is fixed).
func TestDenseNoiseIsWhite(t *testing.T) {
	sd := map[string][2]float64{ // of z, and of z² about its mean
		"binary":   {1, 0},
		"ternary":  {math.Sqrt(2. / 3), math.Sqrt(2. / 9)},
		"gaussian": {1 / 3.5, math.Sqrt2 / 3.5 / 3.5},
	}
	for noise, want := range sd {
		for _, side := range []int{1, 4} {
			_, fs := denseValues(t, map[string]any{"noise": noise, "size_deg": float64(side) / 20, "contrast_pct": 80.0}, 200/(5-side))
			var mean, square, n float64
			levels := map[float32]int{}
			for _, f := range fs {
				for y := 0; y < 64; y += side {
					for x := 0; x < 64; x += side {
						l := f.At(x, y)
						for i := range side * side { // all pixels of a check are alike
							if f.At(x+i%side, y+i/side) != l {
								t.Fatalf("%s: a check of two values", noise)
							}
						}
						z := (float64(l) - 0.5) / 0.4
						mean, square, n = mean+z, square+z*z, n+1
						levels[l]++
					}
				}
			}
			mean, square = mean/n, square/n
			if math.Abs(mean) > 4.5*want[0]/math.Sqrt(n) {
				t.Errorf("%s, %d px: mean of z %g, want 0", noise, side, mean)
			}
			// Clipping at 3.5 takes 0.15 % of the variance of the Gaussian.
			if math.Abs(square-want[0]*want[0]) > 4.5*want[1]/math.Sqrt(n)+0.002*want[0]*want[0] {
				t.Errorf("%s, %d px: variance of z %g, want %g", noise, side, square, want[0]*want[0])
			}
			if many := map[string]int{"binary": 2, "ternary": 3, "gaussian": 1000}[noise]; len(levels) != many && (noise != "gaussian" || len(levels) < many) {
				t.Errorf("%s: %d levels", noise, len(levels))
			}
			for _, lag := range [][3]int{{1, 0, 0}, {0, 1, 0}, {1, 1, 0}, {0, 0, 1}, {2, 0, 0}, {0, 0, 2}} {
				r, n := correlation(fs, side, lag[0], lag[1], lag[2])
				if most := 4.5 / math.Sqrt(float64(n)); math.Abs(r) > most {
					t.Errorf("%s, %d px: correlation %g at lag %v, want at most %g", noise, side, r, lag, most)
				}
			}
		}
	}
}

// Blobs have the variance of the Gaussian noise and the autocorrelation
// exp(-Δ²/(4 σ²)). A frame holds about 64²/(4πσ²) independent blobs.
func TestDenseNoiseBlobs(t *testing.T) {
	const frames = 200
	for _, sd := range []float64{0.5, 1, 2.5, 4} {
		_, fs := denseValues(t, map[string]any{"noise": "blob", "size_deg": sd / 20, "contrast_pct": 100.0}, frames)
		se := 1 / math.Sqrt(frames*64*64/max(1, 4*math.Pi*sd*sd))
		var mean, square, n float64
		for _, f := range fs {
			for _, l := range f.Pix {
				z := (float64(l) - 0.5) * 2 * 3.5
				mean, square, n = mean+z, square+z*z, n+1
			}
		}
		if mean /= n; math.Abs(mean) > 4.5*se {
			t.Errorf("sd %g: mean %g, want 0 to %g", sd, mean, 4.5*se)
		}
		if square /= n; math.Abs(square-1) > 4.5*math.Sqrt2*se+0.002 {
			t.Errorf("sd %g: variance %g, want 1 to %g", sd, square, 4.5*math.Sqrt2*se)
		}
		for _, lag := range [][3]int{{1, 0, 0}, {0, 1, 0}, {3, 0, 0}, {2, 2, 0}, {0, 5, 0}, {0, 0, 1}} {
			d := float64(lag[0]*lag[0] + lag[1]*lag[1])
			want := math.Exp(-d / (4 * sd * sd))
			if lag[2] > 0 {
				want = 0
			}
			if sd < 1 { // the filter is sampled at pixels
				if want = 0; lag[2] == 0 {
					want = gaussCorrelation(sd, lag[0]) * gaussCorrelation(sd, lag[1])
				}
			}
			if r, _ := correlation(fs, 1, lag[0], lag[1], lag[2]); math.Abs(r-want) > 4.5*se+1e-3 {
				t.Errorf("sd %g: correlation %g at lag %v, want %g to %g", sd, r, lag, want, 4.5*se)
			}
		}
	}
}

// gaussCorrelation is that of a Gaussian filter at whole pixels.
func gaussCorrelation(sd float64, lag int) float64 {
	var a, b float64
	for i := -40; i <= 40; i++ {
		u := math.Exp(-float64(i*i) / (2 * sd * sd))
		a, b = a+u*math.Exp(-float64((i+lag)*(i+lag))/(2*sd*sd)), b+u*u
	}
	return a / b
}

// Values are shown for whole frames, and a contrast or a rate changes in flight.
func TestDenseNoiseRefresh(t *testing.T) {
	d, fs := denseValues(t, map[string]any{"refresh_hz": 20.0}, 30)
	for k := 1; k < 30; k++ {
		if same := farthest(fs[k], fs[k-1]) == 0; same != (k%3 != 0) {
			t.Errorf("frame %d: same as the one before: %v", k, same)
		}
	}
	m := open(t, d, 11)
	paint(m, d, 0, 4)
	d.Contrast = 100
	if err := m.(Retunable).Retune(d); err != nil {
		t.Fatal(err)
	}
	f := paint(m, d, 4, 1)[0]
	for i, l := range f.Pix {
		if l != 0.5+2*(fs[4].Pix[i]-0.5) {
			t.Fatal("a change of contrast is another noise")
		}
	}
	if _, err := fresh(t, "dense_noise", map[string]any{"size_deg": 0.04}).Open(1); err == nil {
		t.Error("a check smaller than a pixel opens")
	}
}

// Checks of 2.5 px on an odd screen: an edge in the middle, and sides of 2 or 3.
func TestDenseNoiseGrid(t *testing.T) {
	got := checkTaps(20, 2.5)
	want := []int{0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7}
	for i := range want {
		if got.index[i] != want[i] {
			t.Fatalf("checks %v, want %v", got.index, want)
		}
	}
	if got.nodes != 8 {
		t.Errorf("%d checks, want 8", got.nodes)
	}
}
