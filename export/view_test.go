package export

import (
	"os"
	"testing"
)

// VIEW=dir go test ./export writes every figure there, to be looked at.
func TestView(t *testing.T) {
	dir := os.Getenv("VIEW")
	if dir == "" {
		t.Skip()
	}
	for name, f := range figures(5) {
		for suffix, o := range map[string]Options{"1": {WidthMm: OneColumn, Provenance: provenance}, "2": {Title: true, Provenance: provenance}} {
			for _, ext := range []string{"svg", "png", "pdf"} {
				w, _ := os.Create(dir + "/" + name + suffix + "." + ext)
				if err := Write(w, ext, f, o); err != nil {
					t.Fatal(err)
				}
				w.Close()
			}
		}
	}
}
