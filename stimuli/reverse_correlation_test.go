package stimuli

import (
	"math"
	"testing"
)

// Every member is shown once a round, for the time told; each frame is the
// grating, or the blank, that Sequence tells, and its orientation is TrueDeg.
func TestReverseCorrelationShowsItsSet(t *testing.T) {
	for _, set := range []string{"gratings", "hartley"} {
		r := fresh(t, "reverse_correlation", map[string]any{
			"set": set, "orientations": 6, "sfs": 3, "phases": 3, "harmonics": 2, "blanks": 5, "width_px": 40, "height_px": 32,
		}).(*ReverseCorrelation)
		n := map[string]int{"gratings": 6*3*3 + 5, "hartley": 2*24 + 5}[set]
		if r.Members() != n {
			t.Fatalf("%s: %d members, want %d", set, r.Members(), n)
		}
		frames := 3 * n * 2 // 50 ms are 3 frames
		told, err := r.Sequence(9, frames)
		if err != nil {
			t.Fatal(err)
		}
		g := fresh(t, "grating", map[string]any{"motion": "static", "width_px": 40, "height_px": 32}).(*Grating)
		m := open(t, r, 9)
		seen := map[int]int{}
		for k, flash := range told {
			f := paint(m, r, k, 1)[0]
			if k%3 == 0 {
				seen[flash.Member]++
			} else if flash.Member != told[k-1].Member {
				t.Errorf("%s: frame %d shows another member than %d", set, k, k-1)
			}
			if deg := m.TrueDeg(); deg != flash.ThetaDeg && !(math.IsNaN(deg) && flash.Blank()) {
				t.Fatalf("%s: frame %d: TrueDeg %g, want %g", set, k, deg, flash.ThetaDeg)
			}
			if flash.Blank() != (flash.Member >= n-5) {
				t.Fatalf("%s: %+v", set, flash)
			}
			if g.Contrast = 50; flash.Blank() {
				g.Contrast = 0
			} else {
				g.Theta, g.SF, g.Phase = flash.ThetaDeg, flash.SFCpd, flash.PhaseDeg
			}
			want := paint(open(t, g, 1), g, 0, 1)[0]
			if d := farthest(f, want); d > 1e-6 {
				t.Fatalf("%s: frame %d is %g away from the grating told, %+v", set, k, d, flash)
			}
			if k == frames/2-1 || k == frames-1 {
				for i := range n {
					if seen[i] != 1 {
						t.Errorf("%s: member %d comes %d times in a round", set, i, seen[i])
					}
				}
				clear(seen)
			}
		}
	}
}

// The gratings are those declared: orientations, frequencies in octaves, phases.
func TestReverseCorrelationGratings(t *testing.T) {
	r := fresh(t, "reverse_correlation", nil).(*ReverseCorrelation)
	thetas, sfs, phases := map[float64]int{}, map[float64]int{}, map[float64]int{}
	for i := range 144 {
		f := r.Flash(i)
		thetas[f.ThetaDeg]++
		sfs[f.SFCpd]++
		phases[f.PhaseDeg]++
	}
	for i := range 12 {
		if thetas[15*float64(i)] != 12 {
			t.Errorf("orientations %v", thetas)
		}
	}
	for _, sf := range []float64{0.5, 1, 2} {
		if sfs[sf] != 48 {
			t.Errorf("spatial frequencies %v", sfs)
		}
	}
	for i := range 4 {
		if phases[90*float64(i)] != 36 {
			t.Errorf("phases %v", phases)
		}
	}
	if r.SFs = 1; r.Flash(5).SFCpd != 1 {
		t.Errorf("one frequency of %g", r.Flash(5).SFCpd)
	}
	for _, bad := range []map[string]any{
		{"sf_cpd": 6.0}, // 12 c/deg at the top, 10 are half a cycle per pixel
		{"set": "hartley", "harmonics": 33},
	} {
		if _, err := fresh(t, "reverse_correlation", bad).Open(1); err == nil {
			t.Errorf("%v opens", bad)
		}
	}
}

// Hartley functions are cas over √2 of whole numbers of cycles, each sign and
// each pair of numbers but 0, 0 once, and orthogonal.
func TestHartleySet(t *testing.T) {
	r := fresh(t, "reverse_correlation", map[string]any{"set": "hartley", "harmonics": 3, "blanks": 0}).(*ReverseCorrelation)
	type key struct{ kx, ky, sign int }
	seen := map[key]bool{}
	var basis [][]float64
	for i := range r.Members() {
		f := r.Flash(i)
		// Painted by its numbers, from θ, sf and φ.
		sin, cos := math.Sincos((f.ThetaDeg - 90) * math.Pi / 180)
		k := f.SFCpd / 20 * 64
		row := make([]float64, 0, 64*64)
		for y := -32; y < 32; y++ {
			for x := -32; x < 32; x++ {
				row = append(row, math.Cos(2*math.Pi*k*(cos*float64(x)+sin*float64(y))/64+f.PhaseDeg*math.Pi/180))
			}
		}
		found := 0
		for kx := -3; kx <= 3; kx++ {
			for ky := -3; ky <= 3; ky++ {
				for sign := -1; sign <= 1; sign += 2 {
					same := kx != 0 || ky != 0
					for j := 0; j < len(row) && same; j += 37 {
						a := 2 * math.Pi * float64(kx*(j%64-32)+ky*(j/64-32)) / 64
						same = math.Abs(row[j]-float64(sign)*(math.Sin(a)+math.Cos(a))/math.Sqrt2) < 1e-9
					}
					if same {
						seen[key{kx, ky, sign}] = true
						found++
					}
				}
			}
		}
		if found != 1 {
			t.Fatalf("member %d, %+v, is %d Hartley functions", i, f, found)
		}
		if i%2 == 0 {
			basis = append(basis, row)
		}
	}
	if len(seen) != 96 {
		t.Errorf("%d functions, want 96", len(seen))
	}
	for i, a := range basis {
		for j, b := range basis[:i+1] {
			dot := 0.0
			for k := range a {
				dot += a[k] * b[k] / 2048
			}
			if want := map[bool]float64{true: 1}[i == j]; math.Abs(dot-want) > 1e-9 {
				t.Fatalf("functions %d and %d have the product %g, want %g", i, j, dot, want)
			}
		}
	}
}

// Drawn on their own, members come as often as chance has it (χ², 1 in 10^5)
// and do not depend on the one before.
func TestReverseCorrelationIndependent(t *testing.T) {
	r := fresh(t, "reverse_correlation", map[string]any{
		"order": "independent", "duration_ms": 1.0, "orientations": 4, "sfs": 1, "phases": 1, "blanks": 1,
	}).(*ReverseCorrelation)
	const frames = 50_000
	told, err := r.Sequence(3, frames)
	if err != nil {
		t.Fatal(err)
	}
	var pairs [5][5]float64
	for k := 1; k < frames; k++ {
		pairs[told[k-1].Member][told[k].Member]++
	}
	chi := 0.0
	for _, row := range pairs {
		for _, n := range row {
			chi += (n - frames/25.) * (n - frames/25.) / (frames / 25.)
		}
	}
	if chi > 66 { // 24 degrees of freedom: p = 1e-5 at 65.6
		t.Errorf("χ² of pairs %.1f, want at most 66", chi)
	}
}
