package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Seed is the one number that all randomness of an experiment comes from.
type Seed uint64

// Stream is the random stream of that name: the same seed and name give the
// same numbers, and different names give unrelated ones, whatever order they
// are asked for in and however many cores run. The state of a PCG can be
// saved (MarshalBinary), so a stream can be restored in mid-flight.
func (s Seed) Stream(name string) *rand.PCG {
	h := sha256.New()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(s))
	h.Write(b[:])
	h.Write([]byte(name))
	sum := h.Sum(nil)
	return rand.NewPCG(binary.LittleEndian.Uint64(sum), binary.LittleEndian.Uint64(sum[8:]))
}

// Rand is rand.New over Stream(name).
func (s Seed) Rand(name string) *rand.Rand { return rand.New(s.Stream(name)) }

// Sub is a seed of its own for one part, so that parts cannot clash in names.
func (s Seed) Sub(name string) Seed { return Seed(s.Stream(name).Uint64()) }
