package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// running says that a page shows a run that is some time old.
func (p *page) running(s float64) {
	p.t.Helper()
	p.until("a run", fmt.Sprintf(`new URLSearchParams(location.search).get('session') && Number(document.getElementById('clock').textContent) >= %g`, s), 20*time.Second)
}

// run is what the server says of the run that the page shows.
func (p *page) run(url string) map[string]any {
	p.t.Helper()
	id := eval[string](p, `new URLSearchParams(location.search).get('session') ?? ''`)
	a, err := http.Get(url + "/api/v1/sessions/" + id)
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	out := map[string]any{}
	if err != nil || json.Unmarshal(text, &out) != nil {
		p.t.Fatalf("%v: %s", err, text)
	}
	return out
}

// said is a JavaScript expression: a notice or a toast has these words.
func said(words string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('[data-notice]')].some(n => n.textContent.replace(/\s+/g, ' ').includes(%q))`, words)
}

// press clicks an element with the mouse of the page.
func (p *page) press(what, selector string) {
	p.t.Helper()
	p.until(what, fmt.Sprintf(`document.querySelector(%q)?.offsetParent && !document.querySelector(%[1]q).disabled`, selector), 10*time.Second)
	eval[bool](p, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, selector))
}

// link presses Share and reads the link from its sheet.
func (p *page) link() string {
	p.t.Helper()
	p.press("Share", "#share")
	p.until("the sheet", `document.querySelector('#share-sheet:popover-open') && document.getElementById('share-link').value`, 5*time.Second)
	l := eval[string](p, `document.getElementById('share-link').value`)
	p.press("Close", "#share-close")
	return l
}

// TestShare: a link made after dragging θ twice and switching learning off is
// opened twice in fresh browsers, and gives the spike hash of the first.
func TestShare(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	p.running(0.5)
	drag(p, 60, 120)
	drag(p, 120, 30)
	eval[bool](p, `(document.querySelector('[name="ring.plasticity.learning"]').click(), true)`)
	p.until("learning off", `document.querySelector('[name="ring.plasticity.learning"]').checked === false`, 5*time.Second)
	p.running(3)
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	was := p.run(url)
	link := p.link()
	t.Logf("%d characters, %d changes: %s", len(link), len(was["changes"].([]any)), link)
	hash := was["spike_hash"].(string)
	if !strings.HasPrefix(link, url+"/#preset=first-light&seed=42&engine=test&t=") || !strings.Contains(link, "&hash="+hash[:8]+"&") || len(link) > 2000 || !strings.Contains(link, "ring.plasticity.learning=false") {
		t.Errorf("link %s of hash %s", link, hash)
	}
	for k := range 2 {
		q := browser(t)(look{w: 1440, h: 900})
		q.do("open the link", chromedp.Navigate(link))
		q.until("the verdict", said("Same spikes as when the link was made ("+hash[:8]), 30*time.Second)
		q.press("Pause", "#play")
		q.until("θ as at the end", `Math.abs(Number(document.querySelector('[name="stimulus.theta_deg"]').value) - 30) < 3 && !document.querySelector('[name="ring.plasticity.learning"]').checked`, 5*time.Second)
		if h := eval[string](q, `location.hash`); h != "" {
			t.Errorf("the address still has %s", h)
		}
		is := q.run(url)
		if len(is["changes"].([]any)) != len(was["changes"].([]any)) || is["id"] == was["id"] {
			t.Errorf("browser %d: run %v with %d changes, want another one with %d", k, is["id"], len(is["changes"].([]any)), len(was["changes"].([]any)))
		}
		q.do("reload", chromedp.Navigate(eval[string](q, `location.href`)))
		q.running(3)
		if again := q.run(url); again["id"] != is["id"] {
			t.Errorf("a reload shows run %v, want %v", again["id"], is["id"])
		}
		q.silent()
	}
	p.silent()
}

// A link of another engine says so before and after; one that was edited has
// other spikes, and says both hashes.
func TestLinkOfAnotherEngine(t *testing.T) {
	url := server(t)
	open := browser(t)
	p := open(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	p.running(1)
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	link := p.link()
	p.press("Play", "#play")
	mine := eval[string](p, `location.href`)

	// In the page that is open: the old run stays, and Undo goes back to it.
	edited := strings.Replace(strings.Replace(link, "engine=test", "engine=0.0.1", 1), "preset=first-light", "preset=first-light&stimulus.contrast_pct=20", 1)
	edited = strings.Replace(strings.Replace(edited, "t=1", "t=31", 1), "&t=2", "&t=32", 1) // long enough to be seen on its way
	eval[bool](p, fmt.Sprintf(`(location.hash = %q, true)`, edited[strings.Index(edited, "#"):]))
	p.until("the warning before", said("The link was made by engine 0.0.1, this is test: spikes may differ."), 5*time.Second)
	if !eval[bool](p, said("Re-running 3")) {
		t.Errorf("no progress in words: %s", eval[string](p, `document.getElementById('notices').textContent`))
	}
	p.until("the warning after", said("Other spikes: link "), 60*time.Second)
	if words := eval[string](p, `document.querySelector('[data-notice=other]').textContent`); !strings.Contains(words, "the link was made by engine 0.0.1, this is test") {
		t.Errorf("it says %q", words)
	}
	if eval[string](p, `location.href`) == mine {
		t.Errorf("the link was opened in the run that was open")
	}
	p.press("Undo", "[data-notice=other] [data-do=undo]")
	p.until("the old run again", fmt.Sprintf(`location.href === %q`, mine), 5*time.Second)
	p.press("Redo", "#redo")
	p.until("the run of the link again", fmt.Sprintf(`location.href !== %q`, mine), 5*time.Second)

	// Skip opens its settings from 0.
	eval[bool](p, fmt.Sprintf(`(location.hash = %q, true)`, edited[strings.Index(edited, "#"):]))
	p.press("Skip", "[data-notice=rerun] [data-do=skip]")
	p.until("words for it", said("s were not re-run: the same settings, from 0."), 5*time.Second)
	if c := p.run(url)["values"].(map[string]any)["stimulus.contrast_pct"]; c != 20.0 {
		t.Errorf("contrast %v, want that of the link", c)
	}

	// In a fresh page Undo gives the preset's own values.
	q := open(look{w: 1440, h: 900})
	q.do("open a link", chromedp.Navigate(url+"/#preset=first-light&seed=7&stimulus.theta_deg=120"))
	q.until("its θ", `document.querySelector('[name="stimulus.theta_deg"]').value === '120' && document.querySelector('[name=seed]').value === '7'`, 10*time.Second)
	q.press("Undo", "#undo")
	q.until("the preset's θ and seed", `document.querySelector('[name="stimulus.theta_deg"]').value === '60' && document.querySelector('[name=seed]').value === '42'`, 10*time.Second)
	p.silent()
	q.silent()
}

// What stands behind the # may come from anyone.
func TestHostileLinks(t *testing.T) {
	url := server(t)
	open := browser(t)
	p := open(look{w: 1440, h: 900})
	for _, c := range []struct{ hash, words string }{
		{"preset=%3Cimg%20src=x%20onerror=alert(1)%3E", "This link cannot be opened. preset = "},
		{"preset=first-light&<b>x</b>=1&stimulus.sf_cpd=NaN", "<b>x</b> is unknown here; stimulus.sf_cpd = NaN, want 0.01 to 10 c/deg."},
		{"preset=first-light&stimulus.theta_deg=%zz", "This link cannot be opened."},
		{"preset=first-light&engine=<script>alert(1)</script>&stimulus.colour=red", "stimulus.colour is unknown here. The link was made by engine <script>alert(1)</script>, this is test."},
		{"preset=first-light&stimulus.kind=video&stimulus.file=/etc/passwd", "This link cannot be opened. stimulus.file"},
		{"preset=first-light&t=NaN&hash=zzz", "asks for what is not here. hash = "},
		{"preset=first-light&then=" + strings.Repeat("1:stimulus.theta_deg=5;", 2000), "asks for what is not here. then = "},
		{"preset=first-light&x=" + strings.Repeat("y", 150_000), "This link cannot be opened. link = 1500"},
	} {
		p.do("away", chromedp.Navigate("about:blank"))
		p.do("open", chromedp.Navigate(url+"/#"+c.hash))
		p.until(c.words, said(c.words), 10*time.Second)
		p.running(0.2) // a run is there all the same
		if n := eval[int](p, `document.querySelectorAll('#notices img, #notices script, #notices b b').length`); n != 0 {
			t.Errorf("%.60s: HTML of the link is on the page", c.hash)
		}
	}
	p.do("away", chromedp.Navigate("about:blank"))
	p.do("open", chromedp.Navigate(url+"/#preset=first-light&stimulus.colour=red&stimulus.theta_deg=100"))
	p.press("Open the rest", "[data-notice=link] [data-do=anyway]")
	p.until("θ of the link", `document.querySelector('[name="stimulus.theta_deg"]').value === '100'`, 10*time.Second)
	p.do("away", chromedp.Navigate("about:blank"))
	p.do("open a place on the page", chromedp.Navigate(url+"/#sees"))
	p.running(0.2)
	if eval[bool](p, `!!document.querySelector('[data-notice=link]')`) {
		t.Errorf("#sees was taken for a link")
	}
	p.silent("422", "status of 4")
}

// Where motion is to be small, a link opens paused at its time; a browser that
// refuses the clipboard shows the link, selected.
func TestShareQuietly(t *testing.T) {
	url := server(t)
	open := browser(t)
	p := open(look{w: 1440, h: 900, reduced: true})
	p.do("open", chromedp.Navigate(url+"/#preset=first-light&seed=42&t=2&then=1:stimulus.theta_deg=100"))
	p.until("paused at 2 s", `document.body.dataset.state === 'paused' && document.getElementById('clock').textContent === '2.0'`, 20*time.Second)
	eval[bool](p, `(navigator.clipboard.writeText = () => Promise.reject(new Error('refused')), true)`)
	eval[bool](p, `(document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 's', bubbles: true})), true)`)
	p.until("the link, selected", `document.activeElement?.id === 'share-link' && document.activeElement.selectionEnd > 40 && document.getElementById('share-word').textContent.startsWith('Copy this link')`, 5*time.Second)
	if l := eval[string](p, `document.getElementById('share-link').value`); !strings.Contains(l, "&t=2&hash=") || !strings.Contains(l, "&then=1:stimulus.theta_deg=100") {
		t.Errorf("link %s", l)
	}
	p.silent()
}
