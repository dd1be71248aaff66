package e2e

import (
	"fmt"

	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestShareSheet: the run or its settings alone, what an address of this
// computer means, and the link pasted into another page, whose run Undo
// brings back.
func TestShareSheet(t *testing.T) {
	at := server(t)
	open := browser(t)
	p := open(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(at))
	p.running(1.5)
	typeInto(p, `[data-number-for="stimulus.b_theta_deg"]`, "30")
	p.until("B_θ", valueIs(bTheta, "30"), 5*time.Second)
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	p.press("Share", "#share")
	const link = `document.getElementById('share-link')`
	p.until("the run", `document.querySelector('#share-sheet:popover-open') && !document.getElementById('share-what').hidden && `+link+`.value.includes('&t=')`, 5*time.Second)
	whole := eval[string](p, link+`.value`)
	if words := eval[string](p, `document.getElementById('share-sheet').innerText`); !strings.Contains(words, "with all that happened (re-runs ") || !strings.Contains(words, "Opens on this computer.") {
		t.Errorf("the sheet says %q", words)
	}
	shoot(p, "share-sheet")
	eval[bool](p, `(document.querySelector('[name=share-what][value=settings]').click(), true)`)
	p.until("the settings alone", link+`.value.includes('stimulus.b_theta_deg=30') && !/[&](t|hash|then)=/.test(`+link+`.value) && `+link+`.scrollLeft === 0`, 5*time.Second)
	eval[bool](p, `(document.querySelector('[name=share-what][value=all]').click(), true)`)
	p.until("the run again", link+`.value === `+fmt.Sprintf("%q", whole), 5*time.Second)

	q := open(look{w: 1440, h: 900})
	q.do("open", chromedp.Navigate(at))
	q.running(2)
	mine := q.run(at)["id"]
	elsewhere := "http://127.0.0.1:1/" + whole[strings.Index(whole, "#"):]
	eval[bool](q, fmt.Sprintf(`(() => { const d = new DataTransfer(); d.setData('text/plain', %q); document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true })); return true })()`, elsewhere))
	q.until("the run of the link", said("Same spikes as when the link was made"), 30*time.Second)
	if q.run(at)["id"] == mine {
		t.Error("the link was opened in the run that was there")
	}
	q.do("leave the boxes", chromedp.Focus("#step"))
	pressKey(q, "z")
	q.until("the old run, playing", fmt.Sprintf(`new URLSearchParams(location.search).get('session') === %q && document.body.dataset.state === 'playing' && Number(document.getElementById('clock').textContent) >= 2`, mine), 10*time.Second)
	p.silent()
	q.silent()
}

// TestRefusalsInWords: a number that none is, and half a turn too many.
func TestRefusalsInWords(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	const words = `[...document.querySelectorAll('.control p.refused')].filter(e => !e.hidden).map(e => e.textContent).join()`
	for _, c := range []struct{ typed, want string }{{"1e309", "1e309"}, {"400", "(400° is the bar at 40°)"}} {
		typeInto(p, `[data-number-for="stimulus.theta_deg"]`, c.typed)
		p.until(c.want, fmt.Sprintf(`%s.includes(%q)`, words, c.want), 5*time.Second)
	}
	p.silent("422")
}

// TestEscapeClosesAlone: the sheet of what is to be copied by hand closes, and
// the run goes on.
func TestEscapeClosesAlone(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	for _, open := range []string{`document.getElementById('copy-sheet').showModal()`, `document.getElementById('share').click()`} {
		eval[bool](p, `(`+open+`, true)`)
		p.until("open", `document.querySelector('#copy-sheet[open], #share-sheet:popover-open')`, 5*time.Second)
		time.Sleep(200 * time.Millisecond)
		pressKey(p, kb.Escape)
		p.until("closed", `!document.querySelector('#copy-sheet[open], #share-sheet:popover-open')`, 5*time.Second)
		time.Sleep(300 * time.Millisecond)
		if s := eval[string](p, `document.body.dataset.state`); s != "playing" {
			t.Errorf("after Escape the run is %s", s)
		}
	}
	p.silent()
}
