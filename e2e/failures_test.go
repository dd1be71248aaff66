package e2e

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"striate/handlers"
)

// house is a server that can be stopped and started again at its address.
type house struct {
	t    testing.TB
	addr string
	s    *handlers.Server
	h    *httptest.Server
	deaf atomic.Bool // refuses every request

	mu    sync.Mutex
	conns []net.Conn
}

// Accept is that of the listener, whose connections can be cut: a websocket is
// one that the server of the library no longer knows.
func (x *cutting) Accept() (net.Conn, error) {
	c, err := x.Listener.Accept()
	if err == nil {
		x.house.mu.Lock()
		x.house.conns = append(x.house.conns, c)
		x.house.mu.Unlock()
	}
	return c, err
}

type cutting struct {
	net.Listener
	house *house
}

// cut breaks off every connection.
func (x *house) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range x.conns {
		_ = c.Close()
	}
	x.conns = nil
}

func newHouse(t testing.TB, cfg handlers.Config) *house {
	x := &house{t: t, addr: "127.0.0.1:0"}
	x.start(cfg)
	t.Cleanup(x.stop)
	return x
}

func (x *house) start(cfg handlers.Config) {
	x.t.Helper()
	cfg.Version, cfg.Log = "test", slog.New(slog.DiscardHandler)
	s, err := handlers.New(cfg)
	if err != nil {
		x.t.Fatal(err)
	}
	var l net.Listener
	for range 50 {
		if l, err = net.Listen("tcp", x.addr); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		x.t.Fatal(err)
	}
	x.addr = l.Addr().String()
	h := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x.deaf.Load() {
			if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = c.Close()
			}
			return
		}
		s.ServeHTTP(w, r)
	}))
	_ = h.Listener.Close()
	h.Listener = &cutting{l, x}
	h.Start()
	x.s, x.h = s, h
}

func (x *house) stop() {
	if x.s == nil {
		return
	}
	x.s.Close()
	x.cut()
	x.h.Close()
	x.s = nil
}

func (x *house) url() string { return "http://" + x.addr }

// The socket is lost: panels grey, tries counted, a button; the state comes
// back and the run went on.
func TestLostSocket(t *testing.T) {
	x := newHouse(t, handlers.Config{})
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(x.url()))
	p.running(1.5)
	x.deaf.Store(true)
	x.cut()
	p.until("the second try", said("Reconnecting, try 2. The run goes on."), 10*time.Second)
	if s := eval[string](p, `getComputedStyle(document.querySelector('main')).filter + getComputedStyle(document.querySelector('#c-raster')).opacity`); s != "grayscale(1)0.5" {
		t.Errorf("the panels look %q, want grey at one half", s)
	}
	shoot(p, "lost-light")
	at := eval[float64](p, `Number(document.getElementById('clock').textContent)`)
	p.until("later words", said("Where no page watches, a run goes on for half a minute and then waits."), 20*time.Second)
	x.deaf.Store(false)
	p.press("Try now", "[data-notice=lost] [data-do=retry]")
	p.until("it is found", `document.body.dataset.state === 'playing' && !document.querySelector('[data-notice=lost]')`, 10*time.Second)
	p.running(at + 1)
	p.silent("WebSocket", "Failed to load", "ERR_")
}

// The server is started again: the page opens the same run, with its changes,
// and re-runs it to where it was.
func TestServerRestarted(t *testing.T) {
	x := newHouse(t, handlers.Config{})
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(x.url()))
	p.running(0.5)
	drag(p, 60, 120)
	p.running(3)
	p.press("Pause", "#play")
	p.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	time.Sleep(1200 * time.Millisecond) // the page asks what would repeat the run
	was := p.run(x.url())
	x.stop()
	x.start(handlers.Config{})
	p.until("the same run", said("This is the old run again. The server was restarted, or closed it while no one watched. It was re-run from 0 to"), 30*time.Second)
	shoot(p, "restarted-light")
	is := p.run(x.url())
	if is["id"] == was["id"] || is["spike_hash"] != was["spike_hash"] || is["state"] != "paused" {
		t.Errorf("run %v, %v, hash %v at %v ms; want another id and hash %v at %v ms, paused", is["id"], is["state"], is["spike_hash"], is["t_ms"], was["spike_hash"], was["t_ms"])
	}
	// A page that is loaded again after a restart does the same.
	x.stop()
	x.start(handlers.Config{})
	p.do("reload", chromedp.Navigate(eval[string](p, `location.href`)))
	p.until("the same run again", said("This is the old run again."), 30*time.Second)
	p.silent("WebSocket", "Failed to load", "ERR_", "404")
}

// A ring that runs away: stopped, named, what was changed last, and Undo.
func TestRunaway(t *testing.T) {
	url := server(t)
	for _, dark := range []bool{false, true} {
		p := browser(t)(look{w: 1440, h: 900, dark: dark})
		p.do("open", chromedp.Navigate(url))
		p.running(1)
		p.press("More", "#more-button")
		set := func(path, value string) {
			t.Helper()
			eval[bool](p, fmt.Sprintf(`(() => { const b = document.querySelector('.control[data-path="%s"] .box'); b.value = '%s'; b.dispatchEvent(new Event('input', {bubbles: true})); b.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, path, value))
			p.until(path, fmt.Sprintf(`document.querySelector('.control[data-path="%s"]')?.classList.contains('changed')`, path), 10*time.Second)
		}
		set("runaway_hz", "3")
		p.until("it stopped", `document.body.dataset.state === 'failed' && document.querySelector('[data-notice=failed]')`, 20*time.Second)
		p.press("More", "#more-button")
		words := eval[string](p, `document.querySelector('[data-notice=failed] p').innerText.replace(/\s+/g, ' ')`)
		if !strings.HasPrefix(words, "Stopped at ") || !strings.Contains(words, " Hz") || !strings.Contains(words, "You last changed ") || !strings.Contains(words, "350 to 3") {
			t.Errorf("it says %q", words)
		}
		t.Log(words)
		shoot(p, fmt.Sprintf("runaway-%v", dark))
		p.press("Undo", "[data-notice=failed] [data-do=back]")
		p.until("it plays", `document.body.dataset.state === 'playing' && !document.querySelector('[data-notice=failed]')`, 10*time.Second)
		p.silent()
	}
}

// Two pages watch one run: both say so, both steer, and one goes on when the
// other is closed.
func TestTwoPages(t *testing.T) {
	url := server(t)
	open := browser(t)
	a, b := open(look{w: 1440, h: 900}), open(look{w: 1440, h: 900, dark: true})
	a.do("open", chromedp.Navigate(url))
	a.running(0.5)
	a.press("Pause", "#play") // also a run that stands still says who watches
	a.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	b.do("open the same", chromedp.Navigate(eval[string](a, `location.href`)))
	two := `!document.getElementById('watchers').hidden && document.getElementById('watchers').innerText.includes('2 pages watch this run')`
	a.until("two pages, at the first", two, 5*time.Second)
	b.until("two pages, at the second", two, 5*time.Second)
	shoot(b, "two-dark")
	b.press("Play", "#play")
	a.until("it plays at the first", `document.body.dataset.state === 'playing'`, 5*time.Second)
	b.do("leave", chromedp.Navigate("about:blank"))
	a.until("one page", `document.getElementById('watchers').hidden`, 5*time.Second)
	a.running(eval[float64](a, `Number(document.getElementById('clock').textContent)`) + 0.5)
	a.silent()
}

// A machine that cannot keep up: a chip and a sentence, and an offer that is
// one deed.
func TestSlowMachine(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url+"/#preset=first-light&ring.n=1440&ring.n_inh=1440"))
	p.until("the chip", `document.getElementById('live').classList.contains('slow')`, 60*time.Second)
	top := `document.querySelector('main').getBoundingClientRect().top`
	before := eval[float64](p, top)
	p.until("the offer", said("Results are the same, only slower. Halve neurons"), 20*time.Second)
	shoot(p, "slow-light")
	if after := eval[float64](p, top); after != before {
		t.Errorf("the notice moved the page by %g px", after-before)
	}
	if one := `document.getElementById('rtf').textContent.split('×')[0]`; !eval[bool](p, one+` === document.querySelector('[data-notice=slow] [data-slot=rtf]').textContent`) {
		t.Errorf("the chip and the notice differ: %s", eval[string](p, one))
	}
	p.press("Close", "[data-notice=slow] [data-do=close]")
	time.Sleep(6 * time.Second)
	if eval[bool](p, said("This machine runs at")) {
		t.Error("the notice came back though it was closed")
	}
	p.press("the chip", "#live")
	p.until("the offer, asked for", said("Halve neurons"), 5*time.Second)
	p.press("Halve neurons", "[data-notice=slow] [data-do=lighter]")
	p.until("half of them", `document.querySelector('#undo').getAttribute('aria-label') === 'Undo halve neurons'`, 60*time.Second)
	if n := p.run(url)["values"].(map[string]any)["ring.n"]; n != 720.0 {
		t.Errorf("%v neurons, want 720", n)
	}
	p.press("Undo", "#undo")
	p.until("all of them again", `document.querySelector('#redo').getAttribute('aria-label') === 'Redo halve neurons'`, 60*time.Second)
	if n := p.run(url)["values"].(map[string]any)["ring.n"]; n != 1440.0 {
		t.Errorf("%v neurons, want 1440", n)
	}
	p.silent()
}

// A laptop that slept: the page says for how long, and what the run did.
func TestPageThatSlept(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	p.running(1)
	eval[bool](p, `(() => { const now = Date.now; Date.now = () => now() + 12 * 60000; document.dispatchEvent(new Event('resume')); return true })()`)
	p.until("it slept", said("This page slept for 12 minutes. The run waited."), 5*time.Second)
	shoot(p, "slept-light")
	p.press("Close", "[data-notice=slept] [data-do=close]")
	p.running(2)
	p.silent()
}

// A server that holds no more runs says so, and Try again works once there is
// room.
func TestServerFull(t *testing.T) {
	x := newHouse(t, handlers.Config{MaxSessions: 1})
	open := browser(t)
	a, b := open(look{w: 1440, h: 900}), open(look{w: 1440, h: 900})
	a.do("open", chromedp.Navigate(x.url()))
	a.running(0.5)
	b.do("open", chromedp.Navigate(x.url()))
	b.until("no more runs", said("This server holds no more runs. 1 is open. Close another page, then try again."), 10*time.Second)
	shoot(b, "full-light")
	a.press("Pause", "#play")
	a.until("paused", `document.body.dataset.state === 'paused'`, 5*time.Second)
	a.do("leave", chromedp.Navigate("about:blank"))
	time.Sleep(300 * time.Millisecond)
	b.press("Try again", "[data-notice=busy] [data-do=again]")
	b.running(0.5)
	if eval[bool](b, `!!document.querySelector('[data-notice=busy]')`) {
		t.Error("it still says that there is no room")
	}
	b.silent("429")
}

// A page that is hidden draws nothing, and keeps no one waiting.
func TestHiddenPage(t *testing.T) {
	url := server(t)
	open := browser(t)
	p := open(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url))
	p.running(0.5)
	eval[bool](p, `(() => { window.drawn = 0; const f = CanvasRenderingContext2D.prototype.fillRect;
		CanvasRenderingContext2D.prototype.fillRect = function (...a) { window.drawn++; return f.apply(this, a) }; return true })()`)
	p.until("it draws", `window.drawn > 0`, 5*time.Second)
	eval[bool](p, `(Object.defineProperty(document, 'hidden', {get: () => true}), window.requestAnimationFrame = () => 0, document.dispatchEvent(new Event('visibilitychange')), window.drawn = 0, true)`)
	time.Sleep(300 * time.Millisecond)
	eval[int](p, `window.drawn = 0`)
	at := eval[float64](p, `Number(document.getElementById('clock').textContent)`)
	time.Sleep(2 * time.Second)
	if n := eval[int](p, `window.drawn`); n != 0 {
		t.Errorf("a hidden page drew %d times in two seconds", n)
	}
	if now := eval[float64](p, `Number(document.getElementById('clock').textContent)`); now-at < 1 {
		t.Errorf("the run went on for %.1f s in two seconds beside a hidden page", now-at)
	}
	p.silent()
}

// Esc closes a notice that the focus is in, and the focus is not lost; a notice
// takes no focus by itself.
func TestNoticesByKeyboard(t *testing.T) {
	url := server(t)
	p := browser(t)(look{w: 1440, h: 900})
	p.do("open", chromedp.Navigate(url+"/#preset=nosuch"))
	p.until("a notice", `document.querySelector('[data-notice=link]')`, 10*time.Second)
	if id := eval[string](p, `document.activeElement.tagName`); id != "BODY" {
		t.Errorf("the notice took the focus to %s", id)
	}
	p.running(0.2)
	eval[bool](p, `(document.querySelector('[data-notice=link] [data-do=close]').focus(), document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})), true)`)
	p.until("it is closed and the focus is at Pause", `!document.querySelector('[data-notice=link]') && document.activeElement.id === 'play'`, 5*time.Second)
	if s := eval[string](p, `document.body.dataset.state`); s != "playing" {
		t.Errorf("Esc in a notice left the run %s, want it playing", s)
	}
	p.silent("422", "status of 4")
}
