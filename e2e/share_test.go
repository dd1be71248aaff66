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
