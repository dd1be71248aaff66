package stimuli

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"reflect"

	"codeberg.org/sbinet/npyio"

	"striate/sim"
)

// readNPY adds the frames of a NumPy file: whole numbers over the largest of
// their type (unsigned), floats from 0 to 1, in C or Fortran order.
func (c *clip) readNPY(v *Video, size int64) (err error) {
	// A torn header makes the reader index out of its buffer.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("torn NumPy header")
		}
	}()
	f, err := os.Open(v.File)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := checkHeaderLen(f, size); err != nil {
		return err
	}
	r, err := npyio.NewReader(bufio.NewReaderSize(f, 1<<16))
	if err != nil {
		return err
	}
	shape := r.Header.Descr.Shape
	if len(shape) != 3 {
		return fmt.Errorf("%d axes, want 3, %s", len(shape), v.Axes)
	}
	// The axis and the sense of x, y, t.
	ax, ay, at := 2, 1, 0
	if v.Axes == "xyt" {
		ax, ay, at = 0, 1, 2
	}
	w, h, n := shape[ax], shape[ay], shape[at]
	if err := c.checkSource(v, w, h, n); err != nil {
		return err
	}
	if n > 4*MaxVoxels/w/h {
		return fmt.Errorf("%d x %d x %d values, want at most %d", shape[0], shape[1], shape[2], 4*MaxVoxels)
	}
	typ := npyio.TypeFrom(r.Header.Descr.Type)
	if typ == nil {
		return fmt.Errorf("type %s, want u1, u2 or a float", r.Header.Descr.Type)
	}
	if want := int64(w) * int64(h) * int64(n) * int64(typ.Size()); size < want {
		return fmt.Errorf("%d bytes, want more than %d for its shape: it is torn", size, want)
	}
	get, err := loadNPY(r, typ)
	if err != nil {
		return err
	}
	stride := [3]int{shape[1] * shape[2], shape[2], 1}
	if r.Header.Descr.Fortran {
		stride = [3]int{1, shape[0], shape[0] * shape[1]}
	}
	big := sim.NewFrame(w, h)
	for t := range n {
		for row := range h {
			y := row
			if v.Axes == "xyt" { // y upward
				y = h - 1 - row
			}
			for x := range w {
				l := get(t*stride[at] + y*stride[ay] + x*stride[ax])
				if !(l >= 0 && l <= 1) {
					return fmt.Errorf("a value of %g at frame %d, row %d, column %d, want 0 to 1", l, t, row, x)
				}
				big.Pix[row*w+x] = float32(l)
			}
		}
		c.add(v, big)
	}
	return nil
}

// checkHeaderLen refuses a version 2 header that claims more than the file.
func checkHeaderLen(f *os.File, size int64) error {
	var b [12]byte
	if _, err := f.ReadAt(b[:], 0); err != nil {
		return fmt.Errorf("not a NumPy file")
	}
	if n := int64(b[8]) | int64(b[9])<<8 | int64(b[10])<<16 | int64(b[11])<<24; b[6] >= 2 && n > min(size, 1<<20) {
		return fmt.Errorf("a header of %d bytes", n)
	}
	return nil
}

// loadNPY reads all values and returns them by index, as luminance.
func loadNPY(r *npyio.Reader, typ reflect.Type) (func(i int) float64, error) {
	switch typ.Kind() {
	case reflect.Uint8:
		return loadAs[uint8](r, 1.0/math.MaxUint8)
	case reflect.Uint16:
		return loadAs[uint16](r, 1.0/math.MaxUint16)
	case reflect.Float32:
		return loadAs[float32](r, 1)
	case reflect.Float64:
		return loadAs[float64](r, 1)
	}
	return nil, fmt.Errorf("values of type %s, want uint8, uint16, float32 or float64", typ)
}

func loadAs[T uint8 | uint16 | float32 | float64](r *npyio.Reader, scale float64) (func(i int) float64, error) {
	var a []T
	if err := r.Read(&a); err != nil {
		return nil, err
	}
	return func(i int) float64 { return scale * float64(a[i]) }, nil
}
