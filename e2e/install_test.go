package e2e

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"striate/handlers"
)

// running is a server that can be stopped and started again on its port.
type running struct {
	t    *testing.T
	addr string
	s    *handlers.Server
	h    *http.Server
}

func (r *running) start() {
	r.t.Helper()
	addr := r.addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.addr = l.Addr().String()
	if r.s, err = handlers.New(handlers.Config{Version: "test", Log: slog.New(slog.DiscardHandler)}); err != nil {
		r.t.Fatal(err)
	}
	r.h = r.s.HTTP()
	go func(h *http.Server) { _ = h.Serve(l) }(r.h)
}

func (r *running) stop() {
	if r.h == nil {
		return
	}
	r.s.Close()
	_ = r.h.Shutdown(context.Background())
	_ = r.h.Close()
	r.h = nil
}

// TestOffline: the page's worker is kept; while the server is down the address
// answers in words, and the page comes back by itself when it runs again.
func TestOffline(t *testing.T) {
	open := browser(t)
	r := &running{t: t}
	r.start()
	t.Cleanup(func() { r.stop() })
	p := open(look{w: 1024, h: 768})
	url := "http://" + r.addr
	p.do("open", chromedp.Navigate(url))
	p.until("the worker", `window.striateWorker ?? (navigator.serviceWorker.ready.then(() => { window.striateWorker = true }), false)`, 10*time.Second)
	p.until("the worker in charge", `!!navigator.serviceWorker.controller`, 10*time.Second)
	p.until("60° decoded", near(60, 12), 10*time.Second)
	if n := eval[int](p, `performance.getEntriesByType('resource').filter(e => !e.name.startsWith(location.origin)).length`); n != 0 {
		t.Errorf("%d resources from elsewhere", n)
	}

	r.stop()
	p.until("words that the line is lost", `!!document.querySelector('[data-notice=lost]')`, 10*time.Second)
	_, _ = chromedp.Run(p.ctx, chromedp.Evaluate[chromedp.Void](`location.reload()`)) // the page it was sent from goes away
	p.until("the page that was kept", `document.querySelector('.offline h1')?.innerText.includes('not running')`, 10*time.Second)
	if said := eval[string](p, `document.getElementById('start').innerText`); said != "webapp --addr "+r.addr {
		t.Errorf("it says to start %q", said)
	}
	if eval[string](p, `getComputedStyle(document.querySelector('.offline h1')).fontSize`) != "20px" {
		t.Error("the kept page has no style")
	}
	shoot(p, "offline")

	r.start()
	p.until("the page, by itself", `document.querySelector('#c-raster') && location.search.includes('session=')`, 20*time.Second)
	p.until("60° decoded again", near(60, 12), 20*time.Second)
	if n := eval[int](p, `document.querySelectorAll('.offline').length`); n != 0 {
		t.Error("the kept page is still there")
	}
	p.silent("ERR_CONNECTION", "WebSocket", "404")
}
