package handlers

import (
	"io"
	"net/http"
	"testing"
	"time"
)

// Clients that ask for many films and read none of them hold as many as there
// are places; one that goes away makes room.
func TestFilmsAtOnce(t *testing.T) {
	w := open(t, Config{})
	w.s.filming.wait = 100 * time.Millisecond
	i := w.start(`{"experiment":{"preset":"first-light","stimulus":{"kind":"grating","width_px":256,"height_px":256}},"play":false}`)
	path := "/api/v1/sessions/" + i.ID + "/stimulus."
	var unread []io.Closer
	for range maxFilms {
		a, err := w.Client().Get(w.URL + path + "npy?seconds=3600")
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatal(a, err)
		}
		unread = append(unread, a.Body)
	}
	if p := w.problem(w.get(path + "npy?frames=1")); p.Status != http.StatusTooManyRequests {
		t.Errorf("film %d at once: %+v", maxFilms+1, p)
	}
	if a := w.send("HEAD", path+"npy", "", ""); a.StatusCode != http.StatusOK {
		t.Errorf("HEAD beside %d films: %d", maxFilms, a.StatusCode)
	}
	unread[0].Close()
	w.s.filming.wait = 20 * time.Second
	if a := w.get(path + "npy?frames=1"); a.StatusCode != http.StatusOK {
		t.Errorf("a film after another was left: %d %s", a.StatusCode, a.body)
	}
	for _, u := range unread {
		u.Close()
	}
}
