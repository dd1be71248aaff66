package fourier

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The Go form, AVX2 and AVX-512 each pass all tests of float32.
func TestForms(t *testing.T) {
	two, five := hasAVX2, hasAVX512
	defer func() { hasAVX2, hasAVX512 = two, five }()
	for _, form := range []struct {
		name      string
		two, five bool
	}{{"Go", false, false}, {"AVX2", true, false}, {"AVX512", true, true}} {
		if form.two && !two || form.five && !five {
			t.Logf("%s is not on this machine", form.name)
			continue
		}
		hasAVX2, hasAVX512 = form.two, form.five
		t.Run(form.name, func(t *testing.T) {
			testPlan[float32](t, singleTolerance)
			testReal[float32](t, singleTolerance)
			testTranspose(t)
		})
	}
}

// AVX2 and AVX-512 give the same bits, however many lines there are.
func TestWidthsAgree(t *testing.T) {
	five := hasAVX512
	defer func() { hasAVX512 = five }()
	if !hasAVX2 || !five {
		t.Skip("this machine has one width of registers at most")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 12, 30, 64, 125, 256} {
		for _, lines := range []int{1, 7, 8, 9, 16, 17, 31, 32, 33, 48, 50, 64, 77} {
			nh := n/2 + 1
			re, im := make([]float32, n*lines), make([]float32, n*lines)
			for i := range re {
				re[i], im[i] = float32(r.NormFloat64()), float32(r.NormFloat64())
			}
			var made [2][]float32
			for i := range made {
				hasAVX512 = i == 1
				dst := make([]float32, n*lines)
				NewReal[float32](n).Columns(dst, lines, re, im, lines, nh, lines)
				a, b := slices.Clone(re), slices.Clone(im)
				NewPlan[float32](n).Inverse(a, b, lines, lines)
				made[i] = slices.Concat(dst, a, b)
			}
			if !slices.Equal(made[0], made[1]) {
				t.Errorf("%d lines of %d: AVX2 and AVX-512 differ", lines, n)
			}
		}
	}
}
