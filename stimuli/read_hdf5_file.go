package stimuli

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

const hdf5Magic = "\x89HDF\r\n\x1a\n"

// h5File is the subset of HDF5 (The HDF Group, HDF5 File Format Specification
// 3.0) in which a film may come: superblocks 0 to 3, groups as symbol tables
// or as links in their header, object headers 1 and 2. Whatever addresses and
// sizes a file holds, at most maxPieces are followed, 256 MiB in all, and none
// out of it.
type h5File struct {
	in     *input
	base   uint64
	offset int // bytes of an address
	length int // bytes of a size
	root   uint64
	pieces int // that may yet be followed
	bytes  int // and of them all
}

const (
	maxPieces     = 1 << 17 // pieces of its own that a file may make one follow
	maxPiece      = 1 << 20 // bytes of one of them
	maxPieceBytes = 1 << 28 // and of all
	maxMessages   = 1 << 12
	h5None        = math.MaxUint64 // the address of nothing
)

// findHDF5 looks for the signature: at 0, 512, 1024, ... behind a user block.
func findHDF5(in *input) (base int64, ok bool) {
	b := make([]byte, len(hdf5Magic))
	for at := int64(0); at+int64(len(b)) <= in.size; at = max(512, 2*at) {
		if n, _ := in.ReadAt(b, at); n == len(b) && string(b) == hdf5Magic {
			return at, true
		}
	}
	return 0, false
}

// h5Bytes is a piece of the file, read from front to back.
type h5Bytes struct {
	b     []byte
	at    uint64 // of its first byte
	i     int
	short bool // more was asked for than there is
}

func (p *h5Bytes) left() int { return len(p.b) - p.i }

// take is the next n bytes.
func (p *h5Bytes) take(n int) []byte {
	if n < 0 || n > p.left() {
		p.short, p.i = true, len(p.b)
		return make([]byte, min(max(n, 0), 8))
	}
	p.i += n
	return p.b[p.i-n : p.i]
}

// uint is the next n bytes as a number, all of them set for h5None.
func (p *h5Bytes) uint(n int) uint64 {
	var b [8]byte
	copy(b[:], p.take(n))
	v := binary.LittleEndian.Uint64(b[:])
	if n < 8 && v == 1<<(8*n)-1 && n >= 4 {
		return h5None
	}
	return v
}

func (p *h5Bytes) u8() uint64  { return uint64(p.take(1)[0]) }
func (p *h5Bytes) u16() uint64 { return uint64(binary.LittleEndian.Uint16(p.take(2))) }
func (p *h5Bytes) u32() uint64 { return uint64(binary.LittleEndian.Uint32(p.take(4))) }

// part is the next n bytes as a piece of their own.
func (p *h5Bytes) part(n int) *h5Bytes {
	at := p.at + uint64(p.i)
	return &h5Bytes{at: at, b: p.take(n)}
}

// whole is an error if more was asked for than there is.
func (p *h5Bytes) whole(what string) error {
	if p.short {
		return fmt.Errorf("byte %d: %s ends after %d bytes: it is torn", p.at, what, len(p.b))
	}
	return nil
}

// piece is at most n bytes at an address; less where the file ends.
func (f *h5File) piece(address uint64, n uint64, what string) (*h5Bytes, error) {
	at, size := address+f.base, uint64(f.in.size)
	if address >= size || at >= size || n > maxPiece {
		if address == h5None {
			return nil, fmt.Errorf("%s has no address in the HDF5 file", what)
		}
		return nil, fmt.Errorf("byte %d: %s of %d bytes, want it inside the file of %d bytes and at most %d", at, what, n, size, maxPiece)
	}
	n = min(n, size-at)
	f.pieces--
	f.bytes -= int(n)
	if f.pieces < 0 || f.bytes < 0 {
		return nil, fmt.Errorf("byte %d: %s, behind too many other pieces of the HDF5 file: at most %d are followed, %d MiB in all", at, what, maxPieces, maxPieceBytes>>20)
	}
	b, err := f.in.read(at, int(n), what)
	return &h5Bytes{b: b, at: at}, err
}

// signed is a piece that begins with four letters.
func (f *h5File) signed(address, n uint64, sign, what string) (*h5Bytes, error) {
	p, err := f.piece(address, n, what)
	if err != nil {
		return nil, err
	}
	if found := p.take(4); string(found) != sign {
		return nil, fmt.Errorf("byte %d: %q, want %s, %s", p.at, found, sign, what)
	}
	return p, nil
}

// openH5File reads the superblock.
func openH5File(in *input, base int64) (*h5File, error) {
	f := &h5File{in: in, base: uint64(base), offset: 8, length: 8, pieces: maxPieces, bytes: maxPieceBytes}
	const what = "the HDF5 superblock"
	p, err := f.piece(0, 128, what)
	if err != nil {
		return nil, err
	}
	p.take(len(hdf5Magic))
	version := p.u8()
	switch version {
	case 0, 1:
		p.take(4)
	case 2, 3:
	default:
		return nil, fmt.Errorf("byte %d: HDF5 superblock %d, want 0 to 3", base+8, version)
	}
	f.offset, f.length = int(p.u8()), int(p.u8())
	if f.offset != 4 && f.offset != 8 || f.length != 4 && f.length != 8 {
		return nil, fmt.Errorf("byte %d: addresses of %d and sizes of %d bytes, want 4 or 8", base+9, f.offset, f.length)
	}
	if version < 2 {
		p.take(1 + 4 + 4)
		if version == 1 {
			p.take(4)
		}
	} else {
		p.take(1)
	}
	from := p.uint(f.offset)
	p.uint(f.offset)
	end := p.uint(f.offset)
	if version < 2 {
		p.uint(f.offset) // driver
		p.uint(f.offset) // name of the root
	}
	f.root = p.uint(f.offset)
	if err := p.whole(what); err != nil {
		return nil, err
	}
	if end != h5None && end > uint64(in.size) {
		return nil, fmt.Errorf("byte %d: the HDF5 file has %d bytes, want %d: it is torn", base, in.size, end)
	}
	if from > uint64(in.size) {
		return nil, fmt.Errorf("byte %d: addresses counted from %d, want it inside the file", base, from)
	}
	f.base = from
	return f, nil
}

// h5Message is one thing that an object header says.
type h5Message struct {
	kind   uint64
	shared bool // it lies somewhere else
	*h5Bytes
}

// The messages that are read.
const (
	h5Space, h5LinkInfo, h5Type, h5OldFill, h5Fill, h5Link         = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
	h5External, h5Layout, h5Filters, h5Attribute, h5Again, h5Table = 0x07, 0x08, 0x0b, 0x0c, 0x10, 0x11
)

// messages is the header of the object at an address.
func (f *h5File) messages(address uint64) ([]h5Message, error) {
	const what = "an HDF5 object header"
	p, err := f.piece(address, 64, what)
	if err != nil {
		return nil, err
	}
	type part struct{ address, size, head, tail uint64 }
	var parts []part
	var list []h5Message
	version2, ordered := bytes.HasPrefix(p.b, []byte("OHDR")), false
	if version2 {
		p.take(4)
		if v := p.u8(); v != 2 {
			return nil, fmt.Errorf("byte %d: object header %d, want 1 or 2", p.at, v)
		}
		flags := p.u8()
		ordered = flags&4 != 0
		if flags&0x20 != 0 {
			p.take(16)
		}
		if flags&0x10 != 0 {
			p.take(4)
		}
		size := p.uint(1 << (flags & 3))
		parts = []part{{address + uint64(p.i), size, 0, 0}}
	} else {
		if v := p.u8(); v != 1 {
			return nil, fmt.Errorf("byte %d: object header %d, want 1 or 2", p.at, v)
		}
		p.take(7)
		parts = []part{{address + 16, p.u32(), 0, 0}}
	}
	if err := p.whole(what); err != nil {
		return nil, err
	}
	for n := 0; n < len(parts); n++ {
		at := parts[n]
		if n == 64 {
			return nil, fmt.Errorf("byte %d: %s in more than 64 parts", p.at, what)
		}
		b, err := f.piece(at.address, at.size, what)
		if err != nil {
			return nil, err
		}
		if uint64(len(b.b)) < at.size || at.size < at.head+at.tail {
			return nil, fmt.Errorf("byte %d: %s of %d bytes: it is torn", b.at, what, at.size)
		}
		b.b = b.b[:at.size-at.tail]
		if at.head > 0 && string(b.take(4)) != "OCHK" {
			return nil, fmt.Errorf("byte %d: want OCHK, the rest of an object header", b.at)
		}
		head := 8
		if version2 {
			if head = 4; ordered {
				head = 6
			}
		}
		for b.left() >= head {
			var m h5Message
			var size, flags uint64
			if version2 {
				m.kind, size, flags = b.u8(), b.u16(), b.u8()
				b.take(head - 4)
			} else {
				m.kind, size, flags = b.u16(), b.u16(), b.u8()
				b.take(3)
			}
			m.shared = flags&2 != 0
			m.h5Bytes = b.part(int(size))
			if err := b.whole(what); err != nil {
				return nil, err
			}
			if m.kind == h5Again {
				more := part{address: m.uint(f.offset), size: m.uint(f.length)}
				if version2 {
					more.head, more.tail = 4, 4
				}
				parts = append(parts, more)
			} else if list = append(list, m); len(list) > maxMessages {
				return nil, fmt.Errorf("byte %d: %s of more than %d messages", p.at, what, maxMessages)
			}
		}
	}
	return list, nil
}

// h5Named is a link of a group.
type h5Named struct {
	name    string
	address uint64
}

// links is what the root group holds, as far as it is read; dense says that
// some of it lies in a form that is not.
func (f *h5File) links() (list []h5Named, dense bool, err error) {
	messages, err := f.messages(f.root)
	if err != nil {
		return nil, false, err
	}
	for _, m := range messages {
		switch m.kind {
		case h5Table:
			tree, heap := m.uint(f.offset), m.uint(f.offset)
			if err = m.whole("a symbol table"); err == nil {
				var names *h5Bytes
				if names, err = f.heap(heap); err == nil {
					err = f.symbols(tree, -1, names, &list)
				}
			}
		case h5LinkInfo:
			m.take(1)
			if m.u8()&1 != 0 {
				m.take(8)
			}
			dense = m.uint(f.offset) != h5None && !m.short
		case h5Link:
			if l, ok := f.link(m.h5Bytes); ok {
				list = append(list, l)
			}
		}
		if err != nil {
			return nil, false, err
		}
	}
	return list, dense, nil
}

// link reads a link message; soft and external links are left out.
func (f *h5File) link(m *h5Bytes) (h5Named, bool) {
	version, flags := m.u8(), m.u8()
	kind := uint64(0)
	if flags&8 != 0 {
		kind = m.u8()
	}
	if flags&4 != 0 {
		m.take(8)
	}
	if flags&16 != 0 {
		m.take(1)
	}
	n := m.uint(1 << (flags & 3))
	l := h5Named{name: string(m.take(int(min(n, maxPiece))))}
	l.address = m.uint(f.offset)
	return l, version == 1 && kind == 0 && !m.short
}

// heap is the names of a group.
func (f *h5File) heap(address uint64) (*h5Bytes, error) {
	p, err := f.signed(address, uint64(8+2*f.length+f.offset), "HEAP", "the names of a group")
	if err != nil {
		return nil, err
	}
	p.take(4)
	size := p.uint(f.length)
	p.uint(f.length)
	at := p.uint(f.offset)
	if err := p.whole("the names of a group"); err != nil {
		return nil, err
	}
	return f.piece(at, size, "the names of a group")
}

// symbols walks the B-tree over a group. Its levels fall by one.
func (f *h5File) symbols(address uint64, level int, names *h5Bytes, list *[]h5Named) error {
	const what = "a B-tree over names"
	p, err := f.signed(address, maxGroupNode, "TREE", what)
	if err != nil {
		return err
	}
	children, at, err := f.node(p, 0, &level, what)
	if err != nil {
		return err
	}
	for range children {
		p.uint(f.length)
		child := p.uint(f.offset)
		if err := p.whole(what); err != nil {
			return err
		}
		if at > 0 {
			err = f.symbols(child, at-1, names, list)
		} else {
			err = f.leaf(child, names, list)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxGroupNode is more than the bytes of any node over a group.
const maxGroupNode = 1 << 16

// node reads the head of a node of a B-tree of one kind and checks its level,
// any if it is -1: how many children it has, and its level.
func (f *h5File) node(p *h5Bytes, kind uint64, want *int, what string) (children, level int, err error) {
	found := p.u8()
	level, children = int(p.u8()), int(p.u16())
	p.uint(f.offset)
	p.uint(f.offset)
	if err := p.whole(what); err != nil {
		return 0, 0, err
	}
	if found != kind || *want >= 0 && level != *want || level > 16 {
		return 0, 0, fmt.Errorf("byte %d: %s of kind %d and level %d, want kind %d and one level below the last", p.at, what, found, level, kind)
	}
	return children, level, nil
}

// leaf reads the names and addresses in a node of a group.
func (f *h5File) leaf(address uint64, names *h5Bytes, list *[]h5Named) error {
	const what = "the symbols of a group"
	p, err := f.signed(address, maxGroupNode, "SNOD", what)
	if err != nil {
		return err
	}
	p.take(2)
	for range p.u16() {
		name, at := p.uint(f.offset), p.uint(f.offset)
		p.take(24)
		if err := p.whole(what); err != nil {
			return err
		}
		if name > uint64(len(names.b)) {
			return fmt.Errorf("byte %d: a name at %d of %d bytes", p.at, name, len(names.b))
		}
		text, _, _ := bytes.Cut(names.b[name:], []byte{0})
		if *list = append(*list, h5Named{string(text[:min(len(text), 256)]), at}); len(*list) > maxMessages {
			return fmt.Errorf("byte %d: a group of more than %d names", p.at, maxMessages)
		}
	}
	return nil
}
