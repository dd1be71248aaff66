package stimuli

import (
	"bufio"
	"io"
)

// cursor reads a file from front to back and knows where it is.
type cursor struct {
	r  *bufio.Reader
	at int64 // of the next byte
}

func newCursor(r io.Reader) *cursor { return &cursor{r: bufio.NewReaderSize(r, 1<<16)} }

// ReadByte is that of io.ByteReader.
func (c *cursor) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.at++
	}
	return b, err
}

// Read is that of io.Reader.
func (c *cursor) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.at += int64(n)
	return n, err
}

// fill reads all of p; what names it where the file ends too early.
func (c *cursor) fill(p []byte, what string) error {
	if _, err := io.ReadFull(c, p); err == io.EOF || err == io.ErrUnexpectedEOF {
		return tornAt(c.at, what)
	} else if err != nil {
		return err
	}
	return nil
}

// skip passes over n bytes.
func (c *cursor) skip(n int64, what string) error {
	for n > 0 {
		m, err := c.r.Discard(int(min(n, 1<<20)))
		c.at += int64(m)
		n -= int64(m)
		if err == io.EOF {
			return tornAt(c.at, what)
		} else if err != nil {
			return err
		}
	}
	return nil
}
