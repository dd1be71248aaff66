package stimuli

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const npyMagic = "\x93NUMPY"

// npyHead is the header of a NumPy array.
type npyHead struct {
	descr   string
	fortran bool
	shape   []uint64
	size    int64 // bytes before the first value
}

// openNPY reads a NumPy file, format 1.0 to 3.0, of three axes. What their
// meaning is, axes says; if auto, xyt in Fortran order (as we write), tyx in C
// order.
func openNPY(in *input, axes string) (Film, error) {
	h, err := readNPYHead(newCursor(in.whole()))
	if err != nil {
		return nil, err
	}
	c, err := h.cube(in, axes)
	if err != nil {
		return nil, err
	}
	if want := c.cost * int64(c.typ.size); in.size-h.size < want {
		return nil, fmt.Errorf("byte %d: %d bytes of values, want %d for shape %v of %s: it is torn", h.size, in.size-h.size, want, h.shape, h.descr)
	}
	c.open = func() (io.Reader, error) { return io.NewSectionReader(in, h.size, in.size-h.size), nil }
	return c, nil
}

// cube is the array as a film, still without its values.
func (h *npyHead) cube(in *input, axes string) (*cube, error) {
	const at = 10 // where the text of the header begins
	if len(h.shape) != 3 {
		return nil, fmt.Errorf("byte %d: shape %v, want three axes, t, y, x or x, y, t", at, h.shape)
	}
	typ, err := npyNumber(h.descr)
	if err != nil {
		return nil, fmt.Errorf("byte %d: %w", at, err)
	}
	if axes == "auto" {
		axes = "tyx"
		if h.fortran {
			axes = "xyt"
		}
	}
	wide, high, n := sizes(axes, [3]uint64(h.shape))
	return newCube(in, at, wide, high, n, typ, orderOf(axes, h.fortran), nil)
}

// npyNumber reads a type as NumPy writes it, such as <f4.
func npyNumber(descr string) (number, error) {
	var t number
	switch strings.TrimLeft(descr, "<>|=") {
	case "u1":
		t = number{size: 1}
	case "u2":
		t = number{size: 2}
	case "f4":
		t = number{floats: true, size: 4}
	case "f8":
		t = number{floats: true, size: 8}
	case "O":
		return t, fmt.Errorf("type %q, Python objects, which are never opened, want %s", descr, wantNumber)
	default:
		return t, fmt.Errorf("type %s, want %s", shortened(descr), wantNumber)
	}
	t.big = strings.HasPrefix(descr, ">")
	return t, nil
}

// readNPYHead reads as far as the first value.
func readNPYHead(c *cursor) (*npyHead, error) {
	const what = "the NumPy header"
	var b [12]byte
	if err := c.fill(b[:8], what); err != nil {
		return nil, err
	}
	if string(b[:6]) != npyMagic {
		return nil, fmt.Errorf("byte 0: it begins with %s, want %q", shortened(string(b[:6])), npyMagic)
	}
	var n uint32
	switch major := b[6]; major {
	case 1:
		if err := c.fill(b[8:10], what); err != nil {
			return nil, err
		}
		n = uint32(binary.LittleEndian.Uint16(b[8:]))
	case 2, 3:
		if err := c.fill(b[8:12], what); err != nil {
			return nil, err
		}
		n = binary.LittleEndian.Uint32(b[8:])
	default:
		return nil, fmt.Errorf("byte 6: NumPy format %d, want 1 to 3", major)
	}
	if n > maxText {
		return nil, fmt.Errorf("byte 8: a header of %d bytes, want at most %d", n, maxText)
	}
	text := make([]byte, n)
	if err := c.fill(text, what); err != nil {
		return nil, err
	}
	h := &npyHead{size: c.at}
	l := &literal{s: string(text)}
	if err := h.parse(l); err != nil {
		return nil, fmt.Errorf("byte %d: %w", int(c.at)-len(text)+l.i, err)
	}
	return h, nil
}

// parse reads the dictionary {'descr': '<f4', 'fortran_order': False,
// 'shape': (3, 4, 5), } with its keys in any order.
func (h *npyHead) parse(l *literal) error {
	seen := map[string]bool{}
	if !l.take("{") {
		return errors.New("the NumPy header is no dictionary")
	}
	for !l.take("}") {
		key, err := l.text()
		if err != nil {
			return err
		}
		if !l.take(":") {
			return errors.New("the NumPy header lacks a colon")
		}
		switch key {
		case "descr":
			if l.take("[") {
				return fmt.Errorf("a type of several fields, want %s", wantNumber)
			}
			h.descr, err = l.text()
		case "fortran_order":
			if h.fortran = l.take("True"); !h.fortran && !l.take("False") {
				return errors.New("fortran_order is neither True nor False")
			}
		case "shape":
			h.shape, err = l.tuple()
		default:
			return fmt.Errorf("key %s in the NumPy header, want descr, fortran_order and shape", shortened(key))
		}
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%s twice in the NumPy header", key)
		}
		seen[key] = true
		if !l.take(",") && !l.peek("}") {
			return errors.New("the NumPy header lacks a comma or its end")
		}
	}
	if l.space(); l.i != len(l.s) {
		return errors.New("the NumPy header goes on behind its end")
	}
	if len(seen) != 3 {
		return fmt.Errorf("%d keys in the NumPy header, want descr, fortran_order and shape", len(seen))
	}
	return nil
}

// literal reads the little of Python that a NumPy header holds.
type literal struct {
	s string
	i int
}

func (l *literal) space() {
	for l.i < len(l.s) && strings.IndexByte(" \t\r\n", l.s[l.i]) >= 0 {
		l.i++
	}
}

func (l *literal) peek(s string) bool {
	l.space()
	return strings.HasPrefix(l.s[l.i:], s)
}

func (l *literal) take(s string) bool {
	if !l.peek(s) {
		return false
	}
	l.i += len(s)
	return true
}

// text is a string in quotes, without escapes.
func (l *literal) text() (string, error) {
	for _, q := range []string{"'", `"`} {
		if l.take(q) {
			n := strings.Index(l.s[l.i:], q)
			if n < 0 || strings.IndexByte(l.s[l.i:l.i+n], '\\') >= 0 {
				break
			}
			l.i += n + 1
			return l.s[l.i-n-1 : l.i-1], nil
		}
	}
	return "", errors.New("no text in quotes where the NumPy header needs one")
}

// tuple is sizes in round brackets.
func (l *literal) tuple() ([]uint64, error) {
	shape := []uint64{}
	if !l.take("(") {
		return nil, errors.New("a shape without brackets")
	}
	for !l.take(")") {
		l.space()
		n := l.i
		for n < len(l.s) && strings.IndexByte("+-0123456789", l.s[n]) >= 0 {
			n++
		}
		size, err := strconv.ParseUint(l.s[l.i:n], 10, 63)
		if err != nil {
			return nil, fmt.Errorf("a shape with %s, want whole numbers from 0", shortened(l.s[l.i:max(n, min(l.i+1, len(l.s)))]))
		}
		if l.i = n; len(shape) == 32 {
			return nil, errors.New("a shape of more than 32 axes, want three")
		}
		shape = append(shape, size)
		l.take("L") // as Python 2 wrote it
		if !l.take(",") && !l.peek(")") {
			return nil, errors.New("a shape without its end")
		}
	}
	return shape, nil
}
