package export

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
	"unsafe"

	"striate/sim"
)

// npyHeader is the head of a NumPy file, format 1.0, padded to 64 bytes.
func npyHeader(descr string, fortran bool, shape []int) []byte {
	order := "False"
	if fortran {
		order = "True"
	}
	dims := make([]string, len(shape))
	for i, n := range shape {
		dims[i] = fmt.Sprintf("%d,", n)
	}
	size := strings.Join(dims, " ")
	if len(shape) > 1 {
		size = strings.TrimSuffix(size, ",")
	}
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", descr, order, size)
	pad := 63 - (10+len(dict))%64
	head := append([]byte("\x93NUMPY\x01\x00"), 0, 0)
	binary.LittleEndian.PutUint16(head[8:], uint16(len(dict)+pad+1))
	head = append(head, dict...)
	head = append(head, strings.Repeat(" ", pad)...)
	return append(head, '\n')
}

// npyMovie streams [x, y, t] float32 in Fortran order, so that a frame is one
// piece of the file.
type npyMovie struct {
	counter
	w   *behind
	m   Movie
	buf []byte // a row, where the machine keeps numbers the other way round
}

// NewNPY begins a NumPy array [x, y, t] of float32 luminance, with y rising
// upwards, as MotionClouds shows its movies: z[:, :, t] turned by 90 degrees
// anticlockwise is the frame.
func NewNPY(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	n := &npyMovie{w: newBehind(w, 128+4*m.Width*m.Height*m.Frames), m: m, counter: counter{announced: m.Frames}}
	_, err := n.w.Write(npyHeader("<f4", true, []int{m.Width, m.Height, m.Frames}))
	return n, err
}

// Add writes one frame.
func (n *npyMovie) Add(f *sim.Frame) error {
	if err := n.m.fits(f); err != nil {
		return err
	}
	if err := n.more(); err != nil {
		return err
	}
	for y := f.H - 1; y >= 0; y-- {
		n.buf = littleEndian(n.buf, f.Pix[y*f.W:(y+1)*f.W])
		if _, err := n.w.Write(n.buf); err != nil {
			return err
		}
	}
	return nil
}

// nativeLittle says whether numbers lie in memory as they do in the file.
var nativeLittle = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// littleEndian is the bytes of x, low bytes first: x itself where it lies in
// memory so, otherwise in buf, which may grow.
func littleEndian(buf []byte, x []float32) []byte {
	if nativeLittle {
		return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 4*len(x))
	}
	buf = buf[:0]
	for _, v := range x {
		buf = binary.LittleEndian.AppendUint32(buf, math.Float32bits(v))
	}
	return buf
}

// Close tells whether as many frames came as were announced.
func (n *npyMovie) Close() error {
	if err := n.all(); err != nil {
		n.abandon()
		return err
	}
	return n.w.Flush()
}

// abandon waits until nothing is written any more.
func (n *npyMovie) abandon() { _ = n.w.wait() }

// NPY writes one array in C order (last index fastest): []float64, []float32,
// []uint8, []uint32, []uint64, []int64, a []string or a string (with an empty
// shape: a scalar). The Fourier envelope of a stimulus is such an array.
func NPY(w io.Writer, shape []int, data any) error {
	b := bufio.NewWriterSize(w, 1<<16)
	var err error
	switch d := data.(type) {
	case []float64:
		err = putAll(b, "<f8", shape, d)
	case []float32:
		err = putAll(b, "<f4", shape, d)
	case []uint8:
		err = putAll(b, "|u1", shape, d)
	case []uint32:
		err = putAll(b, "<u4", shape, d)
	case []uint64:
		err = putAll(b, "<u8", shape, d)
	case []int64:
		err = putAll(b, "<i8", shape, d)
	case []string:
		err = putText(b, shape, d)
	case string:
		err = putText(b, shape, []string{d})
	default:
		err = fmt.Errorf("array of %T, want numbers or strings", data)
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

func putAll[T any](w *bufio.Writer, descr string, shape []int, data []T) error {
	if err := sized(shape, len(data)); err != nil {
		return err
	}
	if _, err := w.Write(npyHeader(descr, false, shape)); err != nil {
		return err
	}
	for len(data) > 0 { // in pieces, to bound the memory
		n := min(len(data), 1<<13)
		if err := binary.Write(w, binary.LittleEndian, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// putText writes strings as NumPy's '<U', UTF-32 padded with zeros.
func putText(w *bufio.Writer, shape []int, data []string) error {
	if err := sized(shape, len(data)); err != nil {
		return err
	}
	long := 1
	for _, s := range data {
		long = max(long, utf8.RuneCountInString(s))
	}
	if _, err := w.Write(npyHeader(fmt.Sprintf("<U%d", long), false, shape)); err != nil {
		return err
	}
	for _, s := range data {
		runes := make([]int32, long)
		copy(runes, []rune(s))
		if err := binary.Write(w, binary.LittleEndian, runes); err != nil {
			return err
		}
	}
	return nil
}

func sized(shape []int, n int) error {
	want := 1
	for _, d := range shape {
		want *= d
	}
	if want != n {
		return fmt.Errorf("array of %d values, want %d for shape %v", n, want, shape)
	}
	return nil
}
