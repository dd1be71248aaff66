package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	downloading "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// ready opens the page and waits for a decoded angle.
func ready(t *testing.T) *page {
	t.Helper()
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("an angle", `document.querySelector('[data-panel=orientation]')?.dataset.decodedDeg`, 10*time.Second)
	return p
}

// TestWorkedCaseOnThePage is the question of MotionClouds' issue 5, answered
// by the calculator: 1280 px, 40 cm, 57 cm, 120 Hz; 1 c/deg and 5 deg/s.
func TestWorkedCaseOnThePage(t *testing.T) {
	p := ready(t)
	p.do("open the calculator", chromedp.Click(`#geometry`))
	for _, c := range []struct{ box, value, shown string }{
		{`[data-screen="monitor_width_cm"]`, "40", ""},
		{`[data-screen="monitor_width_px"]`, "1280", ""},
		{`[data-screen="distance_cm"]`, "57", ""},
		{`[data-screen="fps"]`, "120", "120"},
	} {
		typeInto(p, "#calculator "+c.box, c.value)
	}
	p.until("both definitions", `document.querySelector('#calculator [data-part=center]').textContent === '31.84' && document.querySelector('#calculator [data-part=mean]').textContent === '33.10'`, 5*time.Second)
	p.do("use the mean", chromedp.Click(`#calculator [name=degrees][value=mean]`))
	p.until("the mean is used", `document.getElementById('geometry').textContent.includes('33.1 px/deg mean')`, 8*time.Second)
	typeInto(p, `#calculator [data-quantity="sf"] [data-way="deg"]`, "1")
	p.until("1 c/deg is .0302 c/px", `document.querySelector('#calculator [data-quantity=sf] [data-way=px]').value === '0.03021'`, 5*time.Second)
	typeInto(p, `#calculator [data-quantity="speed"] [data-way="px"]`, "1.37907")
	p.until("1.379 px/frame is 5 deg/s", `Math.abs(Number(document.querySelector('.control[data-path="stimulus.speed_dps"]').dataset.full) - 5) < 1e-3`, 5*time.Second)
	typeInto(p, `#calculator [data-quantity="sf"] [data-way="px"]`, "abc")
	p.until("nonsense is refused in one line", `document.getElementById('calculator-says').textContent.includes('abc')`, 2*time.Second)
	typeInto(p, `#calculator [data-screen="distance_cm"]`, "0")
	p.until("the server's refusal is read in the sheet", `document.getElementById('calculator-says').textContent.includes('distance') && document.querySelector('#calculator [data-screen=distance_cm]').value === '57'`, 3*time.Second)

	p.do("close", chromedp.Evaluate[chromedp.Void](`document.getElementById('calculator').hidePopover()`))
	p.do("open beside the speed", chromedp.Click(`.control[data-path="stimulus.speed_dps"] [data-calculate]`))
	if got := eval[string](p, `document.querySelector('.quantity.named').dataset.quantity`); got != "speed" {
		t.Errorf("the calculator beside the speed is about %q", got)
	}
	p.silent("422")
}

// typeInto replaces what a box holds and leaves it.
func typeInto(p *page, selector, text string) {
	p.t.Helper()
	p.do("type "+text, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const b = document.querySelector(%q); b.focus(); b.value = %q; b.dispatchEvent(new Event('input', {bubbles: true})); b.dispatchEvent(new Event('change', {bubbles: true})); b.blur() })()`, selector, text)))
}

// patch sends parameters past the page, as another client would.
func patch(p *page, json string) {
	p.t.Helper()
	p.do("patch", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`fetch('/api/v1/sessions/' + new URLSearchParams(location.search).get('session') + '/params', {method: 'PATCH', headers: {'Content-Type': 'application/json'}, body: %q}).then(r => { if (!r.ok) r.text().then(t => console.error(t)) })`, json)))
}

// TestFlashGuard: a cloud that flashes is held, the simulation goes on, and
// "show anyway" lets it go.
func TestFlashGuard(t *testing.T) {
	p := ready(t)
	p.until("the meter says ok", `document.getElementById('flash').textContent.startsWith('flash ok')`, 5*time.Second)
	patch(p, `{"stimulus.contrast_pct": 100, "stimulus.b_v": "inf", "stimulus.sf_cpd": 0.4}`)
	p.until("the preview is held", `!document.getElementById('guard').hidden && document.getElementById('guard-why').textContent.includes('a second')`, 10*time.Second)
	was := eval[float64](p, `Number(document.getElementById('clock').textContent)`)
	before := eval[string](p, `document.getElementById('c-stimulus').toDataURL()`)
	p.until("the simulation goes on", fmt.Sprintf(`Number(document.getElementById('clock').textContent) > %g`, was+.5), 5*time.Second)
	if eval[string](p, `document.getElementById('c-stimulus').toDataURL()`) != before {
		t.Error("the preview moved while it was held")
	}
	p.do("show anyway", chromedp.Click(`#guard-show`))
	p.until("it moves again", `document.getElementById('guard').hidden`, 2*time.Second)
	now := eval[string](p, `document.getElementById('c-stimulus').toDataURL()`)
	p.until("other frames", fmt.Sprintf(`document.getElementById('c-stimulus').toDataURL() !== %q`, now), 3*time.Second)
	if got := eval[string](p, `document.getElementById('flash').dataset.state`); got != "over" {
		t.Errorf("the meter says %q, want over", got)
	}
	p.silent()
}

// TestShowSmall: the small preview is measured at its own size, maps of it are
// held, and what was allowed ends with the stimulus.
func TestShowSmall(t *testing.T) {
	p := ready(t)
	p.do("note the streams", chromedp.Evaluate[chromedp.Void](`window.streams = []; window.WebSocket = class extends WebSocket { constructor(u) { super(u); streams.push(this) } }`))
	const held = `!document.getElementById('guard').hidden`
	kind(p, "dense_noise")
	p.until("the noise is held", held, 10*time.Second)
	if got := eval[string](p, `document.activeElement.id`); got == "guard-small" {
		t.Error("the guard took the focus by itself")
	}
	p.do("show small", chromedp.Evaluate[chromedp.Void](`document.getElementById('guard-small').focus(); document.getElementById('guard-small').click()`))
	p.until("a stream of the small size", `streams.some(s => s.url.endsWith('css_px=140x140') && s.readyState === 1)`, 5*time.Second)
	if side := eval[float64](p, `(r => r.width * r.height)(document.getElementById('c-stimulus').getBoundingClientRect())`); side > 21824 {
		t.Errorf("the small preview is %g CSS px, the area rule says 21824", side)
	}
	if got := eval[string](p, `document.activeElement.id`); got != "guard-full" {
		t.Errorf("the focus went to %q, want the way back", got)
	}
	now := eval[string](p, `document.getElementById('c-stimulus').toDataURL()`)
	p.until("it moves", fmt.Sprintf(`document.getElementById('c-stimulus').toDataURL() !== %q`, now), 3*time.Second)
	time.Sleep(1500 * time.Millisecond) // more than the second that the meter looks back
	if eval[bool](p, held+` || document.getElementById('flash').dataset.state !== 'ok'`) {
		t.Error("the small preview is over the limit: it is measured at another size")
	}
	p.until("the maps say that they are held", `document.getElementById('lgn-mean').textContent.startsWith('maps held')`, 3*time.Second)
	p.do("full size", chromedp.Evaluate[chromedp.Void](`document.getElementById('guard-full').click()`))
	p.until("it is held again", held, 10*time.Second)
	p.do("show anyway", chromedp.Evaluate[chromedp.Void](`document.getElementById('guard-show').click()`))
	p.until("it is shown", `document.getElementById('guard').hidden`, 2*time.Second)
	kind(p, "reverse_correlation")
	p.until("another stimulus needs a leave of its own", held, 10*time.Second)
	p.do("show small", chromedp.Evaluate[chromedp.Void](`document.getElementById('guard-small').click()`))
	kind(p, "grating")
	p.until("a calm one has its full size", `document.getElementById('guard').hidden && document.getElementById('c-stimulus').getBoundingClientRect().width > 200`, 8*time.Second)
	p.until("one stream is open", `streams.filter(s => s.readyState < 2).length === 1 && !/140x140/.test(streams.at(-1).url)`, 5*time.Second)
	p.silent()
}

// TestShowSlower: a slower pace brings the preview below the limit.
func TestShowSlower(t *testing.T) {
	p := ready(t)
	kind(p, "dense_noise")
	p.until("the noise is held", `!document.getElementById('guard').hidden`, 10*time.Second)
	time.Sleep(time.Second) // the worst second of the noise
	p.do("show slower", chromedp.Evaluate[chromedp.Void](`document.getElementById('guard-slow').click()`))
	p.until("it moves, slower", `document.getElementById('guard').hidden && Number(document.querySelector('input[name=speed]').value) < 1`, 15*time.Second)
	p.silent()
}

// TestEscape: it closes a sheet first, and stops all motion where none is open.
func TestEscape(t *testing.T) {
	p := ready(t)
	for _, sheet := range []string{"geometry", "timing"} {
		p.do("open", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const b = document.getElementById(%q); b.focus(); b.click() })()`, sheet)))
		p.until("a sheet with the focus in it", `document.querySelector(':popover-open')?.contains(document.activeElement)`, 2*time.Second)
		p.do("Esc", chromedp.KeyEvent("\u001b"))
		p.until("it is closed, the focus is back", fmt.Sprintf(`!document.querySelector(':popover-open') && document.activeElement.id === %q`, sheet), 2*time.Second)
	}
	if got := eval[string](p, `document.body.dataset.state`); got != "playing" {
		t.Errorf("closing a sheet made the run %q", got)
	}
	p.do("Esc", chromedp.KeyEvent("\u001b"))
	p.until("all motion stopped", `document.body.dataset.state === 'paused'`, 3*time.Second)
	p.silent()
}

// TestWarningsOfTheStimulus: a cloud that leaves the Fourier cube is told of in
// the symbols of the dock, to a screen reader too.
func TestWarningsOfTheStimulus(t *testing.T) {
	p := ready(t)
	patch(p, `{"stimulus.sf_cpd": 9}`)
	p.until("a warning", `!document.getElementById('warnings').hidden && document.getElementById('warnings').textContent.includes('f₀')`, 5*time.Second)
	if got := eval[string](p, `document.getElementById('said').textContent`); !strings.Contains(got, "f₀") {
		t.Errorf("a screen reader hears %q", got)
	}
	patch(p, `{"stimulus.sf_cpd": 1}`)
	p.until("none", `document.getElementById('warnings').hidden`, 5*time.Second)
	p.silent()
}

// TestComposites: the parts of a composite are chosen in the dock, and what
// they are made of comes with them.
func TestComposites(t *testing.T) {
	p := ready(t)
	group := func(name string) string { return fmt.Sprintf(`document.querySelector('#more [data-group=%q]')`, name) }
	kind(p, "masked")
	p.until("the shown stimulus, no other", group("stimulus.of")+` && !`+group("stimulus.by"), 8*time.Second)
	p.do("mask by a stimulus", chromedp.Evaluate[chromedp.Void](`(() => { const s = document.querySelector('select[name="stimulus.mask"]'); s.value = 'stimulus'; s.dispatchEvent(new Event('change', {bubbles: true})) })()`))
	p.until("the masking stimulus", group("stimulus.by"), 8*time.Second)
	kind(p, "sequence")
	p.until("a box for the protocol", `document.querySelector('.rows textarea[name="stimulus.items"]')`, 8*time.Second)
	p.do("type", chromedp.Evaluate[chromedp.Void](`(() => { const b = document.querySelector('textarea[name="stimulus.items"]'); b.focus(); b.value = '1: grating theta_deg=10;\n1: blank'; b.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true})) })()`))
	p.until("the server has it", `(async () => { const r = await fetch('/api/v1/sessions/' + new URLSearchParams(location.search).get('session')); window.items = (await r.json()).values['stimulus.items'] })() && window.items?.includes('theta_deg=10')`, 5*time.Second)
	typeInto(p, `textarea[name="stimulus.items"]`, "1: nonsense")
	p.until("nonsense is refused where it stands", `document.querySelector('.control[data-path="stimulus.items"] p.refused').textContent.includes('nonsense')`, 5*time.Second)
	p.silent("422")
}

// TestNothingCutOff: at three widths no line of the stimulus panel is cut, its
// menu lies on the screen, and what is pressed is large enough.
func TestNothingCutOff(t *testing.T) {
	open := browser(t)
	for _, l := range []look{{w: 1440, h: 900}, {w: 1024, h: 768}, {w: 390, h: 844}} {
		p := open(l)
		p.do("open", chromedp.Navigate(server(t)))
		p.until("frames are counted", `/late/.test(document.getElementById('timing').textContent) && document.getElementById('geometry').textContent`, 15*time.Second)
		for _, cut := range eval[[]string](p, `['#geometry', '#timing', '#flash', '#readouts', '#care', '#stimulus .kind select'].filter(q => { const e = document.querySelector(q); return e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > document.getElementById('stimulus').getBoundingClientRect().right + 1) })`) {
			t.Errorf("at %d px %s is cut off", l.w, cut)
		}
		p.do("open the menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('[popovertarget=menu-stimulus]').click()`))
		if box := eval[string](p, `(r => r.left < 0 || r.right > innerWidth ? JSON.stringify(r) : '')(document.querySelector('#menu-stimulus').getBoundingClientRect())`); box != "" {
			t.Errorf("at %d px the menu leaves the screen: %s", l.w, box)
		}
		least := 24
		if l.w < 640 {
			least = 44
		}
		for _, small := range eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#menu-stimulus a, #menu-stimulus button')].filter(e => e.checkVisibility()).filter(e => e.getBoundingClientRect().height < %d).map(e => e.textContent.trim())`, least)) {
			t.Errorf("at %d px %q is less than %d px high", l.w, small, least)
		}
		p.do("the calculator", chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-sheet=calculator]').click()`))
		if over := eval[bool](p, `(e => !e.matches(':popover-open') || e.scrollWidth > e.clientWidth || document.getElementById('menu-stimulus').matches(':popover-open'))(document.getElementById('calculator'))`); over {
			t.Errorf("at %d px the calculator does not open from the menu, or is cut off", l.w)
		}
		p.silent()
	}
}

// kind chooses a stimulus.
func kind(p *page, name string) {
	p.t.Helper()
	p.do("choose "+name, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.querySelector('select[name="stimulus.kind"]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, name)))
}

// TestEveryStimulus: each kind of the list is chosen, shows a picture, and its
// controls come.
func TestEveryStimulus(t *testing.T) {
	p := ready(t)
	for _, name := range eval[[]string](p, `[...document.querySelectorAll('select[name="stimulus.kind"] option')].map(o => o.value)`) {
		kind(p, name)
		p.until("the dock of "+name, fmt.Sprintf(`document.querySelector('select[name="stimulus.kind"]').value === %q && document.querySelector('#dock [data-group=stimulus]').textContent.includes(%q)`, name, strings.ReplaceAll(name, "_", " ")), 8*time.Second)
		if name == "blank" || name == "video" {
			continue
		}
		p.until("a picture of "+name, painted("stimulus")+` && document.querySelector('[data-panel=stimulus]').getAttribute('aria-label').length > 10`, 8*time.Second)
		if bad := eval[string](p, `document.querySelector('.notice.bad:not([hidden])')?.textContent ?? ''`); bad != "" {
			t.Errorf("%s: %s", name, bad)
		}
	}
	p.silent()
}

// TestViewsOfTheStimulus: spectrum, luminance and the 3-D views, whose script
// is loaded when they are opened.
func TestViewsOfTheStimulus(t *testing.T) {
	p := ready(t)
	if eval[bool](p, `performance.getEntriesByType('resource').some(r => r.name.endsWith('/space.js'))`) {
		t.Error("three.js was loaded before a 3-D view was opened")
	}
	for _, name := range []string{"spectrum", "luminance"} {
		show(p, name)
		p.until(name, fmt.Sprintf(`document.querySelector('[data-panel=%s]').dataset.drawn !== undefined && %s`, name, painted(name)), 8*time.Second)
	}
	show(p, "space")
	p.until("six surfaces", `document.getElementById('panel-space').dataset.drawn === 'envelope' && document.getElementById('c-space').dataset.surfaces === '6'`, 15*time.Second)
	p.do("space and time", chromedp.Evaluate[chromedp.Void](`(() => { const s = document.getElementById('space-of'); s.value = 'movie'; s.dispatchEvent(new Event('change', {bubbles: true})) })()`))
	p.until("six faces", `document.getElementById('panel-space').dataset.drawn === 'movie' && document.getElementById('c-space').dataset.surfaces === '6'`, 15*time.Second)
	p.until("frames are counted", `/Hz · \d+ late · \d+ dropped/.test(document.getElementById('timing').textContent)`, 5*time.Second)
}

// show adds a panel to the page, if it is not there.
func show(p *page, name string) {
	p.t.Helper()
	box := fmt.Sprintf(`document.querySelector('[data-show=%s]')`, name)
	p.until("the panel "+name+" in the list", fmt.Sprintf(`%s && !%[1]s.closest('[data-for]').hidden`, box), 5*time.Second)
	p.do("show "+name, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const box = %s; if (!box.checked) box.click() })()`, box)))
}

// TestFilmsFromTheBrowser: MP4 and WebM are encoded by this browser, or by the
// server where it cannot, and ffprobe reads them.
func TestFilmsFromTheBrowser(t *testing.T) {
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip("ffprobe is missing; Debian's ffmpeg has it")
	}
	p := ready(t)
	dir := t.TempDir()
	p.do("downloads to a folder", call(downloading.SetDownloadBehavior, downloading.SetDownloadBehaviorParams{Behavior: downloading.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}))
	for _, format := range []string{"webm", "mp4"} {
		p.do("save "+format, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector('a[data-film=%q]').click()`, format)))
		var file string
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end) && file == ""; time.Sleep(100 * time.Millisecond) {
			if found, _ := filepath.Glob(filepath.Join(dir, "*."+format)); len(found) == 1 {
				file = found[0]
			}
		}
		if file == "" {
			t.Fatalf("no .%s came: %s", format, eval[string](p, `[...document.querySelectorAll('.notice:not([hidden])')].map(n => n.textContent).join('; ')`))
		}
		time.Sleep(300 * time.Millisecond) // until it is whole
		out, err := exec.Command("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=codec_name,nb_read_frames,r_frame_rate,width,height:format_tags", "-of", "default=nw=1", file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "nb_read_frames=120") || !strings.Contains(string(out), "r_frame_rate=60/1") || !strings.Contains(string(out), `"theta_deg":60`) || !strings.Contains(string(out), `"seed":42`) {
			info, _ := os.Stat(file)
			t.Errorf("%s: ffprobe says %s %v (%v), want 120 frames at 60/1, and a comment with parameters and seed", format, out, err, info)
		}
		t.Logf("%s: %.200s", format, strings.Join(strings.Fields(string(out)), " "))
	}
}
