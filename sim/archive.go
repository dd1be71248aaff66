package sim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
)

// Archive walks over the state of something at work. The same walk writes the
// state and reads it back, so that the two cannot differ:
//
//	func (c *cells) State(a *sim.Archive) {
//		a.Label("if_cond_exp")
//		sim.Fixed(a, c.v)
//		sim.Value(a, &c.step)
//		a.Random(c.pcg)
//	}
//
// After an error the rest of the walk does nothing; what was read into is then
// half old and half new, and is to be thrown away.
type Archive struct {
	data    []byte
	at      int
	loading bool
	err     error
}

// Number is what an archive holds.
type Number interface {
	~int8 | ~uint8 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~float32 | ~float64 | ~complex128
}

const archiveMagic = "striate state 1\n"

var errArchiveShort = errors.New("state ends too early")

// Save writes the state that walk goes over.
func Save(walk func(*Archive)) ([]byte, error) {
	a := &Archive{data: []byte(archiveMagic)}
	walk(a)
	if a.err != nil {
		return nil, a.err
	}
	return binary.LittleEndian.AppendUint32(a.data, crc32.ChecksumIEEE(a.data)), nil
}

// IsState says whether data begins as what Save wrote, in this version or
// another.
func IsState(data []byte) bool { return bytes.HasPrefix(data, []byte("striate state ")) }

// Load reads what Save wrote. The walk must be that of something built in the
// same way.
func Load(data []byte, walk func(*Archive)) error {
	n := len(data) - 4
	if n < len(archiveMagic) || !bytes.HasPrefix(data, []byte(archiveMagic)) {
		if IsState(data) && n >= len(archiveMagic) {
			return errors.New("saved state is of another version of this program")
		}
		return fmt.Errorf("not a saved state: it does not begin with %q", archiveMagic[:len(archiveMagic)-1])
	}
	if crc32.ChecksumIEEE(data[:n]) != binary.LittleEndian.Uint32(data[n:]) {
		return errors.New("saved state is damaged: its checksum does not fit")
	}
	a := &Archive{data: data[:n], at: len(archiveMagic), loading: true}
	walk(a)
	if a.err == nil && a.at != n {
		return fmt.Errorf("saved state has %d bytes too many: it is of something else", n-a.at)
	}
	return a.err
}

// Loading says whether the walk reads.
func (a *Archive) Loading() bool { return a.loading }

// Err is the first error of the walk.
func (a *Archive) Err() error { return a.err }

// Fail ends the walk with an error, if there is none yet.
func (a *Archive) Fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

// Label marks a place: reading fails where the mark is another one.
func (a *Archive) Label(s string) {
	b := []byte(s)
	Varying(a, &b)
	if a.err == nil && a.loading && string(b) != s {
		a.Fail(fmt.Errorf("saved state has %q where %q is wanted", b, s))
	}
}

// Random is the state of a random stream.
func (a *Archive) Random(p *rand.PCG) {
	b, err := p.MarshalBinary()
	if err != nil {
		a.Fail(err)
		return
	}
	Varying(a, &b)
	if a.err == nil && a.loading {
		if err := p.UnmarshalBinary(b); err != nil {
			a.Fail(err)
		}
	}
}

// Bool is one truth value.
func (a *Archive) Bool(x *bool) {
	var b uint8
	if *x {
		b = 1
	}
	Value(a, &b)
	if a.loading {
		*x = b == 1
	}
}

// Value is one number.
func Value[T Number](a *Archive, x *T) {
	one := [1]T{*x}
	raw(a, one[:])
	*x = one[0]
}

// Fixed is a slice whose length does not change: what is read must have it.
func Fixed[T Number](a *Archive, x []T) {
	n := int64(len(x))
	Value(a, &n)
	if a.err == nil && n != int64(len(x)) {
		a.Fail(fmt.Errorf("saved state has %d values where %d are wanted", n, len(x)))
	}
	raw(a, x)
}

// Bounded is Fixed for numbers that cannot be outside of lo to hi: if they are
// when they are read, or are no numbers, the state was not saved by us.
func Bounded[T ~float32 | ~float64](a *Archive, x []T, lo, hi float64) {
	Fixed(a, x)
	if !a.loading {
		return
	}
	for i, v := range x {
		if !(float64(v) >= lo && float64(v) <= hi) {
			a.Fail(fmt.Errorf("saved state has the value %g, want %g to %g", float64(v), lo, hi))
			x[i] = T(lo)
		}
	}
}

// Varying is a slice that has had, and may take, any length.
func Varying[T Number](a *Archive, x *[]T) {
	n := int64(len(*x))
	Value(a, &n)
	if a.loading && a.err == nil {
		var zero T
		if n < 0 || n > int64(len(a.data)-a.at)/int64(binary.Size(zero)) {
			a.Fail(errArchiveShort)
			return
		}
		if int64(cap(*x)) < n {
			*x = make([]T, n)
		}
		*x = (*x)[:n]
	}
	raw(a, *x)
}

func raw[T Number](a *Archive, x []T) {
	if a.err != nil || len(x) == 0 {
		return
	}
	if !a.loading {
		if n := len(a.data) + binary.Size(x); n > cap(a.data) {
			a.data = slices.Grow(a.data, max(n, 2*cap(a.data))-len(a.data))
		}
		var err error
		if a.data, err = binary.Append(a.data, binary.LittleEndian, x); err != nil {
			a.Fail(err)
		}
		return
	}
	n := binary.Size(x)
	if n > len(a.data)-a.at {
		a.Fail(errArchiveShort)
		return
	}
	if _, err := binary.Decode(a.data[a.at:a.at+n], binary.LittleEndian, x); err != nil {
		a.Fail(err)
	}
	a.at += n
}
