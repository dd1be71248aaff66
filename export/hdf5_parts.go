package export

import (
	"encoding/binary"
	"math"
)

// The parts of an HDF5 file that a movie needs (The HDF Group, HDF5 File
// Format Specification 3.0): superblock version 0, object headers version 1,
// groups by symbol table, B-trees version 1, global heap.
const (
	h5None      = math.MaxUint64 // an address that there is none
	h5Data      = 2048           // where the frames begin
	h5Fan       = 64             // most children of a node over chunks: twice 32, which readers of superblock 0 assume
	h5Key       = 4 + 4 + 8*4    // size, filters, offsets of a chunk and its element
	h5ChunkNode = 24 + (h5Fan+1)*h5Key + h5Fan*8
	h5LeafK     = 4  // half of the symbols in a node
	h5GroupK    = 16 // half of the children of a node over groups
	h5HeapLeast = 4096
)

func u16(b []byte, v uint16) []byte { return binary.LittleEndian.AppendUint16(b, v) }
func u32(b []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(b, v) }
func u64(b []byte, v uint64) []byte { return binary.LittleEndian.AppendUint64(b, v) }

func zeros(b []byte, to int) []byte { return append(b, make([]byte, to-len(b))...) }

// h5Front is the first h5Data bytes: the superblock, and the root group with
// the one link stimulus to an object header.
func h5Front(object, end uint64) []byte {
	const root, tree, names, symbols = 96, 136, 680, 736
	b := append([]byte("\x89HDF\r\n\x1a\n"), 0, 0, 0, 0, 0, 8, 8, 0) // versions, size of an offset and of a length
	b = u16(u16(b, h5LeafK), h5GroupK)
	b = u32(b, 0)
	b = u64(u64(u64(u64(b, 0), h5None), end), h5None) // base, free space, end of the file, driver
	b = u32(u32(u64(u64(b, 0), root), 1), 0)          // the root's entry, with its symbol table at hand
	b = u64(u64(b, tree), names)
	b = append(b, h5Object([][]byte{h5Message(0x0011, u64(u64(nil, tree), names))})...)
	b = append(b, h5Node(0, 0, 1, h5None, h5None)...)
	b = u64(u64(u64(b, 0), symbols), 8) // names from "" to "stimulus"
	b = zeros(b, names)
	b = append(b, "HEAP\x00\x00\x00\x00"...)
	b = u64(u64(u64(b, 24), 1), names+32) // size, no free place, where
	b = zeros(append(zeros(b, names+32+8), "stimulus"...), symbols)
	b = u16(append(b, "SNOD\x01\x00"...), 1)
	b = u64(u64(b, 8), object) // name, header; the rest zero
	return zeros(b, h5Data)
}

// h5Node begins a node of a B-tree version 1.
func h5Node(kind byte, level, entries int, left, right uint64) []byte {
	b := append([]byte("TREE"), kind, byte(level))
	return u64(u64(u16(b, uint16(entries)), left), right)
}

// h5Levels is how many nodes each level of the tree over n chunks has, leaves
// first.
func h5Levels(n int) (nodes []int) {
	for {
		n = (n + h5Fan - 1) / h5Fan
		nodes = append(nodes, n)
		if n <= 1 {
			return nodes
		}
	}
}

// h5Object is an object header of some messages.
func h5Object(messages [][]byte) []byte {
	size := 0
	for _, m := range messages {
		size += len(m)
	}
	b := u16([]byte{1, 0}, uint16(len(messages)))
	b = u32(u32(u32(b, 1), uint32(size)), 0) // one link to it
	for _, m := range messages {
		b = append(b, m...)
	}
	return b
}

func h5Message(kind uint16, data []byte) []byte {
	b := u16(u16(nil, kind), uint16(pad8(len(data))))
	b = append(append(b, 0, 0, 0, 0), data...)
	return zeros(b, 8+pad8(len(data)))
}

// Types: IEEE little endian, unsigned little endian, text of any length in
// UTF-8.
var (
	h5Float32 = []byte{0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0}
	h5Float64 = []byte{0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 0x03, 0, 0}
	h5Uint64  = []byte{0x10, 0, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0}
	h5String  = []byte{0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0}
	h5Scalar  = []byte{1, 0, 0, 0, 0, 0, 0, 0}
)

// h5Space is the size of an array.
func h5Space(dims []uint64) []byte {
	b := []byte{1, byte(len(dims)), 0, 0, 0, 0, 0, 0}
	for _, d := range dims {
		b = u64(b, d)
	}
	return b
}

// h5Chunked says that an array lies in chunks under a B-tree.
func h5Chunked(tree uint64, chunk []uint64, element uint32) []byte {
	b := u64([]byte{3, 2, byte(len(chunk) + 1)}, tree)
	for _, d := range chunk {
		b = u32(b, uint32(d))
	}
	return u32(b, element)
}

// h5Attribute is a message with a name, a type, a size and the values.
func h5Attribute(name string, kind, space, data []byte) []byte {
	b := u16(u16(u16([]byte{1, 0}, uint16(len(name)+1)), uint16(len(kind))), uint16(len(space)))
	for _, part := range [][]byte{append([]byte(name), 0), kind, space} {
		b = append(b, part...)
		b = zeros(b, 8+pad8(len(b)-8))
	}
	return h5Message(0x000c, append(b, data...))
}

func h5Numbers(name string, v float64) []byte {
	return h5Attribute(name, h5Float64, h5Scalar, u64(nil, math.Float64bits(v)))
}

func h5List(name string, list []float64) []byte {
	var data []byte
	for _, v := range list {
		data = u64(data, math.Float64bits(v))
	}
	return h5Attribute(name, h5Float64, h5Space([]uint64{uint64(len(list))}), data)
}

// h5Texts are texts of any length in a global heap, and references to them.
type h5Texts struct {
	at   uint64
	body []byte
	n    uint32
}

// put keeps texts and gives the references.
func (t *h5Texts) put(texts ...string) (refs []byte) {
	for _, s := range texts {
		if s == "" { // a reference to nothing
			refs = u32(u64(u32(refs, 0), 0), 0)
			continue
		}
		t.n++
		refs = u32(u64(u32(refs, uint32(len(s))), t.at), t.n)
		t.body = u64(u32(u16(u16(t.body, uint16(t.n)), 1), 0), uint64(len(s)))
		t.body = append(t.body, s...)
		t.body = zeros(t.body, pad8(len(t.body)))
	}
	return refs
}

// heap is the collection: as large as it is told, or, at 0, as it has to be.
func (t *h5Texts) heap(size int) []byte {
	if size == 0 {
		size = max(h5HeapLeast, 16+len(t.body)+16)
	}
	b := append([]byte("GCOL"), 1, 0, 0, 0)
	b = append(u64(b, uint64(size)), t.body...)
	free := size - len(b)
	b = u64(u32(u32(b, 0), 0), uint64(free)) // the rest is free
	return zeros(b, size)
}
