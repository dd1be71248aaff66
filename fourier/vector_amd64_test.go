package fourier

import "testing"

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
