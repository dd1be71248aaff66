package web

import (
	"regexp"
	"strings"

	"striate/params"
)

// HelpView is a parameter and what surrounds it.
type HelpView struct {
	Control
	Group  string // the title of its group, "Stimulus"
	Kind   string // the kind that it belongs to, "motion cloud"
	Preset any    // its value in the preset; nil where that has none
}

// NewHelp explains the parameter at a path of an experiment; false where there
// is none. value and preset give the values there are now and in the preset.
func NewHelp(ps []params.Param, path string, value, preset func(path string) any) (HelpView, bool) {
	for _, p := range ps {
		if p.Path != path {
			continue
		}
		c := Control{Param: p, Value: value(path), Idle: idleWords(p, ps, value)}
		return HelpView{c, title(groupOf(path)), words(p.Kind), preset(path)}, true
	}
	return HelpView{}, false
}

// Of says what the parameter belongs to.
func (h HelpView) Of() string {
	if h.Kind == "" || strings.EqualFold(h.Kind, h.Group) {
		return h.Group
	}
	return h.Group + ", " + h.Kind
}

// sentence is what the parameter is, as a sentence.
func (h HelpView) sentence() string {
	s := strings.TrimSuffix(h.Doc, ".") + "."
	first, n := firstRune(s)
	return strings.ToUpper(first) + s[n:]
}

func firstRune(s string) (string, int) {
	for i := range s {
		if i > 0 {
			return s[:i], i
		}
	}
	return s, len(s)
}

// statements sets the statements of an equation on lines of their own. They
// end at a semicolon, at a comma with two spaces, and at a comma before
// another name and its equals sign; nothing in brackets is divided.
func statements(eq string) string {
	var out strings.Builder
	depth := 0
	for i, r := range eq {
		rest := eq[i+len(string(r)):]
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
		out.WriteRune(r)
		if depth == 0 && strings.HasPrefix(rest, " ") && (r == ';' || r == ',' && (strings.HasPrefix(rest, "  ") || defines.MatchString(rest))) {
			out.WriteByte('\n')
		}
	}
	return spaces.ReplaceAllString(out.String(), "\n")
}

var (
	defines = regexp.MustCompile(`^ [^\s,;=]+ = `)
	spaces  = regexp.MustCompile(`\n +`)
)

// piece is a part of an equation, on the line or below it.
type piece struct {
	text string
	low  bool
}

// lowered sets what stands behind an underscore low: the θ of B_θ, where a
// symbol of one or two letters stands before it.
func lowered(eq string) []piece {
	var out []piece
	done := 0
	for _, at := range subscript.FindAllStringSubmatchIndex(eq, -1) {
		out = append(out, piece{eq[done:at[3]], false}, piece{eq[at[4]:at[5]], true})
		done = at[5]
	}
	return append(out, piece{eq[done:], false})
}

// subscript finds a symbol and what stands low behind it.
var subscript = regexp.MustCompile(`(?:^|[^\p{L}\p{M}_])([\p{L}\p{M}]{1,2}[²₀₁₂]?)_([\p{L}\p{Nd}]+[₊₋]?)`)

// lines are the facts of the parameter, name and words.
func (h HelpView) lines() [][2]string {
	var out [][2]string
	add := func(name, words string) {
		if words != "" {
			out = append(out, [2]string{name, words})
		}
	}
	unit := func(v any) string {
		if v == nil {
			return ""
		}
		s := Show(v)
		switch {
		case s == "":
			return "empty"
		case h.Type == params.Flag && s == "true":
			return "on"
		case h.Type == params.Flag:
			return "off"
		case h.Type == params.Choice:
			return words(s)
		}
		return strings.TrimSpace(s + " " + h.Unit)
	}
	switch h.Type {
	case params.Choice:
		add("Choices", words(strings.Join(h.Choices, ", ")))
	case params.Number, params.Integer:
		add("Range", h.Range())
	}
	add("Now", unit(h.Value))
	add("Preset", unit(h.Preset))
	add("Default", unit(h.Default))
	add("A change", h.Acts())
	add("Source", h.Ref)
	if h.Wheel() {
		add("MotionClouds", "mc_theta_rad = (θ − 90) · π/180: the angle of the frequency vector")
		add("PsychoPy", "ori = 90 − θ deg: 0 vertical, clockwise")
	}
	return out
}

// Acts says when a change takes effect.
func (c Control) Acts() string {
	switch {
	case c.Rebuilds():
		return "rebuilds the network; the old run stays on until the new one is ready, which starts from its beginning"
	case c.Live == "rebuild" || c.Key == "kind" && strings.HasPrefix(c.Path, "stimulus."):
		return "starts the stimulus anew; the network goes on"
	}
	return "acts at once, between two steps"
}
