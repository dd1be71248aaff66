package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestScreenshots remakes docs/*.png, where UPDATE_SCREENSHOTS is set: make
// screenshots.
func TestScreenshots(t *testing.T) {
	if os.Getenv("UPDATE_SCREENSHOTS") == "" {
		t.Skip("set UPDATE_SCREENSHOTS=1 to remake docs/*.png")
	}
	dir := filepath.Join("..", "docs")
	open := browser(t)
	desk, tablet, phone := look{w: 1440, h: 900}, look{w: 1024, h: 768}, look{w: 390, h: 844, scale: 2, touch: true}
	for _, shot := range []struct {
		preset string
		looks  []look
	}{
		{"first-light", []look{desk, tablet, phone}},
		{"two-layers", []look{desk}},
		{"coba", []look{desk}},
	} {
		for _, l := range shot.looks {
			for _, l.dark = range []bool{false, true} {
				p := open(l)
				p.do("open", chromedp.Navigate(server(t)))
				p.until("an orientation at 60°", near(60, 8), 20*time.Second)
				if shot.preset != "first-light" {
					choose(p, shot.preset)
					p.until("spikes", spikesDrawn, 20*time.Second)
				}
				time.Sleep(9 * time.Second)
				p.picture(filepath.Join(dir, shot.preset+"-"+l.name()+".png"))
				p.silent()
				p.do("close", chromedp.Navigate("about:blank"))
			}
		}
	}
}

// TestContactSheet takes a picture of every state of the page at every width,
// light and dark, into the folder that SCREENSHOTS_DIR names, to be looked at.
// SCREENSHOTS_LOOKS=1440-light,320-dark takes some of them.
func TestContactSheet(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS_DIR")
	if dir == "" {
		t.Skip("set SCREENSHOTS_DIR to a folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	open := browser(t)
	url := server(t)
	for _, l := range []look{{w: 1440, h: 900}, {w: 1024, h: 768}, {w: 390, h: 844, scale: 2, touch: true}, {w: 360, h: 225, scale: 4}, {w: 320, h: 640, scale: 2}} {
		for _, l.dark = range []bool{false, true} {
			if !wanted("SCREENSHOTS_LOOKS", l.name()) {
				continue
			}
			t.Run(l.name(), func(t *testing.T) {
				visit(t, open, url, l, func(t *testing.T, p *page, s state) {
					time.Sleep(700 * time.Millisecond) // until all is drawn
					p.picture(filepath.Join(dir, fmt.Sprintf("%s-%s.png", s.name, l.name())))
				})
			})
		}
	}
}

// picture writes what is on the screen to a file.
func (p *page) picture(file string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// wanted says whether an environment variable lists name, or nothing at all.
func wanted(variable, name string) bool {
	list := os.Getenv(variable)
	return list == "" || slices.Contains(strings.Split(list, ","), name)
}
