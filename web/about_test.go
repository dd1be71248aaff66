package web

import (
	"regexp"
	"strings"
	"testing"
)

// named are the panels that the page may have.
var named = strings.Fields("stimulus lgn raster rates orientation tuning selectivity weights fields stdp traces psd spectrum luminance space sequences learning delays statistics")

func TestEveryPanelSaysWhatItIs(t *testing.T) {
	names := append([]string(nil), named...)
	for _, p := range panels {
		names = append(names, p.name)
	}
	year := regexp.MustCompile(`\b(19|20)\d\d\b`)
	for _, n := range names {
		a, ok := panelAbouts[n]
		switch {
		case !ok:
			t.Errorf("%s: no text", n)
		case len(a.What) < 60 || !strings.HasSuffix(a.What, ".") || a.Equation == "":
			t.Errorf("%s: want sentences and an equation, found %+v", n, a)
		case !year.MatchString(a.Cite):
			t.Errorf("%s: cites %q, want a paper with its year", n, a.Cite)
		}
	}
	for n := range panelAbouts {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+n+" ") {
			t.Errorf("a text for %q, which is no panel", n)
		}
	}
}
