package retina

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"testing"

	"striate/params"
	"striate/sim"
)

// A retina that is saved after some frames and read back into a fresh one goes
// on to the same bits, with spikes of LGN cells and without, and also where it
// was retuned to a shorter kernel and another spatial frequency before.
func TestEveryRetinaGoesOnFromItsState(t *testing.T) {
	for _, kind := range params.Kinds[Model]() {
		for _, spikes := range []string{"none", "poisson"} {
			for _, frames := range []int{0, 1, 40} {
				fresh := func() Model {
					m, err := params.New[Model](kind)
					if err != nil {
						t.Fatal(err)
					}
					if err := params.Set(m, "lgn.spikes", spikes); err != nil {
						t.Fatal(err)
					}
					return m
				}
				open := func(m Model) Retina {
					r, err := m.Open(40, 32, 60)
					if err != nil {
						t.Fatal(err)
					}
					r.Seed(9)
					return r
				}
				f := sim.NewFrame(40, 32)
				see := func(r Retina, from, n int) (drive [][]float32, on []float32) {
					for k := from; k < from+n; k++ {
						paint(f, 50, 0.06, float64(k)/30, 0.1+0.01*float64(k%50))
						r.See(f)
						for _, row := range r.Drive() {
							drive = append(drive, append([]float32(nil), row...))
						}
						on = append(append(on, r.On().Pix...), r.Off().Pix...)
					}
					return drive, on
				}
				r, now := open(fresh()), fresh()
				see(r, 0, frames)
				for path, v := range map[string]any{"time.length_ms": 180.0, "gain_control.s50": 0.05} {
					if err := params.Set(now, path, v); err != nil {
						t.Fatal(err)
					}
				}
				now.(Tuned).TuneTo(0.08)
				if err := r.Retune(now); err != nil {
					t.Fatal(err)
				}
				see(r, frames, 2)
				data, err := sim.Save(r.State)
				if err != nil {
					t.Fatal(err)
				}
				on := append([]float32(nil), r.On().Pix...)
				drive, rates := see(r, frames+2, 25)
				elsewhere := open(now)
				see(elsewhere, 100, 3)
				for what, back := range map[string]Retina{"fresh": open(now), "elsewhere": elsewhere, "itself": r} {
					if err := sim.Load(data, back.State); err != nil {
						t.Fatal(what, err)
					}
					if again, err := sim.Save(back.State); err != nil || !bytes.Equal(again, data) {
						t.Errorf("%s %s %s: saved again it is another state (%v)", kind, spikes, what, err)
					}
					if !reflect.DeepEqual(back.On().Pix, on) {
						t.Errorf("%s %s %s: the map of ON cells is not there", kind, spikes, what)
					}
					d, o := see(back, frames+2, 25)
					if !reflect.DeepEqual(d, drive) || !reflect.DeepEqual(o, rates) {
						t.Errorf("%s %s %s after %d frames: goes on in another way", kind, spikes, what, frames)
					}
				}
				if err := sim.Load(data, open(fresh()).State); err == nil {
					t.Errorf("%s: a retina with another kernel takes the state", kind)
				}
			}
		}
	}
}

// A state whose newest frame is none of those kept is refused.
func TestStateOfNoRetina(t *testing.T) {
	data, err := sim.Save(open(t, defaults(t), 24, 24, 60).State)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("center_surround")) + len("center_surround")
	for _, newest := range []int64{-1, 16, 1 << 62} {
		body := append([]byte(nil), data[:len(data)-4]...)
		binary.LittleEndian.PutUint64(body[at:], uint64(newest))
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body))
		if err := sim.Load(body, open(t, defaults(t), 24, 24, 60).State); err == nil {
			t.Errorf("newest frame %d is taken", newest)
		}
	}
}
