package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"striate/handlers"
)

// tries is how many ports are looked at for a free one.
const tries = 100

type serveCommand struct {
	Addr   string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	Data   string `placeholder:"DIR" help:"Folder for what the program keeps."`
	NoOpen bool   `help:"Do not open a browser."`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(t *terminal) error {
	host, port, err := c.address()
	if err != nil {
		return err
	}
	data, log, done, err := dataFolder(c.Data)
	if err != nil {
		return err
	}
	defer done()
	l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		if other := urlOf(host, port); isStriate(t.ctx, other) {
			fmt.Fprintf(t.out, "Striate already runs at %s\n", other)
			c.show(other)
			return nil
		}
		l, err = nextFree(host, port)
	}
	if err != nil {
		return fmt.Errorf("--addr = %s: %w", c.Addr, err)
	}
	defer l.Close()
	server, err := handlers.New(handlers.Config{Version: version(), Host: listenHost(host), Log: log})
	if err != nil {
		return err
	}
	url := urlOf(host, l.Addr().(*net.TCPAddr).Port)
	fmt.Fprintf(t.out, "Striate serves at %s\nIts data folder is %s\nStop it with Ctrl+C\n", url, data)
	c.show(url)
	return serve(t.ctx, server, l)
}

func (c serveCommand) show(url string) {
	if !c.NoOpen {
		openBrowser(url)
	}
}

// serve answers requests until ctx is done, then ends streams and requests in
// good order.
func serve(ctx context.Context, server *handlers.Server, l net.Listener) error {
	h := server.HTTP()
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(l) }()
	select {
	case err := <-ended:
		server.Close()
		return err
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	closed := make(chan struct{})
	go func() { server.Close(); close(closed) }()
	err := h.Shutdown(wait)
	select {
	case <-closed:
	case <-wait.Done():
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return h.Close()
	}
	return err
}

// address is --addr in its parts.
func (c serveCommand) address() (host string, port int, err error) {
	host, p, err := net.SplitHostPort(c.Addr)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	if err != nil || port < 0 || port > 65535 {
		return "", 0, misuse("--addr = %q, want HOST:PORT with a port of 0 to 65535", c.Addr)
	}
	return host, port, nil
}

// listenHost is what to expect in the Host header beside loopback; an empty
// host listens on every address.
func listenHost(host string) string {
	if host == "" {
		return "0.0.0.0"
	}
	return host
}

// urlOf is where a browser on this machine finds the page.
func urlOf(host string, port int) string {
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(port))
}

// nextFree listens on the first free port after port.
func nextFree(host string, port int) (net.Listener, error) {
	var last error
	for p := port + 1; p <= min(port+tries, 65535); p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		last = err
	}
	return nil, fmt.Errorf("no free port in the %d after it: %w", tries, last)
}

// isStriate says whether the server at url is this program.
func isStriate(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	var health struct {
		Product string `json:"product"`
	}
	return json.NewDecoder(io.LimitReader(answer.Body, 1<<16)).Decode(&health) == nil && health.Product == handlers.Product
}

// dataFolder makes the folder and opens the log in it.
func dataFolder(dir string) (string, *slog.Logger, func(), error) {
	if dir == "" {
		dir = defaultFolder()
	}
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return "", nil, nil, fmt.Errorf("--data: %w", err)
	}
	name := filepath.Join(dir, "server.log")
	mode := os.O_APPEND
	if i, err := os.Stat(name); err == nil && i.Size() > 1<<20 {
		mode = os.O_TRUNC
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|mode, 0o644)
	if err != nil {
		return "", nil, nil, fmt.Errorf("--data: %w", err)
	}
	return dir, slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}

// defaultFolder is where programs keep their data on this system.
func defaultFolder() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "striate")
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		return filepath.Join(home, ".local", "share", "striate")
	}
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "striate")
	}
	return filepath.Join(os.TempDir(), "striate")
}
