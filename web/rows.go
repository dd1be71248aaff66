package web

import (
	"slices"
	"strings"
)

// rowOf is what the row of a stimulus holds, by kind: the parameters that
// matter most to it, in reading order. Those of a part are named with the
// part. Kinds that are not here take the usual ones (inFront).
var rowOf = map[string][]string{
	"blank":               {"luminance_pct"},
	"center_surround":     {"theta_deg", "surround_theta_deg", "sf_cpd", "center_deg", "contrast_pct"},
	"dense_noise":         {"noise", "size_deg", "refresh_hz", "contrast_pct"},
	"eye_movements":       {"of.kind", "drift_arcmin2_s", "saccade_rate_hz", "saccade_deg", "range_deg"},
	"grating":             {"theta_deg", "sf_cpd", "motion", "tf_hz", "contrast_pct"},
	"log_gabor":           {"theta_deg", "b_theta_deg", "sf_cpd", "b_sf_oct", "contrast_pct"},
	"log_gabor_array":     {"theta_deg", "b_theta_deg", "sf_cpd", "orientations", "contrast_pct"},
	"log_gabor_pyramid":   {"theta_deg", "b_theta_deg", "speed_dps", "density", "contrast_pct"},
	"looming":             {"l_over_v_ms", "first_deg", "largest_deg", "sign", "contrast_pct"},
	"masked":              {"of.kind", "mask", "radius_deg", "edge_deg", "contrast_pct"},
	"motion_cloud":        {"theta_deg", "b_theta_deg", "sf_cpd", "speed_dps", "contrast_pct"},
	"moving_bar":          {"theta_deg", "speed_dps", "bar_width_deg", "sign", "contrast_pct"},
	"natural_film":        {"loop_s", "contrast_pct"},
	"natural_image":       {"zoom", "x_pct", "y_pct", "whiten", "contrast_pct"},
	"plaid":               {"theta_deg", "crossing_angle_deg", "sf_cpd", "tf_hz", "contrast_pct"},
	"random_dots":         {"coherence_pct", "direction_deg", "speed_dps", "dots_per_deg2_s", "contrast_pct"},
	"reverse_correlation": {"set", "orientations", "sf_cpd", "duration_ms", "contrast_pct"},
	"sequence":            {"items", "isi_s", "contrast_pct"},
	"sparse_noise":        {"size_deg", "squares", "signs", "duration_ms", "contrast_pct"},
	"sum":                 {"a.kind", "weight_a", "b.kind", "weight_b", "contrast_pct"},
	"video":               {"contrast_pct"},
}

// screenKeys are the parameters of the screen, which every stimulus has and
// the drawer shows as a group of their own.
var screenKeys = []string{"width_px", "height_px", "fps", "px_per_deg", "px_per_deg_from", "monitor_width_cm", "monitor_width_px", "distance_cm"}

// screen is the group of the screen.
const screen = "stimulus.screen"

// groupOf is the folder of a path: "stimulus" of "stimulus.theta_deg". The
// screen has one of its own.
func groupOf(path string) string {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return ""
	}
	if path[:i] == "stimulus" && slices.Contains(screenKeys, path[i+1:]) {
		return screen
	}
	return path[:i]
}

// drawer puts groups in reading order: the stimulus, what it is made of, its
// screen; then the rest as declared; the run itself last.
func drawer(order []string) []string {
	out := slices.Clone(order)
	place := func(name string) int {
		switch {
		case name == "stimulus":
			return 0
		case name == screen:
			return 2
		case strings.HasPrefix(name, "stimulus."):
			return 1
		case name == "":
			return 4
		}
		return 3
	}
	slices.SortStableFunc(out, func(a, b string) int { return place(a) - place(b) })
	return out
}

// drawers are the groups behind More in two parts: the stimulus with its
// screen, and the rest.
func (d DockView) drawers() [][]Group {
	n := 0
	for n < len(d.More) && strings.HasPrefix(d.More[n].Name, "stimulus") {
		n++
	}
	if n == 0 {
		return [][]Group{d.More}
	}
	return [][]Group{d.More[:n], d.More[n:]}
}

// pickRow moves the listed parameters of g, and of the parts of g, out of
// their groups.
func pickRow(g *Group, groups map[string]*Group, listed []string) Group {
	out := Group{Name: g.Name, Title: g.Title, Note: g.Note}
	for _, key := range listed {
		path := g.Name + "." + key
		from := groups[groupOf(path)]
		if from == nil {
			continue
		}
		if i := slices.IndexFunc(from.Controls, func(c Control) bool { return c.Path == path }); i >= 0 {
			out.Controls = append(out.Controls, from.Controls[i])
			from.Controls = slices.Delete(from.Controls, i, i+1)
		}
	}
	return out
}

// kindOf is the kind that a choice of kinds stands at, "" where there is none.
func kindOf(c Control) string { s, _ := c.Value.(string); return s }
