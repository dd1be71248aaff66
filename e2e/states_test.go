package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// state is a state of the page that is to be looked at: by axe-core, and by
// people on the contact sheet. A new one is one row of states.
type state struct {
	name   string
	path   string // address; "" is "/"
	early  string // JavaScript that runs before that of the page
	preset string // loaded first; "" is the page as it opens
	open   string // JavaScript that leads there
	shown  string // an expression that is true there
	close  string // JavaScript that leads back; without it the tab is given up
	width  int64  // only at this width; 0: at each
	but    string // the console may say this
}

// click is JavaScript that presses what a selector finds.
func click(selector string) string {
	return fmt.Sprintf(`document.querySelector(%q).click()`, selector)
}

const escape = `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, cancelable: true}))`

// states are in an order in which those of one preset follow each other. Those
// that leave the page changed have no way back and come last.
var states = []state{
	{name: "first-light", shown: `document.querySelector('[data-panel=orientation]').dataset.decodedDeg`, close: `0`},
	{name: "drawer", open: click("#more-button"), shown: `!document.getElementById('more').hidden`, close: click("#more-button")},
	{name: "about", open: click("#about summary"), shown: `document.getElementById('about').open`, close: click("#about summary")},
	{name: "keys", open: click("#keys"), shown: `document.getElementById('keys-sheet').open`, close: `document.getElementById('keys-sheet').close()`},
	sheet("calculator", click("#geometry"), "calculator"),
	sheet("frame-report", click("#timing"), "frame-report"),
	sheet("finder", click("#find-button")+`; const f = document.getElementById('find'); f.value = 'width'; f.dispatchEvent(new Event('input', {bubbles: true}))`, "finder"),
	{name: "help", open: `const r = document.querySelector("#dock .rows input[type=range]"); r.focus(); r.dispatchEvent(new KeyboardEvent('keydown', {key: 'F1', bubbles: true, cancelable: true}))`, shown: `document.querySelector('#help:popover-open article')`, close: `document.getElementById('help').hidePopover()`},
	sheet("panels-menu", click("#panels-button"), "panels-menu"),
	sheet("stimulus-menu", click("[popovertarget=menu-stimulus]"), "menu-stimulus"),
	sheet("movie-menu", click("#menu-stimulus [data-do=movie]"), "menu-movie"),
	sheet("orientation-menu", click("[popovertarget=menu-orientation]"), "menu-orientation"),
	sheet("what-is-this", click("#menu-orientation [data-do=about]"), "about-orientation"),
	sheet("stdp-menu", click("[popovertarget=menu-stdp]"), "menu-stdp"),
	{name: "raster-choice", open: click("#raster-shown summary"), shown: `document.querySelector('#raster-populations li')`, close: click("#raster-shown summary")},
	{name: "download", open: click("#download summary"), shown: `document.getElementById('download').open`, close: click("#download summary")},
	sheet("share", click("#share"), "share-sheet"),
	{name: "gallery", open: click("#gallery-button"), shown: `document.getElementById('gallery').open`, close: `document.getElementById('gallery').close()`},
	{name: "table", open: click("#menu-tuning [data-do=table]"), shown: `document.querySelector('#tuning .table-view td')`, close: click("#menu-tuning [data-do=table]")},
	{name: "full-screen", open: click("#menu-raster [data-do=full]"), shown: `document.body.dataset.full !== undefined || document.querySelector('.full-panel, [data-full]')`, close: click("#menu-raster [data-do=full]")},
	{name: "scrub", open: click("#let-go") + `; const m = document.getElementById('moment'); m.value = String(Math.max(Number(m.min), Number(m.value) - 700)); m.dispatchEvent(new Event('input', {bubbles: true}))`, shown: `!document.getElementById('free').hidden`, close: click("#follow")},
	{name: "refused", open: put("stimulus.sf_cpd", "30"), shown: `document.body.innerText.includes('want 0.01 to 10')`, close: put("stimulus.sf_cpd", "1"), but: "422"},
	{name: "notices", open: everyNotice, shown: `document.querySelectorAll('#notices .notice').length > 6`, close: `document.getElementById('notices').replaceChildren()`},
	{name: "all-panels", open: `document.querySelectorAll('#panels-menu [data-show]').forEach(c => { if (!c.checked && !c.closest('[hidden]')) c.click() })`, shown: `document.querySelectorAll('[data-panel]').length > 8`, close: click("#panels-usual"), but: "404"},
	{name: "paused", open: click("#play"), shown: `document.body.dataset.state === 'paused'`},
	{name: "held", open: ask(`{"stimulus.contrast_pct": 100, "stimulus.b_v": "inf", "stimulus.sf_cpd": 0.4}`), shown: `!document.getElementById('guard').hidden`, width: 1440},
	{name: "warned", open: ask(`{"stimulus.sf_cpd": 9}`), shown: `!document.getElementById('warnings').hidden`},
	{name: "video", open: chosen("stimulus.kind", "video"), shown: `!document.getElementById('video').hidden`},
	{name: "lost", open: `window.fetch = () => Promise.reject(new Error('away')); window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.()) } close() {} }; sockets.forEach(s => s.close())`, shown: `document.body.dataset.state === 'lost'`, but: "WebSocket"},
	{name: "failed", open: runaway, shown: `document.body.dataset.state === 'failed'`},
	{name: "six-sequences", preset: "six-sequences", shown: `document.body.dataset.form === 'ring'`},
	{name: "done", preset: "two-layers", open: command(`{"until_s": 0.1}`), shown: `document.body.dataset.state === 'done'`},
	{name: "coba", preset: "coba", shown: `document.body.dataset.form === 'free'`, close: `0`},
	{name: "coba-drawer", preset: "coba", open: click("#more-button"), shown: `!document.getElementById('more').hidden`},
	{name: "kiosk", path: "/?kiosk=1", shown: `document.getElementById('kiosk-title')?.checkVisibility()`, width: 1440},
	{name: "offline", path: "/offline", early: `window.fetch = () => Promise.reject(new Error('away'))`, shown: `document.querySelector('h1')`},
	{name: "not-found", path: "/nowhere", shown: `document.querySelector('h1')`, but: "404"},
}

// sheet is a state in which a popover is open.
func sheet(name, open, id string) state {
	return state{name: name, open: open, shown: fmt.Sprintf(`document.querySelector('#%s:popover-open')`, id), close: fmt.Sprintf(`document.getElementById(%q).hidePopover()`, id)}
}

// everyNotice is JavaScript that shows every sentence that the page may say of
// a fault, one below the other.
const everyNotice = `document.querySelectorAll('template[id^=notice-]').forEach(t => { const n = t.content.firstElementChild.cloneNode(true);
	n.querySelectorAll('[data-slot]').forEach(s => { if (!s.textContent) s.textContent = 'Words of ' + s.dataset.slot });
	document.getElementById('notices').append(n) })`

// runaway is JavaScript that makes the network of first-light run away.
var runaway = ask(`{"ring.ie_w0_ns": 0, "ring.ie_w_max_ns": 0, "ring.ee_w0_ns": 2000, "ring.ee_w_max_ns": 2000}`)

// ask is JavaScript that sets parameters over HTTP, as a script of a user's would.
func ask(json string) string {
	return fmt.Sprintf(`fetch('/api/v1/sessions/' + new URLSearchParams(location.search).get('session') + '/params', {method: 'PATCH', headers: {'Content-Type': 'application/json'}, body: %q}).then(r => { if (!r.ok) r.text().then(t => console.error(t)) })`, json)
}

// command is JavaScript that tells the run what to do.
func command(json string) string {
	return strings.Replace(strings.Replace(ask(json), "/params", "/control", 1), "PATCH", "POST", 1)
}

// put is JavaScript that types a value into the box of a parameter.
func put(path, value string) string {
	return fmt.Sprintf(`(() => { const b = document.querySelector('[data-number-for=%q]'); b.focus(); b.value = %q; for (const e of ['input', 'change']) b.dispatchEvent(new Event(e, {bubbles: true})) })()`, path, value)
}

// chosen is JavaScript that chooses from a list.
func chosen(name, value string) string {
	return fmt.Sprintf(`(() => { const s = document.querySelector('select[name=%q]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, name, value)
}

// visit goes through states as one looks at them, and calls f in each. Tabs are
// of open, addresses of url.
func visit(t *testing.T, open func(look) *page, url string, l look, f func(t *testing.T, p *page, s state)) {
	var p *page
	var at string // the preset that p shows
	var but []string
	leave := func() {
		if p != nil {
			p.t = t
			p.silent(but...)
			p.do("close", chromedp.Navigate("about:blank"))
		}
		p, but = nil, nil
	}
	for _, s := range states {
		if (s.width != 0 && s.width != l.w) || !wanted("STATES", s.name) {
			continue
		}
		if s.preset != at || s.path != "" {
			leave()
		}
		well := t.Run(s.name, func(t *testing.T) {
			if p == nil {
				p, at = open(l), s.preset
				p.t = t
				p.do("note the streams", watchSockets)
				if s.early != "" {
					p.do("before the page", call(cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: s.early}))
				}
				p.do("open", chromedp.Navigate(url+s.path))
				if s.path == "" {
					p.until("a session", `location.search.includes('session=')`, 20*time.Second)
				}
				if s.preset != "" {
					choose(p, s.preset)
					p.until("spikes", spikesDrawn, 20*time.Second)
				} else if s.path == "" {
					p.until("an angle", `document.querySelector('[data-panel=orientation]')?.dataset.decodedDeg`, 20*time.Second)
				}
			}
			p.t = t
			if s.but != "" {
				but = append(but, s.but)
			}
			if s.open != "" {
				p.do("open "+s.name, chromedp.Evaluate[chromedp.Void]("(() => { "+s.open+" })()"))
			}
			p.until(s.name, s.shown, 20*time.Second)
			f(t, p, s)
			if s.close != "" {
				p.do("close "+s.name, chromedp.Evaluate[chromedp.Void]("(() => { "+s.close+" })()"))
			}
		})
		if s.close == "" || !well {
			leave()
		}
	}
	leave()
}

// watchSockets keeps the websockets of a page where a test finds them.
var watchSockets = call(cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{
	Source: `window.sockets = []; window.WebSocket = class extends WebSocket { constructor(...a) { super(...a); sockets.push(this) } }`,
})
