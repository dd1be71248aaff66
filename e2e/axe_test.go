package e2e

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// violation is what axe-core found.
type violation struct {
	ID     string
	Impact string
	Help   string
	Nodes  []struct {
		Target         []any
		FailureSummary string
	}
}

// axeScript is axe-core, which is put into pages under test.
func axeScript(t testing.TB) string {
	t.Helper()
	file, err := os.Open("testdata/axe.min.js.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	script, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// axe runs axe-core on the page as it stands. Everything serious or critical
// is an error, what is moderate or minor is told.
func (p *page) axe(t *testing.T, script, where string) {
	t.Helper()
	if !eval[bool](p, `typeof axe === 'object'`) {
		p.do("axe-core", chromedp.Evaluate[chromedp.Void](script+";0"))
	}
	p.until("the end of all motion", `document.getAnimations().every(a => a.playState !== 'running')`, 10*time.Second)
	// What is hidden is not looked at, as axe-core does by itself.
	p.do("run axe-core", chromedp.Evaluate[chromedp.Void](`void axe.run(document, {resultTypes: ['violations'], preload: false}).then(r => { window.axeFound = JSON.stringify(r.violations) }, e => { window.axeFound = JSON.stringify([{id: String(e), impact: 'critical', nodes: []}]) }); window.axeFound = ''`))
	p.until("axe-core to finish", `window.axeFound`, 30*time.Second)
	var found []violation
	if err := json.Unmarshal([]byte(eval[string](p, `window.axeFound`)), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		say := t.Logf
		if v.Impact == "serious" || v.Impact == "critical" {
			say = t.Errorf
		}
		for _, n := range v.Nodes {
			say("%s: %s, %s: %v\n\t%s", where, v.Impact, v.Help, n.Target, strings.ReplaceAll(n.FailureSummary, "\n", "\n\t"))
		}
		if len(v.Nodes) == 0 {
			say("%s: %s, %s", where, v.Impact, v.ID)
		}
	}
}

// TestStates looks at every state of the page, light and dark, on a desk and
// on a phone: axe-core finds nothing serious or critical, whatever is pressed
// is large enough, and every panel is a figure with its numbers in words.
func TestStates(t *testing.T) {
	script := axeScript(t)
	open := browser(t)
	url := server(t)
	for _, l := range []look{{w: 1440, h: 900}, {w: 390, h: 844, dark: true, touch: true}} {
		t.Run(fmt.Sprint(l.w), func(t *testing.T) {
			told := map[string]bool{}
			visit(t, open, url, l, func(t *testing.T, p *page, s state) {
				p.axe(t, script, s.name+", "+l.name())
				other := l
				other.dark = !l.dark
				p.turn(other.dark)
				p.axe(t, script, s.name+", "+other.name())
				p.turn(l.dark)
				p.targets(t, l, told)
				p.figures(t)
			})
		})
	}
}

// turn makes the page's ground dark or light.
func (p *page) turn(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	p.do("turn "+scheme, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}}}))
}

// name is the width and the ground.
func (l look) name() string {
	if l.dark {
		return fmt.Sprintf("%d-dark", l.w)
	}
	return fmt.Sprintf("%d-light", l.w)
}
