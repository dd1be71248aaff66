package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// screen is a writer that another goroutine may read.
type screen struct {
	sync.Mutex
	b bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.Lock()
	defer s.Unlock()
	return s.b.String()
}

// serving is a server run as the program runs it.
type serving struct {
	url, data string
	stop      context.CancelFunc
	ended     chan int
	out       *screen
}

var threeLines = regexp.MustCompile(`^Striate serves at (http://\S+)\nIts data folder is (\S+)\nStop it with Ctrl\+C\n$`)

func start(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &serving{stop: stop, ended: make(chan int, 1), out: new(screen)}
	errs := new(screen)
	go func() { s.ended <- run(ctx, append(args, "--data", t.TempDir()), s.out, errs) }()
	t.Cleanup(func() { stop() })
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := threeLines.FindStringSubmatch(s.out.String()); m != nil {
			s.url, s.data = m[1], m[2]
			return s
		}
	}
	t.Fatalf("no three lines in 20 s: %q, %q", s.out, errs)
	return nil
}

func (s *serving) end(t *testing.T) {
	t.Helper()
	s.stop()
	select {
	case code := <-s.ended:
		if code != 0 {
			t.Errorf("it ended with %d", code)
		}
	case <-time.After(10 * time.Second):
		t.Error("it did not end in 10 s")
	}
}

func TestServe(t *testing.T) {
	opened := make(chan string, 4)
	was := openBrowser
	openBrowser = func(url string) { opened <- url }
	defer func() { openBrowser = was }()

	s := start(t, "--addr", "127.0.0.1:0") // no command: serve
	if url := <-opened; url != s.url {
		t.Errorf("opened %s, want %s", url, s.url)
	}
	a, err := http.Get(s.url)
	if err != nil {
		t.Fatal(err)
	}
	page, _ := io.ReadAll(a.Body)
	a.Body.Close()
	if a.StatusCode != 200 || !strings.Contains(string(page), "Striate") {
		t.Errorf("the page: %d, %d bytes", a.StatusCode, len(page))
	}

	// The same port again: it is us, so that is opened.
	addr := strings.TrimPrefix(s.url, "http://")
	code, stdout, stderr := call(t, "serve", "--addr", addr, "--data", t.TempDir())
	if code != 0 || stdout != "Striate already runs at "+s.url+"\n" || stderr != "" {
		t.Errorf("a second server: exit %d, %q, %q", code, stdout, stderr)
	}
	if url := <-opened; url != s.url {
		t.Errorf("opened %s, want %s", url, s.url)
	}

	// Its end ends live streams too, in good order.
	a, err = http.Post(s.url+"/api/v1/sessions", "application/json", strings.NewReader(`{"experiment":"first-light"}`))
	if err != nil || a.StatusCode != 201 {
		t.Fatalf("a session: %v %v", a, err)
	}
	a.Body.Close()
	c, _, err := websocket.Dial(context.Background(), "ws://"+addr+a.Header.Get("Location")+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	c.SetReadLimit(1 << 26)
	gone := make(chan error, 1)
	go func() {
		for {
			if _, _, err := c.Read(context.Background()); err != nil {
				gone <- err
				return
			}
		}
	}()
	s.end(t)
	select {
	case err := <-gone:
		if websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("the stream ended with %v, want going away", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the stream did not end with the server")
	}
	if _, err := http.Get(s.url); err == nil {
		t.Error("it still answers")
	}
}

// A port that another program holds: the next free one.
func TestServeBesideAnother(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Server{Handler: http.NotFoundHandler()}
	go func() { _ = h.Serve(other) }()
	defer h.Close()
	s := start(t, "serve", "--no-open", "--addr", other.Addr().String())
	if s.url == "http://"+other.Addr().String() {
		t.Errorf("it serves at %s, which another program holds", s.url)
	}
	s.end(t)
}

func TestURLs(t *testing.T) {
	for _, c := range []struct{ host, want string }{
		{"127.0.0.1", "http://127.0.0.1:80"}, {"::1", "http://[::1]:80"}, {"", "http://localhost:80"}, {"0.0.0.0", "http://localhost:80"}, {"::", "http://localhost:80"}, {"lab.example", "http://lab.example:80"},
	} {
		if got := urlOf(c.host, 80); got != c.want {
			t.Errorf("%q: %s, want %s", c.host, got, c.want)
		}
	}
}
