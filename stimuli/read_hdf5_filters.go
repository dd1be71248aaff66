package stimuli

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// h5Filter is one step that packs a chunk.
type h5Filter struct {
	id     uint64
	values []uint32
}

const h5Deflate, h5Shuffle, h5Fletcher = 1, 2, 3

// maxFilters is how many steps a chunk may have gone through.
const maxFilters = 8

// readH5Filters reads the steps, in the order of packing.
func readH5Filters(m *h5Bytes) ([]h5Filter, error) {
	version, n := m.u8(), m.u8()
	if version != 1 && version != 2 || n > maxFilters {
		return nil, fmt.Errorf("byte %d: filters of version %d, %d of them, want version 1 or 2 and at most %d", m.at, version, n, maxFilters)
	}
	if version == 1 {
		m.take(6)
	}
	var list []h5Filter
	for range n {
		f := h5Filter{id: m.u16()}
		name := 0
		if version == 1 || f.id >= 256 {
			name = int(m.u16())
		}
		if m.u16(); version == 1 {
			name = (name + 7) / 8 * 8
		}
		count := int(m.u16())
		m.take(name)
		if count > m.left()/4 {
			count, m.short = 0, true
		}
		for range count {
			f.values = append(f.values, uint32(m.u32()))
		}
		if version == 1 && count%2 == 1 {
			m.take(4)
		}
		if err := m.whole("the filters"); err != nil {
			return nil, err
		}
		if f.id != h5Deflate && f.id != h5Shuffle && f.id != h5Fletcher {
			name := map[uint64]string{4: "szip", 5: "nbit", 6: "scaleoffset", 305: "LZO", 307: "bzip2", 32000: "LZF", 32001: "Blosc", 32004: "LZ4", 32008: "bitshuffle", 32015: "Zstandard"}[f.id]
			if name == "" {
				name = "unknown"
			}
			return nil, fmt.Errorf("byte %d: packed by filter %d (%s), want gzip, shuffle and fletcher32 alone", m.at, f.id, name)
		}
		list = append(list, f)
	}
	return list, nil
}

// unpack undoes the filters of a chunk whose values have size bytes in all.
func (d *h5Dataset) unpack(z *io.ReadCloser, packed []byte, mask uint32, size int) ([]byte, error) {
	for i := len(d.filters) - 1; i >= 0; i-- {
		if mask>>i&1 != 0 {
			continue
		}
		var err error
		switch f := d.filters[i]; f.id {
		case h5Deflate:
			if *z, err = unzlib(*z, bytes.NewReader(packed)); err != nil {
				*z = nil
				return nil, unpackError(err)
			}
			if packed, err = readMost(*z, min(packedRoom(size), mostPacked*(len(packed)+1))); err != nil {
				return nil, err
			}
		case h5Shuffle:
			each := d.typ.size
			if len(f.values) > 0 {
				each = int(f.values[0])
			}
			packed = unshuffle(packed, each)
		case h5Fletcher:
			n := len(packed) - 4
			if n < 0 || binary.LittleEndian.Uint32(packed[n:]) != fletcher32(packed[:n]) {
				return nil, fmt.Errorf("its values do not fit their check sum")
			}
			packed = packed[:n]
		}
	}
	if len(packed) != size {
		return nil, fmt.Errorf("%d bytes, want %d", len(packed), size)
	}
	return packed, nil
}

// packedRoom is more than packing can make of size bytes.
func packedRoom(size int) int { return size + size/8 + 4096 }

// readMost reads to the end, at most n bytes.
func readMost(r io.Reader, n int) ([]byte, error) {
	b := make([]byte, n+1)
	got, err := io.ReadFull(r, b)
	if err == nil {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", n)
	}
	if err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, unpackError(err)
	}
	if _, err := r.Read(b[got:]); err != io.EOF { // ErrUnexpectedEOF of r itself, not of ReadFull
		return nil, unpackError(err)
	}
	return b[:got], nil
}

// unshuffle brings the bytes of each value together again: first come all
// first bytes, then all second ones, ..., and last what is no whole value.
func unshuffle(b []byte, each int) []byte {
	if each < 2 || each > len(b) {
		return b
	}
	n := len(b) / each
	out := make([]byte, len(b))
	for k := range each {
		for i, v := range b[k*n : (k+1)*n] {
			out[i*each+k] = v
		}
	}
	copy(out[n*each:], b[n*each:])
	return out
}

// fletcher32 is the check sum of HDF5: of 16-bit words, the high byte first.
func fletcher32(b []byte) uint32 {
	var one, two uint32
	fold := func(v uint32) uint32 { return v&0xffff + v>>16 }
	for len(b) > 0 {
		block := b[:min(len(b), 720)]
		b = b[len(block):]
		for ; len(block) > 1; block = block[2:] {
			one += uint32(binary.BigEndian.Uint16(block))
			two += one
		}
		if len(block) == 1 {
			one += uint32(block[0]) << 8
			two += one
		}
		one, two = fold(one), fold(two)
	}
	return fold(two)<<16 | fold(one)
}
