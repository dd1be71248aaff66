package handlers

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"

	"striate/experiment"
)

func (w *site) linkOf(id, query string) linkBody {
	w.Helper()
	var l linkBody
	a := w.get("/api/v1/sessions/" + id + "/link" + query)
	if err := json.Unmarshal(a.body, &l); err != nil || a.StatusCode != http.StatusOK {
		w.Fatalf("%d %s", a.StatusCode, a.body)
	}
	return l
}

// done waits for a session to come to its end and says what it is then.
func (w *site) done(id string) experiment.Info {
	w.Helper()
	path := "/api/v1/sessions/" + id
	w.json("POST", path+"/control", `{"action":"play","speed":"inf"}`)
	until(w.T, "the session is done", func() bool { return w.info(w.get(path)).State == experiment.Done })
	return w.info(w.get(path))
}

// A run that was changed over HTTP is repeated from its link, and from the list
// of its changes.
func TestALinkRepeatsTheRun(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":` + small + `,"play":false}`)
	path := "/api/v1/sessions/" + i.ID
	for _, body := range []string{`{"stimulus.theta_deg":120}`, `{"stimulus.contrast_pct":"20 %","ring.plasticity.learning":false}`, `{"stimulus.kind":"motion_cloud","stimulus.b_theta_deg":"inf"}`} {
		for range 7 {
			w.json("POST", path+"/control", `{"action":"step"}`)
		}
		if a := w.json("PATCH", path+"/params", body); a.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	for range 20 {
		w.json("POST", path+"/control", `{"action":"step"}`)
	}
	was := w.info(w.get(path))
	l := w.linkOf(i.ID, "")
	if l.Changes != 3 || l.Lost != "" || !strings.HasPrefix(was.SpikeHash, l.Hash) || l.Engine != "test" || math.Abs(l.TimeS-was.TimeMs/1000) > 1e-3 {
		t.Fatalf("link %+v of %s at %g ms", l, was.SpikeHash, was.TimeMs)
	}
	text, _ := json.Marshal("http://localhost/#" + l.Link)
	again := w.start(`{"link":` + string(text) + `,"play":false}`)
	if is := w.done(again.ID); is.SpikeHash != was.SpikeHash || is.Frame != was.Frame {
		t.Errorf("from its link %s after %d frames, want %s after %d", is.SpikeHash, is.Frame, was.SpikeHash, was.Frame)
	}
	list, _ := json.Marshal(was.Changes)
	if len(was.Changes) != 3 {
		t.Errorf("changes %s", list)
	}
	again = w.start(`{"experiment":` + small + `,"play":false,"until_s":` + string(strings.TrimSpace(jsonOf(l.TimeS))) + `,"changes":` + string(list) + `}`)
	if is := w.done(again.ID); is.SpikeHash != was.SpikeHash {
		t.Errorf("from its changes %s, want %s", is.SpikeHash, was.SpikeHash)
	}
	if short := w.linkOf(i.ID, "?most=200"); short.Lost == "" || short.Hash != "" || short.Changes != 0 || !strings.Contains(short.Link, "stimulus.contrast_pct=20") {
		t.Errorf("a short link: %+v", short)
	}
}

func jsonOf(v any) string { text, _ := json.Marshal(v); return string(text) }

// What a link asks for that there is not is named, all of it; with anyway the
// rest opens. It never makes the server read its files.
func TestABadLink(t *testing.T) {
	w := open(t, Config{})
	const head = "preset=first-light&seed=42"
	post := func(link, more string) reply {
		return w.json("POST", "/api/v1/sessions", `{"link":`+jsonOf(link)+`,"play":false`+more+`}`)
	}
	a := post(head+"&stimulus.colour=red&stimulus.sf_cpd=30&stimulus.theta_deg=33&then=1:ring.n=9", "")
	p := w.problem(a)
	if a.StatusCode != 422 || len(p.Errors) != 3 || p.Errors[0].Location != "stimulus.colour" || p.Errors[1].Message != "stimulus.sf_cpd = 30, want 0.01 to 10 c/deg" || p.Errors[2].Location != "ring.n" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if n := len(w.s.sessions.all()); n != 0 {
		t.Errorf("%d sessions opened", n)
	}
	if i := w.info(post(head+"&stimulus.colour=red&stimulus.sf_cpd=30&stimulus.theta_deg=33&then=1:ring.n=9", `,"anyway":true`)); i.Values["stimulus.theta_deg"] != 33.0 {
		t.Errorf("anyway: θ = %v, want 33", i.Values["stimulus.theta_deg"])
	}
	for link, location := range map[string]string{
		"nonsense": "link", "preset=nosuch": "preset", head + "&x": "link", head + "&stimulus.kind=video&stimulus.file=/etc/hostname": "stimulus.file",
		head + "&then=1:stimulus.kind=video,stimulus.file=/etc/hostname": "stimulus.file", head + "&changes=1%3A%20stimulus.file%3D/etc/hostname": "changes",
	} {
		for _, more := range []string{"", `,"anyway":true`} {
			if a := post(link, more); a.StatusCode == http.StatusCreated {
				if i := w.info(a); strings.Contains(string(a.body), "/etc/hostname") {
					t.Errorf("%s: opened as %v", link, i.Values)
				}
			} else if p := w.problem(a); a.StatusCode != 422 || len(p.Errors) == 0 || p.Errors[0].Location != location || strings.ContainsAny(p.Detail, "\r\n") {
				t.Errorf("%s: %d %s", link, a.StatusCode, a.body)
			}
		}
	}
	for _, body := range []string{`{"link":"` + head + `","experiment":"first-light"}`, `{"link":"` + head + `","changes":[{"t_s":1,"values":{"stimulus.theta_deg":3}}]}`, `{"changes":1}`, `{"changes":[1]}`, `{"changes":[{"t_s":"x","values":{}}]}`,
		`{"changes":[{"t_s":1,"values":{},"more":1}]}`, `{"changes":[{"t_s":-1,"values":{}}]}`, `{"changes":[{"t_s":1e999,"values":{}}]}`, `{"changes":[{"t_s":1,"values":{"stimulus.kind":"video","stimulus.file":"/etc/hostname"}}]}`, `{"changes":[{"t_s":1,"values":{"seed":3}}]}`} {
		if a := w.json("POST", "/api/v1/sessions", body); a.StatusCode != 422 || len(w.problem(a).Errors) == 0 {
			t.Errorf("%s: %d %s", body, a.StatusCode, a.body)
		}
	}
}

// A figure's file names what repeats the run to its moment; the link of the
// settings alone is from 0.
func TestFiguresCarryTheLink(t *testing.T) {
	w := open(t, Config{Version: "test"})
	i := w.start(`{"experiment":` + small + `,"play":false,"warm_s":0.2}`)
	path := "/api/v1/sessions/" + i.ID
	w.info(w.json("PATCH", path+"/params", `{"stimulus.theta_deg":120}`))
	w.info(w.json("POST", path+"/control", `{"action":"step"}`))
	for _, format := range []string{"csv", "svg"} {
		body := string(w.get(path + "/figures/raster." + format).body)
		if !strings.Contains(body, `t_s`) || !strings.Contains(body, "engine=test") || !strings.Contains(body, "then=0.2:stimulus.theta_deg=120") {
			t.Errorf("raster.%s does not say what was run: %.600s", format, body)
		}
	}
	var whole, settings linkBody
	for query, l := range map[string]*linkBody{"": &whole, "?settings=true": &settings} {
		if err := json.Unmarshal(w.get(path+"/link"+query).body, l); err != nil {
			t.Fatal(err)
		}
	}
	if whole.Changes != 1 || whole.TimeS == 0 || settings.Changes != 0 || settings.TimeS != 0 || settings.Hash != "" || settings.Lost != "" || !strings.Contains(settings.Link, "stimulus.theta_deg=120") {
		t.Errorf("%+v and, settings alone, %+v", whole, settings)
	}
}
