package formula

import (
	"math"
	"strings"
	"testing"
)

func TestValues(t *testing.T) {
	for _, c := range []struct {
		text string
		t, d float64
		want float64
	}{
		{"exp(-t/5)", 10, 0, math.Exp(-2)},
		{"1/2", 0, 0, 0.5},
		{"2^3 + 2**3", 0, 0, 16},
		{"7 % 4", 0, 0, 3},
		{"-t^2", 3, 0, -9},
		{"(t/5)*exp(1 - t/5)", 5, 0, 1},
		{"t < 3 ? 1 : 0", 2, 0, 1},
		{"t >= 1 && d < 2", 1, 1, 1},
		{"heaviside(t - 1) * min(d, 4)", 2, 9, 4},
		{"clip(t, 0, 1)", 7, 0, 1},
		{"cos(pi*t) + ln(e)", 1, 0, 0},
		{"pow(2, 10)", 0, 0, 1024},
		{"sqrt(t)", -1, 0, math.NaN()},
		{"1/t", 0, 0, math.Inf(1)},
	} {
		f, err := Parse(c.text, "t", "d")
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got := f.At(c.t, c.d)
		if same := got == c.want || math.IsNaN(got) && math.IsNaN(c.want); !same && !(math.Abs(got-c.want) < 1e-15) {
			t.Errorf("%s at t=%g, d=%g is %v, want %v", c.text, c.t, c.d, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "0 characters",
		"exp(-t/":                        "column",
		"exp(-x)":                        "x",
		"system(1)":                      "system",
		`"text"`:                         "not arithmetic",
		"[1, 2]":                         "",
		"map(1..1000000000, # * 2)":      "",
		strings.Repeat("1+", 1000) + "1": "2001 characters",
		"t.foo":                          "",
		"let x = 1; x":                   "",
	} {
		f, err := Parse(text, "t")
		if err == nil {
			t.Errorf("%q is taken, and is %g at 1", text, f.At(1))
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want one line with %q", text, err, want)
		}
	}
}

// Whatever is typed, there is a formula or an error, and a value.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"exp(-t/5)", "t^2 % 3", "((((", "1..9", "t ?? 1", "a.b[0]", "not t", "{'a': 1}", "t in [1]", "all([1], # > 0)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if g, err := Parse(s, "t"); err == nil {
			g.At(1.5)
			g.At(math.NaN())
		} else if strings.Contains(err.Error(), "\n") && !strings.Contains(s, "\n") {
			t.Errorf("%q: error of several lines: %v", s, err)
		}
	})
}
