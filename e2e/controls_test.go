package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// fullOf is a JavaScript expression: the value that a control has, all its
// digits.
func fullOf(path string) string {
	return fmt.Sprintf(`document.querySelector('.control[data-path="%s"]').dataset.full`, path)
}

// valueIs is a JavaScript expression: the server has that value of a parameter.
func valueIs(path, value string) string {
	return fmt.Sprintf(`%s === '%s' && !document.querySelector('.control[data-path="%s"] .box')?.dataset.typed`, fullOf(path), value, path)
}

// focusSlider puts the keyboard on the slider of a parameter.
func focusSlider(p *page, path string) {
	p.t.Helper()
	if !eval[bool](p, fmt.Sprintf(`(() => { const r = document.querySelector('input[type=range][name="%s"]'); r.focus(); return document.activeElement === r })()`, path)) {
		p.t.Fatalf("the slider of %s takes no focus", path)
	}
}

// pressKey types keys where the focus is.
func pressKey(p *page, keys string, mods ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys, mods...))
}

// toldWords is what the page says in words that pass, to eyes and ears.
const toldWords = `(document.querySelector('[data-notice=word]')?.textContent ?? '').trim().replace(/\s+/g, ' ')`

// onServer is a parameter's value as the server has it.
func onServer(p *page, path string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`(() => { const r = new XMLHttpRequest(); r.open('GET', '/api/v1/sessions/' + new URLSearchParams(location.search).get('session'), false); r.send(); return String(JSON.parse(r.responseText).values['%s']) })()`, path))
}

// started opens the page and waits until it runs.
func started(t *testing.T, l look) *page {
	t.Helper()
	p := browser(t)(l)
	p.do("open", chromedp.Navigate(server(t)))
	p.until("a running network", `document.body.dataset.state === 'playing' && document.querySelector('[data-panel=orientation]')?.dataset.trueDeg`, 15*time.Second)
	return p
}

const theta, bTheta, learningTau = "stimulus.theta_deg", "stimulus.b_theta_deg", "ring.plasticity.tau_ms"

// TestExactValues types on a slider, with units, and takes values back.
func TestExactValues(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})

	t.Run("digits on the slider", func(t *testing.T) {
		focusSlider(p, theta)
		pressKey(p, "1")
		pressKey(p, "2")
		pressKey(p, "0")
		if got := eval[string](p, fullOf(theta)); got != "60" {
			t.Errorf("θ is %s before Enter", got)
		}
		pressKey(p, kb.Enter)
		p.until("θ at 120", valueIs(theta, "120"), 5*time.Second)
		if at := eval[string](p, `document.activeElement.type + ' ' + document.activeElement.name`); at != "range "+theta {
			t.Errorf("after Enter the focus is on %q, want the slider", at)
		}
		pressKey(p, kb.ArrowRight)
		p.until("one step further", valueIs(theta, "121"), 5*time.Second)
	})
	t.Run("Escape keeps the old value", func(t *testing.T) {
		focusSlider(p, theta)
		pressKey(p, "7")
		pressKey(p, kb.Escape)
		if got := eval[string](p, `document.querySelector('[data-number-for="stimulus.theta_deg"]').value + ' ' + document.activeElement.type`); got != "121 range" {
			t.Errorf("box and focus are %q, want 121 on the slider", got)
		}
		if s := eval[string](p, `document.body.dataset.state`); s != "playing" {
			t.Errorf("the run is %s: Escape in a box stopped it", s)
		}
	})
	t.Run("units", func(t *testing.T) {
		for _, c := range []struct{ path, typed, want string }{
			{theta, "0.5 rad", "28.64788975654116"},
			{learningTau, "0.05 s", "50"},
			{theta, "30°", "30"},
			{bTheta, "1800 arcmin", "30"},
		} {
			typeInto(p, fmt.Sprintf(`[data-number-for="%s"]`, c.path), c.typed)
			p.until(c.typed, valueIs(c.path, c.want), 5*time.Second)
		}
		if got := onServer(p, learningTau); got != "50" {
			t.Errorf("the server has τ = %s, want 50", got)
		}
	})
	t.Run("refused in words under the control", func(t *testing.T) {
		for _, c := range []struct{ typed, words string }{
			{"0.05 s", `B_θ = "0.05 s", want 0 to inf deg`},
			{"-3", "Bθ = -3, want 0 to inf deg"},
			{"many", `"many"`},
		} {
			typeInto(p, `[data-number-for="stimulus.b_theta_deg"]`, c.typed)
			words := strings.ReplaceAll(c.words, "B_θ", "Bθ")
			p.until(words, fmt.Sprintf(`document.querySelector('.control[data-path="stimulus.b_theta_deg"] p.refused:not([hidden])')?.textContent.includes(%q)`, words), 5*time.Second)
		}
		if got := onServer(p, bTheta); got != "30" {
			t.Errorf("a refused value changed B_θ to %s", got)
		}
		p.do("leave it", chromedp.Focus(`[data-number-for="stimulus.b_theta_deg"]`))
		pressKey(p, kb.Escape)
		p.until("the old value", `document.querySelector('[data-number-for="stimulus.b_theta_deg"]').value === '30'`, 5*time.Second)
	})
	t.Run("resets", func(t *testing.T) {
		if !eval[bool](p, `document.querySelector('.control[data-path="stimulus.b_theta_deg"]').classList.contains('changed')`) {
			t.Error("a changed parameter has no dot")
		}
		focusSlider(p, bTheta)
		pressKey(p, kb.Backspace)
		p.until("B_θ as in the preset", valueIs(bTheta, "15")+` && !document.querySelector('.control[data-path="stimulus.b_theta_deg"]').classList.contains('changed')`, 5*time.Second)
		if said := eval[string](p, `document.getElementById('said').textContent`); said != "B_θ back to 15 deg" {
			t.Errorf("said %q", said)
		}
		p.do("double-click the value", chromedp.DoubleClick(`[data-number-for="ring.plasticity.tau_ms"]`))
		p.until("τ as in the preset", valueIs(learningTau, "30"), 5*time.Second)
	})
	p.silent("422")
}

// TestUndo takes back and does again what the dock, the wheel, the seed and a
// preset did, by keys and by buttons.
func TestUndo(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	if eval[string](p, `document.getElementById('undo').getAttribute('aria-disabled')`) != "true" {
		t.Error("there is something to undo on a fresh page")
	}
	drag(p, 60, 120)
	p.until("θ dragged", `Math.abs(Number(`+fullOf(theta)+`) - 120) <= 3 && document.getElementById('undo').getAttribute('aria-disabled') === 'false'`, 5*time.Second)
	dragged := eval[string](p, fullOf(theta))
	p.until("one deed of the whole drag", `document.getElementById('undo').dataset.tip === 'Undo θ, 60 to `+dragged+` deg'`, 5*time.Second)
	time.Sleep(time.Second) // another deed
	typeInto(p, `[data-number-for="stimulus.b_theta_deg"]`, "30")
	p.until("B_θ", valueIs(bTheta, "30"), 5*time.Second)
	p.do("leave the box", chromedp.Focus("#step"))
	pressKey(p, "n")
	p.until("a new seed", `document.querySelector('input[name=seed]').value !== '42'`, 5*time.Second)
	seed := eval[string](p, `document.querySelector('input[name=seed]').value`)
	p.until("its deed", `document.getElementById('undo').dataset.tip.startsWith('Undo seed, 42 to')`, 5*time.Second)

	eval[bool](p, `(() => { const s = document.getElementById('preset'); s.value = 'learning-from-scratch'; s.dispatchEvent(new Event('change', {bubbles: true})); return true })()`)
	p.until("another experiment", `document.getElementById('undo').dataset.tip.startsWith('Undo experiment')`, 10*time.Second)
	other := eval[string](p, `document.getElementById('preset').value`)
	if other == "first-light" {
		t.Fatal("no other preset was chosen")
	}

	p.do("undo by its button", chromedp.Click("#undo"))
	p.until("the experiment that was there", `document.getElementById('preset').value === 'first-light' && `+valueIs(bTheta, "30"), 10*time.Second)
	p.until("words", `/^Undone: experiment/.test(`+toldWords+`)`, 5*time.Second)
	if got := onServer(p, theta) + " " + onServer(p, bTheta) + " " + onServer(p, "seed"); got != dragged+" 30 "+seed {
		t.Errorf("θ, B_θ and seed are %s, want %s 30 %s", got, dragged, seed)
	}
	pressKey(p, "z")
	p.until("the old seed", `document.querySelector('input[name=seed]').value === '42'`, 5*time.Second)
	pressKey(p, "z", chromedp.KeyModifiers(2)) // Ctrl
	p.until("the old B_θ", valueIs(bTheta, "15"), 5*time.Second)
	pressKey(p, "z")
	p.until("the old θ", valueIs(theta, "60"), 5*time.Second)
	p.until("the end of the line", `document.getElementById('undo').getAttribute('aria-disabled') === 'true'`, 5*time.Second)
	pressKey(p, "z")
	p.until("nothing more", toldWords+`.startsWith('Nothing to undo.')`, 5*time.Second)

	pressKey(p, "Z", chromedp.KeyModifiers(8)) // Shift
	p.until("θ again", valueIs(theta, dragged), 5*time.Second)
	pressKey(p, "y", chromedp.KeyModifiers(2))
	p.until("B_θ again", valueIs(bTheta, "30"), 5*time.Second)
	p.do("redo by its button", chromedp.Click("#redo"))
	p.until("the seed again", fmt.Sprintf(`document.querySelector('input[name=seed]').value === '%s'`, seed), 5*time.Second)
	p.do("and the experiment", chromedp.Click("#redo"))
	p.until("the other experiment", fmt.Sprintf(`document.getElementById('preset').value === '%s'`, other), 10*time.Second)

	p.do("undo once more", chromedp.Click("#undo"))
	p.until("first light", `document.getElementById('preset').value === 'first-light' && `+valueIs(bTheta, "30"), 10*time.Second)
	typeInto(p, `[data-number-for="stimulus.contrast_pct"]`, "80")
	p.until("C", valueIs("stimulus.contrast_pct", "80"), 5*time.Second)
	if eval[string](p, `document.getElementById('redo').getAttribute('aria-disabled')`) != "true" {
		t.Error("a new change leaves what was undone to be done again")
	}
	p.silent()
}

// TestUndoOfAKind gives the parameters of the old kind back, not its defaults.
func TestUndoOfAKind(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	typeInto(p, `[data-number-for="stimulus.b_theta_deg"]`, "40")
	p.until("B_θ", valueIs(bTheta, "40"), 5*time.Second)
	eval[bool](p, `(() => { const s = document.querySelector('select[name="stimulus.kind"]'); s.value = 'grating'; s.dispatchEvent(new Event('change', {bubbles: true})); return true })()`)
	p.until("a grating", `document.querySelector('.control[data-path="stimulus.motion"]')`, 5*time.Second)
	p.until("its name", `document.getElementById('undo').dataset.tip === 'Undo stimulus, motion cloud to grating'`, 5*time.Second)
	p.do("undo", chromedp.Click("#undo"))
	p.until("the cloud with its bandwidth", `document.querySelector('.control[data-path="stimulus.b_theta_deg"]') && `+valueIs(bTheta, "40"), 5*time.Second)

	p.until("the drawer", `(document.getElementById('more').hidden && document.getElementById('more-button').click(), !document.getElementById('reset-all').hidden)`, 5*time.Second)
	p.do("reset all", chromedp.Click("#reset-all"))
	p.until("all as in the preset", valueIs(bTheta, "15")+` && document.getElementById('changed-note').textContent === 'All as in the preset'`, 5*time.Second)
	p.do("undo that", chromedp.Click("#undo"))
	p.until("B_θ is back", valueIs(bTheta, "40"), 5*time.Second)
	p.silent()
}

// TestFind finds a parameter by its symbol and leads to its slider.
func TestFind(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	options := `[...document.querySelectorAll('#found [role=option]')]`
	seek := func(text string) {
		t.Helper()
		pressKey(p, "/")
		p.until("the sheet", `document.activeElement.id === 'find'`, 5*time.Second)
		p.do("type", chromedp.SendKeys("#find", text))
	}
	for _, c := range []struct{ typed, path string }{
		{"membrane time", "ring.cell.tau_m_ms"}, // in the drawer
		{"τ_m", "ring.cell.tau_m_ms"},
		{"b_theta", bTheta},
		{"contrast", "stimulus.contrast_pct"},
		{"the time constant of inhibition", "ring.cell.tau_syn_i_ms"},
	} {
		seek(c.typed)
		p.until("found "+c.typed, fmt.Sprintf(`%s[0]?.dataset.path === '%s'`, options, c.path), 5*time.Second)
		if !eval[bool](p, `document.getElementById(document.getElementById('find').getAttribute('aria-activedescendant'))?.getAttribute('aria-selected') === 'true'`) {
			t.Error("no option is the active one")
		}
		pressKey(p, kb.Enter)
		p.until("the slider of "+c.path, fmt.Sprintf(`document.activeElement.name === '%s' && document.activeElement.type === 'range'`, c.path), 5*time.Second)
		if !eval[bool](p, `(() => { const r = document.activeElement.closest('.track').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight && document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)?.closest('.track') !== null })()`) {
			t.Errorf("the slider of %s is not in sight", c.path)
		}
	}
	seek("nothing like it")
	p.until("words", `!document.getElementById('found-none').hidden`, 5*time.Second)
	pressKey(p, kb.Escape)
	p.until("closed", `!document.getElementById('finder').matches(':popover-open')`, 5*time.Second)
	if s := eval[string](p, `document.body.dataset.state`); s != "playing" {
		t.Errorf("closing the sheet left the run %s", s)
	}
	p.silent()
}

// TestHelpCard opens the help of a parameter by its name and by a key.
func TestHelpCard(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	p.do("its name", chromedp.Click(`.control[data-path="stimulus.b_theta_deg"] .label`))
	p.until("the card", `document.getElementById('help').matches(':popover-open')`, 5*time.Second)
	card := eval[string](p, `document.getElementById('help').textContent`)
	for _, want := range []string{"orientation bandwidth", "exp(cos 2(arg f", "Sanz Leon et al. 2012", "0 to inf deg", "stimulus.b_theta_deg", "at once"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q: %s", want, card)
		}
	}
	if at := eval[string](p, `document.activeElement.name`); at != bTheta {
		t.Errorf("a click on the name focuses %q, want its slider", at)
	}
	pressKey(p, kb.Escape)
	focusSlider(p, theta)
	pressKey(p, "h")
	p.until("the card of θ", `document.querySelector('#help article')?.dataset.path === 'stimulus.theta_deg'`, 5*time.Second)
	card = eval[string](p, `document.getElementById('help').textContent`)
	for _, want := range []string{"mc_theta_rad", "ori = 90 − θ"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card of θ lacks %q", want)
		}
	}
	pressKey(p, kb.Escape)
	p.until("back on the slider", `document.activeElement.name === 'stimulus.theta_deg'`, 5*time.Second)
	p.silent()
}

// TestRebuild says what is being built while the old run stays on, and what
// has no effect at present.
func TestRebuild(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	p.do("the drawer", chromedp.Click("#more-button"))
	if !eval[bool](p, `document.querySelector('.control[data-path="ring.n"] .rebuilds')?.textContent === 'rebuilds'`) {
		t.Error("the number of neurons does not say that it rebuilds")
	}
	// The words stay for as long as it takes: watch for them.
	eval[bool](p, `(() => { window.heard = []; new MutationObserver(() => { for (const e of document.querySelectorAll('p.building:not([hidden])')) heard.push(e.textContent) })
		.observe(document.getElementById('dock'), {subtree: true, childList: true, attributes: true, characterData: true}); return true })()`)
	typeInto(p, `[data-number-for="ring.n"]`, "1200")
	p.until("1200 neurons", `document.querySelector('[data-panel=raster]').getAttribute('aria-label').includes('1200') || `+valueIs("ring.n", "1200"), 20*time.Second)
	p.until("nothing is being built any more", `!document.querySelector('p.building:not([hidden])')`, 20*time.Second)
	if heard := eval[string](p, `[...new Set(heard)].join('|')`); heard != "Building 1200 neurons. The old run stays on." {
		t.Errorf("while it was built the page said %q", heard)
	}
	if got := onServer(p, "ring.n"); got != "1200" {
		t.Errorf("ring.n = %s", got)
	}
	typeInto(p, `[data-number-for="ring.n"]`, "49000000")
	p.until("a reason", `document.querySelector('.control[data-path="ring.n"] p.refused:not([hidden])')?.textContent.includes('want')`, 10*time.Second)
	if got := onServer(p, "ring.n"); got != "1200" {
		t.Errorf("a build that failed left ring.n = %s, want 1200", got)
	}

	idle := func(path string) string {
		return fmt.Sprintf(`document.querySelector('.control[data-path="%s"] .no-effect').textContent`, path)
	}
	if words := eval[string](p, idle("stimulus.direction_deg")); words != "No effect while direction is across." {
		t.Errorf("free direction says %q", words)
	}
	eval[bool](p, `(() => { const s = document.querySelector('select[name="stimulus.direction"]'); s.value = 'free'; s.dispatchEvent(new Event('change', {bubbles: true})); return true })()`)
	p.until("it has an effect now", idle("stimulus.direction_deg")+` === ''`, 5*time.Second)
	p.silent("422")
}

// TestKeys lists what each key does, and can be toldWords to leave letters alone.
func TestKeys(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	pressKey(p, "?")
	p.until("the sheet", `document.getElementById('keys-sheet').open`, 5*time.Second)
	keys := eval[string](p, `[...document.querySelectorAll('#keys-sheet kbd')].map(k => k.textContent).join(' ')`)
	for _, want := range []string{"Space", ".", "[", "]", "R", "N", "Z", "Shift+Z", "/", "H", "?", "Esc", "D", "1", "Home", "Page Up"} {
		if !strings.Contains(" "+keys+" ", " "+want+" ") {
			t.Errorf("the sheet lacks %s; it has %s", want, keys)
		}
	}
	p.do("letters off", chromedp.Click("#keys-on"))
	pressKey(p, kb.Escape)
	p.until("closed", `!document.getElementById('keys-sheet').open`, 5*time.Second)
	for _, key := range []string{"n", ".", "/", "]"} {
		pressKey(p, key)
	}
	time.Sleep(400 * time.Millisecond)
	if got := eval[string](p, `[document.querySelector('input[name=seed]').value, document.body.dataset.state, document.getElementById('speed-out').value, document.getElementById('finder').matches(':popover-open')].join(' ')`); got != "42 playing 1.0× false" {
		t.Errorf("with letters off the page is %q", got)
	}
	p.do("again", chromedp.Reload())
	p.until("running", `document.body.dataset.state === 'playing'`, 15*time.Second)
	if eval[bool](p, `document.getElementById('keys-on').checked`) {
		t.Error("that letters are off is forgotten")
	}
	pressKey(p, kb.Escape)
	p.until("Escape stops motion all the same", `document.body.dataset.state === 'paused'`, 5*time.Second)
	p.silent()
}

// TestSpeed goes from a twentieth of real time to as fast as it can.
func TestSpeed(t *testing.T) {
	p := started(t, look{w: 1440, h: 900})
	out := `document.getElementById('speed-out').value`
	pressKey(p, "]")
	p.until("faster", out+` === '1.5×'`, 5*time.Second)
	pressKey(p, "[")
	pressKey(p, "[")
	p.until("slower", out+` === '0.75×'`, 5*time.Second)
	typeInto(p, "#speed-out", "0.05")
	p.until("a twentieth", out+` === '0.05×'`, 5*time.Second)
	typeInto(p, "#speed-out", "0.01")
	p.until("too slow", `document.querySelector('[data-notice=bad]')?.textContent.includes('want 0.05 to 20, or max')`, 5*time.Second)
	typeInto(p, "#speed-out", "max")
	p.until("as fast as it can", out+` === 'max'`, 5*time.Second)
	p.until("the server's word", `(() => { const r = new XMLHttpRequest(); r.open('GET', '/api/v1/sessions/' + new URLSearchParams(location.search).get('session'), false); r.send(); return JSON.parse(r.responseText).speed === 'inf' })()`, 5*time.Second)
	if words := eval[string](p, `document.getElementById('speed').getAttribute('aria-valuetext')`); words != "as fast as it can" {
		t.Errorf("aria-valuetext %q", words)
	}
	p.silent()
}
