package web

import (
	"regexp"
	"strconv"
)

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

// low is what stands behind a letter and a stroke: the θ of B_θ.
var low = regexp.MustCompile(`_(θ|max)`)

// halves cuts words at what stands low: the odd parts do.
func halves(words string) []string {
	var out []string
	at := 0
	for _, m := range low.FindAllStringSubmatchIndex(words, -1) {
		out = append(out, words[at:m[0]], words[m[2]:m[3]])
		at = m[1]
	}
	return append(out, words[at:])
}

// pressed is the value of aria-pressed.
func pressed(yes bool) string { return strconv.FormatBool(yes) }
