package e2e

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var lookDir = func() string {
	if d := os.Getenv("LOOK_DIR"); d != "" {
		return d
	}
	return "/tmp/striate/page/before"
}()

func shot(p *page, name string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	os.WriteFile(lookDir+"/"+name+".png", png, 0o644)
}

func js(p *page, s string) { p.t.Helper(); p.do(s, chromedp.Evaluate[chromedp.Void](s)) }

func kindOf(p *page, kind string) {
	js(p, fmt.Sprintf(`(() => { const s = document.querySelector('select[name="stimulus.kind"]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, kind))
	time.Sleep(1800 * time.Millisecond)
}

func opened(t *testing.T, open func(look) *page, l look) *page {
	p := open(l)
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60", near(60, 8), 20*time.Second)
	time.Sleep(800 * time.Millisecond)
	return p
}

func TestZZKinds(t *testing.T) {
	open := browser(t)
	p := opened(t, open, look{w: 1440, h: 900})
	for _, kind := range eval[[]string](p, `[...document.querySelectorAll('select[name="stimulus.kind"] option')].map(o => o.value)`) {
		kindOf(p, kind)
		shot(p, "kind_"+kind)
		t.Log(kind, eval[string](p, `[...document.querySelectorAll('#dock .rows .row[data-group="stimulus"] .control')].map(c => c.dataset.path.slice(9)).join(', ') + ' | ' + document.getElementById('flash').textContent + ' | ' + document.getElementById('geometry').textContent+ ' | ' + document.getElementById('readouts').innerText.replace(/\n/g,' ') + ' | ' + document.getElementById('warnings').innerText+ ' | guard ' + !document.getElementById('guard').hidden`))
	}
}

func TestZZDrawer(t *testing.T) {
	open := browser(t)
	p := opened(t, open, look{w: 1440, h: 900})
	js(p, `document.getElementById('more-button').click()`)
	for _, kind := range []string{"motion_cloud", "plaid", "sum", "masked", "sequence", "eye_movements"} {
		kindOf(p, kind)
		shot(p, "more_"+kind)
		t.Log(kind, eval[string](p, `[...document.querySelectorAll('#more .group')].map(g => g.querySelector('legend').innerText + ': ' + [...g.querySelectorAll('.control')].map(c => c.dataset.path.split('.').at(-1)).join(' ')).join('\n')`))
	}
}

func TestZZSheets(t *testing.T) {
	open := browser(t)
	for _, l := range []struct {
		name string
		look
	}{{"1440", look{w: 1440, h: 900}}, {"1440d", look{w: 1440, h: 900, dark: true}}, {"1024", look{w: 1024, h: 768}}, {"390", look{w: 390, h: 844, scale: 2}}, {"390d", look{w: 390, h: 844, scale: 2, dark: true}}} {
		p := opened(t, open, l.look)
		shot(p, l.name+"_first")
		js(p, `document.getElementById('geometry').click()`)
		time.Sleep(300 * time.Millisecond)
		shot(p, l.name+"_calc")
		js(p, `document.getElementById('calculator').hidePopover()`)
		js(p, `document.getElementById('timing').click()`)
		time.Sleep(800 * time.Millisecond)
		shot(p, l.name+"_frames")
		js(p, `document.getElementById('frame-report').hidePopover()`)
		js(p, `document.querySelector('#stimulus details.menu').open = true`)
		time.Sleep(300 * time.Millisecond)
		shot(p, l.name+"_menu")
		js(p, `document.querySelector('#stimulus details.menu').open = false; document.querySelector('#download').open = true`)
		time.Sleep(300 * time.Millisecond)
		shot(p, l.name+"_download")
		js(p, `document.querySelector('#download').open = false; document.querySelector('#c-space').scrollIntoView()`)
		for _, n := range []string{"spectrum", "luminance", "space"} {
			tab(p, n)
			js(p, `document.querySelector('#bench').scrollIntoView({block:'center', inline: 'center'})`)
			time.Sleep(2500 * time.Millisecond)
			shot(p, l.name+"_"+n)
		}
		js(p, `document.querySelector('#stimulus').scrollIntoView({block:'center', inline: 'center'}); document.querySelector('#deck').scrollLeft = 0`)
		patch(p, `{"stimulus.contrast_pct": 100, "stimulus.b_v": "inf", "stimulus.sf_cpd": 0.4}`)
		for k := 0; k < 100 && !eval[bool](p, `!document.getElementById('guard').hidden`); k++ {
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(500 * time.Millisecond)
		shot(p, l.name+"_guard")
		js(p, `document.getElementById('guard-small').click()`)
		time.Sleep(2500 * time.Millisecond)
		shot(p, l.name+"_small")
		js(p, `document.getElementById('more-button').click()`)
		time.Sleep(500 * time.Millisecond)
		shot(p, l.name+"_more")
		p.do("close", chromedp.Navigate("about:blank"))
	}
}
