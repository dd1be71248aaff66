package stimuli

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
)

// matFile reads MAT-files of level 5 (MathWorks, MAT-File Format): the array
// stimulus, stim or z, single, double, uint8 or uint16, with or without
// compression. Other variables before it are passed over; what is behind it is
// not read. Numbers may be stored as smaller ones, as MATLAB does.
type matFile struct {
	in    *input
	order binary.ByteOrder
}

// Types of what is stored, by their numbers in the format.
const (
	matInt8, matUint8, matInt16, matUint16, matInt32, matUint32 = 1, 2, 3, 4, 5, 6
	matSingle, matDouble, matMatrix, matPacked                  = 7, 9, 14, 15
	matMostHead                                                 = 1 << 10 // bytes of flags, sizes and name of an array
)

// openMAT finds the film of a MAT-file. If axes is auto, they are x, y, t.
func openMAT(in *input, axes string) (Film, error) {
	head, err := in.read(0, 128, "the MAT header")
	if err != nil {
		return nil, err
	}
	m := &matFile{in: in}
	switch string(head[126:]) {
	case "IM":
		m.order = binary.LittleEndian
	case "MI":
		m.order = binary.BigEndian
	default:
		return nil, fmt.Errorf("byte 126: byte order %s, want IM or MI", shortened(string(head[126:])))
	}
	if v := m.order.Uint16(head[124:]); v != 0x0100 {
		return nil, fmt.Errorf("byte 124: MAT version %#04x, want 0x0100", v)
	}
	if axes == "auto" {
		axes = "xyt"
	}
	var names []string
	for at := int64(128); at < in.size; {
		tag, err := in.read(uint64(at), 8, "a MAT variable")
		if err != nil {
			return nil, err
		}
		kind, size := m.order.Uint32(tag), int64(m.order.Uint32(tag[4:]))
		if kind != matMatrix && kind != matPacked {
			return nil, fmt.Errorf("byte %d: a MAT variable of type %d, want 14 (array) or 15 (packed)", at, kind)
		}
		if size > in.size-at-8 {
			return nil, fmt.Errorf("byte %d: a MAT variable of %d bytes, want it inside the file of %d bytes: it is torn", at, size, in.size)
		}
		v := &matVariable{m: m, at: at + 8, size: size, packed: kind == matPacked}
		err = v.read()
		if err != nil {
			return nil, fmt.Errorf("the MAT variable at byte %d: %w", at, err)
		}
		if slices.Contains(filmNames, v.name) {
			return v.film(axes)
		}
		if names = append(names, v.name); len(names) > maxMessages {
			return nil, fmt.Errorf("byte %d: more than %d MAT variables", at, maxMessages)
		}
		at += 8 + size
	}
	return nil, fmt.Errorf("variables %s, want one named %s", shortened(strings.Join(names, ", ")), strings.Join(filmNames, ", "))
}

// matVariable is an array in a MAT-file, up to its values.
type matVariable struct {
	m      *matFile
	at     int64 // of the first byte behind its tag
	size   int64
	packed bool

	class  byte
	mixed  bool // complex
	shape  []uint64
	name   string
	stored uint32 // type of the values
	bytes  int64  // of them
	skip   int64  // bytes before them
}

// open begins the bytes of the array, unpacked.
func (v *matVariable) open() (*cursor, error) {
	var r io.Reader = io.NewSectionReader(v.m.in, v.at, v.size)
	if !v.packed {
		return newCursor(r), nil
	}
	z, err := unzlib(nil, r)
	if err != nil {
		return nil, unpackError(err)
	}
	c := newCursor(unpacked{z})
	var tag [8]byte
	if err := c.fill(tag[:], "a packed MAT variable"); err != nil {
		return nil, err
	}
	if kind := v.m.order.Uint32(tag[:]); kind != matMatrix {
		return nil, fmt.Errorf("type %d inside, want 14 (array)", kind)
	}
	return c, nil
}

// unpacked tells in words what is wrong with packed data.
type unpacked struct{ io.Reader }

func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = unpackError(err)
	}
	return n, err
}

// read takes the flags, the sizes, the name and the tag of the values.
func (v *matVariable) read() error {
	c, err := v.open()
	if err != nil {
		return err
	}
	start := c.at
	flags, err := v.element(c, matUint32)
	if err != nil {
		return err
	}
	dims, err := v.element(c, matInt32)
	if err != nil {
		return err
	}
	name, err := v.element(c, matInt8)
	if err != nil {
		return err
	}
	if len(flags) < 8 {
		return fmt.Errorf("flags of %d bytes, want 8", len(flags))
	}
	word := v.m.order.Uint32(flags)
	v.class, v.mixed, v.name = byte(word), word&0x800 != 0, string(name)
	for ; len(dims) >= 4; dims = dims[4:] {
		n := int32(v.m.order.Uint32(dims))
		if n < 0 {
			return fmt.Errorf("a size of %d, want 0 or more", n)
		}
		v.shape = append(v.shape, uint64(n))
	}
	if !slices.Contains(filmNames, v.name) {
		return nil
	}
	if v.stored, v.bytes, err = v.tag(c); err != nil {
		return err
	}
	v.skip = c.at - start
	return nil
}

// tag reads the type and size of an element; of a small one, whose values lie
// in the tag, only the first half.
func (v *matVariable) tag(c *cursor) (kind uint32, size int64, err error) {
	var b [8]byte
	if err := c.fill(b[:4], "a MAT variable"); err != nil {
		return 0, 0, err
	}
	if kind = v.m.order.Uint32(b[:]); kind>>16 != 0 {
		return kind & 0xffff, int64(kind >> 16), nil
	}
	if err := c.fill(b[4:], "a MAT variable"); err != nil {
		return 0, 0, err
	}
	return kind, int64(v.m.order.Uint32(b[4:])), nil
}

// element reads a small element of a type, with what pads it.
func (v *matVariable) element(c *cursor, want uint32) ([]byte, error) {
	start := c.at
	kind, size, err := v.tag(c)
	if err != nil {
		return nil, err
	}
	if kind != want || size > matMostHead {
		return nil, fmt.Errorf("an element of type %d and %d bytes, want type %d and at most %d bytes", kind, size, want, matMostHead)
	}
	b := make([]byte, size)
	if err := c.fill(b, "a MAT variable"); err != nil {
		return nil, err
	}
	return b, c.skip((8-(c.at-start)%8)%8, "a MAT variable")
}

// film is the variable as a film. A class of whole numbers is over its
// largest, however it is stored.
func (v *matVariable) film(axes string) (Film, error) {
	if len(v.shape) != 3 {
		return nil, fmt.Errorf("byte %d: variable %s of shape %v, want three axes, x, y, t", v.at, v.name, v.shape)
	}
	typ, ok := map[[2]uint32]number{
		{6, matDouble}: {floats: true, size: 8}, {7, matSingle}: {floats: true, size: 4},
		{6, matSingle}: {floats: true, size: 4}, {9, matUint8}: {size: 1}, {11, matUint16}: {size: 2},
		{6, matUint8}: {whole: true, size: 1}, {7, matUint8}: {whole: true, size: 1},
	}[[2]uint32{uint32(v.class), v.stored}]
	if !ok || v.mixed {
		return nil, fmt.Errorf("byte %d: variable %s of class %d, stored as type %d, want real %s", v.at, v.name, v.class, v.stored, wantNumber)
	}
	typ.big = v.m.order == binary.BigEndian
	w, h, n := sizes(axes, [3]uint64(v.shape))
	c, err := newCube(v.m.in, v.at, w, h, n, typ, orderOf(axes, true), nil)
	if err != nil {
		return nil, err
	}
	size := c.cost * int64(typ.size)
	if v.bytes != size || !v.packed && v.skip+size > v.size || v.packed && !packable(uint64(size), uint64(v.size)) {
		return nil, fmt.Errorf("byte %d: variable %s with %d bytes of values in %d, want %d for shape %v", v.at, v.name, v.bytes, v.size, size, v.shape)
	}
	c.open = func() (io.Reader, error) {
		if v.packed {
			if err := v.m.in.spend(size); err != nil {
				return nil, err
			}
		}
		r, err := v.open()
		if err != nil {
			return nil, err
		}
		return r, r.skip(v.skip, "a MAT variable")
	}
	return c, nil
}
