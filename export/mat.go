package export

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"

	"striate/sim"
)

// Types of data and classes of arrays in a MAT-file of level 5 (MathWorks,
// MAT-File Format).
const (
	miINT8, miUINT16, miINT32, miUINT32, miSINGLE, miDOUBLE, miUINT64, miMATRIX = 1, 4, 5, 6, 7, 9, 13, 14
	mxCHAR, mxDOUBLE, mxSINGLE, mxUINT64                                        = 4, 6, 7, 15
)

// matMost is the size of a variable, bytes: MATLAB reads up to 2 GiB.
const matMost = 1<<31 - 1

// matMovie streams the variable z.
type matMovie struct {
	ending
	counter
	w   *bufio.Writer
	m   Movie
	buf []byte
	odd int // bytes that z lacks to a whole 8
}

// NewMAT begins a MAT-file of level 5, not compressed: fps, px_per_deg, seed,
// theta_bar_deg, mc_theta_rad, axes, units, engine and params_json, then z,
// single [x, y, t] with y rising upwards, luminance 0 to 1, as MotionClouds
// saves it, and last warning.
func NewMAT(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	if m.Layout == TYX {
		return nil, refuse("layout", TYX, "%s: in a MAT-file the first index runs fastest, so that [t, y, x] cannot be written frame by frame", XYT)
	}
	if err := m.in(XYT); err != nil {
		return nil, err
	}
	frame := 4 * m.Width * m.Height
	if m.Frames > (matMost-128)/frame {
		return nil, refuse("frames", fmt.Sprintf("%d of %d x %d px", m.Frames, m.Width, m.Height), "at most %d: MATLAB reads variables of up to 2 GiB from a MAT-file of level 5; .h5 has no such bound", (matMost-128)/frame)
	}
	a := &matMovie{w: bufio.NewWriterSize(w, 1<<16), m: m, counter: counter{announced: m.Frames}, buf: make([]byte, frame)}
	return a, a.head()
}

func (a *matMovie) head() error {
	about := a.m.about("mat")
	head := fmt.Sprintf("%-116s", fmt.Sprintf("MATLAB 5.0 MAT-file, %.40s, seed %d", a.m.Provenance.Engine, a.m.Provenance.Seed))
	b := append([]byte(head[:116]), make([]byte, 8)...)
	b = append(b, 0x00, 0x01, 'I', 'M') // version 1.0, little endian
	b = matNumbers(b, "fps", []float64{a.m.FPS})
	b = matNumbers(b, "px_per_deg", []float64{about.PxPerDeg})
	b = matNumbers(b, "theta_bar_deg", about.ThetaBar)
	b = matNumbers(b, "mc_theta_rad", about.ThetaMC)
	b = matArray(b, "seed", mxUINT64, []int{1, 1}, miUINT64, binary.LittleEndian.AppendUint64(nil, about.Seed))
	b = matText(b, "axes", about.Axes)
	b = matText(b, "units", fmt.Sprintf("x: %s; y: %s; t: %s; z: %s", about.Units["x"], about.Units["y"], about.Units["t"], about.Units["values"]))
	b = matText(b, "engine", about.Engine)
	b = matText(b, "params_json", string(about.Params))
	size := len(a.buf) * a.m.Frames
	a.odd = pad8(size) - size
	b = matHead(b, "z", mxSINGLE, []int{a.m.Width, a.m.Height, a.m.Frames}, miSINGLE, size)
	_, err := a.w.Write(b)
	return err
}

// Add writes one frame.
func (a *matMovie) Add(f *sim.Frame) error {
	if err := a.m.fits(f); err != nil {
		return err
	}
	if err := a.more(); err != nil {
		return err
	}
	floatsXYT(a.buf, f)
	_, err := a.w.Write(a.buf)
	return err
}

// Close writes the last variable.
func (a *matMovie) Close() error {
	if err := a.all(); err != nil {
		return err
	}
	b := matText(make([]byte, a.odd), "warning", a.last.Warning)
	if _, err := a.w.Write(b); err != nil {
		return err
	}
	return a.w.Flush()
}

func pad8(n int) int { return (n + 7) &^ 7 }

// matTag begins an element of so many bytes.
func matTag(b []byte, kind, size int) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(kind))
	return binary.LittleEndian.AppendUint32(b, uint32(size))
}

// matHead begins an array up to its data.
func matHead(b []byte, name string, class int, shape []int, kind, size int) []byte {
	whole := 16 + 8 + pad8(4*len(shape)) + 8 + pad8(len(name)) + 8 + pad8(size)
	b = matTag(b, miMATRIX, whole)
	b = matTag(b, miUINT32, 8)
	b = matTag(b, class, 0) // flags: real numbers
	b = matTag(b, miINT32, 4*len(shape))
	for _, n := range shape {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	b = append(b, make([]byte, pad8(4*len(shape))-4*len(shape))...)
	b = matTag(b, miINT8, len(name))
	b = append(b, name...)
	b = append(b, make([]byte, pad8(len(name))-len(name))...)
	return matTag(b, kind, size)
}

func matArray(b []byte, name string, class int, shape []int, kind int, data []byte) []byte {
	b = append(matHead(b, name, class, shape, kind, len(data)), data...)
	return append(b, make([]byte, pad8(len(data))-len(data))...)
}

func matNumbers(b []byte, name string, v []float64) []byte {
	data, _ := binary.Append(nil, binary.LittleEndian, v) // numbers do not fail
	return matArray(b, name, mxDOUBLE, []int{min(1, len(v)), len(v)}, miDOUBLE, data)
}

func matText(b []byte, name, s string) []byte {
	units := utf16.Encode([]rune(s))
	data, _ := binary.Append(nil, binary.LittleEndian, units)
	return matArray(b, name, mxCHAR, []int{min(1, len(units)), len(units)}, miUINT16, data)
}
