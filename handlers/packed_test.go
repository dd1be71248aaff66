package handlers

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// raw is an answer as it was sent: Go's client unpacks only what it asked for
// itself.
func (w *site) raw(path, accept string, header ...string) reply {
	w.Helper()
	return w.send("GET", path, "", "", append([]string{"Accept-Encoding", accept}, header...)...)
}

func unpacked(t *testing.T, a reply) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		t.Fatal(a.Request.URL, err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(a.Request.URL, err)
	}
	return data
}

// Words and lists are sent gzipped to who takes that, and are the same then;
// pictures and streams are sent as they are.
func TestPacked(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.2}`)
	session := "/api/v1/sessions/" + i.ID
	for path, want := range map[string]bool{
		"/": true, "/assets/app.js": true, "/assets/app.css": true, "/assets/favicon.svg": true, "/assets/icon-192.png": false,
		"/manifest.webmanifest": true, "/sw.js": true, "/offline": true,
		"/api/v1/params": true, "/api/v1/presets": true, "/api/v1/openapi.json": true, session: true,
		session + "/figures/raster.svg": true, session + "/figures/raster.json": true, session + "/recording.csv": true,
		session + "/figures/raster.png": false, session + "/figures/raster.pdf": false, session + "/stimulus.gif?seconds=0.1": false, session + "/stimulus.npy?seconds=0.1": false,
		"/api/v1/sessions/nosuch": true,
	} {
		plain, z := w.raw(path, "identity"), w.raw(path, "gzip, deflate, br")
		if plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %s for who takes nothing", path, plain.Header.Get("Content-Encoding"))
		}
		if got := z.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%s: gzipped %v, want %v", path, got, want)
		}
		if !want {
			continue
		}
		if !strings.Contains(z.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s does not vary", path)
		}
		if !bytes.Equal(unpacked(t, z), plain.body) && path != "/" && !strings.HasPrefix(path, session) { // those may move on
			t.Errorf("%s is another when gzipped", path)
		}
	}
	for accept, want := range map[string]bool{"": false, "gzip": true, "GZIP;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0, *": false, "*": true, "*;q=0": false, "br, x-gzip": true, "gzipped": false, "deflate": false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		if takesGzip(r) != want {
			t.Errorf("Accept-Encoding %q takes gzip: %v", accept, !want)
		}
	}
	c := w.live(i.ID) // a stream beside it
	next(t, c)
}

// Each form of an asset has an ETag of its own, and is not sent again to who
// has it.
func TestAssetsPackedAndCached(t *testing.T) {
	w := open(t, Config{})
	z, plain := w.raw("/assets/app.js", "gzip"), w.raw("/assets/app.js", "identity")
	one, two := z.Header.Get("ETag"), plain.Header.Get("ETag")
	if one == "" || one == two || len(z.body) > len(plain.body)/2 {
		t.Errorf("ETags %s and %s, %d of %d bytes", one, two, len(z.body), len(plain.body))
	}
	for _, c := range []struct {
		accept, has string
		want        int
	}{{"gzip", one, 304}, {"gzip", `"x", W/` + one, 304}, {"gzip", two, 200}, {"identity", two, 304}, {"identity", one, 200}, {"gzip", "", 200}} {
		if a := w.raw("/assets/app.js", c.accept, "If-None-Match", c.has); a.StatusCode != c.want {
			t.Errorf("%s with %s: %d, want %d", c.accept, c.has, a.StatusCode, c.want)
		}
	}
	if h := w.send("HEAD", "/assets/app.css", "", "", "Accept-Encoding", "gzip"); h.StatusCode != http.StatusOK || len(h.body) != 0 {
		t.Errorf("HEAD: %d, %d bytes", h.StatusCode, len(h.body))
	}
}

// The page with all that it needs to be drawn is light.
func TestPageBudget(t *testing.T) {
	const most = 150 << 10
	w := open(t, Config{})
	sum := 0
	for _, path := range []string{"/", "/assets/app.css", "/assets/app.js", "/assets/favicon.svg", "/sw.js", "/manifest.webmanifest"} {
		a := w.raw(path, "gzip")
		t.Logf("%s: %d bytes", path, len(a.body))
		sum += len(a.body)
	}
	t.Logf("the page: %.1f KB gzipped", float64(sum)/1024)
	if sum > most {
		t.Errorf("the page is %d bytes gzipped, want at most %d", sum, most)
	}
}
