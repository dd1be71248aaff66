package handlers

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"striate/experiment"
	"striate/export"
)

// Every preset has a picture in which something is to be seen, for either
// ground; it is made once and not sent again to who has it.
func TestThumbnails(t *testing.T) {
	w := open(t, Config{})
	seen := map[string]string{}
	for _, p := range experiment.Presets() {
		path := "/api/v1/presets/" + p.Name + ".png"
		a := w.get(path)
		im, err := png.Decode(bytes.NewReader(a.body))
		if err != nil || a.Header.Get("Content-Type") != "image/png" || im.Bounds().Dx() != export.ThumbnailWidth || im.Bounds().Dy() != export.ThumbnailHeight {
			t.Errorf("%s: %d %v %s", p.Name, a.StatusCode, err, a.body[:min(len(a.body), 80)])
			continue
		}
		if share := unlikeCorner(im); share < .01 {
			t.Errorf("%s is blank: %.4f of it is not ground", p.Name, share)
		}
		if p.Short != "" && spread(im) < 120 {
			t.Errorf("%s has little contrast: greys over %d steps", p.Name, spread(im))
		}
		tag := a.Header.Get("ETag")
		if other := seen[tag]; other != "" || tag == "" {
			t.Errorf("%s looks like %s", p.Name, other)
		}
		seen[tag] = p.Name
		if again := w.send("GET", path, "", "", "If-None-Match", tag); again.StatusCode != 304 || len(again.body) != 0 {
			t.Errorf("%s again: %d", p.Name, again.StatusCode)
		}
	}
	if dark := w.get("/api/v1/presets/coba.png?theme=dark"); bytes.Equal(dark.body, w.get("/api/v1/presets/coba.png").body) || dark.StatusCode != 200 {
		t.Errorf("dark: %d", dark.StatusCode)
	}
	if a := w.get("/api/v1/presets/nosuch.png"); a.StatusCode != 404 {
		t.Errorf("a preset that is not: %d", a.StatusCode)
	} else {
		w.problem(a)
	}
	if a := w.get("/api/v1/presets/coba.png?theme=pink"); a.StatusCode != 422 {
		t.Errorf("a pink one: %d %s", a.StatusCode, a.body)
	}
}

// unlikeCorner is the share of pixels that differ from the first one.
func unlikeCorner(im image.Image) float64 {
	b, n := im.Bounds(), 0
	for y := range b.Dy() {
		for x := range b.Dx() {
			if im.At(x, y) != im.At(0, 0) {
				n++
			}
		}
	}
	return float64(n) / float64(b.Dx()*b.Dy())
}

// spread is how far apart the darkest and the lightest pixel are.
func spread(im image.Image) int {
	low, high := 255, 0
	for y := range im.Bounds().Dy() {
		for x := range im.Bounds().Dx() {
			_, g, _, _ := im.At(x, y).RGBA()
			low, high = min(low, int(g>>8)), max(high, int(g>>8))
		}
	}
	return high - low
}
