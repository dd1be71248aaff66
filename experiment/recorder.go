package experiment

import (
	"cmp"
	"slices"
	"sort"

	"striate/sim"
)

// recorded is one spike in the recorder.
type recorded struct {
	step  int64
	index int32
	pop   uint16
}

// recorder keeps the newest spikes, at most so many and not older than span.
type recorder struct {
	span  int64 // steps
	limit int
	ring  []recorded
	head  int
	n     int
	lost  int64 // first step of which no spike was dropped for want of room
}

// Bounds of what a session remembers.
const (
	rememberS      = 60        // s of spikes, for downloads
	rememberSpikes = 4_000_000 // 64 MB
	historySpikes  = 400_000   // that a new client is given at most
	sortS          = 10        // s by whose rates rows may be sorted
	filmBytes      = 32 << 20  // of frames
)

func (r *recorder) add(st *sim.Step) {
	for p, spikes := range st.Spikes {
		for _, s := range spikes {
			r.push(recorded{s.Step, s.Index, uint16(p)})
		}
	}
	for r.n > 0 && r.ring[r.head].step < st.Stop-r.span {
		r.drop()
	}
}

func (r *recorder) drop() {
	r.head = (r.head + 1) % len(r.ring)
	r.n--
}

func (r *recorder) push(s recorded) {
	if r.n == len(r.ring) {
		if r.n >= r.limit {
			r.lost = r.ring[r.head].step + 1
			r.drop()
		} else {
			wider := make([]recorded, min(max(1024, 2*r.n), r.limit))
			k := copy(wider, r.ring[r.head:])
			copy(wider[k:], r.ring[:r.head])
			r.ring, r.head = wider, 0
		}
	}
	r.ring[(r.head+r.n)%len(r.ring)] = s
	r.n++
}

// at is the spike number i from the oldest.
func (r *recorder) at(i int) recorded { return r.ring[(r.head+i)%len(r.ring)] }

// each calls f with the spikes from that step on; within one frame they come
// population by population.
func (r *recorder) each(from int64, f func(recorded)) {
	for i := range r.n {
		if s := r.ring[(r.head+i)%len(r.ring)]; s.step >= from {
			f(s)
		}
	}
}

// between are the spikes of steps from..until, by population, in time order.
func (r *recorder) between(populations int, from, until int64) [][]sim.Spike {
	out := make([][]sim.Spike, populations)
	first := sort.Search(r.n, func(i int) bool { // frames follow each other, so look from well before
		return r.ring[(r.head+i)%len(r.ring)].step >= from-frameSteps
	})
	for i := first; i < r.n; i++ {
		s := r.ring[(r.head+i)%len(r.ring)]
		if s.step >= until+frameSteps {
			break
		}
		if s.step >= from && s.step < until {
			out[s.pop] = append(out[s.pop], sim.Spike{Step: s.step, Index: s.index})
		}
	}
	return out
}

// frameSteps is longer than any frame: within one the spikes come population by
// population, so that steps fall back by less.
const frameSteps = int64(1100 / Dt)

// filmstrip keeps the frames shown last, in bytes.
type filmstrip struct {
	w, h   int
	frames [][]byte
	next   int
}

// add keeps a copy of f.
func (s *filmstrip) add(f *sim.Frame) {
	if f == nil {
		return
	}
	if f.W != s.w || f.H != s.h {
		*s = filmstrip{w: f.W, h: f.H}
	}
	if room := max(1, filmBytes/(f.W*f.H)); len(s.frames) < room && s.next == 0 && len(s.frames) < 600 {
		s.frames = append(s.frames, toBytes(f.Pix, 255))
		return
	}
	b := s.frames[s.next]
	for i, v := range f.Pix {
		b[i] = byte(max(0, min(255, v*255+.5)))
	}
	s.next = (s.next + 1) % len(s.frames)
}

// last is the newest n frames in order of time.
func (s *filmstrip) last(n int) []*sim.Frame {
	n = min(n, len(s.frames))
	out := make([]*sim.Frame, 0, n)
	for i := len(s.frames) - n; i < len(s.frames); i++ {
		f := sim.NewFrame(s.w, s.h)
		for k, b := range s.frames[(s.next+i)%len(s.frames)] {
			f.Pix[k] = float32(b) / 255
		}
		out = append(out, f)
	}
	return out
}

// sorted is a copy of all spikes in order of step, population, index.
func (r *recorder) sorted() []recorded {
	out := make([]recorded, 0, r.n)
	r.each(0, func(s recorded) { out = append(out, s) })
	slices.SortFunc(out, func(a, b recorded) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.pop, b.pop), cmp.Compare(a.index, b.index))
	})
	return out
}
