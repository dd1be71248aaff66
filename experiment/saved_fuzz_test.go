package experiment

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	"striate/cortex"
)

// resigned is a state with a checksum that fits, as one who tampers would make
// it.
func resigned(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.ChecksumIEEE(body))
}

// tampered opens a state that somebody has written and signed, and runs on
// from it if it is taken.
func tampered(t *testing.T, body []byte) (taken bool) {
	data := resigned(body)
	e, err := SavedExperiment(data)
	if err != nil {
		return false
	}
	g := e.Stimulus.Value.Geometry()
	if n, m := e.Network.Value.Size(e, 1000); n > 2000 || m > 200_000 || g.Width*g.Height > 64*64 || g.FPS < 20 {
		return false // allowed, but slow
	}
	r, err := OpenSaved(data)
	if err != nil {
		return false
	}
	m := NewMonitor(r, r.end())
	for range 2 {
		st, err := r.Step()
		if errors.As(err, new(*cortex.Failure)) {
			return true
		}
		if err != nil {
			t.Fatalf("runs on with %v", err)
		}
		m.Add(st)
	}
	for _, name := range []string{"stimulus", "lgn", "weights", "traces"} { // those that show what was read
		_, _ = m.Figure(name)
	}
	if _, err := r.Save(); err != nil {
		t.Fatal(err)
	}
	return true
}

// savedBodies are states to begin with: small, and of many parts.
func savedBodies(t testing.TB) [][]byte {
	var out [][]byte
	for _, text := range []string{
		`{"preset":"nine-sequences-noise","ring":{"n":6,"n_inh":6},"changes":"0.05: input.noise=0.5; 6: input.noise=0.1"}`,
		`{"preset":"first-light","ring":{"n":12,"n_inh":12},"stimulus":{"kind":"motion_cloud","width_px":16,"height_px":16,"px_per_deg":8},"retina":{"space":{"margin_px":0},"rf":{"n_side":1}}}`,
		`{"preset":"film","ring":{"n":12,"n_inh":12},"stimulus":{"width_px":16,"height_px":16},"retina":{"space":{"margin_px":0},"rf":{"n_side":1}}}`,
		`{"preset":"coba","network":{"n_e":12,"n_i":4,"p":0.5,"ee_rule":{"kind":"scaling","rule":{"kind":"clopath"}},"ie_rule":{"kind":"triplet"}}}`,
		`{"preset":"adex-rs-fs","network":{"n_rs":8,"n_fs":4,"p":0.5}}`,
	} {
		e, err := FromJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if _, err := r.Step(); err != nil {
				t.Fatal(err)
			}
		}
		data, err := r.Save()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, data[:len(data)-4])
	}
	return out
}

// A state changed anywhere is refused, or taken and then it runs: whoever
// sends one can at worst spoil an experiment of his own.
func TestTamperedStates(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 2))
	for _, body := range savedBodies(t) {
		if !tampered(t, body) {
			t.Error("refused as it was saved")
		}
		refused, taken := 0, 0
		for range 150 {
			bad := append([]byte(nil), body...)
			for range 1 + rng.IntN(3) {
				at := rng.IntN(len(bad))
				switch rng.IntN(4) {
				case 0:
					bad[at] = byte(rng.Uint32())
				case 1:
					bad[at] ^= 1 << rng.IntN(8)
				case 2: // a word of eight
					for k := at &^ 7; k < min(len(bad), at&^7+8); k++ {
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
		if refused < 20 || taken < 10 {
			t.Errorf("%d refused, %d taken of %d bytes", refused, taken, len(body))
		}
	}
}

// With -fuzzminimizetime 1x, as these states are long.
func FuzzOpenSaved(f *testing.F) {
	for _, body := range savedBodies(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) { tampered(t, body) })
}
