package handlers

import (
	"encoding/binary"
	"math"

	"github.com/fxamacker/cbor/v2"
)

// Arrays of numbers are RFC 8746 typed arrays, little endian: a tag and the
// bytes as they lie in memory, which a browser takes over as they are.
type (
	u8s      []byte
	uint32s  []uint32
	float32s []float32
)

func (x u8s) MarshalCBOR() ([]byte, error)      { return typed(64, []byte(x)) }
func (x uint32s) MarshalCBOR() ([]byte, error)  { return typed(70, []uint32(x)) }
func (x float32s) MarshalCBOR() ([]byte, error) { return typed(85, []float32(x)) }

func typed[T any](tag uint64, x []T) ([]byte, error) {
	b, err := binary.Append([]byte{}, binary.LittleEndian, x)
	if err != nil {
		return nil, err
	}
	return cbor.Marshal(cbor.Tag{Number: tag, Content: b})
}

// number is a 64-bit float, and null where there is none (NaN).
type number float64

func (x number) MarshalCBOR() ([]byte, error) {
	if math.IsNaN(float64(x)) {
		return []byte{0xf6}, nil
	}
	return binary.BigEndian.AppendUint64([]byte{0xfb}, math.Float64bits(float64(x))), nil
}
