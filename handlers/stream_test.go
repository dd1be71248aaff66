package handlers

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// dial opens the stream of a session.
func (w *site) dial(id string, header ...string) (*websocket.Conn, *http.Response, error) {
	w.Helper()
	o := &websocket.DialOptions{HTTPHeader: http.Header{}}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			o.Host = header[i+1]
			continue
		}
		o.HTTPHeader.Set(header[i], header[i+1])
	}
	c, a, err := websocket.Dial(context.Background(), strings.Replace(w.URL, "http", "ws", 1)+"/api/v1/sessions/"+id+"/stream", o)
	if err == nil {
		c.SetReadLimit(64 << 20)
		w.Cleanup(func() { _ = c.CloseNow() })
	}
	return c, a, err
}

func (w *site) live(id string) *websocket.Conn {
	w.Helper()
	c, _, err := w.dial(id, "Origin", w.URL)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func next(t *testing.T, c *websocket.Conn) map[string]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	typ, data, err := c.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if typ != websocket.MessageBinary {
		t.Errorf("a message of type %v, want binary", typ)
	}
	return decode(t, data)
}

func TestAStreamTellsAll(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"first-light"}}`)
	c := w.live(i.ID)
	hello, ok := next(t, c)["hello"].(map[string]any)
	if !ok || hello["id"] != i.ID || hello["preset"] != "first-light" || hello["experiment"].(map[string]any)["seed"] != uint64(42) {
		t.Fatalf("hello holds %v", hello)
	}
	seen := map[string]bool{}
	spikes, last := 0, -1.0
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end) && !(seen["stimulus"] && seen["lgn"] && seen["orientation"] && seen["weights"] && spikes > 0 && last > 500); {
		m := next(t, c)
		for k := range m {
			seen[k] = true
		}
		now := m["t_ms"].(float64)
		if now < last {
			t.Errorf("time went from %g to %g ms", last, now)
		}
		last = now
		if p, ok := m["stimulus"].(map[string]any); ok && uint64(len(p["data"].([]byte))) != p["w"].(uint64)*p["h"].(uint64) {
			t.Errorf("a stimulus of %d bytes, %v x %v", len(p["data"].([]byte)), p["w"], p["h"])
		}
		for name, l := range m["spikes"].(map[string]any) {
			times, index := l.(map[string]any)["t_ms"].([]float32), l.(map[string]any)["i"].([]uint32)
			if len(times) != len(index) {
				t.Errorf("%s: %d times of %d spikes", name, len(times), len(index))
			}
			spikes += len(index)
		}
	}
	for _, part := range []string{"tick", "t_ms", "rtf", "state", "speed", "seed", "stimulus", "lgn", "spikes", "rates_hz", "orientation", "weights", "missed"} {
		if !seen[part] {
			t.Errorf("no %s in %.0f ms of stream", part, last)
		}
	}
	if spikes == 0 {
		t.Errorf("no spike in %.0f ms", last)
	}
}

// A change over HTTP reaches every browser that watches.
func TestSeveralWatchers(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `}`)
	path := "/api/v1/sessions/" + i.ID
	var all sync.WaitGroup
	for range 3 {
		c := w.live(i.ID)
		all.Go(func() {
			for range 2000 {
				m := next(t, c)
				if s, ok := m["session"].(map[string]any); ok && s["values"].(map[string]any)["stimulus.theta_deg"] == uint64(120) {
					return
				}
			}
			t.Error("2000 ticks without the change")
		})
	}
	until(t, "three watch", func() bool { return w.info(w.get(path)).Watchers == 3 })
	if a := w.json("PATCH", path+"/params", `{"stimulus.theta_deg":120}`); a.StatusCode != 200 {
		t.Fatalf("PATCH: %d %s", a.StatusCode, a.body)
	}
	all.Wait()
}

// pipes is a network without buffers: a write waits until it is read.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }
func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p <- there
	return here, nil
}

// A client that does not read holds up neither the simulation nor others.
func TestASlowClientHoldsUpNobody(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `}`)
	path := "/api/v1/sessions/" + i.ID
	wires := make(pipes)
	h := &http.Server{Handler: w.s}
	go func() { _ = h.Serve(wires) }()
	defer h.Close()
	defer close(wires)
	o := &websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{DialContext: wires.dial}}}
	slow, _, err := websocket.Dial(context.Background(), "ws://localhost"+path+"/stream", o)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.CloseNow()
	slow.SetReadLimit(64 << 20)
	next(t, slow) // and never again: the server waits in the middle of a message
	c := w.live(i.ID)
	for range 20 {
		next(t, c)
	}
	before := w.info(w.get(path))
	if before.Watchers != 2 {
		t.Errorf("%d watch, want 2", before.Watchers)
	}
	for range 20 {
		next(t, c)
	}
	if after := w.info(w.get(path)); after.Frame <= before.Frame {
		t.Errorf("the simulation stands at frame %d", after.Frame)
	}
}

// No client gets more than about 60 messages a second, however fast the
// simulation is.
func TestTheRateOfMessagesIsBounded(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"six-sequences"},"until_s":36000}`)
	w.json("POST", "/api/v1/sessions/"+i.ID+"/control", `{"speed":20}`)
	c := w.live(i.ID)
	next(t, c)
	next(t, c)
	const n = 60
	start := time.Now()
	for range n {
		next(t, c)
	}
	if rate := n / time.Since(start).Seconds(); rate > 66 {
		t.Errorf("%.0f messages a second, want at most 66", rate)
	}
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `}`)
	c := w.live(i.ID)
	next(t, c)
	w.send("DELETE", "/api/v1/sessions/"+i.ID, "", "")
	var err error
	for err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		_, _, err = c.Read(ctx)
		cancel()
	}
	if websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the stream ended with %v, want going away", err)
	}
	until(t, "no stream is counted", func() bool { return strings.Contains(string(w.get("/metrics").body), "\nstriate_streams 0\n") })
}

func TestAClientThatTalksIsCutOff(t *testing.T) {
	w := open(t, Config{})
	c := w.live(w.start(`{"experiment":` + small + `,"play":false}`).ID)
	if err := c.Write(context.Background(), websocket.MessageText, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 100 {
		if _, _, err = c.Read(context.Background()); err != nil {
			break
		}
	}
	if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("the stream ended with %v, want a policy violation", err)
	}
}

func TestStreamsOfNoSession(t *testing.T) {
	w := open(t, Config{})
	if _, a, err := w.dial("nosuch", "Origin", w.URL); err == nil || a.StatusCode != http.StatusNotFound {
		t.Errorf("a stream of no session: %v", err)
	}
	i := w.start(`{"experiment":` + small + `,"play":false}`)
	if a := w.get("/api/v1/sessions/" + i.ID + "/stream"); w.problem(a).Status != http.StatusUpgradeRequired {
		t.Errorf("a stream that is no websocket: %d", a.StatusCode)
	}
}
