package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"striate/experiment"
)

func TestThePage(t *testing.T) {
	w := open(t, Config{})
	a := w.get("/")
	page := string(a.body)
	if a.StatusCode != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
	for _, want := range []string{`name="stimulus.theta_deg"`, `data-panel="orientation"`, `data-panel="raster"`, `role="figure"`, "/assets/app.js"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, p := range experiment.Presets() {
		if !strings.Contains(page, p.Name) {
			t.Errorf("the page does not offer %s", p.Name)
		}
	}
	if n := len(w.s.sessions.all()); n != 0 {
		t.Errorf("looking at the page opened %d sessions", n)
	}
	if head := w.send("HEAD", "/", "", ""); head.StatusCode != 200 || len(head.body) != 0 {
		t.Errorf("HEAD: %d, %d bytes", head.StatusCode, len(head.body))
	}
}

// The dock shows the experiment as it is.
func TestTheDock(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false}`)
	w.json("PATCH", "/api/v1/sessions/"+i.ID+"/params", `{"stimulus.theta_deg":117}`)
	for _, path := range []string{"/ui/dock?session=" + i.ID, "/?session=" + i.ID} {
		html := string(w.get(path).body)
		if !strings.Contains(html, `name="stimulus.theta_deg"`) || !strings.Contains(html, `value="117"`) {
			t.Errorf("%s does not show θ = 117", path)
		}
	}
	if a := w.get("/?session=nosuch"); a.StatusCode != 200 {
		t.Errorf("the page of a lost session: %d", a.StatusCode)
	}
}

// The dock and panels of a network that drives itself.
func TestThePageOfABenchmark(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":"coba","play":false}`)
	html := string(w.get("/?session=" + i.ID).body)
	for _, want := range []string{`data-form="free"`, `name="network.w_e_ns"`, `name="network.cell.tau_m_ms"`, `name="changes"`, `name="probe.cells"`, `data-fed="ring two_layers"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, not := range []string{`name="stimulus.theta_deg"`, `name="ring.n"`, `name="readout.r_min"`, `name="input.kind"`} {
		if strings.Contains(html, not) {
			t.Errorf("the page has %s, which moves nothing", not)
		}
	}
}

// A figure as the page draws it: layers without a table, and of statistics the
// numbers.
func TestFigureForTheScreen(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.5}`)
	for _, name := range []string{"statistics", "traces", "raster"} {
		a := w.get("/api/v1/sessions/" + i.ID + "/figures/" + name + ".json")
		var f struct {
			Name    string
			Summary string
			Layers  []struct{ X []*float64 }
			Table   json.RawMessage
			Numbers *struct {
				Populations map[string]struct {
					Rate *float64 `json:"rate_hz"`
				}
			}
		}
		if err := json.Unmarshal(a.body, &f); err != nil || a.StatusCode != 200 {
			t.Fatalf("%s: %d, %v: %.200s", name, a.StatusCode, err, a.body)
		}
		if f.Name != name || f.Summary == "" || len(f.Layers) == 0 || f.Table != nil {
			t.Errorf("%s: name %q, summary %q, %d layers, table %.40s", name, f.Name, f.Summary, len(f.Layers), f.Table)
		}
		if has := f.Numbers != nil && f.Numbers.Populations["E"].Rate != nil; has != (name == "statistics") {
			t.Errorf("%s: numbers %v", name, f.Numbers)
		}
	}
	if a := w.get("/api/v1/sessions/" + i.ID + "/figures/delays.json"); a.StatusCode != 404 {
		t.Errorf("a figure that there is not: %d", a.StatusCode)
	}
}

func TestAssets(t *testing.T) {
	w := open(t, Config{})
	for path, typ := range map[string]string{"/assets/app.js": "text/javascript", "/assets/app.css": "text/css", "/assets/favicon.svg": "image/svg+xml"} {
		a := w.get(path)
		tag := a.Header.Get("ETag")
		if a.StatusCode != 200 || !strings.HasPrefix(a.Header.Get("Content-Type"), typ) || !strings.HasPrefix(tag, `"`) || len(a.body) == 0 {
			t.Errorf("%s: %d %s ETag %s, %d bytes", path, a.StatusCode, a.Header.Get("Content-Type"), tag, len(a.body))
		}
		if again := w.send("GET", path, "", "", "If-None-Match", tag); again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
	}
}

func TestHealthAndMetrics(t *testing.T) {
	w := open(t, Config{})
	var h map[string]any
	if err := json.Unmarshal(w.get("/healthz").body, &h); err != nil || h["product"] != Product || h["status"] != "ok" || h["version"] != "test" {
		t.Errorf("health %v, %v", h, err)
	}
	i := w.start(`{"experiment":` + small + `}`)
	c := w.live(i.ID)
	for range 5 {
		next(t, c)
	}
	w.get("/nosuch")
	text := string(w.get("/metrics").body)
	for _, want := range []string{
		"\nstriate_sessions 1\n", "\nstriate_streams 1\n", "\nstriate_stream_missed_spikes_total 0\n",
		`striate_realtime_factor{preset="first-light",session="` + i.ID[:4] + `"}`,
		`striate_http_requests_total{code="201",method="POST",route="/api/v1/sessions"} 1`,
		`striate_http_requests_total{code="404",method="GET",route="none"} 1`, "go_goroutines",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", strings.TrimSpace(want))
		}
	}
	if strings.Contains(text, i.ID) {
		t.Error("metrics give away the id of a session")
	}
	if strings.Contains(text, "\nstriate_stream_ticks_total 0\n") || !strings.Contains(text, "\nstriate_stream_ticks_total ") {
		t.Error("no ticks are counted")
	}
}
