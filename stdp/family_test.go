package stdp

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"striate/params"
	"striate/sim"
)

// play is spikes and potentials for a learner to see, the same whoever sees
// them.
type play struct {
	sources, targets int
	pre, post        [][]int32   // [step] who fired
	v                [][]float64 // [step][target], mV
}

func newPlay(seed uint64, sources, targets, steps int) *play {
	rng := rand.New(rand.NewPCG(seed, 5))
	p := &play{sources: sources, targets: targets}
	v := make([]float64, targets)
	for j := range v {
		v[j] = -65
	}
	for range steps {
		var pre, post []int32
		for i := range sources {
			if rng.Float64() < 0.01*float64(i%3) { // every third source is silent
				pre = append(pre, int32(i))
			}
		}
		for j := range targets {
			v[j] += 0.02*(-60-v[j]) + 2*rng.NormFloat64() // wanders over both thresholds of the voltage rule
			chance := 0.01
			if j == 0 {
				chance = 0.5
			}
			if rng.Float64() < chance {
				post = append(post, int32(j))
				v[j] = -70
			}
		}
		p.pre, p.post, p.v = append(p.pre, pre), append(p.post, post), append(p.v, slices.Clone(v))
	}
	return p
}

// step shows a learner one step.
func (p *play) step(l Learner, n int) {
	for _, i := range p.pre[n] {
		l.Pre(int64(n), i)
	}
	for _, j := range p.post[n] {
		l.Post(int64(n), j)
	}
	if w, ok := l.(Watcher); ok {
		w.Watch(int64(n), p.v[n])
	}
	if t, ok := l.(Ticker); ok {
		t.Tick(int64(n))
	}
}

// wire makes synapses with delays of 0 to longest steps and weights over the
// whole range, some of them at its ends.
func wire(seed uint64, sources, targets, longest int) *Synapses {
	rng := rand.New(rand.NewPCG(seed, 6))
	s := &Synapses{Row: make([]int32, sources+1), WMax: 2, Targets: targets}
	for i := range sources {
		for range targets + 3 {
			s.Post = append(s.Post, rng.Int32N(int32(targets)))
			s.Delay = append(s.Delay, rng.Int32N(int32(longest+1)))
			s.W = append(s.W, min(max(2.4*rng.Float64()-0.2, 0), 2))
		}
		s.Row[i+1] = int32(len(s.W))
	}
	return s
}

func (s *Synapses) copied() *Synapses {
	c := *s
	c.W = slices.Clone(s.W)
	return &c
}

// family is every registered rule at its defaults and, under other names,
// with parameters that reach what the defaults leave out.
func family(t *testing.T) map[string]Rule {
	t.Helper()
	all := map[string]Rule{}
	for _, kind := range params.Kinds[Rule]() {
		r, err := params.New[Rule](kind)
		if err != nil {
			t.Fatal(err)
		}
		all[kind] = r
	}
	with := func(name, kind string, values map[string]any) {
		r, err := params.New[Rule](kind)
		if err == nil {
			err = params.SetAll(r, values)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[name] = r
	}
	for _, d := range []string{Additive, Power, PowerLaw} {
		with("pair/"+d, "pair", map[string]any{"dependence": d, "a_plus": 0.3, "a_minus": 0.2, "pre_decay": 0.01})
		with("triplet/"+d, "triplet", map[string]any{"dependence": d, "fit": Hippocampus, "pairing": Nearest})
	}
	with("pair/nearest", "pair", map[string]any{"pairing": Nearest})
	with("pair/restricted", "pair", map[string]any{"pairing": Restricted})
	with("triplet/strong", "triplet", map[string]any{"a2_plus": 0.2, "a3_plus": 0.3, "a2_minus": 0.2, "a3_minus": 0.1})
	with("triplet/multiplicative", "triplet", map[string]any{"dependence": Multiplicative, "a3_plus": 0.2, "a2_minus": 0.2})
	with("inhibitory/strong", "inhibitory", map[string]any{"eta": 0.3, "target_rate_hz": 20.0})
	with("clopath/strong", "clopath", map[string]any{"a_ltd": 0.02, "a_ltp": 0.002, "homeostasis": true, "u_ref_squared_mv2": 100.0, "tau_mean_ms": 20.0})
	with("clopath/shaped", "clopath", map[string]any{"a_ltd": 0.02, "a_ltp": 0.01, "spike_ms": 0.0, "filter_delay_ms": 0.0})
	fast := map[string]any{"interval_ms": 3.0, "tau_s": 0.05, "beta_per_s_hz": 0.5, "gamma_per_s2_hz": 0.5, "target_rate_hz": 60.0}
	for _, kind := range params.Kinds[Unscaled]() {
		fast["rule.kind"] = kind
		with("scaling/"+kind, "scaling", fast)
	}
	return all
}

func open(t *testing.T, r Rule, s *Synapses) Learner {
	t.Helper()
	l, err := r.Open(s, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	l.Settle(0)
	return l
}

func eachRule(t *testing.T, test func(t *testing.T, r Rule)) {
	for name, r := range family(t) {
		t.Run(name, func(t *testing.T) { test(t, r) })
	}
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for z := range want {
		if math.Float64bits(got[z]) != math.Float64bits(want[z]) {
			t.Fatalf("%s: synapse %d has weight %.17g, want %.17g", what, z, got[z], want[z])
		}
	}
}

const (
	familySources, familyTargets, familySteps = 7, 5, 4000
	familyLongest                             = 130 // target 0 fires so often that histories must grow
)

func familyPlay() *play     { return newPlay(1, familySources, familyTargets, familySteps) }
func familyWire() *Synapses { return wire(2, familySources, familyTargets, familyLongest) }

// Each rule moves weights, keeps them within their bounds and gives the same
// ones whether they are settled in every step, now and then or at the end.
func TestFamilyLazyIsEager(t *testing.T) {
	p := familyPlay()
	eachRule(t, func(t *testing.T, r Rule) {
		first := familyWire()
		var weights [3][]float64
		for k, every := range []int{1, 97, familySteps} {
			s := first.copied()
			l := open(t, r, s)
			for n := range familySteps {
				p.step(l, n)
				if (n+1)%every == 0 {
					l.Settle(int64(n + 1))
				}
				for z, w := range s.W {
					if !(w >= 0 && w <= 2) {
						t.Fatalf("step %d, synapse %d: weight %g, want 0 to 2", n, z, w)
					}
				}
			}
			l.Settle(familySteps)
			weights[k] = s.W
		}
		same(t, "settled now and then", weights[1], weights[0])
		same(t, "settled at the end", weights[2], weights[0])
		moved := 0
		for z, w := range weights[0] {
			if w != first.W[z] {
				moved++
			}
		}
		if _, still := r.(*Static); still != (moved == 0) || !still && moved < len(first.W)/3 {
			t.Errorf("%d of %d weights moved", moved, len(first.W))
		}
	})
}

// Learning that is off changes nothing, and what is learned after it depends
// on the spikes meanwhile.
func TestFamilyFreezing(t *testing.T) {
	p := familyPlay()
	eachRule(t, func(t *testing.T, r Rule) {
		const off, on = 1000, 2000
		s := familyWire()
		l := open(t, r, s)
		for n := range off {
			p.step(l, n)
		}
		l.Learn(false, off)
		frozen := slices.Clone(s.W)
		for n := off; n < on; n++ {
			p.step(l, n)
			if n%100 == 0 {
				l.Settle(int64(n))
			}
		}
		l.Learn(true, on)
		same(t, "while off", s.W, frozen)

		// One that was off from the start is, from then on, where the other is
		// but for the weights: it is given them and must stay beside it.
		if c, ok := r.(*Scaling); ok {
			// Only the integral tells how long learning was on.
			q := *c
			q.Gamma = 0
			r = &q
			if err := l.Retune(r, on); err != nil {
				t.Fatal(err)
			}
		}
		s2 := familyWire()
		l2 := open(t, r, s2)
		l2.Learn(false, 0)
		for n := range on {
			p.step(l2, n)
		}
		l2.Learn(true, on)
		copy(s2.W, frozen)
		for n := on; n < familySteps; n++ {
			p.step(l, n)
			p.step(l2, n)
		}
		l.Settle(familySteps)
		l2.Settle(familySteps)
		for z := range s.W {
			if !(math.Abs(s.W[z]-s2.W[z]) <= 1e-13) { // scaling fades its rates in two stretches here
				t.Fatalf("after it: synapse %d has weight %.17g, want %.17g", z, s.W[z], s2.W[z])
			}
		}
	})
}

// A learner that is saved in the middle and read back into a fresh one goes on
// to the same bits, learning or not at that moment.
func TestFamilySaveAndLoad(t *testing.T) {
	p := familyPlay()
	eachRule(t, func(t *testing.T, r Rule) {
		s := familyWire()
		l := open(t, r, s)
		at := 0
		for k := range 24 {
			for ; at < 900+61*k; at++ {
				p.step(l, at)
			}
			l.Learn(k%3 > 0, int64(at))
			data, err := sim.Save(stateAt(l, int64(at)))
			if err != nil {
				t.Fatal(err)
			}
			var weights [2][]float64
			for x := range weights { // twice from the archive, once settled before
				s := s.copied()
				l := open(t, r, s)
				if err := sim.Load(data, stateAt(l, int64(at))); err != nil {
					t.Fatal(err)
				}
				if x == 1 {
					l.Settle(int64(at))
				}
				for n := at; n < at+300; n++ {
					if n == at+50 {
						l.Learn(true, int64(n))
					}
					p.step(l, n)
				}
				l.Settle(int64(at + 300))
				weights[x] = s.W
			}
			same(t, "resumed and settled", weights[1], weights[0])
			// The one that was never saved.
			s3 := familyWire()
			l3 := open(t, r, s3)
			for n := range at + 300 {
				for k := range 24 {
					if n == 900+61*k && n <= at {
						l3.Learn(k%3 > 0, int64(n))
					}
				}
				if n == at+50 {
					l3.Learn(true, int64(n))
				}
				p.step(l3, n)
			}
			l3.Settle(int64(at + 300))
			same(t, "resumed", weights[0], s3.W)
		}
		data, err := sim.Save(stateAt(l, int64(at)))
		if err != nil {
			t.Fatal(err)
		}
		if _, still := r.(*Static); still {
			return
		}
		small := wire(2, 3, familyTargets+1, familyLongest)
		if err := sim.Load(data, stateAt(open(t, r, small), int64(at))); err == nil {
			t.Error("a learner of three sources and six targets took the state of one of seven and five")
		}
		if err := sim.Load(data, stateAt(open(t, new(Static), small), int64(at))); err == nil {
			t.Error("a learner of another rule took the state")
		}
	})
}

// stateAt is the walk over the state of l before step n.
func stateAt(l Learner, n int64) func(*sim.Archive) {
	return func(a *sim.Archive) { l.State(a, n) }
}

// The order of the synapses in a row is nothing to the weights, nor is the
// number that a target goes under.
func TestFamilyOrderOfTargets(t *testing.T) {
	p := familyPlay()
	rng := rand.New(rand.NewPCG(4, 4))
	name := rng.Perm(familyTargets)
	q := newPlay(1, familySources, familyTargets, familySteps)
	for n := range q.post {
		for k, j := range p.post[n] {
			q.post[n][k] = int32(name[j])
		}
		for j, v := range p.v[n] {
			q.v[n][name[j]] = v
		}
	}
	eachRule(t, func(t *testing.T, r Rule) {
		s := familyWire()
		s2 := s.copied()
		s2.Post, s2.Delay = slices.Clone(s.Post), slices.Clone(s.Delay)
		place := make([]int32, len(s.W))
		for i := range familySources {
			lo, hi := s.Row[i], s.Row[i+1]
			for k, to := range rng.Perm(int(hi - lo)) {
				z := lo + int32(to)
				place[lo+int32(k)] = z
				s2.Post[z], s2.Delay[z], s2.W[z] = int32(name[s.Post[lo+int32(k)]]), s.Delay[lo+int32(k)], s.W[lo+int32(k)]
			}
		}
		l, l2 := open(t, r, s), open(t, r, s2)
		for n := range familySteps {
			p.step(l, n)
			q.step(l2, n)
		}
		l.Settle(familySteps)
		l2.Settle(familySteps)
		for z := range s.W {
			same(t, "shuffled", s2.W[place[z]:place[z]+1], s.W[z:z+1])
		}
	})
}

// Retuning to the same parameters changes nothing, to those of another kind or
// to bad ones is refused and changes nothing.
func TestFamilyRetune(t *testing.T) {
	p := familyPlay()
	eachRule(t, func(t *testing.T, r Rule) {
		s := familyWire()
		s2 := s.copied()
		l, l2 := open(t, r, s), open(t, r, s2)
		other := Rule(Causal())
		if _, ok := r.(*Pair); ok {
			other = new(Static)
		}
		for n := range familySteps {
			p.step(l, n)
			if n == 1500 {
				if err := l2.Retune(other, 1500); err == nil {
					t.Error("a rule of another kind was taken")
				}
				if bad := spoiled(r, 0); bad != nil && l2.Retune(bad, 1500) == nil {
					t.Error("a parameter that is no number was taken")
				}
				if err := l2.Retune(r, 1500); err != nil {
					t.Error(err)
				}
			}
			p.step(l2, n)
		}
		l.Settle(familySteps)
		l2.Settle(familySteps)
		for z := range s.W {
			if !(math.Abs(s.W[z]-s2.W[z]) <= 1e-13) { // scaling fades its rates in two stretches here
				t.Fatalf("synapse %d has weight %.17g, want %.17g", z, s2.W[z], s.W[z])
			}
		}
	})
}

// spoiled is a copy of a rule with its k-th number, those of a scaled rule
// included, replaced by NaN; nil if it has not so many.
func spoiled(r Rule, k int) Rule {
	v := reflect.New(reflect.TypeOf(r).Elem())
	v.Elem().Set(reflect.ValueOf(r).Elem())
	for i := range v.Elem().NumField() {
		f := v.Elem().Field(i)
		if !f.CanSet() { // the equations
			continue
		}
		if f.Kind() == reflect.Float64 {
			if k == 0 {
				f.SetFloat(math.NaN())
				return v.Interface().(Rule)
			}
			k--
		}
		if o, ok := f.Addr().Interface().(*params.OneOf[Unscaled]); ok {
			if bad := spoiled(o.Value, k); bad != nil {
				o.Value = bad
				return v.Interface().(Rule)
			}
		}
	}
	return nil
}

func TestFamilyRefusesNaN(t *testing.T) {
	eachRule(t, func(t *testing.T, r Rule) {
		for k := 0; ; k++ {
			bad := spoiled(r, k)
			if bad == nil {
				if _, still := r.(*Static); !still && k == 0 {
					t.Error("no parameters")
				}
				return
			}
			if _, err := bad.Open(familyWire(), 0.1); err == nil {
				t.Errorf("%+v opens", bad)
			}
		}
	})
}

// Steps allocate nothing once the histories have the room they need.
func TestFamilyAllocates(t *testing.T) {
	p := familyPlay()
	eachRule(t, func(t *testing.T, r Rule) {
		s := familyWire()
		l := open(t, r, s)
		for n := range familySteps / 2 {
			p.step(l, n)
		}
		n := familySteps / 2
		if got := testing.AllocsPerRun(1, func() {
			for range familySteps / 4 {
				p.step(l, n)
				n++
			}
		}); got != 0 {
			t.Errorf("%g allocations in %d steps", got, familySteps/4)
		}
	})
}

// Windows are numbers that fade with the interval, and those of the rules that
// heed order have a sign on each side.
func TestFamilyWindows(t *testing.T) {
	eachRule(t, func(t *testing.T, r Rule) {
		for _, dt := range []float64{-100, -10.3, -0.05, 0, 0.05, 5, 10.3, 100} {
			if w := r.Window(dt); math.IsNaN(w) || math.Abs(w) > 10 {
				t.Errorf("window(%g) = %g", dt, w)
			}
		}
	})
	for _, kind := range []string{"pair", "triplet", "clopath"} {
		r, _ := params.New[Rule](kind)
		if a, b := r.Window(8), r.Window(-8); !(a > 0 && b < 0) {
			t.Errorf("%s: window %g at +8 ms and %g at -8 ms, want plus and minus", kind, a, b)
		}
	}
}

// The windows that are run on a protocol have no jump but the one where the
// order of the spikes changes, or, under the voltage rule, where the delay of
// its low-passes is over.
func TestProtocolWindowsAreSmooth(t *testing.T) {
	for kind, jumps := range map[string][]float64{"triplet": {0}, "clopath": {-3}} {
		r, _ := params.New[Rule](kind)
		before := r.Window(-20.05)
		for k := range 400 {
			dt := -20.05 + 0.1*float64(k+1)
			now := r.Window(dt)
			jump := slices.ContainsFunc(jumps, func(at float64) bool { return math.Abs(dt-0.05-at) < 0.3 })
			if math.Abs(now-before) > 0.03 && !jump {
				t.Errorf("%s: window %g at %g ms, %g just before", kind, now, dt, before)
			}
			before = now
		}
	}
}

// A choice of a rule can be described to the end: scaling does not hold
// scaling.
func TestFamilyIsFinite(t *testing.T) {
	var holder struct {
		Rule params.OneOf[Rule] `json:"rule" default:"scaling"`
	}
	if err := params.SetDefaults(&holder); err != nil {
		t.Fatal(err)
	}
	if n := len(params.DescribeAll(&holder)); n < 40 {
		t.Errorf("%d parameters in all", n)
	}
	inner := params.Kinds[Unscaled]()
	if want := slices.DeleteFunc(params.Kinds[Rule](), func(k string) bool { return k == "scaling" }); !slices.Equal(inner, want) {
		t.Errorf("rules that can be scaled: %v, want %v", inner, want)
	}
	if _, err := (&Scaling{}).Open(familyWire(), 0.1); err == nil {
		t.Error("scaling of no rule opens")
	}
}
