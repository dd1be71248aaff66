package stimuli

import (
	"fmt"
	"testing"
)

// What stands in the middle of the screen stands on the same pixel in every
// kind: column W/2 and, counted upward from the bottom, row H/2, about which a
// mask lies too.
func TestAllKindsHaveOneMiddle(t *testing.T) {
	for _, size := range [][2]int{{64, 48}, {65, 49}, {48, 65}} {
		w, h := size[0], size[1]
		for _, c := range []struct {
			kind   string
			values map[string]any
		}{
			{"log_gabor", map[string]any{"theta_deg": 0.0}},
			{"log_gabor_array", map[string]any{"columns": 1, "rows": 1}},
			{"grating", map[string]any{"phase_deg": 0.0, "aperture": "gaussian", "aperture_deg": 0.4, "theta_deg": 0.0}},
			{"grating", map[string]any{"phase_deg": 0.0, "aperture": "gaussian", "aperture_deg": 0.4, "theta_deg": 90.0}},
			{"looming", map[string]any{"first_deg": 0.07}},
		} {
			c.values["width_px"], c.values["height_px"] = w, h
			s := fresh(t, c.kind, c.values)
			f := paint(open(t, s, 1), s, 0, 1)[0]
			top, at := float32(0), ""
			for row := range h {
				for x := range w {
					if d := max(f.At(x, row)-0.5, 0.5-f.At(x, row)); d > top {
						top, at = d, fmt.Sprintf("column %d, row %d from the bottom", x, h-1-row)
					}
				}
			}
			if want := fmt.Sprintf("column %d, row %d from the bottom", w/2, h/2); at != want {
				t.Errorf("%s on %d x %d: the middle is at %s, want %s", c.kind, w, h, at, want)
			}
		}
	}
}
