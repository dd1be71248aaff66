package stimuli

import (
	"math"
	"testing"
)

func TestBlankIsOneLuminance(t *testing.T) {
	b := fresh(t, "blank", nil).(*Blank)
	m := open(t, b, 1)
	for k, pct := range []float64{50, 0, 100, 12.5} {
		b.Luminance = pct
		if err := m.(Retunable).Retune(b); err != nil {
			t.Fatal(err)
		}
		for _, l := range paint(m, b, k, 1)[0].Pix {
			if float64(l) != pct/100 {
				t.Fatalf("luminance %g, want %g", l, pct/100)
			}
		}
		if !math.IsNaN(m.TrueDeg()) {
			t.Errorf("orientation %g of a blank", m.TrueDeg())
		}
	}
}
