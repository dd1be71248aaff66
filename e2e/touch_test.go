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
