package export

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
)

// What comes out is what went in, in whole pieces.
func TestBehind(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, total := range []int{0, 1, 1000, pieceSize, pieceSize + 1, 3*pieceSize + 77} {
		data := make([]byte, total)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		var out pieces
		b := newBehind(&out, total)
		for rest := data; len(rest) > 0; {
			n := min(len(rest), 1+r.IntN(300000))
			if k, err := b.Write(rest[:n]); k != n || err != nil {
				t.Fatal(k, err)
			}
			rest = rest[n:]
		}
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.all, data) {
			t.Errorf("%d bytes came out otherwise", total)
		}
		for i, n := range out.sizes {
			if i < len(out.sizes)-1 && n != pieceSize {
				t.Errorf("%d bytes: piece %d has %d", total, i, n)
			}
		}
	}
}

// An error of the writer comes back, from the next piece at the latest.
func TestBehindFails(t *testing.T) {
	full := errors.New("disk full")
	b := newBehind(&pieces{err: full}, 3*pieceSize)
	_, err := b.Write(make([]byte, 2*pieceSize))
	if err != full {
		t.Errorf("error %v, want %v", err, full)
	}
	b = newBehind(&pieces{err: full}, pieceSize)
	if _, err := b.Write(make([]byte, pieceSize)); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err != full {
		t.Errorf("error %v, want %v", err, full)
	}
}

type pieces struct {
	all   []byte
	sizes []int
	err   error
}

func (p *pieces) Write(b []byte) (int, error) {
	p.all, p.sizes = append(p.all, b...), append(p.sizes, len(b))
	return len(b), p.err
}
