package stimuli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"striate/sim"
)

// maxChunkBytes bounds a chunk of HDF5, unpacked.
const maxChunkBytes = 64 << 20

// openHDF5 reads the dataset stimulus, stim or z of the root group, or the
// only one of three axes: compact, contiguous or chunked, packed by gzip,
// shuffle and fletcher32, uint8, uint16, float32 or float64 in either byte
// order. If axes is auto, the attribute axes (t,y,x or x,y,t) or
// DIMENSION_LABELS says them, else they are x, y, t, as for MotionClouds; the
// attribute fps is its frame rate. Not read are other filters (szip, nbit,
// scaleoffset, LZF, Blosc, ...), datasets that can grow in the newest format,
// groups of many links in that format, and external and virtual datasets.
func openHDF5(in *input, base int64, axes string) (Film, error) {
	f, err := openH5File(in, base)
	if err != nil {
		return nil, err
	}
	d, err := f.film()
	if err != nil {
		return nil, err
	}
	if len(d.dims) != 3 {
		return nil, fmt.Errorf("byte %d: dataset %s of shape %v, want three axes, x, y, t or t, y, x", d.at, shortened(d.name), d.dims)
	}
	if d.typErr != nil {
		return nil, fmt.Errorf("dataset %s: %w", shortened(d.name), d.typErr)
	}
	if axes == "auto" {
		axes = d.axes
	}
	if axes == "auto" {
		axes = "xyt"
	}
	shape, columns := [3]uint64(d.dims), isMATLAB73(in)
	if columns {
		slices.Reverse(shape[:])
	}
	w, h, n := sizes(axes, shape)
	c, err := newCube(in, int64(d.at), w, h, n, d.typ, orderOf(axes, columns), nil)
	if err != nil {
		return nil, fmt.Errorf("dataset %s: %w", shortened(d.name), err)
	}
	c.head.FPS = d.fps
	if d.layout == h5Chunked {
		return newChunked(f, d, c)
	}
	if len(d.filters) > 0 {
		return nil, fmt.Errorf("byte %d: filters on a dataset that is not chunked", d.at)
	}
	size := c.cost * int64(d.typ.size)
	if d.layout == h5Compact {
		if int64(len(d.compact)) != size {
			return nil, fmt.Errorf("byte %d: %d bytes of values, want %d for shape %v", d.at, len(d.compact), size, d.dims)
		}
		c.open = func() (io.Reader, error) { return bytes.NewReader(d.compact), nil }
		return c, nil
	}
	at := d.address + f.base
	if d.address >= uint64(in.size) || at > uint64(in.size) || uint64(in.size)-at < uint64(size) {
		if d.address == h5None {
			return nil, fmt.Errorf("byte %d: dataset %s was never written", d.at, shortened(d.name))
		}
		return nil, fmt.Errorf("byte %d: %d bytes of values at %d, want them inside the file of %d bytes: it is torn", d.at, size, at, in.size)
	}
	c.open = func() (io.Reader, error) { return io.NewSectionReader(in, int64(at), size), nil }
	return c, nil
}

// isMATLAB73 says whether MATLAB wrote the file, which turns the order of the
// axes around.
func isMATLAB73(in *input) bool {
	const sign = "MATLAB 7.3 MAT-file"
	b := make([]byte, len(sign))
	n, _ := in.ReadAt(b, 0)
	return string(b[:n]) == sign
}

// film finds the dataset that is the film.
func (f *h5File) film() (*h5Dataset, error) {
	links, dense, err := f.links()
	if err != nil {
		return nil, err
	}
	for _, name := range filmNames {
		for _, l := range links {
			if l.name != name {
				continue
			}
			if d, err := f.dataset(l); d != nil || err != nil {
				return d, err
			}
		}
	}
	var film *h5Dataset
	var names []string
	count := 0
	for _, l := range links {
		names = append(names, l.name)
		if d, err := f.dataset(l); err == nil && d != nil && len(d.dims) == 3 {
			film = d
			count++
		}
	}
	switch {
	case count == 1:
		return film, nil
	case dense:
		return nil, errors.New("the HDF5 root group holds more names than fit into its header, which is not read: put the dataset stimulus into a file of its own")
	}
	return nil, fmt.Errorf("%d datasets of three axes among %s in the HDF5 root group, want one named %s", count, shortened(strings.Join(names, ", ")), strings.Join(filmNames, ", "))
}

// chunkedFilm reads blocks of frames, as long as the chunks or a multiple of
// that, so that each chunk is unpacked once; or shorter and each as often as
// it must, where whole chunks would be more than maxBlock values.
type chunkedFilm struct {
	f         *h5File
	d         *h5Dataset
	c         *cube  // for its header, its order and its words
	axis      [3]int // of x, y and t in the array
	chunks    []h5Chunk
	empty     float32 // luminance where no chunk is
	unzip     io.ReadCloser
	first, to int // the frames in the block
	frame     sim.Frame
}

func newChunked(f *h5File, d *h5Dataset, c *cube) (Film, error) {
	refuse := func(what string, args ...any) (Film, error) {
		return nil, fmt.Errorf("byte %d: dataset %s: "+what, append([]any{d.at, shortened(d.name)}, args...)...)
	}
	if len(d.chunk) != 4 || d.chunk[3] != uint64(d.typ.size) {
		return refuse("chunks of %v, want three axes and %d bytes", d.chunk, d.typ.size)
	}
	size := uint64(d.typ.size)
	for _, n := range d.chunk[:3] {
		if n < 1 || n > maxChunkBytes {
			return refuse("chunks of %v values", d.chunk[:3])
		}
		if size *= n; size > maxChunkBytes {
			return refuse("chunks of %v values, want at most %d MiB", d.chunk[:3], maxChunkBytes>>20)
		}
	}
	grid := d.grid()
	if grid[0]*grid[1]*grid[2] > maxChunks { // each at most MaxVoxels
		return refuse("%d chunks, want at most %d", grid[0]*grid[1]*grid[2], maxChunks)
	}
	m := &chunkedFilm{f: f, d: d, c: c, axis: [3]int{0, 1, 2}}
	if !c.order.across {
		m.axis = [3]int{2, 1, 0}
	}
	var err error
	if m.chunks, err = f.chunks(d); err != nil {
		return nil, err
	}
	for _, h := range m.chunks {
		if at := h.address + f.base; h.address >= uint64(f.in.size) || h.size > uint64(f.in.size) || at+h.size > uint64(f.in.size) || h.size > uint64(packedRoom(int(size))) {
			return refuse("a chunk of %d bytes at %d, want it inside the file of %d bytes: it is torn", h.size, at, f.in.size)
		}
	}
	t := m.axis[2]
	sort.Slice(m.chunks, func(i, j int) bool { return m.chunks[i].first[t] < m.chunks[j].first[t] })
	if uint64(len(m.chunks)) < grid[0]*grid[1]*grid[2] && len(d.fill) == d.typ.size {
		var v [1]float32
		if b := bytes.Clone(d.fill); d.typ.luminance(v[:], b) >= 0 {
			return refuse("values that were never written and are %s by default, want 0 to 1", d.typ.text(b, 0))
		}
		m.empty = v[0]
	}
	return m, nil
}

// Head is described at [Film].
func (m *chunkedFilm) Head() FilmHead { return m.c.head }

// Next is described at [Film].
func (m *chunkedFilm) Next() (*sim.Frame, float64, error) {
	c := m.c
	if c.next == c.head.Frames {
		return nil, 0, io.EOF
	}
	if c.next == m.to {
		if err := m.read(); err != nil {
			return nil, 0, err
		}
	}
	n := c.head.Width * c.head.Height
	at := (c.next - m.first) * n
	m.frame = sim.Frame{W: c.head.Width, H: c.head.Height, Pix: c.block[at : at+n]}
	c.next++
	return &m.frame, 0, nil
}

// read fills the next block.
func (m *chunkedFilm) read() error {
	c, t := m.c, m.axis[2]
	n := c.head.Width * c.head.Height
	long := int(min(m.d.chunk[t], uint64(c.head.Frames)))
	most := max(1, maxBlock/n)
	if most > long {
		most -= most % long
	}
	m.first, m.to = c.next, min(c.next+most, c.head.Frames)
	if err := m.f.in.spend(int64(n) * int64(m.to-m.first)); err != nil {
		return err
	}
	if c.block == nil {
		c.block = make([]float32, n*(m.to-m.first))
	}
	if m.empty != 0 || m.first > 0 {
		for i := range c.block {
			c.block[i] = m.empty
		}
	}
	i := sort.Search(len(m.chunks), func(i int) bool { return int(m.chunks[i].first[t])+long > m.first })
	for ; i < len(m.chunks) && int(m.chunks[i].first[t]) < m.to; i++ {
		if err := m.lay(m.chunks[i]); err != nil {
			return err
		}
	}
	return nil
}

// lay unpacks a chunk and lays what is of the block into it.
func (m *chunkedFilm) lay(h h5Chunk) error {
	c, d := m.c, m.d
	size := int(d.chunkBytes())
	if err := m.f.in.spend(int64(size)); err != nil {
		return err
	}
	at := h.address + m.f.base
	packed, err := m.f.in.read(at, int(h.size), "a chunk")
	if err != nil {
		return err
	}
	raw, err := d.unpack(&m.unzip, packed, h.mask, size)
	if err != nil {
		return fmt.Errorf("byte %d: the chunk of frame %d: %w", at, h.first[m.axis[2]], err)
	}
	var from, to [3]int // of the chunk, inside the array and the block
	for i := range from {
		to[i] = int(min(d.chunk[i], d.dims[i]-uint64(h.first[i])))
	}
	t := m.axis[2]
	from[t], to[t] = max(0, m.first-int(h.first[t])), min(to[t], m.to-int(h.first[t]))
	if cap(c.line) < to[2] {
		c.line = make([]float32, to[2])
	}
	line := c.line[:to[2]-from[2]]
	var k [3]int
	for k[0] = from[0]; k[0] < to[0]; k[0]++ {
		for k[1] = from[1]; k[1] < to[1]; k[1]++ {
			k[2] = from[2]
			start := ((k[0]*int(d.chunk[1])+k[1])*int(d.chunk[2]) + k[2]) * d.typ.size
			c.raw = raw[start : start+len(line)*d.typ.size]
			bad := d.typ.luminance(line, c.raw)
			x, y, frame, step := m.place(k, h)
			if bad >= 0 {
				if m.axis[0] == 2 {
					return c.refuse(bad, x+bad, y, frame)
				}
				return c.refuse(bad, x, y, frame+bad)
			}
			dst := c.block[((frame-m.first)*c.head.Height+y)*c.head.Width+x:]
			for i, v := range line {
				dst[i*step] = v
			}
		}
	}
	return nil
}

// place is column, row and frame of a value of a chunk, and how far apart the
// values that follow it lie in the block.
func (m *chunkedFilm) place(k [3]int, h h5Chunk) (x, y, frame, step int) {
	var at [3]int
	for i, a := range m.axis {
		at[i] = k[a] + int(h.first[a])
	}
	if step = 1; m.axis[2] == 2 {
		step = m.c.head.Width * m.c.head.Height
	}
	return at[0], m.c.row(at[1]), at[2], step
}
