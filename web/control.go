package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"striate/params"
)

// Slides says whether the parameter is shown as a slider with a number box.
func (c Control) Slides() bool {
	return c.Bounded() && !math.IsInf(c.Min, -1) && !math.IsNaN(c.Min)
}

// Lo and Hi are the ends of the slider. A parameter without an upper bound
// gets a slider to a round number above its default; the box beside it takes
// any value, and "inf".
func (c Control) Lo() string { return attr(c.Min) }

// Hi is the upper end of the slider.
func (c Control) Hi() string { return attr(c.hi()) }

func (c Control) hi() float64 {
	if !math.IsInf(c.Max, 1) {
		return c.Max
	}
	switch d, ok := number(c.Default); {
	case c.Unit == "deg":
		return 90
	case c.Unit == "c/frame":
		return .5 // no frequency above is on the screen
	case ok && !math.IsInf(d, 0) && d > c.Min:
		p := math.Pow(10, math.Floor(math.Log10(4*d)))
		return math.Ceil(4*d/p) * p
	}
	return c.Min + 1
}

// Curve says how positions on the track become values: "" linear, "log", or
// "pow" where the default would otherwise stick to the left end.
func (c Control) Curve() string {
	d, ok := number(c.Default)
	switch span := c.hi() - c.Min; {
	case c.Scale == "log" && c.Min > 0:
		return "log"
	case ok && !math.IsInf(d, 0) && d > c.Min && (d-c.Min)/span < .12:
		return "pow"
	}
	return ""
}

// At is the slider's position: the value, held within its ends.
func (c Control) At() string {
	x, _ := number(c.Value)
	return attr(max(c.Min, min(x, c.hi())))
}

// Shown is the value as the number box shows it: four digits, and as many
// decimals as its step has.
func (c Control) Shown() string {
	s := Show(c.Value)
	if _, ok := number(c.Value); !ok || strings.Contains(s, "i") || c.Type != params.Number {
		return s
	}
	whole, have, _ := strings.Cut(s, ".")
	_, want, _ := strings.Cut(attr(c.Step), ".")
	if len(have) >= len(want) {
		return s
	}
	return whole + "." + have + strings.Repeat("0", len(want)-len(have))
}

// Brief is the label in few words, for a row where there is little room.
func (c Control) Brief() string {
	switch {
	case c.Driven:
		return "by protocol"
	case brief[c.Key] != "":
		return brief[c.Key]
	case c.Type == params.Flag:
		return words(c.Key)
	case c.Label == c.Symbol:
		return ""
	}
	return c.Label
}

var brief = map[string]string{
	"b_theta_deg": "bandwidth", "sf_cpd": "spatial freq.", "b_sf_oct": "bandwidth",
	"tf_hz": "temporal freq.", "theta_deg": "orientation", "surround_theta_deg": "surround θ", "items": "protocol",
	"dots_per_deg2_s": "density", "l_over_v_ms": "size / speed", "refresh_hz": "refresh", "squares": "at a time",
	"a": "amplitude", "a_ratio": "balance", "tau_ms": "window", "tau_ratio": "balance",
}

// Full is the value with all its digits.
func (c Control) Full() string { return plain(c.Value) }

// Spoken is the value with its unit, for a screen reader.
func (c Control) Spoken() string { return strings.TrimSpace(c.Shown() + " " + c.Unit) }

// On says whether a flag is set.
func (c Control) On() bool { b, _ := c.Value.(bool); return b }

// Lines says whether the parameter is a list in words, which wants more than
// one line.
func (c Control) Lines() bool {
	return c.Type == params.Text && (c.Key == "items" || c.Key == "changes")
}

// ofStimulus says whether the parameter is a kind of stimulus.
func (c Control) ofStimulus() bool { return c.Key == "kind" && strings.HasPrefix(c.Path, "stimulus.") }

// Cyclic says whether the parameter is the orientation that is shown, whose
// slider carries the wheel.
func (c Control) Cyclic() bool {
	return c.Path == "stimulus.theta_deg" || c.Path == "input.theta_deg"
}

// Wheel says whether the parameter is an orientation, whose slider is the
// unrolled wheel with a bar beside it.
func (c Control) Wheel() bool {
	return c.Unit == "deg" && c.Min == 0 && c.Max == 180 && (strings.HasSuffix(c.Key, "theta_deg") || c.Key == "start_deg")
}

// Rebuilds says whether a change makes another network: the old one runs on
// until then. Of a stimulus only the screen does.
func (c Control) Rebuilds() bool {
	section, _, _ := strings.Cut(c.Path, ".")
	if section == "stimulus" {
		return groupOf(c.Path) == screen
	}
	return c.Live == "rebuild" || c.Key == "kind" && section != "protocol"
}

// When is what the parameter needs of others to have an effect, with their
// paths: "stimulus.aperture!=full".
func (c Control) When() string {
	var out []string
	for _, n := range c.Needs() {
		sign := "="
		if n.Except {
			sign = "!="
		}
		out = append(out, n.Path+sign+strings.Join(n.Values, "|"))
	}
	return strings.Join(out, ",")
}

// Help is the tooltip: what it is, its range, its source.
func (c Control) Help() string {
	s := strings.TrimSuffix(c.Doc, ".") + ". "
	if c.Bounded() {
		s += strings.TrimPrefix(c.Range(), "a whole number, ") + ". "
	}
	if c.Ref != "" {
		s += c.Ref + ". "
	}
	if c.Driven {
		s += "The protocol sets it; choose the protocol hold to set it by hand. "
	}
	if c.Rebuilds() {
		s += "A change rebuilds the network; the old run stays on until the new one is ready. "
	} else if c.Live == "rebuild" {
		s += "A change starts the stimulus anew. "
	}
	return strings.TrimSpace(s)
}

// Told are the ids of the texts that describe the control.
func (c Control) Told() string {
	if c.When() == "" {
		return c.ID("doc")
	}
	return c.ID("doc") + " " + c.ID("why")
}

// Base and Sub are the halves of a symbol: "B_θ" is B with a low θ.
func (c Control) Base() string { b, _, _ := strings.Cut(c.Symbol, "_"); return b }

// Sub is the part that stands low.
func (c Control) Sub() string { _, s, _ := strings.Cut(c.Symbol, "_"); return s }

// ID is a name usable as an HTML id.
func (c Control) ID(what string) string {
	return what + "-" + strings.NewReplacer(".", "-", "_", "-").Replace(c.Path)
}

// Show writes a value with at most four digits: 0.4854, 60, inf.
func Show(v any) string {
	x, ok := number(v)
	if !ok || math.IsInf(x, 0) || x == math.Trunc(x) && math.Abs(x) < 1e9 {
		return plain(v)
	}
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	return plain(x)
}

func plain(v any) string {
	if x, ok := number(v); ok {
		if math.IsInf(x, 0) || math.IsNaN(x) || math.Abs(x) >= 1e15 {
			return params.FormatNumber(x)
		}
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

func attr(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func number(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case int64:
		return float64(x), true
	case int:
		return float64(x), true
	case string:
		if f, err := strconv.ParseFloat(x, 64); err == nil {
			return f, true
		}
	}
	return 0, false
}

// Spatial says what a length on the screen the parameter is, for the
// calculator: "sf", "speed", "size", or "" for what is none.
func (c Control) Spatial() string {
	if !strings.HasPrefix(c.Path, "stimulus.") {
		return ""
	}
	switch c.Unit {
	case "c/deg":
		return "sf"
	case "deg/s":
		return "speed"
	case "deg":
		for _, angle := range []string{"theta", "direction", "phase", "angle", "roll"} {
			if strings.Contains(c.Key, angle) {
				return ""
			}
		}
		return "size"
	}
	return ""
}

// kindGroup is the kinds of stimulus that stand together in the list.
type kindGroup struct {
	title string
	kinds []string
}

// kindGroups puts the kinds into groups, in reading order; those that no
// group names come last.
func kindGroups(kinds []string) []kindGroup {
	groups := []kindGroup{
		{"Textures", []string{"motion_cloud", "log_gabor_pyramid"}},
		{"Gratings", []string{"grating", "plaid", "center_surround", "log_gabor", "log_gabor_array"}},
		{"Noise", []string{"dense_noise", "sparse_noise", "reverse_correlation", "random_dots"}},
		{"Objects", []string{"moving_bar", "looming", "blank"}},
		{"Pictures", []string{"natural_film", "natural_image", "video"}},
		{"Composed", []string{"sum", "masked", "sequence", "eye_movements"}},
		{"Others", nil},
	}
	named := map[string]bool{}
	for i, g := range groups {
		for _, k := range g.kinds {
			named[k] = true
		}
		groups[i].kinds = slices.DeleteFunc(g.kinds, func(k string) bool { return !slices.Contains(kinds, k) })
	}
	for _, k := range kinds {
		if !named[k] {
			last := &groups[len(groups)-1]
			last.kinds = append(last.kinds, k)
		}
	}
	return slices.DeleteFunc(groups, func(g kindGroup) bool { return len(g.kinds) == 0 })
}

// kindTitle is the name of a kind of stimulus in the panel's list.
func kindTitle(kind string) string {
	switch kind {
	case "log_gabor":
		return "Log-Gabor"
	case "log_gabor_array":
		return "Log-Gabor array"
	case "log_gabor_pyramid":
		return "Log-Gabor pyramid"
	case "center_surround":
		return "Center and surround"
	case "video":
		return "Video or webcam"
	}
	s := words(kind)
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
