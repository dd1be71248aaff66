package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// swipe draws one finger from a point by a way, as the protocol reports it.
func (p *page) swipe(x, y, dx, dy float64) {
	p.t.Helper()
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		p.do("a finger", call(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: append([]*input.TouchPoint{}, points...)}))
	}
	touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: x, Y: y})
	const steps = 10
	for k := 1.0; k <= steps; k++ {
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: x + dx*k/steps, Y: y + dy*k/steps})
		time.Sleep(16 * time.Millisecond)
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
}

// TestFingerOnTheSliders: a finger that scrolls over the drawer changes
// nothing, a tap takes the focus alone, and one that goes sideways changes the
// slider it is on; on a chart a swipe does not travel in time.
func TestFingerOnTheSliders(t *testing.T) {
	p := started(t, look{w: 390, h: 844, touch: true})
	p.do("open the drawer", chromedp.Evaluate[chromedp.Void](click("#more-button")))
	time.Sleep(300 * time.Millisecond)
	type point struct{ X, Y, Right float64 }
	all := `JSON.stringify([...document.querySelectorAll('#dock input[type=range]')].map(e => e.value))`
	track := func(name string) point {
		return eval[point](p, fmt.Sprintf(`(() => { const r = document.querySelector('input[name="%s"]').closest('.track').getBoundingClientRect(); return {X: r.x + 8, Y: r.y + r.height / 2, Right: r.right - 8} })()`, name))
	}
	for _, part := range []float64{.1, .3, .6, .9} {
		was := eval[string](p, all)
		at := track(bTheta)
		p.swipe(at.X+part*(at.Right-at.X), at.Y, 7, -200)
		time.Sleep(250 * time.Millisecond)
		if now := eval[string](p, all); now != was {
			t.Errorf("a flick up at %g of the track changed %s to %s", part, was, now)
		}
		p.do("back", chromedp.Evaluate[chromedp.Void](`document.getElementById('dock').scrollTop = 0`))
		time.Sleep(100 * time.Millisecond)
	}
	was := eval[string](p, all)
	at := track(theta)
	p.swipe(at.X, at.Y, 0, 0)
	if now := eval[string](p, all); now != was {
		t.Errorf("a tap changed %s to %s", was, now)
	}
	if name := eval[string](p, `document.activeElement.name ?? ''`); name != theta {
		t.Errorf("a tap on %s gave the focus to %q", theta, name)
	}
	p.swipe(at.X+.3*(at.Right-at.X), at.Y, .5*(at.Right-at.X), 6)
	if v := eval[float64](p, fmt.Sprintf(`Number(document.querySelector('input[name="%s"]').value)`, theta)); v < 110 || v > 175 {
		t.Errorf("a finger that went to 0.8 of the track left θ at %g", v)
	}

	p.do("look at the bar", chromedp.Evaluate[chromedp.Void](`document.getElementById('dock').scrollTop = 500`))
	if !eval[bool](p, `(() => { const b = document.getElementById('more-button').getBoundingClientRect(); return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)?.closest('#more-button') !== null })()`) {
		t.Error("the drawer's bar is not on top while it scrolls")
	}
	p.do("close", chromedp.Evaluate[chromedp.Void](click("#more-button")))
	chart := eval[point](p, `(() => { const c = document.getElementById('c-raster'); c.scrollIntoView({block: 'center'}); const r = c.getBoundingClientRect(); return {X: r.x + r.width * .8, Y: r.y + 40, Right: 0} })()`)
	p.swipe(chart.X, chart.Y, -150, 4)
	if eval[bool](p, isFree) {
		t.Error("a swipe over the spikes went back in time")
	}
	p.silent()
}

// TestFingerTargets: what a finger presses is 44 px large on a tablet and on a
// phone on its side as well, and there the toolbar is one row and nothing stays
// over the page while it scrolls. TestStates looks at the phone held upright.
func TestFingerTargets(t *testing.T) {
	open := browser(t)
	url := server(t)
	for _, l := range []look{{w: 844, h: 390, touch: true}, {w: 820, h: 1180, touch: true}} {
		t.Run(fmt.Sprint(l.w), func(t *testing.T) {
			p := open(l)
			p.t = t
			p.do("open", chromedp.Navigate(url))
			p.until("an angle", near(60, 10), 20*time.Second)
			told := map[string]bool{}
			p.targets(t, l, told)
			shoot(p, fmt.Sprintf("touch-%d", l.w))
			if l.h < 480 {
				if h := eval[float64](p, `document.querySelector('.run').getBoundingClientRect().height`); h > 64 {
					t.Errorf("the toolbar is %g px high, want one row", h)
				}
				if stays := eval[[]string](p, `[...document.querySelectorAll('body > *')].filter(e => e.checkVisibility() && !e.matches('.toasts, .notices') && /fixed|sticky/.test(getComputedStyle(e).position)).map(e => e.className)`); len(stays) > 0 {
					t.Errorf("%v stay over the page", stays)
				}
			}
			p.do("open the drawer", chromedp.Evaluate[chromedp.Void](click("#more-button")))
			time.Sleep(300 * time.Millisecond)
			p.targets(t, l, told)
			p.do("close it, open a menu", chromedp.Evaluate[chromedp.Void](click("#more-button")+`; document.querySelector('[popovertarget=menu-raster]').click()`))
			p.until("the menu", `document.getElementById('menu-raster')?.matches(':popover-open') || document.querySelector('.panel-menu:popover-open')`, 3*time.Second)
			p.targets(t, l, told)
			if w := eval[float64](p, `document.documentElement.scrollWidth`); w > float64(l.w) {
				t.Errorf("the page is %g px wide", w)
			}
		})
	}
}

// TestFullScreenNarrow: one panel on the whole of a narrow screen, also at
// 200 % zoom, is no wider than the screen.
func TestFullScreenNarrow(t *testing.T) {
	open := browser(t)
	url := server(t)
	for _, l := range []look{{w: 390, h: 844, touch: true}, {w: 195, h: 422, touch: true}} {
		p := open(l)
		p.do("open", chromedp.Navigate(url))
		p.until("an angle", near(60, 10), 20*time.Second)
		wide := `(() => { ` + inReach + ` const out = [...document.querySelectorAll('main *, .run *, .top *, .about *, #dock *')].filter(e => inReach(e) && !e.closest('svg, .deck, [popover], .sheet') && e.getBoundingClientRect().right > innerWidth + 1).map(called);
			if (document.documentElement.scrollWidth > innerWidth) out.push('the page: ' + document.documentElement.scrollWidth); return out.slice(0, 8) })()`
		for _, bad := range eval[[]string](p, wide) {
			t.Errorf("%d: %s is wider than the screen", l.w, bad)
		}
		shoot(p, fmt.Sprintf("narrow-%d", l.w))
		p.do("the menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('[popovertarget=menu-raster]').click()`))
		p.do("full screen", chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('.panel-menu:popover-open button')].find(b => b.innerText.startsWith('Full')).click()`))
		p.until("full screen", `document.body.hasAttribute('data-full')`, 3*time.Second)
		time.Sleep(300 * time.Millisecond)
		for _, bad := range eval[[]string](p, wide) {
			t.Errorf("%d, full screen: %s is wider than the screen", l.w, bad)
		}
		shoot(p, fmt.Sprintf("narrow-%d-full", l.w))
	}
}
