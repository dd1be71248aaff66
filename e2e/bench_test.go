package e2e

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// BenchmarkGoRunToDecodedAngle is the time from `go run ./cmd/webapp` (on a
// warm build) to a decoded angle on an untouched page, browser start included.
func BenchmarkGoRunToDecodedAngle(b *testing.B) {
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for b.Loop() {
		ctx, stop := context.WithCancel(context.Background())
		cmd := exec.CommandContext(ctx, "go", "run", "./cmd/webapp", "--no-open", "--addr", "127.0.0.1:0", "--data", b.TempDir())
		cmd.Dir = ".."
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		url := ""
		for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
			url = address.FindString(lines.Text())
		}
		if url == "" {
			b.Fatal("go run printed no address")
		}
		p := browser(b)(look{w: 1440, h: 900})
		p.do("open", chromedp.Navigate(url))
		p.until("a decoded angle", `document.querySelector('[data-panel=orientation]')?.dataset.decodedDeg`, time.Minute)
		stop()
		cmd.Wait()
	}
}

// BenchmarkTwoBrowsers measures first-light with two pages watching one
// session: the real-time factor and the updates each draws a second.
func BenchmarkTwoBrowsers(b *testing.B) {
	open := browser(b)
	url := server(b)
	first, second := open(look{w: 1440, h: 900}), open(look{w: 1440, h: 900})
	first.do("open", chromedp.Navigate(url))
	first.until("a session", `location.search.includes('session=')`, 10*time.Second)
	second.do("open", chromedp.Navigate(eval[string](first, `location.href`)))
	for _, p := range []*page{first, second} {
		p.until("an angle", near(60, 10), 20*time.Second)
		// Every picture sent and drawn paints the stimulus once.
		p.do("count", chromedp.Evaluate[chromedp.Void](`(() => { const c = document.getElementById('c-stimulus').getContext('2d'); const draw = c.drawImage.bind(c); window.drawn = 0; c.drawImage = (...a) => { window.drawn++; return draw(...a) } })()`))
	}
	for b.Loop() {
		drawn := func() float64 { return eval[float64](first, `window.drawn`) + eval[float64](second, `window.drawn`) }
		clock := func() float64 { return eval[float64](first, `Number(document.getElementById('clock').textContent)`) }
		d, c, t := drawn(), clock(), time.Now()
		time.Sleep(10 * time.Second)
		s := time.Since(t).Seconds()
		b.ReportMetric((clock()-c)/s, "sim-s/s")
		b.ReportMetric((drawn()-d)/2/s, "updates/s")
	}
}
