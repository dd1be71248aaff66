package handlers

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"striate/experiment"
)

// small is an experiment that opens and runs fast.
const small = `{"preset":"first-light","stimulus":{"kind":"grating","width_px":32,"height_px":32,"theta_deg":60}}`

// site is a server under test.
type site struct {
	*testing.T
	*httptest.Server
	s *Server
}

func open(t *testing.T, cfg Config) *site {
	t.Helper()
	cfg.Version = "test"
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); h.Close() })
	return &site{t, h, s}
}

// mostRead bounds an answer: a movie that should have been refused may have no end.
const mostRead = 64 << 20

// reply is an answer read to its end.
type reply struct {
	*http.Response
	body []byte
}

func (w *site) send(method, path, typ, body string, header ...string) reply {
	w.Helper()
	r, err := http.NewRequest(method, w.URL+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	if typ != "" {
		r.Header.Set("Content-Type", typ)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	a, err := w.Client().Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer a.Body.Close()
	data, err := io.ReadAll(io.LimitReader(a.Body, mostRead+1))
	if err != nil || len(data) > mostRead {
		w.Fatalf("%s %s: %d bytes read, want at most %d; %v", method, path, len(data), mostRead, err)
	}
	return reply{a, data}
}

func (w *site) get(path string) reply { w.Helper(); return w.send("GET", path, "", "") }

func (w *site) json(method, path, body string) reply {
	w.Helper()
	return w.send(method, path, "application/json", body)
}

// start opens a session and returns what the server says of it.
func (w *site) start(body string) experiment.Info {
	w.Helper()
	a := w.json("POST", "/api/v1/sessions", body)
	if a.StatusCode != http.StatusCreated {
		w.Fatalf("POST /sessions: %d %s", a.StatusCode, a.body)
	}
	return w.info(a)
}

func (w *site) info(a reply) experiment.Info {
	w.Helper()
	var i experiment.Info
	if err := json.Unmarshal(a.body, &i); err != nil {
		w.Fatalf("%v in %s", err, a.body)
	}
	return i
}

// problem reads a problem and checks that it is one.
func (w *site) problem(a reply) problem {
	w.Helper()
	var p problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		w.Fatalf("%d is no JSON: %s", a.StatusCode, a.body)
	}
	if typ := a.Header.Get("Content-Type"); typ != "application/problem+json" || p.Status != a.StatusCode || p.Title == "" || p.Detail == "" || p.Type == "" {
		w.Errorf("%s %s: %d %s %s is not a whole problem", a.Request.Method, a.Request.URL.Path, a.StatusCode, typ, bytes.TrimSpace(a.body))
	}
	return p
}

// until waits for something to be so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("not in 20 s: %s", what)
}
