package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	downloading "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// hands are two hands on a keyboard, and nothing else.
type hands struct{ *page }

// press presses keys one after the other. The focus is somewhere afterwards.
func (h hands) press(what, keys string, with ...chromedp.KeyOption) {
	h.t.Helper()
	h.do(what, keyPress(keys, with...))
	if eval[bool](h.page, `document.activeElement === document.body`) {
		time.Sleep(300 * time.Millisecond) // a part of the page may be under exchange
		if eval[bool](h.page, `document.activeElement === document.body`) {
			h.t.Errorf("%s: the focus is lost", what)
		}
	}
}

// keyPress is what a keyboard sends: the character belongs to the key going down,
// so that whoever prevents that has no character typed.
func keyPress(keys string, with ...chromedp.KeyOption) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			down, up := *events[0], *events[len(events)-1]
			if len(events) == 3 {
				down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
			}
			for _, o := range with {
				o(&down)
				o(&up)
			}
			if down.Modifiers&^int64(chromedp.ModifierShift) != 0 {
				down.Text, down.UnmodifiedText = "", ""
			}
			for _, e := range []input.DispatchKeyEventParams{down, up} {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, e); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// to goes on with Tab, or back where that is nearer, until the focus is on what
// is looked for.
func (h hands) to(selector string) {
	h.t.Helper()
	here := fmt.Sprintf(`document.activeElement?.matches(%q)`, selector)
	back := eval[bool](h.page, fmt.Sprintf(`(() => { const e = document.querySelector(%q); return !!e && !!(document.activeElement.compareDocumentPosition(e) & 2) })()`, selector))
	for range 400 {
		if eval[bool](h.page, here) {
			return
		}
		if back {
			h.do("Shift+Tab", keyPress(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
		} else {
			h.do("Tab", keyPress(kb.Tab))
		}
	}
	h.t.Fatalf("Tab never comes to %s", selector)
}

// find asks for a parameter by name and goes to it.
func (h hands) find(name, path string) {
	h.t.Helper()
	h.do("/", keyPress("/"))
	h.until("the finder", `document.getElementById('finder').matches(':popover-open') && document.activeElement.id === 'find'`, 5*time.Second)
	h.press("the name", name)
	h.until(name+" is found", fmt.Sprintf(`document.querySelectorAll('#found [role=option]').length > 0`), 5*time.Second)
	h.press("go there", kb.Enter)
	h.until("the focus is on "+path, fmt.Sprintf(`document.activeElement?.closest('.control')?.dataset.path === %q`, path), 5*time.Second)
}

// at is the value that the run has.
func (h hands) at(path string) string { return h.told(fmt.Sprintf(`s.values[%q]`, path)) }

// told asks the server about the run.
func (h hands) told(what string) string {
	h.t.Helper()
	h.do("ask", chromedp.Evaluate[chromedp.Void](`window.told = undefined; void fetch('/api/v1/sessions/' + new URLSearchParams(location.search).get('session')).then(r => r.json()).then(s => { window.told = String(`+what+`) })`))
	h.until("an answer", `window.told !== undefined`, 5*time.Second)
	return eval[string](h.page, `window.told`)
}

// has waits until the run has a value.
func (h hands) has(path, value string) {
	h.t.Helper()
	now := ""
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if now = h.at(path); now == value {
			return
		}
	}
	h.t.Errorf("%s = %s, want %s", path, now, value)
}

// TestByKeyboard is the story of first light by keys alone: θ is typed and
// stepped, learning switched off, the stimulus changed, a video chosen, a figure
// saved, the run paused and stepped, and a change taken back.
func TestByKeyboard(t *testing.T) {
	dir := t.TempDir()
	h := hands{browser(t)(look{w: 1440, h: 900})}
	h.do("downloads to a folder", call(downloading.SetDownloadBehavior, downloading.SetDownloadBehaviorParams{Behavior: downloading.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}))
	h.do("open", chromedp.Navigate(server(t)))
	h.until("an angle", near(60, 8), 20*time.Second)

	h.press("Tab", kb.Tab)
	if eval[bool](h.page, `!document.activeElement.matches('a.skip') || document.activeElement.getBoundingClientRect().left < 0`) {
		t.Errorf("the first Tab goes to %s, want the link that skips to the network, in sight", eval[string](h.page, `document.activeElement.outerHTML`))
	}
	h.press("skip", kb.Enter)

	const theta = "stimulus.theta_deg"
	h.find("theta", theta)
	h.press("type 120", "120"+kb.Enter)
	h.until("the lobe at 120°", near(120, 10), 10*time.Second)
	h.to(`input[type=range][name="stimulus.theta_deg"]`)
	h.press("a step", kb.ArrowRight)
	h.has(theta, "121")
	h.press("ten back", kb.ArrowLeft, chromedp.KeyModifiers(chromedp.ModifierShift))
	h.has(theta, "111")
	h.press("home", kb.Home)
	h.has(theta, "0")
	h.press("with a unit", "1.0472 rad"+kb.Enter)
	h.has(theta, "60.0001403060998")

	h.find("learning", "ring.plasticity.learning")
	h.press("switch", " ")
	h.has("ring.plasticity.learning", "false")

	h.to(`select[name="stimulus.kind"]`)
	h.press("type its name", "Grat")
	h.has("stimulus.kind", "grating")
	h.until("the dock of the grating", `document.querySelector('#dock [data-group=stimulus]').textContent.includes('grating')`, 8*time.Second)
	h.until("its lobe", near(60, 10), 10*time.Second)

	h.to(`select[name="stimulus.kind"]`)
	time.Sleep(1200 * time.Millisecond) // or the list takes it for the end of "Grat"
	h.press("type its name", "Vid")
	h.until("the file picker", `!document.getElementById('video').hidden`, 15*time.Second)
	h.to("#file")
	film, err := filepath.Abs(filepath.Join("testdata", "stairs.webm"))
	if err != nil {
		t.Fatal(err)
	}
	h.do("a file", chromedp.SetUploadFiles("#file", []string{film})) // the dialog is the system's
	h.until("the video's own size", `document.getElementById('video-says').textContent.includes('160')`, 8*time.Second)
	h.to(`select[name="stimulus.kind"]`)
	h.press("back to the cloud", "Motion")
	h.has("stimulus.kind", "motion_cloud")
	h.until("its lobe", near(60, 12), 15*time.Second)

	h.to(`[popovertarget="menu-orientation"]`)
	h.press("open the menu", kb.Enter)
	h.until("the menu", `document.getElementById('menu-orientation').matches(':popover-open')`, 3*time.Second)
	h.to(`#menu-orientation a[data-save="figures/orientation.svg"]`)
	h.press("save", kb.Enter)
	svg := ""
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end) && !strings.HasSuffix(svg, "</svg>"); time.Sleep(100 * time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(dir, "*.svg")); len(files) == 1 {
			data, _ := os.ReadFile(files[0])
			svg = strings.TrimSpace(string(data))
		}
	}
	if !strings.HasSuffix(svg, "</svg>") {
		t.Errorf("no figure was saved: %.80q", svg)
	}
	if eval[bool](h.page, `!!document.querySelector(':popover-open')`) {
		h.press("close the menu", kb.Escape)
	}
	h.until("the menu is closed, the focus is back on its button", `!document.querySelector(':popover-open') && document.activeElement.matches('[popovertarget="menu-orientation"]')`, 3*time.Second)
	if s := h.state(); s != "playing" {
		t.Errorf("saving a figure made the run %s", s)
	}

	h.find("theta", theta)
	h.press("pause", " ")
	h.until("paused", `document.body.dataset.state === 'paused'`, 3*time.Second)
	h.to("#step")
	frame := h.frame()
	for range 3 {
		h.press("step", kb.Enter)
		time.Sleep(100 * time.Millisecond)
	}
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end) && h.frame() != frame+3; time.Sleep(50 * time.Millisecond) {
	}
	if now := h.frame(); now != frame+3 {
		t.Errorf("three steps went from frame %d to %d", frame, now)
	}
	h.press("a step by its key", ".")
	h.to("#play")
	h.press("play", kb.Enter)
	h.until("it plays", `document.body.dataset.state === 'playing'`, 3*time.Second)

	h.find("theta", theta)
	before := h.at(theta)
	time.Sleep(time.Second) // another change than those before
	h.press("30", "30"+kb.Enter)
	h.has(theta, "30")
	h.press("undo", "z", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	h.has(theta, before)
	h.press("redo", "z", chromedp.KeyModifiers(chromedp.ModifierCtrl, chromedp.ModifierShift))
	h.has(theta, "30")
	h.until("the lobe at 30°", near(30, 12), 10*time.Second)
	h.silent("409") // frames on their way when video is left
}

func (h hands) state() string { return eval[string](h.page, `document.body.dataset.state`) }

// frame is the number of frames that the run has simulated.
func (h hands) frame() int {
	n, _ := strconv.Atoi(h.told(`s.frame`))
	return n
}

// TestTabOrder: Tab goes through the page as one reads it: run bar, panels,
// dock; nothing is put out of order, and nothing is a trap.
func TestTabOrder(t *testing.T) {
	h := hands{browser(t)(look{w: 1440, h: 900})}
	h.do("open", chromedp.Navigate(server(t)))
	h.until("an angle", near(60, 8), 20*time.Second)
	if n := eval[int](h.page, `document.querySelectorAll('[tabindex]:not([tabindex="0"], [tabindex="-1"])').length`); n > 0 {
		t.Errorf("%d elements have an order of their own", n)
	}
	var parts []string
	for range 300 {
		h.do("Tab", keyPress(kb.Tab))
		part := eval[string](h.page, `(e => e === document.body ? '' : e.closest('.top') ? 'top' : e.closest('.run') ? 'run' : e.closest('[data-place]')?.dataset.place ?? (e.closest('#middle') ? 'middle' : e.closest('main') ? 'main' : e.closest('.dock') ? 'dock' : e.closest("[id]")?.id ?? e.tagName))(document.activeElement)`)
		if part == "" {
			break
		}
		if len(parts) == 0 || parts[len(parts)-1] != part {
			parts = append(parts, part)
		}
	}
	order := strings.Join(parts, " ")
	t.Log(order)
	last := -1
	for _, part := range []string{"top", "run", "left", "dock"} {
		at := strings.Index(order, part)
		if at < last {
			t.Errorf("%s comes too early: %s", part, order)
		}
		last = max(last, at)
	}
	seen := map[string]bool{}
	for _, part := range parts {
		if seen[part] {
			t.Errorf("Tab comes to %s twice: %s", part, order)
		}
		seen[part] = true
	}
}
