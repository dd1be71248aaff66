package export

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"hash/crc32"
	"image/png"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"striate/analysis"
)

// Golden figures, one of each kind; UPDATE=1 rewrites them.
func TestGoldenFigures(t *testing.T) {
	for name, f := range figures(2) {
		var b bytes.Buffer
		if err := SVG(&b, f, Options{WidthMm: OneColumn, Title: name == "tuning", Provenance: provenance}); err != nil {
			t.Fatal(err)
		}
		path := "testdata/" + name + ".svg.gz"
		if os.Getenv("UPDATE") == "1" {
			var packed bytes.Buffer
			z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
			z.Write(b.Bytes())
			z.Close()
			if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		packed, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(packed)
		if err != nil {
			t.Fatal(err)
		}
		want, err := io.ReadAll(z)
		packed.Close()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes(), want) {
			got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
			for i := range min(len(got), len(old)) {
				if got[i] != old[i] {
					t.Errorf("%s line %d\n got %.200s\nwant %.200s\n(UPDATE=1 go test ./export rewrites it; look at it first)", name, i+1, got[i], old[i])
					break
				}
			}
			if len(got) != len(old) {
				t.Errorf("%s: %d lines, want %d", name, len(got), len(old))
			}
		}
	}
}

// Every figure at every width: well-formed XML with title and provenance, no
// type below 7 pt, nothing drawn outside the page, the same bytes twice.
func TestSVGFamily(t *testing.T) {
	all := figures(2)
	all["empty"] = analysis.StimulusFigure(nil, math.NaN())
	for name, f := range figures(0) { // before the first step
		all[name+" at 0 s"] = f
	}
	for deg := 0.0; deg < 180; deg += 15 { // labels all around the dial
		f := *all["orientation"]
		f.Layers = append([]analysis.Layer(nil), f.Layers...)
		for i := range f.Layers {
			if f.Layers[i].Mark == analysis.Needle {
				f.Layers[i].X = analysis.Series{deg + float64(i)}
			}
		}
		all["orientation at "+strconv.Itoa(int(deg))] = &f
	}
	for name, f := range all {
		for _, mm := range []float64{OneColumn, 120, TwoColumn} {
			o := Options{WidthMm: mm, Title: true, Provenance: provenance}
			var a, b bytes.Buffer
			if err := SVG(&a, f, o); err != nil {
				t.Fatal(err)
			}
			if err := SVG(&b, f, o); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s: not the same bytes twice (%v)", name, err)
			}
			checkSVG(t, name+" "+strconv.Itoa(int(mm)), a.Bytes(), f)
		}
	}
}

// The labels of the true and the decoded orientation stand at opposite ends,
// also where 0 deg lies between them.
func TestNeedlesAreLabelledApart(t *testing.T) {
	for truth := 0.0; truth < 180; truth += 5 {
		for _, off := range []float64{-40, -5, 0, 5, 40} {
			f := &analysis.Figure{Layers: []analysis.Layer{
				{Mark: analysis.Needle, Dash: true, X: analysis.Series{truth}}, {Mark: analysis.Needle, X: analysis.Series{truth + off}}}}
			d := dial{f: f}
			if gap := math.Abs(math.Remainder(d.end(f.Layers[0])-d.end(f.Layers[1]), 360)); gap < 130 {
				t.Errorf("true %g, decoded %g: labels %g deg apart", truth, truth+off, gap)
			}
		}
	}
}

func checkSVG(t *testing.T, name string, svg []byte, f *analysis.Figure) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(svg))
	var in string
	var w, h, x, size float64
	found := map[string]string{}
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(name, err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			in = e.Name.Local
			at := map[string]string{}
			for _, a := range e.Attr {
				at[a.Name.Local] = a.Value
				if a.Name.Local != "href" && (strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf")) {
					t.Errorf("%s: <%s %s=%q>", name, in, a.Name.Local, a.Value)
				}
			}
			if in == "svg" {
				box := strings.Fields(at["viewBox"])
				w, _ = strconv.ParseFloat(box[2], 64)
				h, _ = strconv.ParseFloat(box[3], 64)
			}
			if in == "text" {
				x, _ = strconv.ParseFloat(at["x"], 64)
				y, _ := strconv.ParseFloat(at["y"], 64)
				size, _ = strconv.ParseFloat(at["font-size"], 64)
				if size*point < 7 {
					t.Errorf("%s: type of %g pt", name, size*point)
				}
				if !(x >= 0 && x <= w && y >= 6 && y <= h) {
					t.Errorf("%s: text at %g, %g outside %g x %g", name, x, y, w, h)
				}
			}
		case xml.CharData:
			found[in] += string(e)
			if end := x + width(string(e), size, false); in == "text" && strings.TrimSpace(string(e)) != "" && end > w+1 {
				t.Errorf("%s: text %q ends at %g of %g", name, e, end, w)
			}
		}
	}
	var p Provenance
	if err := json.Unmarshal([]byte(strings.TrimSpace(found["metadata"])), &p); err != nil || p.Seed != 42 || p.Engine == "" || len(p.DataSHA256) != 64 || len(p.Params) == 0 {
		t.Errorf("%s: metadata %q %v", name, found["metadata"], err)
	}
	if !strings.Contains(found["title"], f.Title) || !strings.Contains(found["desc"], f.Summary) {
		t.Errorf("%s: title %q, desc %q", name, found["title"], found["desc"])
	}
}

func TestPNGCarriesProvenance(t *testing.T) {
	f := figures(1)["orientation"]
	var a, b bytes.Buffer
	o := Options{WidthMm: OneColumn, Provenance: provenance}
	if err := PNG(&a, f, o); err != nil {
		t.Fatal(err)
	}
	if err := PNG(&b, f, o); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("not the same bytes twice", err)
	}
	im, err := png.Decode(bytes.NewReader(a.Bytes()))
	if err != nil || im.Bounds().Dx() != 642 {
		t.Fatal(err, im.Bounds())
	}
	text := ""
	for data := a.Bytes()[8:]; len(data) > 0; {
		n := binary.BigEndian.Uint32(data)
		kind, body := string(data[4:8]), data[8:8+n]
		if crc32.ChecksumIEEE(data[4:8+n]) != binary.BigEndian.Uint32(data[8+n:]) {
			t.Error("checksum of", kind)
		}
		if rest, ok := bytes.CutPrefix(body, []byte("striate\x00\x00\x00\x00\x00")); kind == "iTXt" && ok {
			text = string(rest)
		}
		data = data[12+n:]
	}
	var p Provenance
	if err := json.Unmarshal([]byte(text), &p); err != nil || p.Seed != 42 {
		t.Errorf("iTXt %q: %v", text, err)
	}
}

func TestCSV(t *testing.T) {
	f := &analysis.Figure{Name: "x", Summary: "s", Table: analysis.Table{Columns: []analysis.Column{
		{Name: "a_hz", Values: analysis.Series{1.5, math.NaN(), 3}}, {Name: "who", Words: []string{"E", "I, ring", "E"}}}}}
	var b bytes.Buffer
	if err := CSV(&b, f, provenance); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), `# {"engine":"striate test","params":{"stimulus":`) {
		t.Error(b.String())
	}
	r := csv.NewReader(&b)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4 || rows[0][0] != "a_hz" || rows[2][0] != "" || rows[2][1] != "I, ring" {
		t.Errorf("%q %v", rows, err)
	}
}

func TestRefusals(t *testing.T) {
	f := figures(1)["rates"]
	if err := Write(io.Discard, "tiff", f, Options{}); err == nil || err.Error() != `format = "tiff", want svg, png, pdf or csv` {
		t.Error(err)
	}
	for _, mm := range []float64{-1, 10, 1e6, math.NaN(), math.Inf(1)} {
		if err := SVG(io.Discard, f, Options{WidthMm: mm}); err == nil {
			t.Error("width accepted:", mm)
		}
	}
}

// The wheel against the table of LOOK; the ends and middles of the maps.
func TestColours(t *testing.T) {
	for deg, want := range map[float64]string{0: "#9b7a02", 15: "#829034", 30: "#5da065", 45: "#2ca592", 60: "#0f9eb5", 75: "#3d8ec8", 90: "#637ac7",
		105: "#7e66b3", 120: "#925892", 135: "#9f516c", 150: "#a75644", 165: "#a6651c", 180: "#9b7a02"} {
		got, w := wheel(deg), hex(want)
		if apart(got.R, w.R) > 1 || apart(got.G, w.G) > 1 || apart(got.B, w.B) > 1 {
			t.Errorf("wheel(%g) = %s, want %s", deg, code(got), want)
		}
	}
	for _, c := range []struct {
		m    analysis.ColorMap
		u    float64
		want string
	}{{analysis.Sequential, 0, "#190341"}, {analysis.Sequential, 1, "#f8ea96"}, {analysis.Sequential, .5, "#01878a"},
		{analysis.Diverging, 0, "#006bba"}, {analysis.Diverging, .5, "#fafafa"}, {analysis.Diverging, 1, "#a54b00"}, {analysis.Grey, .5, "#808080"}} {
		if got := code(shade(c.m, c.u)); got != c.want {
			t.Errorf("%s at %g: %s, want %s", c.m, c.u, got, c.want)
		}
	}
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
