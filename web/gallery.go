package web

import "strconv"

// row are the presets of the pictures under the stimulus.
func (v View) row() []Preset {
	var out []Preset
	for _, p := range v.Presets {
		if p.Short != "" {
			out = append(out, p)
		}
	}
	return out
}

// tabStop is the tabindex of one of a row of which a single one is reached by
// Tab, the others by arrows.
func tabStop(here bool) string {
	if here {
		return "0"
	}
	return "-1"
}

func groupID(i int) string { return "gallery-group-" + strconv.Itoa(i) }

// pressed is the value of aria-pressed.
func pressed(yes bool) string { return strconv.FormatBool(yes) }
