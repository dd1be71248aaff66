package stdp

import (
	"cmp"
	"reflect"
	"slices"

	"striate/sim"
)

// Paired is a rule that heeds pairs of spikes, and whose window is what one
// isolated pair does.
type Paired interface {
	Rule
	// Room is how much of a step a weight takes, in the unit of the weight: f₊
	// of a post spike and f₋ of a pre spike.
	Room(w, wMin, wMax float64) (plus, minus float64)
}

// Room is f₊(w) and f₋(w).
func (p *Pair) Room(w, wMin, wMax float64) (plus, minus float64) {
	up, down := rooms(p.Dependence, p.Mu, p.WRef, wMin, wMax)
	return up.at(w), down.at(w)
}

// Room is w_max for both.
func (v *Inhibitory) Room(_, _, wMax float64) (plus, minus float64) { return wMax, wMax }

// PairedOf is the rule of pairs that r is, or that it scales.
func PairedOf(r Rule) (Paired, bool) {
	if c, ok := r.(*Scaling); ok {
		r = c.Rule.Value
	}
	p, ok := r.(Paired)
	return p, ok
}

// Pairing is what one spike did to one synapse: the spike of one side with the
// nearest spike of the other side before it. Where earlier spikes count as
// well, the change is that of all of them.
type Pairing struct {
	Step          int64   // in which the spike reached the synapse
	DtMs          float64 // t_post − t_pre as the synapse sees them; positive where the post spike came last
	Before, After float64 // the weight
	Room          float64 // that the rule had for the step, in the unit of the weight
}

// Change is the change of the weight as a share of the room there was for it,
// as [Rule.Window] counts it.
func (p Pairing) Change() float64 { return (p.After - p.Before) / p.Room }

// leastRoom is the share of w_max below which a room is none.
const leastRoom = 1e-9

// Witness is a learner that notes what spikes do to a few synapses, of which no
// two have one source. It brings those to date at each of their spikes, which
// alters nothing; for the other synapses it costs a look.
type Witness struct {
	Learner
	rule     Rule
	paired   Paired
	s        *Synapses
	dt       float64
	learning bool

	seen    []seen
	ofPre   []int32 // by source: its place in seen, or −1
	ofPost  []int32 // by target: the first of its places in seen, or −1
	pending []arrival
	ring    []Pairing
	noted   int
}

// seen is one synapse that is watched.
type seen struct {
	source, target int32
	z              int32
	next           int32 // the next place with this target, or −1
	delay          int64
	pre, preBefore int64 // steps of the last two pre spikes, or never
	post           int64 // in which the last post spike arrived, or never
}

// arrival is a post spike on its way to a synapse.
type arrival struct {
	at int64
	k  int32
}

// NewWitness watches synapses of l, which rule r opened on s with steps of dt
// ms and which learns or does not; z are places in s.W. Of those of one source
// the first counts. It keeps the newest so many pairings. It is nil where the
// rule does not heed pairs.
func NewWitness(l Learner, r Rule, s *Synapses, dt float64, learning bool, z []int32, keep int) *Witness {
	p, ok := PairedOf(r)
	if !ok {
		return nil
	}
	w := &Witness{Learner: l, rule: r, paired: p, s: s, dt: dt, learning: learning,
		ofPre: make([]int32, s.Sources()), ofPost: make([]int32, s.Targets), ring: make([]Pairing, max(1, keep))}
	for i := range w.ofPre {
		w.ofPre[i] = -1
	}
	for j := range w.ofPost {
		w.ofPost[j] = -1
	}
	for _, z := range z {
		i, _ := slices.BinarySearchFunc(s.Row, z, func(first, z int32) int {
			if first <= z {
				return -1
			}
			return 1
		})
		i--
		if w.ofPre[i] >= 0 {
			continue
		}
		j := s.Post[z]
		w.ofPre[i] = int32(len(w.seen))
		w.seen = append(w.seen, seen{source: int32(i), target: j, z: z, next: w.ofPost[j], delay: int64(s.Delay[z]), pre: never, preBefore: never, post: never})
		w.ofPost[j] = w.ofPre[i]
	}
	return w
}

// Inner is the learner that is watched.
func (w *Witness) Inner() Learner { return w.Learner }

// Pre is described at [Learner].
func (w *Witness) Pre(n int64, i int32) {
	k := w.ofPre[i]
	if k < 0 {
		w.Learner.Pre(n, i)
		return
	}
	w.arrive(n)
	y := &w.seen[k]
	if w.learning && y.post != never {
		w.Learner.SettleFrom(n, i)
		before := w.s.W[y.z]
		w.Learner.Pre(n, i)
		_, room := w.paired.Room(before, w.s.WMin, w.s.WMax)
		w.note(Pairing{Step: n, DtMs: -float64(n-y.post) * w.dt, Before: before, After: w.s.W[y.z], Room: room})
	} else {
		w.Learner.Pre(n, i)
	}
	y.preBefore, y.pre = y.pre, n
}

// Post is described at [Learner].
func (w *Witness) Post(n int64, j int32) {
	w.arrive(n) // the learner may settle
	w.Learner.Post(n, j)
	for k := w.ofPost[j]; k >= 0; k = w.seen[k].next {
		a := arrival{n + w.seen[k].delay, k}
		at, _ := slices.BinarySearchFunc(w.pending, a, func(x, y arrival) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.k, y.k)) })
		w.pending = slices.Insert(w.pending, at, a)
	}
}

// arrive notes the post spikes that reached synapses before step n.
func (w *Witness) arrive(n int64) {
	done := 0
	for ; done < len(w.pending) && w.pending[done].at < n; done++ {
		a := w.pending[done]
		y := &w.seen[a.k]
		partner := y.pre
		if partner == a.at { // spikes that coincide are no pair
			partner = y.preBefore
		}
		if w.learning && partner != never {
			w.Learner.SettleFrom(a.at, y.source)
			before := w.s.W[y.z]
			w.Learner.SettleFrom(a.at+1, y.source)
			room, _ := w.paired.Room(before, w.s.WMin, w.s.WMax)
			w.note(Pairing{Step: a.at, DtMs: float64(a.at-partner) * w.dt, Before: before, After: w.s.W[y.z], Room: room})
		}
		y.post = a.at
	}
	w.pending = slices.Delete(w.pending, 0, done)
}

func (w *Witness) note(p Pairing) {
	if !(p.Room > leastRoom*w.s.WMax) {
		return
	}
	w.ring[w.noted%len(w.ring)] = p
	w.noted++
}

// Settle is described at [Learner].
func (w *Witness) Settle(n int64) {
	w.arrive(n)
	w.Learner.Settle(n)
}

// Tick is described at [Ticker]; it does nothing where the learner has none.
func (w *Witness) Tick(n int64) {
	if t, ok := w.Learner.(Ticker); ok {
		w.arrive(n + 1)
		t.Tick(n)
	}
}

// Learn is described at [Learner]. What was noted before is dropped.
func (w *Witness) Learn(on bool, n int64) {
	w.arrive(n)
	w.Learner.Learn(on, n)
	if on != w.learning {
		w.noted = 0
	}
	w.learning = on
}

// Retune is described at [Learner]. What was noted under other parameters is
// dropped.
func (w *Witness) Retune(r Rule, n int64) error {
	w.arrive(n)
	if err := w.Learner.Retune(r, n); err != nil {
		return err
	}
	if !reflect.DeepEqual(r, w.rule) {
		w.noted = 0
	}
	w.rule = r
	w.paired, _ = PairedOf(r)
	return nil
}

// State is described at [Learner]; what is noted is no part of it.
func (w *Witness) State(a *sim.Archive, n int64) {
	w.Learner.State(a, n)
	if a.Loading() {
		w.pending, w.noted = nil, 0
		for k := range w.seen {
			w.seen[k].pre, w.seen[k].preBefore, w.seen[k].post = never, never, never
		}
	}
}

// Pairings appends what is noted, oldest first, up to before step n.
func (w *Witness) Pairings(n int64, dst []Pairing) []Pairing {
	w.arrive(n)
	for k := max(0, w.noted-len(w.ring)); k < w.noted; k++ {
		dst = append(dst, w.ring[k%len(w.ring)])
	}
	return dst
}
