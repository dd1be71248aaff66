package stimuli

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"striate/sim"
)

// pushed gives a movie that takes frames the next n of them, each another one.
func pushed(t testing.TB, m Movie, from, n int) {
	t.Helper()
	p, ok := m.(Pusher)
	if !ok {
		return
	}
	for k := from; k < from+n; k++ {
		f := sim.NewFrame(30, 20)
		for i := range f.Pix {
			f.Pix[i] = float32((i*7+k*13)%50) / 49
		}
		if err := p.Push(f); err != nil {
			t.Fatal(err)
		}
	}
}

// A movie that is saved after some frames and read back into a fresh one goes
// on to the same bits, and saved again it is the same state; also one that was
// retuned before, and one that had gone on elsewhere.
func TestEveryMovieGoesOnFromItsState(t *testing.T) {
	later := map[string]any{"contrast_pct": 71.0, "tf_hz": 3.5, "speed_dps": 5.0, "theta_deg": 12.0, "loop_s": 7.0, "sf_cpd": 1.3}
	for _, kind := range kinds(t) {
		for _, frames := range []int{0, 1, 7} {
			t.Run(fmt.Sprintf("%s after %d", kind, frames), func(t *testing.T) {
				s := fresh(t, kind, map[string]any{"width_px": 40, "height_px": 24})
				m := open(t, s, 5)
				pushed(t, m, 0, 4)
				paint(m, s, 0, frames)
				pushed(t, m, 4, 12)
				for k, v := range later {
					if has(s, k) {
						set(t, s, map[string]any{k: v})
					}
				}
				if err := m.(Retunable).Retune(s); err != nil {
					t.Fatal(err)
				}
				paint(m, s, frames, 3)
				data, err := sim.Save(m.State)
				if err != nil {
					t.Fatal(err)
				}
				deg := m.TrueDeg()
				want := paint(m, s, frames+3, 10)
				elsewhere := open(t, s, 6)
				pushed(t, elsewhere, 40, 3)
				paint(elsewhere, s, 0, 2)
				for what, back := range map[string]Movie{"fresh": open(t, s, 5), "elsewhere": elsewhere, "itself": m} {
					if err := sim.Load(data, back.State); err != nil {
						t.Fatal(what, err)
					}
					if again, err := sim.Save(back.State); err != nil || !bytes.Equal(again, data) {
						t.Errorf("%s: saved again it is another state (%v)", what, err)
					}
					if got := back.TrueDeg(); got != deg && !(math.IsNaN(got) && math.IsNaN(deg)) {
						t.Errorf("%s: orientation %v, want %v", what, got, deg)
					}
					for k, f := range paint(back, s, frames+3, 10) {
						if !reflect.DeepEqual(f, want[k]) {
							t.Fatalf("%s: frame %d is another one", what, k)
						}
					}
					if err := sim.Load(data[:len(data)-9], back.State); err == nil {
						t.Errorf("%s: a torn state is read", what)
					}
				}
			})
		}
	}
}

// The state of a video from a file is its place in it: the file must be there,
// and frames of it are not written over.
func TestStateOfAFile(t *testing.T) {
	film := func(frames int) string {
		data := make([]uint8, frames*16*16)
		for i := range data {
			data[i] = uint8(i * 37)
		}
		return writeNPY(t, "|u1", fmt.Sprintf("(%d, 16, 16)", frames), false, data)
	}
	file := film(9)
	s := fresh(t, "video", map[string]any{"file": file, "width_px": 16, "height_px": 16})
	m := open(t, s, 1)
	all := paint(open(t, s, 1), s, 0, 30)
	paint(m, s, 0, 4)
	data, err := sim.Save(m.State)
	if err != nil {
		t.Fatal(err)
	}
	paint(m, s, 4, 3)
	for what, back := range map[string]Movie{"fresh": open(t, s, 1), "itself": m} {
		if err := sim.Load(data, back.State); err != nil {
			t.Fatal(err)
		}
		for k, f := range paint(back, s, 4, 26) {
			if !reflect.DeepEqual(f, all[4+k]) {
				t.Fatalf("%s: frame %d is another one", what, k)
			}
		}
	}
	if err := os.Rename(film(8), file); err != nil {
		t.Fatal(err)
	}
	if err := sim.Load(data, open(t, s, 1).State); err == nil || !strings.Contains(err.Error(), "file = 8 frames, want 9") {
		t.Errorf("a file that is another one: %v", err)
	}
}

// A state of another kind, or with what no movie can have, is refused.
func TestStateOfAnotherMovie(t *testing.T) {
	ks := kinds(t)
	for i, kind := range ks {
		data, err := sim.Save(open(t, fresh(t, kind, nil), 1).State)
		if err != nil {
			t.Fatal(err)
		}
		if err := sim.Load(data, open(t, fresh(t, ks[(i+1)%len(ks)], nil), 1).State); err == nil {
			t.Errorf("the state of %s is one of %s", kind, ks[(i+1)%len(ks)])
		}
	}
	crafted := func(kind string, values ...float64) []byte {
		data, err := sim.Save(func(a *sim.Archive) {
			a.Label(kind)
			last := int64(0)
			sim.Value(a, &values[0])
			sim.Value(a, &last)
			for k := range values[1:] {
				sim.Value(a, &values[1+k])
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for kind, data := range map[string][]byte{ // of the video: frames waiting
		"grating": crafted("grating", math.NaN(), 60), "natural_film": crafted("natural_film", -2), "video": crafted("video", 0, math.Float64frombits(1<<40)),
	} {
		if err := sim.Load(data, open(t, fresh(t, kind, nil), 1).State); err == nil {
			t.Errorf("%s takes what no movie can have", kind)
		}
	}
}
