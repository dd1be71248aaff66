package params

import (
	"slices"
	"strings"
)

// Need is what a parameter asks of another one to have an effect: that it has
// one of these values, or, where it is an exception, none of them.
type Need struct {
	Path   string
	Except bool
	Values []string
}

// Needs is the tag when, read: the paths are those of the parameters beside p.
func (p Param) Needs() []Need {
	var out []Need
	for _, text := range strings.Split(p.When, ",") {
		key, values, ok := strings.Cut(text, "=")
		if !ok {
			continue
		}
		n := Need{Values: strings.Split(values, "|")}
		n.Path, n.Except = strings.CutSuffix(strings.TrimSuffix(p.Path, p.Key)+key, "!")
		out = append(out, n)
	}
	return out
}

// Idle is the first need that the values do not meet, and the value that
// stands in its way; false where p has an effect. A parameter that is not
// there asks for nothing.
func (p Param) Idle(value func(path string) any) (Need, string, bool) {
	for _, n := range p.Needs() {
		v := value(n.Path)
		if v == nil {
			continue
		}
		if now := FormatValue(v); slices.Contains(n.Values, now) == n.Except {
			return n, now, true
		}
	}
	return Need{}, "", false
}

// FormatValue writes a value as a person would: 0.5, inf, true, full.
func FormatValue(v any) string {
	switch x := v.(type) {
	case float64:
		return FormatNumber(x)
	case int64:
		return FormatNumber(float64(x))
	case bool:
		if x {
			return "true"
		}
		return "false"
	case string:
		return x
	}
	return show(v)
}
