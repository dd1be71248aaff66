package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// grip is a handle of the plasticity window: its middle and its value.
type grip struct{ X, Y, Now float64 }

func gripAt(p *page, part string) grip {
	p.t.Helper()
	return eval[grip](p, `(e => { const r = e.getBoundingClientRect(); return {X: r.x + r.width/2, Y: r.y + r.height/2, Now: Number(e.ariaValueNow)} })(document.querySelector('.grip[data-part=`+part+`]'))`)
}

func TestScratchStdp(t *testing.T) {
	p := ready(t)
	p.until("handles", `document.querySelectorAll('.grip:not([hidden])').length === 4`, 10*time.Second)
	time.Sleep(4 * time.Second)
	shoot(p, "stdp-1440")
	p.do("menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('[popovertarget=menu-stdp]').click()`))
	time.Sleep(200 * time.Millisecond)
	p.do("max", chromedp.Evaluate[chromedp.Void](`document.querySelector('#menu-stdp [data-do=full]').click()`))
	time.Sleep(3 * time.Second)
	shoot(p, "stdp-full")
	p.silent()
}
