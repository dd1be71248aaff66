package experiment

import "testing"

// Of every preset that is large enough there are fewer neurons after the offer,
// or smaller frames, and then the next offer; it ends.
func TestLighter(t *testing.T) {
	for _, p := range Presets() {
		e, err := Preset(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		size := func(e *Experiment) (n, pixels int, l *Lighter) {
			r, err := e.Open()
			if err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
			for _, q := range r.step.Populations {
				n += q.N
			}
			g := e.Stimulus.Value.Geometry()
			return n, g.Width * g.Height, r.lighter()
		}
		n, pixels, l := size(e)
		first := n
		for k := 0; l != nil; k++ {
			if k == 20 {
				t.Fatalf("%s: %v is still offered after %d times", p.Name, l.Values, k)
			}
			if err := e.Set(l.Values); err != nil {
				t.Fatalf("%s: %v: %v", p.Name, l.Values, err)
			}
			was, wasPixels, offer := n, pixels, l
			if n, pixels, l = size(e); !(n < was || pixels < wasPixels) {
				t.Errorf("%s: %s %v leaves %d neurons of %d and %d pixels of %d", p.Name, offer.Words, offer.Values, n, was, pixels, wasPixels)
			}
			if k == 0 && was > 200 && !(float64(n) < .75*float64(was)) {
				t.Errorf("%s: %v takes %d neurons to %d, want about half", p.Name, offer.Values, was, n)
			}
		}
		t.Logf("%-24s %5d neurons to %d, %d pixels", p.Name, first, n, pixels)
	}
}
