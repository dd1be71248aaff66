package analysis

import (
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"slices"

	"striate/sim"
)

// SpikeHash is the SHA-256 over all spikes, each written as 14 bytes, little
// endian: step int64, population uint16 (its place in Step.Populations),
// index uint32; in order of step, then population, then index. Two runs have
// the same hash if and only if they have the same spikes.
type SpikeHash struct {
	h     hash.Hash
	at    []int // by population: spikes written
	bytes []byte
	n     int64
}

// NewSpikeHash starts without spikes.
func NewSpikeHash() *SpikeHash { return &SpikeHash{h: sha256.New()} }

// Add takes the spikes of one step; steps come in order of time.
func (s *SpikeHash) Add(st *sim.Step) {
	n := 0
	s.at = s.at[:0]
	for p, spikes := range st.Spikes {
		if !slices.IsSortedFunc(spikes, earlier) {
			slices.SortFunc(st.Spikes[p], earlier)
		}
		s.at = append(s.at, 0)
		n += len(spikes)
	}
	s.bytes = slices.Grow(s.bytes[:0], n*spikeBytes)
	for len(s.bytes) < n*spikeBytes {
		step := int64(math.MaxInt64) // of the earliest spikes that are left
		for p, spikes := range st.Spikes {
			if k := s.at[p]; k < len(spikes) {
				step = min(step, spikes[k].Step)
			}
		}
		for p, spikes := range st.Spikes {
			k := s.at[p]
			for ; k < len(spikes) && spikes[k].Step == step; k++ {
				s.bytes = binary.LittleEndian.AppendUint64(s.bytes, uint64(step))
				s.bytes = binary.LittleEndian.AppendUint16(s.bytes, uint16(p))
				s.bytes = binary.LittleEndian.AppendUint32(s.bytes, uint32(spikes[k].Index))
			}
			s.at[p] = k
		}
	}
	s.h.Write(s.bytes)
	s.n += int64(n)
}

// spikeBytes is what a spike takes in the hash.
const spikeBytes = 8 + 2 + 4

// earlier is the order of the spikes of one population.
func earlier(a, b sim.Spike) int {
	if c := cmp.Compare(a.Step, b.Step); c != 0 {
		return c
	}
	return cmp.Compare(uint32(a.Index), uint32(b.Index))
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
