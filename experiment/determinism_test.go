package experiment

import (
	"runtime"
	"testing"
	"time"

	"striate/params"
)

// Same seed, same spikes: twice, on one core and on two, from the parameters
// written out and read back, and in a session.
func TestSameSeedSameSpikes(t *testing.T) {
	for _, p := range Presets() {
		t.Run(p.Name, func(t *testing.T) {
			e := changed(t, p.Name, 7, map[string]any{"duration_s": 1.0})
			want := execute(t, e).Summary.SpikeHash
			same := func(how, got string) {
				t.Helper()
				if got != want {
					t.Errorf("%s: %s, want %s", how, got, want)
				}
			}
			same("again", execute(t, e).Summary.SpikeHash)
			for _, cores := range []int{1, 2} {
				was := runtime.GOMAXPROCS(cores)
				same("GOMAXPROCS", execute(t, e).Summary.SpikeHash)
				runtime.GOMAXPROCS(was)
			}
			text, err := params.Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			back, err := FromJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			same("from its own JSON", execute(t, back).Summary.SpikeHash)

			s, err := NewSession("x", e, Options{Play: true, UntilS: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			fast := 20.0
			if err := s.Control(Command{Speed: &fast}); err != nil {
				t.Fatal(err)
			}
			for began := time.Now(); s.Info().State != Done && time.Since(began) < 20*time.Second; {
				time.Sleep(10 * time.Millisecond)
			}
			same("in a session", s.Info().SpikeHash)
			if err := s.Control(Command{Action: "reset"}); err != nil {
				t.Fatal(err)
			}
			for began := time.Now(); s.Info().State != Done && time.Since(began) < 20*time.Second; {
				time.Sleep(10 * time.Millisecond)
			}
			same("after a reset", s.Info().SpikeHash)

			other := e.Clone()
			other.Seed = 8
			if execute(t, other).Summary.SpikeHash == want {
				t.Error("another seed gives the same spikes")
			}
		})
	}
}
