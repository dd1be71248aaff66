package analysis

import (
	"math"
	"testing"

	"striate/sim"
)

// A structure tensor and a hash of spikes go on from what was saved.
func TestReadersGoOnFromTheirState(t *testing.T) {
	frame := func(k int) *sim.Frame {
		f := sim.NewFrame(24, 24)
		for i := range f.Pix {
			f.Pix[i] = float32(0.5 + 0.3*math.Sin(float64(i%24)/3+float64(i/24)*float64(k)/9))
		}
		return f
	}
	step := func(k int64) *sim.Step {
		st := &sim.Step{Start: 100 * k, Stop: 100*k + 100, Dt: 0.1, Spikes: make([][]sim.Spike, 2)}
		for i := range 7 {
			st.Spikes[i%2] = append(st.Spikes[i%2], sim.Spike{Step: 100*k + 13*int64(i), Index: int32(k) + int32(i)})
		}
		return st
	}
	set := StructureTensor{Frames: 5, CoherenceMin: 0.01}
	for _, seen := range []int{0, 3, 12} {
		a, b := set.Open(), set.Open()
		h, g := NewSpikeHash(), NewSpikeHash()
		for k := range seen {
			a.See(frame(k))
			h.Add(step(int64(k)))
		}
		for save, load := range map[*func(*sim.Archive)]func(*sim.Archive){ref(a.State): b.State, ref(h.State): g.State} {
			data, err := sim.Save(*save)
			if err != nil {
				t.Fatal(err)
			}
			if err := sim.Load(data, load); err != nil {
				t.Fatal(err)
			}
		}
		if h.Sum() != g.Sum() || h.Spikes() != g.Spikes() {
			t.Errorf("after %d: hash %s of %d spikes, want %s of %d", seen, g.Sum(), g.Spikes(), h.Sum(), h.Spikes())
		}
		for k := seen; k < seen+8; k++ {
			a.See(frame(k))
			b.See(frame(k))
			h.Add(step(int64(k)))
			g.Add(step(int64(k)))
			if a.Tensor() != b.Tensor() || h.Sum() != g.Sum() {
				t.Fatalf("saved after %d: frame %d differs", seen, k)
			}
		}
	}
	data, err := sim.Save(set.Open().State)
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Load(data, DefaultTensor.Open().State); err == nil {
		t.Error("a reader of one frame takes the state of one of five")
	}
}

func ref[T any](x T) *T { return &x }
