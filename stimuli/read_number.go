package stimuli

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// A number is a type of values in a file: unsigned of 1 or 2 bytes, which are
// divided by the largest of their type, or floating of 4 or 8, which lie from
// 0 to 1 as they are.
type number struct {
	floats bool
	whole  bool // 0 or 1, floating numbers that were stored in a byte
	size   int
	big    bool // the first byte of a value is its highest
}

// wantNumber is what is read.
const wantNumber = "uint8, uint16, float32 or float64"

// luminance writes the values in src, whose bytes it may turn around, to dst,
// one after the other. It returns -1, or which value was not from 0 to 1.
func (t number) luminance(dst []float32, src []byte) int {
	if t.big && t.size > 1 {
		for i := 0; i+t.size <= len(src); i += t.size {
			slices.Reverse(src[i : i+t.size])
		}
	}
	switch {
	case t.whole:
		for i, b := range src[:len(dst)] {
			if b > 1 {
				return i
			}
			dst[i] = float32(b)
		}
	case !t.floats && t.size == 1:
		for i, b := range src[:len(dst)] {
			dst[i] = float32(b) / math.MaxUint8
		}
	case !t.floats:
		for i := range dst {
			dst[i] = float32(binary.LittleEndian.Uint16(src[2*i:])) / math.MaxUint16
		}
	case t.size == 4:
		for i := range dst {
			v := math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
			if !(v >= 0 && v <= 1) {
				return i
			}
			dst[i] = v
		}
	default:
		for i := range dst {
			v := math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:]))
			if !(v >= 0 && v <= 1) {
				return i
			}
			dst[i] = float32(v)
		}
	}
	return -1
}

// text is value i of src, after luminance has seen it, for a message.
func (t number) text(src []byte, i int) string {
	switch t.size {
	case 1:
		return fmt.Sprint(src[i])
	case 4:
		return fmt.Sprintf("%g", math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:])))
	}
	return fmt.Sprintf("%g", math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
}
