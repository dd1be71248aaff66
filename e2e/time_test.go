package e2e

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"
)

// frameOf is a JavaScript expression: a number for what a canvas shows.
func frameOf(canvas string) string {
	return fmt.Sprintf(`(() => { const c = document.getElementById('%s'); const d = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);
		return d.reduce((h, v) => (Math.imul(h, 31) + v) | 0, 7) })()`, canvas)
}

// setRange moves a slider as a hand would.
func setRange(p *page, name string, v float64) {
	p.t.Helper()
	p.do("set "+name, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const r = document.querySelector('input[type=range][name="%s"]'); r.value = '%g';
		r.dispatchEvent(new Event('input', {bubbles: true})); r.dispatchEvent(new Event('change', {bubbles: true})) })()`, name, v)))
}

// keys presses keys on what has the focus; "Shift+" before one holds Shift.
func keys(p *page, names ...string) {
	p.t.Helper()
	for _, name := range names {
		key, shift := strings.CutPrefix(name, "Shift+")
		p.do("key "+name, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, shiftKey: %v, bubbles: true, cancelable: true}))`, key, shift)))
	}
}

const (
	moment    = `document.getElementById('moment')`
	isFree    = `document.body.dataset.time === 'free'`
	isFollow  = `document.body.dataset.time === 'follow'`
	trueDeg   = `document.querySelector('[data-panel=orientation]').dataset.trueDeg`
	simulated = `Number(document.getElementById('clock').textContent)`
)

// TestBackInTime turns the stimulus, goes back to before it turned, and finds
// every panel as it was then while the run goes on; then it follows again.
func TestBackInTime(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	p.until("three seconds to go back to", simulated+` > 3.5`, 30*time.Second)
	turned := eval[float64](p, simulated)
	setRange(p, "stimulus.theta_deg", 120)
	p.until("120° decoded", near(120, 10), 20*time.Second)

	p.do("focus on nothing", chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	keys(p, "g")
	p.until("the key G lets go", isFree, 2*time.Second)
	if s := eval[string](p, moment+`.getAttribute('aria-valuetext')`); !regexp.MustCompile(`^\d+\.\d s ago, \d+\.\d s$`).MatchString(s) {
		t.Errorf("the moment says %q, want how long ago and when", s)
	}
	p.do("focus", chromedp.Evaluate[chromedp.Void](moment+`.focus()`))
	for k := 0; k < 12 && eval[float64](p, `Number(`+moment+`.value)`) > 1000*turned-600; k++ {
		keys(p, "Shift+ArrowLeft")
	}
	p.until("the true orientation of then", trueDeg+` === '60'`, 3*time.Second)
	p.until("the decoded orientation of then", near(60, 8), 3*time.Second)
	p.until("the pill", `/^free, at \d+\.\d s$/.test(document.getElementById('free-word').textContent) && !document.getElementById('free').hidden`, time.Second)
	if s := eval[string](p, `document.getElementById('ago').textContent`); !strings.HasPrefix(s, "−") {
		t.Errorf("the readout is %q, want −3.2 s or the like", s)
	}

	time.Sleep(300 * time.Millisecond)
	stimulus, lgn, clock := eval[float64](p, frameOf("c-stimulus")), eval[float64](p, frameOf("c-lgn")), eval[float64](p, simulated)
	p.until("the run to go on", fmt.Sprintf(`%s > %g`, simulated, clock+.5), 10*time.Second)
	if eval[float64](p, frameOf("c-stimulus")) != stimulus {
		t.Error("the stimulus moved while the past is shown")
	}
	keys(p, "ArrowLeft", "ArrowLeft", "ArrowLeft")
	p.until("another frame of the stimulus", fmt.Sprintf(`%s !== %.0f`, frameOf("c-stimulus"), stimulus), 3*time.Second)
	keys(p, "ArrowRight", "ArrowRight", "ArrowRight")
	p.until("the same frame of the stimulus again", fmt.Sprintf(`%s === %.0f`, frameOf("c-stimulus"), stimulus), 3*time.Second)
	p.until("the same LGN again", fmt.Sprintf(`%s === %.0f`, frameOf("c-lgn"), lgn), 3*time.Second)
	p.until("a label that says when", `/^free, at \d/.test(document.querySelector('[data-panel=stimulus]').getAttribute('aria-label'))`, 5*time.Second)

	p.do("follow", chromedp.Evaluate[chromedp.Void](`document.getElementById('free-follow').click()`))
	p.until("following", isFollow+` && document.getElementById('free').hidden`, 2*time.Second)
	p.until("the orientation of now", trueDeg+` === '120'`, 3*time.Second)
	p.until("a stimulus that moves", fmt.Sprintf(`%s !== %.0f`, frameOf("c-stimulus"), stimulus), 3*time.Second)

	// Paused it is the same.
	p.do("pause", chromedp.Evaluate[chromedp.Void](`document.getElementById('play').click()`))
	p.until("a pause", `document.body.dataset.state === 'paused'`, 3*time.Second)
	p.do("focus", chromedp.Evaluate[chromedp.Void](moment+`.focus()`))
	keys(p, "Home")
	p.until("the beginning", `/^free/.test(document.getElementById('free-word').textContent) && `+trueDeg+` === '60'`, 3*time.Second)
	keys(p, "End")
	p.until("the present again", isFollow+` && `+trueDeg+` === '120'`, 3*time.Second)
	p.silent()
}

// TestTimeByHand drags on the rates and presses on the raster with a mouse.
func TestTimeByHand(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	p.until("seconds to go back to", simulated+` > 3`, 30*time.Second)
	type rect struct{ X, Y, Width, Height float64 }
	box := func(id string) rect {
		return eval[rect](p, `(() => { const r = document.getElementById('`+id+`').getBoundingClientRect(); return {X: r.x, Y: r.y, Width: r.width, Height: r.height} })()`)
	}
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		p.do("mouse", chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	r := box("c-rates")
	mouse(input.DispatchMouseEventTypeMousePressed, r.X+r.Width*.6, r.Y+40)
	mouse(input.DispatchMouseEventTypeMouseMoved, r.X+r.Width*.5, r.Y+40)
	mouse(input.DispatchMouseEventTypeMouseMoved, r.X+r.Width*.3, r.Y+40)
	mouse(input.DispatchMouseEventTypeMouseReleased, r.X+r.Width*.3, r.Y+40)
	p.until("a drag on the rates lets go", isFree, 3*time.Second)
	early := eval[float64](p, `Number(`+moment+`.value)`)
	r = box("c-raster")
	mouse(input.DispatchMouseEventTypeMousePressed, r.X+r.Width*.25, r.Y+r.Height*.5)
	mouse(input.DispatchMouseEventTypeMouseMoved, r.X+r.Width*.35, r.Y+r.Height*.5)
	mouse(input.DispatchMouseEventTypeMouseMoved, r.X+r.Width*.42, r.Y+r.Height*.5)
	mouse(input.DispatchMouseEventTypeMouseReleased, r.X+r.Width*.42, r.Y+r.Height*.5)
	p.until("a drag on the raster to move the moment", fmt.Sprintf(`Number(%s.value) > %g`, moment, early+100), 3*time.Second)
	keys(p, "g")
	p.until("following", isFollow, 2*time.Second)

	p.do("pause", chromedp.Evaluate[chromedp.Void](`document.getElementById('play').click()`))
	p.until("a pause", `document.body.dataset.state === 'paused'`, 3*time.Second)
	time.Sleep(400 * time.Millisecond)
	before := eval[float64](p, frameOf("c-raster"))
	mouse(input.DispatchMouseEventTypeMousePressed, r.X+r.Width*.5, r.Y+r.Height-12)
	mouse(input.DispatchMouseEventTypeMouseReleased, r.X+r.Width*.5, r.Y+r.Height-12)
	p.until("the row of the neuron that was pressed lights up", fmt.Sprintf(`%s !== %.0f`, frameOf("c-raster"), before), 3*time.Second)
	if !eval[bool](p, isFollow) {
		t.Error("a press on a neuron moved the moment too")
	}
	p.silent()
}

var spoken = regexp.MustCompile(`^(.+) neuron (\d+)(?:, (\d+)°)?, (\d+) Hz$`)

// TestRasterChoice sorts the raster, chooses populations and neurons, and
// reads by keyboard which neurons have which row.
func TestRasterChoice(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	p.until("spikes to sort by", simulated+` > 2.5`, 30*time.Second)
	p.do("pause", chromedp.Evaluate[chromedp.Void](`document.getElementById('play').click()`))
	p.until("a pause", `document.body.dataset.state === 'paused'`, 3*time.Second)

	p.until("words for the neurons that are left out", `/^Thalamic 768, 1 of \d+ shown$/.test(document.getElementById('raster-decimated').textContent)`, 3*time.Second)
	p.until("and in the label", `/Thalamic 768, 1 of \d+ shown/.test(document.querySelector('[data-panel=raster]').getAttribute('aria-label'))`, 5*time.Second)

	// row is the neuron so many rows above the foot.
	row := func(up int) (population string, neuron, hz int) {
		t.Helper()
		p.do("focus", chromedp.Evaluate[chromedp.Void](`document.getElementById('said').textContent = ''; document.getElementById('c-raster').focus()`))
		for range 20 { // to the foot
			keys(p, "Shift+ArrowDown")
		}
		for range up / 10 {
			keys(p, "Shift+ArrowUp")
		}
		for range up % 10 {
			keys(p, "ArrowUp")
		}
		time.Sleep(1100 * time.Millisecond) // said at most twice a second
		m := spoken.FindStringSubmatch(eval[string](p, `document.getElementById('said').textContent`))
		if m == nil {
			t.Fatalf("row %d is said as %q", up, eval[string](p, `document.getElementById('said').textContent`))
		}
		neuron, _ = strconv.Atoi(m[2])
		hz, _ = strconv.Atoi(m[4])
		return m[1], neuron, hz
	}
	pick := func(id, value string) {
		p.do("choose "+value, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.getElementById('%s'); s.value = '%s'; s.dispatchEvent(new Event('change', {bubbles: true})) })()`, id, value)))
		time.Sleep(200 * time.Millisecond)
	}
	if name, n, _ := row(119); name != "E ring" || n != 59 {
		t.Errorf("by preferred θ row 119 is %s neuron %d, want E ring 59", name, n)
	}
	pick("raster-sort", "rate")
	_, last, high := row(119)
	_, _, low := row(60)
	if high <= low || last == 59 {
		t.Errorf("by rate the E ring goes from %d Hz to %d Hz at neuron %d, want the fastest on top", low, high, last)
	}
	pick("raster-sort", "index")
	if _, n, _ := row(60); n != 0 {
		t.Errorf("by index the lowest row of the E ring is neuron %d, want 0", n)
	}

	part := func(population, selector, set string) {
		p.do("choose "+population, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const el = document.querySelector('#raster-populations [data-population=%s] %s'); %s; el.dispatchEvent(new Event('change', {bubbles: true})) })()`, population, selector, set)))
		time.Sleep(200 * time.Millisecond)
	}
	part("thalamic", "[type=checkbox]", "el.checked = false")
	p.until("nothing is left out without thalamic cells", `document.getElementById('raster-decimated').hidden`, 3*time.Second)
	part("I", "[type=text]", "el.value = '60-99'")
	p.until("a refusal", `document.querySelector('#raster-populations [data-population=I] .refused').textContent.includes('0 to 59')`, 2*time.Second)
	part("I", "[type=text]", "el.value = '0, 5, 10-20'")
	if name, n, _ := row(12); name != "I ring" || n != 20 {
		t.Errorf("of I 0, 5, 10-20 row 12 is %s %d, want I ring 20", name, n)
	}
	if name, n, _ := row(13); name != "E ring" || n != 0 {
		t.Errorf("above the 13 chosen is %s %d, want E ring 0", name, n)
	}
	p.silent()
}

// TestPastWithinBounds holds the store of the past, the trains of spikes and the rows
// of a raster to their bounds, in the browser that runs them.
func TestPastWithinBounds(t *testing.T) {
	root, err := filepath.Abs("../assets/src")
	if err != nil {
		t.Fatal(err)
	}
	built := api.Build(api.BuildOptions{Bundle: true, Write: false, GlobalName: "lab", Format: api.FormatIIFE,
		Stdin: &api.StdinOptions{ResolveDir: root, Loader: api.LoaderTS, Contents: `export * from "./past"; export * from "./plots/train"; export * from "./plots/rows"`}})
	if len(built.Errors) > 0 {
		t.Fatal(built.Errors)
	}
	p := browser(t)(look{w: 400, h: 300})
	p.do("blank", chromedp.Navigate("about:blank"))
	p.do("load", chromedp.Evaluate[chromedp.Void](string(built.OutputFiles[0].Contents)+"; window.lab = lab"))
	for name, js := range map[string]string{
		"an item holds until the next": `(() => { const s = new lab.Past(() => ({bytes: 1e6, gapMs: 0})); for (let t = 0; t <= 1000; t += 100) s.keep('a', t, 1, () => t);
			return s.at('a', 250) === 200 && s.at('a', 300) === 300 && s.at('a', 9e9) === 1000 && s.at('a', -5) === 0 && s.at('b', 0) === undefined })()`,
		"what comes too soon is not made": `(() => { let made = 0; const s = new lab.Past(() => ({bytes: 1e6, gapMs: 100})); for (let t = 0; t < 1000; t += 10) s.keep('a', t, 1, () => ++made); return made === 10 })()`,
		"a minute within its bytes": `(() => { const s = new lab.Past(() => ({bytes: 32e6, gapMs: 15})); for (let t = 0; t < 200000; t += 16) s.keep('a', t, 65536, () => t);
			return s.bytes <= 32e6 && s.bytes > 25e6 && s.at('a', 0) <= 141000 && s.at('a', 150000) > 149800 })()`,
		"the last item of long ago still holds": `(() => { const s = new lab.Past(() => ({bytes: 1e6, gapMs: 0})); s.keep('w', 0, 1, () => 'old'); s.keep('w', 90000, 1, () => 'new'); return s.at('w', 80000) === 'old' })()`,
		"time that goes back replaces what was": `(() => { const s = new lab.Past(() => ({bytes: 1e6, gapMs: 0})); for (let t = 0; t < 100; t++) s.keep('a', t, 1, () => 'x' + t); s.keep('a', 50, 1, () => 'y'); return s.at('a', 99) === 'y' && s.at('a', 49) === 'x49' })()`,
		"a flood of spikes keeps to its bound, those drawn a minute": `(() => { const tr = lab.newTrain({name: 'E', label: 'E', role: 'excitatory', n: 1000}); lab.startTrain(tr, 0);
			tr.drawn = new Uint8Array(1000); for (let i = 0; i < 1000; i += 20) tr.drawn[i] = 1;
			for (let t = 0; t < 90000; t += 50) lab.addSpikes(tr, Float32Array.from({length: 1000}, (_, k) => t + k / 20), Uint32Array.from({length: 1000}, (_, k) => k));
			let drawn = 0; for (let k = lab.indexAt(tr, 40000); k < tr.end && tr.t[k] < 41000; k++) drawn += tr.drawn[tr.i[k]];
			let all = 0; for (let k = lab.indexAt(tr, 88000); k < tr.end && tr.t[k] < 89000; k++) all++;
			return tr.t.length <= 1 << 19 && drawn === 1000 && all === 20000 && Math.abs(lab.meanRate(tr, 40000, 41000) - 20) < .01 && tr.heldFrom === 0 })()`,
		"a runaway keeps the newest": `(() => { const tr = lab.newTrain({name: 'E', label: 'E', role: 'excitatory', n: 4000}); lab.startTrain(tr, 0);
			for (let t = 0; t < 3000; t += 10) lab.addSpikes(tr, new Float32Array(20000).fill(t), new Uint32Array(20000).fill(7));
			return tr.t.length <= 1 << 19 && tr.end - tr.from > 1e5 && tr.t[tr.end - 1] === 2990 && tr.heldFrom > 2000 })()`,
		"rows on whole pixels in every room": `(() => { const of = (name, role, n) => lab.newTrain({name, label: name, role, n, preferred_deg: Float32Array.from({length: n}, (_, i) => 180 * i / n)});
			const trains = [of('thalamic', 'thalamic', 768), of('E', 'excitatory', 60), of('I', 'inhibitory', 60)];
			for (const dpr of [1, 1.5, 2]) for (let room = 60; room < 1600; room += 7) {
				const blocks = lab.layRows(trains, () => undefined, room, Math.round(9 * dpr), dpr);
				const shared = blocks.some((b) => !Number.isInteger(b.pitch)); // where whole pixels would leave much empty
				if (shared && blocks.reduce((sum, b) => sum + b.h, 0) < .85 * (room - 2 * Math.round(9 * dpr))) return false;
				for (const b of blocks) if (b.pitch < 1 || b.h !== Math.floor(b.pitch * b.order.length) || !Number.isInteger(b.y)) return false;
				const last = blocks.at(-1); if (last.y + last.h > room) return false;
				if (blocks[1].pitch !== blocks[2].pitch || blocks[1].every !== blocks[2].every) return false;
				if (room > 300 && (blocks[1].every !== 1 || blocks[0].h < 20)) return false }
			return true })()`,
		"neurons in words": `JSON.stringify([lab.neuronsFrom('0, 5, 10-12', 60), lab.neuronsFrom('', 60) === undefined, lab.neuronsFrom('5-70', 60).at(-1), lab.neuronsFrom('70', 60), lab.neuronsFrom('x', 60)]) === '[[0,5,10,11,12],true,59,null,null]'`,
	} {
		t.Run(name, func(t *testing.T) {
			if !eval[bool](p, js) {
				t.Error("it does not")
			}
		})
	}
}

// TestPinch zooms the raster with two fingers, and with the keys.
func TestPinch(t *testing.T) {
	p := browser(t)(look{w: 1024, h: 768})
	p.do("touch", call(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true}))
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	type rect struct{ X, Y, Width, Height float64 }
	r := eval[rect](p, `(() => { const c = document.getElementById('c-raster'); c.scrollIntoView({block: 'center'}); const r = c.getBoundingClientRect(); return {X: r.x, Y: r.y, Width: r.width, Height: r.height} })()`)
	y := r.Y + r.Height/2
	touch := func(kind input.DispatchTouchEventType, xs ...float64) {
		points := []*input.TouchPoint{}
		for k, x := range xs {
			points = append(points, &input.TouchPoint{X: x, Y: y, ID: new(float64(k))})
		}
		p.do("touch", call(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}))
	}
	span := `Math.round(10 * Number(document.getElementById('c-raster').dataset.seconds))`
	p.until("the usual window", span+` === 60`, 5*time.Second)
	a, b := r.X+r.Width*.5, r.X+r.Width*.6
	touch(input.DispatchTouchEventTypeTouchStart, a)
	touch(input.DispatchTouchEventTypeTouchStart, a, b)
	for range 8 {
		b += r.Width * .03
		touch(input.DispatchTouchEventTypeTouchMove, a, b)
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
	p.until("fingers that part to zoom in", span+` < 40`, 3*time.Second)
	if s := eval[float64](p, span); s < 20 {
		t.Errorf("the window is %g s, want 2 at least", s/10)
	}
	p.do("focus", chromedp.Evaluate[chromedp.Void](`document.getElementById('c-raster').focus()`))
	for range 20 {
		keys(p, "-")
	}
	p.until("a minute at most", span+` === 600`, 3*time.Second)
	p.silent()
}

// TestPastOutlivesTheStream loses the stream: when it is back, what came before
// is still known.
func TestPastOutlivesTheStream(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900})
	p.do("watch the streams", watchSockets)
	p.do("open", chromedp.Navigate(server(t)))
	p.until("60° decoded", near(60, 8), 20*time.Second)
	p.until("two seconds", simulated+` > 2`, 30*time.Second)
	setRange(p, "stimulus.theta_deg", 120)
	p.until("120° decoded", near(120, 10), 20*time.Second)
	p.do("lose the stream", chromedp.Evaluate[chromedp.Void](`window.lost = sockets.length; sockets.at(-1).close()`))
	p.until("another stream", `sockets.length > lost && sockets.at(-1).readyState === 1`, 10*time.Second)
	p.until("the run to go on", fmt.Sprintf(`%s > %g`, simulated, eval[float64](p, simulated)+.5), 20*time.Second)
	p.do("focus", chromedp.Evaluate[chromedp.Void](moment+`.focus()`))
	keys(p, "Home")
	p.until("the beginning", isFree+` && Number(`+moment+`.value) < 600`, 3*time.Second)
	// The server tells spikes of the past again, but no reading: that of the beginning is the page's own.
	p.until("the orientation of then", trueDeg+` === '60'`, 3*time.Second)
	p.silent()
}
