package cortex

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"runtime"
	"strings"
	"testing"

	"striate/sim"
	"striate/stdp"
)

// A network saved in mid-flight and read back into a fresh one goes on as the
// one that was never stopped: same spikes, potentials and weights to the bit,
// and the same state when both are saved again. What was saved on two cores is
// read on one.
func TestSnapshot(t *testing.T) {
	const end = 1501
	whole := everything(1)
	var saved []struct {
		step int64
		data []byte
	}
	var all [][]sim.Spike
	for _, step := range []int64{0, 137, 351, 803, 1013} {
		all = advance(whole, step, 0, all)
		data, err := sim.Save(whole.State)
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, struct {
			step int64
			data []byte
		}{step, data})
	}
	all = advance(whole, end, 0, all)
	for k, p := range whole.populations {
		if n := len(all[k]); n < p.N()/20 {
			t.Errorf("%s made %d spikes: too few for a test", p.Name(), n)
		}
	}
	last, err := sim.Save(whole.State)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, s := range saved {
		n := everything(1)
		if err := sim.Load(s.data, n.State); err != nil {
			t.Fatalf("step %d: %v", s.step, err)
		}
		if again, err := sim.Save(n.State); err != nil || !bytes.Equal(again, s.data) {
			t.Errorf("step %d: saved again it is another state (%v)", s.step, err)
		}
		rest := make([][]sim.Spike, len(all))
		for k, spikes := range all {
			for _, x := range spikes {
				if x.Step >= s.step {
					rest[k] = append(rest[k], x)
				}
			}
		}
		spikes := advance(n, end, 0, nil)
		if again, err := sim.Save(n.State); err != nil || !bytes.Equal(again, last) {
			t.Errorf("step %d: the state at the end is another one (%v)", s.step, err)
		}
		if d := differs(n, whole, spikes, rest); d != "" {
			t.Errorf("step %d: %s", s.step, d)
		}
	}
}

// A state is refused by a network of another make, and the error says why.
func TestSnapshotOfAnotherNetwork(t *testing.T) {
	type recipe struct {
		first, second string
		size          int
		model         CellModel
		spec          ConnectSpec
	}
	build := func(change func(*recipe)) *Network {
		r := recipe{"a", "b", 4, condExp(), ConnectSpec{Connector: AllToAll{Self: true}, Weight: Fixed(5), Delay: Fixed(2), Rule: stdp.Causal()}}
		change(&r)
		n := must(NewNetwork(0.1, 1))
		r.spec.Pre = must(n.Source(r.first, "", 4, &Poisson{RateHz: 10}))
		r.spec.Post = must(n.Populate(r.second, "", sim.Excitatory, r.size, r.model))
		if r.spec.Connector != nil {
			must(n.Connect(r.spec))
		}
		return n
	}
	n := build(func(*recipe) {})
	must(n.Run(100, nil))
	data, err := sim.Save(n.State)
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*recipe){
		"16 synapses, this network 20":            func(r *recipe) { r.size = 5 },
		"16 synapses, this network 0":             func(r *recipe) { r.spec.Connector = nil },
		`"population a" where "population x"`:     func(r *recipe) { r.first = "x" },
		`"if_cond" where "if_curr_exp"`:           func(r *recipe) { r.model = ThalamoRecipient() },
		"delays of 20 steps onto b, this network": func(r *recipe) { r.spec.Delay = Fixed(3) },
		"axons of up to 0 steps from a, this":     func(r *recipe) { r.spec.Axonal = 1 },
		"this network of 0 (false)":               func(r *recipe) { r.spec.Rule = nil },
		`"pair" where "triplets"`:                 func(r *recipe) { r.spec.Rule = must(newRule("triplet")) },
		`"projection a->b" where "projection p"`:  func(r *recipe) { r.spec.Name = "p" },
	} {
		err := sim.Load(data, build(change).State)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
	if err := sim.Load(data, build(func(*recipe) {}).State); err != nil {
		t.Error(err)
	}
}

// The bound of the weights, which may have been changed in flight, is part of
// the state; one that cannot be, and a projection from before the first step
// or from the future, are refused.
func TestSnapshotOfBounds(t *testing.T) {
	build := func() *Network {
		n := must(NewNetwork(0.1, 1))
		pre := must(n.Source("a", "", 4, &Poisson{RateHz: 400}))
		post := must(n.Populate("b", "", sim.Excitatory, 4, condExp()))
		must(n.Connect(ConnectSpec{Pre: pre, Post: post, Connector: AllToAll{Self: true}, Weight: Fixed(5), Delay: Fixed(2), Axonal: 1, Rule: stdp.Causal()}))
		return n
	}
	n := build()
	must(n.Run(10, nil))
	p := n.Projection("a->b")
	if err := p.SetWMax(6); err != nil {
		t.Fatal(err)
	}
	data := must(sim.Save(n.State))
	back := build()
	if err := sim.Load(data, back.State); err != nil || back.Projection("a->b").WMax() != 6 {
		t.Errorf("largest weight %g, want 6 (%v)", back.Projection("a->b").WMax(), err)
	}
	at := bytes.Index(data, []byte("projection a->b")) + len("projection a->b") + 1 // after the switch of learning
	for _, c := range []struct {
		word int
		x    uint64
	}{{0, math.MaxUint64}, {0, 11}, {1, math.Float64bits(-1)}, {1, math.Float64bits(math.NaN())}, {1, math.Float64bits(1e300)}} {
		body := bytes.Clone(data[:len(data)-4])
		binary.LittleEndian.PutUint64(body[at+8*c.word:], c.x)
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body))
		if err := sim.Load(body, build().State); err == nil || !strings.Contains(err.Error(), "a->b from step") {
			t.Errorf("word %d of %x: %v", c.word, c.x, err)
		}
	}
}
