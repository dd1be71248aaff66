package cortex

import (
	"encoding/json"
	"math"
	"testing"

	"striate/internal/golden"
	"striate/params"
)

// thinned is a trace of a golden file of which every so manieth sample is kept.
type thinned struct {
	golden.Array
	Every int
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *thinned) UnmarshalJSON(b []byte) error {
	var extra struct{ Every int }
	if err := json.Unmarshal(b, &extra); err != nil {
		return err
	}
	t.Every = max(1, extra.Every)
	return t.Array.UnmarshalJSON(b)
}

// steps of a golden current: [start ms, value], each held until the next.
type steps [][2]float64

func (s steps) at(k int, dt float64) float64 {
	x := 0.0
	for _, p := range s {
		if k >= int(math.Round(p[0]/dt)) {
			x = p[1]
		}
	}
	return x
}

// course is what a single cell did: each variable before each of the steps,
// and the times of its spikes.
type course struct {
	x     map[string][]float64
	times []float64
}

// play steps cell 0 of a population of one, or of more equal ones, under a
// current, pA. Samples are taken every so many steps.
func play(cells Cells, dt float64, n, every int, current func(k int) float64) course {
	out := course{x: map[string][]float64{}}
	in := quietInput(cells)
	var fired []int32
	for k := range n {
		if k%every == 0 {
			for _, v := range cells.Variables() {
				out.x[v.Name] = append(out.x[v.Name], v.X[0])
			}
		}
		for i := range in.Inject {
			in.Inject[i] = current(k)
		}
		if fired = stepAll(cells, in, fired[:0]); len(fired) > 0 {
			out.times = append(out.times, float64(k)*dt)
		}
	}
	return out
}

func quietInput(c Cells) *Input {
	n := len(c.V())
	in := &Input{Inject: make([]float64, n)}
	for range c.Receptors() {
		in.Arrive = append(in.Arrive, make([]float64, n))
	}
	return in
}

// start sets a variable of all cells.
func start(t *testing.T, c Cells, name string, value float64) {
	t.Helper()
	for _, v := range c.Variables() {
		if v.Name == name {
			for i := range v.X {
				v.X[i] = value
			}
			return
		}
	}
	t.Fatalf("no variable %q", name)
}

// model is a cell model with parameters by path.
func model(t *testing.T, kind string, values map[string]any) CellModel {
	t.Helper()
	m := must(params.New[CellModel](kind))
	if err := params.SetAll(m, values); err != nil {
		t.Fatal(err)
	}
	return m
}

// until is how many samples, every so many steps, come before the first spike.
func until(times []float64, dt float64, every, samples int) int {
	if len(times) == 0 {
		return samples
	}
	return min(samples, int(times[0]/(dt*float64(every))))
}

// lag compares spike times that are stamped with the start of a step, and take
// effect at its end, with exact ones: they come in equal number, and each
// spike adds at most that many ms to the distance.
func lag(t *testing.T, name string, got, want []float64, each float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d spikes at %v, want %d at %v", name, len(got), got, len(want), want)
		return
	}
	late := 0.0
	for k := range got {
		if d := got[k] - want[k]; !(math.Abs(d) <= each*float64(k+1)+1e-9) {
			t.Errorf("%s: spike %d at %g ms, want %g within %g ms", name, k, got[k], want[k], each*float64(k+1))
		} else {
			late = max(late, math.Abs(d))
		}
	}
	t.Logf("%s: %d spikes within %.3g ms", name, len(got), late)
}
