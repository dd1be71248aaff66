package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"image/gif"
	"image/png"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"

	"striate/experiment"
)

var nameShape = regexp.MustCompile(`^lab-vision_stim-[a-z]+(_theta-[0-9.]+)?(_btheta-[0-9.]+|_btheta-inf)?_seed-42_run-[0-9a-f]{8}(_rate-[0-9.]+)?_[a-z]+\.[a-z]+$`)

func (w *site) file(path, typ string) reply {
	w.Helper()
	a := w.get(path)
	kind, param, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
	if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), typ) || err != nil || kind != "attachment" || !nameShape.MatchString(param["filename"]) {
		w.Fatalf("%s: %d, %s, %s, %.300s", path, a.StatusCode, a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"), a.body)
	}
	return a
}

func TestEveryFigureInEveryFormat(t *testing.T) {
	w := open(t, Config{})
	sessions := map[string]string{} // by preset: not every experiment has every figure
	for _, name := range experiment.FigureNames() {
		preset := map[string]string{"delays": "delays", "learning": "six-sequences", "sequences": "six-sequences"}[name]
		if preset == "" {
			preset = "first-light"
		}
		if sessions[preset] == "" {
			sessions[preset] = w.start(`{"experiment":"` + preset + `","play":false,"warm_s":1}`).ID
		}
		path := "/api/v1/sessions/" + sessions[preset] + "/figures/" + name
		svg := w.file(path+".svg", "image/svg+xml")
		if err := xml.Unmarshal(svg.body, new(struct{})); err != nil || !bytes.Contains(svg.body, []byte("<metadata>")) {
			t.Errorf("%s.svg: %v", name, err)
		}
		if im, err := png.Decode(bytes.NewReader(w.file(path+".png", "image/png").body)); err != nil || im.Bounds().Dx() < 100 {
			t.Errorf("%s.png: %v", name, err)
		}
		r := csv.NewReader(bytes.NewReader(w.file(path+".csv", "text/csv").body))
		r.Comment = '#'
		if rows, err := r.ReadAll(); err != nil || len(rows) < 2 {
			t.Errorf("%s.csv: %d rows, %v", name, len(rows), err)
		}
	}
}

func TestTheStimulusAsAFilm(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":"first-light","play":false}`)
	path := "/api/v1/sessions/" + i.ID + "/stimulus."
	a := w.file(path+"gif?seconds=0.5", "image/gif")
	g, err := gif.DecodeAll(bytes.NewReader(a.body))
	if err != nil || len(g.Image) != 30 || g.LoopCount != 0 || g.Delay[0] != 2 || g.Config.Width != 64 {
		t.Errorf("a GIF of %d frames, %v", len(g.Image), err)
	}
	if rate := a.Header.Get("X-Striate-Gif-Rate"); rate != "50" || !strings.Contains(a.Header.Get("Content-Disposition"), "_rate-50_") {
		t.Errorf("GIF rate %q, %s", rate, a.Header.Get("Content-Disposition"))
	}
	r, err := npyio.NewReader(bytes.NewReader(w.file(path+"npy?seconds=0.5", "application/octet-stream").body))
	if err != nil || len(r.Header.Descr.Shape) != 3 || r.Header.Descr.Shape[0] != 64 || r.Header.Descr.Shape[2] != 30 {
		t.Errorf("NPY: %v", err)
	}
	if im, err := png.Decode(bytes.NewReader(w.file(path+"png", "image/png").body)); err != nil || im.Bounds().Dx() != 64 {
		t.Errorf("PNG: %v", err)
	}
	z := w.file(path+"zip?seconds=0.1", "application/zip").body
	if r, err := zip.NewReader(bytes.NewReader(z), int64(len(z))); err != nil || len(r.File) != 6 || r.File[0].Name != "frame000000.png" {
		t.Errorf("ZIP: %v", err)
	}
	large := w.start(`{"experiment":{"stimulus":{"width_px":512,"height_px":512,"fps":500}},"play":false}`)
	b := w.get("/api/v1/sessions/" + large.ID + "/stimulus.gif?seconds=10")
	if p := w.problem(b); b.StatusCode != 422 || p.Errors[0].Location != "seconds" || !strings.Contains(p.Detail, "MaxVoxels") {
		t.Errorf("a huge film: %d %s", b.StatusCode, b.body)
	}
}

// A video is filmed as it was shown; before its first frame there is none.
func TestAVideoAsAFilm(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"stimulus":{"kind":"video","width_px":32,"height_px":32}},"play":false}`)
	path := "/api/v1/sessions/" + i.ID
	if a := w.get(path + "/stimulus.gif"); w.problem(a).Status != http.StatusConflict {
		t.Errorf("a film of nothing: %d %s", a.StatusCode, a.body)
	}
	w.send("POST", path+"/frames?width=32&height=32", "application/octet-stream", strings.Repeat("\x10", 1024)+strings.Repeat("\xf0", 1024))
	for range 2 {
		w.json("POST", path+"/control", `{"action":"step"}`)
	}
	g, err := gif.DecodeAll(bytes.NewReader(w.file(path+"/stimulus.gif?seconds=1", "image/gif").body))
	if err != nil || len(g.Image) != 2 {
		t.Fatalf("a GIF of %d frames, %v", len(g.Image), err)
	}
	for k, want := range []byte{0x10, 0xf0} {
		if r, _, _, _ := g.Image[k].At(16, 16).RGBA(); byte(r>>8) != want {
			t.Errorf("frame %d is %#x, want %#x", k, r>>8, want)
		}
	}
}

func TestTheRecording(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":"six-sequences","play":false,"warm_s":0.3}`)
	a := w.file("/api/v1/sessions/"+i.ID+"/recording.csv", "text/csv")
	rows, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) < 100 || strings.Join(rows[0], ",") != "time_ms,population,neuron" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
}
