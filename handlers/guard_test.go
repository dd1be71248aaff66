package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Who may do what, by Host, Origin and Sec-Fetch-Site.
func TestWhoMayComeIn(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false}`)
	path := "/api/v1/sessions/" + i.ID
	host := strings.TrimPrefix(w.URL, "http://")
	_, port, _ := strings.Cut(host, ":")
	for _, c := range []struct {
		name, method, path string
		header             []string
		want               int
	}{
		{"a program", "GET", path, nil, 200},
		{"a program that changes", "PATCH", path + "/params", nil, 200},
		{"localhost", "GET", "/", []string{"Host", "localhost:" + port}, 200},
		{"LOCALHOST.", "GET", "/", []string{"Host", "LOCALHOST.:" + port}, 200},
		{"::1", "GET", "/", []string{"Host", "[::1]:" + port}, 200},
		{"a name that points here", "GET", "/", []string{"Host", "evil.example:" + port}, 421},
		{"a name that ends well", "GET", path, []string{"Host", "evil.localhost.example"}, 421},
		{"a name that starts well", "GET", path, []string{"Host", "127.0.0.1.evil.example"}, 421},
		{"another machine's address", "GET", path, []string{"Host", "192.168.1.7:" + port}, 421},
		{"its health too", "GET", "/healthz", []string{"Host", "evil.example"}, 421},
		{"our page changes", "PATCH", path + "/params", []string{"Origin", w.URL, "Sec-Fetch-Site", "same-origin"}, 200},
		{"a foreign page reads", "GET", path, []string{"Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site"}, 200}, // and may not see the answer: no CORS
		{"a foreign page changes", "PATCH", path + "/params", []string{"Origin", "http://evil.example"}, 403},
		{"a foreign page opens", "POST", "/api/v1/sessions", []string{"Origin", "http://evil.example"}, 403},
		{"a foreign page deletes", "DELETE", path, []string{"Origin", "http://evil.example"}, 403},
		{"no origin to speak of", "POST", path + "/control", []string{"Origin", "null"}, 403},
		{"another port", "POST", path + "/control", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"another scheme", "POST", path + "/control", []string{"Origin", "ftp://" + host}, 403},
		{"another name for us", "POST", path + "/control", []string{"Origin", "http://localhost:" + port}, 403},
		{"cross-site without origin", "POST", path + "/control", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"same-site", "POST", path + "/control", []string{"Sec-Fetch-Site", "same-site"}, 403},
	} {
		body := "{}"
		if c.method == "GET" || c.method == "DELETE" {
			body = ""
		}
		typ := ""
		if body != "" {
			typ = "application/json"
		}
		a := w.send(c.method, c.path, typ, body, c.header...)
		if a.StatusCode != c.want {
			t.Errorf("%s: %d, want %d: %s", c.name, a.StatusCode, c.want, a.body)
		}
		if a.StatusCode >= 400 {
			w.problem(a)
		}
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: lets other origins read", c.name)
		}
	}
	for _, c := range []struct {
		name   string
		header []string
		want   int
	}{
		{"our page", []string{"Origin", w.URL}, 101},
		{"a program", nil, 101},
		{"a foreign page", []string{"Origin", "http://evil.example"}, 403},
		{"no origin to speak of", []string{"Origin", "null"}, 403},
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a name that points here", []string{"Host", "evil.example"}, 421},
	} {
		conn, a, err := w.dial(i.ID, c.header...)
		if a == nil || a.StatusCode != c.want {
			t.Errorf("stream, %s: %v %v, want %d", c.name, a, err, c.want)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
}

func TestHosts(t *testing.T) {
	for _, c := range []struct {
		listen, host string
		want         bool
	}{
		{"", "localhost", true}, {"", "127.0.0.1:8080", true}, {"", "127.3.2.1", true}, {"", "[::1]:80", true}, {"", "[::ffff:127.0.0.1]:80", true},
		{"", "", false}, {"", "10.0.0.2", false}, {"", "lab.example", false}, {"", "localhost.example", false}, {"", "[::2]", false},
		{"lab.example", "lab.example:8080", true}, {"lab.example", "LAB.example", true}, {"lab.example", "other.example", false}, {"lab.example", "localhost", true},
		{"10.0.0.2", "10.0.0.2:8080", true}, {"10.0.0.2", "10.0.0.3", false},
		{"0.0.0.0", "10.0.0.3:8080", true}, {"0.0.0.0", "evil.example", false}, {"::", "[fe80::1]:8080", true}, {"::", "evil.example", false}, {"0.0.0.0", "", false},
	} {
		s := &Server{cfg: Config{Host: c.listen}}
		if got := s.ownHost(c.host); got != c.want {
			t.Errorf("listening on %q, Host %q: %v, want %v", c.listen, c.host, got, c.want)
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	w := open(t, Config{})
	for _, path := range []string{"/", "/healthz", "/metrics", "/api/v1/presets", "/api/v1/openapi.json", "/assets/app.js", "/nosuch"} {
		h := w.get(path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s = %q, want %q", path, name, h.Get(name), want)
			}
		}
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
			t.Errorf("%s: Content-Security-Policy = %q", path, csp)
		}
	}
}

// The page holds nothing that its own policy would stop.
func TestThePageObeysItsPolicy(t *testing.T) {
	w := open(t, Config{})
	page := string(w.get("/").body)
	for _, bad := range []string{"<style", " style=", "javascript:", " onclick=", " onload=", "<script>", "http://", "//cdn"} {
		if strings.Contains(strings.ReplaceAll(page, "http://www.w3.org/2000/svg", ""), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestAPanicIsOneRequestsAffair(t *testing.T) {
	s := open(t, Config{}).s
	h := s.recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("index out of range") }))
	a := httptest.NewRecorder()
	h.ServeHTTP(a, httptest.NewRequest("GET", "/", nil))
	if a.Code != 500 || a.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(a.Body.String(), "index") {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}

// An answer that broke off is no answer: the client must not take its
// beginning for the whole.
func TestHalfAnAnswerIsNone(t *testing.T) {
	s := open(t, Config{}).s
	h := httptest.NewServer(s.recovered(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		panic("unsupported value")
	})))
	defer h.Close()
	if a, err := h.Client().Get(h.URL); err == nil {
		a.Body.Close()
		t.Errorf("%s without a body looks whole", a.Status)
	}
}
