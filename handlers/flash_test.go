package handlers

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/gif"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"striate/analysis"
	"striate/experiment"
)

// flicker is a grating so coarse that the whole screen goes up and down at once,
// three frames a cycle, so that it flashes also on a machine that is too slow.
const flicker = `{"experiment":{"stimulus":{"kind":"grating","width_px":16,"height_px":16,"sf_cpd":0.01,"tf_hz":20,"contrast_pct":100},"ring":{"n":12}}}`

// What a guard sees are frames at the times at which they come, on a screen of
// the client's size, within which the picture keeps its shape.
func TestFlashGuard(t *testing.T) {
	frame := func(v byte) *experiment.Image {
		return &experiment.Image{W: 8, H: 4, Data: bytes.Repeat([]byte{v}, 32)}
	}
	for _, c := range []struct {
		w, h float64
		hz   int
		over bool
	}{{256, 256, 5, true}, {256, 256, 3, false}, {200, 600, 5, false}, {600, 130, 5, true}} {
		g := newFlashGuard(c.w, c.h)
		var f *flashItem
		for k := range 90 {
			g.began = time.Now().Add(-time.Duration(k) * time.Second / 60)
			f = g.see(frame(byte(255 * (k * 2 * c.hz / 60 % 2))))
		}
		if f.Over != c.over || (f.HeldWhy != "") != c.over || c.over && (f.General != c.hz || !(f.AreaPx > 21824)) {
			t.Errorf("%+v: %+v", c, f)
		}
	}
	g := newFlashGuard(256, 256)
	if g.see(nil) != nil {
		t.Error("a flash of no frame")
	}
	g.see(frame(0))
	if f := g.see(&experiment.Image{W: 2, H: 2, Data: []byte{255, 255, 255, 255}}); f.General != 0 {
		t.Errorf("after another size: %+v", f)
	}
}

// flashes are what a client is told until it is over, or for so long.
func flashes(t *testing.T, c *websocket.Conn, most time.Duration) (last map[string]any) {
	t.Helper()
	for end := time.Now().Add(most); time.Now().Before(end); {
		m := next(t, c)
		f, told := m["flash"].(map[string]any)
		if _, shown := m["stimulus"]; shown != told {
			t.Fatalf("a frame %v, what it flashes %v", shown, told)
		}
		if told {
			if last = f; f["over"] == true {
				return last
			}
		}
	}
	return last
}

// Each client hears what its own screen flashes.
func TestAStreamTellsWhatFlashes(t *testing.T) {
	w := open(t, Config{})
	id := w.start(flicker).ID
	see := func(css string) *websocket.Conn {
		at := strings.Replace(w.URL, "http", "ws", 1) + "/api/v1/sessions/" + id + "/stream" + css
		c, _, err := websocket.Dial(context.Background(), at, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {w.URL}}})
		if err != nil {
			t.Fatal(err)
		}
		c.SetReadLimit(64 << 20)
		t.Cleanup(func() { _ = c.CloseNow() })
		return c
	}
	for _, css := range []string{"", "?css_px=256x256", "?css_px=300.5x200"} {
		f := flashes(t, see(css), 20*time.Second)
		if f["over"] != true || f["general"].(uint64) < 4 || f["red"] != uint64(0) || f["area_px"].(float64) < 21824 || !strings.Contains(f["held_why"].(string), "WCAG") {
			t.Errorf("a screen of %q: %v", css, f)
		}
	}
	if f := flashes(t, see("?css_px=140x140"), 2*time.Second); f["over"] != false || f["held_why"] != "" || f["general"] != uint64(0) {
		t.Errorf("a small screen: %v", f)
	}
}

// The histogram of the true frames comes with the first tick, then now and then.
func TestAStreamTellsLuminance(t *testing.T) {
	w := open(t, Config{})
	c := w.live(w.start(`{"experiment":` + small + `}`).ID)
	next(t, c)
	told := 0
	for k := range 60 {
		l, ok := next(t, c)["luminance"].(map[string]any)
		if !ok && k == 0 {
			t.Fatal("no luminance in the first tick")
		}
		if !ok {
			continue
		}
		told++
		n := uint32(0)
		for _, v := range l["hist"].([]uint32) {
			n += v
		}
		if v := l["michelson"].(float64); !(v > .4 && v <= .51) || n != 32*32 || len(l["hist"].([]uint32)) != 64 || l["clipped_pct"] != 0.0 || !(l["rms"].(float64) > .2) || !(l["mean"].(float64) > .3) {
			t.Errorf("luminance %v", l)
		}
	}
	if told > 30 {
		t.Errorf("%d of 60 ticks hold a histogram", told)
	}
}

func TestSizesOfScreensThatAreRefused(t *testing.T) {
	w := open(t, Config{})
	id := w.start(`{"experiment":` + small + `,"play":false}`).ID
	for _, css := range []string{"", "256", "256x", "ax3", "0x10", "-3x4", "1e9x5", "NaNxNaN", "3x4x5", "InfxInf"} {
		a := w.send("GET", "/api/v1/sessions/"+id+"/stream?css_px="+css, "", "", "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Origin", w.URL)
		if p := w.problem(a); p.Status != http.StatusUnprocessableEntity || p.Errors[0].Location != "css_px" {
			t.Errorf("css_px=%s: %d %s", css, a.StatusCode, a.body)
		}
	}
}

// The film as a GIF, colours and all, flashes neither grey nor red.
func TestTheFilmRaisesNoFlash(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"first-light","stimulus":{"kind":"natural_film"}},"play":false,"warm_s":2.5}`)
	g, err := gif.DecodeAll(bytes.NewReader(w.file("/api/v1/sessions/"+i.ID+"/film.gif?seconds=2.5", "image/gif").body))
	if err != nil {
		t.Fatal(err)
	}
	screen := image.NewRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	meter := analysis.NewFlashMeter(g.Config.Width, g.Config.Height, float64(g.Config.Width), float64(g.Config.Height))
	pix, at, changes := make([]byte, 3*g.Config.Width*g.Config.Height), 0.0, 0
	for k, picture := range g.Image {
		before := bytes.Clone(pix)
		draw.Draw(screen, picture.Bounds(), picture, picture.Bounds().Min, draw.Over)
		for p := range len(pix) / 3 {
			copy(pix[3*p:], screen.Pix[4*p:4*p+3])
		}
		if !bytes.Equal(before, pix) {
			changes++
		}
		meter.SeeRGB(at, pix)
		at += float64(g.Delay[k]) / 100
	}
	if r := meter.Report(); r.Over || changes < 20 || at < 2 {
		t.Errorf("%d frames that differ in %g s: %+v", changes, at, r)
	} else {
		t.Logf("%+v", r)
	}
}
