package analysis

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"striate/sim"
)

// SpikeHash is the SHA-256 over all spikes, each written as 14 bytes, little
// endian: step int64, population uint16 (its place in Step.Populations),
// index uint32; in order of step, then population, then index. Two runs have
// the same hash if and only if they have the same spikes.
type SpikeHash struct {
	h     hash.Hash
	keys  []spikeKey
	bytes []byte
	n     int64
}

type spikeKey struct {
	step  int64
	place uint64 // population << 32 | index
}

// NewSpikeHash starts without spikes.
func NewSpikeHash() *SpikeHash { return &SpikeHash{h: sha256.New()} }

// Add takes the spikes of one step; steps come in order of time.
func (s *SpikeHash) Add(st *sim.Step) {
	s.keys = s.keys[:0]
	for p, spikes := range st.Spikes {
		for _, sp := range spikes {
			s.keys = append(s.keys, spikeKey{sp.Step, uint64(p)<<32 | uint64(uint32(sp.Index))})
		}
	}
	slices.SortFunc(s.keys, func(a, b spikeKey) int {
		if c := cmp.Compare(a.step, b.step); c != 0 {
			return c
		}
		return cmp.Compare(a.place, b.place)
	})
	s.bytes = s.bytes[:0]
	for _, k := range s.keys {
		s.bytes = binary.LittleEndian.AppendUint64(s.bytes, uint64(k.step))
		s.bytes = binary.LittleEndian.AppendUint16(s.bytes, uint16(k.place>>32))
		s.bytes = binary.LittleEndian.AppendUint32(s.bytes, uint32(k.place))
	}
	s.h.Write(s.bytes)
	s.n += int64(len(s.keys))
}

// State saves the hash so far, or reads it back, so that what is added
// afterwards goes on from there.
func (s *SpikeHash) State(a *sim.Archive) {
	a.Label("spike hash")
	sim.Value(a, &s.n)
	b, err := s.h.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		a.Fail(err)
		return
	}
	sim.Varying(a, &b)
	if a.Loading() && a.Err() == nil {
		if err := s.h.(encoding.BinaryUnmarshaler).UnmarshalBinary(b); err != nil {
			a.Fail(fmt.Errorf("saved state has no hash of spikes: %w", err))
		}
	}
}

// Spikes is how many were added.
func (s *SpikeHash) Spikes() int64 { return s.n }

// Sum is the hash so far, 64 hexadecimal digits; more may be added after.
func (s *SpikeHash) Sum() string { return hex.EncodeToString(s.h.Sum(nil)) }
