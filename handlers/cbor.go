package handlers

import (
	"encoding/binary"
	"math"
)

// wire appends CBOR (RFC 8949) to a buffer that is used again for each
// message. Arrays of numbers are RFC 8746 typed arrays, little endian: a tag
// and the bytes as they lie in memory, which a browser takes over as they are.
type wire struct{ b []byte }

// Tags of RFC 8746.
const (
	tagU8  = 64
	tagU32 = 70
	tagF32 = 85
)

const (
	majorUint, majorInt, majorBytes, majorText = 0 << 5, 1 << 5, 2 << 5, 3 << 5
	majorArray, majorMap, majorTag             = 4 << 5, 5 << 5, 6 << 5
)

// head writes a major type and its argument in the fewest bytes.
func (w *wire) head(major byte, n uint64) {
	switch {
	case n < 24:
		w.b = append(w.b, major|byte(n))
	case n <= math.MaxUint8:
		w.b = append(w.b, major|24, byte(n))
	case n <= math.MaxUint16:
		w.b = binary.BigEndian.AppendUint16(append(w.b, major|25), uint16(n))
	case n <= math.MaxUint32:
		w.b = binary.BigEndian.AppendUint32(append(w.b, major|26), uint32(n))
	default:
		w.b = binary.BigEndian.AppendUint64(append(w.b, major|27), n)
	}
}

// mapOf starts a map of n pairs.
func (w *wire) mapOf(n int) { w.head(majorMap, uint64(n)) }

// arrayOf starts an array of n items.
func (w *wire) arrayOf(n int) { w.head(majorArray, uint64(n)) }

func (w *wire) text(s string) {
	w.head(majorText, uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *wire) int(n int64) {
	if n < 0 {
		w.head(majorInt, uint64(-1-n))
		return
	}
	w.head(majorUint, uint64(n))
}

func (w *wire) uint(n uint64) { w.head(majorUint, n) }

// number writes a 64-bit float, and null where there is none (NaN).
func (w *wire) number(x float64) {
	if math.IsNaN(x) {
		w.null()
		return
	}
	w.b = binary.BigEndian.AppendUint64(append(w.b, 0xfb), math.Float64bits(x))
}

func (w *wire) null() { w.b = append(w.b, 0xf6) }

func (w *wire) bool(v bool) {
	if v {
		w.b = append(w.b, 0xf5)
		return
	}
	w.b = append(w.b, 0xf4)
}

func (w *wire) typed(tag uint64, bytes int) {
	w.head(majorTag, tag)
	w.head(majorBytes, uint64(bytes))
}

func (w *wire) u8s(x []byte) {
	w.typed(tagU8, len(x))
	w.b = append(w.b, x...)
}

func (w *wire) u32s(x []uint32) {
	w.typed(tagU32, 4*len(x))
	for _, v := range x {
		w.b = binary.LittleEndian.AppendUint32(w.b, v)
	}
}

func (w *wire) f32s(x []float32) {
	w.typed(tagF32, 4*len(x))
	for _, v := range x {
		w.b = binary.LittleEndian.AppendUint32(w.b, math.Float32bits(v))
	}
}

// raw appends an item that is CBOR already.
func (w *wire) raw(item []byte) { w.b = append(w.b, item...) }
