package stimuli

import (
	"fmt"
	"slices"
)

// maxChunks bounds the chunks of a dataset; each takes 32 bytes of memory.
const maxChunks = 1 << 20

// h5Chunk is where a chunk is: its place in the array, of the first value, and
// in the file.
type h5Chunk struct {
	first   [3]uint32
	mask    uint32 // filters that were not applied
	address uint64
	size    uint64 // bytes in the file
}

// chunks finds all chunks of a dataset of three axes.
func (f *h5File) chunks(d *h5Dataset) ([]h5Chunk, error) {
	var list []h5Chunk
	var err error
	grid := d.grid()
	bytes := d.chunkBytes()
	if d.address == h5None { // nothing was written
		return nil, nil
	}
	switch d.index {
	case h5Tree1:
		err = f.chunkTree(d, d.address, -1, &list)
	case h5Single:
		size := d.size
		if size == 0 {
			size = bytes
		}
		list = append(list, h5Chunk{address: d.address, size: size, mask: uint32(d.mask)})
	case h5Implicit:
		for i := range grid[0] * grid[1] * grid[2] {
			list = append(list, h5Chunk{first: d.place(i), address: d.address + i*bytes, size: bytes})
		}
	case h5FixedArray:
		err = f.fixedArray(d, &list)
	}
	list = slices.DeleteFunc(list, func(c h5Chunk) bool { return c.address == h5None })
	return list, err
}

// grid is how many chunks there are along each axis.
func (d *h5Dataset) grid() (n [3]uint64) {
	for i := range n {
		n[i] = (d.dims[i] + d.chunk[i] - 1) / d.chunk[i]
	}
	return n
}

func (d *h5Dataset) chunkBytes() uint64 {
	return d.chunk[0] * d.chunk[1] * d.chunk[2] * uint64(d.typ.size)
}

// place is the first value of chunk i, in the order of the grid.
func (d *h5Dataset) place(i uint64) (first [3]uint32) {
	n := d.grid()
	for k := 2; k >= 0; k-- {
		first[k] = uint32(i % n[k] * d.chunk[k])
		i /= n[k]
	}
	return first
}

// chunkTree walks the B-tree over the chunks. Its levels fall by one.
func (f *h5File) chunkTree(d *h5Dataset, address uint64, level int, list *[]h5Chunk) error {
	const what = "a B-tree over chunks"
	p, err := f.signed(address, uint64(8+2*f.offset), "TREE", what)
	if err != nil {
		return err
	}
	children, level, err := f.node(p, 1, &level, what)
	if err != nil {
		return err
	}
	key := 8 + 8*len(d.chunk)
	if p, err = f.piece(address+uint64(p.i), uint64(children*(key+f.offset)), what); err != nil {
		return err
	}
	grid := d.grid()
	for range children {
		c := h5Chunk{size: p.u32(), mask: uint32(p.u32())}
		var at [3]uint64
		for i := range at {
			at[i] = p.uint(8)
		}
		p.take(8 * (len(d.chunk) - 3))
		c.address = p.uint(f.offset)
		if err := p.whole(what); err != nil {
			return err
		}
		if level > 0 {
			if err := f.chunkTree(d, c.address, level-1, list); err != nil {
				return err
			}
			continue
		}
		for i := range at {
			if at[i] >= d.dims[i] || at[i]%d.chunk[i] != 0 {
				return fmt.Errorf("byte %d: a chunk at %v, want it inside %v, at a multiple of %v", p.at, at, d.dims, d.chunk[:3])
			}
			c.first[i] = uint32(at[i])
		}
		if *list = append(*list, c); uint64(len(*list)) > grid[0]*grid[1]*grid[2] {
			return fmt.Errorf("byte %d: more chunks than %v of %v have", p.at, d.dims, d.chunk[:3])
		}
	}
	return nil
}

// fixedArray reads the index of chunks of an array that does not grow.
func (f *h5File) fixedArray(d *h5Dataset, list *[]h5Chunk) error {
	const what = "a fixed array of chunks"
	p, err := f.signed(d.address, uint64(8+f.length+f.offset), "FAHD", what)
	if err != nil {
		return err
	}
	version, filtered, entry, pageBits := p.u8(), p.u8() == 1, int(p.u8()), p.u8()
	n, at := p.uint(f.length), p.uint(f.offset)
	if err := p.whole(what); err != nil {
		return err
	}
	grid := d.grid()
	least := f.offset
	if filtered {
		least += 1 + 4
	}
	if version != 0 || n != grid[0]*grid[1]*grid[2] || entry < least || entry > f.offset+8+4 || pageBits > 32 {
		return fmt.Errorf("byte %d: %s, version %d, %d entries of %d bytes in pages of 2^%d, want version 0 and %d entries", p.at, what, version, n, entry, pageBits, grid[0]*grid[1]*grid[2])
	}
	head := uint64(6 + f.offset)
	if at == h5None {
		return nil
	}
	b, err := f.signed(at, head, "FADB", what)
	if err != nil {
		return err
	}
	page, pages, set := n, uint64(1), []byte(nil)
	if page > 1<<pageBits { // in pages, each before a check sum; bits tell which were written
		page = 1 << pageBits
		pages = (n + page - 1) / page
		if b, err = f.piece(at+head, (pages+7)/8, what); err != nil {
			return err
		}
		set = b.take(int(pages+7) / 8)
		if err := b.whole(what); err != nil {
			return err
		}
		head += (pages+7)/8 + 4
	}
	for k := range pages {
		count := min(page, n-k*page)
		if set == nil || set[k/8]&(0x80>>(k%8)) != 0 {
			err := f.entries(d, at+head+k*(page*uint64(entry)+4), k*page, count, entry, filtered, list)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// entries reads count entries of a fixed array, of which the first is chunk i.
func (f *h5File) entries(d *h5Dataset, address, i, count uint64, entry int, filtered bool, list *[]h5Chunk) error {
	const what, most = "a fixed array of chunks", maxPiece / 32
	for done := uint64(0); done < count; {
		n := min(count-done, most)
		p, err := f.piece(address+done*uint64(entry), n*uint64(entry), what)
		if err != nil {
			return err
		}
		for range n {
			c := h5Chunk{first: d.place(i + done), address: p.uint(f.offset), size: d.chunkBytes()}
			if filtered {
				c.size, c.mask = p.uintAt(entry-f.offset-4), uint32(p.u32())
			}
			if err := p.whole(what); err != nil {
				return err
			}
			*list = append(*list, c)
			done++
		}
	}
	return nil
}
