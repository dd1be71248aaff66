package export

import (
	"bytes"
	"sync"
	"testing"
)

// Several visitors may download at once.
func TestConcurrentDownloads(t *testing.T) {
	f := figures(1)["tuning"]
	var want bytes.Buffer
	if err := SVG(&want, f, Options{}); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var svg, img bytes.Buffer
			if err := SVG(&svg, f, Options{}); err != nil || !bytes.Equal(svg.Bytes(), want.Bytes()) {
				t.Error("SVG differs", err)
			}
			if err := PNG(&img, f, Options{WidthMm: OneColumn}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
