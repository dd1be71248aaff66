package retina

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The sum of fields is what the fields themselves answer: a light at one LGN
// position alone, weighted over the cells, is the value there.
func TestFieldMapIsWhatCellsAnswer(t *testing.T) {
	for _, phases := range []int{1, 3, 4} {
		m := defaults(t)
		m.Fields.NTheta, m.Fields.NSide, m.Fields.NPhase = 5, 2, phases
		r, err := m.Open(48, 32, 60)
		if err != nil {
			t.Fatal(err)
		}
		e := r.(*eye)
		fields := e.Fields()
		if fields.Cols != e.on.W || fields.Rows != e.on.H || fields.Spacing != 2 || fields.Margin != 4 {
			t.Fatalf("%+v", fields)
		}
		rng := rand.New(rand.NewPCG(1, 2))
		weight := make([]float64, len(e.cells))
		for k := range weight {
			weight[k] = rng.NormFloat64()
		}
		got := fields.Sum(weight)
		drive, response := make([]float32, len(e.cells)), make([]float32, e.bank.responses)
		light := make([]float32, e.grid.n())
		for i := range light {
			light[i] = 1
			e.bank.respond(response, light)
			e.bank.scatter(drive, response, 1)
			light[i] = 0
			want, size := 0.0, 0.0
			for k, d := range drive {
				want += weight[k] * float64(d)
				size += math.Abs(weight[k] * float64(d))
			}
			if math.Abs(got[i]-want) > 1e-6*size+1e-12 {
				t.Fatalf("%d phases: %g at position %d, want %g", phases, got[i], i, want)
			}
		}
	}
}

// A map stays what it is when the retina is retuned.
func TestFieldMapStays(t *testing.T) {
	m := defaults(t)
	r, err := m.Open(64, 64, 60)
	if err != nil {
		t.Fatal(err)
	}
	weight := make([]float64, len(r.Cells()))
	weight[7] = 1
	old := r.(Mapped).Fields()
	was := old.Sum(weight)
	n := *m
	n.Fields.SF = .1
	if err := r.Retune(&n); err != nil {
		t.Fatal(err)
	}
	changed := false
	now := r.(Mapped).Fields().Sum(weight)
	for i, v := range old.Sum(weight) {
		if v != was[i] {
			t.Fatal("the map changed with the retina")
		}
		changed = changed || now[i] != v
	}
	if !changed {
		t.Error("the new fields are the old ones")
	}
}

func BenchmarkFieldMapSum(b *testing.B) {
	m := defaults(b)
	r, err := m.Open(64, 64, 60)
	if err != nil {
		b.Fatal(err)
	}
	fields := r.(Mapped).Fields()
	weight := make([]float64, len(r.Cells()))
	for k := range weight {
		weight[k] = float64(k % 7)
	}
	b.ReportAllocs()
	for b.Loop() {
		fields.Sum(weight)
	}
}
