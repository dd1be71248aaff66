package export

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"striate/sim"
)

// h5File reads the few structures that a movie is made of, by the
// specification.
type h5File struct {
	t *testing.T
	b []byte
}

func (f h5File) u16(at uint64) int    { return int(binary.LittleEndian.Uint16(f.b[at:])) }
func (f h5File) u32(at uint64) uint64 { return uint64(binary.LittleEndian.Uint32(f.b[at:])) }
func (f h5File) u64(at uint64) uint64 { return binary.LittleEndian.Uint64(f.b[at:]) }
func (f h5File) sign(at uint64, want string) {
	f.t.Helper()
	if got := string(f.b[at:][:len(want)]); got != want {
		f.t.Fatalf("%q at %d, want %q", got, at, want)
	}
}

// messages of an object header.
func (f h5File) messages(at uint64, each func(kind int, data []byte)) {
	if f.b[at] != 1 || f.u32(at+4) != 1 {
		f.t.Fatalf("object header %v", f.b[at:at+16])
	}
	n, end := f.u16(at+2), at+16+f.u32(at+8)
	for at += 16; at < end; n-- {
		size := uint64(f.u16(at + 2))
		each(f.u16(at), f.b[at+8:at+8+size])
		at += 8 + size
	}
	if n != 0 || at != end {
		f.t.Errorf("%d messages left at %d of %d", n, at, end)
	}
}

// chunks of a tree, in the order of their keys.
func (f h5File) chunks(at uint64, level int, each func(offset [4]uint64, size, at uint64)) (last uint64) {
	f.sign(at, "TREE\x01")
	if got := int(f.b[at+5]); level >= 0 && got != level {
		f.t.Fatalf("level %d under level %d", got, level+1)
	}
	level = int(f.b[at+5])
	n := uint64(f.u16(at + 6))
	if n < 1 || n > 64 {
		f.t.Fatalf("node of %d children", n)
	}
	for k := range n {
		key := at + 24 + k*48
		child := f.u64(key + 40)
		if level > 0 {
			f.chunks(child, level-1, each)
			continue
		}
		each([4]uint64{f.u64(key + 8), f.u64(key + 16), f.u64(key + 24), f.u64(key + 32)}, f.u32(key), child)
	}
	return at
}

func TestHDF5(t *testing.T) {
	for _, layout := range []string{XYT, TYX} {
		for _, n := range []int{1, 64, 65, 4097} { // one node, a full one, two levels, three
			m := movie(n)
			m.Layout = layout
			frames := make([]*sim.Frame, n)
			for k := range frames {
				frames[k] = sim.NewFrame(6, 4)
				for i := range frames[k].Pix {
					frames[k].Pix[i] = float32(k*24+i) / float32(24*n)
				}
			}
			file, _ := written(t, "h5", m, frames)
			f := h5File{t, file}
			f.sign(0, "\x89HDF\r\n\x1a\n\x00")
			if end := f.u64(40); end != uint64(len(file)) {
				t.Fatalf("%d frames: end at %d of %d bytes", n, end, len(file))
			}
			var tree, names uint64
			f.messages(f.u64(64), func(kind int, d []byte) {
				if kind != 0x11 {
					t.Errorf("message %#x in the root", kind)
				}
				tree, names = binary.LittleEndian.Uint64(d), binary.LittleEndian.Uint64(d[8:])
			})
			f.sign(tree, "TREE\x00\x00\x01\x00")
			symbols := f.u64(tree + 32)
			f.sign(symbols, "SNOD\x01\x00\x01\x00")
			f.sign(names, "HEAP")
			f.sign(f.u64(names+24)+f.u64(symbols+8), "stimulus\x00")
			var dims, chunk []uint64
			var index uint64
			attributes := map[string][]byte{}
			f.messages(f.u64(symbols+16), func(kind int, d []byte) {
				switch kind {
				case 1:
					for i := range int(d[1]) {
						dims = append(dims, binary.LittleEndian.Uint64(d[8+8*i:]))
					}
				case 3:
					if !bytes.HasPrefix(d, h5Float32) {
						t.Errorf("type %v", d)
					}
				case 8:
					index = binary.LittleEndian.Uint64(d[3:])
					for i := range int(d[2]) {
						chunk = append(chunk, uint64(binary.LittleEndian.Uint32(d[11+4*i:])))
					}
				case 12:
					name, rest, _ := strings.Cut(string(d[8:]), "\x00")
					attributes[name] = []byte(rest)
				}
			})
			want, time := []uint64{6, 4, uint64(n)}, 2
			if layout == TYX {
				want, time = []uint64{uint64(n), 4, 6}, 0
			}
			if len(dims) != 3 || dims[0] != want[0] || dims[1] != want[1] || dims[2] != want[2] || len(chunk) != 4 || chunk[time] != 1 || chunk[3] != 4 {
				t.Fatalf("dims %v in chunks %v", dims, chunk)
			}
			k := 0
			f.chunks(index, -1, func(offset [4]uint64, size, at uint64) {
				if offset[time] != uint64(k) || size != 96 || offset[0]+offset[1]+offset[2] != uint64(k) || offset[3] != 0 {
					t.Fatalf("chunk %d at %v of %d bytes", k, offset, size)
				}
				for x := range 6 {
					for y := range 4 {
						i, row := x*4+y, 3-y
						if layout == TYX {
							i, row = y*6+x, y
						}
						if v := math.Float32frombits(uint32(f.u32(at + uint64(4*i)))); v != frames[k].At(x, row) {
							t.Fatalf("frame %d: [%d, %d] = %g, want %g", k, x, y, v, frames[k].At(x, row))
						}
					}
				}
				k++
			})
			if k != n {
				t.Errorf("%d chunks of %d frames", k, n)
			}
			for _, name := range []string{"DIMENSION_LABELS", "axes", "units", "fps", "px_per_deg", "theta_bar_deg", "mc_theta_rad", "seed", "engine", "params_json", "about_json", "warning"} {
				if attributes[name] == nil {
					t.Errorf("no attribute %s", name)
				}
			}
		}
	}
}

// The file has the same size with and without a warning, as its header tells
// it before the first frame.
func TestHDF5Warning(t *testing.T) {
	quiet, _ := written(t, "h5", movie(60), clip(60))
	loud, about := written(t, "h5", movie(60), flicker(60))
	if len(quiet) != len(loud) || !bytes.Contains(loud, []byte(about.Warning)) || about.Warning == "" {
		t.Errorf("%d and %d bytes, %q", len(quiet), len(loud), about.Warning)
	}
	long := hdf5Movie{m: movie(1)}
	head, heap := long.header(strings.Repeat("w", h5Warning))
	if again, _ := long.header(""); len(again) != len(head) || len(heap) < h5HeapLeast {
		t.Error("the header's size depends on the warning")
	}
}
