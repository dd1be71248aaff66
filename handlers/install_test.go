package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http/httptest"
	"strings"
	"testing"
)

// The manifest holds what a browser asks of a page that it installs, and all
// that it names is there.
func TestManifest(t *testing.T) {
	w := open(t, Config{})
	a := w.get("/manifest.webmanifest")
	var m struct {
		Name      string `json:"name"`
		ShortName string `json:"short_name"`
		StartURL  string `json:"start_url"`
		Display   string `json:"display"`
		Icons     []struct{ Src, Sizes, Type, Purpose string }
		Shortcuts []struct{ Name, URL string }
	}
	if err := json.Unmarshal(a.body, &m); err != nil || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/manifest+json") {
		t.Fatalf("%s %v", a.Header.Get("Content-Type"), err)
	}
	if m.Name == "" || m.ShortName == "" || m.StartURL != "/" || m.Display != "standalone" || len(m.Shortcuts) != len(shortcuts) {
		t.Errorf("%+v", m)
	}
	sizes := map[string]bool{}
	for _, i := range m.Icons {
		got := w.get(i.Src)
		if got.StatusCode != 200 || !strings.HasPrefix(got.Header.Get("Content-Type"), i.Type) {
			t.Errorf("%s: %d %s", i.Src, got.StatusCode, got.Header.Get("Content-Type"))
		}
		if i.Type == "image/png" {
			im, err := png.DecodeConfig(bytes.NewReader(got.body))
			if err != nil || fmt.Sprintf("%dx%d", im.Width, im.Height) != i.Sizes {
				t.Errorf("%s: %v, %v", i.Src, im, err)
			}
		}
		sizes[i.Sizes+i.Purpose] = true
	}
	for _, want := range []string{"192x192", "512x512", "512x512maskable", "any"} {
		if !sizes[want] {
			t.Errorf("no icon %s in %v", want, sizes)
		}
	}
	for _, s := range m.Shortcuts {
		_, preset, _ := strings.Cut(s.URL, "preset=")
		if page := string(w.get(s.URL).body); !strings.Contains(page, `data-preset="`+preset+`"`) || s.Name == "" {
			t.Errorf("%s does not open %s", s.URL, preset)
		}
	}
	if page := w.get("/?preset=nosuch"); page.StatusCode != 200 || !bytes.Contains(page.body, []byte(`data-preset="first-light"`)) {
		t.Errorf("a preset that is not: %d", page.StatusCode)
	}
}

// The worker is told a name that changes with the bundle and with the version,
// and keeps only what there is.
func TestWorker(t *testing.T) {
	w := open(t, Config{})
	a := w.get("/sw.js")
	if a.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%s, %s", a.Header.Get("Cache-Control"), a.Header.Get("Content-Type"))
	}
	name := func(version, changed string) string {
		files := bundle()
		if changed != "" {
			files[changed] = newAsset([]byte("another"), "text/css")
		}
		other, err := New(Config{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		got := httptest.NewRecorder()
		other.worker(files)(got, httptest.NewRequest("GET", "/sw.js", nil))
		first, _, _ := strings.Cut(got.Body.String(), ",keep")
		return first
	}
	if a, b, c := name("1", ""), name("2", ""), name("1", "/assets/app.css"); a == b || a == c || a != name("1", "") || len(a) < 30 {
		t.Errorf("names %s, %s, %s", a, b, c)
	}
	for _, path := range shell {
		if got := w.get(path); got.StatusCode != 200 {
			t.Errorf("the worker keeps %s, which is %d", path, got.StatusCode)
		}
	}
	if page := string(w.get("/offline").body); !strings.Contains(page, "Striate is not running on this machine") || strings.Contains(page, "app.js") {
		t.Error(page)
	}
}
