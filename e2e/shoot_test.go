package e2e

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// shoot keeps a picture of the page where SHOTS names a folder, to be looked at.
func shoot(p *page, name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644)
	}
	if err != nil {
		p.t.Log(err)
	}
}
