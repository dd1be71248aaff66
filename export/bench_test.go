package export

import (
	"io"
	"testing"
)

func BenchmarkFigures(b *testing.B) {
	all := figures(5)
	for _, name := range []string{"orientation", "tuning", "raster"} {
		for _, format := range []string{"svg", "png"} {
			b.Run(name+"."+format, func(b *testing.B) {
				for b.Loop() {
					if err := Write(io.Discard, format, all[name], Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
