package handlers

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// What cannot be is answered with a problem that names the field, and the
// server goes on.
func TestBadInput(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.05}`)
	const start = "/api/v1/sessions"
	path := start + "/" + i.ID
	before := w.get(path + "/params.json").body
	long := strings.Repeat("x", 100_000)
	type row struct {
		name, method, path, body string
		status                   int
		location, detail         string // detail: a part of it
	}
	rows := []row{
		{"torn JSON", "POST", start, `{"experiment":`, 400, "body", "JSON ends at byte 14"},
		{"no JSON", "POST", start, ``, 400, "body", "JSON ends at byte 0"},
		{"a list", "POST", start, `[]`, 400, "body", "want an object"},
		{"null", "PATCH", path + "/params", `null`, 400, "body", "want an object"},
		{"more than JSON", "PATCH", path + "/params", `{} {}`, 400, "body", "goes on"},
		{"a comment", "PATCH", path + "/params", `{"a":1/*x*/}`, 400, "body", "breaks at byte 7"},
		{"NaN is no JSON", "PATCH", path + "/params", `{"stimulus.theta_deg":NaN}`, 400, "body", "breaks"},
		{"Infinity is no JSON", "PATCH", path + "/params", `{"stimulus.theta_deg":Infinity}`, 400, "body", "breaks"},
		{"a preset that is not", "POST", start, `{"experiment":"last-light"}`, 422, "preset", "first-light"},
		{"a preset that is not, in an object", "POST", start, `{"experiment":{"preset":"last-light"}}`, 422, "preset", "first-light"},
		{"a preset that is a number", "POST", start, `{"experiment":{"preset":7}}`, 422, "preset", "want"},
		{"an experiment that is a number", "POST", start, `{"experiment":7}`, 422, "experiment", "want the name of a preset"},
		{"an experiment that is null", "POST", start, `{"experiment":null}`, 422, "experiment", "want the name of a preset"},
		{"an unknown part", "POST", start, `{"experimnt":"first-light"}`, 422, "experimnt", "unknown"},
		{"an unknown parameter", "POST", start, `{"experiment":{"stimulus":{"thta_deg":1}}}`, 422, "stimulus.thta_deg", "unknown"},
		{"an unknown kind", "POST", start, `{"experiment":{"stimulus":{"kind":"checkerboard"}}}`, 422, "stimulus.kind", "grating"},
		{"out of range", "POST", start, `{"experiment":{"stimulus":{"theta_deg":181}}}`, 422, "stimulus.theta_deg", "= 181, want 0 to 180 deg"},
		{"1e999", "POST", start, `{"experiment":{"stimulus":{"theta_deg":1e999}}}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"a wrong type", "POST", start, `{"experiment":{"stimulus":{"theta_deg":true}}}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"a list for a number", "POST", start, `{"experiment":{"stimulus":{"theta_deg":[60]}}}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"a negative seed", "POST", start, `{"experiment":{"seed":-1}}`, 422, "seed", "whole number"},
		{"half a seed", "POST", start, `{"experiment":{"seed":1.5}}`, 422, "seed", "whole number"},
		{"no time", "POST", start, `{"experiment":{"duration_s":0}}`, 422, "duration_s", "0.02"},
		{"less than no time", "POST", start, `{"experiment":{"duration_s":-6}}`, 422, "duration_s", "0.02"},
		{"until less than nothing", "POST", start, `{"until_s":-1}`, 422, "until_s", "0 to 36000"},
		{"warm for a year", "POST", start, `{"warm_s":3e7}`, 422, "warm_s", "0 to 60"},
		{"play maybe", "POST", start, `{"play":"maybe"}`, 422, "play", "true or false"},
		{"a huge screen", "POST", start, `{"experiment":{"stimulus":{"width_px":1000000}}}`, 422, "stimulus.width_px", "8 to 1024"},
		{"a huge area", "POST", start, `{"experiment":{"stimulus":{"width_px":1024,"height_px":1024}}}`, 422, "stimulus.width_px x height_px", "MaxPixels"},
		{"a file of the server", "POST", start, `{"experiment":{"stimulus":{"kind":"video","file":"/etc/hostname"}}}`, 422, "stimulus.file", "frames are sent"},
		{"a picture of the server", "POST", start, `{"experiment":{"stimulus":{"kind":"natural_image","file":"/etc/hostname"}}}`, 422, "stimulus.file", "server's files"},
		{"a picture in an eye's view", "POST", start, `{"experiment":{"stimulus":{"kind":"eye_movements","of":{"kind":"natural_image","file":"/etc/hostname"}}}}`, 422, "stimulus.file", "server's files"},
		{"a file in a part", "POST", start, `{"experiment":{"stimulus":{"kind":"sum","b":{"kind":"video","file":"/etc/hostname"}}}}`, 422, "stimulus.file", "frames are sent"},
		{"a file in an item", "POST", start, `{"experiment":{"stimulus":{"kind":"sequence","items":"1: blank; 1: video file=/etc/hostname"}}}`, 422, "stimulus.file", "frames are sent"},
		{"a composite in another", "POST", start, `{"experiment":{"stimulus":{"kind":"sum","b":{"kind":"sum"}}}}`, 422, "stimulus.b.kind", "grating"},
		{"out of range in a part", "POST", start, `{"experiment":{"stimulus":{"kind":"sum","b":{"theta_deg":300}}}}`, 422, "stimulus.b.theta_deg", "0 to 180"},

		{"out of range by path", "PATCH", path + "/params", `{"stimulus.theta_deg":-1}`, 422, "stimulus.theta_deg", "= -1, want 0 to 180 deg"},
		{"1e999 by path", "PATCH", path + "/params", `{"stimulus.theta_deg":1e999}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"nan as text", "PATCH", path + "/params", `{"stimulus.theta_deg":"nan"}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"inf where it may not be", "PATCH", path + "/params", `{"stimulus.theta_deg":"inf"}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"a wrong unit", "PATCH", path + "/params", `{"stimulus.theta_deg":"60 Hz"}`, 422, "stimulus.theta_deg", "0 to 180"},
		{"an unknown path", "PATCH", path + "/params", `{"stimulus.colour":1}`, 422, "stimulus.colour", "unknown"},
		{"an object by path", "PATCH", path + "/params", `{"stimulus":{"theta_deg":1}}`, 422, "stimulus", "unknown"},
		{"one good, one bad", "PATCH", path + "/params", `{"stimulus.theta_deg":90,"stimulus.contrast_pct":101}`, 422, "stimulus.contrast_pct", "0 to 100"},
		{"an unknown kind by path", "PATCH", path + "/params", `{"stimulus.kind":"checkerboard"}`, 422, "stimulus.kind", "grating"},
		{"a file by path", "PATCH", path + "/params", `{"stimulus.kind":"video","stimulus.file":"/etc/hostname"}`, 422, "stimulus.file", "frames are sent"},
		{"a file in a part by path", "PATCH", path + "/params", `{"stimulus.kind":"sum","stimulus.b.kind":"video","stimulus.b.file":"/etc/hostname"}`, 422, "stimulus.file", "frames are sent"},
		{"a file in an item by path", "PATCH", path + "/params", `{"stimulus.kind":"sequence","stimulus.items":"1: video file=/etc/hostname"}`, 422, "stimulus.file", "frames are sent"},

		{"an unknown action", "POST", path + "/control", `{"action":"fly"}`, 422, "action", "play, pause, step, reset"},
		{"an unknown command", "POST", path + "/control", `{"sped":1}`, 422, "sped", "unknown"},
		{"no speed", "POST", path + "/control", `{"speed":0}`, 422, "speed", "0.05 to inf"},
		{"a speed of 1e999", "POST", path + "/control", `{"speed":1e999}`, 422, "speed", "0.05 to inf"},
		{"a seed too large", "POST", path + "/control", `{"seed":1e300}`, 422, "seed", "whole number"},
		{"load what is not", "POST", path + "/experiment", `{"experiment":"nosuch"}`, 422, "preset", "first-light"},
		{"load with a long warm start", "POST", path + "/experiment", `{"experiment":"first-light","warm_s":100}`, 422, "warm_s", "0 to 60 s"},

		{"an unknown part names those there are", "POST", start, `{"experimnt":1}`, 422, "experimnt", "want one of experiment, changes, play, warm_s, until_s, link, anyway, final"},
		{"load with a wish", "POST", path + "/experiment", `{"play":true}`, 422, "play", "want one of experiment"},
		{"null is called null", "POST", start, `{"experiment":null}`, 422, "experiment", "experiment = null, want"},
		{"a long name is not sent back whole", "POST", start, `{"` + long + `":1}`, 422, long[:80] + "…", "xx… = an unknown"},
		{"a long preset is not sent back whole", "POST", start, `{"experiment":"` + long + `"}`, 422, "preset", "xx…, want one of"},

		{"a session that is not", "GET", start + "/nosuch", ``, 404, "id", "no session nosuch"},
		{"change one that is not", "PATCH", start + "/nosuch/params", `{}`, 404, "id", "no session"},
		{"delete one that is not", "DELETE", start + "/nosuch", ``, 404, "id", "no session"},
		{"a dock of none", "GET", "/ui/dock?session=nosuch", ``, 404, "id", "no session"},
		{"a path that is not", "GET", "/api/v1/nosuch", ``, 404, "path", "nothing at /api/v1/nosuch"},
		{"an asset that is not", "GET", "/assets/../server.go", ``, 404, "path", "nothing at"},
		{"a method that is not", "PUT", path, `{}`, 405, "method", "want DELETE or GET or HEAD"},
		{"a method that no one has", "BREW", "/", ``, 405, "method", "want GET or HEAD"},
		{"a figure that is not", "GET", path + "/figures/nosuch.svg", ``, 404, "figure", "raster"},
		{"a format that is not", "GET", path + "/figures/raster.bmp", ``, 404, "format", "csv, json, pdf, png, svg"},
		{"a film format that is not", "GET", path + "/stimulus.avi", ``, 404, "format", "apng, gif, h5, json, mat, mp4, npy, npz, png, webm, y4m, zip"},
		{"a film of no time", "GET", path + "/stimulus.gif?seconds=0", ``, 422, "seconds", "0.02 to 3600 s"},
		{"a film of NaN", "GET", path + "/stimulus.gif?seconds=nan", ``, 422, "seconds", "0.02 to 3600 s"},
		{"a film for a year", "GET", path + "/stimulus.gif?seconds=1e9", ``, 422, "seconds", "0.02 to 3600 s"},
		{"a film of too many frames", "GET", path + "/stimulus.gif?frames=1000001", ``, 422, "frames", "0 to 1000000"},
		{"a picture with axes", "GET", path + "/stimulus.gif?layout=xyt", ``, 422, "layout", "gif holds no array"},
		{"an array enlarged", "GET", path + "/stimulus.npy?scale=2", ``, 422, "scale", "one value to a pixel"},
		{"a MAT-file by frames", "GET", path + "/stimulus.mat?layout=tyx", ``, 422, "layout", "want xyt"},
		{"a MAT-file too large", "GET", path + "/stimulus.mat?frames=1000000", ``, 422, "frames", "2 GiB"},
		{"a grey of 12 bits", "GET", path + "/stimulus.png?depth=12", ``, 422, "depth", "8 or 16"},
		{"a film with a wish", "GET", path + "/stimulus.gif?second=1", ``, 422, "second", "unknown"},
		{"a film twice as long", "GET", path + "/stimulus.gif?seconds=1&seconds=2", ``, 422, "seconds", "want one"},
		{"a torn query", "GET", path + "/stimulus.gif?seconds=%zz", ``, 400, "query", "cannot be read"},
	}
	for _, c := range rows {
		typ := ""
		if c.method != "GET" && c.method != "DELETE" {
			typ = "application/json"
		}
		a := w.send(c.method, c.path, typ, c.body)
		p := w.problem(a)
		if a.StatusCode != c.status || len(p.Errors) == 0 || p.Errors[0].Location != c.location || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: %d %s\nwant %d at %s: %s", c.name, a.StatusCode, a.body, c.status, c.location, c.detail)
		}
		if strings.ContainsAny(p.Detail, "\n\r") {
			t.Errorf("%s: more than one line: %q", c.name, p.Detail)
		}
	}
	if after := w.get(path + "/params.json").body; string(after) != string(before) {
		t.Errorf("refused changes changed the experiment:\n%s\nwas\n%s", after, before)
	}
	if n := len(w.s.sessions.all()); n != 1 {
		t.Errorf("%d sessions, want 1", n)
	}
}

func TestBadBodies(t *testing.T) {
	w := open(t, Config{})
	grating := w.start(`{"experiment":` + small + `,"play":false}`)
	video := w.start(`{"experiment":{"preset":"first-light","stimulus":{"kind":"video","width_px":32,"height_px":32}},"play":false}`)
	const bytes = "application/octet-stream"
	for _, c := range []struct {
		name, id, query, typ, body string
		status                     int
		location, detail           string
	}{
		{"a text file", video.ID, "width=64&height=64", "text/plain; charset=utf-8", strings.Repeat("text", 1024), 415, "Content-Type", "want application/octet-stream"},
		{"a text file under another name", video.ID, "width=64&height=64", bytes, strings.Repeat("text", 250), 422, "body", "body has 1000 bytes, want n x 64 x 64"},
		{"nothing", video.ID, "width=64&height=64", bytes, "", 422, "body", "body has 0 bytes, want n x 64 x 64"},
		{"no width", video.ID, "width=0&height=64", bytes, "x", 422, "width", "1 to 1024 px"},
		{"a huge width", video.ID, "width=1000000&height=64", bytes, "x", 422, "width", "1 to 1024 px"},
		{"a width in words", video.ID, "width=wide&height=64", bytes, "x", 422, "width", "1 to 1024 px"},
		{"an encoding that is not", video.ID, "width=1&height=1&encoding=rgb", bytes, "x", 422, "encoding", "linear, srgb"},
		{"frames for a grating", grating.ID, "width=1&height=1", bytes, "x", 409, "stimulus.kind", "video"},
		{"frames for no session", "nosuch", "width=1&height=1", bytes, "x", 404, "id", "no session"},
		{"too many frames", video.ID, "width=1&height=1", bytes, strings.Repeat("x", maxAtOnce+1), 422, "body", "body = 601 frames of 1 x 1 px, want at most 600 at once"},
		{"too many bytes", video.ID, "width=64&height=64", bytes, strings.Repeat("x", maxFrames+1), 413, "body", fmt.Sprint(maxFrames)},
	} {
		a := w.send("POST", "/api/v1/sessions/"+c.id+"/frames?"+c.query, c.typ, c.body)
		p := w.problem(a)
		if a.StatusCode != c.status || len(p.Errors) == 0 || p.Errors[0].Location != c.location || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: %d %s\nwant %d at %s: %s", c.name, a.StatusCode, a.body, c.status, c.location, c.detail)
		}
	}
	a := w.send("POST", "/api/v1/sessions", "text/plain", `{}`)
	if p := w.problem(a); a.StatusCode != http.StatusUnsupportedMediaType || p.Errors[0].Value != "text/plain" {
		t.Errorf("JSON called text: %d %s", a.StatusCode, a.body)
	}
	a = w.json("POST", "/api/v1/sessions", `{"experiment":"`+strings.Repeat("x", maxJSON)+`"}`)
	if p := w.problem(a); a.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(p.Detail, fmt.Sprint(maxJSON)) {
		t.Errorf("too much JSON: %d %.200s", a.StatusCode, a.body)
	}
	ok := w.send("POST", "/api/v1/sessions/"+video.ID+"/frames?width=4&height=2&encoding=srgb", bytes, strings.Repeat("abcdefgh", 3))
	if ok.StatusCode != http.StatusAccepted || strings.TrimSpace(string(ok.body)) != `{"queued":3}` {
		t.Errorf("three frames: %d %s", ok.StatusCode, ok.body)
	}
}

// A body that says nothing of its length is bounded all the same.
func TestEndlessBodies(t *testing.T) {
	w := open(t, Config{})
	r, err := http.NewRequest("POST", w.URL+"/api/v1/sessions", endless{})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	a, err := w.Client().Do(r)
	if err != nil {
		return // the server hung up while the client was still sending
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("an endless body: %d", a.StatusCode)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A client that sends everything before it looks for an answer hears why its
// body was refused.
func TestRefusalsAreHeard(t *testing.T) {
	w := open(t, Config{})
	c, err := net.Dial("tcp", w.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const size = 10 << 20
	fmt.Fprintf(c, "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", size)
	if _, err := c.Write(make([]byte, size)); err != nil {
		t.Fatalf("the server hung up: %v", err)
	}
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d, want 413", a.StatusCode)
	}
}
