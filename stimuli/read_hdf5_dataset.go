package stimuli

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// h5Dataset is what the header of a dataset says.
type h5Dataset struct {
	name    string
	at      uint64 // byte of its header
	dims    []uint64
	typ     number
	typErr  error // why its values cannot be read
	fill    []byte
	axes    string
	fps     float64
	filters []h5Filter

	layout  uint64 // compact, contiguous or chunked
	index   uint64 // of the chunks
	address uint64
	size    uint64
	mask    uint64 // of filters not applied to a single chunk
	compact []byte
	chunk   []uint64
}

const h5Compact, h5Contiguous, h5Chunked = 0, 1, 2

// How chunks are found: B-tree 1, or what layout 4 names.
const h5Tree1, h5Single, h5Implicit, h5FixedArray = 0, 1, 2, 3

// dataset reads a header; nil if it is none of a dataset.
func (f *h5File) dataset(l h5Named) (*h5Dataset, error) {
	messages, err := f.messages(l.address)
	if err != nil {
		return nil, err
	}
	d := &h5Dataset{name: l.name, at: l.address + f.base, axes: "auto"}
	have := 0
	for _, m := range messages {
		if m.shared && (m.kind == h5Space || m.kind == h5Type || m.kind == h5Layout || m.kind == h5Filters) {
			return nil, fmt.Errorf("byte %d: dataset %s has a header shared with others, which is not read", m.at, shortened(l.name))
		}
		switch m.kind {
		case h5Space:
			d.dims, err = f.space(m.h5Bytes)
			have |= 1
		case h5Type:
			d.typ, d.typErr = readH5Type(m.h5Bytes)
			have |= 2
		case h5Fill:
			d.setFill(m.h5Bytes)
		case h5OldFill:
			if d.fill == nil {
				d.fill = m.take(int(min(m.u32(), 16)))
			}
		case h5Layout:
			err = f.layout(d, m.h5Bytes)
			have |= 4
		case h5Filters:
			d.filters, err = readH5Filters(m.h5Bytes)
		case h5External:
			err = fmt.Errorf("byte %d: dataset %s lies in other files, which is not read", m.at, shortened(l.name))
		case h5Attribute:
			f.attribute(d, m.h5Bytes)
		}
		if err != nil {
			return nil, err
		}
	}
	if have != 7 {
		return nil, nil
	}
	return d, nil
}

// space reads the size of a dataset.
func (f *h5File) space(m *h5Bytes) ([]uint64, error) {
	version, rank, _ := m.u8(), m.u8(), m.u8()
	switch version {
	case 1:
		m.take(5)
	case 2:
		m.take(1)
	default:
		return nil, fmt.Errorf("byte %d: dataspace %d, want 1 or 2", m.at, version)
	}
	if rank > 32 {
		return nil, fmt.Errorf("byte %d: %d axes, want three", m.at, rank)
	}
	dims := make([]uint64, rank)
	for i := range dims {
		dims[i] = m.uint(f.length)
	}
	return dims, m.whole("a dataspace")
}

// readH5Type reads a type of values.
func readH5Type(m *h5Bytes) (number, error) {
	class := m.u8() & 15
	bits, _, size := m.u8(), m.u16(), m.u32()
	first, precision := m.u16(), m.u16()
	t := number{floats: class == 1, size: int(min(size, 16)), big: bits&1 != 0}
	refuse := func(name string) (number, error) {
		return t, fmt.Errorf("byte %d: values of type %s, want %s", m.at, name, wantNumber)
	}
	switch class {
	case 0:
		name := fmt.Sprintf("uint%d", 8*size)
		if bits&8 != 0 {
			return refuse(name[1:])
		}
		if size != 1 && size != 2 || first != 0 || precision != 8*size || m.short {
			return refuse(name)
		}
	case 1:
		at, exponent, _, fraction := m.u8(), m.u8(), m.u8(), m.u8()
		bias := m.u32()
		single := size == 4 && at == 23 && exponent == 8 && fraction == 23 && bias == 127
		double := size == 8 && at == 52 && exponent == 11 && fraction == 52 && bias == 1023
		if bits&0x40 != 0 || first != 0 || precision != 8*size || !single && !double || m.short {
			return refuse(fmt.Sprintf("float of %d bytes", size))
		}
	default:
		names := []string{2: "time", 3: "string", 4: "bit field", 5: "opaque", 6: "compound", 7: "reference", 8: "enumeration", 9: "variable length", 10: "array"}
		if int(class) < len(names) {
			return refuse(names[class])
		}
		return refuse(fmt.Sprint(class))
	}
	return t, nil
}

// setFill takes the value of what was never written.
func (d *h5Dataset) setFill(m *h5Bytes) {
	switch version := m.u8(); version {
	case 1, 2:
		m.take(2)
		if defined := m.u8(); version == 2 && defined == 0 {
			return
		}
	case 3:
		if m.u8()&0x20 == 0 {
			return
		}
	default:
		return
	}
	if n := m.u32(); n <= 16 {
		d.fill = m.take(int(n))
	}
}

// layout reads where the values are.
func (f *h5File) layout(d *h5Dataset, m *h5Bytes) error {
	version := m.u8()
	if version != 3 && version != 4 {
		return fmt.Errorf("byte %d: dataset %s has layout %d, want 3 or 4: write it anew with a newer HDF5", m.at, shortened(d.name), version)
	}
	d.layout = m.u8()
	switch {
	case d.layout == h5Compact:
		d.compact = m.take(int(m.u16()))
	case d.layout == h5Contiguous:
		d.address, d.size = m.uint(f.offset), m.uint(f.length)
	case d.layout == h5Chunked && version == 3:
		rank := m.u8()
		d.address = m.uint(f.offset)
		for range rank {
			d.chunk = append(d.chunk, m.u32())
		}
	case d.layout == h5Chunked:
		flags, rank, size := m.u8(), m.u8(), int(m.u8())
		if size < 1 || size > 8 {
			return fmt.Errorf("byte %d: sizes of %d bytes in a layout, want 1 to 8", m.at, size)
		}
		for range rank {
			d.chunk = append(d.chunk, m.uint(size))
		}
		d.index = m.u8()
		switch d.index {
		case h5Single:
			if flags&2 != 0 {
				d.size, d.mask = m.uint(f.length), m.u32()
			}
		case h5Implicit:
		case h5FixedArray:
			m.u8()
		default:
			name := map[uint64]string{4: "an extensible array", 5: "a B-tree 2"}[d.index]
			return fmt.Errorf("byte %d: the chunks of dataset %s are in %s (index %d), which is not read: write it without maxshape, or for older HDF5 (h5py: libver='earliest')", m.at, shortened(d.name), name, d.index)
		}
		d.address = m.uint(f.offset)
	default:
		return fmt.Errorf("byte %d: layout class %d of dataset %s, want 0 (compact), 1 (contiguous) or 2 (chunked)", m.at, d.layout, shortened(d.name))
	}
	return m.whole("a layout")
}

// attribute takes axes, DIMENSION_LABELS and fps. Others, and what is not
// understood, are left out.
func (f *h5File) attribute(d *h5Dataset, m *h5Bytes) {
	version, flags := m.u8(), m.u8()
	sizes := [3]int{int(m.u16()), int(m.u16()), int(m.u16())}
	if version == 3 {
		m.take(1)
	}
	if version < 1 || version > 3 || version > 1 && flags&3 != 0 {
		return
	}
	var part [3]*h5Bytes // name, type, size
	for i, n := range sizes {
		part[i] = m.part(n)
		if version == 1 {
			m.take((8 - n%8) % 8)
		}
	}
	if m.short {
		return
	}
	name, _, _ := bytes.Cut(part[0].b, []byte{0})
	switch string(name) {
	case "fps", "frame_rate_hz":
		t, err := readH5Type(part[1])
		if err == nil && t.floats && t.size <= m.left() && !t.big {
			v := math.Float64frombits(m.uintAt(8))
			if t.size == 4 {
				v = float64(math.Float32frombits(uint32(m.uintAt(4))))
			}
			if v > 0 && v <= 1e6 {
				d.fps = v
			}
		}
	case "axes", "DIMENSION_LABELS":
		dims, err := f.space(part[2])
		count := 1
		if err == nil && len(dims) == 1 && dims[0] <= 3 {
			count = int(dims[0])
		}
		var words []string
		for range count {
			words = append(words, f.text(part[1], m))
		}
		if a := axesOf(strings.Join(words, ",")); a != "auto" && d.axes == "auto" {
			d.axes = a
		}
	}
}

// uintAt is the next n bytes as they are.
func (p *h5Bytes) uintAt(n int) (v uint64) {
	for i, b := range p.take(n) {
		v |= uint64(b) << (8 * i)
	}
	return v
}

// text reads one text of a type, of fixed length or in the global heap.
func (f *h5File) text(typ, m *h5Bytes) string {
	const most = 1 << 10
	typ.i = 0
	class, _, size := typ.u8()&15, typ.take(3), typ.u32()
	var b []byte
	switch {
	case class == 3 && size <= most:
		b = m.take(int(size))
	case class == 9:
		n, heap, index := m.u32(), m.uint(f.offset), m.u32()
		if !m.short && n <= most {
			b = f.global(heap, index, int(n))
		}
	}
	b, _, _ = bytes.Cut(b, []byte{0})
	return string(b)
}

// global is the first n bytes of an object in a global heap, nil if there is
// none.
func (f *h5File) global(address, index uint64, n int) []byte {
	const what = "a global heap"
	head, err := f.signed(address, uint64(8+f.length), "GCOL", what)
	if err != nil {
		return nil
	}
	head.take(4)
	size := head.uint(f.length)
	if head.short || size > 64*maxPiece {
		return nil
	}
	for at := uint64(8 + f.length); at < size; {
		p, err := f.piece(address+at, uint64(8+f.length+n), what)
		if err != nil {
			return nil
		}
		found := p.u16()
		p.take(6)
		length := p.uint(f.length)
		if p.short || found == 0 || length > size {
			return nil
		}
		if found == index {
			b := p.take(min(n, int(length)))
			if p.short {
				return nil
			}
			return b
		}
		at += uint64(8+f.length) + (length+7)/8*8
	}
	return nil
}
