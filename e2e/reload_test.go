package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// inked is a JavaScript expression: how many pixels of a canvas are drawn on,
// between two parts of its width.
func inked(canvas string, from, to float64) string {
	return fmt.Sprintf(`(() => { const c = document.getElementById('%s'); const x = Math.round(c.width * %g); const w = Math.round(c.width * %g) - x;
		const d = new Uint32Array(c.getContext('2d').getImageData(x, 0, w, c.height).data.buffer); let n = 0; for (const v of d) if (v !== 0) n++; return n })()`, canvas, from, to)
}

// TestReloadKeepsThePast loads the page anew while the run stands still: what
// the server remembers is drawn again.
func TestReloadKeepsThePast(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	p.until("seconds to remember", simulated+` > 5`, 40*time.Second)
	setRange(p, "stimulus.theta_deg", 120)
	p.until("twelve seconds", simulated+` > 12`, 60*time.Second)
	p.do("pause", chromedp.Evaluate[chromedp.Void](`document.getElementById('play').click()`))
	p.until("a pause", `document.body.dataset.state === 'paused'`, 3*time.Second)
	time.Sleep(800 * time.Millisecond)
	canvases := []string{"c-raster", "c-rates", "c-selectivity", "c-timeline"}
	before := map[string]float64{}
	for _, c := range canvases {
		before[c] = eval[float64](p, inked(c, .2, .9))
	}
	clock := eval[float64](p, simulated)
	shoot(p, "reload-before")

	p.do("reload", chromedp.Evaluate[chromedp.Void](`void (document.body.dataset.state = ''); location.reload()`))
	p.until("the same run, paused", fmt.Sprintf(`document.body?.dataset.state === 'paused' && %s === %g`, simulated, clock), 10*time.Second)
	time.Sleep(1500 * time.Millisecond)
	shoot(p, "reload-after")
	for _, c := range canvases {
		if n := eval[float64](p, inked(c, .2, .9)); !(n > .93*before[c] && n < 1.07*before[c]) {
			t.Errorf("%s has %.0f pixels drawn after a reload, want about %.0f", c, n, before[c])
		}
	}
	if s := eval[string](p, moment+`.min`); s != "0" {
		t.Errorf("time is known from %s ms, want 0", s)
	}
	p.until("the change in words", `/last change .*60° → 120°/.test(document.querySelector('[data-panel=raster]').getAttribute('aria-label'))`, 5*time.Second)
	p.silent()
}
