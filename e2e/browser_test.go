// Package e2e holds the tests that look at the page in a real browser. They
// need Chromium: `apt-get install chromium`, or CHROMIUM=/path/to/chrome.
package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"striate/handlers"
)

// chromium is the browser to use. Without one the test is skipped, or fails
// where REQUIRE_BROWSER is set.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	const how = "no Chromium found: apt-get install chromium, or set CHROMIUM to its path"
	if os.Getenv("REQUIRE_BROWSER") != "" {
		t.Fatal(how)
	}
	t.Skip(how)
	return ""
}

// server is the whole program behind a loopback address.
func server(t testing.TB) string {
	t.Helper()
	s, err := handlers.New(handlers.Config{Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); h.Close() })
	return h.URL
}

// page is one tab, with what went wrong in it.
type page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// look is how a page is looked at.
type look struct {
	w, h    int64
	dark    bool
	reduced bool // prefers-reduced-motion
	touch   bool // a finger instead of a mouse
	scale   float64
}

// browser starts one and returns a way to open tabs in it.
func browser(t testing.TB) func(look) *page {
	t.Helper()
	beside(t)
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	first, stopFirst := chromedp.NewContext(alloc)
	t.Cleanup(stopFirst)
	if err := chromedp.Do(first); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return func(l look) *page {
		ctx, stop := chromedp.NewContext(first)
		t.Cleanup(stop)
		p := &page{t: t, ctx: ctx}
		if err := chromedp.Listen(ctx, p.listen); err != nil {
			t.Fatal(err)
		}
		if l.scale == 0 {
			l.scale = 1
		}
		scheme, motion := "light", "no-preference"
		if l.dark {
			scheme = "dark"
		}
		if l.reduced {
			motion = "reduce"
		}
		p.do("a tab", chromedp.EmulateViewport(l.w, l.h, chromedp.EmulateScale(l.scale)),
			call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion}}}),
			call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}))
		if l.touch {
			p.do("a finger", call(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 5}))
		}
		return p
	}
}

// beside lets a test run beside others: each has its own server and browser,
// and waits more than it works.
func beside(t testing.TB) {
	test, ok := t.(*testing.T)
	if !ok || strings.Contains(t.Name(), "/") || t.Name() == "TestFirstLight" { // that one plays a film in time
		return
	}
	if _, already := parallel.LoadOrStore(t.Name(), true); !already {
		test.Parallel()
	}
}

var parallel sync.Map // names of tests that do

// call is a protocol command whose answer does not matter.
func call[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// listen notes whatever the console calls an error, violations of the content
// security policy among them.
func (p *page) listen(ev any) {
	note := ""
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		note = fmt.Sprintf("%s at %s:%d", e.ExceptionDetails.Text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			note = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			note = fmt.Sprint(e.Args)
		}
	}
	if note != "" {
		p.mu.Lock()
		p.problems = append(p.problems, note)
		p.mu.Unlock()
	}
}

// silent fails the test if the console held errors, but for those that are
// part of what is tested.
func (p *page) silent(but ...string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
next:
	for _, note := range p.problems {
		for _, b := range but {
			if strings.Contains(note, b) {
				continue next
			}
		}
		p.t.Errorf("the console says: %s", note)
	}
}

func (p *page) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// eval is the value of a JavaScript expression.
func eval[T any](p *page, js string) T {
	p.t.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		p.t.Fatalf("%s: %v", js, err)
	}
	return out
}

// until waits for a JavaScript expression to be true, and tells how long that
// took.
func (p *page) until(what, js string, limit time.Duration) time.Duration {
	p.t.Helper()
	began := time.Now()
	limit *= patience
	for time.Since(began) < limit {
		if eval[bool](p, "!!("+js+")") {
			return time.Since(began)
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("not within %v: %s; the orientation panel says %s", limit, what,
		eval[string](p, `(document.querySelector('[data-panel=orientation]')?.outerHTML ?? 'no panel').slice(0, 400)`))
	return 0
}

// patience is how much longer than on a free machine of two cores a test waits
// before it gives up: it tells what does not come from what comes late.
const patience = 3

// near is a JavaScript expression: the decoded angle is within tol of deg.
func near(deg, tol float64) string {
	return fmt.Sprintf(`(() => { const s = document.querySelector('[data-panel=orientation]')?.dataset.decodedDeg;
		if (!s) return false; const d = Math.abs(((Number(s) - %g) %% 180 + 270) %% 180 - 90); return d <= %g; })()`, deg, tol)
}
