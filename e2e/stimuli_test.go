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

	p.do("close", chromedp.Evaluate[chromedp.Void](`document.getElementById('calculator').hidePopover()`))
	p.do("open beside the speed", chromedp.Click(`.control[data-path="stimulus.speed_dps"] [data-calculate]`))
	if got := eval[string](p, `document.querySelector('.quantity.named').dataset.quantity`); got != "speed" {
		t.Errorf("the calculator beside the speed is about %q", got)
	}
	p.silent()
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

// TestEveryStimulus: each kind of the list is chosen, shows a picture, and its
// controls come.
func TestEveryStimulus(t *testing.T) {
	p := ready(t)
	for _, kind := range eval[[]string](p, `[...document.querySelectorAll('select[name="stimulus.kind"] option')].map(o => o.value)`) {
		p.do("choose "+kind, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.querySelector('select[name="stimulus.kind"]'); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, kind)))
		p.until("the dock of "+kind, fmt.Sprintf(`document.querySelector('select[name="stimulus.kind"]').value === %q && document.querySelector('#dock [data-group=stimulus]').textContent.includes(%q)`, kind, strings.ReplaceAll(kind, "_", " ")), 8*time.Second)
		if kind == "blank" || kind == "video" {
			continue
		}
		p.until("a picture of "+kind, painted("stimulus")+` && document.querySelector('[data-panel=stimulus]').getAttribute('aria-label').length > 10`, 8*time.Second)
		if bad := eval[string](p, `document.querySelector('.notice.bad:not([hidden])')?.textContent ?? ''`); bad != "" {
			t.Errorf("%s: %s", kind, bad)
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
		tab(p, name)
		p.until(name, fmt.Sprintf(`document.querySelector('[data-panel=%s]').dataset.drawn !== undefined && %s`, name, painted(name)), 8*time.Second)
	}
	tab(p, "space")
	p.until("six surfaces", `document.getElementById('panel-space').dataset.drawn === 'envelope' && document.getElementById('c-space').dataset.surfaces === '6'`, 15*time.Second)
	p.do("space and time", chromedp.Evaluate[chromedp.Void](`(() => { const s = document.getElementById('space-of'); s.value = 'movie'; s.dispatchEvent(new Event('change', {bubbles: true})) })()`))
	p.until("six faces", `document.getElementById('panel-space').dataset.drawn === 'movie' && document.getElementById('c-space').dataset.surfaces === '6'`, 15*time.Second)
	p.until("frames are counted", `/Hz · \d+ late · \d+ dropped/.test(document.getElementById('timing').textContent)`, 5*time.Second)
}

// tab opens a panel of the bench.
func tab(p *page, name string) {
	p.t.Helper()
	p.until("a tab "+name, fmt.Sprintf(`document.querySelector('[data-tab=%s]')?.offsetParent`, name), 5*time.Second)
	p.do("open "+name, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector('[data-tab=%s]').click()`, name)))
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
		out, err := exec.Command("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=codec_name,nb_read_frames,r_frame_rate,width,height", "-of", "default=nw=1", file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "nb_read_frames=120") || !strings.Contains(string(out), "r_frame_rate=60/1") {
			info, _ := os.Stat(file)
			t.Errorf("%s: ffprobe says %s %v (%v), want 120 frames at 60/1", format, out, err, info)
		}
		t.Logf("%s: %s", format, strings.Join(strings.Fields(string(out)), " "))
	}
}
