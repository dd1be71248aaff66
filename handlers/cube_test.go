package handlers

import (
	"net/http"
	"testing"

	"striate/experiment"
)

func TestCubes(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":"first-light","play":false,"warm_s":0.5}`)
	path := "/api/v1/sessions/" + i.ID + "/cube.cbor"
	for query, n := range map[string][3]uint64{"": {48, 48, 48}, "?of=envelope&n=16": {16, 16, 16}, "?of=movie&n=64": {64, 64, 30}, "?of=movie": {48, 48, 30}} {
		c := decode(t, w.file(path+query, "application/cbor").body)
		data := c["data"].([]byte)
		if c["nx"] != n[0] || c["ny"] != n[1] || c["nt"] != n[2] || uint64(len(data)) != n[0]*n[1]*n[2] {
			t.Errorf("%s: %v x %v x %v, %d bytes, want %v", query, c["nx"], c["ny"], c["nt"], len(data), n)
		}
		if c["max"] != 1.0 || len(c["levels"].([]any)) != len(experiment.CubeLevels) || len(c["speed"].([]any)) != 2 || c["width_deg"] != 3.2 ||
			!(c["seconds"].(float64) > 0 && c["fx_max_cpd"].(float64) > 0 && c["ft_max_hz"].(float64) > 0) {
			t.Errorf("%s: %v", query, c)
		}
	}
	for _, bad := range []string{"?n=7", "?n=65", "?of=nothing", "?n=x", "?m=3"} {
		if a := w.get(path + bad); w.problem(a).Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", bad, a.StatusCode, a.body)
		}
	}
	blind := w.start(`{"experiment":"six-sequences","play":false,"warm_s":0.1}`)
	if a := w.get("/api/v1/sessions/" + blind.ID + "/cube.cbor"); w.problem(a).Status != http.StatusNotFound {
		t.Errorf("a cube of nothing seen: %d %s", a.StatusCode, a.body)
	}
}
