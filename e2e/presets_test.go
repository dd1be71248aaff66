package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"striate/experiment"
)

// TestEveryPreset loads each preset from the list on the page: spikes come,
// panels that apply have content, and those that do not are absent.
func TestEveryPreset(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("a session", `location.search.includes('session=')`, 5*time.Second)
	for _, preset := range experiment.Presets() {
		e, err := experiment.Preset(preset.Name)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		choose(p, preset.Name)
		p.until("the title of "+preset.Name, fmt.Sprintf(`document.querySelector('#about [data-part=title]').innerText.trim() === %q`, preset.Title), 10*time.Second)
		time.Sleep(150 * time.Millisecond) // what was drawn of the one before is gone
		p.until("spikes of "+preset.Name, spikesDrawn, 20*time.Second)
		figures := e.Figures()
		for _, panel := range []string{"stimulus", "lgn", "raster", "rates", "orientation", "tuning", "weights", "sequences", "learning", "stdp", "delays", "statistics", "traces"} {
			js := fmt.Sprintf(`(() => { const box = document.querySelector('[data-show=%[1]s]'); if (box && !box.closest('[data-for]').hidden && !box.checked) box.click();
				document.querySelector('[data-panel=%[1]s]')?.scrollIntoView();
				return !!document.querySelector('[data-panel=%[1]s]')?.checkVisibility(); })()`, panel)
			applies := slices.Contains(figures, panel)
			if there := eval[bool](p, js); there != applies {
				t.Errorf("%s: panel %s shown %v, want %v", preset.Name, panel, there, applies)
			} else if there {
				content := painted(panel)
				if panel == "statistics" { // on the shelf its table stands for it
					content = `document.querySelectorAll('#numbers tbody tr').length >= 2`
				}
				if eval[bool](p, fmt.Sprintf(`document.querySelector('[data-panel=%s]').hasAttribute('data-asked')`, panel)) {
					content += fmt.Sprintf(` && document.querySelector('[data-panel=%s]').hasAttribute('data-drawn')`, panel)
				}
				p.until(fmt.Sprintf("%s: content of panel %s", preset.Name, panel), content, 15*time.Second)
			}
		}
		if rows := eval[int](p, `document.querySelectorAll('#numbers tbody tr').length`); rows < 2 {
			t.Errorf("%s: %d populations in the table of statistics", preset.Name, rows)
		}
		dock := eval[string](p, `[...document.querySelectorAll('#dock .row legend')].map(l => l.textContent).join(', ')`)
		if free := !slices.Contains(figures, "orientation"); free != strings.HasPrefix(dock, "Network") {
			t.Errorf("%s: the dock has rows %s", preset.Name, dock)
		}
		if n := eval[int](p, `document.querySelectorAll('.notice.bad').length`); n != 0 {
			t.Errorf("%s: the page says %s", preset.Name, eval[string](p, `document.querySelector('.notice.bad').innerText`))
		}
		t.Logf("%s: %.1f s, rows %s", preset.Name, time.Since(began).Seconds(), dock)
	}
	p.silent()
}

// choose loads a preset from the list.
func choose(p *page, preset string) {
	p.t.Helper()
	p.do("choose "+preset, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.getElementById('preset');
		s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})); })()`, preset)))
}

// spikesDrawn is a JavaScript expression: the raster holds marks in the colours
// of populations, right of their names and bars.
const spikesDrawn = `(() => { const c = document.getElementById('c-raster'); if (c.width < 300) return false;
	const d = c.getContext('2d').getImageData(150, 0, c.width - 220, c.height).data; let n = 0;
	for (let k = 0; k < d.length; k += 4) if (d[k+3] === 255 && Math.max(d[k], d[k+1], d[k+2]) - Math.min(d[k], d[k+1], d[k+2]) > 90) n++;
	return n > 40; })()`

// TestNetworkByHand changes the kind of network on the page, whose input
// follows, and back; what does not fit is said in words.
func TestNetworkByHand(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 8*time.Second)
	set := func(path, value string) {
		p.do(path+" = "+value, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.querySelector('#dock [name=%q]');
			s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})); })()`, path, value)))
	}
	set("network.kind", "balanced")
	p.until("a page without an eye", `document.body.dataset.form === 'free'`, 10*time.Second)
	p.until("the dock of the network", `document.querySelector('#dock .row legend').textContent === 'Network'`, 5*time.Second)
	p.until("numbers of its cells", `document.querySelectorAll('#numbers tbody tr').length === 2`, 10*time.Second)
	set("network.kind", "ring")
	p.until("the eye", `document.body.dataset.form === 'eye'`, 10*time.Second)
	p.until("an angle", near(60, 10), 10*time.Second)
	p.until("the dock of the ring", `document.querySelector('#dock [name="input.kind"]')`, 5*time.Second)
	set("input.kind", "poisson")
	p.until("no eye", `document.body.dataset.form === 'ring'`, 10*time.Second)
	p.until("the box of the timetable", `document.querySelector('#dock [name="changes"]')`, 5*time.Second)
	p.do("nonsense", chromedp.Evaluate[chromedp.Void](`(() => { const b = document.querySelector('#dock [name="changes"]'); b.value = 'soon'; b.dispatchEvent(new Event('change', {bubbles: true})); })()`))
	p.until("what was wanted", `document.querySelector('.control[data-path=changes] p.refused').textContent.includes('time in s')`, 5*time.Second)
	p.silent("422")
}
