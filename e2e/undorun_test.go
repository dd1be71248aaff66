package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// apart is how a run at t goes on by itself: its spike hash there, from 0.
func (p *page) apart(url string, experiment any, s float64) string {
	p.t.Helper()
	text, err := json.Marshal(map[string]any{"experiment": experiment, "play": false, "warm_s": s})
	if err != nil {
		p.t.Fatal(err)
	}
	a, err := http.Post(url+"/api/v1/sessions", "application/json", strings.NewReader(string(text)))
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Body.Close()
	var out struct {
		Hash string  `json:"spike_hash"`
		T    float64 `json:"t_ms"`
	}
	if err := json.NewDecoder(a.Body).Decode(&out); err != nil || math.Abs(out.T-1000*s) > 1 {
		p.t.Fatalf("%v, at %g ms, want %g s", err, out.T, s)
	}
	return out.Hash
}

// TestUndoReset: R and another seed end a run; Z brings it back with its time
// and its weights, and it makes the spikes that it would have made.
func TestUndoReset(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	for _, c := range []struct{ key, deed, words string }{{"r", "reset", "Reset. Z brings the run back."}, {"n", "seed, 42 to", ""}} {
		p.running(3)
		p.do("leave the boxes", chromedp.Focus("#step"))
		pressKey(p, c.key)
		p.until("its deed", fmt.Sprintf(`document.getElementById('undo').dataset.tip.startsWith('Undo %s')`, c.deed), 10*time.Second)
		p.until("the beginning", `Number(document.getElementById('clock').textContent) < 3`, 5*time.Second)
		if c.words != "" {
			p.until("the word", said(c.words), 5*time.Second)
		}
		pressKey(p, "z")
		p.until("the run again", `Number(document.getElementById('clock').textContent) >= 3 && document.body.dataset.state === 'playing' && document.querySelector('input[name=seed]').value === '42'`, 10*time.Second)
	}
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	is := p.run(url)
	if want := p.apart(url, "first-light", is["t_ms"].(float64)/1000); is["spike_hash"] != want {
		t.Errorf("spike hash %v at %v ms, undisturbed it is %s", is["spike_hash"], is["t_ms"], want)
	}
	if link := p.link(); !strings.Contains(link, "&hash=") {
		t.Errorf("the run that came back has no link: %s", link)
	}

	// From a stop it comes back to a stop, and what was undone is done again.
	pressKey(p, "r")
	p.until("0", `document.getElementById('clock').textContent === '0.0'`, 5*time.Second)
	pressKey(p, "z")
	p.until("there again", `Number(document.getElementById('clock').textContent) >= 3`, 5*time.Second)
	if again := p.run(url); again["spike_hash"] != is["spike_hash"] || again["state"] != "paused" || again["t_ms"] != is["t_ms"] {
		t.Errorf("back at %v ms, %v, %v", again["t_ms"], again["state"], again["spike_hash"])
	}
	pressKey(p, "Z", chromedp.KeyModifiers(8))
	p.until("0 again", `document.getElementById('clock').textContent === '0.0'`, 5*time.Second)
	p.silent()
}

// TestUndoAcrossExperiments: three choices of the gallery are three deeds, and
// behind them is the run of the first, changed as it was.
func TestUndoAcrossExperiments(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	p.running(1)
	typeInto(p, `[data-number-for="stimulus.b_theta_deg"]`, "30")
	p.until("B_θ", valueIs(bTheta, "30"), 5*time.Second)
	title := `document.querySelector('#about summary [data-part=title]').innerText.trim()`
	p.until("the title", title+`.endsWith('°, changed') && document.querySelector('#about summary [data-part=look]').hidden && !document.querySelector('#presets [aria-pressed=true]')`, 5*time.Second)
	p.running(2)
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	was := p.run(url)
	names := eval[[]string](p, `[...document.querySelectorAll('#presets [data-load]')].map(b => b.dataset.load).filter(n => n !== 'first-light').slice(0, 3)`)
	for k, name := range names {
		eval[bool](p, fmt.Sprintf(`(document.querySelector('#presets [data-load=%q]').click(), true)`, name))
		p.until(name+" plays", fmt.Sprintf(`document.querySelector('#presets [aria-pressed=true]')?.dataset.load === %q && document.body.dataset.state === 'playing' && Number(document.getElementById('clock').textContent) > 0.2`, name), 20*time.Second)
		if k == 0 {
			time.Sleep(300 * time.Millisecond)
		}
	}
	for range names {
		pressKey(p, "z")
	}
	p.until("the first", `document.getElementById('preset').value === 'first-light' && `+valueIs(bTheta, "30")+` && Number(document.getElementById('clock').textContent) >= 2 && `+title+`.endsWith(', changed')`, 20*time.Second)
	if is := p.run(url); is["spike_hash"] != was["spike_hash"] || is["t_ms"] != was["t_ms"] || is["state"] != "paused" {
		t.Errorf("%v at %v ms, %v; want %v at %v ms, paused", is["spike_hash"], is["t_ms"], is["state"], was["spike_hash"], was["t_ms"])
	}
	pressKey(p, "z")
	p.until("B_θ of the preset", valueIs(bTheta, "15")+` && `+title+`.endsWith('°') && !document.querySelector('#about summary [data-part=look]').hidden`, 5*time.Second)
	p.silent()
}

// TestStillExperiments: with little motion a chosen experiment has run two
// seconds, and stands.
func TestStillExperiments(t *testing.T) {
	p := browser(t)(look{w: 1440, h: 900, reduced: true})
	p.do("open", chromedp.Navigate(server(t)))
	p.until("2 s", `document.getElementById('clock').textContent === '2.0' && document.body.dataset.state === 'paused'`, 20*time.Second)
	eval[bool](p, `(document.querySelector('#presets [data-load]:not([data-load=first-light])').click(), true)`)
	p.until("another one, at 2 s", `document.getElementById('preset').value !== 'first-light' && document.getElementById('clock').textContent === '2.0' && document.body.dataset.state === 'paused'`, 20*time.Second)
	p.silent()
}
