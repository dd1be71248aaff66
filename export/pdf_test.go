package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Every figure as PDF: the table of objects is right, fonts are embedded, the
// metadata hold the provenance, and the same figure gives the same bytes.
func TestPDF(t *testing.T) {
	for name, f := range figures(1) {
		for _, mm := range []float64{OneColumn, TwoColumn} {
			o := Options{WidthMm: mm, Title: true, Provenance: provenance}
			var a, b bytes.Buffer
			if err := PDF(&a, f, o); err != nil {
				t.Fatal(name, err)
			}
			if err := PDF(&b, f, o); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s: a second file differs, %v", name, err)
			}
			checkPDF(t, name, a.Bytes(), mm)
		}
	}
}

func checkPDF(t *testing.T, name string, pdf []byte, mm float64) {
	t.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
		t.Fatalf("%s is no PDF: %.20q", name, pdf)
	}
	// Each entry of the table of objects points at that object.
	at, _ := strconv.Atoi(string(regexp.MustCompile(`startxref\s+(\d+)`).FindSubmatch(pdf)[1]))
	objects := 0
	for i, row := range regexp.MustCompile(`(\d{10}) \d{5} n`).FindAllSubmatch(pdf[at:], -1) {
		offset, _ := strconv.Atoi(string(row[1]))
		if want := strconv.Itoa(i+1) + " 0 obj"; !bytes.HasPrefix(pdf[offset:], []byte(want)) {
			t.Errorf("%s: %.12q at %d, want %s", name, pdf[offset:], offset, want)
		}
		objects++
	}
	if objects < 10 || bytes.Contains(pdf, []byte("CreationDate")) || bytes.Count(pdf, []byte("/FontFile2")) < 1 {
		t.Errorf("%s: %d objects, a date: %v, fonts: %d", name, objects, bytes.Contains(pdf, []byte("CreationDate")), bytes.Count(pdf, []byte("/FontFile2")))
	}
	box := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) `).FindSubmatch(pdf)
	if w, _ := strconv.ParseFloat(string(box[1]), 64); w*25.4/72 < mm-.2 || w*25.4/72 > mm+.2 {
		t.Errorf("%s is %.1f mm wide, want %g", name, w*25.4/72, mm)
	}
	begin, end := bytes.Index(pdf, []byte("<?xpacket begin")), bytes.Index(pdf, []byte("<?xpacket end"))
	var x struct {
		Provenance string `xml:"RDF>Description>provenance"`
		Title      string `xml:"RDF>Description>title>Alt>li"`
	}
	if err := xml.Unmarshal(pdf[begin:end], &x); err != nil {
		t.Fatal(name, err)
	}
	var p Provenance
	if err := json.Unmarshal([]byte(x.Provenance), &p); err != nil || p.Seed != 42 || len(p.DataSHA256) != 64 || x.Title == "" {
		t.Errorf("%s: provenance %q, title %q, %v", name, x.Provenance, x.Title, err)
	}
}

// What a reader of PDF finds as text is what the figure says, signs that the
// font lacks among it.
func TestPDFText(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("no pdftotext: apt-get install poppler-utils")
	}
	f := figures(1)["tuning"]
	f.X.Label = "θ, λ, Δt, τ₊, τ₋, 10 × −5 ± 2° (spikes²)"
	path := t.TempDir() + "/tuning.pdf"
	w, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := PDF(w, f, Options{Title: true, WidthMm: OneColumn, Provenance: provenance}); err != nil {
		t.Fatal(err)
	}
	w.Close()
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{f.X.Label, "B_θ", "Rate (Hz)", "180°", "fit and 95 % interval"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// Type is 7 pt at least on one and on two columns, in SVG and in PDF.
func TestTypeIsLargeEnough(t *testing.T) {
	least := func(name string, found [][]byte, pt float64) {
		for _, s := range found {
			if v, err := strconv.ParseFloat(string(s), 64); err != nil || v*pt < 7-1e-9 {
				t.Errorf("%s: type of %s, %.2f pt, want 7", name, s, v*pt)
			}
		}
		if len(found) == 0 {
			t.Errorf("%s: no type", name)
		}
	}
	for name, f := range figures(1) {
		for _, mm := range []float64{OneColumn, TwoColumn} {
			var svg bytes.Buffer
			if err := SVG(&svg, f, Options{WidthMm: mm}); err != nil {
				t.Fatal(err)
			}
			if name == "stimulus" || name == "lgn" && !bytes.Contains(svg.Bytes(), []byte("<text")) { // pictures without words
				continue
			}
			least(name, group(regexp.MustCompile(`font-size="([\d.]+)"`), svg.Bytes()), point)
		}
	}
}

func group(re *regexp.Regexp, text []byte) [][]byte {
	var out [][]byte
	for _, m := range re.FindAllSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// Signs that Liberation Sans lacks are drawn by others, and no other text is
// touched.
func TestSigns(t *testing.T) {
	got := signs("τ₊ and τ₋ ", 10)
	want := []piece{{s: "τ", size: 10}, {s: "+", actual: "₊", size: 6.8, drop: 2}, {s: " and τ", size: 10}, {s: "−", actual: "₋", size: 6.8, drop: 2}, {s: " ", size: 10}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i].s != want[i].s || got[i].actual != want[i].actual || got[i].size < want[i].size-1e-9 || got[i].size > want[i].size+1e-9 {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
	if got := signs("θ ° − ×", 10); len(got) != 1 || got[0].s != "θ ° − ×" {
		t.Errorf("%+v", got)
	}
}
