package params

import (
	"math"
	"strconv"
	"strings"
)

// units gives the dimension of a unit and its size in that dimension.
var units = map[string]struct {
	dim  string
	size float64
}{
	"us": {"time", 1e-3}, "µs": {"time", 1e-3}, "ms": {"time", 1}, "s": {"time", 1e3}, "min": {"time", 60e3},
	"deg": {"angle", 1}, "°": {"angle", 1}, "rad": {"angle", 180 / math.Pi}, "arcmin": {"angle", 1. / 60}, "arcsec": {"angle", 1. / 3600},
	"Hz": {"rate", 1}, "kHz": {"rate", 1e3},
	"uV": {"voltage", 1e-3}, "µV": {"voltage", 1e-3}, "mV": {"voltage", 1}, "V": {"voltage", 1e3},
	"pS": {"conductance", 1e-3}, "nS": {"conductance", 1}, "uS": {"conductance", 1e3}, "µS": {"conductance", 1e3},
	"pA": {"current", 1}, "nA": {"current", 1e3}, "uA": {"current", 1e6}, "µA": {"current", 1e6},
	"pF": {"capacitance", 1}, "nF": {"capacitance", 1e3}, "uF": {"capacitance", 1e6}, "µF": {"capacitance", 1e6},
	"c/deg": {"sf", 1}, "cpd": {"sf", 1}, "c/°": {"sf", 1}, "deg/s": {"speed", 1}, "°/s": {"speed", 1}, "rad/s": {"speed", 180 / math.Pi}, "%": {"percent", 1}, "oct": {"octave", 1},
}

// Quantity reads "0.5 s", "30deg", "0.2 rad", "inf" or a bare number as a
// value in the wanted unit. NaN, text and units of another dimension are not
// read.
func Quantity(text, unit string) (float64, bool) {
	text = strings.TrimSpace(text)
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return x, !math.IsNaN(x)
	}
	cut := strings.LastIndexAny(text, "0123456789.")
	if cut < 0 {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(text[:cut+1]), 64)
	if err != nil {
		return 0, false
	}
	name := strings.TrimSpace(text[cut+1:])
	if name == unit {
		return x, true
	}
	from, ok := units[name]
	to, known := units[unit]
	if !ok || !known || from.dim != to.dim {
		return 0, false
	}
	return x * from.size / to.size, true
}
