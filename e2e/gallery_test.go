package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"striate/experiment"
)

// allPictures is a JavaScript expression: they are loaded.
const allPictures = `[...document.querySelectorAll('%s img')].every(i => i.complete && i.naturalWidth > 100)`

// TestGallery: the row under the stimulus and the gallery hold pictures, load
// by a click and by the keyboard, and say which experiment is on the page.
func TestGallery(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 10*time.Second)
	p.until("the pictures of the row", fmt.Sprintf(allPictures, "#presets"), 10*time.Second)
	if n := eval[int](p, `document.querySelectorAll('#presets button').length`); n != 8 {
		t.Errorf("%d pictures in the row, want 8", n)
	}
	pressed := func(where string) string {
		return eval[string](p, fmt.Sprintf(`[...document.querySelectorAll('%s [aria-pressed=true]')].map(b => b.dataset.load).join()`, where))
	}
	if got := pressed("#presets"); got != "first-light" {
		t.Errorf("the row says %q", got)
	}
	shoot(p, "gallery-row-light")

	// One stop of Tab for the row; arrows go on in it, Enter loads.
	if n := eval[int](p, `[...document.querySelectorAll('#presets button')].filter(b => b.tabIndex === 0).length`); n != 1 {
		t.Errorf("%d stops of Tab in the row", n)
	}
	p.do("focus", chromedp.Evaluate[chromedp.Void](`document.querySelector('#presets button').focus()`))
	p.do("right, right, down, left", chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowLeft))
	if at := eval[string](p, `document.activeElement.dataset.load`); at != eval[string](p, `document.querySelectorAll('#presets button')[5].dataset.load`) {
		t.Errorf("the arrows came to %s", at)
	}
	want := eval[string](p, `document.activeElement.dataset.load`)
	p.do("Enter", chromedp.KeyEvent(kb.Enter))
	p.until("the chosen one", fmt.Sprintf(`document.querySelector('#presets [aria-pressed=true]')?.dataset.load === %q`, want), 10*time.Second)

	p.do("the gallery", chromedp.Click("#gallery-button"))
	p.until("the gallery open", `document.getElementById('gallery').open`, 5*time.Second)
	p.until("its pictures", `[...document.querySelectorAll('#gallery img')].filter(i => i.closest('#gallery-groups') && i.getBoundingClientRect().bottom < i.closest('#gallery-groups').getBoundingClientRect().bottom).every(i => i.complete && i.naturalWidth > 100)`, 20*time.Second)
	time.Sleep(500 * time.Millisecond)
	shoot(p, "gallery-light")
	cards := eval[string](p, `[...document.querySelectorAll('#gallery-groups button')].map(b => b.dataset.load).join()`)
	var names []string
	for _, preset := range experiment.Presets() {
		names = append(names, preset.Name)
	}
	for _, n := range names {
		if !strings.Contains(","+cards+",", ","+n+",") {
			t.Errorf("no card of %s", n)
		}
	}
	if at := eval[string](p, `document.activeElement.dataset.load`); at != want {
		t.Errorf("the focus is on %s, want the one on the page, %s", at, want)
	}
	p.do("to the end", chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowUp))
	if eval[bool](p, `document.activeElement.dataset.load === [...document.querySelectorAll('#gallery-groups button')].at(-1).dataset.load`) {
		t.Error("up does not move")
	}
	p.do("six sequences", chromedp.Evaluate[chromedp.Void](`document.querySelector('#gallery-groups [data-load=six-sequences]').focus()`), chromedp.KeyEvent(kb.Enter))
	p.until("it closed", `!document.getElementById('gallery').open`, 5*time.Second)
	p.until("its title on the button", `document.getElementById('preset-title').innerText.startsWith('Six sequences')`, 10*time.Second)
	if got := pressed("#gallery-groups"); got != "six-sequences" {
		t.Errorf("the gallery says %q", got)
	}
	if eval[string](p, `document.activeElement.id`) != "gallery-button" {
		t.Errorf("the focus went to %s", eval[string](p, `document.activeElement.outerHTML.slice(0, 80)`))
	}
	p.do("again", chromedp.Click("#gallery-button"), chromedp.KeyEvent(kb.Escape))
	if eval[bool](p, `document.getElementById('gallery').open`) || eval[string](p, `document.body.dataset.state`) == "paused" {
		t.Error("Escape did not close the gallery alone")
	}
	p.silent()
}

// TestHowFastPresetsOpen measures, for each preset, from the choice to the
// first frame of the new run on the screen. PRESETS=file keeps the table.
func TestHowFastPresetsOpen(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 10*time.Second)
	var table strings.Builder
	for _, preset := range experiment.Presets() {
		p.do("forget", chromedp.Evaluate[chromedp.Void](`performance.clearMeasures('striate:preset')`))
		choose(p, preset.Name)
		p.until("a first frame of "+preset.Name, `performance.getEntriesByName('striate:preset').length === 1`, 20*time.Second)
		ms := eval[float64](p, `performance.getEntriesByName('striate:preset')[0].duration`)
		fmt.Fprintf(&table, "%-24s %5.0f ms\n", preset.Name, ms)
		if ms > 10_000 {
			t.Errorf("%s takes %.0f ms", preset.Name, ms)
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Logf("from the choice to the first new frame:\n%s", table.String())
	if path := os.Getenv("PRESETS"); path != "" {
		if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p.silent()
}
