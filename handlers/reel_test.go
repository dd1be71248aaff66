package handlers

import (
	"bytes"
	"image/gif"
	"strings"
	"testing"
)

// The film and what the network saw in it, as one GIF of the last seconds;
// before the first step, and of Poisson spikes, there is none.
func TestTheFilmBesideTheOrientation(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"stimulus":{"kind":"natural_film"}},"play":false,"warm_s":0.5}`)
	path := "/api/v1/sessions/" + i.ID + "/film.gif"
	a := w.file(path, "image/gif")
	g, err := gif.DecodeAll(bytes.NewReader(a.body))
	if err != nil || len(g.Image) != 10 || g.Delay[0] != 5 || g.Config.Width < 600 {
		t.Fatalf("a GIF of %d frames, %v", len(g.Image), err)
	}
	if rate := a.Header.Get("X-Striate-Gif-Rate"); rate != "20" || !strings.Contains(a.Header.Get("Content-Disposition"), "_rate-20_") {
		t.Errorf("GIF rate %q, %s", rate, a.Header.Get("Content-Disposition"))
	}
	if g, err := gif.DecodeAll(bytes.NewReader(w.file(path+"?seconds=0.2", "image/gif").body)); err != nil || len(g.Image) != 4 {
		t.Errorf("a GIF of %d frames of .2 s, %v", len(g.Image), err)
	}
	if b := w.get(path + "?seconds=11"); b.StatusCode != 422 || w.problem(b).Errors[0].Location != "seconds" {
		t.Errorf("eleven seconds: %d %s", b.StatusCode, b.body)
	}
	for _, body := range []string{`{"experiment":"first-light","play":false}`, `{"experiment":"six-sequences","play":false,"warm_s":0.1}`} {
		i := w.start(body)
		if b := w.get("/api/v1/sessions/" + i.ID + "/film.gif"); b.StatusCode != 404 || !strings.Contains(w.problem(b).Detail, "an orientation ring that has begun") {
			t.Errorf("%s: %d %s", body, b.StatusCode, b.body)
		}
	}
}
