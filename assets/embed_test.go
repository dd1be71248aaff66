package assets

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"regexp"
	"testing"
)

// The bundle is there, light, and never makes code at run time, which the
// page's policy would refuse.
func TestBundle(t *testing.T) {
	const most = 120 << 10 // bytes, gzipped, all files together
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for _, name := range []string{"app.js", "app.css", "offline.js", "sw.js", "favicon.svg"} {
		data, err := fs.ReadFile(FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(data); err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`new Function|[^\w.]eval\(|https?://[^w]`).Find(data); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
	}
	for _, name := range []string{"encode.js", "space.js"} { // loaded when asked for
		data, err := fs.ReadFile(FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`new Function|[^\w.]eval\(`).Find(data); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if packed.Len() > most {
		t.Errorf("the bundle is %d bytes gzipped, want at most %d", packed.Len(), most)
	}
}
