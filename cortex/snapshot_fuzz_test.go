package cortex

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	"striate/sim"
)

// tampered reads a state that somebody has written and signed into a fresh
// network, and runs on from it if it is taken.
func tampered(t *testing.T, body []byte) (taken bool) {
	n := everything(0.004)
	data := binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.ChecksumIEEE(body))
	if sim.Load(data, n.State) != nil {
		return false
	}
	if _, err := n.Run(n.Steps()+30, nil); err != nil && !errors.As(err, new(*Failure)) {
		t.Errorf("runs on with %v", err)
	}
	return true
}

func savedBody(t testing.TB) []byte {
	n := everything(0.004)
	advance(n, 345, 0, nil)
	data, err := sim.Save(n.State)
	if err != nil {
		t.Fatal(err)
	}
	return data[:len(data)-4]
}

// A state changed anywhere is refused or taken, and if taken it runs: whoever
// sends one can at worst spoil an experiment of his own.
func TestTamperedSnapshot(t *testing.T) {
	body := savedBody(t)
	rng := rand.New(rand.NewPCG(1, 2))
	refused, taken := 0, 0
	for range 1500 {
		bad := append([]byte(nil), body...)
		for range 1 + rng.IntN(3) {
			at := rng.IntN(len(bad))
			switch rng.IntN(4) {
			case 0:
				bad[at] = byte(rng.Uint32())
			case 1:
				bad[at] ^= 1 << rng.IntN(8)
			case 2: // a word of eight
				for k := at; k < min(len(bad), at+8); k++ {
					bad[k] = []byte{0, 0xff, 0x7f, 0x80}[rng.IntN(4)]
				}
			default:
				bad = bad[:at+1]
			}
		}
		if tampered(t, bad) {
			taken++
		} else {
			refused++
		}
	}
	if refused < 150 || taken < 150 {
		t.Errorf("%d refused, %d taken of %d bytes", refused, taken, len(body))
	}
}

func FuzzSnapshot(f *testing.F) {
	f.Add(savedBody(f))
	f.Fuzz(func(t *testing.T, body []byte) { tampered(t, body) })
}
