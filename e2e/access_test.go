package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// inReach is a JavaScript function: whether an element can be seen and is not
// set aside for screen readers.
const inReach = `const inReach = e => { if (!e.checkVisibility({opacityProperty: false, visibilityProperty: true}) || e.closest('.hush, .skip')) return false;
	const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1 };
	const called = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.name ? '[name=' + e.name + ']' : '') + ' ' + (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40);`

// targets are what a finger or a pointer presses: the control itself, or the
// label, slider track or row that stands for it.
const targets = `const pressed = e => e.matches('input[type=range]') ? e.closest('.track') ?? e : e.matches('input[type=checkbox], input[type=radio], input[type=file]') ? e.closest('label') ?? e : e;
	const targets = () => [...document.querySelectorAll('button, a[href], summary, select, input, textarea, [role=button], [role=menuitem], [role=slider][tabindex]')].map(pressed).filter((e, k, all) => inReach(e) && all.indexOf(e) === k);`

// targets tells what is pressed and less than 24 px large, 44 px on a screen
// that is touched, unless it was told before. What stands within a sentence is
// left out, as WCAG 2.5.8 does.
func (p *page) targets(t *testing.T, l look, told map[string]bool) {
	t.Helper()
	least := 24
	if l.touch {
		least = 44
	}
	js := fmt.Sprintf(`(() => { %s %s
		const inline = e => getComputedStyle(e).display.startsWith('inline') && e.parentElement.matches('p, li, dd') && [...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
		// The ground that answers: the element, and what ::after adds around it.
		const size = e => { const r = e.getBoundingClientRect(), c = getComputedStyle(e, '::after'), more = (a, b) => Math.max(0, -parseFloat(a) || 0) + Math.max(0, -parseFloat(b) || 0);
			return c.content !== 'none' && c.position === 'absolute' ? [r.width + more(c.left, c.right), r.height + more(c.top, c.bottom)] : [r.width, r.height] };
		return targets().filter(e => size(e).some(x => Math.round(x) < %[3]d) && !inline(e)).map(e => called(e) + ': ' + size(e).map(Math.round).join(' x ')) })()`, inReach, targets, least)
	for _, small := range eval[[]string](p, js) {
		if !told[small] {
			told[small] = true
			t.Errorf("want %d px: %s", least, small)
		}
	}
}

// figures tells which panels have no numbers in words.
func (p *page) figures(t *testing.T) {
	t.Helper()
	for _, bad := range eval[[]string](p, `[...document.querySelectorAll('[data-panel]')].filter(e => e.getAttribute('role') !== 'figure' || !(e.getAttribute('aria-label') ?? '').trim()).map(e => e.dataset.panel)`) {
		t.Errorf("panel %s is no figure with a label", bad)
	}
}

// TestFocusIsVisible goes through the page with Tab, back and forth: every stop
// has a ring of 2 px, lies on the screen, and none holds the focus.
func TestFocusIsVisible(t *testing.T) {
	open := browser(t)
	for _, l := range []look{{w: 1440, h: 900}, {w: 390, h: 844, dark: true}} {
		t.Run(l.name(), func(t *testing.T) {
			p := open(l)
			p.t = t
			p.do("open", chromedp.Navigate(server(t)))
			p.until("an angle", near(60, 10), 20*time.Second)
			p.do("open the drawer", chromedp.Evaluate[chromedp.Void](click("#more-button")))
			seen := map[string]int{}
			last := ""
			stops := 0
			for range 400 {
				p.do("Tab", chromedp.KeyEvent("\t"))
				type stop struct{ Name, Ring, Where string }
				s := eval[stop](p, `(() => { `+inReach+`
					const e = document.activeElement;
					if (!e || e === document.body) return {Name: '', Ring: '', Where: ''};
					// The ring is on the element, or on what is drawn in its place.
					const drawn = [e, e.closest('.track'), e.closest('label'), e.closest('.pick'), ...e.parentElement.querySelectorAll('.thumb, i')].filter(Boolean);
					const ring = drawn.flatMap(d => [getComputedStyle(d), getComputedStyle(d, '::before'), getComputedStyle(d, '::after')]).some(c => { return (c.outlineStyle !== 'none' && parseFloat(c.outlineWidth) >= 2) || /0px 0px 0px [2-9]/.test(c.boxShadow) });
					const r = (e.matches('.hush') ? e.closest('label') ?? e : e).getBoundingClientRect();
					const on = r.right > 0 && r.left < innerWidth && r.bottom > 0 && r.top < innerHeight;
					return {Name: called(e), Ring: ring ? 'yes' : '', Where: on ? 'yes' : JSON.stringify(r)} })()`)
				if s.Name == "" {
					if stops > 0 {
						break // past the end of the page
					}
					continue
				}
				stops++
				seen[s.Name]++
				if s.Name == last {
					t.Fatalf("%s holds the focus", s.Name)
				}
				if s.Ring == "" {
					t.Errorf("%s has no visible focus", s.Name)
				}
				if s.Where != "yes" {
					t.Errorf("%s has the focus and is not on the screen: %s", s.Name, s.Where)
				}
				last = s.Name
			}
			if stops < 40 {
				t.Errorf("Tab stops at %d places, want at least the sliders and buttons of the page", stops)
			}
			t.Logf("%d stops", stops)
			p.silent()
		})
	}
}

// TestReflow: at 400 % zoom, 320 CSS px wide, nothing has to be scrolled
// sideways but what is meant to be.
func TestReflow(t *testing.T) {
	open := browser(t)
	url := server(t)
	visit(t, open, url, look{w: 320, h: 256, scale: 4}, func(t *testing.T, p *page, s state) {
		js := `(() => { ` + inReach + `
			const out = [];
			if (document.documentElement.scrollWidth > 320) out.push('the page is ' + document.documentElement.scrollWidth + ' px wide');
			// What sticks out, unless it lies in something that is swiped.
			const swiped = e => { for (let a = e.parentElement; a; a = a.parentElement) { const o = getComputedStyle(a).overflowX; if ((o === 'auto' || o === 'scroll') && a.scrollWidth > a.clientWidth && a !== document.body && !a.matches('main, html')) return true } return false };
			for (const e of document.querySelectorAll('button, input, select, summary, h1, h2, p, canvas, dt, dd, td, th')) {
				if (!inReach(e) || swiped(e)) continue;
				const r = e.getBoundingClientRect();
				if (r.right > 321 || r.left < -1) out.push(called(e) + ' reaches from ' + Math.round(r.left) + ' to ' + Math.round(r.right));
			}
			return out.slice(0, 12) })()`
		for _, bad := range eval[[]string](p, js) {
			t.Errorf("%s: %s", s.name, bad)
		}
	})
}

// TestReducedMotion: no element moves by itself, and what is drawn anew is
// drawn at most once a second.
func TestReducedMotion(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900, reduced: true})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("a finished still", near(60, 8), 15*time.Second)
	p.do("play", chromedp.Evaluate[chromedp.Void](click("#play")))
	p.until("it plays", `document.body.dataset.state === 'playing'`, 5*time.Second)
	time.Sleep(1500 * time.Millisecond)
	p.do("count", chromedp.Evaluate[chromedp.Void](`(() => { window.paints = {}; for (const c of document.querySelectorAll('canvas[id]')) { const x = c.getContext('2d'); if (!x) continue;
		const clear = x.clearRect.bind(x); paints[c.id] = []; x.clearRect = (...a) => { const at = performance.now(), p = paints[c.id]; if (!p.length || at - p.at(-1) > 50) p.push(at); clear(...a) } } })()`))
	time.Sleep(6 * time.Second)
	type count struct {
		ID   string
		N    int
		Gaps []float64
	}
	some := 0
	for _, c := range eval[[]count](p, `Object.entries(paints).map(([id, p]) => ({ID: id, N: p.length, Gaps: p.slice(1).map((t, k) => t - p[k])}))`) {
		some += c.N
		if c.N > 7 {
			t.Errorf("%s was painted %d times in 6 s, want at most once a second", c.ID, c.N)
		}
	}
	if some < 6 {
		t.Errorf("%d paintings in 6 s: nothing was counted", some)
	}
	for _, l := range []string{"#more-button", "#about summary", "#keys"} {
		p.do("press "+l, chromedp.Evaluate[chromedp.Void](click(l)))
		if moving := eval[[]string](p, `document.getAnimations().filter(a => a.playState === 'running' && a.effect.getComputedTiming().duration > 1).map(a => a.effect.target.className + ' ' + (a.transitionProperty ?? a.animationName))`); len(moving) > 0 {
			t.Errorf("%s moves: %s", l, strings.Join(moving, ", "))
		}
	}
	p.silent()
}
