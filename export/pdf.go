package export

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"sync"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"gonum.org/v1/plot/font/liberation"

	"striate/analysis"
)

// PDF writes a figure as one page of vectors. Text stays text, in an embedded
// part of Liberation Sans; title, summary and provenance are in the XMP. The
// same figure gives the same bytes: there is no date in it.
func PDF(w io.Writer, f *analysis.Figure, o Options) error {
	d, err := layout(f, o)
	if err != nil {
		return err
	}
	about := o.Provenance.of(f)
	line, err := about.line()
	if err != nil {
		return err
	}
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: d.w * point, Ht: d.h * point}})
	doc.SetCatalogSort(true)
	doc.SetTitle(f.Title, true)
	doc.SetSubject(f.Summary, true)
	doc.SetCreator(about.Engine, true)
	doc.SetProducer(about.Engine, true)
	doc.SetLang("en")
	doc.SetXmpMetadata(xmp(f, about.Engine, line))
	for style, data := range pdfFonts() {
		doc.AddUTF8FontFromBytes(pdfFamily, style, bytes.Clone(data)) // fpdf cuts it in place
	}
	doc.AddPage()
	d.draw(&pen{c: newPDFCanvas(doc, d.h*point), w: d.w, h: d.h, dots: pdfDots})
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return err
	}
	_, err = w.Write(dates.ReplaceAllFunc(b.Bytes(), func(m []byte) []byte { return bytes.Repeat([]byte{' '}, len(m)) }))
	return err
}

const (
	pdfFamily = "LiberationSans"
	pdfDots   = 300.0 / 96 // of images: 300 dpi
)

// dates of the file, which the format lets one leave out. Blanks in their
// place leave the table of objects right.
var dates = regexp.MustCompile(`/(?:CreationDate|ModDate) \(D:\d{14}\)`)

// pdfFonts are the files of Liberation Sans by fpdf's name of the style.
var pdfFonts = sync.OnceValue(func() map[string][]byte {
	out := map[string][]byte{}
	for _, f := range liberation.Collection() {
		if f.Font.Typeface != "Liberation" || f.Font.Variant != "Sans" || f.Font.Style != font.StyleNormal {
			continue
		}
		var b bytes.Buffer
		if _, err := f.Face.WriteSourceTo(nil, &b); err != nil {
			panic(err) // a font in memory into a buffer
		}
		style := ""
		if f.Font.Weight == font.WeightBold {
			style = "B"
		}
		out[style] = b.Bytes()
	}
	return out
})

// xmp is the metadata of a figure: title and summary in Dublin Core, the
// engine, and the provenance as JSON in striate:provenance.
func xmp(f *analysis.Figure, engine string, provenance []byte) []byte {
	esc := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
		return b.String()
	}
	return []byte("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" + `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:striate="urn:striate:figure">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(f.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + esc(f.Summary) + `</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>` + esc(engine) + `</xmp:CreatorTool>
<striate:provenance>` + esc(string(provenance)) + `</striate:provenance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`)
}
