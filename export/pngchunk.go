package export

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
)

// pngHeader is the length of what every PNG begins with: signature and IHDR.
const pngHeader = 8 + 4 + 4 + 13 + 4

// writePNG puts resolution (pHYs) and provenance (iTXt, keyword "striate")
// behind the header chunk of an encoded PNG.
func writePNG(w io.Writer, encoded, provenance []byte, dpi float64) error {
	var b bytes.Buffer
	b.Write(encoded[:pngHeader])
	var size [9]byte
	perMetre := uint32(math.Round(dpi / .0254))
	binary.BigEndian.PutUint32(size[0:], perMetre)
	binary.BigEndian.PutUint32(size[4:], perMetre)
	size[8] = 1
	chunk(&b, "pHYs", size[:])
	text(&b, "striate", provenance)
	b.Write(encoded[pngHeader:])
	_, err := w.Write(b.Bytes())
	return err
}

// text writes an iTXt chunk: UTF-8, not compressed, no language, no translated
// keyword.
func text(b *bytes.Buffer, keyword string, utf8 []byte) {
	chunk(b, "iTXt", append([]byte(keyword+"\x00\x00\x00\x00\x00"), utf8...))
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
