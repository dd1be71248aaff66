package export

import (
	"io"
	"testing"

	"striate/sim"
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

// Each format with 256 x 256 frames, the flash meter included; json is the
// meter alone.
func BenchmarkMovieFormats(b *testing.B) {
	f := [2]*sim.Frame{sim.NewFrame(256, 256), sim.NewFrame(256, 256)}
	for i := range f[0].Pix {
		f[0].Pix[i], f[1].Pix[i] = float32(i%997)/997, float32(i%991)/991
	}
	for _, format := range MovieFormats {
		if format.Still || format.Name == "mp4" || format.Name == "webm" {
			continue
		}
		b.Run(format.Name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(256 * 256)
			m := Movie{Width: 256, Height: 256, Frames: max(1, b.N), FPS: 60}
			if b.N > 7000 && format.Name == "mat" {
				b.Skip("2 GiB")
			}
			_, err := WriteMovie(b.Context(), io.Discard, format.Name, m, func(each func(int, *sim.Frame) error) error {
				for k := range b.N {
					if err := each(k, f[k%2]); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
