package export

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
)

// writePNG puts resolution (pHYs) and provenance (iTXt, UTF-8, keyword
// "striate") behind the header chunk of an encoded PNG.
func writePNG(w io.Writer, encoded, provenance []byte, dpi float64) error {
	const header = 8 + 4 + 4 + 13 + 4 // signature, IHDR
	var b bytes.Buffer
	b.Write(encoded[:header])
	var size [9]byte
	perMetre := uint32(math.Round(dpi / .0254))
	binary.BigEndian.PutUint32(size[0:], perMetre)
	binary.BigEndian.PutUint32(size[4:], perMetre)
	size[8] = 1
	chunk(&b, "pHYs", size[:])
	text := append([]byte("striate\x00\x00\x00\x00\x00"), provenance...) // not compressed, no language, no translated keyword
	chunk(&b, "iTXt", text)
	b.Write(encoded[header:])
	_, err := w.Write(b.Bytes())
	return err
}

func chunk(b *bytes.Buffer, kind string, data []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(data)))
	b.Write(n[:])
	sum := crc32.NewIEEE()
	sum.Write([]byte(kind))
	sum.Write(data)
	b.WriteString(kind)
	b.Write(data)
	binary.BigEndian.PutUint32(n[:], sum.Sum32())
	b.Write(n[:])
}
