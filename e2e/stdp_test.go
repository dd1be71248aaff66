package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// grip is a handle of the plasticity window: its middle and its value.
type grip struct{ X, Y, Now float64 }

func gripAt(p *page, part string) grip {
	p.t.Helper()
	return eval[grip](p, fmt.Sprintf(`(e => { const r = e.getBoundingClientRect(); return {X: r.x + r.width/2, Y: r.y + r.height/2, Now: Number(e.ariaValueNow)} })(document.querySelector('.grip[data-part=%s]'))`, part))
}

// pull drags from one place of the page to another.
func pull(p *page, x0, y0, x1, y1 float64) {
	p.t.Helper()
	p.do("press", chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x0, y0, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for k := 1.0; k <= 6; k++ {
		p.do("drag", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x0+(x1-x0)*k/6, y0+(y1-y0)*k/6, chromedp.ButtonLeft))
	}
	p.do("let go", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x1, y1, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// sessionOf is the session that the page shows, as the API tells it.
func sessionOf(p *page) (url string, info struct {
	Values map[string]any `json:"values"`
	Hash   string         `json:"spike_hash"`
	Frame  int            `json:"frame"`
}) {
	p.t.Helper()
	url = eval[string](p, `document.querySelector('a[data-save="recording.csv"], a[data-save="params.json"]').href.replace(/\/[^/]*$/, '')`)
	fetch(p, url, &info)
	return url, info
}

func fetch(p *page, url string, v any) {
	p.t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(body, v); err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s %v", url, resp.Status, err)
	}
}

// windowFigure is what the panel is drawn from.
type windowFigure struct {
	Panels []struct {
		Label   string
		Handles []struct {
			Part  string
			Value float64
		}
	}
	Layers []struct {
		Mark  string
		Block int
		X, Y  []*float64
	}
}

// dots is the number of pairings in the first window.
func (f windowFigure) dots() int {
	n := 0
	for _, l := range f.Layers {
		if l.Mark == "points" && l.Block == 0 {
			n += len(l.X)
		}
	}
	return n
}

// curveAt is the first window at about ms.
func (f windowFigure) curveAt(ms float64) float64 {
	best, at := math.Inf(1), math.NaN()
	for _, l := range f.Layers {
		if l.Mark != "line" || l.Block != 0 {
			continue
		}
		for i, x := range l.X {
			if x != nil && l.Y[i] != nil && math.Abs(*x-ms) < best {
				best, at = math.Abs(*x-ms), *l.Y[i]
			}
		}
	}
	return at
}

// TestPlasticityHandles: dragging a handle of the window sets the parameter it
// stands for and no other half, the curve follows, keys do the same; dots are
// there while the run learns and gone when it does not.
func TestPlasticityHandles(t *testing.T) {
	p := ready(t)
	p.until("four handles", `document.querySelectorAll('.grip:not([hidden])').length === 4`, 10*time.Second)
	url, before := sessionOf(p)
	var f windowFigure
	figure := func() windowFigure {
		f = windowFigure{}
		fetch(p, url+"/figures/stdp.json", &f)
		return f
	}
	for began := time.Now(); figure().dots() < 30; time.Sleep(200 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%d pairings after 20 s", f.dots())
		}
	}
	value := func(path string) float64 { _, s := sessionOf(p); return s.Values[path].(float64) }
	ratio := before.Values["ring.plasticity.a_ratio"].(float64)
	curve := f.curveAt(10)

	h := gripAt(p, "a_plus")
	pull(p, h.X, h.Y, h.X, h.Y-18)
	p.until("A₊ is larger", fmt.Sprintf(`Number(document.querySelector('.grip[data-part=a_plus]').ariaValueNow) > %g`, h.Now*1.05), 5*time.Second)
	p.until("nothing is under way", `!document.querySelector('.control.busy')`, 5*time.Second)
	time.Sleep(300 * time.Millisecond)
	if now := value("ring.plasticity.a_ratio"); !(now > 1.05*ratio) {
		t.Errorf("A₊/A₋ = %g after the drag, want more than %g", now, ratio)
	}
	if now := figure().curveAt(10); !(now > 1.05*curve) {
		t.Errorf("the curve is %g %% at 10 ms after the drag, was %g", now, curve)
	}
	if a := value("ring.plasticity.a"); a != before.Values["ring.plasticity.a"].(float64) {
		t.Errorf("A moved to %g", a)
	}
	aPlus := gripAt(p, "a_plus").Now

	h = gripAt(p, "tau_minus_ms")
	pull(p, h.X, h.Y, h.X-12, h.Y)
	p.until("τ₋ is longer", fmt.Sprintf(`Number(document.querySelector('.grip[data-part=tau_minus_ms]').ariaValueNow) > %g`, h.Now*1.05), 5*time.Second)
	time.Sleep(500 * time.Millisecond)
	if tau := value("ring.plasticity.tau_ms"); !(tau > 31) {
		t.Errorf("τ = %g ms after the drag", tau)
	}
	if now := gripAt(p, "tau_plus_ms").Now; math.Abs(now-37.5) > .01 {
		t.Errorf("τ₊ moved to %g ms with τ₋", now)
	}

	p.do("focus", chromedp.Focus(`.grip[data-part=a_minus]`))
	was := gripAt(p, "a_minus").Now
	p.do("keys", chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.ArrowUp))
	p.until("two steps", fmt.Sprintf(`Math.abs(Number(document.querySelector('.grip[data-part=a_minus]').ariaValueNow) - %g) < 1e-6`, was+.001), 5*time.Second)
	time.Sleep(500 * time.Millisecond)
	if a := value("ring.plasticity.a"); math.Abs(a-was-.001) > 1e-6 {
		t.Errorf("A = %g after two steps up from %g", a, was)
	}
	if now := gripAt(p, "a_plus").Now; math.Abs(now-aPlus) > 1e-4 {
		t.Errorf("A₊ went from %g to %g with A₋", aPlus, now)
	}
	p.do("undo", chromedp.Click(`#undo`))
	p.until("A₋ is back", fmt.Sprintf(`Math.abs(Number(document.querySelector('.grip[data-part=a_minus]').ariaValueNow) - %g) < 1e-6`, was), 5*time.Second)
	if a := value("ring.plasticity.a"); math.Abs(a-was) > 1e-6 {
		t.Errorf("A = %g after undo, want %g", a, was)
	}
	if text := eval[string](p, `document.querySelector('.grip[data-part=tau_plus_ms]').ariaValueText`); text != "37.5 ms" {
		t.Errorf("τ₊ is said as %q", text)
	}

	p.do("learning off", chromedp.Evaluate[chromedp.Void](`document.querySelector('[name="ring.plasticity.learning"]').click()`))
	for began := time.Now(); figure().dots() > 0; time.Sleep(100 * time.Millisecond) {
		if time.Since(began) > 5*time.Second {
			t.Fatalf("%d pairings while learning is off", f.dots())
		}
	}
	time.Sleep(time.Second)
	if n := figure().dots(); n > 0 {
		t.Errorf("%d pairings a second later", n)
	}
	p.silent()
}

// TestTracesOfPickedCells: a click on a row of the raster shows the traces of
// that cell; cells of other populations join by name; the run goes on as it was.
func TestTracesOfPickedCells(t *testing.T) {
	p := ready(t)
	url, _ := sessionOf(p)
	var info struct {
		Frame  int
		Values map[string]any
	}
	fetch(p, url, &info)
	frame := info.Frame
	type place struct{ X, Y float64 }
	for _, share := range []float64{.4, .46, .52, .56} { // somewhere in these is a row, the rest is between blocks
		at := eval[place](p, fmt.Sprintf(`(r => ({X: r.x + r.width / 2, Y: r.y + %g * r.height}))(document.querySelector('#c-raster').getBoundingClientRect())`, share))
		p.do("click a row", chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
			chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
		if eval[string](p, `document.querySelector('#cells-shown').textContent`) != "cells" {
			break
		}
	}
	p.until("the panel is there", `document.querySelector('#panel-traces').offsetParent !== null`, 5*time.Second)
	p.until("it is drawn", painted("traces"), 8*time.Second)
	words := eval[string](p, `document.querySelector('#cells-shown').textContent`)
	fetch(p, url, &info)
	if cells := fmt.Sprint(info.Values["probe.cells"]); cells == "" || words == "cells" {
		t.Errorf("after the click: probe.cells %q, the panel says %q", cells, words)
	}
	if shown := eval[int](p, `document.querySelectorAll('#cells-list li').length`); shown != 1 {
		t.Errorf("%d cells are picked by a click", shown)
	}
	if info.Frame < frame {
		t.Errorf("frame %d after %d: the run began anew", info.Frame, frame)
	}
	p.do("open the choice", chromedp.Evaluate[chromedp.Void](`document.querySelector('#cells-button').click()`))
	p.until("the choice", `document.querySelector('#cells-menu').matches(':popover-open')`, 3*time.Second)
	p.do("a cell of I", chromedp.Evaluate[chromedp.Void](`{ const s = document.querySelector('#cells-population'); s.value = 'I'; document.querySelector('#cells-index').value = '7'; document.querySelector('#cells-form').requestSubmit() }`))
	p.until("both are listed", `document.querySelectorAll('#cells-list li').length === 2`, 3*time.Second)
	var fig struct {
		Blocks []struct{ Label, Note string }
		Layers []struct{ Mark string }
	}
	for began := time.Now(); len(fig.Blocks) != 2 && time.Since(began) < 5*time.Second; time.Sleep(100 * time.Millisecond) {
		fig.Blocks = nil
		fetch(p, url+"/figures/traces.json", &fig)
	}
	if len(fig.Blocks) != 2 || fig.Blocks[1].Label != "I 7" || fig.Blocks[0].Note != "v (mV)" {
		t.Errorf("traces %+v", fig.Blocks)
	}
	p.do("a wrong one", chromedp.Evaluate[chromedp.Void](`{ document.querySelector('#cells-index').value = '99999'; document.querySelector('#cells-form').requestSubmit() }`))
	p.until("it is refused in words", `document.querySelector('#cells-says').textContent.includes('want 0 to')`, 3*time.Second)
	p.do("another variable", chromedp.Evaluate[chromedp.Void](`{ const s = document.querySelector('#trace-of'); s.value = 'g_e_ns'; s.dispatchEvent(new Event('change', {bubbles: true})) }`))
	conductance := func() bool { // thalamic cells have none of this name
		n := len(fig.Blocks)
		return n > 0 && fig.Blocks[n-1].Note == "g_e (nS)" && fig.Blocks[n-1].Label == "I 7"
	}
	for began := time.Now(); !conductance() && time.Since(began) < 5*time.Second; time.Sleep(100 * time.Millisecond) {
		fig.Blocks = nil
		fetch(p, url+"/figures/traces.json", &fig)
	}
	if !conductance() {
		t.Errorf("after another variable %+v", fig.Blocks)
	}
	p.do("clear", chromedp.Evaluate[chromedp.Void](`document.querySelector('#cells-clear').click()`))
	p.until("none is picked", `document.querySelector('#cells-shown').textContent === 'cells'`, 3*time.Second)
	p.silent()
}

// TestPictureOfWindows writes pictures of both panels where SHOTS names a folder.
func TestPictureOfWindows(t *testing.T) {
	open := browser(t)
	url := server(t)
	for _, v := range []struct {
		name string
		look look
	}{{"light", look{w: 1440, h: 900}}, {"dark", look{w: 1440, h: 900, dark: true}}, {"phone", look{w: 390, h: 844}}} {
		p := open(v.look)
		p.do("open", chromedp.Navigate(url))
		p.until("handles", `document.querySelectorAll('.grip:not([hidden])').length === 4`, 15*time.Second)
		time.Sleep(5 * time.Second)
		p.do("scroll", chromedp.Evaluate[chromedp.Void](`document.querySelector('#panel-stdp').scrollIntoView({inline: 'center', block: 'nearest'})`))
		p.do("cells", chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-show=traces]')?.checked || document.querySelector('[data-show=traces]')?.click()`))
		time.Sleep(2 * time.Second)
		shoot(p, "window-"+v.name+"-traces")
		p.do("scroll", chromedp.Evaluate[chromedp.Void](`document.querySelector('#panel-stdp').scrollIntoView({inline: 'center', block: 'nearest'})`))
		time.Sleep(time.Second)
		shoot(p, "window-"+v.name)
		if over := eval[[]string](p, `[...document.querySelectorAll('.grip:not([hidden])')].filter(g => { const r = g.getBoundingClientRect(); return r.width < 24 || r.height < 24 }).map(g => g.dataset.part)`); len(over) > 0 {
			t.Errorf("%s: handles %v are smaller than 24 px", v.name, over)
		}
		if dir := os.Getenv("SHOTS"); dir != "" && v.name == "light" {
			url, _ := sessionOf(p)
			for _, name := range []string{"stdp", "traces"} {
				resp, err := http.Get(url + "/figures/" + name + ".png")
				if err != nil {
					t.Fatal(err)
				}
				b, _ := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err := os.WriteFile(filepath.Join(dir, "figure-"+name+".png"), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		choice(p, "stdp", "full")
		time.Sleep(1500 * time.Millisecond)
		shoot(p, "window-"+v.name+"-full")
		p.silent()
	}
}
