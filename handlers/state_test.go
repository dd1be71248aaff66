package handlers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"
	"testing"

	"striate/experiment"
)

const octets = "application/octet-stream"

// A session's state, taken away and brought back, makes the same spikes: in
// the same session and in another.
func TestStateOverHTTP(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.4}`)
	path := "/api/v1/sessions/" + i.ID
	w.info(w.json("PATCH", path+"/params", `{"stimulus.theta_deg":120,"ring.ee_w_max_ns":40}`))
	on := func(path string) experiment.Info {
		t.Helper()
		var i experiment.Info
		for range 12 {
			i = w.info(w.json("POST", path+"/control", `{"action":"step"}`))
		}
		return i
	}
	on(path)
	saved := w.get(path + "/state")
	name := saved.Header.Get("Content-Disposition")
	if saved.StatusCode != 200 || saved.Header.Get("Content-Type") != octets || !strings.Contains(name, "striate.state") {
		t.Fatalf("%d, %s, %s", saved.StatusCode, saved.Header.Get("Content-Type"), name)
	}
	before, want := w.info(w.get(path)), on(path)
	if want.SpikeHash == before.SpikeHash {
		t.Fatal("no spikes: a test of nothing")
	}
	other := "/api/v1/sessions/" + w.start(`{"experiment":"six-sequences","play":false}`).ID
	for _, p := range []string{path, other} {
		a := w.send("POST", p+"/state", octets, string(saved.body))
		if a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
		back := w.info(a)
		if back.Frame != before.Frame || back.SpikeHash != before.SpikeHash || back.Values["stimulus.theta_deg"] != 120.0 || back.State != experiment.Paused {
			t.Errorf("restored to frame %d, hash %s, %s, θ %v", back.Frame, back.SpikeHash, back.State, back.Values["stimulus.theta_deg"])
		}
		if again := w.get(p + "/state"); !bytes.Equal(again.body, saved.body) {
			t.Error("saved again it is another state")
		}
		if fig := w.get(p + "/figures/stimulus.svg"); fig.StatusCode != 200 {
			t.Errorf("the picture that was shown: %d", fig.StatusCode)
		}
		if got := on(p); got.SpikeHash != want.SpikeHash || got.TimeMs != want.TimeMs {
			t.Errorf("goes on to hash %s at %g ms, want %s at %g ms", got.SpikeHash, got.TimeMs, want.SpikeHash, want.TimeMs)
		}
	}
}

// A preset that had come to its end when it was saved is done when restored.
func TestStateOfAnEnd(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"six-sequences","duration_s":0.1},"play":false,"warm_s":0.2}`)
	path := "/api/v1/sessions/" + i.ID
	saved := w.get(path + "/state")
	w.json("POST", path+"/control", `{"action":"reset"}`)
	if i := w.info(w.send("POST", path+"/state", octets, string(saved.body))); i.State != experiment.Done || i.TimeMs < 100 {
		t.Errorf("%s at %g ms", i.State, i.TimeMs)
	}
}

func TestBadStates(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.1}`)
	path := "/api/v1/sessions/" + i.ID
	good := w.get(path + "/state").body
	damaged := bytes.Clone(good)
	damaged[len(good)/2] ^= 1
	signed := func(old, now string) string {
		body := bytes.Replace(good[:len(good)-4], []byte(old), []byte(now), 1)
		if len(old) != len(now) || bytes.Equal(body, good[:len(good)-4]) {
			t.Fatalf("%q for %q changes nothing, or the length", now, old)
		}
		return string(binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body)))
	}
	for _, c := range []struct {
		name, path, typ, body string
		status                int
		location, detail      string
	}{
		{"nothing", path, octets, "", 422, "body", "not a saved state"},
		{"JSON", path, octets, `{"experiment":"first-light"}`, 422, "body", "not a saved state"},
		{"another type", path, "application/json", string(good), 415, "Content-Type", octets},
		{"a torn one", path, octets, string(good[:len(good)/2]), 422, "body", "damaged"},
		{"a damaged one", path, octets, string(damaged), 422, "body", "damaged"},
		{"of a later version", path, octets, strings.Replace(string(good), "state 1", "state 2", 1), 422, "body", "another version"},
		{"of another format", path, octets, signed("experiment\x02", "experiment\x03"), 422, "body", "format 3, want 2"},
		{"with a bad parameter", path, octets, signed(`"width_px": 32`, `"width_px": -2`), 422, "stimulus.width_px", "-2"},
		{"of another network than it says", path, octets, signed(`"n": 60`, `"n": 50`), 422, "body", "saved state has"},
		{"too large", path, octets, strings.Repeat("x", maxState+1), 413, "body", fmt.Sprint(maxState)},
		{"of no session", "/api/v1/sessions/nosuch", octets, string(good), 404, "id", "no session"},
	} {
		a := w.send("POST", c.path+"/state", c.typ, c.body)
		if a.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.name, a.StatusCode, a.body)
			continue
		}
		p := w.problem(a)
		if len(p.Errors) != 1 || p.Errors[0].Location != c.location || !strings.Contains(p.Detail, c.detail) || strings.Contains(p.Detail, "\n") {
			t.Errorf("%s: %q at %+v, want %q at %s", c.name, p.Detail, p.Errors, c.detail, c.location)
		}
	}
	if after := w.get(path + "/state").body; !bytes.Equal(after, good) {
		t.Error("what was refused changed the session")
	}
	if a := w.get("/api/v1/sessions/nosuch/state"); a.StatusCode != http.StatusNotFound {
		t.Errorf("the state of no session: %d", a.StatusCode)
	}
}

// A state, or a timetable, does not make the server read its files.
func TestStateNamesNoFile(t *testing.T) {
	e, err := experiment.FromJSON([]byte(`{"preset":"first-light","changes":"1: stimulus.kind=video; 1: stimulus.file=/etc/hostname"}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, Config{})
	path := "/api/v1/sessions/" + w.start(`{"experiment":`+small+`,"play":false}`).ID
	const changes = `"changes":"1: stimulus.kind=video; 1: stimulus.file=/etc/hostname"`
	for name, a := range map[string]reply{
		"a state":     w.send("POST", path+"/state", octets, string(data)),
		"a start":     w.json("POST", "/api/v1/sessions", `{"experiment":{`+changes+`}}`),
		"a change":    w.json("PATCH", path+"/params", `{`+changes+`}`),
		"an exchange": w.json("POST", path+"/experiment", `{"experiment":{`+changes+`}}`),
	} {
		if p := w.problem(a); a.StatusCode != 422 || !strings.Contains(p.Detail, "stimulus.file = ") {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
}
