package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestScreenshots looks at the page in each form, and writes docs/*.png where
// UPDATE_SCREENSHOTS is set (to another folder: SCREENSHOTS_DIR).
func TestScreenshots(t *testing.T) {
	if os.Getenv("UPDATE_SCREENSHOTS") == "" {
		t.Skip("set UPDATE_SCREENSHOTS=1 to remake docs/*.png")
	}
	dir := os.Getenv("SCREENSHOTS_DIR")
	if dir == "" {
		dir = filepath.Join("..", "docs")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	open := browser(t)
	for _, shot := range []struct {
		preset string
		look
	}{
		{"first-light", look{w: 1440, h: 900}}, {"first-light", look{w: 1440, h: 900, dark: true}},
		{"first-light", look{w: 1024, h: 768}}, {"first-light", look{w: 390, h: 844, scale: 2}}, {"first-light", look{w: 390, h: 844, scale: 2, dark: true}},
		{"two-layers", look{w: 1440, h: 900}}, {"coba", look{w: 1440, h: 900}}, {"coba", look{w: 1440, h: 900, dark: true}},
	} {
		theme := "light"
		if shot.dark {
			theme = "dark"
		}
		p := open(shot.look)
		p.do("open", chromedp.Navigate(server(t)))
		p.until("an orientation at 60°", near(60, 8), 20*time.Second)
		if shot.preset != "first-light" {
			choose(p, shot.preset)
			p.until("spikes", spikesDrawn, 20*time.Second)
		}
		time.Sleep(9 * time.Second)
		png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", shot.preset, shot.w, theme)), png, 0o644); err != nil {
			t.Fatal(err)
		}
		p.silent()
		p.do("close", chromedp.Navigate("about:blank"))
	}
}
