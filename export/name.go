package export

import (
	"math"
	"strconv"
	"strings"
)

// Entity is one key and value of a file name.
type Entity struct{ Key, Value string }

// FileName joins entities as BIDS does, "lab-vision_stim-mc_theta-60_btheta-15
// _seed-42_run-8f3a2c1b_raster.svg": ASCII letters, digits and points, no
// space or colon. Entities without a value are left out.
func FileName(entities []Entity, what, ext string) string {
	var parts []string
	for _, e := range entities {
		if v := plain(e.Value); v != "" {
			parts = append(parts, plain(e.Key)+"-"+v)
		}
	}
	if w := plain(what); w != "" {
		parts = append(parts, w)
	}
	return strings.Join(parts, "_") + "." + plain(ext)
}

// Num is a number as a value of a file name: "15", "0.5", "inf"; "" for NaN.
func Num(v float64) string {
	switch {
	case math.IsNaN(v):
		return ""
	case math.IsInf(v, 0):
		return "inf"
	}
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}

// StimulusCode shortens a kind of stimulus: motion_cloud is mc.
func StimulusCode(kind string) string {
	switch kind {
	case "motion_cloud":
		return "mc"
	case "log_gabor":
		return "lg"
	}
	return kind
}

// plain keeps letters, digits and points; a minus in front becomes m, the rest
// goes.
func plain(s string) string {
	if rest, found := strings.CutPrefix(s, "-"); found {
		s = "m" + rest
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return -1
	}, s)
}
