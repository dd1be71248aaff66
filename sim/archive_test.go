package sim

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

type thing struct {
	x    []float64
	list []int32
	n    int64
	on   bool
	rng  *rand.PCG
}

func (t *thing) state(a *Archive) {
	a.Label("thing")
	Fixed(a, t.x)
	Varying(a, &t.list)
	Value(a, &t.n)
	a.Bool(&t.on)
	a.Random(t.rng)
}

// What is read back is what was written, to the bit.
func TestArchiveRoundTrip(t *testing.T) {
	was := &thing{[]float64{1, math.NaN(), math.Inf(-1), math.Copysign(0, -1)}, []int32{3, -4}, 1 << 60, true, rand.NewPCG(1, 2)}
	was.rng.Uint64()
	data, err := Save(was.state)
	if err != nil {
		t.Fatal(err)
	}
	is := &thing{x: make([]float64, 4), list: make([]int32, 9), rng: rand.NewPCG(0, 0)}
	if err := Load(data, is.state); err != nil {
		t.Fatal(err)
	}
	for i, x := range was.x {
		if math.Float64bits(x) != math.Float64bits(is.x[i]) {
			t.Errorf("x[%d] = %v, want %v", i, is.x[i], x)
		}
	}
	if !slices.Equal(is.list, was.list) || is.n != was.n || !is.on || is.rng.Uint64() != was.rng.Uint64() {
		t.Errorf("read %+v, want %+v", is, was)
	}
}

// Another shape, a cut, a changed byte: each is told apart and nothing panics.
func TestArchiveRefuses(t *testing.T) {
	was := &thing{x: make([]float64, 4), list: []int32{1}, rng: rand.NewPCG(1, 2)}
	data, err := Save(was.state)
	if err != nil {
		t.Fatal(err)
	}
	fresh := func(n int) *thing { return &thing{x: make([]float64, n), rng: rand.NewPCG(0, 0)} }
	other := func(a *Archive) { a.Label("another") }
	for _, c := range []struct {
		name string
		data []byte
		walk func(*Archive)
		want string
	}{
		{"empty", nil, fresh(4).state, "not a saved state"},
		{"cut", data[:len(data)-9], fresh(4).state, "checksum"},
		{"changed", append(bytes.Clone(data[:40]), append([]byte{data[40] ^ 1}, data[41:]...)...), fresh(4).state, "checksum"},
		{"size", data, fresh(5).state, "4 values where 5"},
		{"label", data, other, `"thing" where "another"`},
		{"rest", data, func(a *Archive) { a.Label("thing") }, "too many"},
	} {
		if err := Load(c.data, c.walk); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// What cannot be is refused when it is read, and a state of another version is
// called so.
func TestBounded(t *testing.T) {
	for _, v := range []float64{-1, 0, 2.5, 3, math.NaN(), math.Inf(1)} {
		x := []float64{1, v}
		data, err := Save(func(a *Archive) { Fixed(a, x) })
		if err != nil {
			t.Fatal(err)
		}
		back := make([]float64, 2)
		err = Load(data, func(a *Archive) { Bounded(a, back, 0, 2.5) })
		if good := v == 0 || v == 2.5; (err == nil) != good || good && back[1] != v || math.IsNaN(back[1]) {
			t.Errorf("%g: %v, read as %v", v, err, back)
		}
		later := bytes.Replace(data, []byte("state 1"), []byte("state 2"), 1)
		if err := Load(later, func(*Archive) {}); err == nil || !strings.Contains(err.Error(), "another version") || !IsState(later) || IsState(data[1:]) {
			t.Errorf("of a later version: %v", err)
		}
	}
}
