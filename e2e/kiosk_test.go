package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKiosk: the page shows itself, without controls but Pause, one experiment
// after the other; Pause and Escape stop that.
func TestKiosk(t *testing.T) {
	open := browser(t)
	for name, l := range map[string]look{"1920-light": {w: 1920, h: 1080}, "1440-dark": {w: 1440, h: 900, dark: true}} {
		p := open(l)
		p.do("open", chromedp.Navigate(server(t)+"/?kiosk=1&every=10&presets=grating,six-sequences,nosuch"))
		p.until("the first of the list", `document.getElementById('kiosk-title').innerText.startsWith('Drifting grating')`, 15*time.Second)
		p.until("an orientation", near(60, 8), 10*time.Second)
		for _, gone := range []string{".top", ".run", "#dock", "#about", "#presets", ".tools"} {
			if eval[bool](p, `[...document.querySelectorAll('`+gone+`')].some(e => e.checkVisibility())`) {
				t.Errorf("%s: %s is there", name, gone)
			}
		}
		for _, there := range []string{"#c-stimulus", "#c-raster", "#c-polar", "#kiosk-pause", "#kiosk-look"} {
			if !eval[bool](p, `(() => { const r = document.querySelector('`+there+`').getBoundingClientRect(); return r.width > 60 && r.height > 10 && r.right <= innerWidth + 1 && r.bottom <= innerHeight + 1; })()`) {
				t.Errorf("%s: %s is not whole on the screen: %s", name, there, eval[string](p, `JSON.stringify(document.querySelector('`+there+`').getBoundingClientRect())`))
			}
		}
		time.Sleep(3 * time.Second)
		shoot(p, "kiosk-"+name)
		if eval[bool](p, `document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight`) {
			t.Errorf("%s: the page scrolls", name)
		}
		if name == "1440-dark" {
			continue
		}
		p.until("the next", `document.getElementById('kiosk-title').innerText.startsWith('Six sequences')`, 25*time.Second)
		if !eval[bool](p, `location.search.includes('kiosk=1')`) {
			t.Error("a reload would leave the kiosk")
		}
		p.until("the first again, though this run has ended by itself", `document.getElementById('kiosk-title').innerText.startsWith('Drifting grating')`, 40*time.Second)
		p.do("Escape", chromedp.KeyEvent(kb.Escape))
		p.until("Play on the button", `document.getElementById('kiosk-pause').innerText === 'Play'`, 5*time.Second)
		time.Sleep(12 * time.Second)
		if !eval[bool](p, `document.getElementById('kiosk-title').innerText.startsWith('Drifting grating') && document.body.dataset.state === 'paused'`) {
			t.Error("it went on after Escape")
		}
		p.do("Play", chromedp.Click("#kiosk-pause"))
		p.until("motion", `document.body.dataset.state === 'playing'`, 5*time.Second)
		p.silent()
	}
}
