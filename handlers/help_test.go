package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"striate/experiment"
)

func TestHelp(t *testing.T) {
	w := open(t, Config{})
	var made experiment.Info
	if err := json.Unmarshal(w.send("POST", "/api/v1/sessions", "application/json", `{"experiment":`+small+`,"play":false}`).body, &made); err != nil {
		t.Fatal(err)
	}
	ask := func(path string) reply { return w.get("/ui/help?session=" + made.ID + "&path=" + path) }
	card := string(ask("stimulus.sf_cpd").body)
	for _, want := range []string{"spatial frequency", "luminance = ½ (1 + C w cos(2π f", "0.01 to 10 c/deg", "stimulus.sf_cpd"} {
		if !strings.Contains(card, want) {
			t.Errorf("the help of sf_cpd lacks %q: %s", want, card)
		}
	}
	if card := string(ask("stimulus.aperture_deg").body); !strings.Contains(card, "No effect while aperture is full.") {
		t.Errorf("a parameter without effect does not say so: %s", card)
	}
	if r := ask("stimulus.nothing"); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("help of an unknown parameter: %s", r.Status)
	}
	if r := w.get("/ui/help?session=none&path=seed"); r.StatusCode != http.StatusNotFound {
		t.Errorf("help in an unknown session: %s", r.Status)
	}
	if list := string(w.get("/api/v1/params").body); !strings.Contains(list, `"eq":"luminance`) || !strings.Contains(list, `"when":"aperture!=full"`) {
		t.Error("GET /params lacks equations or needs")
	}
}
