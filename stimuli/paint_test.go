package stimuli

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"testing"

	"striate/sim"
)

// steady are kinds that allocate nothing for a frame.
var steady = []string{"blank", "dense_noise", "looming", "moving_bar", "natural_image", "random_dots", "reverse_correlation", "sparse_noise"}

func TestPaintAllocatesNothing(t *testing.T) {
	for _, kind := range steady {
		for _, values := range []map[string]any{nil, {"noise": "blob"}, {"noise": "gaussian"}, {"order": "independent"}} {
			s := fresh(t, kind, nil)
			ours := true
			for k := range values {
				ours = has(s, k)
			}
			if !ours {
				continue
			}
			m := open(t, set(t, s, values), 1)
			f := sim.NewFrame(64, 64)
			k := int64(0)
			if n := testing.AllocsPerRun(200, func() { m.Paint(f, k); k++ }); n != 0 {
				t.Errorf("%s %v: %g allocations a frame", kind, values, n)
			}
		}
	}
}

// A state may come from anyone: whatever number is in it, with a checksum that
// fits, it is refused or frames are painted from it, 0 to 1, and in no more time.
func TestPaintFromAnyState(t *testing.T) {
	odd := []uint64{0, 1, 1 << 39, 1 << 41, 1<<63 - 1, 1 << 63, 1<<64 - 1, math.Float64bits(math.NaN()), math.Float64bits(math.Inf(1)), math.Float64bits(-1), math.Float64bits(1e300)}
	for _, kind := range steady {
		s := fresh(t, kind, map[string]any{"width_px": 16, "height_px": 16})
		m := open(t, s, 1)
		paint(m, s, 0, 5)
		data, err := sim.Save(m.State)
		if err != nil {
			t.Fatal(err)
		}
		f, taken := sim.NewFrame(16, 16), 0
		for at := 24; at+8 <= len(data)-4; at += 1 + len(data)/1000 {
			for _, x := range odd {
				body := append([]byte(nil), data[:len(data)-4]...)
				binary.LittleEndian.PutUint64(body[at:], x)
				back := open(t, s, 1)
				if sim.Load(binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body)), back.State) != nil {
					continue
				}
				taken++
				for k := range int64(2) {
					back.Paint(f, 5+k)
					for _, l := range f.Pix {
						if !(l >= 0 && l <= 1) {
							t.Fatalf("%s: %x at byte %d: luminance %g", kind, x, at, l)
						}
					}
				}
			}
		}
		if len(data) > 80 && taken == 0 {
			t.Errorf("%s: no state with another number is taken", kind)
		}
	}
}

func BenchmarkPaint(b *testing.B) {
	run := func(kind, what string, values map[string]any) {
		b.Run(kind+what, func(b *testing.B) {
			s := set(b, fresh(b, kind, map[string]any{"width_px": 256, "height_px": 256}), values)
			m := open(b, s, 1)
			f := sim.NewFrame(256, 256)
			for k := int64(0); b.Loop(); k++ {
				m.Paint(f, k)
			}
		})
	}
	for _, kind := range steady {
		run(kind, "", nil)
	}
	for _, noise := range []string{"binary", "ternary", "gaussian", "blob"} { // new in every frame, checks of 4 px
		run("dense_noise", " "+noise, map[string]any{"noise": noise, "refresh_hz": 60.0})
	}
}
