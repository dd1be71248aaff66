package handlers

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"image/gif"
	"image/png"
	"io"
	"mime"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"codeberg.org/sbinet/npyio"

	"striate/experiment"
	"striate/export"
)

var nameShape = regexp.MustCompile(`^lab-vision_stim-[a-z]+(_theta-[0-9.]+)?(_btheta-[0-9.]+|_btheta-inf)?_seed-42_run-[0-9a-f]{8}(_rate-[0-9.]+)?_[a-z]+\.[a-z0-9]+$`)

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
		if pdf := w.file(path+".pdf?width_mm=85", "application/pdf"); !bytes.HasPrefix(pdf.body, []byte("%PDF-")) || !bytes.Contains(pdf.body, []byte("striate:provenance")) {
			t.Errorf("%s.pdf: %.20q", name, pdf.body)
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
	if r, err := zip.NewReader(bytes.NewReader(z), int64(len(z))); err != nil || len(r.File) != 8 || r.File[0].Name != "frame000000.png" {
		t.Errorf("ZIP: %v", err)
	}
	large := w.start(`{"experiment":{"stimulus":{"width_px":128,"height_px":128,"fps":500}},"play":false}`)
	b := w.get("/api/v1/sessions/" + large.ID + "/stimulus.gif?seconds=10")
	if p := w.problem(b); b.StatusCode != 422 || !strings.Contains(p.Detail, "MaxVoxels") {
		t.Errorf("a huge film: %d %s", b.StatusCode, b.body)
	}
}

// Every format of the table is served, under its media type, and says what it
// is; those that hold no text have a link to it.
func TestTheStimulusInEveryFormat(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"first-light","stimulus":{"kind":"grating","tf_hz":10,"sf_cpd":0.05,"contrast_pct":100}},"play":false}`)
	path := "/api/v1/sessions/" + i.ID + "/"
	for _, f := range export.MovieFormats {
		if _, err := exec.LookPath("ffmpeg"); err != nil && (f.Name == "mp4" || f.Name == "webm") {
			if p := w.problem(w.get(path + "stimulus." + f.Name)); p.Status != http.StatusNotImplemented {
				t.Errorf("%s without ffmpeg: %+v", f.Name, p)
			}
			continue
		}
		a := w.file(path+"stimulus."+f.Name+"?seconds=1", f.Media)
		if len(a.body) < 100 || a.ContentLength > 0 && len(a.body) > 1<<16 {
			t.Errorf("%s: %d bytes, Content-Length %d", f.Name, len(a.body), a.ContentLength)
		}
		if warning := a.Trailer.Get(warningHeader); (warning == "") != f.Still {
			t.Errorf("%s warns in its trailer: %q", f.Name, warning)
		}
		link, _, _ := strings.Cut(strings.TrimPrefix(a.Header.Get("Link"), "<"), ">")
		if f.Name == "json" {
			continue
		}
		var about export.MovieAbout
		if err := json.Unmarshal(w.file(path+link, "application/json").body, &about); err != nil || about.Frames != 60 || about.Warning == "" || about.Seed != 42 || about.Flash == nil || len(about.Params) == 0 {
			t.Errorf("%s links to %s: %+v, %v", f.Name, link, about, err)
		}
		if a := w.send("HEAD", path+"stimulus."+f.Name, "", ""); a.StatusCode != 200 || a.Header.Get("Content-Type") != f.Media || len(a.body) > 0 {
			t.Errorf("HEAD %s: %d %s", f.Name, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
}

// A long film arrives as it is made: a client that leaves early has cost a few
// frames, and one that stays gets all.
func TestALongFilmIsStreamed(t *testing.T) {
	w := open(t, Config{})
	i := w.start(`{"experiment":{"preset":"first-light","stimulus":{"kind":"grating","width_px":256,"height_px":256}},"play":false}`)
	path := w.URL + "/api/v1/sessions/" + i.ID + "/stimulus.npy?seconds=3600"
	begin := time.Now()
	a, err := w.Client().Get(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	head := make([]byte, 1<<20)
	if _, err := io.ReadFull(a.Body, head); err != nil || !bytes.HasPrefix(head, []byte("\x93NUMPY")) {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 20*time.Second { // 56 GB would take minutes
		t.Errorf("the first megabyte came after %v", took)
	}
	w.s.Close() // ends it
	if _, err := io.Copy(io.Discard, a.Body); err == nil {
		t.Error("half a film ends as a whole one does")
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

// The raster and the rates of some of the last minute, and words for what
// cannot be had.
func TestTheRasterAsAskedFor(t *testing.T) {
	w := open(t, Config{})
	path := "/api/v1/sessions/" + w.start(`{"experiment":"first-light","play":false,"warm_s":2}`).ID + "/figures/"
	table := func(query string) [][]string {
		t.Helper()
		r := csv.NewReader(bytes.NewReader(w.file(path+query, "text/csv").body))
		r.Comment = '#'
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	all, some := table("raster.csv"), table("raster.csv?populations=e,I&neurons=E:0-29&until_s=1.5&from_s=0.5&sort=rate")
	if len(some) == 0 || len(some) >= len(all) {
		t.Errorf("%d of %d spikes", len(some), len(all))
	}
	for _, row := range some {
		at, err := strconv.ParseFloat(row[0], 64)
		n, err2 := strconv.Atoi(row[2])
		if err != nil || err2 != nil || at < .5 || at >= 1.5 || row[1] == "thalamic" || row[1] == "E" && n > 29 {
			t.Fatalf("%v is in it", row)
		}
	}
	if rows := table("rates.csv?until_s=1"); len(rows) != 20 {
		t.Errorf("rates of the first second: %d bins of 50 ms", len(rows))
	}
	for _, format := range []string{"svg", "png", "pdf", "json"} {
		w.file(path+"raster."+format+"?sort=index&until_s=1.2", "")
	}
	var f struct {
		Blocks []struct{ Label, Note string }
	}
	if err := json.Unmarshal(w.file(path+"raster.json?populations=thalamic", "application/json").body, &f); err != nil || len(f.Blocks) != 1 || f.Blocks[0].Note != "768, 1 of 7 shown" {
		t.Errorf("%+v, %v", f.Blocks, err)
	}
	for _, c := range []struct{ query, field, want string }{
		{"raster.svg?sort=size", "sort", "sort = "},
		{"raster.svg?populations=x", "populations", `populations = "x", want of thalamic, E, I`},
		{"raster.csv?neurons=E:60", "neurons", `neurons = "60", want 0 to 59 of E, such as 0-19,40`},
		{"raster.csv?until_s=99", "until_s", "until_s = 99, want after 0 s, the oldest that is remembered, to 2 s, which is now"},
		{"raster.csv?until_s=1&from_s=1.5", "from_s", "from_s = 1.5, want before until_s, 1 s"},
		{"rates.csv?sort=rate", "sort", "sort = rate, want none: rates have no rows, the raster has"},
		{"tuning.csv?until_s=1", "until_s", "until_s = 1, want none: tuning shows the present, only raster and rates look back"},
		{"raster.svg?colour=red", "colour", "colour = an unknown parameter"},
		{"raster.svg?width_mm=30", "width_mm", "width_mm = 30, want 40 to 400 mm, or 0"},
	} {
		a := w.get(path + c.query)
		if p := w.problem(a); a.StatusCode != 422 || !strings.HasPrefix(p.Detail, c.want) || len(p.Errors) != 1 || p.Errors[0].Location != c.field {
			t.Errorf("%s: %d %s", c.query, a.StatusCode, a.body)
		}
	}
}
