package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// BenchmarkPage measures the page in a real browser at 1440 x 900:
//
//	REQUIRE_BROWSER=1 go test ./e2e -run '^$' -bench Page -benchtime 1x
func BenchmarkPage(b *testing.B) {
	desk := look{w: 1440, h: 900}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			load(b, desk)
		}
	})
	b.Run("slider", func(b *testing.B) {
		p := settled(b, desk, "first-light")
		for b.Loop() {
			slider(b, p, 30)
		}
	})
	for _, c := range []struct{ name, preset, values string }{
		{"first-light", "first-light", ""},
		{"ring-2000", "first-light", `{"ring.n": 1000, "ring.n_inh": 1000}`},
		{"coba-4000", "coba", ""},
	} {
		b.Run("frames/"+c.name, func(b *testing.B) {
			p := settled(b, desk, c.preset)
			if c.values != "" {
				p.do("other parameters", chromedp.Evaluate[chromedp.Void](ask(c.values)))
				p.until("the other network", `[...document.querySelectorAll('[data-panel=raster]')].some(e => /1000 neurons/.test(e.getAttribute('aria-label')))`, 60*time.Second)
			}
			time.Sleep(3 * time.Second)
			for b.Loop() {
				frames(b, p, 10*time.Second)
			}
		})
	}
	b.Run("memory", func(b *testing.B) {
		p := settled(b, desk, "first-light")
		for b.Loop() {
			memory(b, p, 2*time.Minute)
		}
	})
}

// load opens a page in a fresh browser and reports when it painted, when the
// first frame of the stimulus was drawn, and what came over the wire: the page
// itself, and the pictures of the presets.
func load(b *testing.B, l look) {
	url := server(b)
	p := browser(b)(l)
	p.do("network", call(network.Enable, network.EnableParams{}))
	var mu sync.Mutex
	kinds, bytes := map[network.RequestID]string{}, map[string]float64{}
	if err := chromedp.Listen(p.ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := ev.(type) {
		case *network.EventResponseReceived:
			kind := "page"
			if strings.Contains(e.Response.URL, "/api/") {
				kind = "data"
				if e.Type == network.ResourceTypeImage {
					kind = "pictures"
				}
			}
			kinds[e.RequestID] = kind
		case *network.EventLoadingFinished:
			bytes[kinds[e.RequestID]] += e.EncodedDataLength
		}
	}); err != nil {
		b.Fatal(err)
	}
	p.do("open", chromedp.Navigate(url))
	p.until("the first picture", `performance.getEntriesByName('striate:first').length`, 20*time.Second)
	b.ReportMetric(eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`), "ms-paint")
	b.ReportMetric(eval[float64](p, `performance.getEntriesByName('striate:first')[0].duration`), "ms-stimulus")
	time.Sleep(3 * time.Second)
	mu.Lock()
	defer mu.Unlock()
	b.ReportMetric(bytes["page"]/1024, "KB-page")
	b.ReportMetric(bytes["pictures"]/1024, "KB-pictures")
}

// settled is a page whose run has been drawn for a while.
func settled(b *testing.B, l look, preset string) *page {
	b.Helper()
	p := browser(b)(l)
	p.do("open", chromedp.Navigate(server(b)))
	p.until("an angle", near(60, 15), 20*time.Second)
	if preset != "first-light" {
		choose(p, preset)
		p.until("spikes", spikesDrawn, 20*time.Second)
	}
	time.Sleep(2 * time.Second)
	return p
}

// slider presses an arrow on θ again and again, and reports how long it took
// until the changed stimulus, and spikes that it can have caused, were drawn.
func slider(b *testing.B, p *page, tries int) {
	p.do("the slider", chromedp.Evaluate[chromedp.Void](`(() => { document.querySelector('input[type=range][name="stimulus.theta_deg"]').focus(); window.delays = [];
		addEventListener('keydown', e => delays.push(performance.now() - e.timeStamp), true);
		for (const n of ['stimulus', 'raster']) performance.clearMeasures('striate:' + n) })()`))
	for k := range tries {
		p.do("arrow", chromedp.KeyEvent(kb.ArrowRight))
		p.until("both drawn", fmt.Sprintf(`['stimulus', 'raster'].every(n => performance.getEntriesByName('striate:' + n).length > %d)`, k), 10*time.Second)
		time.Sleep(time.Duration(150+37*(k%7)) * time.Millisecond) // in no step with the frames
	}
	for _, name := range []string{"stimulus", "raster"} {
		took := eval[[]float64](p, fmt.Sprintf(`performance.getEntriesByName('striate:%s').map(e => e.duration)`, name))
		b.ReportMetric(quantile(took, .5), "ms-"+name)
		b.ReportMetric(quantile(took, .95), "ms-"+name+"-95")
	}
	b.ReportMetric(quantile(eval[[]float64](p, `delays`), .95), "ms-key-95")
}

// frames counts the animation frames in which something was drawn, and the
// tasks that held the page up.
func frames(b *testing.B, p *page, long time.Duration) {
	const count = `(() => { const at = {}; const seen = (name) => { const t = document.timeline.currentTime; if (at[name]?.t !== t) at[name] = {t, n: (at[name]?.n ?? 0) + 1} };
		for (const c of document.querySelectorAll('canvas[id]')) { const x = c.getContext('2d'); if (!x) continue; const set = x.setTransform.bind(x); x.setTransform = (...a) => { seen(c.id); seen('any'); set(...a) } }
		let raf = 0; const go = () => { raf++; requestAnimationFrame(go) }; requestAnimationFrame(go);
		const long = []; new PerformanceObserver(l => long.push(...l.getEntries().map(e => e.duration))).observe({type: 'longtask'});
		let ticks = 0;
		window.drawn = { take() { const out = {any: at.any?.n ?? 0, stimulus: at['c-stimulus']?.n ?? 0, raster: at['c-raster']?.n ?? 0, polar: at['c-polar']?.n ?? 0, raf, long: long.length, worst: Math.max(0, ...long)}; for (const k in at) delete at[k]; raf = 0; long.length = 0; return out } } })()`
	type drawn struct{ Any, Stimulus, Raster, Polar, RAF, Long, Worst float64 }
	take := func() drawn {
		return eval[drawn](p, `(({any, stimulus, raster, polar, raf, long, worst}) => ({Any: any, Stimulus: stimulus, Raster: raster, Polar: polar, RAF: raf, Long: long, Worst: worst}))(drawn.take())`)
	}
	clock := func() float64 { return eval[float64](p, `Number(document.getElementById('clock').textContent)`) }
	if !eval[bool](p, `!!window.drawn`) {
		p.do("count", chromedp.Evaluate[chromedp.Void](count))
	}
	time.Sleep(time.Second)
	p.do("metrics", call(performance.Enable, performance.EnableParams{}))
	all, script := p.busy()
	c, t := clock(), time.Now()
	take()
	time.Sleep(long)
	d := take()
	s := time.Since(t).Seconds()
	b.ReportMetric(d.Any/s, "drawn/s")
	b.ReportMetric(d.Stimulus/s, "stimulus/s")
	b.ReportMetric(d.Raster/s, "raster/s")
	b.ReportMetric(d.RAF/s, "frames/s")
	b.ReportMetric(d.Long, "long-tasks")
	b.ReportMetric(d.Worst, "ms-longest")
	b.ReportMetric((clock()-c)/s, "sim-s/s")
	allNow, scriptNow := p.busy()
	b.ReportMetric(100*(allNow-all)/s, "%busy")
	b.ReportMetric(100*(scriptNow-script)/s, "%script")
}

// memory watches the heap of the page, after collecting garbage, over a while.
func memory(b *testing.B, p *page, long time.Duration) {
	first := p.heap()
	time.Sleep(long / 2)
	middle := p.heap()
	time.Sleep(long / 2)
	last := p.heap()
	b.ReportMetric(first/1e6, "MB-first")
	b.ReportMetric(middle/1e6, "MB-middle")
	b.ReportMetric(last/1e6, "MB-last")
}

// heap is the bytes of JavaScript that are in use once garbage is collected.
func (p *page) heap() float64 {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		p.t.Fatal(err)
	}
	used, err := chromedp.Call(p.ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	return used.UsedSize
}

// busy is the seconds that the page's main thread has worked so far: in all,
// and in scripts.
func (p *page) busy() (all, script float64) {
	p.t.Helper()
	r, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, m := range r.Metrics {
		switch m.Name {
		case "TaskDuration":
			all = m.Value
		case "ScriptDuration":
			script = m.Value
		}
	}
	return all, script
}

func quantile(x []float64, q float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[min(len(x)-1, int(q*float64(len(x))))]
}
