package export

import (
	"io"

	"striate/sim"
)

// pieceSize is how much is written at once: in pieces of 2 MiB Linux
// gives a file large pages, which takes a quarter of the time.
const pieceSize = 2 << 20

// behind writes large pieces, one while the next is filled.
type behind struct {
	w           io.Writer
	buf, spare  []byte
	underway    chan error // result of the piece that is being written
	outstanding bool
}

// newBehind is for about so many bytes in all.
func newBehind(w io.Writer, total int) *behind {
	size := min(pieceSize, max(total, 1))
	both := make([]byte, 2*size)
	sim.LargePages(both)
	return &behind{w: w, buf: both[:0:size], spare: both[size:size], underway: make(chan error, 1)}
}

// Write takes p; an error may belong to what was written before.
func (b *behind) Write(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		k := min(len(p)-n, cap(b.buf)-len(b.buf))
		b.buf = append(b.buf, p[n:n+k]...)
		n += k
		if len(b.buf) == cap(b.buf) {
			if err := b.send(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// send starts to write what was filled.
func (b *behind) send() error {
	if err := b.wait(); err != nil {
		return err
	}
	full := b.buf
	b.buf, b.spare = b.spare[:0], full
	b.outstanding = true
	go func() {
		_, err := b.w.Write(full)
		b.underway <- err
	}()
	return nil
}

// wait is for the piece that is being written.
func (b *behind) wait() error {
	if !b.outstanding {
		return nil
	}
	b.outstanding = false
	return <-b.underway
}

// Flush writes the rest.
func (b *behind) Flush() error {
	if err := b.wait(); err != nil || len(b.buf) == 0 {
		return err
	}
	_, err := b.w.Write(b.buf)
	b.buf = b.buf[:0]
	return err
}
