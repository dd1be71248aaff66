package sim

import (
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"testing"
)

// signed puts the right checksum under a body, so that what is read behind it
// is put to the test.
func signed(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.ChecksumIEEE(body))
}

// Whatever the bytes: an error or a state, no panic, and no more room taken
// than there are bytes.
func FuzzLoad(f *testing.F) {
	was := &thing{x: make([]float64, 4), list: []int32{3, -4}, rng: rand.NewPCG(1, 2)}
	data, err := Save(was.state)
	if err != nil {
		f.Fatal(err)
	}
	for at := range len(data) - 4 {
		for _, x := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			changed := append([]byte(nil), data[:len(data)-4]...)
			changed[at] = x
			f.Add(changed)
			f.Add(changed[:at])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		is := &thing{x: make([]float64, 4), rng: rand.NewPCG(0, 0)}
		err := Load(signed(body), is.state)
		if cap(is.list)*4 > len(body) || len(is.x) != 4 {
			t.Errorf("a list of %d and %d values out of %d bytes", cap(is.list), len(is.x), len(body))
		}
		if err != nil {
			return
		}
		again, err := Save(is.state)
		if err != nil {
			t.Fatal(err)
		}
		if err := Load(again, (&thing{x: make([]float64, 4), rng: rand.NewPCG(0, 0)}).state); err != nil {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}
