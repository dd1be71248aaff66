package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"striate/sim"
)

// hdf5Movie streams one dataset in chunks of a frame each. Nothing is
// compressed, so that every address is known beforehand: superblock and root
// group, the frames, their index (a B-tree), the texts (a global heap), and
// last the header of the dataset with its attributes, which may say what is
// known only at the end. A writer of its own, as those there are in Go want a
// file to seek in and all data at once.
type hdf5Movie struct {
	ending
	counter
	w   *bufio.Writer
	m   Movie
	buf []byte

	about       []byte // what the movie is, before its end
	dims, chunk [3]uint64
	order       int // the index of time in dims
	treeAt      uint64
	rootAt      uint64 // of the tree
	heapAt      uint64
	heapSize    int
	headerAt    uint64
}

// NewHDF5 begins an HDF5 file with the dataset stimulus of float32 luminance,
// [x, y, t] with y rising upwards, as MotionClouds saves it, or as TYX [t, y,
// x] with row 0 at the top. Its attributes are DIMENSION_LABELS, axes, units,
// fps, px_per_deg, theta_bar_deg, mc_theta_rad, seed, engine, params_json,
// about_json and warning. The format is the oldest that HDF5 libraries read.
func NewHDF5(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	if err := m.in(XYT, TYX); err != nil {
		return nil, err
	}
	h := &hdf5Movie{w: bufio.NewWriterSize(w, 1<<16), m: m, counter: counter{announced: m.Frames}, buf: make([]byte, 4*m.Width*m.Height)}
	width, height, frames := uint64(m.Width), uint64(m.Height), uint64(m.Frames)
	h.dims, h.chunk, h.order = [3]uint64{width, height, frames}, [3]uint64{width, height, 1}, 2
	if m.Layout == TYX {
		h.dims, h.chunk, h.order = [3]uint64{frames, height, width}, [3]uint64{1, height, width}, 0
	}
	h.last = m.about("h5")
	h.treeAt = h5Data + frames*uint64(len(h.buf))
	at := h.treeAt
	for _, nodes := range h5Levels(m.Frames) {
		h.rootAt = at + uint64(nodes-1)*h5ChunkNode
		at += uint64(nodes) * h5ChunkNode
	}
	h.heapAt = at
	var err error
	if h.about, err = h.last.line(); err != nil {
		return nil, err
	}
	head, heap := h.header(strings.Repeat("w", h5Warning))
	h.heapSize = len(heap)
	h.headerAt = h.heapAt + uint64(h.heapSize)
	_, err = h.w.Write(h5Front(h.headerAt, h.headerAt+uint64(len(head))))
	return h, err
}

// h5Warning is the room for a warning, bytes.
const h5Warning = 1024

// header is the header of the dataset and the heap of its texts; both have the
// same size whatever the warning.
func (h *hdf5Movie) header(warning string) (head, heap []byte) {
	a := &h.last
	t := h5Texts{at: h.heapAt}
	labels := strings.Split(a.Axes, ",")
	messages := [][]byte{
		h5Message(0x0001, h5Space(h.dims[:])),
		h5Message(0x0003, h5Float32),
		h5Message(0x0005, []byte{2, 3, 2, 1, 0, 0, 0, 0}), // fill value: zero, written where set, room made as needed
		h5Message(0x0008, h5Chunked(h.rootAt, h.chunk[:], 4)),
		h5Attribute("DIMENSION_LABELS", h5String, h5Space([]uint64{uint64(len(labels))}), t.put(labels...)),
		h5Attribute("axes", h5String, h5Scalar, t.put(a.Axes)),
		h5Attribute("units", h5String, h5Scalar, t.put(fmt.Sprintf("x: %s; y: %s; t: %s; values: %s", a.Units["x"], a.Units["y"], a.Units["t"], a.Units["values"]))),
		h5Numbers("fps", a.FPS),
		h5Numbers("px_per_deg", a.PxPerDeg),
		h5List("theta_bar_deg", a.ThetaBar),
		h5List("mc_theta_rad", a.ThetaMC),
		h5Attribute("seed", h5Uint64, h5Scalar, u64(nil, a.Seed)),
		h5Attribute("engine", h5String, h5Scalar, t.put(a.Engine)),
		h5Attribute("params_json", h5String, h5Scalar, t.put(string(a.Params))),
		h5Attribute("about_json", h5String, h5Scalar, t.put(string(h.about))),
		h5Attribute("warning", h5String, h5Scalar, t.put(warning)), // last, as its length differs
	}
	return h5Object(messages), t.heap(h.heapSize)
}

// Add writes one frame.
func (h *hdf5Movie) Add(f *sim.Frame) error {
	if err := h.m.fits(f); err != nil {
		return err
	}
	if err := h.more(); err != nil {
		return err
	}
	if h.m.Layout == TYX {
		floatsTYX(h.buf, f)
	} else {
		floatsX(h.buf, f)
	}
	_, err := h.w.Write(h.buf)
	return err
}

// Close writes the index and the header.
func (h *hdf5Movie) Close() error {
	if err := h.all(); err != nil {
		return err
	}
	if err := h.index(); err != nil {
		return err
	}
	warning := h.last.Warning
	if len(warning) > h5Warning {
		warning = strings.ToValidUTF8(warning[:h5Warning], "")
	}
	head, heap := h.header(warning)
	for _, b := range [][]byte{heap, head} {
		if _, err := h.w.Write(b); err != nil {
			return err
		}
	}
	return h.w.Flush()
}

// index writes the B-tree over the chunks, from its leaves to its root.
func (h *hdf5Movie) index() error {
	frames := uint64(h.m.Frames)
	key := func(b []byte, k uint64) []byte { // of the chunk of frame k, or of what comes behind the last
		b = u32(b, uint32(len(h.buf)))
		b = u32(b, 0) // no filter is left out
		var at [4]uint64
		at[h.order] = k
		if k >= frames {
			at = [4]uint64{h.dims[0], h.dims[1], h.dims[2], 4}
		}
		for _, v := range at {
			b = u64(b, v)
		}
		return b
	}
	below, width, span := uint64(h5Data), uint64(len(h.buf)), uint64(1) // where children are, how far apart, how many frames each has
	children := frames
	for level, nodes := range h5Levels(h.m.Frames) {
		at := below + children*width
		for n := range uint64(nodes) {
			first, last := n*h5Fan, min((n+1)*h5Fan, children)
			left, right := uint64(h5None), uint64(h5None)
			if n > 0 {
				left = at + (n-1)*h5ChunkNode
			}
			if n+1 < uint64(nodes) {
				right = at + (n+1)*h5ChunkNode
			}
			b := h5Node(1, level, int(last-first), left, right)
			for c := first; c < last; c++ {
				b = u64(key(b, c*span), below+c*width)
			}
			b = key(b, last*span)
			b = append(b, make([]byte, h5ChunkNode-len(b))...)
			if _, err := h.w.Write(b); err != nil {
				return err
			}
		}
		below, width, span, children = at, h5ChunkNode, span*h5Fan, uint64(nodes)
	}
	return nil
}
